"use strict";
// Rasters as pictures, and what they say at the pointer.
(() => {
  const { element } = geoRuijin;

  // The pictures of a raster. Panes of rasters lie under that of features.
  const picture = (map, pane, tiles, title, classes, smooth) => {
    if (!map.getPane(pane)) map.createPane(pane).classList.add("rasters");
    const parts = tiles.map(({ url, bounds }) => L.imageOverlay(url, bounds, { pane, className: smooth ? "relief" : "cells" }));
    return Object.assign(L.featureGroup(parts), { title, wordAt: (place) => classes[colourAt(parts, place)] });
  };

  // The colour of the pixel at a place, of whichever picture is there: "#1e8a1c"; undefined for none.
  const brush = document.createElement("canvas").getContext("2d");
  const colourAt = (parts, place) => {
    const part = parts.find((one) => one.getBounds().contains(place));
    const image = part && part.getElement();
    if (!image) return undefined;
    const [point, first, last] = [place, part.getBounds().getNorthWest(), part.getBounds().getSouthEast()]
      .map((one) => L.CRS.EPSG3857.project(one));
    const pixel = ["x", "y"].map((axis, i) => {
      const count = i ? image.naturalHeight : image.naturalWidth;
      return Math.min(count - 1, Math.floor((count * (point[axis] - first[axis])) / (last[axis] - first[axis])));
    });
    brush.clearRect(0, 0, 1, 1);
    brush.drawImage(image, ...pixel, 1, 1, 0, 0, 1, 1);
    const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
    return `#${((1 << 24) | (red << 16) | (green << 8) | blue).toString(16).slice(1)}`;
  };

  // What the rasters that are switched on say at the pointer, in a corner of the map.
  const readout = (map, words, rasters) => {
    const box = map.getContainer().appendChild(element("div", "readout"));
    const say = (lines) => box.replaceChildren(...lines.map((line) => element("div", "", line)));
    // not by the map's own events, which skip some moves
    const look = (event) => {
      const place = map.mouseEventToLatLng(event);
      const there = rasters.filter((one) => map.hasLayer(one)).map((one) => [one.title, one.wordAt(place)]);
      say(there.filter(([, word]) => word).map((pair) => pair.join(words.colon)));
    };
    map.getContainer().addEventListener("pointermove", look);
    map.getContainer().addEventListener("pointerdown", look);
    // a finger that is lifted leaves what it asked for
    map.getContainer().addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && say([]));
  };

  Object.assign(geoRuijin, { picture, readout });
})();
