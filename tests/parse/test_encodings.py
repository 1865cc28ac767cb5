"""No mojibake, wherever a browser would show none, and in some places where it would: feeds and pages in every dress."""

from __future__ import annotations

import codecs
import html
import re
from typing import Any

import pytest

from aggregator.errors import ParseError
from aggregator.model import Selectors
from aggregator.parse import parse
from aggregator.parse.charset import text_from_bytes
from aggregator.parse.guess import guess
from aggregator.text.html import plain_text, text_from_html
from tests.parse.test_corpus import CORPUS, documents

URL = "https://desk.example/x"
KINDS = ("feed", "html")
MEDIA_TYPE = {"feed": "application/xml", "html": "text/html"}

#: What a text looks like that was read in the wrong encoding, or twice: UTF-8 read as windows-1252 and as windows-1251, its
#: mark in the middle of a text, controls that nobody types, and the sign of a letter that was lost.
MOJIBAKE = re.compile(
    "\ufffd|[\x80-\x9f]|ï»¿|â€|вЂ|Ã[©¨ª«¡¢£¤¥§¯°±²³´µ¶·¸¹º»¼½¾¿]|Â[\xa0-\xbf]|(?:[ÐÑ][^\\sa-z]){2}"
    "|(?:[РСШЩ][\u0400-\u040f\u0450-\u045f\xa0-\xbf\u2018-\u2030]){2}|[ØÙ][\xa0-\xbf\u2018-\u2030]"
)

RUSSIAN = "Президент Грузии встретился с министром иностранных дел Армении"
UKRAINIAN = "Київ і Єреван підписали угоду про співпрацю"
TURKISH = "Cumhurbaşkanı Erdoğan dün İstanbul’da görüştü, ışık"
#: Text, codec that writes it, label of that codec, language.
WRITTEN = {
    "Russian, windows-1251": (RUSSIAN, "cp1251", "windows-1251", "ru"),
    "Russian, KOI8-R": (RUSSIAN, "koi8-r", "koi8-r", "ru"),
    "Russian, IBM866": (RUSSIAN, "cp866", "ibm866", "ru"),
    "Russian, ISO-8859-5": (RUSSIAN, "iso8859-5", "iso-8859-5", "ru"),
    "Ukrainian, windows-1251": (UKRAINIAN, "cp1251", "windows-1251", "uk"),
    "Ukrainian, KOI8-U": (UKRAINIAN, "koi8-u", "koi8-u", "uk"),
    "Arabic, windows-1256": ("الرئيس يلتقي وزير الخارجية في بيروت اليوم", "cp1256", "windows-1256", "ar"),
    "Persian, windows-1256": (
        "رئيس جمهور با وزير امور خارجه ديدار کرد".replace("ک", "ك"),
        "cp1256",
        "windows-1256",
        "fa",
    ),
    "Hebrew, windows-1255": ("ראש הממשלה נפגש עם שר החוץ בירושלים", "cp1255", "windows-1255", "he"),
    "Greek, windows-1253": ("Ο πρωθυπουργός συναντήθηκε με τον υπουργό Εξωτερικών", "cp1253", "windows-1253", "el"),
    "Turkish, windows-1254": (TURKISH, "cp1254", "windows-1254", "tr"),
    "Turkish, said to be ISO-8859-9": (TURKISH, "cp1254", "iso-8859-9", "tr"),
    "French, said to be ISO-8859-1": ("L’été à Genève : « œuvre » – 5 €", "cp1252", "iso-8859-1", "fr"),
    "German, said to be ASCII": ("Größe und Übermut über Zürich", "cp1252", "us-ascii", "de"),
    "Polish, windows-1250": (
        "Premier spotkał się w Łodzi z ministrem; będą też goście",
        "cp1250",
        "windows-1250",
        "pl",
    ),
    "Polish, ISO-8859-2": ("Premier spotkał się w Łodzi z ministrem; będą też goście", "iso8859-2", "iso-8859-2", "pl"),
    "Czech, windows-1250": ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250", "windows-1250", "cs"),
    "Thai, TIS-620": ("นายกรัฐมนตรีแถลงข่าวที่กรุงเทพ", "cp874", "tis-620", "th"),
    "Japanese, Shift_JIS": ("首相は東京で記者会見を開いた", "cp932", "shift_jis", "ja"),
    "Japanese, EUC-JP": ("首相は東京で記者会見を開いた", "euc_jp", "euc-jp", "ja"),
    "Korean, EUC-KR": ("대통령은 서울에서 기자회견을 열었다", "cp949", "euc-kr", "ko"),
    "Chinese, GB2312": ("外交部发言人今天在北京举行记者会", "gb2312", "gb2312", "zh"),
    "Chinese, GB18030": ("外交部发言人𠀀今天在北京举行记者会", "gb18030", "gb18030", "zh"),
    "Chinese, Big5": ("總統今天在臺北舉行記者會", "big5", "big5", "zh"),
}
#: Texts that only UTF-8 is used for today.
UNICODE = {
    "Georgian": "პრემიერ-მინისტრი თბილისში ჩავიდა",
    "Armenian": "Հայաստանի վարչապետը Երևանում է",
    "Azerbaijani": "Prezident Bakıda görüşüb — şərh yoxdur, ə",
    "Russian": RUSSIAN,
}


