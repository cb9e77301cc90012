"use strict";
// The panel beside the map: readings, buttons, changes, townships, the list of sites, and what is exported.
geoRuijin.panel = (trial, words, say) => {
  const { element } = geoRuijin;
  const { told, all, readings, before } = trial;
  const { sites } = told;

  const make = (name, className, ...inside) => {
    const made = element(name, className);
    made.append(...inside);
    return made;
  };
  const button = (key, text, act) => {
    const made = Object.assign(element("button", key, text), { type: "button" });
    made.addEventListener("click", act);
    return made;
  };
  const named = (one, name) => {
    one.setAttribute("aria-label", name);
    return one;
  };

  // a card a reading

  const cardOf = (reading, i) => {
    const radio = Object.assign(element("input"), { type: "radio", name: "reading", checked: i === 0 });
    radio.addEventListener("change", () => trial.select(i));
    const [was, share, change] = [element("span", "was"), element("strong", "share"), element("span", "change")];
    const [bar, old, mark] = [element("i", "now"), element("i", "was"), element("i", "wanted")];
    const [reached, verdict, word] = [element("small"), element("p", "verdict"), element("span")];
    verdict.append(word);
    if (told.modelled) verdict.append(" ", element("span", "chip modelled", words.demonstration));
    mark.style.left = `${Math.min(100, reading.wanted)}%`;
    mark.hidden = reading.wanted === null;
    verdict.hidden = mark.hidden || before[i].share === null;
    const box = make("div", "reading", make("label", "", radio, element("span", "", reading.title)),
      make("p", "figures", words.present, was, "→", share, change), make("div", "bar", bar, old, mark), reached, verdict);
    if (reading.estimated) verdict.before(element("small", "estimated", words.estimated));

    const show = (now) => {
      const [first, second, difference] = say.shares(before[i], now, reading);
      box.classList.toggle("active", i === trial.active());
      [was.textContent, share.textContent, change.textContent] = [first, second, difference];
      bar.style.width = `${now.share ?? 0}%`;
      old.style.left = `${before[i].share ?? 0}%`;
      reached.textContent = say.reached(now, reading);
      if (verdict.hidden) return;
      verdict.className = `verdict ${now.share >= reading.wanted ? "met" : "short"}`;
      word.textContent = say.verdict(now, reading);
    };
    return { box, show };
  };
  const cards = readings.map(cardOf);
  const group = named(make("div", "readings", ...cards.map((card) => card.box)), words.readings);
  group.setAttribute("role", "radiogroup");

  // what is done, and what came of it

  const buttons = Object.fromEntries(["best", "fill", "plan", "undo", "redo", "reset"]
    .map((key) => [key, button(key, words[key], trial[key])]));
  const said = element("p", "said");
  said.setAttribute("role", "status");
  const changed = element("p", "changed");
  const changes = element("ol", "changes");
  const showChanges = () => {
    said.textContent = say.said(trial.said());
    changed.textContent = say.changed();
    changes.replaceChildren(...trial.changes().map((site) => {
      const back = button("", "×", () => trial.toggle(site));
      named(back, `${words.back}${words.colon}${say.name(site)}`).title = words.back;
      return make("li", trial.state(site), element("span", "state", say.state(site)),
        element("bdi", "", say.name(site)), back);
    }));
    buttons.fill.disabled = trial.reading().wanted === null;
    buttons.plan.disabled = !trial.chosen.length;
    buttons.undo.disabled = !trial.undone().past;
    buttons.redo.disabled = !trial.undone().future;
    buttons.reset.disabled = !trial.changes().length;
  };

  // townships, the worst off first until another order is asked for

  const ranks = {
    township: ({ name }) => name, present: ({ was }) => was.share, now: ({ here }) => here.share,
    rest: ({ here }) => here.covered - here.total,
  };
  let [by, sign] = ["present", 1];
  const heads = Object.keys(ranks).map((key) => {
    const head = make("th", "", button("", words[key], () => {
      [by, sign] = [key, by === key ? -sign : 1];
      trial.show();
    }));
    return Object.assign(head, { scope: "col", key });
  });
  const body = element("tbody");
  const ofReading = element("small");
  const showTowns = ({ groups }) => {
    const reading = trial.reading();
    const rows = groups.map((here, g) => ({ here, g, name: told.groups[g], was: before[trial.active()].groups[g] }))
      .filter(({ here }) => here.total > 0);
    const compared = (a, b) => (by === "township" ? a.localeCompare(b, told.language) : a - b);
    rows.sort((a, b) => sign * compared(ranks[by](a), ranks[by](b)) || a.g - b.g);
    heads.forEach((head) => head.setAttribute("aria-sort",
      head.key !== by ? "none" : sign > 0 ? "ascending" : "descending"));
    ofReading.textContent = reading.title;
    body.replaceChildren(...rows.map(({ here, name, was }) => {
      const [first, second, difference] = say.shares(was, here, { wanted: null });
      return make("tr", difference ? "moved" : "", make("th", "", element("bdi", "", name)), element("td", "", first),
        element("td", "", second), element("td", "", say.amount(here.total - here.covered, reading)));
    }));
  };

  // the list: candidates first, the most helpful at the top; then what stands

  const find = named(Object.assign(element("input"), { type: "search", placeholder: words.find }), words.find);
  const rows = all.map((site) => {
    const box = Object.assign(element("input"), { type: "checkbox" });
    box.addEventListener("change", () => trial.toggle(site));
    const about = [sites.kind, sites.township].map((cells) => cells && cells[site]).filter(Boolean).join(" · ");
    const gain = element("span", "gain");
    const name = make("span", "name", element("bdi", "", say.name(site)), element("small", "", about));
    return Object.assign(make("li", "", make("label", "", box, name, gain)),
      { box, gain, words: `${say.name(site)} ${about}`.toLowerCase() });
  });
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    rows.forEach((row) => { row.hidden = !row.words.includes(wanted); });
  });
  const most = all.map((site) => (trial.present[site] ? -1 : readings[0].gain(site, false)));
  const list = make("ul", "sites", ...all.slice().sort((a, b) => most[b] - most[a] || a - b).map((site) => rows[site]));
  const showList = () => all.forEach((site) => {
    rows[site].className = trial.state(site);
    rows[site].box.checked = trial.open[site] === 1;
    rows[site].gain.textContent = say.gain(site);
  });

  // files

  const files = geoRuijin.files(trial, words, say);
  const KINDS = { csv: "CSV", geojson: "GeoJSON", toml: "TOML" };
  const savers = files.map(({ name, save, needs }) =>
    Object.assign(button("", KINDS[name.split(".").pop()], save), { needs, title: name }));
  const exports = make("details", "export", element("summary", "", words.export),
    element("p", "note", words.export_added), make("div", "buttons", ...savers.slice(0, 2)),
    element("code", "", `geo-ruijin add candidate_sites ${files[0].name} --datum wgs84${told.modelled ? " --modelled" : ""}`),
    element("p", "note", words.export_changes), make("div", "buttons", ...savers.slice(2)),
    element("p", "note", words.export_whole), element("p", "note", words.link));

  // the whole

  const keys = (className, kinds, inside = []) => make("p", `key ${className}`, ...inside,
    ...kinds.map((kind) => make("span", "", element("i", kind), words[`state_${kind}`])));
  const dots = Object.assign(element("input"), { type: "checkbox", checked: true });
  dots.addEventListener("change", () => trial.show());
  const dotKeys = keys("dots", ["kept", "rest", "lost", "new"], [make("label", "", dots, words.dots)]);
  const whole = make("details", "what-if", make("summary", "", element("h2", "", words.title)),
    element("p", "note", words.about), group, make("div", "buttons", ...Object.values(buttons)), said, changed, changes,
    ...say.answer().map((line) => element("p", "note", line)), keys("", ["present", "candidate", ...(trial.chosen.length ? ["proposed"] : []), "added", "removed"]), dotKeys,
    make("h3", "", words.townships, ofReading), make("table", "towns", make("thead", "", make("tr", "", ...heads)), body),
    make("details", "list", element("summary", "", `${words.list} (${all.length})`), find, list), exports);
  whole.open = true;

  trial.views.push(() => {
    const now = readings.map((reading) => reading.now());
    cards.forEach((card, i) => card.show(now[i]));
    dotKeys.hidden = !trial.reading().places;
    showChanges();
    showTowns(now[trial.active()]);
    showList();
    savers.forEach((one) => { one.disabled = !one.needs(); });
  });
  return { whole, dots };
};
