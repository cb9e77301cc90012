"use strict";
// Sites a reader may try on a map: the panel beside it, the sites on it, and the link that keeps the choice.
(() => {
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Figures and words together, as a reader sees them.
  const sayer = (trial, words) => {
    const { told } = trial;
    const { figure, number, pair, withUnit } = geoRuijin.figures(told.units, told.mostDecimals, told.language);
    const beside = ({ wanted }) => (wanted === null ? [] : [wanted]);
    const amount = (value, { per, unit }) => withUnit(figure(value / per, unit), unit);
    const percent = (share, reading) => withUnit(figure(share, "%", beside(reading)), "%");
    const wantedOf = ({ wanted }) => withUnit(number(wanted), "%");
    const counts = (list) => {
      const added = list.filter((site) => !trial.present[site]).length;
      return { added: number(added), removed: number(list.length - added) };
    };
    const name = (site) => told.sites.name[site] || filled(words.unnamed, { number: site + 1 });
    return {
      amount,
      name,
      shares: (was, now, reading) => {
        const [first, second, difference] = pair(was.share, now.share, "%", beside(reading));
        return [withUnit(first, "%"), withUnit(second, "%"),
          ["—", "0"].includes(difference) ? "" : withUnit(difference, "pp")];
      },
      reached: (now, reading) => (now.share === null ? words.of_nothing
        : filled(words.reached, { covered: amount(now.covered, reading), total: amount(now.total, reading) })),
      verdict: (now, reading) => filled(now.share >= reading.wanted ? words.met : words.short,
        { by: reading.estimated ? words.by_estimate : words.by, wanted: wantedOf(reading), gap: withUnit(figure(reading.wanted - now.share, "pp"), "pp") }),
      gain: (site) => filled(trial.open[site] ? words.if_removed : words.if_added,
        { gain: amount(trial.reading().gain(site, trial.open[site] === 1), trial.reading()) }),
      state: (site) => words[`state_${trial.state(site)}`],
      changed: () => (trial.changes().length ? filled(words.changed, counts(trial.changes())) : words.unchanged),
      answer: () => [
        ...(trial.chosen.length ? [filled(words.answer, { ...counts(trial.chosen),
          share: percent(trial.answered(), trial.readings[0]) })] : []),
        ...(told.answer === null ? [] : [told.answer]), words.greedy,
      ],
      said: (what) => {
        if (!what) return "";
        const [reading, { site, gain, share, added }] = [trial.reading(), what.values];
        return filled(words[what.word], { name: site === undefined ? "" : name(site), added: number(added ?? 0),
          gain: gain === undefined ? "" : amount(gain, reading), share: share === undefined ? "" : percent(share, reading),
          wanted: reading.wanted === null ? "" : wantedOf(reading) });
      },
      filled,
    };
  };

  const LOOKS = {
    present: { radius: 5, color: "#ffffff", weight: 1.2, fillColor: "#0b4f9e", fillOpacity: 1 },
    candidate: { radius: 2.8, color: "#4c86c6", weight: 1, fillColor: "#ffffff", fillOpacity: 0.85 },
    proposed: { radius: 11, color: "#c2185b", weight: 2, fillColor: "#ffffff", fillOpacity: 0 }, // around what stands there
    added: { radius: 7.5, color: "#ffffff", weight: 2, fillColor: "#c2185b", fillOpacity: 1 },
    removed: { radius: 5.5, color: "#6b7280", weight: 1.6, fillColor: "#e5e7eb", fillOpacity: 1, crossed: true },
  };
  // Of demands: reached as before, not reached as before, reached no longer, reached now.
  const DOTS = [["#8fb3cf", 2.5], ["#e8762c", 3], ["#7a1f5c", 4], ["#00875a", 4]];

  const Site = L.CircleMarker.extend({
    _updatePath() {
      L.CircleMarker.prototype._updatePath.call(this);
      if (!this.options.crossed || this._empty()) return;
      const [{ x, y }, arm, brush] = [this._point, this._radius, this._renderer._ctx];
      brush.beginPath();
      [-1, 1].forEach((side) => {
        brush.moveTo(x - arm, y - side * arm);
        brush.lineTo(x + arm, y + side * arm);
      });
      brush.strokeStyle = "#3a4652";
      brush.lineWidth = 2;
      brush.stroke();
    },
  });

  const drawSites = (map, trial, say) => {
    const { told: { sites }, all, chosen, state, views } = trial;
    const lookOf = (site) => LOOKS[state(site) === "candidate" && chosen.includes(site) ? "proposed" : state(site)];
    const markers = all.map((site) => {
      const marker = new Site([sites.latitude[site], sites.longitude[site]], lookOf(site));
      marker.bindTooltip(() =>
        geoRuijin.element("span", "", `${say.name(site)} · ${say.state(site)} · ${say.gain(site)}`));
      marker.on("click", () => {
        trial.toggle(site);
        marker.getTooltip().update();
      });
      return marker;
    });
    const layer = L.featureGroup(markers).addTo(map);
    map.on("overlayadd", () => layer.bringToFront());
    views.push(() => all.forEach((site) => {
      const [marker, look] = [markers[site], lookOf(site)];
      if (marker.look === look) return;
      marker.setStyle({ crossed: false, ...look });
      marker.setRadius(look.radius);
      if (look !== LOOKS.candidate) marker.bringToFront();
      marker.look = look;
    }));
  };

  const drawDots = (map, trial, box) => {
    const layers = trial.readings.map(({ places, reaching }, i) => places && new geoRuijin.Dots(
      geoRuijin.placesOf(places), DOTS, (demand) => {
        const [was, now] = [trial.reachedBefore[i][demand] > 0, reaching[demand] > 0];
        return was === now ? (was ? 0 : 1) : was ? 2 : 3;
      }));
    trial.views.push(() => layers.forEach((dots, i) => {
      if (!dots) return;
      if (i !== trial.active() || !box.checked) dots.remove();
      else if (map.hasLayer(dots)) dots.draw();
      else dots.addTo(map);
    }));
  };

  geoRuijin.whatIf = (map, told, words) => {
    const trial = geoRuijin.trial(told);
    const say = sayer(trial, words);
    const { whole, dots } = geoRuijin.panel(trial, words, say);
    document.querySelector("aside").prepend(whole);
    drawSites(map, trial, say);
    drawDots(map, trial, dots);
    const strip = map.getContainer().appendChild(geoRuijin.element("div", "what-if-strip"));
    trial.views.push(() => {
      const [, now, difference] = say.shares(trial.before[trial.active()], trial.reading().now(), trial.reading());
      strip.textContent = `${words.now} ${now} ${difference}`;
    });
    trial.show();
    const follow = () => trial.follow(geoRuijin.address.read("try"));
    trial.views.push(() => geoRuijin.address.write({ try: trial.link() })); // not before the address was read
    follow();
    window.addEventListener("hashchange", follow);
  };
})();
