"""The house rules: who may import whom, who alone imports what, and how large things may grow.

Every rule is a function from modules to findings; each is tested here on small bad modules
before it judges the package, so that a rule that can't find anything would be noticed.
"""

import ast
import graphlib
import io
import re
import tokenize
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "syndicate"

# Longest prefix wins. What is in no room is a finding: say here where it belongs.
ROOMS = {
    "syndicate": "face",
    "syndicate.extraction": "face",
    "syndicate.library": "face",
    "syndicate.__main__": "cli",
    "syndicate.cli": "cli",
    **dict.fromkeys(
        ["syndicate.app", "syndicate.loops", "syndicate.wiring", "syndicate.upkeep"], "app"
    ),
    "syndicate.scheduler": "scheduler",
    "syndicate.server": "server",
    **dict.fromkeys(
        [
            f"syndicate.{name}"
            for name in (
                "syndicator",
                "turns",
                "deletions",
                "downloads",
                "parts",
                "pinging",
                "publication",
                "tombs",
                "withdrawals",
                "workers",
            )
        ],
        "syndicator",
    ),
    "syndicate.fetcher": "fetcher",
    "syndicate.archiver": "archiver",
    "syndicate.archiver.markdown": "markdown",
    "syndicate.archiver.media": "media",
    "syndicate.generator": "generator",
    "syndicate.search": "search",
    "syndicate.search.base": "search.base",
    "syndicate.search.excerpts": "search.base",
    "syndicate.search.query": "search.base",
    "syndicate.search.words": "search.base",
    "syndicate.hooks": "hooks",
    "syndicate.sample": "sample",
    "syndicate.storage": "storage",
    "syndicate.storage.base": "storage.base",
    "syndicate.state": "state",
    "syndicate.state.base": "state.base",
    "syndicate.state.catalog": "state.base",
    "syndicate.state.owing": "state.base",
    "syndicate.state.published": "state.base",
    "syndicate.state.removed": "state.base",
    "syndicate.config": "ground",
    "syndicate.markup": "ground",
    **dict.fromkeys(
        [
            f"syndicate.{name}"
            for name in (
                "addresses",
                "clock",
                "dates",
                "eastern",
                "errors",
                "identity",
                "log",
                "loops",
                "model",
                "months",
                "report",
                "urls",
            )
        ],
        "ground",
    ),
}
PORTS = {"storage.base", "state.base", "search.base"}
PARTS = {"fetcher", "archiver", "markdown", "generator", "hooks"}
BACKENDS = {"storage", "state", "search"}
BELOW_APP = {"server", "scheduler", "syndicator", "sample", *PARTS, *PORTS}
# What a room may import besides itself and the ground.
ARROWS = {
    "cli": {"face", "app", *BELOW_APP},
    "app": {*BELOW_APP, *BACKENDS},
    "face": {"fetcher", "archiver", "generator", "storage", "storage.base"},
    "server": set(),
    "scheduler": {"syndicator", *PORTS},
    "syndicator": {*PARTS, *PORTS},
    "fetcher": set(),
    "archiver": {"storage.base", "markdown", "media"},
    "markdown": {"media"},
    "media": set(),
    "generator": set(),
    "hooks": set(),
    "sample": set(),
    "storage": {"storage.base"},
    "state": {"state.base"},
    "search": {"search.base"},
    "storage.base": set(),
    "state.base": set(),
    "search.base": set(),
    "ground": set(),
}
# Who alone may import a library: changing it must touch one place.
IMPORTERS = {
    "apscheduler": {"syndicate.scheduler"},
    "bs4": {"syndicate.fetcher.discover"},
    "click": {"syndicate.cli"},
    "feedgen": {
        "syndicate.generator.entries",
        "syndicate.generator.extension",
        "syndicate.generator.render",
    },
    "feedparser": {"syndicate.fetcher.readers"},
    "frontmatter": {"syndicate.archiver.files.document"},
    "h11": {"syndicate.fetcher.wire"},
    "html5lib": {"syndicate.markup.tree"},
    "httpcore": {"syndicate.fetcher.transport", "syndicate.fetcher.client"},
    "httpx": {"syndicate.fetcher.transport", "syndicate.fetcher.client"},
    "imagesize": {"syndicate.archiver"},
    "jinja2": {"syndicate.generator.site.theme"},
    "lxml.etree": {
        "syndicate.archiver.svg",
        "syndicate.upkeep.importing_feed",
        "syndicate.fetcher.readers",
        "syndicate.fetcher.subscriptions",
        "syndicate.generator",
    },
    "lxml.html": {"syndicate.markup.tree"},
    "markdown_it": {
        "syndicate.generator.commonmark",
        "syndicate.generator.content",
        "syndicate.generator.dialect",
    },
    "multiprocessing": {"syndicate.workers"},
    "nh3": {"syndicate.generator.content"},
    "protego": {"syndicate.fetcher.robots"},
    "re2": {"syndicate.fetcher.expressions"},
    "rich": {"syndicate.cli"},
    "sqlite3": {"syndicate.state", "syndicate.search.sqlite", "syndicate.search.checking"},
    "subprocess": {"syndicate.hooks"},
    "tomlkit": {"syndicate.config.edit"},
    "turbohtml": {
        "syndicate.markup.charset",
        "syndicate.markup.decode",
        "syndicate.markup.tree",
        "syndicate.markup.selection",
        "syndicate.markup.reshape",
    },
    "uvicorn": {"syndicate.server"},
    "yaml": {"syndicate.archiver.files.document", "syndicate.archiver.files.nodes"},
}
LONGEST_FILE = 350
LONGEST_FUNCTION = 50
P95_FUNCTION = 35


