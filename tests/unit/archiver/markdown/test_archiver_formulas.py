"""Formulas of every make are TeX between dollar signs."""

import time

import pytest
from markdown_it import MarkdownIt

from syndicate.archiver.markdown import formulas, landmarks
from syndicate.archiver.markdown.convert import fragment
from syndicate.archiver.page.extract import extract
from syndicate.markup import tree

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ANNOTATED = (
    "<math><semantics><mi>E</mi><annotation encoding='application/x-tex'>E = mc^2</annotation>"
    "</semantics></math>"
)


def written(html):
    return fragment(html, "https://lake.example/").markdown


@pytest.mark.parametrize(
    "html",
    [
        ANNOTATED,
        '<math alttext="{\\displaystyle E = mc^2}"><mi>E</mi></math>',
        (
            f'<span class="katex"><span class="katex-mathml">{ANNOTATED}</span>'
            '<span class="katex-html" aria-hidden="true">E=mc2</span></span>'
        ),
        '<span data-tex="E = mc^2"><span>E=mc2</span></span>',
        '<script type="math/tex">E = mc^2</script>',
        (
            '<span class="MathJax_Preview">E</span><span class="MathJax"><nobr>E=mc2</nobr></span> '
            '<script type="math/tex">E = mc^2</script>'
        ),
        (
            '<mjx-container><svg></svg><mjx-assistive-mml><math alttext="E = mc^2"></math>'
            "</mjx-assistive-mml></mjx-container>"
        ),
        f'<script type="math/mml">{ANNOTATED}</script>',
        '<img class="latex" src="/i.png" alt="E = mc^2">',
    ],
)
def test_a_formula_is_its_tex(html):
    assert written(f"<p>So {html} holds.</p>") == "So $E = mc^2$ holds.\n"


@pytest.mark.parametrize(
    "html",
    [
        '<script type="math/tex; mode=display">x</script>',
        '<span class="katex-display"><span class="katex"><math alttext="x"></math></span></span>',
        '<math display="block"><mi>x</mi></math>',
        '<mjx-container display="true"><math alttext="x"></math></mjx-container>',
    ],
)
def test_a_formula_on_a_line_of_its_own_is_a_paragraph(html):
    assert written(f"<p>So {html} holds.</p>") == "So\n\n$$x$$\n\nholds.\n"


@pytest.mark.parametrize(
    ("address", "tex"),
    [
        ("https://tex.example/svg.image?%5Cfrac%7Ba%7D%7Bb%7D", r"\frac{a}{b}"),
        ("https://tex.example/chart?cht=tx&chl=%5Calpha%2B1", r"\alpha+1"),
        ("https://tex.example/equation?tex=E%3Dmc%5E2", "E=mc^2"),
        ("https://tex.example/formula/%5Cfrac%7Bm%7D%7Bv%7D", r"\frac{m}{v}"),
    ],
)
def test_a_picture_whose_address_spells_tex_is_a_formula(address, tex):
    assert written(f'<p>So <img src="{address}"> is.</p>') == f"So ${tex}$ is.\n"


def test_a_picture_of_a_formula_beside_its_text_stays_a_picture():
    html = '<p>So <img src="/svg/3f" alt="{\\displaystyle x}" class="fallback-image"> is.</p>'

    hidden = f'<span style="display: none">{ANNOTATED}</span>'

    assert "![" in written(html)
    assert "$" not in written(html.replace("So ", f"So {hidden}"))


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x^2"),
        ("<msub><mi>r</mi><mtext>perf</mtext></msub>", r"r_{\text{perf}}"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>10</mn></msubsup>", "x_i^{10}"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mi>b</mi></mfrac>", r"\frac{a+1}{b}"),
        ("<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>", r"\binom{n}{k}"),
        ("<msqrt><mi>x</mi><mo>−</mo><mn>1</mn></msqrt>", r"\sqrt{x-1}"),
        ("<mroot><mn>8</mn><mn>3</mn></mroot>", r"\sqrt[3]{8}"),
        ("<mi>sin</mi><mi>θ</mi>", r"\sin θ"),
        ("<mi>sin</mi><mi>x</mi>", r"\sin x"),
        ("<mi>grad</mi>", r"\mathrm{grad}"),
        ("<mover><mi>F</mi><mo>→</mo></mover>", r"\vec{F}"),
        ("<mover><mo>=</mo><mi>d</mi></mover>", r"\overset{d}{=}"),
        ("<munder><mi>lim</mi><mi>n</mi></munder>", r"\lim_n"),
        ("<munder><mi>a</mi><mi>n</mi></munder>", r"\underset{n}{a}"),
        ("<munderover><mo>∑</mo><mn>0</mn><mi>n</mi></munderover>", "∑_ 0^n"),
        (
            (
                "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>"
                "<mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable>"
            ),
            r"\begin{matrix}a & b \\ c & d\end{matrix}",
        ),
        ("<mfenced open='['><mi>a</mi><mi>b</mi></mfenced>", r"\left[a,b\right)"),
        ("<mi>x</mi><mo>\u2062</mo><mi>y</mi><mphantom><mi>z</mi></mphantom>", "xy"),
        ("<mo>{</mo><mn>5</mn><mo>%</mo>", r"\{5\%"),
        ("<menclose notation='top'><mi>A</mi></menclose>", r"\overline{A}"),
        ("<mystery><mi>a</mi></mystery>", "a"),
    ],
)
def test_mathml_without_tex_is_spelled(mathml, tex):
    assert written(f"<p>So <math>{mathml}</math></p>") == f"So ${tex}$\n"


