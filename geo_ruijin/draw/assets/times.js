"use strict";
// Years: one picture of a raster at a time, rows of features by their year, and the slider that switches them all.
(() => {
  const { element, picture, address } = geoRuijin;

  // What the slider switches: `steps` as words in order, and `show(step, order, only)`, which returns what is to be told.
  const timed = [];

  // A raster year by year.
  const pictures = (map, years, title) => {
    const parts = years.map(({ tiles, classes }) => picture(map, "rasters", tiles, title, classes));
    const layer = L.featureGroup();
    let now = null;
    Object.assign(layer, { title, wordAt: (place) => (now ? now.wordAt(place) : undefined) });
    timed.push({
      features: false,
      steps: years.map(({ step }) => step),
      show: (step, _, __, words) => {
        now = parts[years.findIndex((year) => year.step === step)] || null;
        layer.clearLayers();
        if (now) layer.addLayer(now);
        layer.title = `${title} ${step}`;
        return now ? [] : [words.lacking.replace("{title}", () => title)];
      },
    });
    return layer;
  };

  // Features by the property `step`; those without one are always there.
  const dated = (layer, title) => {
    const all = layer.getLayers();
    const step = (one) => one.feature.properties.step;
    const rows = all.filter((one) => one.feature.properties.label === undefined);
    timed.push({
      features: true,
      steps: all.map(step).filter((one) => one !== undefined),
      show: (chosen, order, only, words) => {
        const at = order.indexOf(chosen);
        const seen = (one) => {
          const place = order.indexOf(step(one));
          return step(one) === undefined || (only ? place === at : place <= at);
        };
        all.forEach((one) => {
          if (seen(one) !== layer.hasLayer(one)) seen(one) ? layer.addLayer(one) : layer.removeLayer(one);
        });
        const known = rows.filter((one) => step(one) !== undefined);
        const undated = rows.length - known.length;
        const said = { title, shown: known.filter(seen).length, all: known.length }; // at once: a title may hold "{shown}"
        return [words.count.replace(/\{(\w+)\}/g, (_, key) => said[key]) + (undated ? words.undated.replace("{undated}", undated) : "")];
      },
    });
  };

  const slider = (map, words) => {
    const order = [...new Set(timed.flatMap(({ steps }) => steps))].sort();
    if (!order.length) return;
    const box = element("div", "years");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", words.years);
    const line = box.appendChild(element("div", "line"));
    const play = line.appendChild(element("button"));
    play.type = "button";
    const track = line.appendChild(element("div", "track"));
    const range = track.appendChild(element("input"));
    Object.assign(range, { type: "range", min: 0, max: order.length - 1, step: 1, value: order.length - 1 });
    range.setAttribute("aria-label", words.years);
    // a word every so many steps, so that they stay apart; the thumb's middle runs from 8 pixels in to 8 pixels in
    const ticks = track.appendChild(element("div", "ticks"));
    ticks.setAttribute("aria-hidden", "true");
    const every = Math.ceil(order.length / (order[0].length > 4 ? 2 : 4));
    order.forEach((step, i) => {
      if ((order.length - 1 - i) % every) return;
      const tick = ticks.appendChild(element("span", "", step));
      const share = order.length > 1 ? i / (order.length - 1) : 0.5;
      tick.style.left = `calc(8px + ${share} * (100% - 16px))`;
    });
    const output = line.appendChild(element("output"));
    const which = element("select");
    which.setAttribute("aria-label", words.which);
    which.append(new Option(words.upTo, "upTo"), new Option(words.only, "only"));
    if (timed.some(({ features }) => features)) line.append(which);
    const told = box.appendChild(element("div", "tally"));
    told.setAttribute("role", "status");
    map.getContainer().append(box);
    map.getContainer().classList.add("dated");
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box)
      .on(box, "pointerdown keydown keypress pointermove", L.DomEvent.stopPropagation);

    const show = () => {
      const step = order[range.value], only = which.value === "only";
      range.setAttribute("aria-valuetext", step);
      output.textContent = step;
      told.replaceChildren(...timed.flatMap((one) => one.show(step, order, only, words))
        .map((said) => element("div", "", said)));
      map.fire("restack");
    };
    // Played once from where it stands, from the beginning if that is the end; not for those who want no motion.
    let running = null;
    const stop = () => {
      clearInterval(running);
      running = null;
      say();
    };
    const say = () => {
      play.textContent = running ? "❚❚" : "▶";
      play.setAttribute("aria-label", running ? words.pause : words.play);
      play.title = running ? words.pause : words.play;
    };
    // The address keeps the year, as it keeps the view; what the slider begins with needs no words.
    const keep = () => address.write({
      year: +range.value === order.length - 1 ? "" : encodeURIComponent(order[range.value]),
      years: which.value === "only" ? "only" : "",
    });
    const follow = () => {
      const kept = order.findIndex((step) => encodeURIComponent(step) === address.read("year"));
      range.value = kept < 0 ? order.length - 1 : kept;
      which.value = address.read("years") === "only" ? "only" : "upTo";
      show();
    };
    const go = (to) => {
      range.value = to;
      show();
      keep();
    };
    play.addEventListener("click", () => {
      if (running) return stop();
      if (+range.value === order.length - 1) go(0);
      running = setInterval(() => {
        go(+range.value + 1);
        if (+range.value === order.length - 1) stop();
      }, 1400);
      say();
    });
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    const hide = () => {
      play.hidden = calm.matches || order.length < 2;
      if (calm.matches && running) stop();
    };
    calm.addEventListener("change", hide);
    range.addEventListener("input", () => {
      if (running) stop();
      show();
      keep();
    });
    which.addEventListener("change", () => {
      show();
      keep();
    });
    window.addEventListener("hashchange", follow);
    hide();
    say();
    follow();
  };

  Object.assign(geoRuijin, { pictures, dated, slider });
})();
