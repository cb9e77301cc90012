// The board by verdict and by lead department: what is chosen stands in the address, so that it can be handed on.
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const bar = document.getElementById("filter");
  const lead = document.getElementById("lead");
  const clear = document.getElementById("clear");
  const unfold = document.getElementById("unfold");
  const showing = document.getElementById("showing");
  const goals = all("details.goal");
  const buttons = all(".counts button");
  const chosen = new Set();

  const said = (words, values) => words.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

  function show() {
    const ofLead = goals.filter((goal) => !lead.value || goal.dataset.lead === lead.value);
    const shown = new Set(ofLead.filter((goal) => !chosen.size || chosen.has(goal.dataset.verdict)));
    for (const goal of goals) goal.hidden = !shown.has(goal);
    for (const group of all(".group")) {
      const count = [...group.querySelectorAll("details.goal")].filter((goal) => shown.has(goal)).length;
      group.hidden = !count;
      group.querySelector(".count").textContent = count;
      group.querySelector(".noun").textContent = count === 1 ? bar.dataset.target : bar.dataset.targets;
    }
    for (const button of buttons) {
      const verdict = button.dataset.verdict;
      button.setAttribute("aria-pressed", chosen.has(verdict));
      button.querySelector("b").textContent = ofLead.filter((goal) => goal.dataset.verdict === verdict).length;
    }
    const words = buttons.filter((button) => chosen.has(button.dataset.verdict)).map((button) => button.dataset.word);
    if (lead.value) words.push(lead.selectedOptions[0].textContent);
    const narrowed = words.length > 0;
    showing.classList.toggle("narrowed", narrowed);
    showing.textContent =
      said(bar.dataset.showing, { shown: shown.size, all: goals.length }) +
      (narrowed ? said(bar.dataset.filtered, { what: words.join(bar.dataset.listing) }) : "");
    clear.disabled = !narrowed;
  }

  function keep() {
    const kept = new URLSearchParams();
    if (chosen.size) kept.set("verdict", [...chosen].join(","));
    if (lead.value) kept.set("lead", lead.value);
    history.replaceState(null, "", `#${kept}`);
    show();
  }

  function named(hash) {
    try {
      return document.getElementById(decodeURIComponent(hash));
    } catch {
      return null; // an address cut off in the middle of a letter
    }
  }

  // An address names either a filter or a place on the page; a target it names is opened, and no filter hides it.
  function read() {
    const hash = location.hash.slice(1);
    const kept = new URLSearchParams(/^(verdict|lead)=/.test(hash) ? hash : "");
    const place = named(hash);
    if (hash && !kept.size && !(place && place.matches("details.goal"))) return;
    const known = new Set(buttons.map((button) => button.dataset.verdict));
    chosen.clear();
    for (const verdict of (kept.get("verdict") ?? "").split(",")) if (known.has(verdict)) chosen.add(verdict);
    lead.value = kept.get("lead") ?? "";
    if (lead.selectedIndex < 0) lead.value = "";
    show();
    if (place && place.matches("details.goal")) {
      place.open = true;
      place.scrollIntoView();
    }
  }

  for (const button of buttons) {
    button.dataset.word = button.lastChild.textContent.trim();
    button.disabled = false;
    button.addEventListener("click", () => {
      const verdict = button.dataset.verdict;
      if (!chosen.delete(verdict)) chosen.add(verdict);
      keep();
    });
  }
  lead.addEventListener("change", keep);
  clear.addEventListener("click", () => {
    chosen.clear();
    lead.value = "";
    keep();
  });
  unfold.addEventListener("click", () => {
    const open = goals.some((goal) => !goal.hidden && !goal.open);
    for (const goal of goals) if (!goal.hidden) goal.open = open;
    unfold.textContent = open ? bar.dataset.close : bar.dataset.open;
  });
  document.getElementById("print").addEventListener("click", () => window.print());
  window.addEventListener("hashchange", read);
  bar.hidden = false;
  show();
  read();
})();
