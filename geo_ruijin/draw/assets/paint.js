"use strict";
// Paints elements of the page on a canvas as they are seen: texts, lines, fillings, canvases and pictures.
(() => {
  const pixels = (length) => parseFloat(length) || 0;

  // Pictures of the SVG elements under `root`, which a canvas takes as pictures only.
  const pictured = async (root) => {
    const drawn = [...root.querySelectorAll("svg")].map(async (svg) => {
      const copy = svg.cloneNode(true);
      copy.setAttribute("xmlns", svg.namespaceURI);
      copy.style.color = getComputedStyle(svg).color;
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
      await image.decode().catch(() => {}); // what cannot be drawn is left out
      return [svg, image];
    });
    return new Map(await Promise.all(drawn));
  };

  const MOST_LINES = 30; // of a text; the place of each sign has to be asked for

  // The lines a text stands in: [words, left, top, height].
  const linesOf = (node) => {
    const lines = [];
    const range = document.createRange();
    let at = 0;
    for (const sign of node.data) {
      range.setStart(node, at);
      range.setEnd(node, at += sign.length);
      const { left, top, width, height } = range.getBoundingClientRect();
      const blank = /\s/.test(sign);
      if (lines.length > MOST_LINES || left > innerWidth) break;
      if (!height || (blank && !width)) continue;
      const line = lines[lines.length - 1];
      if (line && Math.abs(line[2] - top) < height / 2) {
        line[0] += blank ? " " : sign;
        line[1] = Math.min(line[1], left);
      } else if (!blank) lines.push([sign, left, top, height]);
    }
    return lines;
  };

  const write = (brush, node) => {
    if (!node.data.trim()) return;
    const look = getComputedStyle(node.parentElement);
    brush.font = `${look.fontStyle} ${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
    Object.assign(brush, { fillStyle: look.color, strokeStyle: "#fff", lineWidth: 3, lineJoin: "round" });
    linesOf(node).forEach(([words, left, top, height]) => {
      const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = brush.measureText(words);
      const place = [words, left, top + (height - up - down) / 2 + up];
      if (look.textShadow !== "none") brush.strokeText(...place); // the halo of a label
      brush.fillText(...place);
    });
  };

  const fill = (brush, look, { left, top, width, height }) => {
    const corner = look.borderTopLeftRadius;
    const radius = pixels(corner) * (corner.endsWith("%") ? Math.min(width, height) / 100 : 1);
    brush.beginPath();
    brush.roundRect(left, top, width, height, radius);
    brush.fillStyle = look.backgroundColor;
    brush.fill();
    if (radius && look.borderTopStyle === "solid" && look.borderTopWidth === look.borderBottomWidth) {
      brush.strokeStyle = look.borderTopColor;
      brush.lineWidth = pixels(look.borderTopWidth);
      if (brush.lineWidth) brush.stroke();
      return;
    }
    const sides = { Top: [left, top, width, 0], Right: [left + width, top, 0, height],
      Bottom: [left, top + height, width, 0], Left: [left, top, 0, height] };
    Object.entries(sides).forEach(([side, [x, y, across, down]]) => {
      const thick = look[`border${side}Style`] === "none" ? 0 : pixels(look[`border${side}Width`]);
      brush.fillStyle = look[`border${side}Color`];
      if (thick) brush.fillRect(x - (side === "Right" ? thick : 0), y - (side === "Bottom" ? thick : 0), across || thick, down || thick);
    });
  };

  // What lies behind or before the content of an element without being one, as the line of a divider.
  const fillBefore = (brush, node, box) => {
    const look = getComputedStyle(node, "::before");
    if (look.content === "none" || look.position !== "absolute") return;
    fill(brush, look, { left: box.left + pixels(look.left) + pixels(look.marginLeft),
      top: box.top + pixels(look.top) + pixels(look.marginTop), width: pixels(look.width), height: pixels(look.height) });
  };

  const cut = (brush, look, { left, top }, boxes) => {
    const corners = /^polygon\((.*)\)$/.exec(look.clipPath);
    brush.beginPath();
    if (corners) {
      corners[1].split(",").map((corner) => corner.trim().split(/\s+/).map(pixels))
        .forEach(([x, y]) => brush.lineTo(left + x, top + y));
      brush.clip();
    } else if (look.overflow !== "visible" && boxes.some(({ width, height }) => width && height)) {
      boxes.forEach((box) => brush.rect(box.left, box.top, box.width, box.height));
      brush.clip();
    }
  };

  const level = (node) => (node instanceof Element && Number(getComputedStyle(node).zIndex)) || 0;

  // Paints an element and what is in it, at its place in the window.
  const paint = (brush, node, pictures, alpha = 1) => {
    brush.globalAlpha = alpha;
    if (node instanceof Text) write(brush, node);
    if (!(node instanceof Element) || node instanceof HTMLScriptElement) return;
    const look = getComputedStyle(node);
    const opacity = alpha * Number(look.opacity);
    if (look.display === "none" || look.visibility === "hidden" || !opacity || !node.checkVisibility()) return;
    const box = node.getBoundingClientRect();
    const { left, top, width, height } = box;
    brush.save();
    brush.globalAlpha = opacity;
    const boxes = [...node.getClientRects()]; // several where it goes on in the next column
    cut(brush, look, box, boxes);
    boxes.forEach((one) => fill(brush, look, one));
    fillBefore(brush, node, box);
    const image = node instanceof SVGElement ? pictures.get(node) : node.matches("img, canvas") ? node : null;
    const there = image && (image.naturalWidth ?? image.width);
    if (there && width && height) {
      brush.imageSmoothingEnabled = look.imageRendering !== "pixelated";
      brush.drawImage(image, left, top, width, height);
    } else if (!image) {
      [...node.childNodes].map((child) => [level(child), child]).sort(([one], [other]) => one - other)
        .forEach(([, child]) => paint(brush, child, pictures, opacity));
    }
    brush.restore();
  };

  Object.assign(geoRuijin, { paint, pictured });
})();
