"""Pages of 1,000 to 150,000 roofs beside folium's own, geobuf, PMTiles and pydeck: size, first draw, memory, stalls.

    .venv/bin/python benchmarks/maps.py [--roofs 1000 …] [--ways ours …] [--rounds 3] [--slower 4] [--made]

Needs Chromium, and npm for the scripts of peers. README.md says what is compared with what.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from made_roofs import made_roofs
from map_pages import MAP, WAYS
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

PAGES = Path(__file__).parent.parent / "build" / "maps"
COUNTS = (1_000, 10_000, 50_000, 150_000)
MOST = 120.0  # [s] a page may take to open, and a hand to move it
SLOW = 60.0  # [s] what takes longer is measured once
OUR_PAGE = (1300, 850)  # around the map are the header, the legend and the footer

#: Writes down the longest time between two frames until it is asked for.
WATCH = """() => {
    const seen = { last: performance.now(), longest: 0, on: true };
    const look = () => {
        const now = performance.now();
        seen.longest = Math.max(seen.longest, now - seen.last);
        seen.last = now;
        if (seen.on) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    globalThis.seen = seen;
}"""
STOP = "() => { seen.on = false; return Math.max(seen.longest, performance.now() - seen.last) / 1000; }"


@dataclass(frozen=True)
class Measured:
    """What a page took.

    Attributes
    ----------
    drawn
        From the navigation to the first frame with all that is in sight [s].
    worked
        Processor time of the whole browser until then [s].
    memory
        What the renderer and the GPU process have to themselves, a second later [MB].
    pan, zoom
        The longest time without a frame while a hand drags the map, and turns the wheel [s]; infinite for a page that
        has not answered within `MOST`.
    pan_work, zoom_work
        The processor time of the page's longest task meanwhile [s], which other work on the machine does not change.
    """

    drawn: float
    worked: float
    memory: float
    pan: float
    zoom: float
    pan_work: float
    zoom_work: float


def main() -> None:
    """Measure every way in turn, round by round, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--roofs", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slower", type=float, default=1.0, help="how many times slower the processor is made")
    parser.add_argument("--made", action="store_true", help="take the pages made last time")
    asked = parser.parse_args()
    failed: dict[str, str] = {}
    with sync_playwright() as playwright:
        for count in asked.roofs:
            pages = {name: PAGES / f"{count}-{list(WAYS).index(name)}.html" for name in asked.ways}
            if not (asked.made and all(page.exists() for page in pages.values())):
                make(count, pages)
            found = measure(playwright, pages, failed, rounds=asked.rounds, slower=asked.slower)
            show(count, pages, found, failed)


def make(count: int, pages: dict[str, Path]) -> None:
    """Write the pages, and say how long each took [s]."""
    PAGES.mkdir(parents=True, exist_ok=True)
    roofs = made_roofs(count)
    for name, path in pages.items():
        begun = time.process_time()
        WAYS[name](roofs, path)
        print(f"{count:,} {name} written: {time.process_time() - begun:.1f} s", file=sys.stderr)


def measure(
    playwright: Playwright, pages: dict[str, Path], failed: dict[str, str], *, rounds: int, slower: float
) -> dict[str, list[Measured]]:
    """Return what the pages took, round by round; a way that fails once is not asked for more roofs either."""
    found: dict[str, list[Measured]] = {name: [] for name in pages}
    for turn in range(rounds):
        for name, path in pages.items():
            if name in failed or (turn and found[name][0].drawn > SLOW):
                continue
            try:
                found[name].append(one(playwright, path, own=name == "ours", slower=slower))
            except NotDrawnError as failure:
                failed[name] = str(failure)
            except Error as error:
                failed[name] = str(error).splitlines()[0]
            print(path.stem, name, found[name][-1:] or failed[name], file=sys.stderr)
    return found


def show(count: int, pages: dict[str, Path], found: dict[str, list[Measured]], failed: dict[str, str]) -> None:
    """Print the medians of each way, and over ours."""
    print(
        f"\n{count:,} roofs{'':12}" + "".join(f"{title:>18}" for title in ("MB", *(f.name for f in fields(Measured))))
    )
    middles = {
        name: (path.stat().st_size / 1e6, *map(median, zip(*map(astuple, found[name]), strict=True)))
        for name, path in pages.items()
        if found[name]
    }
    for name, path in pages.items():
        if name not in middles:
            print(f"{name:24}{path.stat().st_size / 1e6:9.2f} MB  {failed[name]}")
            continue
        base = middles.get("ours", middles[name])
        cells = (f"{value:9.3f} x{value / own:7.2f}" for value, own in zip(middles[name], base, strict=True))
        print(f"{name:24}" + "".join(cells) + (f"  then {failed[name]}" if name in failed else ""))
    sys.stdout.flush()


