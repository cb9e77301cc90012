"use strict";
// The rows of any layer as a table under the map: for who sees no canvas, works by keyboard, or wants them in a spreadsheet.
(() => {
  const { element, make, button, tell, copied, save, byteOrderMark, csvLine, pastedLine, bare, numberOf, missing, slices,
    pause } = geoRuijin;
  const PAGE = 100;

  // Words in the order of a language, sorted in short runs that are then merged, so that the page goes on answering.
  const sorted = async (list, compare) => {
    let runs = [];
    await slices(Math.ceil(list.length / 500), (k) => runs.push(list.slice(500 * k, 500 * k + 500).sort(compare)), () => false);
    while (runs.length > 1) {
      const merged = [];
      for (let k = 0; k < runs.length; k += 2) {
        const [one, other, all] = [runs[k], runs[k + 1] ?? [], []];
        for (let [i, j] = [0, 0]; i < one.length || j < other.length;) {
          const first = j >= other.length || (i < one.length && compare(one[i], other[j]) <= 0);
          all.push(first ? one[i++] : other[j++]);
          if (all.length % 2000 === 0) await pause();
        }
        merged.push(all);
      }
      runs = merged;
    }
    return runs[0] ?? [];
  };

  // What rows are sorted by: numbers as numbers, then words, and last what is missing, whichever way it is sorted.
  const rankedBy = async (rows, column, compare, stopped) => {
    const [kinds, keys, cells] = [new Uint8Array(rows.count), new Float64Array(rows.count), new Array(rows.count)];
    const done = await slices(rows.count, (i) => {
      const cell = rows.cells(i)[column] ?? "";
      const number = numberOf(cell);
      kinds[i] = number !== null ? 0 : missing(cell) ? 2 : 1;
      if (number !== null) keys[i] = number;
      else cells[i] = cell;
    }, stopped);
    if (!done) return null;
    const words = await sorted([...new Set(cells.filter((cell, i) => kinds[i] === 1))], compare);
    const places = new Map(words.map((word, place) => [word, place]));
    cells.forEach((cell, i) => { if (kinds[i] === 1) keys[i] = places.get(cell); });
    return { kinds, keys };
  };

  const rowsTable = (map, words, modelled, language) => {
    let collator = null; // made when first asked for: that of Chinese takes a moment
    const compare = (one, other) => {
      collator ??= new Intl.Collator(language === "zh" ? "zh-CN" : "en", { numeric: true });
      return collator.compare(one, other);
    };
    const count = (number) => number.toLocaleString("en");
    const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    const listed = () => geoRuijin.listed.filter((rows) => rows.count > 0);
    let [rows, shown, page, sort, turn, waiting] = [null, [], 0, null, 0, 0];

    // the panel

    const choice = make("select", { id: "rows-of" });
    const inView = make("input", { type: "checkbox" });
    const chip = make("span", { class: "chip modelled" }, words.rows_modelled ?? "");
    const said = make("span", { class: "said", role: "status" });
    const table = make("table");
    const scroll = make("div", { class: "scroll", role: "group", tabindex: "0" });
    const [back, next] = [button(words.rows_back, () => turnTo(page - 1)), button(words.rows_next, () => turnTo(page + 1))];
    const where = make("span", { class: "where" });
    const close = button("×", () => toggle(false), { class: "close", "aria-label": words.rows_close, title: words.rows_close });
    scroll.append(table);
    const files = [button(words.rows_copy, () => copy()), button(words.rows_csv, () => file())];
    const head = make("div", { class: "head" }, make("label", { for: choice.id }, words.rows_of), choice, chip,
      make("label", { class: "in-view" }, inView, words.rows_in_view), said, make("span", { class: "acts" }, ...files, close));
    const foot = make("div", { class: "foot" }, back, where, next);
    const panel = make("section", { id: "rows", class: "rows", "aria-label": words.rows }, head, scroll, foot);
    [panel, chip, foot].forEach((one) => { one.hidden = true; });
    map.getContainer().after(panel);
    const opener = button(words.rows, () => toggle(panel.hidden), { "aria-expanded": "false", "aria-controls": panel.id });
    document.getElementById("tools").append(opener);

    const toggle = (open) => {
      panel.hidden = !open;
      opener.setAttribute("aria-expanded", String(open));
      map.invalidateSize({ animate: false });
      if (!open) {
        turn += 1;
        opener.focus();
        return;
      }
      choice.replaceChildren(...listed().map((one, k) => make("option", { value: k }, `${one.title} (${count(one.count)})`)));
      choice.selectedIndex = Math.max(0, listed().indexOf(rows ?? listed().at(-1)));
      choose();
      (choice.disabled ? close : choice).focus();
    };

    // what is listed, in its order

    const ranks = new WeakMap(); // layer → column → what it is sorted by
    const boxes = new WeakMap(); // layer → west, south, east, north of each row
    const boxesOf = async (stopped) => {
      if (!boxes.has(rows)) {
        const [mine, held] = [rows, new Float64Array(4 * rows.count)];
        const done = await slices(mine.count, (i) => {
          const bounds = mine.bounds(i);
          held.set([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], 4 * i);
        }, stopped);
        if (!done) return null;
        boxes.set(mine, held);
      }
      return boxes.get(rows);
    };
    const seen = async (stopped) => {
      const held = await boxesOf(stopped);
      if (!held) return null;
      const view = map.getBounds();
      const [west, south, east, north] = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
      return (i) => held[4 * i] <= east && held[4 * i + 2] >= west && held[4 * i + 1] <= north && held[4 * i + 3] >= south;
    };
    const rankedIn = async (column, stopped) => {
      const [mine, key] = [rows, column];
      if (!ranks.has(mine)) ranks.set(mine, new Map());
      if (!ranks.get(mine).has(key)) {
        const found = await rankedBy(mine, key, compare, stopped);
        if (!found) return null;
        ranks.get(mine).set(key, found);
      }
      return ranks.get(mine).get(key);
    };
    const update = async (first = 0) => {
      turn += 1;
      const mine = turn;
      const stopped = () => mine !== turn;
      panel.setAttribute("aria-busy", "true");
      let list = Uint32Array.from({ length: rows.count }, (_, i) => i);
      if (inView.checked) {
        const inside = await seen(stopped);
        if (!inside || stopped()) return;
        list = list.filter(inside);
      }
      if (sort) {
        const found = await rankedIn(sort.column, stopped);
        if (!found || stopped()) return;
        const { kinds, keys } = found;
        list.sort((a, b) => kinds[a] - kinds[b] || sort.sign * (keys[a] - keys[b]) || a - b);
      }
      shown = list;
      panel.setAttribute("aria-busy", "false");
      said.textContent = filled(inView.checked ? words.rows_seen : words.rows_all,
        { shown: count(shown.length), count: count(rows.count) });
      turnTo(first);
    };

    // the table

    const turnTo = (number) => {
      const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1);
      page = Math.min(last, Math.max(0, number));
      const from = page * PAGE;
      const held = document.activeElement?.id;
      scroll.setAttribute("aria-label", rows.title);
      const numbers = rows.fields.map((_, column) => column > 0);
      const listing = [...shown.slice(from, from + PAGE)].map((i) => [i, rows.cells(i)]);
      listing.forEach(([, cells]) => cells.forEach((cell, column) => {
        if (numberOf(cell) === null && !missing(cell)) numbers[column] = false;
      }));
      table.replaceChildren(make("caption", {}, rows.title),
        make("thead", {}, make("tr", {}, ...rows.fields.map((field, column) => headOf(field, column, numbers[column])))),
        make("tbody", {}, ...listing.map(([i, cells]) => rowOf(i, cells, numbers))));
      where.textContent = shown.length
        ? filled(words.rows_where, { from: count(from + 1), to: count(Math.min(from + PAGE, shown.length)), count: count(shown.length) }) : "";
      [back.disabled, next.disabled] = [page === 0, page === last];
      foot.hidden = last === 0;
      if (held) (document.getElementById(held) ?? (table.contains(document.activeElement) ? scroll : null))?.focus({ preventScroll: true });
      scroll.scrollTop = 0;
    };
    const aligned = (number) => (number ? { class: "number" } : {});
    const headOf = (field, column, number) => {
      const sorting = sort?.column === column ? sort.sign : 0;
      const by = button(field, () => {
        sort = { column, sign: sorting === 1 ? -1 : 1 };
        update();
      }, { id: `rows-by-${column}` });
      const state = ["descending", "none", "ascending"][sorting + 1];
      return make("th", { scope: "col", "aria-sort": state, ...aligned(number) }, by);
    };
    const rowOf = (i, [first = "", ...rest], numbers) => {
      const go = () => geoRuijin.goTo(map, rows, i);
      const name = button("", go, { id: `row-${i}` });
      name.append(element("bdi", "", missing(first) ? filled(words.rows_nameless, { number: count(i + 1) }) : first));
      const row = make("tr", {}, make("th", { scope: "row" }, name),
        ...rest.map((cell, k) => make("td", aligned(numbers[k + 1]), element("bdi", "", cell))));
      row.addEventListener("click", ({ target }) => name.contains(target) || go());
      return row;
    };

    const choose = () => {
      const chosen = listed()[choice.selectedIndex];
      [choice, inView, ...files].forEach((one) => { one.disabled = !chosen; });
      if (!chosen) {
        said.textContent = words.rows_none;
        return;
      }
      if (chosen !== rows) sort = null;
      rows = chosen;
      chip.hidden = !modelled.includes(rows.layer);
      update();
    };
    choice.addEventListener("change", choose);
    inView.addEventListener("change", () => rows && update());
    panel.addEventListener("keydown", ({ key }) => key === "Escape" && toggle(false));
    map.on("moveend", () => {
      if (panel.hidden || !inView.checked || !rows) return;
      clearTimeout(waiting);
      waiting = setTimeout(update, 200);
    });

    // files

    const textOf = async (lineOf) => {
      const [mine, list] = [rows, shown];
      const lines = [lineOf(mine.fields)];
      await slices(list.length, (k) => lines.push(lineOf(mine.cells(list[k]).map(bare))), () => false);
      return lines.join("");
    };
    const copy = async () => {
      const done = await copied(await textOf(pastedLine));
      tell(done ? filled(words.rows_copied, { count: count(shown.length) }) : words.rows_uncopied);
    };
    const file = async () => {
      const mark = chip.hidden ? "" : `_${words.rows_modelled}`;
      const name = `${rows.title.replace(/[^\p{L}\p{N}.-]+/gu, "_").slice(0, 80)}${mark}.csv`;
      save(name, byteOrderMark + await textOf(csvLine), "text/csv;charset=utf-8");
    };
  };

  Object.assign(geoRuijin, { rowsTable });
})();