def test_text_of_a_typeset_page_holds_formulas():
    html = (
        r"<p>Here \(a_1\) and $x^2$ and $n$, for $5 or $10.</p><p>\[F = ma\]</p>"
        r"<pre>\(typed\)</pre>"
    )
    body = tree.fragment(html)

    landmarks.prepare(body, f'<script src="mathjax.js"></script>{html}')

    read = [each.text() for each in body.elements() if each.tag == formulas.TAG]
    assert read == ["a_1", "x^2", "n", "F = ma"]


def test_text_of_other_pages_holds_none():
    assert "$" not in written(r"<p>The pattern \(x_1\) matches.</p>")


def test_a_formula_survives_the_choice_of_the_article():
    prose = "<p>" + "The committee met on Tuesday to review what was found. " * 8 + "</p>"
    script = '<p>So <script type="math/tex">E = mc^2</script> holds, as they all agreed.</p>'
    html = f"<html><title>T</title><body><article>{prose}{script}{prose}</article></body></html>"

    assert "So $E = mc^2$ holds" in extract(html).markdown


@pytest.mark.parametrize(
    ("tex", "markdown"),
    [
        ("a < b", r"$a \lt b$"),
        ("a\n % why\n b", "$a b$"),
        ("a*b", r"$a\ast b$"),
        (r"\operatorname*{max}", r"$\operatorname*{max}$"),
        (r"\begin{align*}a\end{align*}", r"$\begin{align*}a\end{align*}$"),
        (r"\hat{x}_i", r"$\hat{x}_ i$"),
        ("x_i", "$x_i$"),
        ("a[b](c)", "$a[b] (c)$"),
        ("a &lt; b", "$a & lt; b$"),
        ("a $b$ `c`", "$a b 'c'$"),
        ("a\\", "$a$"),
        (r"a \\ b\\\\", r"$a \\ b$"),
        (r"\href{javascript:alert(1)}{x}", "${x}$"),
        (r"\hre\href{}f{javascript:x}{y}", r"$\hre f{javascript:x}{y}$"),
        (r"\hr$ef{javascript:x}{y}", "${y}$"),
        (r"\mmlToken{mi}[href='javascript:x']{y}", "${y}$"),
        (r"\classy{a} \htmlData{onclick=x}{b}", r"$\classy{a}  {b}$"),
    ],
)
def test_tex_is_no_markup_to_other_readers(tex, markdown):
    assert formulas.markdown(tex, "$") == markdown


@pytest.mark.parametrize(
    "tex",
    [
        "<script>alert(1)</script>",
        "![x](javascript:alert(1))",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "&lt;b&gt;",
        "x`</p><b>`",
        "<javascript:alert(1)>",
    ],
)
def test_hostile_tex_renders_as_text(tex):
    rendered = READER.render(formulas.markdown(tex, "$"))

    assert rendered.startswith("<p>$")
    assert rendered.count("<") == 2


def test_dollar_signs_of_text_make_no_formula():
    assert written("<p>Pay $a$ now</p>") == "Pay &#36;a$ now\n"
    assert written("<p>From $5 to $10, or $ 7</p>") == "From $5 to $10, or $ 7\n"


@pytest.mark.parametrize(
    "inner",
    [
        "<script type=math/mml>" + "<i>x</i>" * 4_000 + "</script>",
        "<math><mrow>" + "<mi>x</mi>" * 10_000 + "</mrow><mi>y</mi></math>",
    ],
)
def test_formulas_are_read_in_time_linear_to_them(inner):
    html = "<span class=mathjax>" * 90 + inner + "</span>" * 90
    began = time.process_time()

    written(f"<p>{html}</p>")

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "html",
    [
        "<section data-math='1'><p>Words.</p></section>",
        "<div class='math' data-tex='x'><ul><li>Words.</li></ul></div>",
        "<div class='MathJax'><p>Words.</p></div><script type='math/tex'>x</script>",
    ],
)
def test_what_holds_a_part_of_the_text_is_no_formula(html):
    assert "Words." in fragment(html, None).markdown