def feed(text: str, declared: str = "", language: str = "") -> str:
    declaration = f' encoding="{declared}"' if declared else ""
    spoken = f"<language>{language}</language>" if language else ""
    item = f"<item><title>{text}</title><link>https://desk.example/1</link><description>{text}</description></item>"
    return f'<?xml version="1.0"{declaration}?>\n<rss version="2.0"><channel><title>d</title>{spoken}{item}</channel></rss>'


def page(text: str, declared: str = "", language: str = "", head: str = "") -> str:
    meta = f'<meta charset="{declared}">' if declared else ""
    box = f'<article><h2><a href="/1">{text}</a></h2><p>{text}</p></article>'
    return (
        f'<!doctype html>\n<html lang="{language}"><head>{head}{meta}<title>d</title></head><body>{box}</body></html>'
    )


WRITE = {"feed": feed, "html": page}


def read(kind: str, body: bytes, charset: str = "") -> tuple[str, str]:
    """Title and summary of the one item."""
    content_type = MEDIA_TYPE[kind] + (f"; charset={charset}" if charset else "")
    selectors = Selectors(items="article", summary="p") if kind == "html" else None
    (entry,) = parse(kind, body, URL, {"content-type": content_type}, selectors).entries
    return entry.title or "", text_from_html(entry.summary or "")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("text", "codec", "label", "language"), WRITTEN.values(), ids=WRITTEN)
def test_every_way_to_say_an_encoding_or_not_to(kind: str, text: str, codec: str, label: str, language: str) -> None:
    write, expected = WRITE[kind], (text, text)
    bare, said = write(text), write(text, label)
    assert read(kind, bare.encode(codec), label) == expected, "the header says it"
    assert read(kind, said.encode(codec)) == expected, "the document says it"
    assert read(kind, said.encode(codec), label) == expected, "both say it"
    assert read(kind, write(text, "utf-8").encode(codec), label) == expected, "the document says UTF-8"
    assert read(kind, said.encode(codec), "utf-8") == expected, "the header says UTF-8"
    assert read(kind, write(text, "x-nonsense").encode(codec), label) == expected, "the document says nonsense"
    assert read(kind, write(text, language=language).encode(codec)) == expected, "only the language is said"
    assert read(kind, write(text, "utf-8").encode(codec), "utf-8") == expected, "both say UTF-8, and it is not"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("text", "codec"), [row[:2] for row in WRITTEN.values()], ids=WRITTEN)
def test_what_nobody_describes_is_told_by_its_letters(kind: str, text: str, codec: str) -> None:
    assert read(kind, WRITE[kind](text).encode(codec)) == (text, text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [*UNICODE.values(), *(row[0] for row in WRITTEN.values())], ids=[*UNICODE, *WRITTEN])
def test_utf8_is_utf8_whatever_is_said(kind: str, text: str) -> None:
    write, expected = WRITE[kind], (text, text)
    for label in ("", "utf-8", "windows-1251", "iso-8859-1", "gb2312", "utf-16", "us-ascii", "x-nonsense"):
        assert read(kind, write(text).encode(), label) == expected
        assert read(kind, write(text, label).encode()) == expected
        assert read(kind, write(text, label).encode("utf-8-sig"), label) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("label", ["", "utf-8", "utf-16", "windows-1251"])
def test_wide_letters_with_a_mark_and_without(kind: str, codec: str, label: str) -> None:
    for text in UNICODE.values():
        document = WRITE[kind](text, label)
        for written in ("\ufeff" + document, document):
            assert read(kind, written.encode(codec), label) == (text, text)
    if kind == "html":
        assert read(kind, ("\r\n" + page(RUSSIAN)).encode(codec), label) == (RUSSIAN, RUSSIAN)


@pytest.mark.parametrize(
    ("bytes_in", "header", "declared", "shown"),
    [
        ("cp1251", "windows-1251", "koi8-r", True),  # the header goes before the document
        ("koi8-r", "windows-1251", "koi8-r", False),
        ("utf-16", "windows-1251", "koi8-r", True),  # a mark goes before both
        ("utf-8-sig", "windows-1251", "koi8-r", True),
        ("cp1251", "utf-8", "windows-1251", True),  # a label that cannot be true is none
        ("cp1251", "utf-16", "windows-1251", True),
        ("cp1251", "utf-7", "windows-1251", True),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_who_is_believed(kind: str, bytes_in: str, header: str, declared: str, shown: bool) -> None:
    title, _ = read(kind, WRITE[kind](RUSSIAN, declared).encode(bytes_in), header)
    assert (title == RUSSIAN) is shown


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">',
        "<META content='text/html;charset=KOI8-R' http-equiv=content-type />",
        "<meta charset=koi8-r>",
        '<meta\n name="x"\n charset = "koi8-r" >',
        '<!-- <meta charset="windows-1251"> --><meta charset="koi8-r">',
        '<meta name="description" content="all of it in charset=windows-1251"><meta charset="koi8-r">',
        "<script>" + "a = 1;" * 400 + '</script><meta charset="koi8-r">',
    ],
)
def test_a_page_says_its_encoding_itself(head: str) -> None:
    # Capitals alone: by its letters this text would be taken for another one.
    text = RUSSIAN.upper()
    assert guess(text.encode("koi8-r")) != "koi8-r"
    assert read("html", page(text, head=head).encode("koi8-r")) == (text, text)


