"use strict";
// The address keeps what is seen: #map=zoom/latitude/longitude&layers=keys. Opening such a link shows it again.
(() => {
  const { address, button, tell, copied } = geoRuijin;

  // A short word for the title of a layer, the same whatever else is on the map (FNV-1a).
  const keyOf = (title) => {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(title)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    return hash.toString(36);
  };

  // All that the legend switches, each with its key; those of one title are told apart by their order.
  const switched = (control) => {
    const [layers, used] = [new Map(control._layers.map(({ layer }) => [L.stamp(layer), layer])), new Map()];
    const boxes = [...control.getContainer().querySelectorAll("input")].filter(({ layerId }) => layers.has(layerId));
    return boxes.map((input) => {
      const label = input.closest("label");
      const key = keyOf((label.querySelector("bdi") || label).textContent.trim());
      used.set(key, (used.get(key) || 0) + 1);
      return { layer: layers.get(input.layerId), key: used.get(key) > 1 ? `${key}-${used.get(key)}` : key };
    });
  };

  // Nothing is written before something is moved or switched: what a map opens with needs no words.
  const view = (map, words, control) => {
    const layers = switched(control);
    const now = () => {
      const { lat, lng } = map.getCenter();
      const on = layers.filter(({ layer }) => map.hasLayer(layer)).map(({ key }) => key);
      return { map: [Number(map.getZoom().toFixed(2)), lat.toFixed(6), lng.toFixed(6)].join("/"), layers: on.join(".") || "-" };
    };
    const follow = () => {
      const place = /^(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(address.read("map"));
      if (place) {
        const [zoom, latitude, longitude] = place.slice(1).map(Number);
        if (latitude <= 85 && latitude >= -85 && longitude <= 180 && longitude >= -180) {
          map.setView([latitude, longitude], zoom, { animate: false });
        }
      }
      const kept = address.read("layers");
      if (!/^(-|[\w-]+(\.[\w-]+)*)$/.test(kept)) return;
      const wanted = new Set(kept === "-" ? [] : kept.split("."));
      const known = layers.filter(({ key }) => wanted.has(key));
      known.forEach(({ layer }) => map.addLayer(layer));
      // a link to other layers alone would leave nothing to see
      if (known.length || !wanted.size) {
        layers.filter(({ key }) => !wanted.has(key)).forEach(({ layer }) => map.removeLayer(layer));
      }
      if (known.length < wanted.size) tell(words.view_stale);
    };

    let writing = 0;
    const later = () => {
      clearTimeout(writing);
      writing = setTimeout(() => address.write(now()), 250);
    };
    follow();
    map.on("moveend overlayadd overlayremove baselayerchange", later);
    window.addEventListener("hashchange", follow);
    document.getElementById("tools").append(button(words.view_copy, async () => {
      address.write(now());
      if (!await copied(location.href)) tell(words.view_uncopied);
      else tell(location.protocol === "file:" ? words.view_copied_file : words.view_copied);
    }, { class: "copy-view" }));
  };

  Object.assign(geoRuijin, { view });
})();