@dataclass(frozen=True)
class Module:
    name: str
    source: str

    @cached_property
    def tree(self):
        return ast.parse(self.source)


def package(folder):
    for path in sorted(folder.rglob("*.py")):
        names = path.relative_to(folder.parent).with_suffix("").parts
        yield Module(".".join(names).removesuffix(".__init__"), path.read_text("utf-8"))


def within(name, prefix):
    return name == prefix or name.startswith(f"{prefix}.")


def room(name):
    inside = [prefix for prefix in ROOMS if within(name, prefix)]
    best = max(inside, key=len, default="")
    # The package's own name would swallow every module that nobody has placed.
    return None if best == "syndicate" != name else ROOMS.get(best)


def imports(module, known):
    """Return (full name, line) of all that a module imports, also inside functions."""
    return dict.fromkeys(_imports(module, known))


def _imports(module, known):
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                submodule = inner in known or not within(base, "syndicate")
                yield (inner if submodule else base), node.lineno


def arrows(modules):
    """Find imports that point up or sideways, relative ones, and modules without a room."""
    known = {module.name for module in modules}
    for module in modules:
        here = room(module.name)
        if here is None:
            yield f"{module.name} is in no room"
            continue
        for name, line in imports(module, known):
            if name.startswith("."):
                yield f"{module.name}:{line} imports relatively"
            elif name != "syndicate" and within(name, "syndicate"):
                there = room(name)
                if there not in {here, "ground", *ARROWS[here]}:
                    yield f"{module.name}:{line} ({here}) imports {name} ({there})"


def circles(modules):
    known = {module.name for module in modules}
    graph = {
        module.name: {name for name, _ in imports(module, known) if name in known} - {"syndicate"}
        for module in modules
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        yield " imports ".join(reversed(error.args[1]))


def importers(modules):
    known = {module.name for module in modules}
    for module in modules:
        for name, line in imports(module, known):
            for library, allowed in IMPORTERS.items():
                if within(name, library) and not any(within(module.name, it) for it in allowed):
                    yield f"{module.name}:{line} imports {library}"


def hidden_imports(modules):
    """Find imports for the type checker only: a room that needs one stands in the wrong place.

    Face and wiring load heavy parts when they are called, and name their types. Circles and
    arrows are looked for in there too, so nothing can hide.
    """
    for module in modules:
        if room(module.name) in {"face", "app"}:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                yield f"{module.name}:{node.lineno} hides imports"


def large_files(modules):
    for module in modules:
        lines = module.source.count("\n")
        if lines > LONGEST_FILE:
            yield f"{module.name} has {lines} lines"


def functions(module):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(module.tree) if isinstance(node, kinds)]


