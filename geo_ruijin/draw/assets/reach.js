"use strict";
// The map for who uses a keyboard or has a page read out: names, a way past what is long, and popups that can be left.
(() => {
  const { make, button } = geoRuijin;

  const skips = (words, targets) => {
    const links = targets.map(([key, target]) => button(words[key], () => {
      target.focus();
      target.scrollIntoView({ block: "nearest" });
    }));
    document.querySelector("header").prepend(make("div", { class: "skips" }, ...links));
  };

  // Opened by the keyboard a popup takes the focus, and gives it back to what opened it.
  const popups = (map, words) => {
    let from = null;
    map.on("popupopen", ({ popup }) => {
      const box = popup.getElement();
      const details = box.querySelector(".details");
      box.setAttribute("role", "dialog");
      const title = details?.querySelector("h3");
      title?.setAttribute("aria-level", "2"); // of the page: it stands under no heading but that
      box.setAttribute("aria-label", title?.textContent ?? words.popup);
      box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", words.popup_close);
      details?.setAttribute("tabindex", "0");
      const { activeElement } = document;
      from = activeElement?.matches(":focus-visible") && activeElement !== map.getContainer() ? activeElement : null;
      if (from) details?.focus({ preventScroll: true });
    });
    map.on("popupclose", ({ popup }) => {
      if (!popup.getElement()?.contains(document.activeElement)) return;
      const again = from?.isConnected ? from : document.getElementById(from?.id ?? "");
      (again ?? map.getContainer()).focus({ preventScroll: true });
    });
    map.getContainer().addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
  };

  const reach = (map, words, control) => {
    const box = map.getContainer();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", words.map);
    const about = document.getElementById("legend");
    about.setAttribute("tabindex", "-1");
    skips(words, [["skip_map", box], ["skip_legend", about]]);
    const list = control.getContainer().querySelector(".leaflet-control-layers-overlays");
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", words.legend);
    popups(map, words);
  };

  Object.assign(geoRuijin, { reach });
})();