class NotDrawnError(Exception):
    """A page was not drawn."""


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Give a browser of its own, so that no page finds the memory of another."""
    arguments = [
        "--no-sandbox",
        "--disable-background-networking",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
    ]
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
    try:
        yield browser
    finally:
        browser.close()


def one(playwright: Playwright, path: Path, *, own: bool, slower: float) -> Measured:
    """Open a page, drag and zoom it, and return what that took.

    Raises
    ------
    NotDrawnError, Error
        If it dies, or takes longer than `MOST` to be drawn, or to answer a hand.
    """
    width, height = OUR_PAGE if own else MAP
    with chromium(playwright) as browser:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(1000 * MOST)
        page.context.set_offline(True)
        if slower > 1:
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        begun = worked(browser)
        page.goto(path.as_uri(), wait_until="commit")
        mark = "performance.getEntriesByName('geo-ruijin:open')[0]"
        try:
            page.wait_for_function(f"() => {mark}", polling=100)
        except Error as error:
            message = f"not drawn within {MOST:g} s, {worked(browser) - begun:.0f} s of them of the processor"
            raise NotDrawnError(message if isinstance(error, TookTooLong) else str(error).splitlines()[0]) from error
        drawn, spent = page.evaluate(f"() => {mark}.startTime") / 1000, worked(browser) - begun
        page.wait_for_timeout(1000)
        memory = taken(browser)
        try:
            return Measured(drawn, spent, memory, *moved(browser, page))
        except Error:  # it died, or never answered again
            return Measured(drawn, spent, memory, *[math.inf] * 4)


def moved(browser: Browser, page: Page) -> tuple[float, float, float, float]:
    """Return the longest time without a frame while the map is dragged, and while it is zoomed in and out again [s].

    And the processor time of the longest task of either [s].
    """
    box = page.locator(".folium-map, #deck-container").first.bounding_box() or {}
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drags: list[tuple[float, float]] = []
    turns: list[tuple[float, float]] = []
    for by in (-120, 120):
        drags.append(traced(browser, page, partial(drag, page, *middle)))
        turns.append(traced(browser, page, partial(turn, page, *middle, by=by)))
        if math.inf in {drags[-1][0], turns[-1][0]}:
            break
    (pan, pan_work), (zoom, zoom_work) = (map(max, zip(*one, strict=True)) for one in (drags, turns))
    return pan, zoom, pan_work, zoom_work


def traced(browser: Browser, page: Page, act: Callable[[], float]) -> tuple[float, float]:
    """Return what an act returns, and the processor time of the page's longest task meanwhile [s]."""
    browser.start_tracing(page=page, categories=["toplevel"])
    returned = act()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    names = {(one["pid"], one["tid"]): one["args"]["name"] for one in events if one["name"] == "thread_name"}
    tasks = (one["tdur"] for one in events if "tdur" in one and names.get((one["pid"], one["tid"])) == "CrRendererMain")
    return returned, max(tasks, default=0) / 1e6


def drag(page: Page, x: float, y: float) -> float:
    """Drag the map by 300 pixels and back in a second; return the longest time without a frame [s]."""
    page.evaluate(WATCH)
    page.mouse.move(x, y)
    page.mouse.down()
    begun = time.monotonic()
    for way in [*range(0, 301, 50), *range(250, -1, -50)]:
        if time.monotonic() - begun > MOST:
            return math.inf
        page.mouse.move(x + way, y + way / 3)
        page.wait_for_timeout(80)
    page.mouse.up()
    page.wait_for_timeout(500)
    return float(page.evaluate(STOP))


def turn(page: Page, x: float, y: float, *, by: int) -> float:
    """Turn the wheel four notches of `by` pixels; return the longest time without a frame [s]."""
    page.evaluate(WATCH)
    page.mouse.move(x, y)
    begun = time.monotonic()
    for _ in range(4):
        if time.monotonic() - begun > MOST:
            return math.inf
        page.mouse.wheel(0, by)
        page.wait_for_timeout(400)
    page.wait_for_timeout(1000)
    return float(page.evaluate(STOP))


def taken(browser: Browser) -> float:
    """Return what the largest renderer and the GPU process hold of memory that no other process shares [MB]."""
    held = {"renderer": 0, "GPU": 0}
    for process in processes(browser):
        if process["type"] in held:
            held[process["type"]] = max(held[process["type"]], private(process["id"]))
    return sum(held.values()) / 1000


def worked(browser: Browser) -> float:
    """Return the processor time of all processes of a browser so far [s]."""
    return float(sum(process["cpuTime"] for process in processes(browser)))


def processes(browser: Browser) -> list[dict[str, Any]]:
    """Return what Chromium says of its processes."""
    found: list[dict[str, Any]] = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return found


def private(number: int) -> int:
    """Return what a process has to itself [kB]."""
    lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


if __name__ == "__main__":
    main()
