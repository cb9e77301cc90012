"""Write what a run leaves: pages, maps, workbook, report, GeoPackage, lists for the field and `run.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import geopandas as gpd
import shapely

from geo_ruijin.basemaps import drawn_basemaps
from geo_ruijin.checks import SHAPES
from geo_ruijin.compare.kept import KeptRun, histories
from geo_ruijin.draw import Once, Sheet, draw_map
from geo_ruijin.folders import whole_file
from geo_ruijin.layers import NATURE
from geo_ruijin.mapped import about_map, choice_on, shown_on
from geo_ruijin.painted import ground_of, map_groups
from geo_ruijin.project import Project
from geo_ruijin.reading import Checked, Step
from geo_ruijin.record import BOUNDARY, RunRecord
from geo_ruijin.report.checkjson import to_check_json
from geo_ruijin.report.field import FOLDER, KINDS, write_field
from geo_ruijin.report.geopackage import RESULTS, write_geopackage
from geo_ruijin.report.links import QUESTIONS, MapLink
from geo_ruijin.report.page import write_index
from geo_ruijin.report.qgs import PROJECT
from geo_ruijin.report.question import write_questions
from geo_ruijin.report.runjson import RUN, to_json
from geo_ruijin.report.workbook import write_workbook
from geo_ruijin.results import Column, Table
from geo_ruijin.run import Run
from geo_ruijin.scenarios.beside import Beside
from geo_ruijin.scenarios.maps import write_scenario_maps
from geo_ruijin.scenarios.page import write_scenario_page
from geo_ruijin.scenarios.scenariojson import to_scenario_json
from geo_ruijin.scenarios.sheets import scenario_sheets
from geo_ruijin.spec import MapSpec
from geo_ruijin.text import Language, Text
from geo_ruijin.verdicts import answered_by

#: Layers of more features or corners than this are not written beside the results: they would bloat them.
MOST_FEATURES, MOST_CORNERS = 20_000, 1_000_000

#: The input of the methods that is people, and no facility.
PEOPLE = "people"

_NATURE = Text(zh="性质", en="Nature")

#: The lists to take into the field.
LISTS = (FOLDER, *(f"{FOLDER}/*.{kind}" for kind in KINDS))

#: The folder of the pages of scenarios.
SCENARIOS = "scenarios"

#: The report to be edited and handed up.
REPORT = "report.docx"

#: What a run writes, and what QGIS and Excel leave beside it; whatever else lies in the folder is its owner's.
OURS = (
    "index.html",
    "maps",
    "maps/*.html",
    "maps/*.png",
    QUESTIONS,
    f"{QUESTIONS}/*.html",
    SCENARIOS,
    f"{SCENARIOS}/*.html",
    f"{SCENARIOS}/maps",
    f"{SCENARIOS}/maps/*.html",
    *LISTS,
    RESULTS,
    f"{RESULTS}-*",
    PROJECT,
    f"{PROJECT}~",
    "results.xlsx",
    REPORT,
    "~$*",
    RUN,
)


def write_outputs(
    run: Run,
    project: Project,
    folder: Path,
    *,
    language: Language,
    step: Step,
    scenarios: Sequence[Beside] = (),
    earlier: Sequence[KeptRun] = (),
) -> None:
    """Write everything a run leaves into `folder`, which is there and empty; and what scenarios would change.

    Parameters
    ----------
    scenarios
        What was tried beside it.
    earlier
        The runs the project keeps.
    """
    # they bring matplotlib and python-docx, which take a second; only a run needs them
    from geo_ruijin.draw.static import draw_picture  # noqa: PLC0415
    from geo_ruijin.report.word import write_report  # noqa: PLC0415

    run = replace(run, record=_said(run.record, language))
    (folder / "maps").mkdir()
    links, basemaps, once = [], drawn_basemaps(project), Once()
    for name, spec in project.maps.items():
        with step(Text(zh=f"绘图:{spec.title.zh}", en=f"Drawing: {spec.title.en}")):
            faulty = project.faults_of(f"maps/{name}.toml")
            shown = [] if faulty else shown_on(spec, run, ground=project.plan.ground)
            if shown:
                file = f"maps/{name}.html"
                about = about_map(spec, run, project)
                shows = _analyses_on(spec)
                sheet = Sheet(
                    [one for one in run.record.targets if answered_by(one, name=name, shows=shows)],
                    spec.review_number or project.plan.plan.review_number,
                    basemaps,
                    once=once,
                )
                draw_map(
                    shown,
                    folder / file,
                    title=spec.title,
                    about=about,
                    record=run.record,
                    language=language,
                    choice=choice_on(spec, run),
                    sheet=sheet,
                )
                # a map may be named 50% or #1
                link = MapLink(spec.title, quote(file), name, shows)
                picture = folder / f"maps/{name}.png"
                draw_picture(
                    shown,
                    picture,
                    title=spec.title,
                    about=about,
                    record=run.record,
                    language=language,
                    sheet=sheet,
                )
                links.append(replace(link, picture=picture.read_bytes()))
    with step(Text(zh="编写报告", en="Writing the report")):
        pages = _write_scenarios(run, project, scenarios, folder, language=language)
        past = histories(earlier, run.record, language=language)
        write_index(
            run.record,
            folder / "index.html",
            language=language,
            maps=links,
            scenarios=pages,
            past=past,
            document=REPORT,
        )
        write_questions(run.record, folder, language=language, maps=links, past=past)
        sheets = scenario_sheets(scenarios, language=language)
        write_workbook(run.record, folder / "results.xlsx", language=language, more=sheets)
        pictures = {link.name: picture for link in links if (picture := folder / "maps" / f"{link.name}.png").exists()}
        write_report(run.record, folder / REPORT, language=language, maps=links, pictures=pictures)
        write_field(run.record, folder, language=language)
        kept = _kept(run)
        ground = ground_of(project.maps, run, kept)
        groups = map_groups(project.maps, run, kept, ground, language=language)
        write_geopackage(run.record, folder / RESULTS, language=language, layers=kept, ground=ground, maps=groups)
        trials = to_scenario_json(scenarios, language=language)
        values = to_json(run.record, language=language, kept=kept, scenarios=trials)
        said = json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False)
        (folder / RUN).write_text(said + "\n", encoding="utf-8")


def _write_scenarios(
    run: Run, project: Project, scenarios: Sequence[Beside], folder: Path, *, language: Language
) -> list[MapLink]:
    """Write a page for each scenario and its maps, and return how to open the page."""
    if scenarios:
        (folder / SCENARIOS / "maps").mkdir(parents=True)
    links = []
    for beside in scenarios:
        then = beside.trial.run
        trial = replace(beside.trial, run=then and replace(then, record=_said(then.record, language)))
        drawn = write_scenario_maps(project, run, trial, folder / SCENARIOS / "maps", language=language)
        maps = [MapLink(title, f"maps/{quote(name)}") for name, title in drawn.items()]
        file = f"{SCENARIOS}/{beside.trial.name}.html"
        write_scenario_page(beside, folder / file, language=language, maps=maps)
        changed = frozenset(change.target.id for change in beside.targets)
        links.append(MapLink(beside.trial.title, quote(file), changes=changed))
    return links


def _said(record: RunRecord, language: Language) -> RunRecord:
    """Return a record whose tables speak one language."""
    return replace(
        record,
        analyses=tuple(
            replace(answer, tables={name: table.say(language) for name, table in answer.tables.items()})
            for answer in record.analyses
        ),
    )


def write_check(checked: Checked, project: Project, path: Path, *, language: Language) -> None:
    """Write all that a check found; the file is replaced whole."""
    values = to_check_json(
        place=project.plan.place.name,
        version=version("geo-ruijin"),
        crs=project.plan.crs,
        titles={name: layer.title for name, layer in project.layers.items()},
        records=checked.records,
        missing=checked.missing,
        faults=checked.faults,
        language=language,
    )
    with whole_file(path) as part:
        part.write_text(json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def _kept(run: Run) -> dict[str, Table]:
    """Return the layers that go beside the results, as the analyses saw them: what next year's are compared with.

    Points and polygons that an analysis names as an input, and the boundary of the place; neither lines, which are
    networks, nor the people, who are cells and no places that come and go, nor what is too large.
    """
    read = {data for answer in run.record.analyses for key, data in answer.inputs.items() if key != PEOPLE}
    kept = {}
    for name, layer in sorted(run.layers.items()):
        if name not in {*read, BOUNDARY} or not isinstance(layer.data, gpd.GeoDataFrame):
            continue
        shapes = layer.features.geometry
        if (
            len(shapes) <= MOST_FEATURES
            and set(shapes.geom_type) <= {*SHAPES["point"], *SHAPES["polygon"]}
            and shapely.get_num_coordinates(shapes.to_numpy()).sum() <= MOST_CORNERS
        ):
            columns = dict(layer.columns)
            if NATURE in layer.data:
                columns.setdefault(NATURE, Column(_NATURE))
            kept[name] = Table(layer.record.title, layer.features, columns)
    return kept


def _analyses_on(spec: MapSpec) -> frozenset[str]:
    """Return the analyses of which a map shows a table."""
    return frozenset(entry.data.partition(".")[0] for entry in spec.show if "." in entry.data)
