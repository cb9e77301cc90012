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
    const rasters = layers.filter((layer) => layer.wordAt);
    if (rasters.length) readout(map, words, rasters);
    map.on("overlayadd", () => layers.forEach((layer) => map.hasLayer(layer) && layer.bringToFront()));
  };

  // The pictures of a raster. Panes of rasters lie under that of features.
  const picture = (map, pane, tiles, title, classes) => {
    if (!map.getPane(pane)) map.createPane(pane).classList.add("rasters");
    const parts = tiles.map(({ url, bounds }) => L.imageOverlay(url, bounds, { pane, className: "cells" }));
    return Object.assign(L.featureGroup(parts), { title, wordAt: (place) => classes[colourAt(parts, place)] });
  };

  // The colour of the pixel at a place, of whichever picture is there: "#1e8a1c"; undefined for none.
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
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

  // A divider between two rasters that lie in the panes "left" and "right": each pane is cut off at it. Where one of the
  // two is switched off there is nothing to compare, and the other is seen whole.
  const swipe = (map, words, [left, right], titles) => {
    const box = map.getContainer();
    const bar = element("div", "swipe");
    let share = 50;
    Object.entries({ role: "slider", tabindex: 0, "aria-label": words.swipe, title: words.swipe, "aria-valuemin": 0,
      "aria-valuemax": 100, "aria-orientation": "horizontal" }).forEach(([name, value]) => bar.setAttribute(name, value));
    bar.append(element("span", "before", titles[0]), element("span", "grip"), element("span", "after", titles[1]));
    box.append(bar);

    const cut = () => {
      const both = map.hasLayer(left) && map.hasLayer(right);
      const { x: width, y: height } = map.getSize();
      const { x, y } = map.containerPointToLayerPoint([0, 0]);
      const at = x + (width * share) / 100;
      const clip = (from, to) => both
        ? `polygon(${from}px ${y}px, ${to}px ${y}px, ${to}px ${y + height}px, ${from}px ${y + height}px)` : "";
      map.getPane("left").style.clipPath = clip(x, at);
      map.getPane("right").style.clipPath = clip(at, x + width);
      bar.hidden = !both;
      bar.style.left = `${share}%`;
      bar.setAttribute("aria-valuenow", Math.round(share));
      bar.setAttribute("aria-valuetext", `${titles[0]} ${Math.round(share)}%, ${titles[1]} ${Math.round(100 - share)}%`);
    };
    const move = (to) => {
      share = Math.min(100, Math.max(0, to));
      cut();
    };
    const follow = ({ clientX }) => {
      const { left: edge, width } = box.getBoundingClientRect();
      move((100 * (clientX - edge)) / width);
    };
    bar.addEventListener("pointerdown", (event) => {
      bar.setPointerCapture(event.pointerId);
      bar.focus({ preventScroll: true });
    });
    bar.addEventListener("pointermove", (event) => bar.hasPointerCapture(event.pointerId) && follow(event));
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: share - 2, ArrowRight: share + 2, ArrowDown: share - 2, ArrowUp: share + 2,
        PageDown: share - 10, PageUp: share + 10, Home: 0, End: 100 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      move(step);
    });
    // the map neither pans nor zooms by what is done to the divider
    L.DomEvent.disableClickPropagation(bar).on(bar, "pointerdown keydown keypress", L.DomEvent.stopPropagation);
    map.on("move zoom viewreset resize layeradd layerremove", cut);
    cut();
  };

  return { element, classes, pointToLayer, details, furniture, picture, swipe };
})();
