"use strict";
// Packed shapes on a canvas, in the looks of their classes.
(() => {
  const TINY = 2.5; // what is smaller is a dot [pixel]
  const OUTLINED = 4; // what is smaller has no outline, which would hide it [pixel]
  const STEP = 0.7; // corners nearer than that are left out [pixel]
  const PART = 256; // so many shapes are less than a millisecond

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

  const trace = (brush, { kinds, paths, corners, x, y }, shape, { scale, left, top }) => {
    for (let path = paths[shape]; path < paths[shape + 1]; path += 1) {
      const [begin, end] = [corners[path], corners[path + 1]];
      const [fx, fy] = [x[begin] * scale + left, top - y[begin] * scale];
      let [px, py] = [fx, fy];
      brush.moveTo(fx, fy);
      for (let i = begin + 1; i < end; i += 1) {
        const [nx, ny] = [x[i] * scale + left, top - y[i] * scale];
        if (Math.abs(nx - px) + Math.abs(ny - py) < STEP && i < end - 1) continue;
        brush.lineTo(nx, ny);
        [px, py] = [nx, ny];
      }
      // looks as closed, for its ends are round; Chromium's closePath takes longer the more there is before it
      if (kinds[shape] === 2) brush.lineTo(fx, fy);
    }
  };

  // Shapes of one look: outlines and fillings together, so that a filling is as strong where two overlap.
  const drawLook = function* (brush, { data, boxes }, shapes, look, view) {
    const { kinds, paths, corners, x, y } = data;
    const { scale, left, top, sharp } = view;
    dress(brush, look);
    const [small, large, lines, points] = [[], [], [], []];
    brush.globalAlpha = look.fill ? look.fillOpacity : 1;
    for (let i = 0; i < shapes.length; i += 1) {
      if (i % PART === PART - 1) yield;
      const shape = shapes[i];
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
      for (let i = 0; i < group.length; i += 1) {
        if (i % PART === PART - 1) yield;
        trace(brush, data, group[i], view);
      }
      if (filled) fill(brush, look);
      if (outlined) stroke(brush, look);
    }
    if (!points.length) return;
    const { canvas, half } = sprite(look, sharp);
    const side = canvas.width / sharp;
    brush.globalAlpha = 1;
    for (let i = 0; i < points.length; i += 1) {
      if (i % PART === PART - 1) yield;
      const corner = corners[paths[points[i]]];
      brush.drawImage(canvas, x[corner] * scale + left - half, top - y[corner] * scale - half, side, side);
    }
  };

  // `chosen` of the shapes from the bottom up, in parts of the work. `view`: how many pixels a unit of theirs is, where
  // their origin is, and how many of the canvas a pixel is.
  geoRuijin.drawShapes = function* (brush, shapes, chosen, looks, view) {
    const { owner, ranks } = shapes.data;
    for (let begin = 0; begin < chosen.length;) {
      const rank = ranks[owner[chosen[begin]]];
      let end = begin + 1;
      while (end < chosen.length && ranks[owner[chosen[end]]] === rank) end += 1;
      yield* drawLook(brush, shapes, chosen.subarray(begin, end), looks[rank], view);
      begin = end;
    }
  };
})();
