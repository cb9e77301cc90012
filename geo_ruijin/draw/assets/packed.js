"use strict";
// A layer of many features: canvas tiles drawn from packed shapes. Where the map is so small that single ones would be
// below a pixel it shows how many are in each cell of a grid instead.
(() => {
  const TILE = 256;
  const WORLD = 2 * Math.PI * L.CRS.EPSG3857.projection.R * 10; // its width in the units of the shapes [0.1 m]
  const [REACH, TOUCH] = [4, 10]; // how far a pointer or a finger may be off [pixel]
  const MOST_LABELS = 150; // with more things in sight none of them is named

  const unitsOf = (place) => {
    const { x, y } = L.CRS.EPSG3857.project(place);
    return [x * 10, y * 10];
  };
  const latLngOf = (x, y) => L.CRS.EPSG3857.unproject(L.point(x / 10, y / 10));

  geoRuijin.Packed = L.GridLayer.extend({
    options: { noWrap: true, updateWhenIdle: false, updateWhenZooming: false, keepBuffer: 1 },

    // `told` is what PackedLayer of Python tells, `words` those of the page, `packed` the element with what is packed: it
    // goes, for the page would hold it as long as it is open.
    initialize({ pane, ...told }, words, packed) {
      L.setOptions(this, { pane });
      Object.assign(this, told, { words, shapes: null, sharp: 1 });
      this.ready = geoRuijin.unpacked(packed.textContent).then((found) => {
        this.shapes = geoRuijin.shapes(found);
        this.counting = geoRuijin.counting(this.shapes, WORLD);
      });
      packed.remove();
      this.once("load", () => {
        performance.mark("geo-ruijin:drawn", { detail: this.title });
        this.fire("drawn");
      });
      if (this.answers) geoRuijin.listed.push(this.listing());
    },

    listing() {
      const layer = this;
      const boundsOf = ([west, south, east, north]) => L.latLngBounds(latLngOf(west, south), latLngOf(east, north));
      return {
        layer, ready: this.ready, title: this.title, fields: this.fields,
        get count() { return layer.shapes === null ? 0 : layer.shapes.data.rows; },
        cells: (row) => this.shapes.data.cells(row),
        bounds: (row) => boundsOf(this.shapes.box(row)),
        open: (row) => this.open(row, latLngOf(...this.shapes.place(row))),
      };
    },

    // Leaflet's own, but that a tile is of the very zoom of the map, so that nothing is blurred between whole ones.
    _setView(center, zoom, noPrune, noUpdate) {
      const changed = this.options.updateWhenZooming && zoom !== this._tileZoom;
      if (!noUpdate || changed) {
        this._tileZoom = zoom;
        this._updateLevels();
        this._resetGrid();
        this._update(center);
        if (!noPrune) this._pruneTiles();
        this._noPrune = !!noPrune;
      }
      this._setZoomTransforms(center, zoom);
    },

    // What was seen stays until all there is to see now is drawn: Leaflet keeps only tiles of whole zooms apart.
    _pruneTiles() {
      if (this._loading && !this._noTilesToLoad()) return;
      L.GridLayer.prototype._pruneTiles.call(this);
    },

    createTile(coords, done) {
      const canvas = geoRuijin.element("canvas");
      canvas.width = canvas.height = 0;
      canvas.drawn = () => {
        canvas.drawn = null;
        done(null, canvas);
      };
      if (this.shapes) geoRuijin.later(canvas, this.parts(canvas, coords));
      else this.ready.then(() => geoRuijin.later(canvas, this.parts(canvas, coords)));
      return canvas;
    },

    // Draws a tile, the first time in parts of the work, again at once: it is seen meanwhile.
    * parts(canvas, coords) {
      if (this._map && canvas.isConnected) { // unless the map has gone on
        if (canvas.drawn) yield* this.paint(canvas, coords);
        else Array.from(this.paint(canvas, coords));
      }
      if (canvas.drawn) canvas.drawn();
    },

    // How many pixels of its canvas a tile is wide.
    side() {
      return Math.round(TILE * Math.max(window.devicePixelRatio || 1, this.sharp));
    },

    // All that is in sight, now, and with so many pixels for each of the page: what is printed or saved as a picture
    // cannot wait, and is finer than a screen.
    finish({ sharp }) {
      this.sharp = sharp;
      Object.values(this._tiles).filter(({ el }) => el.width && el.width !== this.side())
        .forEach(({ el, coords }) => geoRuijin.later(el, this.parts(el, coords)));
      geoRuijin.hurry();
      Object.values(this._tiles).forEach((tile) => {
        if (tile.loaded) tile.loaded = 1; // so long ago that it no longer fades in
      });
      this._updateOpacity();
    },

    onAdd(map) {
      L.GridLayer.prototype.onAdd.call(this, map);
      map.on("finish", this.finish, this);
      if (!this.labels) return;
      map.on("moveend", this.label, this);
      this.ready.then(() => this.label());
    },

    onRemove(map) {
      if (this.popup) this.popup.close();
      L.GridLayer.prototype.onRemove.call(this, map);
      map.off("moveend", this.label, this).off("finish", this.finish, this);
      if (this.names) this.names.remove();
    },

    // The names of what is in sight, once the map is so large that there are few.
    label() {
      if (!this._map || this.shapes === null) return;
      if (this.names) this.names.remove();
      const view = this._map.getBounds();
      const shapes = this._map.getZoom() < this.grid.below ? []
        : this.shapes.near(...unitsOf(view.getSouthWest()), ...unitsOf(view.getNorthEast()));
      const rows = shapes.length > MOST_LABELS ? [] : Array.from(shapes, (shape) => this.shapes.data.owner[shape]);
      const named = geoRuijin.pointToLayer([]);
      const nameOf = (row) => named(
        { properties: { label: this.shapes.data.cells(row)[0] } }, latLngOf(...this.shapes.place(row)));
      this.names = L.layerGroup([...new Set(rows)].map(nameOf)).addTo(this._map);
    },

    // Other looks, or another class of each row, without unpacking anything again. The tiles follow, those in the middle
    // of the map first.
    recolour({ looks, ranks }) {
      if (looks) this.looks = looks;
      if (ranks) {
        this.shapes.data.ranks.set(ranks);
        this.shapes.restack();
      }
      if (!this._map || this.shapes === null) return; // then it is yet to be drawn
      const middle = this._map.project(this._map.getCenter(), this._tileZoom).divideBy(TILE).subtract([0.5, 0.5]);
      Object.values(this._tiles).sort((one, other) => middle.distanceTo(one.coords) - middle.distanceTo(other.coords))
        .forEach(({ el, coords }) => geoRuijin.later(el, this.parts(el, coords)));
    },

    * paint(canvas, coords) {
      const scale = (TILE * 2 ** coords.z) / WORLD;
      const [left, top] = [(WORLD / 2) * scale - coords.x * TILE, (WORLD / 2) * scale - coords.y * TILE];
      const most = Math.max(...this.looks.map(({ weight, radius }) => weight + radius));
      const [west, north, reach] = [-left / scale, top / scale, most / scale];
      const wide = TILE / scale + reach;
      const counted = coords.z < this.grid.below;
      const chosen = counted ? [] : this.shapes.near(west - reach, north - wide, west + wide, north + reach);
      const counts = counted ? this.counting.tile(coords.z, coords.x, coords.y) : null;
      const side = chosen.length || counts ? this.side() : 0;
      canvas.width = canvas.height = side; // and nothing is on it
      if (!side) return;
      const [brush, sharp] = [canvas.getContext("2d"), side / TILE];
      brush.scale(sharp, sharp);
      if (counts) this.paintCounts(brush, counts);
      yield* geoRuijin.drawShapes(brush, this.shapes, chosen, this.looks, { scale, left, top, sharp });
    },

    paintCounts(brush, counts) {
      const { across } = this.counting;
      const side = TILE / across;
      brush.fillStyle = this.grid.colour;
      counts.forEach((count, cell) => {
        if (!count) return;
        brush.globalAlpha = this.grid.shades[this.grid.from.filter((least) => count >= least).length - 1];
        brush.fillRect((cell % across) * side, Math.floor(cell / across) * side, side, side);
      });
    },

    // What is under the pointer: { row }, or { count } where cells are shown; null for nothing.
    pick(place, finger) {
      if (!this.answers || this.shapes === null) return null;
      const zoom = this._map.getZoom();
      if (zoom < this.grid.below) {
        const { x, y } = L.CRS.EPSG3857.latLngToPoint(place, zoom);
        const { across } = this.counting;
        const counts = this.counting.tile(zoom, Math.floor(x / TILE), Math.floor(y / TILE));
        const [u, v] = [x, y].map((at) => Math.floor(((((at % TILE) + TILE) % TILE) * across) / TILE));
        const count = counts ? counts[v * across + u] : 0;
        return count ? { count } : null;
      }
      const scale = (TILE * 2 ** zoom) / WORLD;
      const half = ({ stroke: outlined, weight }) => (outlined ? weight / 2 : 0);
      const of = (rank, kind) => (half(this.looks[rank]) + (kind === 0 ? this.looks[rank].radius : 0)) / scale;
      const most = Math.max(...this.looks.map((look, rank) => of(rank, 0)));
      const row = this.shapes.at(...unitsOf(place), (finger ? TOUCH : REACH) / scale, { of, most });
      return row < 0 ? null : { row };
    },

    // What a click on that does: the cells of a row, or nearer to where they are.
    act({ row }, place) {
      if (row !== undefined) this.open(row, place);
      else this._map.setView(place, Math.min(this.grid.below, this._map.getZoom() + 2));
    },

    say({ row, count }) {
      if (row !== undefined) return this.shapes.data.cells(row)[0];
      return this.words.counted.replace("{count}", count.toLocaleString("en"));
    },

    open(row, place) {
      this.popup = L.popup({ maxWidth: 340 }).setLatLng(place)
        .setContent(geoRuijin.table(this.title, this.fields, this.shapes.data.cells(row), this.origin)).openOn(this._map);
    },
  });
})();
