"use strict";
// A trial of other sites: what was changed is a list of site numbers in order. A site that stands is taken away by it, a
// candidate is added; all that is shown follows from that list. Each act says what came of it in `said`: a word and what
// goes into it.
geoRuijin.trial = (told) => {
  const { sites } = told;
  const all = sites.name.map((_, site) => site);
  const present = new Uint8Array(all.length);
  sites.present.forEach((site) => { present[site] = 1; });
  const candidates = all.filter((site) => !present[site]);
  const chosen = candidates.filter((site) => sites.chosen.includes(site));
  const choice = geoRuijin.choice(told);
  const { readings, open } = choice;
  sites.present.forEach(choice.turn);
  const before = readings.map((reading) => reading.now());
  const reachedBefore = readings.map((reading) => reading.reaching.slice());
  const views = []; // called whenever there is something new to see
  let [changes, past, future] = [[], [], []];
  let [active, said] = [0, null];

  const reading = () => readings[active];
  const apply = (list) => {
    const wanted = present.slice();
    list.forEach((site) => { wanted[site] = 1 - present[site]; });
    all.forEach((site) => { if (wanted[site] !== open[site]) choice.turn(site); });
    changes = list;
  };
  const show = (word = null, values = {}) => {
    said = word && { word, values };
    views.forEach((view) => view());
  };
  const change = (list, word, values) => {
    if (list.join() !== changes.join()) {
      past.push(changes);
      future = [];
      apply(list);
    }
    show(word, values);
  };
  // whatever `look` opens or closes is as it was when it is done
  const aside = (look) => {
    const list = changes;
    const found = look();
    apply(list);
    return found;
  };
  const step = (from, to) => {
    if (!from.length) return;
    to.push(changes);
    apply(from.pop());
    show();
  };

  const toggle = (site) =>
    change(changes.includes(site) ? changes.filter((one) => one !== site) : [...changes, site]);

  // The candidate that adds most by the active reading, the first of equals.
  const best = () => {
    const [site] = aside(() => choice.greedy(reading(), candidates, (taken) => taken.length === 1));
    if (site === undefined) show("said_none");
    else change([...changes, site], "said_best", { site, gain: reading().gain(site, false) });
  };

  const fill = () => {
    const enough = () => reading().share() >= reading().wanted;
    if (enough()) return show("said_already");
    const found = aside(() => {
      const taken = choice.greedy(reading(), candidates, enough);
      return { taken, done: enough(), share: reading().share() };
    });
    const values = { added: found.taken.length, share: found.share };
    return change([...changes, ...found.taken], found.done ? "said_filled" : "said_short", values);
  };

  // What each change brings by the active reading, made one after the other: [what is reached more, share after it].
  const brought = () => aside(() => {
    const list = changes;
    apply([]);
    return list.map((site, i) => {
      const gain = reading().gain(site, open[site] === 1);
      apply(list.slice(0, i + 1));
      return [present[site] ? 0 - gain : gain, reading().share()];
    });
  });

  // What the answer's own choice comes to by the reading it was made by.
  const answered = () => aside(() => {
    apply(chosen);
    return readings[0].share();
  });

  // The choice in a link, which holds for this edition of the sites alone.
  const link = () => (changes.length ? [told.edition, ...changes].join(".") : "");
  const follow = (kept) => {
    const found = /^(\w+)((?:\.\d+)*)$/.exec(kept);
    if (!found || kept === link()) return;
    const numbers = [...new Set(found[2].split(".").slice(1).map(Number))];
    if (found[1] === told.edition && numbers.every((site) => site < all.length)) change(numbers);
    else show("said_stale");
  };

  return {
    told, all, present, chosen, readings, open, before, reachedBefore, views, reading, toggle, best, fill, brought, answered,
    link, follow, show,
    active: () => active,
    changes: () => changes,
    said: () => said,
    undone: () => ({ past: past.length, future: future.length }),
    state: (site) => (present[site] ? (open[site] ? "present" : "removed") : open[site] ? "added" : "candidate"),
    select: (number) => {
      active = number;
      show();
    },
    plan: () => change(chosen, "said_plan"),
    reset: () => change([]),
    undo: () => step(past, future),
    redo: () => step(future, past),
  };
};
