"use strict";
// The page as a sheet: printed at the size of the paper, or saved as a picture of what is seen.
(() => {
  const { element, paint, pictured } = geoRuijin;
  const body = document.body;

  // Width and height, without margins [mm].
  const MARGIN = 8;
  const PAPERS = { A4: [297, 210], A3: [420, 297] };
  const SIZES = [["A4", "landscape"], ["A3", "landscape"], ["A4", "portrait"]];

  // Pixels of a saved picture, and of what is printed, for each on the screen.
  const SHARP = 2;

  // Type of the legend that is tried before it goes to a page of its own [pt].
  const TYPE = [8.5, 7.5, 6.5];

  // The part of a page that a legend under the map may take.
  const MOST_UNDER = 0.35;

  const sheet = (map, words, name) => {
    const box = map.getContainer();
    const [aside, header, footer] = ["aside", "header", "footer"].map((one) => document.querySelector(one));
    const said = element("span", "said");
    said.setAttribute("role", "status");

    // What is drawn next has twice the pixels; what draws bit by bit is told to have done.
    const sharpen = (on) => {
      L.Browser.retina = on || window.devicePixelRatio > 1;
    };
    const finish = (on) => map.fire("finish", { sharp: on ? SHARP : 1 });

    // -- on paper

    const page = document.head.appendChild(element("style"));
    const choose = element("select");
    choose.setAttribute("aria-label", words.paper);
    choose.append(...SIZES.map(([size, way], i) =>
      Object.assign(element("option", "", `${size} ${words[way]}`), { value: i })));
    const follows = element("span", "follows");
    const more = element("aside", "more");
    const inner = () => {
      const [size, way] = SIZES[choose.value];
      const [long, short] = PAPERS[size].map((side) => side - 2 * MARGIN);
      return way === "landscape" ? [long, short] : [short, long];
    };
    const setPage = () => {
      const [size, way] = SIZES[choose.value];
      page.textContent = `@page { size: ${size} ${way}; margin: ${MARGIN}mm; }`;
    };
    choose.addEventListener("change", setPage);
    setPage();

    // Where the legend stands: beside the map, under it, or on pages of its own. What is no legend gives way to it, and
    // the sheet says what follows.
    const placed = (wide) => {
      const sections = [...aside.children];
      const fits = () => {
        body.classList.toggle("under", !wide);
        return TYPE.some((size) => {
          body.style.setProperty("--type", `${size}pt`);
          return wide ? aside.scrollHeight <= aside.clientHeight + 1 : aside.offsetHeight < body.clientHeight * MOST_UNDER;
        });
      };
      const rest = sections.filter((one) => !one.matches(".legend"));
      const follow = (moved, word) => {
        more.replaceChildren(...moved);
        follows.textContent = word;
        footer.prepend(follows);
      };
      let whole = fits();
      if (!whole) {
        follow(rest, words.rest_follows);
        whole = fits();
      }
      if (!whole) {
        body.style.setProperty("--type", `${TYPE[0]}pt`);
        body.classList.add("under");
        follow(sections, words.legend_follows);
      }
      const others = [header, footer, ...(body.matches(".under") ? [aside] : [])];
      const around = others.reduce((sum, one) => sum + one.getBoundingClientRect().height, 0);
      body.style.setProperty("--around", `${Math.ceil(around)}px`);
      if (more.hasChildNodes()) {
        footer.after(more);
        body.classList.add("long");
      }
      return () => {
        aside.replaceChildren(...sections); // and no longer in what follows
        [follows, more].forEach((one) => one.remove());
      };
    };

    let left = null; // how to leave the paper again
    const enter = () => {
      if (left) return;
      const [bounds, centre, zoom, snap] = [map.getBounds(), map.getCenter(), map.getZoom(), map.options.zoomSnap];
      const [width, height] = inner();
      body.classList.add("paper", "printed");
      body.style.setProperty("--width", `${width}mm`);
      body.style.setProperty("--height", `${height - 1}mm`);
      const back = placed(width > height);
      sharpen(true);
      map.options.zoomSnap = 0;
      map.invalidateSize({ animate: false, pan: false }).fitBounds(bounds, { animate: false });
      left = () => {
        left = null;
        thaw();
        back();
        sharpen(false);
        map.options.zoomSnap = snap;
        body.classList.remove("paper", "printed", "under", "long");
        map.invalidateSize({ animate: false, pan: false }).setView(centre, zoom, { animate: false });
        finish(false);
      };
    };
    const leave = () => left && left();

    // Canvases that were drawn while printing hide what lies under them in Chromium; copies do not.
    let copies = [];
    const thaw = () => {
      copies.forEach(([canvas, copy]) => {
        canvas.style.display = "";
        copy.remove();
      });
      copies = [];
    };
    const freeze = () => {
      thaw();
      copies = [...box.querySelectorAll("canvas")].filter(({ width, height }) => width && height).map((canvas) => {
        const copy = canvas.cloneNode();
        copy.getContext("2d").drawImage(canvas, 0, 0);
        canvas.before(copy);
        canvas.style.display = "none";
        return [canvas, copy];
      });
    };
    window.addEventListener("beforeprint", () => {
      enter();
      finish(true);
      freeze();
    });
    window.addEventListener("afterprint", leave);
    // browsers that do not say when they have printed
    ["pointerdown", "keydown"].forEach((kind) => window.addEventListener(kind, leave, true));

    const loading = () => Object.values(map._layers).some((layer) => layer instanceof L.GridLayer && layer.isLoading());
    const frame = () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
    const settled = async () => {
      const end = performance.now() + 3000;
      do await frame(); while (loading() && performance.now() < end);
    };
    const print = async () => {
      enter();
      await settled();
      window.print();
    };

    // -- as a picture

    const painted = (pictures) => {
      const { width, height } = box.getBoundingClientRect();
      body.style.setProperty("--width", `${width}px`);
      body.style.setProperty("--height", `${height}px`);
      const classes = ["paper", "picture"];
      sharpen(true);
      map.fire("moveend");
      finish(true);
      body.classList.add(...classes);
      body.classList.toggle("narrow", width < 600 || aside.scrollHeight > height * 1.1);
      try {
        const whole = body.getBoundingClientRect();
        const canvas = Object.assign(element("canvas"), { width: whole.width * SHARP, height: whole.height * SHARP });
        const brush = canvas.getContext("2d");
        brush.scale(SHARP, SHARP);
        brush.translate(-whole.left, -whole.top);
        paint(brush, body, pictures);
        return canvas;
      } finally {
        body.classList.remove(...classes, "narrow");
        sharpen(false);
        map.fire("moveend");
        finish(false);
      }
    };
    const save = async () => {
      said.textContent = "";
      const pictures = await pictured(body);
      try {
        painted(pictures).toBlob((blob) => {
          if (blob) geoRuijin.save(`${name.replace(/[\\/:*?"<>|\p{C}]+/gu, "_").slice(0, 80)}.png`, blob, "image/png");
          else said.textContent = words.too_large; // larger than the browser can paint
        }, "image/png");
      } catch (error) {
        if (error.name !== "SecurityError") throw error;
        said.textContent = words.tainted; // a picture of another host lies on the map
      }
    };

    const printing = element("span", "printing");
    printing.append(geoRuijin.button(words.print, print), choose);
    document.getElementById("tools").append(printing, geoRuijin.button(words.picture, save), said);
    map.invalidateSize({ animate: false, pan: false }); // the tools take some of its height
  };

  Object.assign(geoRuijin, { sheet });
})();
