"use strict";
// Work that is longer than a frame: a part of it in each, so that the page answers in between.
(() => {
  const SLICE = 12; // what it may take of a frame [ms]
  const waiting = new Map(); // by what it is of, first come first served: iterators, a part of the work each step
  let asked = false;

  const step = () => {
    const [[of, parts]] = waiting;
    let done = true; // and what fails is not begun again
    try {
      ({ done } = parts.next());
    } finally {
      if (done && waiting.get(of) === parts) waiting.delete(of);
    }
  };
  const ask = () => {
    if (!asked && waiting.size) requestAnimationFrame(work);
    asked = waiting.size > 0;
  };
  const work = () => {
    asked = false;
    const end = performance.now() + SLICE;
    try {
      while (waiting.size && performance.now() < end) step();
    } finally {
      ask();
    }
  };

  // Instead of what else waits for the same.
  const later = (of, parts) => {
    waiting.set(of, parts);
    ask();
  };

  // All that waits, now.
  const hurry = () => {
    while (waiting.size) step();
  };

  Object.assign(geoRuijin, { later, hurry });
})();
