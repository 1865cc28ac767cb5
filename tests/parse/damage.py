"""Feeds with something done to them: elements where none belong, doubled, nested, cut, in other hands' spelling."""

from __future__ import annotations

import copy
import re
from random import Random
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_XML = "{http://www.w3.org/XML/1998/namespace}"
_SPACES = {
    "": ("title", "link", "description", "guid", "pubDate", "author", "name", "email", "url", "category", "enclosure", "source",
         "image", "textInput", "language", "ttl", "item", "entry", "summary", "content", "id", "updated", "skipHours", "hour", "date",
         "comments", "license", "publisher", "managingEditor", "tags", "p", "div", "b", "svg", "foo", "bar_baz", "PubDate"),
    "http://www.w3.org/2005/Atom": ("link", "author", "name", "id", "updated", "summary", "content", "title", "source", "contributor"),
    "http://purl.org/dc/elements/1.1/": ("creator", "date", "title", "description", "subject", "language", "publisher", "rights"),
    "http://purl.org/dc/terms/": ("created", "modified", "issued", "valid"),
    "http://purl.org/rss/1.0/modules/content/": ("encoded",),
    "http://search.yahoo.com/mrss/": ("group", "content", "title", "description", "thumbnail", "keywords", "category", "credit", "license",
                                      "player", "rating"),
    "http://www.itunes.com/dtds/podcast-1.0.dtd": ("author", "summary", "subtitle", "image", "link", "keywords", "category", "owner"),
    "http://www.w3.org/1999/xhtml": ("div", "p", "a", "body"),
    "http://backend.userland.com/creativeCommonsRssModule": ("license",),
    "http://www.georss.org/georss": ("point", "where"),
    "http://podlove.org/simple-chapters": ("chapters", "chapter"),
    "http://purl.org/rss/1.0/modules/syndication/": ("updatePeriod", "updateFrequency"),
    "http://prismstandard.org/namespaces/basic/2.0/": ("publicationDate",),
    "http://purl.org/rss/1.0/modules/slash/": ("comments",),
    "com-wordpress:feed-additions:1": ("site",),
    "http://other.example/": ("bar", "title", "detail"),
}  # fmt: skip
NAMES = [f"{{{space}}}{name}" if space else name for space, names in _SPACES.items() for name in names]
TEXTS = [
    "", "x", " y ", "https://outlet.example/1", "/rel", "a@outlet.example (Nino)", "Café", "Ã©tÃ©", "\x80\x93q\x94", "Ереван", "a &amp; b",
    "<p>h</p>", "<b>b</b> &nbsp; &amp;amp;", "2026-01-14T10:00:00Z", "Wed, 14 Jan 2026 10:00:00 +0400", "Fri, 2006/15/09 08:19:53 EDT",
    "5", "1,2,,3", "https://outlet.example/?a=1&b=2", "https:////x/y", "javascript:x", "\xa0nb\xa0", "\n lines \n", "24", "Monday",
]  # fmt: skip
ATTRIBUTES = [
    (f"{_XML}base", "https://base.example/x/"), (f"{_XML}base", "/rel/"), ("base", "https://other.example/"), (f"{_XML}lang", "de_DE"),
    ("lang", ""), ("type", "html"), ("type", "xhtml"), ("type", "TEXT"), ("type", "image/png"), ("mode", "base64"), ("mode", "escaped"),
    ("href", "https://outlet.example/l"), ("href", ""), ("href", "l"), ("rel", "self"), ("rel", "Alternate"), ("rel", "enclosure"),
    ("url", "https://outlet.example/a.jpg"), ("uri", "u"), ("isPermaLink", "false"), ("isPermaLink", " FALSE "), ("term", "t"), ("label", "L"),
    ("scheme", "s"), ("domain", "d"), ("text", "Arts"), ("medium", "image"), ("version", "0.91"), ("lastmod", "x"),
    ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "https://outlet.example/r"), ("{http://other.example/}href", "x"),
]  # fmt: skip
INSERTED = [
    "<!-- note -->", "<?php x?>", "<![CDATA[<b>&amp;</b>]]>", "&#146;", "&nbsp;", "&#x92;", "&#0;", "]]>", "<x/>", "&lt;p&gt;", "\x00", "&",
]  # fmt: skip
BEFORE = [
    "\ufeff", " ", "\n<!-- c -->", '<?xml version="1.0" encoding="koi8-r"?>', '<?xml version="1.1"?>', "<!DOCTYPE rss>",
    '<!DOCTYPE rss [<!ENTITY a "b">]>', '<?xml-stylesheet href="x"?>', '<?xml version="1.0"?><?xml version="1.0"?>', "x",
]  # fmt: skip


def damaged(random: Random, root: Element) -> str:
    """A document made of another one, well-formed or not."""
    root = copy.deepcopy(root)
    for _ in range(random.randint(1, 6)):
        _change(random, root)
    text = ElementTree.tostring(root, encoding="unicode")
    return _bent(random, text) if random.random() < 0.4 else text


def _change(random: Random, root: Element) -> None:
    elements = list(root.iter())
    one, way = random.choice(elements), random.randrange(9)
    if way == 0:
        one.tag = random.choice(NAMES)
    elif way == 1:
        one.text = random.choice(TEXTS)
    elif way in {2, 3}:
        one.set(*random.choice(ATTRIBUTES))
    elif way == 4 and len(elements) < 300:
        one.insert(random.randint(0, len(one)), copy.deepcopy(random.choice(elements)))
    elif way == 5 and len(one):
        one.remove(random.choice(list(one)))
    else:
        holders = [
            element for element in elements if element.tag.rpartition("}")[2] in {"item", "entry", "channel", "feed"}
        ]
        holder = random.choice(holders or elements)
        holder.insert(random.randint(0, len(holder)), _made(random, depth=2))


def _made(random: Random, depth: int) -> Element:
    made = Element(random.choice(NAMES))
    made.text, made.tail = random.choice(TEXTS), random.choice(["", "\n", "tail"])
    if random.random() < 0.35:
        made.set(*random.choice(ATTRIBUTES))
    if depth and random.random() < 0.3:
        made.append(_made(random, depth - 1))
    return made


def _bent(random: Random, text: str) -> str:
    start = random.randint(0, len(text) - 1)
    end = min(len(text), start + random.randint(1, 60))
    after_tag = text.find(">", start) + 1
    prefixes = re.findall(r"xmlns:(\w+)=", text)
    old = random.choice(prefixes) if prefixes else "ns0"
    new = random.choice(["media", "dc", "wiki", "foo"])
    ways = (
        lambda: text[:start],
        lambda: text[:start] + text[start:end] * 2 + text[end:],
        lambda: text[:start] + text[end:],
        lambda: text[:start] + random.choice("\x01<>&'\"/é\x80\ufffeЖ") + text[start + 1 :],
        lambda: text[:after_tag] + random.choice(INSERTED) + text[after_tag:],
        lambda: random.choice(BEFORE) + text,
        lambda: text.replace(f"{old}:", f"{new}:").replace(f"xmlns:{old}", f"xmlns:{new}"),
        lambda: text.replace("\n", "\r\n"),
    )
    return random.choice(ways)()
