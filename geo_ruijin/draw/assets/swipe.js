"use strict";
(() => {
  const { element } = geoRuijin;

  // Panes of features on either side. Leaflet draws what lies in them as SVG, which lets the pointer through between
  // shapes, where a canvas would keep it from everything below.
  const panes = (map, names) => names.forEach((name) => map.createPane(name).classList.add("side"));

  // A divider between what lies in the panes of the left and of the right, rasters and features: each pane is cut off at
  // it, and what is cut off does not answer to the pointer. Where one of the sides is switched off there is nothing to
  // compare, and the other is seen whole; a side that never had anything is compared as it is.
  const swipe = (map, words, [left, right], titles) => {
    const panesOf = (side) => [side, `${side}-features`].map((name) => map.getPane(name)).filter(Boolean);
    const box = map.getContainer();
    const bar = element("div", "swipe");
    let share = 50;
    Object.entries({ role: "slider", tabindex: 0, "aria-label": words.swipe, title: words.swipe, "aria-valuemin": 0,
      "aria-valuemax": 100, "aria-orientation": "horizontal" }).forEach(([name, value]) => bar.setAttribute(name, value));
    bar.append(element("span", "before", titles[0]), element("span", "grip"), element("span", "after", titles[1]));
    box.append(bar);

    const cut = () => {
      const both = [left, right].every((layers) => !layers.length || layers.some((layer) => map.hasLayer(layer)));
      const { x: width, y: height } = map.getSize();
      const { x, y } = map.containerPointToLayerPoint([0, 0]);
      const at = x + (width * share) / 100;
      const clip = (from, to) => both
        ? `polygon(${from}px ${y}px, ${to}px ${y}px, ${to}px ${y + height}px, ${from}px ${y + height}px)` : "";
      panesOf("left").forEach((pane) => (pane.style.clipPath = clip(x, at)));
      panesOf("right").forEach((pane) => (pane.style.clipPath = clip(at, x + width)));
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

  Object.assign(geoRuijin, { panes, swipe });
})();
