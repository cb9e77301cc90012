"use strict";
// How many rows of packed shapes are in each cell of a grid over the world, tile by tile.
(() => {
  const ACROSS = 32; // cells a tile has on either side
  const TILES = 2 ** 15; // a number over all tiles of a side

  // Of every row a place to count it at, the middle of its largest shape: x, y.
  const middlesOf = ({ rows, owner }, boxes) => {
    const found = new Int32Array(2 * rows);
    const largest = new Float64Array(rows).fill(-1);
    for (let shape = 0; shape < owner.length; shape += 1) {
      const [at, row] = [4 * shape, owner[shape]];
      const size = (boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1]);
      if (size <= largest[row]) continue;
      largest[row] = size;
      found[2 * row] = (boxes[at] + boxes[at + 2]) / 2;
      found[2 * row + 1] = (boxes[at + 1] + boxes[at + 3]) / 2;
    }
    return found;
  };

  // The counts of a tile at a zoom; null where there are none. `world` is how wide that is in the units of the shapes.
  geoRuijin.counting = ({ data, boxes }, world) => {
    let middles = null;
    let counted = { zoom: NaN, tiles: null }; // of the last zoom asked for

    const all = (zoom) => {
      if (counted.zoom === zoom) return counted.tiles;
      if (middles === null) middles = middlesOf(data, boxes);
      const scale = (ACROSS * 2 ** zoom) / world; // cells a unit
      const tiles = new Map();
      let [last, counts] = [-1, null];
      for (let i = 0; i < middles.length; i += 2) {
        const u = Math.floor((middles[i] + world / 2) * scale);
        const v = Math.floor((world / 2 - middles[i + 1]) * scale);
        const tile = Math.floor(v / ACROSS) * TILES + Math.floor(u / ACROSS);
        if (tile !== last) {
          if (!tiles.has(tile)) tiles.set(tile, new Uint32Array(ACROSS * ACROSS));
          [last, counts] = [tile, tiles.get(tile)];
        }
        counts[(v % ACROSS) * ACROSS + (u % ACROSS)] += 1;
      }
      counted = { zoom, tiles };
      return tiles;
    };

    return { across: ACROSS, all, tile: (zoom, x, y) => all(zoom).get(y * TILES + x) || null };
  };
})();