def test_a_page_of_xhtml_says_it_in_its_declaration() -> None:
    body = '<?xml version="1.0" encoding="koi8-r"?>\n' + page(RUSSIAN.upper())
    assert read("html", body.encode("koi8-r")) == (RUSSIAN.upper(), RUSSIAN.upper())


def test_a_page_that_a_feed_quotes_says_nothing_of_the_feed() -> None:
    body = feed("<![CDATA[<html><meta charset='koi8-r'></html>" + RUSSIAN + "]]>").encode("cp1251")
    assert RUSSIAN in read("feed", body)[0]


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("x-cp1251", "cp1251", RUSSIAN),
        ("CP1251", "cp1251", RUSSIAN),
        ("koi8", "koi8-r", RUSSIAN),
        ("koi8-ru", "koi8-u", UKRAINIAN),
        ("iso88595", "iso8859-5", RUSSIAN),
        ("x-mac-cyrillic", "mac_cyrillic", RUSSIAN),
        ("windows-949", "cp949", "똠방각하"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("gb_2312", "gb18030", "國語"),
        ("x-sjis", "cp932", "①㈱"),
        ("windows-874", "cp874", "ข่าว"),
        ("iso-8859-8-i", "iso8859-8", "חדשות"),
        ("latin1", "cp1252", "“a” – €"),
    ],
)
def test_labels_mean_what_they_mean_to_browsers(label: str, codec: str, text: str) -> None:
    assert read("feed", feed(text, label).encode(codec)) == (text, text)
    assert read("html", page(text).encode(codec), label) == (text, text)


def test_a_few_strange_bytes_spoil_a_few_letters_alone() -> None:
    body = feed(RUSSIAN).encode().replace("Грузии".encode(), b"caf\xe9")
    title, _ = read("feed", body)
    assert title == RUSSIAN.replace("Грузии", "caf\ufffd")
    # One item in five was pasted from elsewhere; the document says UTF-8, and so it is for the others.
    mixed = feed("".join([RUSSIAN] * 5), "utf-8").encode() + RUSSIAN.encode("cp1251")
    assert read("feed", mixed, "utf-8")[0] == "".join([RUSSIAN] * 5)


def test_a_mark_of_utf8_before_something_else_is_no_text() -> None:
    text, _ = text_from_bytes(codecs.BOM_UTF8 + feed(RUSSIAN).encode("cp1251"))
    assert text == feed(RUSSIAN)


def test_a_tilde_in_ascii_is_no_chinese() -> None:
    assert read("feed", feed("~{about~} /~user/").encode(), "hz-gb-2312")[0] == "~{about~} /~user/"


@pytest.mark.parametrize(
    "body", [b"", b"\0\0\0\0", b"\xff", b"\x80" * 50, bytes(range(256)), b"<meta " * 9 + b"\xcf\xf0"]
)
def test_a_guess_is_made_of_anything(body: bytes) -> None:
    assert body.decode(guess(body), "replace") is not None
    assert isinstance(text_from_bytes(body)[0], str)


@pytest.mark.parametrize("wrong", ["cp1252", "cp1251", "latin-1"])
def test_the_signs_of_mojibake_are_known(wrong: str) -> None:
    for text in (RUSSIAN, "Café à “Genève”", "الرئيس يلتقي وزير"):
        assert MOJIBAKE.search(text) is None
        twice = text.encode().decode(wrong, "replace")
        assert MOJIBAKE.search(twice), twice


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"feed corpus not found at {CORPUS}: mojibake not looked for in 329 documents"
)
@pytest.mark.parametrize("document", documents(), ids=lambda document: document["path"])
def test_no_document_of_the_collection_is_read_as_mojibake(document: dict[str, Any]) -> None:
    body = (CORPUS / document["path"]).read_bytes()
    try:
        found = parse("feed", body, URL, {"content-type": document["content_type"] or ""})
    except ParseError:
        return
    own = written_so(body)
    for entry in found.entries:
        title = plain_text(entry.title or "", is_html=entry.title_is_html)
        for text in (title, text_from_html(entry.summary or ""), text_from_html(entry.content or "")):
            for sign in MOJIBAKE.findall(text):
                assert sign in own, f"{sign!r} in {text[:200]!r}"


def written_so(body: bytes) -> str:
    """What the document itself says letter for letter, where it is Unicode beyond doubt: such signs are the publisher's own."""
    codec = "utf-16" if body[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "utf-8-sig"
    try:
        return html.unescape(html.unescape(body.decode(codec)))
    except UnicodeDecodeError:
        return ""
