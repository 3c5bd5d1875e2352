"""``syndicate verify``: every file checked against what was written, and put right where asked."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import click

from syndicate import app
from syndicate.app import App
from syndicate.cli import answers, exits, naming
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural
from syndicate.clock import machine_clock
from syndicate.upkeep import verifying, verifying_repair, verifying_state
from syndicate.upkeep.verifying import Verified
from syndicate.upkeep.verifying_classes import CLASSES, Finding
from syndicate.upkeep.verifying_repair import Repair
from syndicate.wiring import memories, searching, workshop


@command("verify")
@click.argument("articles", nargs=-1, metavar="[ID]...")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only of this source.")
@click.option("--repair", is_flag=True, help="Put right what can be, and say what can't.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="With --repair: write nothing.")
@click.pass_obj
def verify_command(
    settings: Settings,
    articles: tuple[str, ...],
    sources: tuple[str, ...],
    repair: bool,
    dry: bool,
) -> int:
    """Read every file of the archive, and tell what is not as it was written.

    Exits 5 when something is damaged. What you changed in documents is no damage. --repair
    deletes nothing: what it replaces goes to .syndicate/lost+found.
    """
    config = load_config(settings)
    with app.open_app(config, lock=repair and not dry) as opened:
        ids = naming.sources(opened, sources)
        only = {naming.article(opened, name).path for name in articles} if articles else None
        found = _verify(opened, only, ids)
        repairs: Sequence[Repair] = ()
        if repair and not dry:
            repairs = verifying_repair.repair(found.findings, _bench(opened))
            found = _verify(opened, only, ids) if repairs else found
    if settings.json:
        answers.document(**_answer(found, repairs))
    else:
        _tell(settings, found, repairs, would=repair and dry)
    return exits.ARCHIVE_DAMAGED if found.is_damaged else exits.OK


def _verify(opened: App, only: set[str] | None, sources: Sequence[str]) -> Verified:
    """Check; what looks damaged is looked at once more, as a run may have been writing it."""
    profile = opened.archive.profile
    found = verifying.verify(opened.config, profile, only=only, sources=sources)
    if not found.is_damaged:
        return found
    again = verifying.verify(opened.config, profile, only=only, sources=sources)
    twice = set(again.findings)
    found.findings = [each for each in found.findings if each.level == "note" or each in twice]
    return found


def _bench(opened: App) -> verifying_repair.Workbench:
    config, archive, clock = opened.config, opened.archive, machine_clock()
    return verifying_repair.Workbench(
        root=config.archive.path.absolute(),
        lost=config.state_path.absolute().parent / "lost+found",
        archive=archive,
        fetch=lambda url: workshop.fetch(config, url, clock),
        rebuild=lambda: memories.rebuild_now(config, archive),
        buried=lambda: verifying_state.buried(config.state_path),
        forget_index=lambda: searching.forget(searching.place(config, archive)),
    )


def _answer(found: Verified, repairs: Sequence[Repair]) -> dict[str, object]:
    return {
        "articles": found.articles,
        "files": found.files,
        "damaged": found.is_damaged,
        "findings": [_fields(each) for each in found.findings],
        "repairs": [
            {**_fields(each.finding), "done": each.done, "result": each.says} for each in repairs
        ],
    }


def _fields(finding: Finding) -> dict[str, object]:
    known = CLASSES[finding.kind]
    told = {"class": finding.kind, "level": known.level, "says": known.says}
    fields = {name: value for name, value in asdict(finding).items() if name != "kind" and value}
    return told | fields | {"remedy": known.remedy}


def _tell(settings: Settings, found: Verified, repairs: Sequence[Repair], *, would: bool) -> None:
    for repair in repairs:
        verb = "mended" if repair.done else "not mended"
        click.echo(clean(f"{verb}: {repair.finding.path}: {repair.says}"))
    for finding in found.findings:
        if finding.level != "note" or settings.verbose:
            detail = f" ({finding.detail})" if finding.detail else ""
            says = f"{finding.path}: {CLASSES[finding.kind].says}{detail} [{finding.kind}]"
            click.echo(clean(says))
    counts = Counter(each.kind for each in found.findings if each.level != "note")
    for kind in sorted(counts):
        told = CLASSES[kind]
        what = "would be tried: " if would and told.mendable else ""
        settings.note(click.style(f"{kind}: {what}{told.remedy}", dim=True))
    if sys.stdout.isatty() and not settings.quiet:
        _sum_up(found, sum(counts.values()))


def _sum_up(found: Verified, problems: int) -> None:
    notes = Counter(each.kind for each in found.findings if each.level == "note")
    told = f"{plural(found.articles, 'article')}, {plural(found.files, 'file')}: "
    told += plural(problems, "problem") if problems else "all is well"
    if notes:
        told += f" ({', '.join(f'{count} {kind}' for kind, count in sorted(notes.items()))})"
    click.secho(told, bold=True)
