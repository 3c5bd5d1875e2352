import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.markup.decode import decode

CHINESE = "<p>河边的早晨，雾从水面上慢慢升起来，我们坐在船上不说话。</p>"
TRADITIONAL = "<p>河邊的早晨，霧從水面上慢慢升起來，我們坐在船上不說話。</p>"
JAPANESE = "<p>川辺の朝は静かで、霧が水面からゆっくりと立ちのぼっていた。</p>"
KOREAN = "<p>강가의 아침은 조용하고 안개가 천천히 피어오르고 있었다. 우리는 배에 앉아 있었다.</p>"
RUSSIAN = "<p>Утром над рекой стоял туман, и мы молча сидели в лодке.</p>"
FRENCH = "<p>Le matin, près de la rivière, la brume s’élevait déjà au-dessus de l’eau.</p>"

POLISH = "<p>Rano nad rzeką unosiła się mgła, a my siedzieliśmy w łodzi i milczeliśmy, aż wzeszło słońce.</p>"
GREEK = "<p>Το πρωί η ομίχλη σκέπαζε το ποτάμι και εμείς καθόμασταν σιωπηλοί στη βάρκα.</p>"
TURKISH = """<p>Sabahleyin nehrin üzerinde sis vardı. Kayıkta sessizce oturuyor, güneşin doğuşunu
bekliyorduk; çünkü balıkçılar henüz dönmemişti ve şehrin ışıkları hâlâ yanıyordu.</p>"""
HEBREW = "<p>בבוקר היה ערפל מעל הנהר ואנחנו ישבנו בסירה ושתקנו עד שהשמש זרחה.</p>"
ARABIC = "<p>في الصباح كان الضباب فوق النهر وكنا نجلس في القارب صامتين حتى أشرقت الشمس.</p>"
THAI = "<p>ตอนเช้ามีหมอกเหนือแม่น้ำและเรานั่งเงียบอยู่ในเรือจนพระอาทิตย์ขึ้น</p>"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN, "cp866"),
        (FRENCH, "cp1252"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (GREEK, "cp1253"),
        (TURKISH, "cp1254"),
        (HEBREW, "cp1255"),
        (ARABIC, "cp1256"),
        (THAI, "cp874"),
        (JAPANESE, "iso2022_jp"),
        (CHINESE, "utf-8"),
    ],
)
def test_text_without_a_label_is_read_by_evidence(text, codec):
    assert decode(text.encode(codec)) == text


@pytest.mark.parametrize(
    ("text", "codec", "lie"),
    [
        (CHINESE, "gb18030", "utf-8"),
        (CHINESE, "gb18030", "iso-8859-1"),
        (CHINESE, "utf-8", "gb2312"),
        (CHINESE, "utf-8", "utf-16"),
        (RUSSIAN, "cp1251", "utf-8"),
        (FRENCH, "cp1252", "utf-8"),
        (CHINESE, "gb18030", "no-such-charset"),
        (TRADITIONAL * 3, "big5", "gb2312"),
        ("<p>前人却全忘了日期，请先生确认去年的钱。</p>" * 4, "gb18030", "big5"),
        (RUSSIAN * 3, "koi8-r", "windows-1252"),
        (GREEK * 3, "cp1253", "iso-8859-1"),
        (JAPANESE * 3, "euc_jp", "shift_jis"),
        (FRENCH * 3, "cp1252", "gb2312"),
    ],
)
def test_a_label_that_lies_is_not_believed(text, codec, lie):
    assert decode(text.encode(codec), f"text/html; charset={lie}") == text


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        ("€ “ok” – naïve", "cp1252", "ISO-8859-1"),
        ("镕 and 㐀", "gb18030", "gb2312"),
        ("①髙", "cp932", "Shift_JIS"),
        ("똠방각하", "cp949", "euc-kr"),
        ("Grüße", "iso8859-15", '"iso-8859-15"'),
        ("ŁÓDŹ i żółć", "iso8859-2", "iso-8859-2"),
        ("日本", "iso2022_jp", "iso-2022-jp"),
        ("中文", "hz", "hz-gb-2312"),
        ("中文", "gb18030", " GBK "),
        ("中文", "gb18030", "cp936"),
        ("ґї", "koi8-u", "koi8-u"),
    ],
)
def test_a_label_means_the_superset_that_browsers_read(text, codec, label):
    assert decode(text.encode(codec), f"text/html; charset={label}") == text


