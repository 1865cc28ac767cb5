"""A web page without a feed, read as one: by the editor's selectors, else by what the page says to machines, else by its look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed, Selectors
from aggregator.parse.article import find_article, is_front_page, own_address, says_it_is_one
from aggregator.parse.charset import text_from_bytes
from aggregator.parse.dom import Node, text_of
from aggregator.parse.headlines import entry_of, find_headlines
from aggregator.parse.presets import with_preset
from aggregator.parse.propose import propose
from aggregator.parse.selecting import by_selectors, parts_of, select
from aggregator.parse.sniff import looks_like_feed, page_error
from aggregator.parse.structured import find_structured, open_graph_entry
from aggregator.parse.tree import tree_of
from aggregator.text.urls import canonical_url, resolve

#: Fewer articles than these that a page tells machines of are its own, and no list.
FEWEST_TOLD = 3


def parse_page(body: bytes, url: str, headers: Mapping[str, str], selectors: Selectors | None = None) -> ParsedFeed:
    """The items of a page. Raises ParseError where none can be found, with a word about what to do."""
    text, borne = text_from_bytes(body, headers.get("content-type", ""))
    if looks_like_feed(text):
        raise ParseError("this is a feed, not a web page; leave out `type: html`", state="not a feed")
    tree = tree_of(text)
    selectors = with_preset(selectors, url)
    for unwanted in selectors.remove if selectors is not None else ():
        for node in select(tree, unwanted, "html.remove"):
            node.decompose()
    url = (selectors.base if selectors is not None else None) or url
    base = base_of(tree, url)
    language = language_of(tree)
    problems = [borne] if borne else []
    found: Selectors | None = None
    if selectors is not None and selectors.items:
        entries, boxes = by_selectors(tree, selectors, base, language, problems)
    else:
        entries, boxes, found = by_itself(tree, url, base, language)
    article = find_article(tree, url, base, boxes, language) or article_told(tree, url, base)
    if article is not None and not says_it_is_one(tree, article.title or ""):
        found = None  # with selectors this page would be its list alone
        article = None if selectors is not None and selectors.items else article
    entries = with_article(entries, article)
    if not entries:
        raise nothing_found(text, url, selectors)
    return ParsedFeed(
        "html",
        title=name_of(tree, selectors) or title_of(tree),
        site_url=own_address(tree, base) or url,
        language=language,
        entries=tuple(entries),
        problems=tuple(problems),
        selectors=found,
    )


def selector_problem(selector: str) -> str | None:
    """What is wrong with a selector as an editor writes it; None when it can be used."""
    from selectolax.lexbor import LexborHTMLParser

    css, _ = parts_of(selector)
    css = css[5:].strip() if css.startswith((":next", ":prev")) else css
    try:
        select(LexborHTMLParser("<p></p>").root, "p" if css in {"", ":self"} else css, "")
    except ParseError:
        return f"{selector!r} is no CSS selector"
    return None


def nothing_found(text: str, url: str, selectors: Selectors | None) -> ParseError:
    if selectors is not None and selectors.items:
        return ParseError(f"nothing on the page matches html.items {selectors.items!r}", state="empty")
    if url.startswith("file:"):
        words = "no links to pages were found; give it the address of the page: `html: {base: https://…}`"
        return ParseError(words, state="not a feed")
    error = page_error(text, url)
    if error.state != "not a feed":
        return error
    return ParseError(
        "no list of linked headlines was found on the page; give it `html: {items: …}`", state="not a feed"
    )


def by_itself(
    tree: Node, url: str, base: str, language: str | None
) -> tuple[list[ParsedEntry], frozenset[int], Selectors | None]:
    """The items of a page nobody described: entries, their boxes, and selectors that would find them again."""
    told = find_structured(tree, base, language)
    headlines = find_headlines(tree, url, base, language)
    boxes = frozenset(headline.box.mem_id for headline in headlines)
    if len(told) >= FEWEST_TOLD:
        return told, boxes, None
    known = {canonical_url(entry.url or ""): entry for entry in told}
    entries = [known.get(canonical_url(one.url)) or entry_of(one, base, language) for one in headlines]
    listed = {canonical_url(one.url) for one in headlines}
    found = None if told else propose(headlines, entries, base, language)
    return [*(entry for key, entry in known.items() if key not in listed), *entries], boxes, found


def article_told(tree: Node, url: str, base: str) -> ParsedEntry | None:
    """The article that a page only tells social networks of."""
    told = open_graph_entry(tree, base)
    return None if told is None or is_front_page(url) or is_front_page(told.url or "") else told


def with_article(entries: list[ParsedEntry], article: ParsedEntry | None) -> list[ParsedEntry]:
    """The entries with the page's own article; one that the page tells machines of gets the text that they are not told."""
    if article is None:
        return entries
    own = canonical_url(article.url or "")
    for number, one in enumerate(entries):
        if canonical_url(one.url or "") == own:
            whole = replace(one, summary=one.summary or article.summary, content=one.content or article.content)
            return [*entries[:number], whole, *entries[number + 1 :]]
    return [article, *entries]


def base_of(tree: Node, url: str) -> str:
    node = tree.css_first("base[href]")
    return (resolve(url, node.attributes.get("href") or "") if node is not None else None) or url


def language_of(tree: Node) -> str | None:
    return ((tree.root.attributes.get("lang") or "").strip() or None) if tree.root is not None else None


def name_of(tree: Node, selectors: Selectors | None) -> str | None:
    """What the page calls itself where the selectors say."""
    found = select(tree, selectors.name, "html.name") if selectors is not None and selectors.name else ()
    return text_of(found[0]) if found else None


def title_of(tree: Node) -> str | None:
    site = tree.css_first('meta[property="og:site_name"]')
    if site is not None and (name := (site.attributes.get("content") or "").strip()):
        return name
    node = tree.css_first("title")
    return (" ".join(node.text().split()) or None) if node is not None else None
