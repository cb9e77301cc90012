"use strict";
// A layer of many features: canvas tiles drawn from packed shapes. Where the map is so small that single ones would be
// below a pixel it shows how many are in each cell of a grid instead.
(() => {
  const TILE = 256;
  const WORLD = 2 * Math.PI * L.CRS.EPSG3857.projection.R * 10; // its width in the units of the shapes [0.1 m]
  const CELL = 8; // of the grid of counts [pixel]
  const TINY = 2.5; // what is smaller is a dot [pixel]
  const OUTLINED = 4; // what is smaller has no outline, which would hide it [pixel]
  const STEP = 0.7; // corners nearer than that are left out [pixel]
  const SLICE = 24; // what drawing may take of a frame [ms]
  const [REACH, TOUCH] = [4, 10]; // how far a pointer or a finger may be off [pixel]
  const MOST_LABELS = 150; // with more things in sight none of them is named

  const unitsOf = (place) => {
    const { x, y } = L.CRS.EPSG3857.project(place);
    return [x * 10, y * 10];
  };
  const latLngOf = (x, y) => L.CRS.EPSG3857.unproject(L.point(x / 10, y / 10));

  // A point as a picture of itself: to draw one is much quicker than a circle.
  const sprite = (look, sharp) => {
    const half = 1.3 * look.radius + (look.stroke ? look.weight / 2 : 0) + 1;
    const canvas = geoRuijin.element("canvas");
    canvas.width = canvas.height = Math.ceil(2 * half * sharp);
    const brush = canvas.getContext("2d");
    brush.scale(sharp, sharp);
    geoRuijin.outline(brush, look.shape, half, half, look.radius);
    dress(brush, look);
    if (look.fill) fill(brush, look);
    if (look.stroke) stroke(brush, look);
    return { canvas, half };
  };
  const dress = (brush, { color, weight, fillColor, dashArray }) => {
    Object.assign(brush, { strokeStyle: color, lineWidth: weight, fillStyle: fillColor });
    brush.lineCap = brush.lineJoin = "round";
    brush.setLineDash(dashArray ? dashArray.split(" ").map(Number) : []);
  };
  const fill = (brush, { fillOpacity, hatch, color }) => {
    brush.globalAlpha = fillOpacity;
    brush.fill();
    if (!hatch) return;
    brush.globalAlpha = 0.6;
    brush.fillStyle = geoRuijin.hatch(color);
    brush.fill();
  };
  const stroke = (brush, { opacity }) => {
    brush.globalAlpha = opacity;
    brush.stroke();
  };

  // Shapes of one look: outlines and fillings together, so that a filling is as strong where two overlap.
  const drawLook = (brush, { data, boxes }, shapes, look, { scale, left, top }, sharp) => {
    const { kinds, paths, corners, x, y } = data;
    const trace = (shape) => {
      for (let path = paths[shape]; path < paths[shape + 1]; path += 1) {
        const [begin, end] = [corners[path], corners[path + 1]];
        let [px, py] = [x[begin] * scale + left, top - y[begin] * scale];
        brush.moveTo(px, py);
        for (let i = begin + 1; i < end; i += 1) {
          const [nx, ny] = [x[i] * scale + left, top - y[i] * scale];
          if (Math.abs(nx - px) + Math.abs(ny - py) < STEP && i < end - 1) continue;
          brush.lineTo(nx, ny);
          [px, py] = [nx, ny];
        }
        if (kinds[shape] === 2) brush.closePath();
      }
    };
    dress(brush, look);
    const [small, large, lines, points] = [[], [], [], []];
    brush.globalAlpha = look.fill ? look.fillOpacity : 1;
    for (const shape of shapes) {
      const wide = (boxes[4 * shape + 2] - boxes[4 * shape]) * scale;
      const high = (boxes[4 * shape + 3] - boxes[4 * shape + 1]) * scale;
      if (kinds[shape] === 0) points.push(shape);
      else if (kinds[shape] === 1) lines.push(shape);
      else if (!look.fill || Math.max(wide, high) >= OUTLINED) large.push(shape);
      else if (Math.max(wide, high) >= TINY) small.push(shape);
      else {
        const [west, north] = [boxes[4 * shape] * scale + left, top - boxes[4 * shape + 3] * scale];
        brush.fillRect(west, north, Math.max(wide, 1), Math.max(high, 1));
      }
    }
    const groups = [[small, true, false], [large, look.fill, look.stroke], [lines, false, look.stroke]];
    for (const [group, filled, outlined] of groups) {
      if (!group.length) continue;
      brush.beginPath();
      group.forEach(trace);
      if (filled) fill(brush, look);
      if (outlined) stroke(brush, look);
    }
    if (!points.length) return;
    const { canvas, half } = sprite(look, sharp);
    const side = canvas.width / sharp;
    brush.globalAlpha = 1;
    for (const shape of points) {
      const corner = corners[paths[shape]];
      brush.drawImage(canvas, x[corner] * scale + left - half, top - y[corner] * scale - half, side, side);
    }
  };

  // Tiles waiting to be drawn, some each frame: the map answers in between.
  const waiting = [];
  const work = () => {
    const end = performance.now() + SLICE;
    try {
      while (waiting.length && performance.now() < end) waiting.shift()();
    } finally {
      if (waiting.length) requestAnimationFrame(work);
    }
  };
  const later = (job) => {
    waiting.push(job);
    if (waiting.length === 1) requestAnimationFrame(work);
  };

  geoRuijin.Packed = L.GridLayer.extend({
    options: { noWrap: true, updateWhenIdle: false, updateWhenZooming: false, keepBuffer: 1 },

    // `told` is what PackedLayer of Python tells; `words` those of the page.
    initialize({ data, pane, ...told }, words) {
      L.setOptions(this, { pane });
      Object.assign(this, told, { words, shapes: null });
      this.ready = geoRuijin.unpacked(data).then((found) => {
        this.shapes = geoRuijin.shapes(found);
        this.middles = this.shapes.middles();
      });
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
      this.ready.then(() => later(() => {
        if (this._map && canvas.isConnected) this.paint(canvas, coords); // unless the map has gone on
        done(null, canvas);
      }));
      return canvas;
    },

    onAdd(map) {
      L.GridLayer.prototype.onAdd.call(this, map);
      if (!this.labels) return;
      map.on("moveend", this.label, this);
      this.ready.then(() => this.label());
    },

    onRemove(map) {
      if (this.popup) this.popup.close();
      L.GridLayer.prototype.onRemove.call(this, map);
      map.off("moveend", this.label, this);
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

    // Other looks, or another class of each row, without unpacking anything again.
    recolour({ looks, ranks }) {
      if (looks) this.looks = looks;
      if (ranks) {
        this.shapes.data.ranks.set(ranks);
        this.shapes.restack();
      }
      Object.values(this._tiles || {}).forEach(({ el, coords }) => this.paint(el, coords));
    },

    paint(canvas, coords) {
      const scale = (TILE * 2 ** coords.z) / WORLD;
      const view = {
        scale,
        left: (WORLD / 2) * scale - coords.x * TILE,
        top: (WORLD / 2) * scale - coords.y * TILE,
      };
      const most = Math.max(...this.looks.map(({ weight, radius }) => weight + radius));
      const [west, north, reach] = [-view.left / scale, view.top / scale, most / scale];
      const wide = TILE / scale + reach;
      const counted = coords.z < this.grid.below;
      const shapes = counted ? [] : this.shapes.near(west - reach, north - wide, west + wide, north + reach);
      const counts = counted ? this.counts(coords.z).get(`${coords.x}:${coords.y}`) : null;
      const sharp = window.devicePixelRatio || 1;
      const side = shapes.length || counts ? Math.round(TILE * sharp) : 0;
      canvas.width = canvas.height = side; // and nothing is on it
      if (!side) return;
      const brush = canvas.getContext("2d");
      brush.scale(side / TILE, side / TILE);
      if (counts) this.paintCounts(brush, counts);
      const { owner, ranks } = this.shapes.data;
      for (let begin = 0; begin < shapes.length;) {
        const rank = ranks[owner[shapes[begin]]];
        let end = begin + 1;
        while (end < shapes.length && ranks[owner[shapes[end]]] === rank) end += 1;
        drawLook(brush, this.shapes, shapes.subarray(begin, end), this.looks[rank], view, side / TILE);
        begin = end;
      }
    },

    paintCounts(brush, counts) {
      const across = TILE / CELL;
      brush.fillStyle = this.grid.colour;
      counts.forEach((count, cell) => {
        if (!count) return;
        brush.globalAlpha = this.grid.shades[this.grid.from.filter((least) => count >= least).length - 1];
        brush.fillRect((cell % across) * CELL, Math.floor(cell / across) * CELL, CELL, CELL);
      });
    },

    // How many rows lie in each cell at a zoom, tile by tile; of the last zoom asked for.
    counts(zoom) {
      if (this.counted && this.counted.zoom === zoom) return this.counted.tiles;
      const tiles = new Map();
      const scale = (TILE * 2 ** zoom) / WORLD;
      const across = TILE / CELL;
      for (let row = 0; row < this.middles.length / 2; row += 1) {
        const u = Math.floor(((this.middles[2 * row] + WORLD / 2) * scale) / CELL);
        const v = Math.floor(((WORLD / 2 - this.middles[2 * row + 1]) * scale) / CELL);
        const name = `${Math.floor(u / across)}:${Math.floor(v / across)}`;
        if (!tiles.has(name)) tiles.set(name, new Uint32Array(across * across));
        tiles.get(name)[(v % across) * across + (u % across)] += 1;
      }
      this.counted = { zoom, tiles };
      return tiles;
    },

    // What is under the pointer: { row }, or { count } where cells are shown; null for nothing.
    pick(place, finger) {
      if (!this.answers || this.shapes === null) return null;
      const zoom = this._map.getZoom();
      if (zoom < this.grid.below) {
        const { x, y } = L.CRS.EPSG3857.latLngToPoint(place, zoom);
        const counts = this.counts(zoom).get(`${Math.floor(x / TILE)}:${Math.floor(y / TILE)}`);
        const [u, v] = [x, y].map((at) => Math.floor((((at % TILE) + TILE) % TILE) / CELL));
        const count = counts ? counts[(v * TILE) / CELL + u] : 0;
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
