"use strict";
// What the map pages add to Leaflet. Values go into the page as text nodes, never as HTML.
const geoRuijin = (() => {
  // All canvases of the page, Leaflet's too, are drawn by the page itself: without a graphics card, and with an old one,
  // thousands of small shapes keep the process of the graphics so busy that the map stands still.
  const plain = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function context(kind, given) {
    return plain.call(this, kind, { willReadFrequently: true, ...given });
  };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // Points as marks, in the style of their class; label points as words: within a mark, or as a tag in the colours of an
  // area, which may be too small to be seen itself.
  const pointToLayer = (styles) => (feature, position) => {
    const { label, rank } = feature.properties;
    if (label === undefined) return new geoRuijin.Mark(position, styles[rank || 0]);
    const { fill, fillColor, color, shape, pane: own = "" } = styles[0] || {};
    const words = element("span", "", label);
    if (fill && !shape) Object.assign(words.style, { backgroundColor: fillColor, borderColor: color });
    const kind = !fill ? "name" : !shape ? "tag" : /^\d{1,3}$/.test(label) ? "within" : "name";
    const icon = L.divIcon({ className: `place ${kind}`, iconSize: [0, 0], html: words });
    const pane = own.endsWith("-features") ? own : "markerPane"; // names are cut off with their side
    return L.marker(position, { icon, pane, interactive: false, keyboard: false });
  };

  // Lines and polygons in the style of their class.
  const classes = (layer, styles) => layer.setStyle((feature) => styles[feature.properties.rank || 0]);

  // The cells of a row under the title of its layer, and how they came about: lines of {text}, some with an href.
  const table = (title, fields, cells, origin = []) => {
    const box = element("div", "details");
    box.append(element("h3", "", title));
    const rows = element("table");
    cells.forEach((cell, i) => {
      const row = rows.insertRow();
      row.append(element("th", "", fields[i]), element("td", "", cell));
    });
    box.append(rows);
    if (origin.length) box.append(element("div", "origin"));
    origin.forEach(({ text, href }) => {
      const line = element(href ? "a" : "span", "", text);
      if (href) line.href = href;
      box.lastChild.append(line);
    });
    return box;
  };

  // Every layer with rows, for whatever finds, lists or opens them. A layer adds itself here:
  //   layer     of Leaflet, on the map or switched off
  //   title     of the layer
  //   fields    the titles of the cells, with units
  //   count     how many rows
  //   cells(i)  the cells of a row, ready to read
  //   bounds(i) where a row is, as L.LatLngBounds
  //   open(i)   opens the details of a row that is in sight, with its layer switched on
  //   ready     of packed layers alone: a promise; before, count is 0 and nothing else may be asked
  const listed = [];

  // Brings a row into sight and opens its details.
  const goTo = (map, rows, i) => {
    if (!map.hasLayer(rows.layer)) map.addLayer(rows.layer);
    map.getContainer().scrollIntoView({ block: "nearest" }); // on a phone the map is above what lists it
    map.once("moveend", () => rows.open(i));
    map.fitBounds(rows.bounds(i), { maxZoom: Math.max(map.getZoom(), 16), padding: [40, 40], animate: false });
  };

  // On hover the first field, on click all of them.
  const details = (layer, title, fields, origin) => {
    const rows = [];
    layer.eachLayer((one) => one.feature.properties.label === undefined && rows.push(one));
    const cells = (one) => one.feature.properties.cells;
    const middle = (one) => (one.getLatLng || one.getCenter || (() => one.getBounds().getCenter())).call(one);
    layer.bindTooltip((one) => element("span", "", cells(one)[0]), { sticky: true });
    layer.bindPopup((one) => table(title, fields, cells(one), origin), { maxWidth: 340 });
    layer.on("popupopen", () => layer.closeTooltip());
    listed.push({
      layer, title, fields, count: rows.length,
      cells: (i) => cells(rows[i]),
      bounds: (i) => (rows[i].getBounds ? rows[i].getBounds() : L.latLngBounds([rows[i].getLatLng()])),
      // the popup is the layer's: a row has none of its own, and opens it as a click does
      open: (i) => rows[i].fire("click", { latlng: middle(rows[i]) }, true),
    });
  };

  return { element, table, listed, goTo, classes, pointToLayer, details };
})();
