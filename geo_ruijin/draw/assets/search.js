"use strict";
// A field that finds rows of the map by their words, and places by their coordinates.
(() => {
  const { element, make, folded, numberOf, missing, slices } = geoRuijin;
  const MOST = 20;

  // The words of rows, read once: the first cell, then what else is no number. A figure is nothing to be found by.
  const held = new WeakMap();
  const wordsOf = (rows) => {
    if (!held.has(rows)) held.set(rows, []);
    const words = held.get(rows);
    return (i) => {
      if (words[i] === undefined) {
        const [first = "", ...rest] = rows.cells(i);
        words[i] = folded([first, ...rest.filter((cell) => numberOf(cell) === null)].join("\n"));
      }
      return words[i];
    };
  };

  // How well a row answers: named so, begins so, has it in the name, has it elsewhere; -1 for not at all.
  const rankOf = (words, terms, whole) => {
    if (!terms.every((term) => words.includes(term))) return -1;
    const name = words.slice(0, words.indexOf("\n") < 0 ? words.length : words.indexOf("\n"));
    if (name === whole) return 0;
    if (name.startsWith(whole)) return 1;
    return terms.every((term) => name.includes(term)) ? 2 : 3;
  };

  // "116.03, 25.89", "25.89°N 116.03°E": the longitude first where nothing says otherwise; null for no coordinates.
  const coordinates = (typed) => {
    const part = "([-+]?\\d{1,3}(?:\\.\\d+)?)\\s*°?\\s*([NSEW]?)";
    const found = new RegExp(`^${part}\\s*[,、;\\s]\\s*${part}$`, "i").exec(typed.normalize("NFKC").trim());
    if (!found) return null;
    const [one, other] = [1, 3].map((k) => {
      const side = found[k + 1].toUpperCase();
      return { value: Number(found[k]) * (side === "S" || side === "W" ? -1 : 1), side };
    });
    const northFirst = /[NS]/.test(one.side) || /[EW]/.test(other.side) || (!one.side && !other.side && Math.abs(other.value) > 90);
    const [lng, lat] = northFirst ? [other, one] : [one, other];
    if (/[NS]/.test(lng.side) || /[EW]/.test(lat.side)) return null;
    return Math.abs(lat.value) <= 85 && Math.abs(lng.value) <= 180 ? L.latLng(lat.value, lng.value) : null;
  };

  // As many of each layer as there is room for, in turn.
  const shares = (groups) => {
    const given = groups.map(() => 0);
    let [left, before] = [MOST, 0];
    while (left > 0 && left !== before) {
      before = left;
      groups.forEach(({ count }, k) => {
        if (left > 0 && given[k] < Math.min(count, MOST)) [given[k], left] = [given[k] + 1, left - 1];
      });
    }
    return given;
  };

  const search = (map, words) => {
    const count = (number) => number.toLocaleString("en");
    const field = make("input", { type: "text", role: "combobox", id: "search", inputmode: "search", autocomplete: "off",
      spellcheck: "false", placeholder: words.search_hint, "aria-label": words.search, "aria-expanded": "false",
      "aria-controls": "search-found", "aria-autocomplete": "list" });
    const list = make("div", { id: "search-found", role: "listbox", "aria-label": words.search_found });
    const said = make("p", { role: "status" });
    const found = make("div", { class: "found" }, list, said);
    const box = make("div", { class: "search", role: "search" }, field, found);
    document.getElementById("tools").prepend(box);
    const home = map.getBounds(); // what the map opens on holds what it is about
    let [options, active, fresh, turn, waiting, mark] = [[], -1, false, 0, 0, null];

    const close = () => {
      turn += 1;
      fresh = false;
      clearTimeout(waiting);
      found.hidden = true;
      [options, active] = [[], -1];
      list.replaceChildren();
      said.textContent = "";
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const select = (number) => {
      options[active]?.box.setAttribute("aria-selected", "false");
      active = number;
      const { box: now } = options[active];
      now.setAttribute("aria-selected", "true");
      now.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", now.id);
    };
    const choose = (number) => {
      const { go } = options[number];
      close();
      mark?.remove();
      go();
    };
    const option = (name, about, go) => {
      const number = options.length;
      const made = make("div", { role: "option", id: `search-${number}`, "aria-selected": "false" },
        element("bdi", "", name), ...(about ? [element("small", "", about)] : []));
      made.addEventListener("click", () => choose(number));
      options.push({ box: made, go });
      return made;
    };

    const hit = (rows, i, terms) => {
      const cells = rows.cells(i);
      const named = terms.every((term) => folded(cells[0] ?? "").includes(term));
      const telling = (cell, k) => k > 0 && !missing(cell) && numberOf(cell) === null;
      const k = cells.findIndex((cell, n) => telling(cell, n) && (named || terms.some((term) => folded(cell).includes(term))));
      const name = missing(cells[0] ?? "") ? `${rows.title} ${i + 1}` : cells[0];
      return option(name, k < 0 ? "" : `${rows.fields[k]}${words.colon}${cells[k]}`, () => geoRuijin.goTo(map, rows, i));
    };
    const toPlace = (place) => {
      const shown = `${place.lng}, ${place.lat}`;
      mark = L.circleMarker(place, { radius: 7, color: "#c2185b", weight: 3, fill: true, fillColor: "#fff", fillOpacity: 0.6 }).addTo(map);
      mark.bindPopup(() => geoRuijin.table(words.search_place, [words.search_degrees], [shown]), { maxWidth: 300 });
      map.setView(place, Math.max(map.getZoom(), 16), { animate: false });
      mark.openPopup();
    };

    const show = (groups, terms, place) => {
      [options, active, fresh] = [[], -1, true];
      const given = shares(groups);
      const total = groups.reduce((sum, group) => sum + group.count, 0);
      const parts = groups.map(({ rows, count: all, best }, k) => {
        const title = make("div", { class: "of", id: `search-of-${k}` }, element("bdi", "", rows.title), ` (${count(all)})`);
        return make("div", { role: "group", "aria-labelledby": title.id }, title,
          ...best.flat().slice(0, given[k]).map((i) => hit(rows, i, terms)));
      });
      if (place) {
        const about = home.pad(0.5).contains(place) ? words.search_datum : `${words.search_outside}${words.search_datum}`;
        const name = `${words.search_place} ${place.lng}°E ${place.lat}°N`.replace(/-([\d.]+)°E/, "$1°W").replace(/-([\d.]+)°N/, "$1°S");
        parts.unshift(option(name, about, () => toPlace(place)));
      }
      list.replaceChildren(...parts);
      list.hidden = !options.length;
      found.hidden = false;
      found.setAttribute("aria-busy", "false");
      field.setAttribute("aria-expanded", String(options.length > 0));
      field.removeAttribute("aria-activedescendant");
      const listed = given.reduce((sum, one) => sum + one, 0);
      said.textContent = total > listed ? words.search_some.replace("{shown}", listed).replace("{count}", count(total))
        : total ? words.search_count.replace("{count}", count(total)) : place ? "" : words.search_none;
    };

    const run = async () => {
      clearTimeout(waiting);
      turn += 1;
      const mine = turn;
      const whole = folded(field.value).trim();
      const terms = whole.split(/\s+/).filter(Boolean);
      if (!terms.length) return close();
      const groups = [];
      for (const rows of [...geoRuijin.listed].reverse()) {
        const [wordsAt, group] = [wordsOf(rows), { rows, count: 0, best: [[], [], [], []] }];
        const done = await slices(rows.count, (i) => {
          const rank = rankOf(wordsAt(i), terms, whole);
          if (rank < 0) return;
          group.count += 1;
          if (group.best[rank].length < MOST) group.best[rank].push(i);
        }, () => mine !== turn);
        if (!done) return undefined;
        if (group.count) groups.push(group);
      }
      const bestOf = ({ best }) => best.findIndex((hits) => hits.length);
      if (mine === turn) show(groups.sort((one, other) => bestOf(one) - bestOf(other)), terms, coordinates(field.value));
      return undefined;
    };
    const later = () => {
      turn += 1;
      fresh = false;
      found.setAttribute("aria-busy", "true");
      clearTimeout(waiting);
      waiting = setTimeout(run, 120);
    };

    field.addEventListener("input", (event) => event.isComposing || later());
    field.addEventListener("compositionend", later);
    field.addEventListener("focus", () => field.value.trim() && found.hidden && later());
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const { length } = options;
      const act = {
        ArrowDown: () => (length ? select((active + 1) % length) : run()),
        ArrowUp: () => length && select((active < 1 ? length : active) - 1),
        Enter: async () => {
          if (!fresh) await run(); // what is seen still answers to what was typed before
          if (options.length) choose(Math.max(0, active));
        },
        Escape: () => {
          if (found.hidden) field.value = "";
          close();
        },
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    found.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    box.addEventListener("focusout", ({ relatedTarget }) => box.contains(relatedTarget) || close());
    close();
  };

  Object.assign(geoRuijin, { search, coordinates });
})();
