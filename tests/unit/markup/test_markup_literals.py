import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.markup import jsontext, literals


def read(script: str) -> list[jsontext.Json]:
    return list(literals.values(script))


@pytest.mark.parametrize(
    ("script", "values"),
    [
        ('{"a": [1, "b", null, true]}', [{"a": [1, "b", None, True]}]),
        ('window.X = {"a": 1}; var y = ["b"]', [{"a": 1}, ["b"]]),
        ("x={a:'b',$c:!0,d:!1,e:undefined,f:void 0,}", [{"a": "b", "$c": True, "d": False, "e": None, "f": None}]),
        ("x = [1.5, -2, .5, 1e3]", [[1.5, -2, None, 1000.0]]),
        ("x = {a: new Date(1, {b: 2}), c: f([3]) + '}', d: 4}", [{"a": None, "c": None, "d": 4}]),
        ("x = {a: function () { return {b: 1}; }, c: 2}", [{"a": None, "c": 2}]),
        ("x = {a: 1 /* } */, // ]\n b: 2}", [{"a": 1, "b": 2}]),
        ('y = JSON.parse("{\\"a\\": \\"\\\\u00e9\\"}")', ['{"a": "\\u00e9"}']),
        (r"x = 'it\'s \x41\u00e9\u{1F600}\ud83d\ude00 \n'", ["it's Aé😀😀 \n"]),
        (r"x = '\ud83d'", ["\ufffd"]),
        ("x = `two\nlines`", ["two\nlines"]),
        ("f([1, 'a'])", [[1, "a"]]),
        ("x = (function(a,b){return {c:a,d:[b,a]}}('t',{e:null}));", [{"c": "t", "d": [{"e": None}, "t"]}]),
        ("if (a) { b() } else { c }", []),
        ("x = {a: 1", []),
        ("x = [1; 2]", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_script_gives_the_values_that_it_writes_out(script, values):
    assert read(script) == values


def test_nothing_is_run():
    assert read("x = {a: alert(1), b: (() => 2)()}") == [{"a": None, "b": None}]


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab"), inner),
))  # fmt: skip
def test_what_json_writes_is_read_back(value):
    import json

    assert read(f"x = [{json.dumps(value)}]; y()") == [[value]]


@pytest.mark.parametrize(
    "hostile",
    [
        "=[" * 200_000, '=["' * 200_000, "={'a':[" * 100_000, "=[x(" * 100_000, '("(' * 200_000,
        "=[/*" * 200_000, "(function(a){return {" * 50_000, "(function(a){return {}}(" * 50_000,
        "=" + " " * 500_000, "=[" + "x " * 300_000, '="\\' * 200_000, "=[" + "{a:1}," * 100_000,
    ],
)  # fmt: skip
def test_a_hostile_script_takes_no_longer_than_it_is(hostile):
    begun = time.process_time()

    for _ in literals.values(hostile):
        pass

    assert time.process_time() - begun < 5
