"""`geo-ruijin run` and `geo-ruijin check`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from geo_ruijin.basemaps import basemap_remarks
from geo_ruijin.cli.console import Folder, LangOption, opened, print_faults, progress, say, told
from geo_ruijin.compare.kept import read_kept
from geo_ruijin.folders import replaced
from geo_ruijin.outputs import OURS, write_check, write_outputs
from geo_ruijin.reading import check_project
from geo_ruijin.report.inventory import print_layers
from geo_ruijin.report.runjson import RUN
from geo_ruijin.report.terminal import print_scoreboard
from geo_ruijin.run import run_project
from geo_ruijin.scenarios.beside import beside_the_present
from geo_ruijin.scenarios.terminal import print_scenarios
from geo_ruijin.scenarios.trial import check_scenarios, run_scenarios
from geo_ruijin.text import Text

#: What `check` writes.
CHECK = "check.json"


def run(
    folder: Folder = Path(),
    out: Annotated[
        Path | None, typer.Option(help="输出文件夹,默认为项目里的 outputs / where to write", show_default=False)
    ] = None,
    scenarios: Annotated[
        bool, typer.Option("--scenarios/--no-scenarios", help="是否也算 scenarios/ 里的情景 / run the scenarios too")
    ] = True,
    lang: LangOption = "zh",
) -> None:
    """运行全部分析,打印计分板,写出网页和表格。 / Run everything, print the scoreboard, write pages and tables."""
    console = Console()
    target = out or (folder / "outputs")
    with (
        told(lang),
        opened(folder, lang, console) as project,
        replaced(target, mark=RUN, ours=OURS) as written,
        progress(console, lang) as step,
    ):
        kept, faults = read_kept(project.folder, project.plan.place.name)
        result = run_project(project, step=step)
        result = replace(result, record=replace(result.record, faults=(*result.record.faults, *faults)))
        trials = run_scenarios(project, result, step=step) if scenarios else ()
        beside = beside_the_present(result, trials, language=lang)
        write_outputs(result, project, written, language=lang, step=step, scenarios=beside, earlier=kept)
    print_scoreboard(result.record, console=console, language=lang)
    for answer in result.record.analyses:
        if answer.why is not None:
            line = Text(zh=f"{answer.title.zh}:{answer.why.zh}", en=f"{answer.title.en}: {answer.why.en}").say(lang)
            console.print(f"[{'yellow' if answer.status == 'done' else 'red'}]{escape(line)}[/]", soft_wrap=True)
    print_faults([*result.record.faults, *basemap_remarks(project)], console, lang)
    print_scenarios(beside, console=console, language=lang)
    print_faults([fault for trial in trials for fault in trial.faults], console, lang)
    where = target / "index.html"
    say(console, Text(zh=f"结果:{where}", en=f"Results: {where}"), lang)
    if not (result.complete and all(trial.complete for trial in trials)):
        raise typer.Exit(1)


def check(
    folder: Folder = Path(),
    out: Annotated[
        Path | None, typer.Option(help="check.json 写到哪个文件夹,默认为项目 / where to write", show_default=False)
    ] = None,
    lang: LangOption = "zh",
) -> None:
    """检查配置文件和数据,一次列出全部问题,并写出 check.json。 / Check files and data, list every fault at once."""
    console = Console()
    with told(lang), opened(folder, lang, console) as project:
        with progress(console, lang) as step:
            checked = check_project(project, step=step)
            _, of_runs = read_kept(project.folder, project.plan.place.name)
            faults = tuple(sorted({*checked.faults, *check_scenarios(project, checked.layers), *of_runs}))
            checked = replace(checked, faults=faults)
        target = (out or folder) / CHECK
        write_check(checked, project, target, language=lang)
    without = checked.without
    print_layers(checked.records.values(), without=without, console=console, language=lang)
    said = {f"layers/{name}.toml" for name in without}
    told_of = [fault for fault in checked.faults if fault.file not in said]
    print_faults([*told_of, *basemap_remarks(project)], console, lang)
    say(console, Text(zh=f"详细结果:{target}", en=f"Details: {target}"), lang)
    if any(fault.serious for fault in checked.faults):
        raise typer.Exit(1)
    say(console, Text(zh="没有发现错误。", en="No errors."), lang)
