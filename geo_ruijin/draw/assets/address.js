"use strict";
// What the address keeps behind its #: parts of one hash, each under a name of its own, as in #try=…&map=…
(() => {
  const parts = () => new Map(location.hash.slice(1).split("&").filter(Boolean).map((part) => {
    const at = part.indexOf("=");
    return at < 0 ? [part, null] : [part.slice(0, at), part.slice(at + 1)];
  }));

  // The part of a name, "" for none.
  const read = (name) => parts().get(name) || "";

  // Takes parts up, and gives up those that are "". Whatever else is kept stays; no step of the history is made.
  const write = (changes) => {
    const held = parts();
    Object.entries(changes).forEach(([name, value]) => (value ? held.set(name, value) : held.delete(name)));
    const hash = `#${[...held].map(([name, value]) => (value === null ? name : `${name}=${value}`)).join("&")}`;
    if (hash !== (location.hash || "#")) history.replaceState(null, "", hash);
  };

  Object.assign(geoRuijin, { address: { read, write } });
})();
