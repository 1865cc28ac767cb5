"""What elements are called by feedparser, and which of them say nothing that the desk reads.

feedparser goes by ``prefix_local`` in lower case. For namespaces it knows the prefix is its own, whatever the document's; for all
others it is the document's own. Names are kept in two lists: elements that the fast reader may leave out as long as they
hold text alone, and elements that it leaves to feedparser because they mean something, or would overwrite it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


class DeclinedError(Exception):
    """Something stands in a document that is not certain to be read as feedparser reads it; says what."""


#: Feedparser's prefixes, and the namespaces (in lower case) they stand for, whatever prefixes a document has for them.
_NAMESPACES = {
    "": (
        "http://backend.userland.com/rss", "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/", "http://example.com/newformat#", "http://example.com/necho",
        "http://purl.org/echo/", "uri/of/echo/namespace#", "http://purl.org/pie/", "http://purl.org/atom/ns#",
        "http://www.w3.org/2005/atom", "http://purl.org/rss/1.0/modules/rss091#",
    ),
    "admin": ("http://webns.net/mvcb/",),
    "ag": ("http://purl.org/rss/1.0/modules/aggregation/",),
    "annotate": ("http://purl.org/rss/1.0/modules/annotate/",),
    "audio": ("http://media.tangent.org/rss/1.0/",),
    "blogchannel": ("http://backend.userland.com/blogchannelmodule",),
    "cc": ("http://creativecommons.org/ns#license", "http://web.resource.org/cc/"),
    "co": ("http://purl.org/rss/1.0/modules/company",),
    "content": ("http://purl.org/rss/1.0/modules/content/",),
    "cp": ("http://my.theinfo.org/changed/1.0/rss/",),
    "creativecommons": (
        "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html",
        "http://backend.userland.com/creativecommonsrssmodule",
    ),
    "dc": ("http://purl.org/dc/elements/1.1/",),
    "dcterms": ("http://purl.org/dc/terms/",),
    "email": ("http://purl.org/rss/1.0/modules/email/",),
    "ev": ("http://purl.org/rss/1.0/modules/event/",),
    "feedburner": ("http://rssnamespace.org/feedburner/ext/1.0",),
    "fm": ("http://freshmeat.net/rss/fm/",),
    "foaf": ("http://xmlns.com/foaf/0.1/",),
    "geo": ("http://www.w3.org/2003/01/geo/wgs84_pos#",),
    "georss": ("http://www.georss.org/georss",),
    "gml": ("http://www.opengis.net/gml",),
    "icbm": ("http://postneo.com/icbm/",),
    "image": ("http://purl.org/rss/1.0/modules/image/",),
    "itunes": ("http://www.itunes.com/dtds/podcast-1.0.dtd", "http://example.com/dtds/podcast-1.0.dtd"),
    "l": ("http://purl.org/rss/1.0/modules/link/",),
    "media": ("http://search.yahoo.com/mrss", "http://search.yahoo.com/mrss/"),
    "pingback": ("http://madskills.com/public/xml/rss/module/pingback/",),
    "prism": ("http://prismstandard.org/namespaces/1.2/basic/",),
    "psc": ("http://podlove.org/simple-chapters",),
    "rdf": ("http://www.w3.org/1999/02/22-rdf-syntax-ns#",),
    "rdfs": ("http://www.w3.org/2000/01/rdf-schema#",),
    "ref": ("http://purl.org/rss/1.0/modules/reference/",),
    "reqv": ("http://purl.org/rss/1.0/modules/richequiv/",),
    "search": ("http://purl.org/rss/1.0/modules/search/",),
    "slash": ("http://purl.org/rss/1.0/modules/slash/",),
    "soap": ("http://schemas.xmlsoap.org/soap/envelope/",),
    "ss": ("http://purl.org/rss/1.0/modules/servicestatus/",),
    "str": ("http://hacks.benhammersley.com/rss/streaming/",),
    "sub": ("http://purl.org/rss/1.0/modules/subscription/",),
    "sy": ("http://purl.org/rss/1.0/modules/syndication/",),
    "szf": ("http://schemas.pocketsoap.com/rss/mydescmodule/",),
    "taxo": ("http://purl.org/rss/1.0/modules/taxonomy/",),
    "thr": ("http://purl.org/rss/1.0/modules/threading/",),
    "ti": ("http://purl.org/rss/1.0/modules/textinput/",),
    "trackback": ("http://madskills.com/public/xml/rss/module/trackback/",),
    "wfw": ("http://wellformedweb.org/commentapi/",),
    "wiki": ("http://purl.org/rss/1.0/modules/wiki/",),
    "xhtml": ("http://www.w3.org/1999/xhtml",),
    "xlink": ("http://www.w3.org/1999/xlink",),
    "xml": ("http://www.w3.org/xml/1998/namespace",),
}  # fmt: skip
PREFIXES = {uri: prefix for prefix, uris in _NAMESPACES.items() for uri in uris}
_PLAIN_URI = re.compile(r"[!-~]+")
ATOM, RSS10, RSS090 = (
    "http://www.w3.org/2005/atom",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
)

#: Elements that feedparser keeps nothing of that is read here, wherever they stand.
IGNORED = frozenset({
    "admin_errorreportsto", "admin_generatoragent", "author_detail", "authors", "cc_license", "content_detail", "contributors",
    "day", "dc_contributor", "dc_publisher", "email", "enclosures", "expirationdate", "generator",
    "georss_box", "georss_line", "georss_point", "georss_polygon", "guid_is_permalink", "height", "homepage", "hour",
    "itunes_block", "itunes_email", "itunes_explicit", "itunes_name", "links", "media_credit", "media_player",
    "media_rating", "media_restriction", "name", "skip_days", "skip_hours", "summary_detail", "sy_updatefrequency",
    "sy_updateperiod", "tags", "title_detail", "ttl", "uri", "url", "webmaster", "width", "xml_base",
})  # fmt: skip
#: Those of them, or of others, that feedparser reads a date in.
DATES = frozenset({
    "created", "dc_date", "dcterms_created", "dcterms_issued", "dcterms_modified", "expirationdate", "issued", "lastbuilddate",
    "modified", "pubdate", "published", "updated",
})  # fmt: skip
#: The same, for texts that say of what type they are.
IGNORED_TEXTS = frozenset({"copyright", "dc_rights", "feedburner_browserfriendly", "info", "rights"})
#: And of a feed, where what entries are asked for is not.
IGNORED_OF_FEED = IGNORED | DATES | {
    "category", "cloud", "creativecommons_license", "dc_author", "dc_creator", "dc_subject", "feedburner_origlink", "guid", "id",
    "itunes_author", "itunes_image", "itunes_keywords", "itunes_link", "itunes_summary", "keywords", "managingeditor",
    "media_category", "media_content", "media_description", "media_keywords", "media_license", "media_thumbnail",
    "prism_publicationdate", "yandex_full-text",
}  # fmt: skip
IGNORED_TEXTS_OF_FEED = IGNORED_TEXTS | {"dc_description", "description", "itunes_subtitle", "subtitle", "tagline"}
#: Elements that mean something to feedparser: left to it wherever they are not known to be read, or to say nothing.
MEANT = IGNORED_OF_FEED | IGNORED_TEXTS_OF_FEED | {
    "abstract", "author", "body", "channel", "content", "content_encoded", "contributor", "dc_language", "dc_title", "dcterms_valid",
    "enclosure", "entry", "feed", "fullitem", "geom", "georss_where", "georssgeom", "gml_exterior", "gml_linearring",
    "gml_linestring", "gml_point", "gml_polygon", "gml_pos", "gml_poslist", "image", "item", "itunes_category",
    "itunes_owner", "language", "link", "media_group", "media_title", "newlocation", "psc_chapter", "psc_chapters", "rss", "source",
    "summary", "textinput", "title", "where", "xhtml_body",
    # Feedparser files these under the names of others, or breaks where others look for them.
    "date", "date_parsed", "description_detail", "entries", "generator_detail", "items", "license", "publisher", "publisher_detail",
    "publishers",
}  # fmt: skip


class Names:
    """What the elements of one document are called.

    Feedparser remembers namespaces by their prefixes, for the whole document and each under one prefix. A document that uses
    prefixes for more than one, or one of feedparser's for another, is not read here.
    """

    def __init__(self, declared: Iterable[tuple[str | None, str]]) -> None:
        self._uris: dict[str, str] = {}
        self._given: dict[str, str] = {}
        self._names: dict[str, str] = {}
        known: set[str] = set()
        taken: set[str] = set()
        for prefix, uri in declared:
            means = prefix_of(uri)
            if means is not None:
                known.add(means)
            if prefix and prefix.lower() != means:
                taken.add(prefix.lower())
            if uri:
                self._declare(prefix or "", uri, is_known=means is not None)
        if known & taken:
            raise DeclinedError("a prefix stands for another namespace than it should")

    def _declare(self, prefix: str, uri: str, *, is_known: bool) -> None:
        low = prefix.lower()
        if prefix and (self._uris.setdefault(low, uri) != uri or not prefix.isascii()):
            raise DeclinedError("a prefix stands for several namespaces")
        if not is_known and (self._given.setdefault(uri, low) != low or not _PLAIN_URI.fullmatch(uri)):
            raise DeclinedError("a namespace has several prefixes, or an odd name")

    def __call__(self, tag: str) -> str:
        """The name of an element, by its tag in Clark's notation."""
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = self._name(tag)
        return name

    def _name(self, tag: str) -> str:
        uri, _, local = tag.rpartition("}")
        prefix = prefix_of(uri[1:])
        if prefix is None:
            prefix = self._given[uri[1:]]
        return f"{prefix}_{local.lower()}" if prefix else local.lower()


def prefix_of(uri: str) -> str | None:
    """Feedparser's prefix of a namespace, "" for those of feeds themselves and for none; None where it knows none."""
    low = uri.lower()
    return "" if not uri or "backend.userland.com/rss" in low else PREFIXES.get(low)
