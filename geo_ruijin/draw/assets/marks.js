"use strict";
// The look of points and areas where it does not hang on colour alone: shapes of marks, and hatches.
(() => {
  // Corners of a shape in radii, of about the area of a circle of that radius.
  const CORNERS = {
    square: [[-0.89, -0.89], [0.89, -0.89], [0.89, 0.89], [-0.89, 0.89]],
    diamond: [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
    triangle: [[0, -1.3], [1.2, 0.85], [-1.2, 0.85]],
  };

  // Traces a mark: a circle where no shape is said.
  const outline = (brush, shape, x, y, radius) => {
    brush.beginPath();
    if (CORNERS[shape]) CORNERS[shape].forEach(([right, down]) => brush.lineTo(x + right * radius, y + down * radius));
    else brush.arc(x, y, radius, 0, 2 * Math.PI);
    brush.closePath();
  };

  const Mark = L.CircleMarker.extend({
    _updatePath() {
      const { _renderer: renderer, _point: { x, y }, _radius: radius, options: { shape } } = this;
      if (!CORNERS[shape]) return L.CircleMarker.prototype._updatePath.call(this);
      if (renderer._setPath) { // SVG, beside a divider
        const corners = CORNERS[shape].map(([right, down]) => `${x + right * radius} ${y + down * radius}`);
        return renderer._setPath(this, this._empty() ? "M0 0" : `M${corners.join("L")}Z`);
      }
      if (!renderer._drawing || this._empty()) return undefined;
      outline(renderer._ctx, shape, x, y, radius);
      return renderer._fillStroke(renderer._ctx, this);
    },
  });

  // Slanting lines in a colour, on nothing.
  const SPACE = 8;
  const hatches = new Map();
  const hatch = (colour) => {
    if (!hatches.has(colour)) {
      const tile = Object.assign(document.createElement("canvas"), { width: SPACE, height: SPACE });
      const brush = tile.getContext("2d");
      brush.strokeStyle = colour;
      [-SPACE, 0, SPACE].forEach((x) => {
        brush.moveTo(x - 1, SPACE + 1);
        brush.lineTo(x + SPACE + 1, -1);
      });
      brush.stroke();
      hatches.set(colour, brush.createPattern(tile, "repeat"));
    }
    return hatches.get(colour);
  };

  const { _fillStroke: fillAndStroke } = L.Canvas.prototype;
  L.Canvas.include({
    _fillStroke(brush, path) {
      fillAndStroke.call(this, brush, path);
      if (!path.options.hatch || path instanceof L.CircleMarker) return;
      brush.globalAlpha = 0.6;
      brush.fillStyle = hatch(path.options.color);
      brush.fill("evenodd");
    },
  });

  Object.assign(geoRuijin, { Mark, hatch, outline });
})();
