"use strict";
// Names on the map give way to one another: one is moved a little, or left out where there is no room for it.
(() => {
  const AIR = 1; // between two names [pixel]

  const meets = (one, other) => one.left < other.right + AIR && other.left < one.right + AIR
    && one.top < other.bottom + AIR && other.top < one.bottom + AIR;

  const moved = ({ left, right, top, bottom }, x, y) =>
    ({ left: left + x, right: right + x, top: top + y, bottom: bottom + y });

  const arrange = (box) => {
    const names = [...box.querySelectorAll(".place.name span")];
    names.forEach((name) => Object.assign(name, { hidden: false }).style.removeProperty("translate"));
    const sizes = names.map((name) => name.getBoundingClientRect());
    const taken = [];
    names.forEach((name, i) => {
      const [half, high] = [sizes[i].width / 2, sizes[i].height + AIR];
      const places = [[0, 0], [0, -high], [0, high], [-half, 0], [half, 0], [-half, high], [half, high]];
      const place = places.find(([x, y]) => !taken.some((one) => meets(one, moved(sizes[i], x, y))));
      name.hidden = !place;
      if (!place) return;
      if (place[0] || place[1]) name.style.translate = `${place[0]}px ${place[1]}px`;
      taken.push(moved(sizes[i], ...place));
    });
  };

  // Arranges the names whenever the map is seen larger or smaller, and when some come or go.
  const arrangeNames = (map) => {
    let frame = null;
    const soon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => arrange(map.getContainer()));
    };
    map.on("zoomend resize layeradd layerremove", soon);
    soon();
  };

  Object.assign(geoRuijin, { arrangeNames });
})();
