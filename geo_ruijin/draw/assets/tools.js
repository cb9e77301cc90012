"use strict";
// What the tools of a page share: buttons and fields, words that are read out, the clipboard, files, and work on many rows.
(() => {
  const { element } = geoRuijin;

  // An element with attributes and what is in it.
  const make = (name, attributes = {}, ...inside) => {
    const made = element(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...inside);
    return made;
  };

  const button = (words, act, attributes = {}) => {
    const made = make("button", { type: "button", ...attributes }, words);
    made.addEventListener("click", act);
    return made;
  };

  // Words that are shown for a while and read out.
  let note = null;
  let leaving = 0;
  const tell = (words) => {
    if (!note) note = document.getElementById("tools").appendChild(make("div", { class: "told", role: "status" }));
    clearTimeout(leaving);
    note.textContent = words;
    leaving = setTimeout(() => note.replaceChildren(), 8000);
  };

  // Whether words could be put on the clipboard: not every browser lets a file do so.
  const copied = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      const before = document.activeElement;
      const field = document.body.appendChild(make("textarea", { class: "unseen" }));
      field.value = words;
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      before?.focus();
      return done;
    }
  };

  const save = (name, content, type) => {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  // Cells come as they are read: "1,234" and "−0.5" are numbers, "—" and names are none.
  const NUMBER = /^[-+−]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;
  const bare = (cell) => (NUMBER.test(cell) ? cell.replaceAll(",", "").replace("−", "-") : cell);
  const numberOf = (cell) => (NUMBER.test(cell) ? Number(bare(cell)) : null);
  const missing = (cell) => cell === "" || cell === "—";

  // Words as they are compared: the same for full and half width, for capital and small letters.
  const folded = (words) => words.normalize("NFKC").toLowerCase();

  // A cell of words that begins like a formula would be run by a spreadsheet; an apostrophe makes it words again.
  const harmless = (value) => {
    const words = String(value ?? "");
    return /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(words) && !NUMBER.test(words) ? `'${words}` : words;
  };
  const csvCell = (value) => {
    const words = harmless(value);
    return /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
  };

  // A row as a line of a file, and as one to be pasted into a spreadsheet.
  const csvLine = (cells) => `${cells.map(csvCell).join(",")}\r\n`;
  const pastedLine = (cells) => `${cells.map((one) => harmless(one).replace(/[\t\r\n]+/g, " ")).join("\t")}\n`;

  // Begins a file of lines: by it Excel and WPS know that it is UTF-8.
  const byteOrderMark = "\ufeff";

  // Work in slices so short that the page answers in between. Returns false where `stopped` came true before the end.
  const SLICE = 8; // [ms]
  const pause = () => new Promise((done) => { setTimeout(done); });
  const slices = async (count, work, stopped) => {
    for (let i = 0; i < count;) {
      const until = performance.now() + SLICE;
      do {
        for (const end = Math.min(count, i + 50); i < end; i += 1) work(i);
      } while (i < count && performance.now() < until);
      if (i < count) await pause();
      if (stopped()) return false;
    }
    return true;
  };

  Object.assign(geoRuijin, {
    make, button, tell, copied, save, bare, numberOf, missing, folded, byteOrderMark, csvLine, pastedLine, slices, pause,
  });
})();
