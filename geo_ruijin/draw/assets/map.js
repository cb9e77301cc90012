"use strict";
// What the map pages add to Leaflet. Values go into the page as text nodes, never as HTML.
const geoRuijin = (() => {
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // Points as circles, in the style of their class; label points as words.
  const pointToLayer = (styles) => (feature, position) => {
    const { label, rank } = feature.properties;
    if (label === undefined) return L.circleMarker(position, styles[rank || 0]);
    const icon = L.divIcon({ className: "place", iconSize: [0, 0], html: element("span", "", label) });
    return L.marker(position, { icon, interactive: false, keyboard: false });
  };

  // Lines and polygons in the style of their class.
  const classes = (layer, styles) => layer.setStyle((feature) => styles[feature.properties.rank || 0]);

  const table = (title, fields, cells) => {
    const box = element("div", "details");
    box.append(element("h3", "", title));
    const rows = element("table");
    cells.forEach((cell, i) => {
      const row = rows.insertRow();
      row.append(element("th", "", fields[i]), element("td", "", cell));
    });
    box.append(rows);
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
    map.once("moveend", () => rows.open(i));
    map.fitBounds(rows.bounds(i), { maxZoom: Math.max(map.getZoom(), 16), padding: [40, 40], animate: false });
  };

  // On hover the first field, on click all of them.
  const details = (layer, title, fields) => {
    const rows = [];
    layer.eachLayer((one) => one.feature.properties.label === undefined && rows.push(one));
    const cells = (one) => one.feature.properties.cells;
    layer.bindTooltip((one) => element("span", "", cells(one)[0]), { sticky: true });
    layer.bindPopup((one) => table(title, fields, cells(one)), { maxWidth: 340 });
    layer.on("popupopen", () => layer.closeTooltip());
    listed.push({
      layer, title, fields, count: rows.length,
      cells: (i) => cells(rows[i]),
      bounds: (i) => (rows[i].getBounds ? rows[i].getBounds() : L.latLngBounds([rows[i].getLatLng()])),
      open: (i) => rows[i].openPopup(),
    });
  };

  // The legend stands beside the map, and layers switched on again return to their place in the stack.
  const furniture = (map, words, layers, control) => {
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
    document.getElementById("legend").append(control.getContainer());
    const rasters = layers.filter((layer) => layer.wordAt);
    if (rasters.length) geoRuijin.readout(map, words, rasters);
    map.on("overlayadd", () => layers.forEach((layer) => map.hasLayer(layer) && layer.bringToFront()));
  };

  return { element, table, listed, goTo, classes, pointToLayer, details, furniture };
})();
