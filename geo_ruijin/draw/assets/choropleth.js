"use strict";
// Divisions in the colours of their figures, with a table that follows the map. Classes, sizes and every figure come
// ready to show: nothing is reckoned here.
(() => {
  const { element, table, listed, goTo } = geoRuijin;
  const LINE = { color: "#5a6675", weight: 0.8, fillOpacity: 0.65 };
  const CIRCLE = { color: "#ffffff", weight: 1, fillOpacity: 0.8 };
  const MORE = "#2c7fb8", LESS = "#e6550d";

  // What has no figure is hatched, as no class is.
  const hatching = () => {
    const tile = Object.assign(document.createElement("canvas"), { width: 6, height: 6 });
    const brush = tile.getContext("2d");
    brush.fillStyle = "#f3f3f3";
    brush.fillRect(0, 0, 6, 6);
    brush.strokeStyle = "#8c8c8c";
    [-6, 0, 6].forEach((at) => {
      brush.moveTo(at - 1, 7);
      brush.lineTo(at + 7, -1);
    });
    brush.stroke();
    return brush.createPattern(tile, "repeat");
  };

  const disc = (radius) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const side = 2 * radius + 2;
    Object.entries({ width: side, height: side, "aria-hidden": true }).forEach(([key, value]) => svg.setAttribute(key, value));
    const circle = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "circle"));
    Object.entries({ cx: side / 2, cy: side / 2, r: radius, fill: MORE, "fill-opacity": 0.8 })
      .forEach(([key, value]) => circle.setAttribute(key, value));
    return svg;
  };

  // As solid as it is on the map.
  const swatch = (colour) => {
    const box = element("i", colour ? "" : "none");
    if (colour) box.style.background = colour + Math.round(255 * LINE.fillOpacity).toString(16);
    return box;
  };

  // The scale of a column, for the legend.
  const scale = (column, words) => {
    const lines = [element("span", "wide", column.title)];
    const line = (picture, label, count, mark) =>
      lines.push(picture, element("span", "", label), element("span", "number", [count, mark].filter(Boolean).join(" ")));
    if (column.kind === "rate") column.legend.forEach((one) => line(swatch(one.colour), one.label, `(${one.count})`, one.mark));
    else column.legend.forEach((one) => line(disc(one.radius), one.label));
    if (column.kind === "total" && column.below.includes(true)) line(swatch(LESS), words.fewer);
    if (column.missing) line(swatch(), words.noData, `(${column.missing})`);
    lines.push(element("span", "wide", column.rule));
    return lines;
  };

  const choropleth = (map, given, words) => {
    const { names, columns } = given;
    const none = hatching();
    let column = columns[given.start];
    let sort = { by: "figure", up: false };

    const areas = given.shapes.map((shape) => L.geoJSON(shape).getLayers()[0]);
    const circles = given.places.map((place) => L.circleMarker(place, { ...CIRCLE, radius: 0 }));
    const layer = L.featureGroup(areas);
    const outline = L.layerGroup().addTo(map);

    // On the map: the outline of the one that is pointed at, in the map or in the table.
    const rows = names.map((name, i) => {
      const row = element("tr");
      const head = row.appendChild(element("th"));
      head.scope = "row";
      const button = head.appendChild(element("button", "", name));
      button.type = "button";
      button.title = `${words.goTo} ${name}`;
      row.append(element("td"));
      row.addEventListener("pointerenter", () => point(i));
      row.addEventListener("pointerleave", () => point(null));
      button.addEventListener("focus", () => point(i));
      button.addEventListener("blur", () => point(null));
      row.addEventListener("click", () => goTo(map, adapter, i));
      return row;
    });
    const point = (i) => {
      rows.forEach((row, j) => row.classList.toggle("pointed", i === j));
      outline.clearLayers();
      if (i === null) return;
      const look = { interactive: false, fill: false, color: "#1d2733", weight: 3 };
      outline.addLayer(L.geoJSON(given.shapes[i], look));
    };
    const reveal = (i) => { // within the table, so that the page stays where it is
      const { top, bottom } = rows[i].getBoundingClientRect(), frame = box.getBoundingClientRect();
      if (top < frame.top + 30) box.scrollTop -= frame.top + 30 - top;
      else if (bottom > frame.bottom) box.scrollTop += bottom - frame.bottom;
    };

    const answer = (one, i) => {
      one.bindTooltip(() => element("span", "", `${names[i]} ${column.cells[i]}`), { sticky: true });
      one.bindPopup(() => table(given.title, given.fields, given.cells[i]), { maxWidth: 340 });
      one.on("popupopen", () => one.closeTooltip());
      one.on("mouseover", () => {
        point(i);
        if (rows[i].isConnected) reveal(i);
      });
      one.on("mouseout", () => point(null));
    };
    areas.forEach(answer);
    circles.forEach(answer);
    layer.on("remove", () => point(null));

    const adapter = {
      layer, title: given.title, fields: given.fields, count: names.length,
      cells: (i) => given.cells[i],
      bounds: (i) => areas[i].getBounds(),
      open: (i) => areas[i].openPopup(given.places[i]),
    };
    listed.push(adapter);

    const paint = () => {
      const rate = column.kind === "rate";
      areas.forEach((area, i) => {
        const known = rate ? column.ranks[i] !== null : column.radii[i] !== null;
        const fillColor = !known ? none : rate ? column.legend[column.ranks[i]].colour : "#ffffff";
        area.setStyle({ ...LINE, fillColor, fillOpacity: known && !rate ? 0.25 : LINE.fillOpacity });
      });
      circles.forEach((circle, i) => {
        if (rate || !column.radii[i]) {
          layer.removeLayer(circle);
          return;
        }
        layer.addLayer(circle);
        circle.setRadius(column.radii[i]).setStyle({ fillColor: column.below[i] ? LESS : MORE });
      });
      rows.forEach((row, i) => {
        const cell = row.lastChild;
        if (rate) {
          const rank = column.ranks[i];
          cell.replaceChildren(swatch(rank === null ? null : column.legend[rank].colour), rank === null ? words.noData : column.cells[i]);
        } else {
          const length = element("span", column.below[i] ? "length below" : "length");
          length.style.width = `calc(${column.bars[i]}% - .6rem * ${column.bars[i] / 100})`;
          cell.replaceChildren(column.radii[i] === null ? words.noData : column.cells[i], length);
        }
      });
    };

    // The panel.
    const panel = element("section", "divisions");
    const title = panel.appendChild(element("h2", "", given.title));
    if (given.chip) title.append(" ", element("span", "chip modelled", given.chip));
    const pick = panel.appendChild(element("label", "pick", words.colourBy));
    const select = pick.appendChild(element("select"));
    columns.forEach((one, i) => select.append(new Option(one.title, i, false, i === given.start)));
    const whole = panel.appendChild(element("p", "whole"));
    const note = panel.appendChild(element("p", "note"));
    const off = panel.appendChild(element("p", "off", words.off));
    const turnOn = off.appendChild(element("button", "", words.turnOn));
    turnOn.type = "button";
    turnOn.addEventListener("click", () => {
      map.addLayer(layer);
      select.focus();
    });
    const bar = panel.appendChild(element("div", "bar"));
    const inView = element("input");
    inView.type = "checkbox";
    inView.checked = true;
    const label = bar.appendChild(element("label"));
    label.append(inView, ` ${words.inView}`);
    const counted = bar.appendChild(element("span"));
    counted.setAttribute("role", "status");
    const box = panel.appendChild(element("div", "listing"));
    Object.entries({ tabindex: 0, role: "region", "aria-label": `${given.title}: ${words.table}` })
      .forEach(([key, value]) => box.setAttribute(key, value));
    const listing = box.appendChild(element("table"));
    const heads = [["name", given.nameTitle], ["figure", ""]].map(([by, text]) => {
      const head = element("th");
      head.scope = "col";
      const button = head.appendChild(element("button", "", text));
      button.type = "button";
      button.title = words.sortBy;
      button.addEventListener("click", () => {
        sort = { by, up: sort.by === by ? !sort.up : by === "name" };
        list();
      });
      return [by, head, button];
    });
    listing.createTHead().insertRow().append(...heads.map(([, head]) => head));
    const body = listing.createTBody();
    const empty = panel.appendChild(element("p", "note", words.nothing));
    document.querySelector("aside section").after(panel);

    // Whether any of a division is to be seen, not only of the rectangle around it.
    const seen = (area) => {
      if (!map.getBounds().intersects(area.getBounds())) return false;
      const size = map.getSize(), frame = L.bounds([0, 0], [size.x, size.y]);
      const inside = (ring) => Array.isArray(ring[0])
        ? ring.some(inside)
        : L.PolyUtil.clipPolygon(ring.map((place) => map.latLngToContainerPoint(place)), frame).length > 0;
      return inside(area.getLatLngs());
    };
    const places = (by) => {
      if (by === "figure") return column.order;
      const sorted = [...new Set(names)].sort((a, b) => a.localeCompare(b, document.documentElement.lang));
      return names.map((name) => sorted.indexOf(name));
    };
    // In the order chosen; those without a figure are last.
    const list = () => {
      const place = places(sort.by), focused = document.activeElement;
      const chosen = names.map((_, i) => i).filter((i) => !inView.checked || seen(areas[i]));
      chosen.sort((i, j) => (place[i] === null) - (place[j] === null) || (sort.up ? 1 : -1) * (place[i] - place[j]) || i - j);
      body.replaceChildren(...chosen.map((i) => rows[i]));
      if (focused && focused.isConnected && focused !== document.body) focused.focus({ preventScroll: true });
      heads.forEach(([by, head]) => head.setAttribute("aria-sort", sort.by !== by ? "none" : sort.up ? "ascending" : "descending"));
      counted.textContent = words.counted.replace("{listed}", chosen.length).replace("{all}", names.length);
      empty.hidden = chosen.length > 0;
    };
    // The list of layers is made anew whenever one is switched on: its scale is put back.
    const legend = document.getElementById("legend");
    const fill = () => legend.querySelectorAll(".scale:empty").forEach((home) =>
      home.dataset.of === given.title && home.append(...scale(column, words)));
    new MutationObserver(fill).observe(legend, { childList: true, subtree: true });
    const choose = () => {
      column = columns[select.value];
      heads[1][2].textContent = column.title;
      whole.textContent = column.whole;
      whole.hidden = !column.whole;
      note.textContent = column.note;
      note.hidden = !column.note;
      paint();
      list();
      legend.querySelectorAll(".scale").forEach((home) => home.dataset.of === given.title && home.replaceChildren());
      fill();
    };
    select.addEventListener("change", choose);
    inView.addEventListener("change", list);
    map.on("moveend resize", list);
    layer.on("add remove", () => (off.hidden = map.hasLayer(layer)));
    choose();
    return layer;
  };

  Object.assign(geoRuijin, { choropleth });
})();
