"use strict";
// What a sheet has besides its layers: the scale in kilometres, where north is, and the legend beside the map.
(() => {
  const { element } = geoRuijin;

  const Scale = L.Control.Scale.extend({
    _updateMetric(metres) {
      const round = this._getRoundNum(metres);
      this._updateScale(this._mScale, `${round / 1000} ${this.options.unit}`, round / metres);
    },
  });

  const North = L.Control.extend({
    onAdd() {
      const box = element("div", "north");
      const arrow = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      Object.entries({ width: 22, height: 30, viewBox: "0 0 22 30", "aria-hidden": true })
        .forEach(([name, value]) => arrow.setAttribute(name, value));
      [["M11 1 20 28 11 22Z", "#1d2733"], ["M11 1 2 28 11 22Z", "#ffffff"]].forEach(([d, fill]) => {
        const half = arrow.appendChild(document.createElementNS(arrow.namespaceURI, "path"));
        Object.entries({ d, fill, stroke: "#1d2733", "stroke-linejoin": "round" })
          .forEach(([name, value]) => half.setAttribute(name, value));
      });
      box.append(element("span", "", this.options.word), arrow);
      return box;
    },
  });

  // Sorts the entries of the legend into groups [title, layers], in each the topmost first, as they are seen and read out;
  // a group is switched as a whole. Leaflet lists the entries anew whenever a layer comes or goes.
  const grouped = (map, words, control, groups) => {
    const sections = groups.map(([title, mine]) => {
      const count = element("span", "number");
      const head = element("button", "group", title);
      Object.assign(head, { type: "button" }).setAttribute("role", "checkbox");
      head.append(" ", count);
      head.addEventListener("click", () => {
        const on = mine.every((layer) => map.hasLayer(layer));
        mine.forEach((layer) => (on ? map.removeLayer(layer) : map.addLayer(layer)));
      });
      const show = () => {
        const on = mine.filter((layer) => map.hasLayer(layer)).length;
        count.textContent = `${on}/${mine.length}`;
        head.setAttribute("aria-checked", on === mine.length ? "true" : on ? "mixed" : "false");
        box.classList.toggle("off", !on);
      };
      const box = element("div", "layers");
      if (groups.length > 1) box.append(head);
      const listing = box.appendChild(element("div"));
      Object.entries({ role: "list", "aria-label": groups.length > 1 ? title : words.legend })
        .forEach(([name, value]) => listing.setAttribute(name, value));
      return { box, listing, mine, show };
    });
    const arrange = () => {
      const list = control._overlaysList;
      const focused = document.activeElement;
      const entries = new Map(control._layerControlInputs.map((input) => [input.layerId, input.closest("label")]));
      sections.forEach(({ listing, mine, show }) => {
        const found = mine.slice().reverse().map((layer) => entries.get(L.stamp(layer))).filter(Boolean);
        listing.replaceChildren(...found.map((entry) => {
          const item = element("div");
          item.setAttribute("role", "listitem");
          item.append(entry);
          return item;
        }));
        show();
      });
      list.prepend(...sections.map(({ box }) => box));
      if (list.contains(focused)) focused.focus({ preventScroll: true });
    };
    const update = control._update;
    control._update = (...given) => {
      update.apply(control, given);
      arrange();
      return control;
    };
    map.on("layeradd layerremove", () => sections.forEach(({ show }) => show()));
    arrange();
  };

  // The legend stands beside the map, and layers switched on again return to their place in the stack.
  const furniture = (map, words, layers, groups, control) => {
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    new Scale({ imperial: false, maxWidth: 160, unit: words.kilometres }).addTo(map);
    new North({ position: "topright", word: words.north }).addTo(map);
    document.getElementById("legend").append(control.getContainer());
    grouped(map, words, control, groups);
    geoRuijin.arrangeNames(map);
    const rasters = layers.filter((layer) => layer.wordAt);
    if (rasters.length) geoRuijin.readout(map, words, rasters);
    // what stands above the map may grow: a message, another tool
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    map.on("overlayadd restack", () => layers.forEach((layer) => map.hasLayer(layer) && layer.bringToFront()));
  };

  Object.assign(geoRuijin, { furniture });
})();
