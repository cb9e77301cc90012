"use strict";
// Layers of many features lie on tiles of their own. For all else to stay in its order, features under them have a canvas
// of their own too, and what no higher one answers goes down to the next.
(() => {
  const LOWEST = 310; // over rasters and dots, under the canvas of what lies on top (400)

  // The topmost path of a canvas at a point, as Leaflet finds it.
  const pathAt = (canvas, point) => {
    let found = null;
    for (let order = canvas._drawFirst; order; order = order.next) {
      if (order.layer.options.interactive && order.layer._containsPoint(point)) found = order.layer;
    }
    return found;
  };

  // `panes` from the bottom up, each of one packed layer or of the features between two.
  geoRuijin.stack = (map, panes) => {
    const canvases = {};
    panes.forEach(({ name, packed }, i) => {
      map.createPane(name).style.zIndex = LOWEST + i;
      if (!packed) canvases[name] = map._paneRenderers[name] = L.canvas({ pane: name, tolerance: 4 });
    });
    const packed = {};
    map.on("layeradd layerremove", ({ type, layer }) => {
      if (layer instanceof geoRuijin.Packed) packed[layer.options.pane] = type === "layeradd" ? layer : null;
    });
    const pick = ({ latlng, layerPoint, originalEvent }) => {
      const finger = originalEvent.pointerType === "touch";
      const levels = [map.options.renderer, ...panes.map(({ name }) => packed[name] || canvases[name]).reverse()];
      for (const level of levels) {
        if (!level || !level._map) continue;
        const hit = level.pick ? level.pick(latlng, finger) : pathAt(level, layerPoint);
        if (hit) return { level, hit, own: level._container === originalEvent.target }; // Leaflet sees to its own
      }
      return null;
    };
    const tooltip = L.tooltip({ sticky: true, offset: [12, 0] });
    let over = null;
    const leave = (event) => {
      if (over) over.fire("mouseout", event, true);
      over = null;
    };
    const look = (event) => {
      const aside = event.originalEvent.target.closest(".leaflet-popup, .leaflet-control, .leaflet-marker-pane");
      const found = aside ? null : pick(event);
      const path = found && !found.level.pick && !found.own ? found.hit : null;
      if (over !== path) {
        leave(event);
        if (path) path.fire("mouseover", event, true);
        over = path;
      }
      if (path) path.fire("mousemove", event, true);
      if (found && found.level.pick) {
        const said = geoRuijin.element("span", "", found.level.say(found.hit));
        tooltip.setLatLng(event.latlng).setContent(said).openOn(map);
      } else tooltip.close();
      map.getContainer().style.cursor = found ? "pointer" : "";
    };
    map.on("mousemove", look);
    map.on("mouseout movestart zoomstart", (event) => {
      tooltip.close();
      if (event.type === "mouseout") leave(event);
    });
    map.on("click", (event) => {
      const found = pick(event);
      if (!found || found.own) return;
      tooltip.close();
      if (found.level.pick) found.level.act(found.hit, event.latlng);
      else found.hit.fire("click", event, true);
    });
  };
})();
