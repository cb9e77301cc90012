"use strict";
// Who is reached and who is not, a dot a demand, on a canvas under the features of the map.
geoRuijin.Dots = L.Layer.extend({
  // `looks` is [colour, size] a state; `stateOf` tells that of a demand.
  initialize(places, looks, stateOf) {
    this.points = places.map(([longitude, latitude]) => L.CRS.EPSG3857.latLngToPoint(L.latLng(latitude, longitude), 0));
    Object.assign(this, { looks, stateOf });
  },

  onAdd(map) {
    if (!map.getPane("dots")) map.createPane("dots").classList.add("dots");
    this.canvas = map.getPane("dots").appendChild(geoRuijin.element("canvas"));
    map.on("moveend zoomend resize", this.draw, this).on("zoomstart", this.clear, this);
    this.draw();
  },

  onRemove(map) {
    map.off("moveend zoomend resize", this.draw, this).off("zoomstart", this.clear, this);
    this.canvas.remove();
  },

  clear() {
    this.canvas.width = 0;
  },

  draw() {
    const map = this._map;
    if (!map) return;
    const [size, scale, sharp] = [map.getSize(), 2 ** map.getZoom(), window.devicePixelRatio || 1];
    const corner = map.containerPointToLayerPoint([0, 0]);
    const origin = map.getPixelOrigin().add(corner);
    L.DomUtil.setPosition(this.canvas, corner);
    Object.assign(this.canvas, { width: size.x * sharp, height: size.y * sharp });
    Object.assign(this.canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
    const brush = this.canvas.getContext("2d");
    brush.scale(sharp, sharp);
    const states = this.points.map((_, demand) => this.stateOf(demand));
    this.looks.forEach(([colour, side], look) => {
      brush.fillStyle = colour;
      this.points.forEach((point, demand) => {
        if (states[demand] !== look) return;
        const [x, y] = [point.x * scale - origin.x, point.y * scale - origin.y];
        if (x > -side && y > -side && x < size.x + side && y < size.y + side) {
          brush.fillRect(x - side / 2, y - side / 2, side, side);
        }
      });
    });
  },
});
