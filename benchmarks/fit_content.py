"""Fit the numbers by which Syndicate doubts parts of the article that it chose.

    python benchmarks/fit_content.py PAGES [--out syndicate/archiver/page/weights.py]

`PAGES` is a folder of `<set>.jsonl`, a line per page: `html`, `url`, and either the article's
`text` or chunks that are in it (`with`) and chunks that are not (`without`). Nothing of them is
kept but the numbers. Without `--out` it measures: fitted on the pages with even numbers of every
set and tried on the odd ones, then on all sets but one and tried on that. Needs numpy, scipy,
scikit-learn and lightgbm beside Syndicate.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC
from multiprocessing import Pool
from pathlib import Path

import labels
import lightgbm
import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from syndicate.archiver.markdown import landmarks
from syndicate.archiver.page import content, doubts, leaves, looks, metadata, seen
from syndicate.markup import structured, tree
from syndicate.markup.tree import Element

# What more leaves than this of one page teach is about that page.
SAMPLE = 90
# A word in the names of boxes on fewer pages than this is one site's own.
PAGES = 30
# Smaller weights of words change no answer.
LEAST = 0.1
FOLDS = 4
WORDS = {"C": 0.03, "max_iter": 200}
TREES = {
    "objective": "cross_entropy", "learning_rate": 0.16, "num_leaves": 15, "min_data_in_leaf": 150,
    "feature_fraction": 0.7, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 20,
    "max_bin": 63, "seed": 1, "deterministic": True, "num_threads": 2, "verbose": -1,
}  # fmt: skip
ROUNDS = 40
# Sets of fewer pages count more for a page, about the root of it.
POOLED, AGAINST_SIZE = 700, 0.35
OUT = '''"""Numbers that `benchmarks/fit_content.py` fitted to `looks`; written by it alone.

Fitted on the leaves that the choice kept of {pages} pages (articles, forums, products, listings,
documentation; one in twenty Chinese or Japanese) whose article a person or a peer had marked.
`WORDS` says what a word in a box's class or id speaks for (an article above 0). A tree is a number,
or (feature, most, tree up to `most`, tree above it); the numbers of all trees add up to the logit
of a leaf's being part of the article.
"""

from __future__ import annotations

from typing import TypeAlias

Tree: TypeAlias = "float | tuple[int, float, Tree, Tree]"
'''


@dataclass(eq=False)
class Sample:
    """Hold what was kept of a labelled page; `rows` are its looks."""

    group: str
    number: int
    page: leaves.Page
    title: str
    labels: list[float | None]
    truth: Counter[str] | None
    present: list[str]
    absent: list[str]
    rows: np.ndarray | None = None


def main() -> None:
    """Fit and write, or measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("pages", type=Path)
    asked.add_argument("--out", type=Path)
    wanted = asked.parse_args()
    samples = read(wanted.pages)
    if wanted.out:
        words, trees = fit(samples)
        wanted.out.write_text(written(len(samples), words, trees), encoding="utf-8")
        return
    halves = [[each for each in samples if each.number % 2 == half] for half in (0, 1)]
    report("odd pages, as chosen", measure(halves[1], {}, []))
    report("odd pages, fitted on even ones", measure(halves[1], *fit(halves[0])))
    for group in sorted({each.group for each in samples}):
        rest = [each for each in samples if each.group != group]
        alone = [each for each in samples if each.group == group]
        report(f"{group}, as chosen", measure(alone, {}, []))
        report(f"{group}, fitted on the other sets", measure(alone, *fit(rest)))


def read(folder: Path) -> list[Sample]:
    """Read and label the pages of a folder."""
    lines = [
        (path.stem, number, line)
        for path in sorted(folder.glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines())
    ]
    with Pool() as pool:
        return [each for each in pool.map(labelled, lines, chunksize=8) if each]


def labelled(line: tuple[str, int, str]) -> Sample | None:
    """Label what is kept of a page by its truth; None for a page without text."""
    sys.setrecursionlimit(10_000)
    group, number, text = line
    fact = json.loads(text)
    root = tree.parse(fact["html"])
    facts = metadata.choose(structured.read(root), seen.read(root), fact["url"] or None, UTC, None)
    bodies = (each for each in root.children if isinstance(each, Element) and each.tag == "body")
    body = next(bodies, None)
    if body is None:
        return None
    landmarks.prepare(body, fact["html"])
    page = leaves.read(content.first(body).element)
    if not page.leaves:
        return None
    shown = [leaf.text for leaf in page.leaves]
    truth = fact.get("text")
    given = (
        labels.by_chunks(shown, fact["with"], fact["without"])
        if truth is None
        else labels.by_text(shown, truth)
    )
    counted = None if truth is None else Counter(labels.tokens(truth))
    return Sample(group, number, page, facts.title or "", given, counted,
                  fact.get("with") or [], fact.get("without") or [])  # fmt: skip