def length(function):
    """Return the lines of a function from `def` to its end, the docstring left out."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        lines -= docstring.end_lineno - docstring.lineno + 1
    return lines


def large_functions(modules):
    sizes = [
        (length(node), f"{module.name}.{node.name}")
        for module in modules
        for node in functions(module)
    ]
    yield from (f"{name} has {size} lines" for size, name in sizes if size > LONGEST_FUNCTION)
    ordered = sorted(sizes)
    at_p95 = ordered[ceil(len(ordered) * 0.95) - 1][0] if ordered else 0
    if at_p95 > P95_FUNCTION:
        yield f"the 95th percentile of function lengths is {at_p95}"


def unannotated(modules):
    for module in modules:
        for node in functions(module):
            given = node.args
            named = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            bare = [arg for arg in named if arg and arg.annotation is None]
            bare = [arg for arg in bare if arg.arg not in {"self", "cls"}]
            if bare or node.returns is None:
                yield f"{module.name}:{node.lineno} {node.name} lacks annotations"


def undocumented(modules):
    for module in modules:
        if ast.get_docstring(module.tree) is None and module.source.strip():
            yield f"{module.name} has no docstring"
        yield from _undocumented(module.name, module.tree.body)


def _undocumented(where, body):
    for node in body:
        if isinstance(node, ast.If | ast.Try):
            yield from _undocumented(where, node.body)
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.name.startswith("_") or "overload" in map(ast.unparse, node.decorator_list):
            continue
        if ast.get_docstring(node) is None:
            yield f"{where}.{node.name} has no docstring"
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(f"{where}.{node.name}", node.body)


def excuses(modules):
    """Find open ends, and checks that are switched off without a reason beside."""
    for module in modules:
        for token in tokenize.generate_tokens(io.StringIO(module.source).readline):
            if token.type != tokenize.COMMENT:
                continue
            where = f"{module.name}:{token.start[0]}"
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", token.string):
                yield f"{where} {token.string}"
            found = re.search(r"type: ?ignore|noqa|pragma: ?no cover", token.string)
            if found and not re.search(r"\w{2,}.*\s\w{2,}", token.string[found.end() :]):
                yield f"{where} {token.string} without a reason"


RULES = [
    arrows,
    circles,
    importers,
    hidden_imports,
    large_files,
    large_functions,
    unannotated,
    undocumented,
    excuses,
]

FETCH, GROUND = "syndicate.fetcher.client", "syndicate.model"
BAD = [
    (arrows, {FETCH: "import syndicate.archiver", "syndicate.archiver": ""}),
    (arrows, {FETCH: "from syndicate import archiver", "syndicate.archiver": ""}),
    (arrows, {FETCH: "def f():\n    import syndicate.state.base"}),
    (arrows, {GROUND: "from syndicate.storage.base import Storage"}),
    (arrows, {"syndicate.syndicator": "from syndicate.state.sqlite import open_state"}),
    (arrows, {"syndicate.cli.run": "from syndicate.storage.local import Local"}),
    (arrows, {"syndicate.server.files": "from syndicate.app import App"}),
    (arrows, {FETCH: "from . import pace"}),
    (arrows, {"syndicate.somewhere": ""}),
    (arrows, {"syndicate.logbook": ""}),
    (
        circles,
        {"syndicate.urls": "import syndicate.dates", "syndicate.dates": "import syndicate.urls"},
    ),
    (
        circles,
        {
            "syndicate.urls": "from syndicate import dates",
            "syndicate.dates": "def f():\n    from syndicate.urls import x",
        },
    ),
    (
        circles,
        {
            "syndicate.app": "if TYPE_CHECKING:\n    import syndicate.wiring.runs",
            "syndicate.wiring.runs": "import syndicate.app",
        },
    ),
    (importers, {"syndicate.urls": "import httpx"}),
    (importers, {"syndicate.archiver.page": "from lxml import html"}),
    (importers, {"syndicate.archiver.page": "import lxml.html.clean"}),
    (importers, {"syndicate.app": "def f():\n    from sqlite3 import connect"}),
    (hidden_imports, {GROUND: "if TYPE_CHECKING:\n    import this"}),
    (hidden_imports, {GROUND: "if typing.TYPE_CHECKING:\n    import this"}),
    (large_files, {GROUND: "\n" * (LONGEST_FILE + 1)}),
    (large_functions, {GROUND: "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION}),
    (large_functions, {GROUND: "async def f():\n" + "    x = 1\n" * P95_FUNCTION}),
    (unannotated, {GROUND: "def f(x) -> int: ..."}),
    (unannotated, {GROUND: "def f(x: int): ..."}),
    (unannotated, {GROUND: "class A:\n    def f(self, *rest) -> int: ..."}),
    (unannotated, {GROUND: "async def f(*, x) -> int: ..."}),
    (undocumented, {GROUND: "x = 1"}),
    (undocumented, {GROUND: '"""M."""\ndef f(): ...'}),
    (undocumented, {GROUND: '"""M."""\nclass A:\n    """A."""\n    def f(self): ...'}),
    (undocumented, {GROUND: '"""M."""\nif x:\n    class A: ...'}),
    (excuses, {GROUND: "x = 1  # TODO: later"}),
    (excuses, {GROUND: "x = 1  # type: ignore"}),
    (excuses, {GROUND: "x = 1  # type: ignore[arg-type]"}),
    (excuses, {GROUND: "x = 1  # noqa: S101"}),
]
GOOD = [
    (arrows, {"syndicate.app": "from syndicate.state.sqlite import open_state"}),
    (arrows, {"syndicate.archiver.archive": "from syndicate.storage.base import Storage"}),
    (arrows, {FETCH: "import syndicate.model, httpx\nfrom syndicate import log, __version__"}),
    (arrows, {"syndicate.config.lines": "from syndicate.errors import ConfigError"}),
    (circles, {"syndicate.urls": "import syndicate.dates", "syndicate.dates": ""}),
    (importers, {FETCH: "import httpx", "syndicate.generator.opml": "from lxml import etree"}),
    (hidden_imports, {"syndicate.app": "if TYPE_CHECKING:\n    import this"}),
    (importers, {"syndicate.urls": "import httpxray, rich_text"}),
    (large_functions, {GROUND: 'def f():\n    """' + "\n" * 60 + '    """\n    return 1'}),
    (unannotated, {GROUND: "class A:\n    def f(self, *, x: int = 1) -> int: ..."}),
    (undocumented, {GROUND: '"""M."""\nclass _A:\n    def f(self): ...\ndef _g(): ...'}),
    (undocumented, {GROUND: '"""M."""\ndef f():\n    """F."""\n    def inner(): ...'}),
    (undocumented, {GROUND: ""}),
    (excuses, {GROUND: "x = 1  # type: ignore[misc]  # the stubs of lxml have no stubs"}),
    (excuses, {GROUND: 'x = "# TODO"'}),
]


def modules_of(sources):
    return [Module(name, source) for name, source in sources.items()]


@pytest.mark.parametrize(("rule", "sources"), BAD)
def test_a_rule_finds_what_breaks_it(rule, sources):
    assert list(rule(modules_of(sources)))


@pytest.mark.parametrize(("rule", "sources"), GOOD)
def test_a_rule_finds_nothing_where_nothing_is_wrong(rule, sources):
    assert list(rule(modules_of(sources))) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule):
    findings = list(rule(list(package(PACKAGE))))

    assert not findings, "\n".join(findings)


def test_every_rule_was_seen_to_find_something():
    assert {rule for rule, _ in BAD} == set(RULES)


def test_the_package_is_what_is_measured():
    names = [module.name for module in package(PACKAGE)]

    assert {"syndicate", "syndicate.model", "syndicate.sample.site"} <= set(names)
