"""The headlines of a page that has no feed, found by how such lists are built: links of one site, each in a box of its own.

A headline's box is the largest element around its link that holds no other headline. Its date stands in the box, else
between it and the next one, or before it: whichever holds for more of them. Links without dates count only where a whole list
of them looks alike. No class name and no site is known here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from aggregator.model import ParsedEntry
from aggregator.parse.dating import Headline, dated
from aggregator.parse.dom import Node, date_text, elements, is_date, text_of, texts_in
from aggregator.text.urls import canonical_url, registrable_domain, resolve

#: A headline has so many letters, or words: what is shorter is a menu.
FEWEST_LETTERS, FEWEST_WORDS = 20, 4
#: Links without dates make a list when so many of them look alike.
FEWEST_UNDATED = 5
#: Links to other sites make a list when so many of them have dates.
FEWEST_ELSEWHERE = 3
MOST_LINKS = 600
_SHORTEST_SUMMARY = 20
_ASIDE = {"nav", "footer", "form"}
_ROLES = {"navigation", "contentinfo", "search"}


def find_headlines(tree: Node, url: str, base: str, language: str | None) -> list[Headline]:
    """The headlines of a page in its order; none where no list of any kind is found.

    Links to other sites make a list only with dates.
    """
    own = list_among(dated(boxed(candidates(tree, url, base)), language))
    if own:
        return own
    elsewhere = dated(boxed(candidates(tree, url, base, elsewhere=True)), language)
    return list_among(elsewhere) if sum(bool(one.date) for one in elsewhere) >= FEWEST_ELSEWHERE else []


def list_among(found: list[Headline]) -> list[Headline]:
    """The headlines that make a list: those with dates and what looks like them, else the largest group that looks alike."""
    with_date = [headline for headline in found if headline.date]
    if with_date and 3 * len(with_date) >= min(len(found), 9):
        shapes = {headline.shape for headline in with_date}
        return [headline for headline in found if headline.date or headline.shape in shapes]
    lists = Counter(headline.shape for headline in found)
    if not lists:
        return []
    weight = {shape: sum(len(one.title) for one in found if one.shape == shape) for shape in lists}
    best = max(weight, key=weight.__getitem__)
    return [one for one in found if one.shape == best] if lists[best] >= FEWEST_UNDATED else []


def candidates(tree: Node, url: str, base: str, *, elsewhere: bool = False) -> list[Headline]:
    """Links to pages of the same site, or of any, with enough words, each address once, under its longest words."""
    site, own = registrable_domain(url), canonical_url(url)
    best: dict[str, Headline] = {}
    for link in tree.css("a[href]")[: 5 * MOST_LINKS]:
        target = resolve(base, link.attributes.get("href") or "")
        if target is None or (registrable_domain(target) != site and not elsewhere):
            continue
        key = canonical_url(target)
        if key == own or key.endswith(f"{site}") or is_aside(link):
            continue
        title = title_of_link(link)
        if len(title) > len(best[key].title if key in best else ""):
            best.pop(key, None)  # the place of the longer one counts
            best[key] = Headline(link, target, title, link)
    return [headline for headline in best.values() if is_long_enough(headline.title)][:MOST_LINKS]


def is_long_enough(title: str) -> bool:
    """Whether words are enough for a headline; a sign of Chinese or Japanese says as much as three letters."""
    letters = len(title) + 2 * sum("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in title)
    return letters >= FEWEST_LETTERS or len(title.split()) >= FEWEST_WORDS


def title_of_link(link: Node) -> str:
    """The words of a link: of the heading within it where it spans a whole card, without a date that is a line of its own."""
    heading = link.css_first("h1, h2, h3, h4, h5, h6")
    if heading is not None:
        return text_of(heading)
    pieces = [text for _, text in texts_in(link)]
    if len(pieces) > 1:
        return " ".join(text for text in pieces if not is_date(text, None))
    return text_of(link) or (link.attributes.get("title") or "").strip()


def is_aside(link: Node) -> bool:
    """Whether a link stands in a menu or at the foot of the page."""
    return any(above.tag in _ASIDE or (above.attributes.get("role") or "") in _ROLES for above in elements(link))


def boxed(headlines: Sequence[Headline]) -> list[Headline]:
    """Each headline with its box."""
    around: dict[int, set[str]] = {}
    for headline in headlines:
        for above in elements(headline.link):
            around.setdefault(above.mem_id, set()).add(headline.url)
    result = []
    for headline in headlines:
        box = headline.link
        for above in elements(headline.link):
            if len(around[above.mem_id]) > 1 or above.tag == "main":
                break
            box = above
        result.append(replace(headline, box=box))
    return result


def entry_of(headline: Headline, base: str, language: str | None) -> ParsedEntry:
    """The headline as an entry, with the paragraphs and the picture of its box."""
    paragraphs = [
        paragraph.html or "" for paragraph in headline.box.css("p") if is_prose(text_of(paragraph), headline, language)
    ]
    image = next((src for img in headline.box.css("img") if (src := picture_of(img, base))), None)
    return ParsedEntry(
        url=headline.url,
        title=headline.title,
        title_is_html=False,
        summary=paragraphs[0] if paragraphs else None,
        content="".join(paragraphs) if len(paragraphs) > 1 else None,
        base_url=base,
        image=image,
        published=headline.date,
    )


def is_prose(text: str, headline: Headline, language: str | None) -> bool:
    return len(text) >= _SHORTEST_SUMMARY and text != headline.title and date_text(text, language) is None


def picture_of(img: Node, base: str) -> str | None:
    """The address of a picture, also of one that a script would load."""
    for name in ("data-src", "data-original", "src"):
        value = img.attributes.get(name) or ""
        if value and not value.startswith("data:"):
            return resolve(base, value)
    return None
