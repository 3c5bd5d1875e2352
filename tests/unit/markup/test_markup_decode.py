import pytest

from syndicate.markup.decode import decode

CHINESE = "<p>河边的早晨，雾从水面上慢慢升起来，我们坐在船上不说话。</p>"
TRADITIONAL = "<p>河邊的早晨，霧從水面上慢慢升起來，我們坐在船上不說話。</p>"
JAPANESE = "<p>川辺の朝は静かで、霧が水面からゆっくりと立ちのぼっていた。</p>"
KOREAN = "<p>강가의 아침은 조용하고 안개가 천천히 피어오르고 있었다. 우리는 배에 앉아 있었다.</p>"
RUSSIAN = "<p>Утром над рекой стоял туман, и мы молча сидели в лодке.</p>"
FRENCH = "<p>Le matin, près de la rivière, la brume s’élevait déjà au-dessus de l’eau.</p>"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (RUSSIAN, "cp1251"),
        (FRENCH, "cp1252"),
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
    ],
)
def test_a_label_means_the_superset_that_browsers_read(text, codec, label):
    assert decode(text.encode(codec), f"text/html; charset={label}") == text


def test_the_header_is_believed_before_the_document():
    body = '<?xml version="1.0" encoding="iso-8859-2"?><a>ł</a>'.replace("ł", "\xb3")

    assert "ł" in decode(body.encode("latin-1"))
    assert "³" in decode(body.encode("latin-1"), "text/xml; charset=iso-8859-1")


def test_a_meta_element_within_the_first_kilobyte_is_believed():
    head = b'<html><meta http-equiv=Content-Type content="text/html; charset=koi8-r">'

    assert "туман" in decode(head + "туман".encode("koi8-r"))
    assert "туман" not in decode(b" " * 1024 + head + "туман".encode("koi8-r"))


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
