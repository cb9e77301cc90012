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

  // On hover the first field, on click all of them.
  const details = (layer, title, fields) => {
    layer.bindTooltip((one) => element("span", "", one.feature.properties.cells[0]), { sticky: true });
    layer.bindPopup((one) => table(title, fields, one.feature.properties.cells), { maxWidth: 340 });
    layer.on("popupopen", () => layer.closeTooltip());
  };

  // The legend stands beside the map, and layers switched on again return to their place in the stack.
  const furniture = (map, words, layers, control) => {
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
    document.getElementById("legend").append(control.getContainer());
    map.on("overlayadd", () => layers.forEach((layer) => map.hasLayer(layer) && layer.bringToFront()));
  };

  return { pointToLayer, details, furniture };
})();
