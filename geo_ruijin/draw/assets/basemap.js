"use strict";
// Basemaps of servers. What cannot be loaded is said in one line, and the map stays as it is.
(() => {
  const { element } = geoRuijin;

  // Tiles one above another, with whose they are in a corner of the map for as long as they are on. Servers for sites
  // only answer a page on a disk with pictures of a refusal, which no error tells.
  const basemap = (tiles, options, attribution, words, sitesOnly) => {
    const parts = tiles.map((url) => L.tileLayer(url, { maxZoom: 22, ...options }));
    const group = L.layerGroup(parts);
    if (!parts.length) return group;
    const line = element("div", "basemap-line");
    const failure = element("span", "failure");
    failure.setAttribute("role", "status");
    line.append(element("span", "", attribution), failure);
    const refused = sitesOnly && location.protocol === "file:" ? words.sites_only : "";
    const failed = new Set();
    const say = () => { failure.textContent = failed.size ? words.unloaded : refused; };
    parts.forEach((part) => {
      part.on("tileerror", () => { failed.add(part); say(); });
      part.on("tileload", () => { failed.delete(part); say(); });
    });
    group.on("add", ({ target }) => {
      failed.clear();
      say();
      target._map.getContainer().append(line);
    });
    group.on("remove", () => line.remove());
    return group;
  };

  Object.assign(geoRuijin, { basemap });
})();
