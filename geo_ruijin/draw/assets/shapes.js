"use strict";
// Many shapes: which of them are near, and which is under the pointer. All places are of Web Mercator [0.1 m].
(() => {
  const [POINT, LINE] = [0, 1];
  const PER_CELL = 6; // shapes in a cell of the index, about
  const CLASSES = 256; // a rank is a byte
  const WIDE = 64; // a shape over more cells than that is looked at whatever is asked for

  // West, south, east and north of each shape.
  const boxesOf = ({ paths, corners, x, y }, count) => {
    const boxes = new Int32Array(4 * count);
    for (let shape = 0; shape < count; shape += 1) {
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = corners[paths[shape]]; i < corners[paths[shape + 1]]; i += 1) {
        if (x[i] < west) west = x[i];
        if (x[i] > east) east = x[i];
        if (y[i] < south) south = y[i];
        if (y[i] > north) north = y[i];
      }
      boxes[4 * shape] = west;
      boxes[4 * shape + 1] = south;
      boxes[4 * shape + 2] = east;
      boxes[4 * shape + 3] = north;
    }
    return boxes;
  };

  const joined = (boxes, shapes) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    shapes.forEach((shape) => [0, 1, 2, 3].forEach((side) => {
      box[side] = (side < 2 ? Math.min : Math.max)(box[side], boxes[4 * shape + side]);
    }));
    return box;
  };

  // A grid over all shapes, each in every cell that its box touches.
  const gridOf = (boxes, count) => {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let shape = 0; shape < count; shape += 1) {
      west = Math.min(west, boxes[4 * shape]);
      south = Math.min(south, boxes[4 * shape + 1]);
      east = Math.max(east, boxes[4 * shape + 2]);
      north = Math.max(north, boxes[4 * shape + 3]);
    }
    const side = Math.max(1, Math.sqrt(((east - west) * (north - south) * PER_CELL) / Math.max(1, count)),
      (east - west) / 1000, (north - south) / 1000);
    const across = Math.max(1, Math.ceil((east - west) / side) || 1);
    const up = Math.max(1, Math.ceil((north - south) / side) || 1);
    const clamp = (cell, most) => Math.max(0, Math.min(most - 1, cell));
    const range = (box, at) => [
      clamp(Math.floor((box[at] - west) / side), across), clamp(Math.floor((box[at + 1] - south) / side), up),
      clamp(Math.floor((box[at + 2] - west) / side), across), clamp(Math.floor((box[at + 3] - south) / side), up),
    ];
    const wide = [];
    const each = (visit) => {
      for (let shape = 0; shape < count; shape += 1) {
        const [left, bottom, right, top] = range(boxes, 4 * shape);
        if ((right - left + 1) * (top - bottom + 1) > WIDE) visit(shape, -1);
        else for (let v = bottom; v <= top; v += 1) for (let u = left; u <= right; u += 1) visit(shape, v * across + u);
      }
    };
    const first = new Uint32Array(across * up + 1);
    each((shape, cell) => (cell < 0 ? wide.push(shape) : (first[cell + 1] += 1)));
    for (let cell = 0; cell < across * up; cell += 1) first[cell + 1] += first[cell];
    const held = new Uint32Array(first[across * up]);
    const next = first.slice();
    each((shape, cell) => {
      if (cell < 0) return;
      held[next[cell]] = shape;
      next[cell] += 1;
    });
    return { range, first, held, wide, across };
  };

  // Whether a place is in a polygon; how far it is from the outline of a shape.
  const inside = ({ paths, corners, x, y }, shape, px, py) => {
    let within = false;
    for (let path = paths[shape]; path < paths[shape + 1]; path += 1) {
      const end = corners[path + 1];
      for (let i = corners[path], j = end - 1; i < end; j = i, i += 1) {
        if (y[i] > py !== y[j] > py && px < ((x[j] - x[i]) * (py - y[i])) / (y[j] - y[i]) + x[i]) within = !within;
      }
    }
    return within;
  };
  const distance = ({ kinds, paths, corners, x, y }, shape, px, py) => {
    let least = Infinity;
    for (let path = paths[shape]; path < paths[shape + 1]; path += 1) {
      const [begin, end] = [corners[path], corners[path + 1]];
      for (let i = begin, j = kinds[shape] === LINE ? begin : end - 1; i < end; j = i, i += 1) {
        const [dx, dy] = [x[i] - x[j], y[i] - y[j]];
        const along = ((px - x[j]) * dx + (py - y[j]) * dy) / (dx * dx + dy * dy || 1);
        const share = Math.max(0, Math.min(1, along));
        const [ax, ay] = [px - x[j] - share * dx, py - y[j] - share * dy];
        least = Math.min(least, ax * ax + ay * ay);
      }
    }
    return Math.sqrt(least);
  };

  // A place on a shape: of a polygon the middle of its widest stretch halfway up.
  const placeOn = (data, boxes, shape) => {
    const { kinds, paths, corners, x, y } = data;
    if (kinds[shape] === POINT || kinds[shape] === LINE) {
      const middle = Math.floor((corners[paths[shape]] + corners[paths[shape + 1]]) / 2);
      return [x[middle], y[middle]];
    }
    // not at the height of a corner: all are whole numbers
    const level = Math.floor((boxes[4 * shape + 1] + boxes[4 * shape + 3]) / 2) + 0.5;
    const crossings = [];
    for (let path = paths[shape]; path < paths[shape + 1]; path += 1) {
      const end = corners[path + 1];
      for (let i = corners[path], j = end - 1; i < end; j = i, i += 1) {
        if (y[i] > level !== y[j] > level) crossings.push(((x[j] - x[i]) * (level - y[i])) / (y[j] - y[i]) + x[i]);
      }
    }
    crossings.sort((one, other) => one - other);
    let best = [boxes[4 * shape], boxes[4 * shape + 2]];
    for (let i = 0, widest = -1; i + 1 < crossings.length; i += 2) {
      if (crossings[i + 1] - crossings[i] <= widest) continue;
      widest = crossings[i + 1] - crossings[i];
      best = [crossings[i], crossings[i + 1]];
    }
    return [(best[0] + best[1]) / 2, level];
  };

  // What there is, in the order of a whole number of each, which is below `most`; of one number as it was.
  const sorted = (numbers, count, most) => {
    const first = new Uint32Array(most + 1);
    for (let i = 0; i < count; i += 1) first[numbers(i) + 1] += 1;
    for (let i = 0; i < most; i += 1) first[i + 1] += first[i];
    const [held, next] = [new Uint32Array(count), first.slice()];
    for (let i = 0; i < count; i += 1) {
      const number = numbers(i);
      held[next[number]] = i;
      next[number] += 1;
    }
    return { first, held };
  };

  geoRuijin.shapes = (data) => {
    const { owner, ranks } = data;
    const count = data.kinds.length;
    const boxes = boxesOf(data, count);
    const grid = gridOf(boxes, count);
    const byRow = sorted((shape) => owner[shape], count, data.rows);
    const shapesOf = (row) => byRow.held.subarray(byRow.first[row], byRow.first[row + 1]);

    // From the bottom up, and how high each lies. What lies higher is drawn later and found first: the higher class,
    // and of one class the later row.
    const [stack, height] = [new Uint32Array(count), new Uint32Array(count)];
    const restack = () => {
      const { held } = sorted((i) => ranks[owner[byRow.held[i]]], count, CLASSES);
      for (let i = 0; i < count; i += 1) {
        stack[i] = byRow.held[held[i]];
        height[stack[i]] = i;
      }
    };
    restack();

    const [seen, found] = [new Uint32Array(count), new Uint32Array(count)];
    let tick = 0;
    // The shapes whose boxes touch a box, from the bottom up.
    const near = (west, south, east, north) => {
      let many = 0;
      tick += 1;
      const look = (shape) => {
        const at = 4 * shape;
        if (seen[shape] === tick) return;
        seen[shape] = tick;
        if (boxes[at] > east || boxes[at + 2] < west || boxes[at + 1] > north || boxes[at + 3] < south) return;
        found[many] = height[shape];
        many += 1;
      };
      const [left, bottom, right, top] = grid.range([west, south, east, north], 0);
      for (let v = bottom; v <= top; v += 1) {
        for (let cell = v * grid.across + left; cell <= v * grid.across + right; cell += 1) {
          for (let i = grid.first[cell]; i < grid.first[cell + 1]; i += 1) look(grid.held[i]);
        }
      }
      grid.wide.forEach(look);
      const heights = found.slice(0, many).sort();
      for (let i = 0; i < many; i += 1) heights[i] = stack[heights[i]];
      return heights;
    };

    return {
      data,
      boxes,
      near,
      restack,
      box: (row) => joined(boxes, shapesOf(row)),
      place: (row) => {
        const size = ([west, south, east, north]) => (east - west) * (north - south);
        const sizeOf = (shape) => size(boxes.subarray(4 * shape, 4 * shape + 4));
        const larger = (one, other) => (sizeOf(other) > sizeOf(one) ? other : one);
        return placeOn(data, boxes, shapesOf(row).reduce(larger));
      },
      // The row under a place: the topmost that it is on, else the nearest within reach. `widths.of(rank, kind)` is how far
      // a point and half a line reach from their middle.
      at: (px, py, reach, widths) => {
        const wide = reach + widths.most;
        let [nearest, least] = [-1, Infinity];
        const candidates = near(px - wide, py - wide, px + wide, py + wide);
        for (let i = candidates.length - 1; i >= 0; i -= 1) {
          const shape = candidates[i];
          const width = widths.of(data.ranks[data.owner[shape]], data.kinds[shape]);
          if (data.kinds[shape] > LINE && inside(data, shape, px, py)) return data.owner[shape];
          const away = distance(data, shape, px, py) - width;
          if (data.kinds[shape] <= LINE && away <= 0) return data.owner[shape];
          if (away < least) [nearest, least] = [data.owner[shape], away];
        }
        return least <= reach ? nearest : -1;
      },
    };
  };
})();
