"""Front matter's YAML as nodes: nothing in it can make small text large, or slow to read.

    text ─▶ plain lines ─▶ nodes                     what nearly all front matter is
         └▶ events ─▶ inspect (no bombs) ─▶ compose  everything else

Plain lines are keys with a text of one line, or with a list of such: 97 % of 1,153 real files.
They are read here by PyYAML's own rules of what is a number or a date, in a tenth of its time;
everything else, and every doubt, is PyYAML's. The only module that reads YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import yaml

DEPTH_LIMIT = 16
"""Levels of nesting in a person's own keys; libyaml takes quadratic time over deep ones."""

NULL = "tag:yaml.org,2002:null"
_TEXT = "tag:yaml.org,2002:str"
_LIST = "tag:yaml.org,2002:seq"

# Converting digits takes quadratic time, most of all those of YAML 1.1's base 60.
_HUGE = re.compile(r"[-+]?[.0-9][0-9_.:]{1000,}", re.ASCII)

# What ends a line or a document in YAML, or is forbidden there; and no text of a length at which
# a number is huge.
_ODD = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_SINGLE = rf"'[^'{_ODD}]{{0,900}}+'"
_DOUBLE = rf'"[^"\\{_ODD}]{{0,900}}+"'
_FIRST = r"(?![-?:,\[\]{}#&*!|>'\"%@`=<~ ])"
_BARE = rf"{_FIRST}(?:[^ :#{_ODD}]|:(?![ \n])|(?<! )#| ++(?![#\n])){{1,900}}+"
_SCALAR = rf"(?:{_BARE}|{_SINGLE}|{_DOUBLE})"
_ITEMS = rf"(?:\n- {_SCALAR})++|(?:\n  - {_SCALAR})*+"
_KEY = r"[A-Za-z_][A-Za-z0-9_-]{0,99}+"
_LINE = re.compile(rf"(?P<key>{_KEY}):(?: (?P<value>{_SCALAR})|(?P<items>{_ITEMS}))\n")
_ITEM = re.compile(rf"- ({_SCALAR})")
_RESOLVERS = yaml.CSafeLoader.yaml_implicit_resolvers
_ANY = tuple(_RESOLVERS.get(None, ()))
_RULES = {first: (*rules, *_ANY) for first, rules in _RESOLVERS.items()}


class Line(NamedTuple):
    """Hold a key, where in the text it begins, and the node of its value."""

    key: str
    start: int
    value: yaml.Node


def compose(front: str) -> Sequence[Line]:
    """Return the lines of a block mapping whose keys stand at the line's beginning, each once.

    Raises ValueError or YAMLError for anything else.
    """
    found = _plain(front) or list(_composed(front))
    seen: set[str] = set()
    for line in found:
        if line.key in seen:
            raise ValueError(f"the key {line.key!r} is there twice")
        seen.add(line.key)
    return found


def construct(node: yaml.Node) -> object:
    """Return the value of a node as Python has it; raise ValueError where its tag is wrong."""
    if _is_text(node):
        return node.value
    if node.tag == _LIST and all(map(_is_text, node.value)):
        return [item.value for item in node.value]
    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except (ArithmeticError, AttributeError, LookupError, TypeError) as error:
        # What the constructor stumbles over where a tag promises what the value is not.
        raise ValueError(f"line {node.start_mark.line + 2} is no value of its type") from error


def _is_text(node: yaml.Node) -> bool:
    return node.tag == _TEXT and isinstance(node, yaml.ScalarNode)


def _plain(front: str) -> Sequence[Line]:
    """Return the lines, none where one of them is not plain."""
    found = []
    at = 0
    while at < len(front):
        match = _LINE.match(front, at)
        if match is None:
            return ()
        found.append(Line(match["key"], at, _node(match["value"], match["items"])))
        at = match.end()
    return found


def _node(value: str | None, items: str) -> yaml.Node:
    if value:
        return _scalar(value)
    if items:
        return yaml.SequenceNode(_LIST, [_scalar(item) for item in _ITEM.findall(items)])
    return yaml.ScalarNode(NULL, "")


def _scalar(text: str) -> yaml.ScalarNode:
    if text[0] in "'\"":
        return yaml.ScalarNode(_TEXT, text[1:-1])
    for tag, rule in _RULES.get(text[0], _ANY):
        if rule.match(text):
            return yaml.ScalarNode(tag, text)
    return yaml.ScalarNode(_TEXT, text)


def _composed(front: str) -> Iterator[Line]:
    _inspect(yaml.parse(front, Loader=yaml.CSafeLoader))
    node = yaml.compose(front, Loader=yaml.CSafeLoader)
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise ValueError("its front matter is not a list of keys and values")
    for at, (key, value) in enumerate(node.value):
        if not isinstance(key, yaml.ScalarNode) or key.start_mark.column:
            raise ValueError(f"line {key.start_mark.line + 2} does not begin with a key")
        yield Line(key.value, key.start_mark.index if at else 0, value)


def _inspect(events: Iterable[yaml.Event]) -> None:
    """Refuse what makes small text large in memory or slow to read, before anything is built."""
    depth = 0
    for event in events:
        if getattr(event, "anchor", None):
            raise ValueError("its front matter uses anchors or aliases")
        if isinstance(event, yaml.ScalarEvent):
            if event.implicit[0]:
                _inspect_plain(event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_LIMIT:
                raise ValueError(f"its front matter is nested deeper than {DEPTH_LIMIT} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _inspect_plain(value: str) -> None:
    if value == "<<":
        raise ValueError("its front matter uses a merge key")
    if _HUGE.fullmatch(value):
        raise ValueError(f"its front matter has a number of {len(value)} characters")