def fit(samples: list[Sample]) -> tuple[dict[str, float], list]:
    """Return the weights of words, and the trees.

    The trees see each page with words fitted to other pages, as they will in use.
    """
    folds = [
        fit_words([each for each in samples if each.number // 2 % FOLDS != fold])
        for fold in range(FOLDS)
    ]
    for each in samples:
        words = folds[each.number // 2 % FOLDS]
        each.rows = np.array(looks.read(each.page, each.title, words), np.float32)
    return fit_words(samples), fit_trees(samples)


def fit_words(samples: list[Sample]) -> dict[str, float]:
    """Fit how much each word in the names of the boxes around a leaf says, beside its text."""
    named = [[looks.tokens(box.element) for box in each.page.boxes] for each in samples]
    pages = Counter(word for boxes in named for word in frozenset[str]().union(*boxes))
    common = (word for word, count in pages.items() if count >= PAGES and len(word) > 1)
    column = {word: at for at, word in enumerate(common)}
    entries, plain, wanted, weights = [], [], [], []
    for each, boxes in zip(samples, named, strict=True):
        around: list[frozenset[int]] = []
        for box, words in zip(each.page.boxes, boxes, strict=True):
            outer = around[box.parent] if box.parent >= 0 else frozenset()
            around.append(outer | {column[word] for word in words if word in column})
        chosen = picked(each)
        for at in chosen:
            leaf = each.page.leaves[at]
            tag = each.page.boxes[leaf.box].element.tag
            entries += [(len(plain), place) for place in around[leaf.box]]
            plain.append([looks.scale(leaf.weight) / 5, leaf.link / leaf.weight,
                          min(leaf.stops, 5) / 5, tag == "p"])  # fmt: skip
            wanted.append(each.labels[at] >= 0.5)
            weights.append(1 / len(chosen))
    rows, columns = np.array(entries).T
    matrix = scipy.sparse.csr_matrix(
        (np.ones(len(rows)), (rows, columns)), (len(plain), len(column))
    )
    matrix = scipy.sparse.hstack([matrix, np.array(plain, float)]).tocsr()
    scaled = np.array(weights) * len(weights) / sum(weights)
    fitted = LogisticRegression(**WORDS).fit(matrix, wanted, sample_weight=scaled).coef_[0]
    return {
        word: round(float(fitted[at]), 2)
        for word, at in sorted(column.items())
        if abs(fitted[at]) >= LEAST
    }


def fit_trees(samples: list[Sample]) -> list:
    """Fit the trees; a page counts by its share of the article's text, and by its leaves."""
    rows, wanted, weights = [], [], []
    sizes = Counter(each.group for each in samples)
    for each in samples:
        known = [at for at, label in enumerate(each.labels) if label is not None]
        chosen = picked(each)
        ahead = max(1, each.truth.total()) * 5 if each.truth else 0
        group = (POOLED / max(sizes[each.group], 50)) ** AGAINST_SIZE
        for at in chosen:
            share = min(1.0, (len(each.page.leaves[at].text) + 3) / ahead) if ahead else 0
            part = 0.7 * share + 0.3 / len(known) if ahead else 1 / 8
            weights.append(part * group * len(known) / len(chosen))
            wanted.append(each.labels[at])
            rows.append(each.rows[at])
    data = lightgbm.Dataset(
        np.array(rows), label=wanted, weight=np.array(weights) / np.mean(weights)
    )
    model = lightgbm.train(TREES, data, ROUNDS).dump_model()
    return [as_tuple(each["tree_structure"]) for each in model["tree_info"]]


def picked(sample: Sample) -> list[int]:
    """Return a sample of a page's labelled leaves, always the same."""
    known = [at for at, label in enumerate(sample.labels) if label is not None]
    if len(known) <= SAMPLE:
        return known
    return sorted(
        np.random.RandomState(sample.number).choice(known, SAMPLE, replace=False).tolist()
    )


def as_tuple(node: dict):
    """Return a tree as `weights.TREES` has it."""
    if "leaf_value" in node:
        return float(f"{node['leaf_value']:.3g}")
    least, most = as_tuple(node["left_child"]), as_tuple(node["right_child"])
    return node["split_feature"], float(f"{node['threshold']:.5g}"), least, most


def written(pages: int, words: dict[str, float], trees: list) -> str:
    """Return the module that holds the numbers."""
    pairs = [f'"{word}": {weight},' for word, weight in words.items()]
    named = "\n".join("    " + " ".join(pairs[at : at + 6]) for at in range(0, len(pairs), 6))
    grown = "\n".join(f"    {each}," for each in trees)
    return (
        f"{OUT.format(pages=pages)}\nFEATURES = {len(looks.NAMES)}\n\n# fmt: off\n"
        f"WORDS: dict[str, float] = {{\n{named}\n}}\n\nTREES: tuple[Tree, ...] = (\n{grown}\n)\n"
    )


def measure(samples: list[Sample], words: dict[str, float], trees: list) -> dict[str, tuple]:
    """Return precision, recall and F1 of every set: of its texts, else of all of its chunks."""
    scores, chunks = defaultdict(list), defaultdict(Counter)
    for each in samples:
        stays = doubts.stays(each.page, each.title, doubts.Model(words, trees)).kept
        texts = [leaf.text for leaf, stay in zip(each.page.leaves, stays, strict=True) if stay]
        if each.truth is not None:
            got = Counter(labels.tokens("\n".join(texts)))
            both, all_got, all_true = (got & each.truth).total(), got.total(), each.truth.total()
            score = 2 * both / max(1, all_got + all_true)
            scores[each.group].append((both / max(1, all_got), both / max(1, all_true), score))
        else:
            text = " ".join(texts)
            right = sum(" ".join(chunk.split()) in text for chunk in each.present)
            wrong = sum(" ".join(chunk.split()) in text for chunk in each.absent)
            chunks[each.group].update(right=right, missed=len(each.present) - right, wrong=wrong)
    figures = {group: tuple(np.mean(rows, axis=0)) for group, rows in scores.items()}
    for group, found in chunks.items():
        right, wrong, missed = max(1, found["right"]), found["wrong"], found["missed"]
        score = 2 * right / (2 * right + wrong + missed)
        figures[group] = (right / (right + wrong), right / (right + missed), score)
    return figures


def report(name: str, figures: dict[str, tuple]) -> None:
    """Print a line per set."""
    print(name)
    for group, (precision, recall, score) in sorted(figures.items()):
        print(f"  {group:16} F1 {score:.3f}  P {precision:.3f}  R {recall:.3f}", flush=True)


if __name__ == "__main__":
    main()