def test_the_header_is_believed_before_the_document():
    body = '<?xml version="1.0" encoding="iso-8859-2"?><a>ł</a>'.replace("ł", "\xb3")

    assert "ł" in decode(body.encode("latin-1"))
    assert "³" in decode(body.encode("latin-1"), "text/xml; charset=iso-8859-1")


@pytest.mark.parametrize(
    "declaration",
    [
        '<html><meta http-equiv=Content-Type content="text/html; charset=iso-8859-2">',
        "<META CHARSET='ISO-8859-2' />",
        "<meta name=x content=y><meta data-x=1 charset=latin2>",
        " " * 9000 + "<meta charset=l2>",
        "<!-- <meta charset=koi8-r> --><meta charset=iso-8859-2>",
        "<script>write('<meta charset=koi8-r>')</script><meta charset=iso-8859-2>",
        "<meta name=note content='charset=koi8-r'><meta charset=iso-8859-2>",
        "<meta data-charset=koi8-r><meta charset=iso-8859-2>",
    ],
)
def test_a_meta_element_names_the_charset(declaration):
    assert decode(declaration.encode() + "ł".encode("iso8859-2")).endswith("ł")


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_wins_and_goes(mark, codec):
    assert decode(mark + CHINESE.encode(codec), "text/html; charset=big5") == CHINESE


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_a_mark_is_recognised(codec):
    assert decode(CHINESE.encode(codec)) == CHINESE


@pytest.mark.parametrize(
    "label", ["utf-7", "base64", "rot13", "idna", "unicode_escape", "cp037", "zlib", "utf-16-le"]
)
def test_a_label_never_summons_a_codec_that_hides_markup(label):
    assert decode(b"+ADw-script+AD4- PHNjcmlwdD4=", f"x; charset={label}").startswith("+ADw-")
    assert isinstance(decode(b"\x80\x81\xff", f"x; charset={label}"), str)


def test_a_few_broken_bytes_do_not_change_the_encoding():
    body = CHINESE.encode()
    cut = body[: body.index("。".encode()) + 1]

    assert decode(cut) == CHINESE[: CHINESE.index("。")] + "\ufffd"
    assert decode(body.replace("雾".encode(), b"\xe9\x9b"), "text/html; charset=gbk").startswith(
        "<p>河边"
    )


@pytest.mark.parametrize(
    ("codec", "label"),
    [("gb18030", "gb2312"), ("big5", "big5"), ("cp932", "shift_jis"), ("cp949", "euc-kr")],
)
@pytest.mark.parametrize("label_given", [True, False])
def test_a_last_character_that_was_cut_is_no_reason_to_doubt(codec, label, label_given):
    text = {"gb18030": CHINESE, "big5": TRADITIONAL, "cp932": JAPANESE, "cp949": KOREAN}[codec]
    whole = (text[:-5] + "\n") * 9 + text[3]

    found = decode(whole.encode(codec)[:-1], f"x; charset={label}" if label_given else "")

    assert found[:-1].rstrip("\ufffd") == whole[:-1]


def test_a_broken_character_in_one_place_does_not_rule_out_the_encoding():
    good = (CHINESE * 20).encode("gb18030")

    found = decode(good[:401] + b"\xff<br>" + good[401:])

    assert found.count("河边的早晨") >= 19


def test_a_little_text_of_another_language_does_not_refute_a_label():
    body = "<p>Café Łódź, the “old” one</p>".encode("cp1250")

    assert decode(body, "text/html; charset=windows-1250") == "<p>Café Łódź, the “old” one</p>"
    assert "Caf\xe9" in decode(body, "text/html; charset=iso-8859-1")


def test_characters_that_only_the_web_has_in_an_encoding_are_read():
    assert decode(b"\xad\xa1\xa4\xb3\xa4\xec", "x; charset=euc-jp") == "①これ"
    assert decode(b"\x80 5", "x; charset=gbk") == "€ 5"


@pytest.mark.parametrize(
    "unit", [b"\xff", b"\x81", b"\x1b$", b"<meta x=", b"<!--", b"<script", b"<\xe9", b"~{\xe9"]
)
def test_five_megabytes_of_anything_are_read_in_a_second(unit):
    body = unit * (5_000_000 // len(unit)) + b"\xff"
    begun = time.process_time()

    decode(body, "text/html; charset=gb2312")

    assert time.process_time() - begun < 1


@given(
    st.binary(max_size=300), st.sampled_from(["", "charset=gbk", "charset=utf-7", "charset=\x00"])
)
def test_any_bytes_are_text(body, content_type):
    assert isinstance(decode(body, content_type), str)
