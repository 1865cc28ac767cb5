"""Whose wire copy an item is: the agency that is credited in its title, its dateline, its first or its last sentences.

A name alone is no credit: agencies are the subject of news too. A credit is a name with the words that belong to one ("TASS
reports", "сообщает Интерфакс", "Reuters'ın haberine göre"), a dateline ("BAKU, Jan 13 (Reuters) –", "/ARMENPRESS/"), a
signature ("Source: dpa", "… — AFP"), or a title that begins or ends with it ("TASS: …").
"""

from __future__ import annotations

import re
from functools import lru_cache

from aggregator.normalise import agencies as words
from aggregator.normalise.mention import QUOTES, Mention, is_named, mentions, rows

#: How much of a text is looked at from either end, in characters, where its sentences are endless.
_LOOK = 600
_SENTENCE = re.compile(r"(?<=[.!?։؟。])[»”\"')]*\s+")
_CAPITAL = "[A-ZÀ-ÖØ-ÞİƏА-ЯЁІЇЄҐԱ-Ֆ]"
_CYRILLIC = re.compile("[А-Яа-яЁёІіЇїЄє]")
#: Armenian and Georgian endings: to the name, and of the name, which makes the credit somebody else's.
_DATIVE = re.compile(r"(?:ին|(?<!ი)ს|^)\Z")
_GENITIVE = re.compile(r"(?:ի|ու|ის)\Z")
#: A day as datelines write it.
_DAY = r"(?:\d{1,2}\.? [^\W\d_]+\.?|[^\W\d_]+\.? \d{1,2})(?:,? \d{4})?"


def find_agency(title: str, text: str) -> str | None:
    """The agency that is credited; None where there is none, or it is only spoken of."""
    if is_named(title) and (agency := _credited(title, title=True, ends=True)):
        return agency
    if not any(map(is_named, _roughly(text))):
        return None
    head, tail = parts_of(text)
    return _credited(head, ends=not tail) or _credited(tail, opens=False, ends=True)


def parts_of(text: str) -> tuple[str, str]:
    """The first two sentences and the last two: what lies between is the story. No last ones where the first are the whole."""
    stops = [stop.end() for stop in _SENTENCE.finditer(text[:_LOOK])]
    head = text[: stops[1]].rstrip() if len(stops) > 1 else text[:_LOOK]
    if len(text) <= len(head) + 1:
        return head, ""
    end = text[-_LOOK:]
    starts = [stop.end() for stop in _SENTENCE.finditer(end)]
    return head, end[starts[-2] :] if len(starts) > 1 else end


def _roughly(text: str) -> tuple[str, ...]:
    """At least what ``parts_of`` takes, found in a fraction of the time: nearly every text is done after it."""
    second = text.find(". ", text.find(". ", 0, _LOOK) + 1, _LOOK)
    head = text[:_LOOK] if second < 0 else text[:second]
    if len(text) <= len(head) + 2:
        return (head,)
    end = text[-_LOOK:]
    last = end.rfind(". ", 0, end.rfind(". ") + 1)
    return head, end if last < 0 else end[last:]


def _credited(part: str, *, title: bool = False, opens: bool = True, ends: bool = False) -> str | None:
    for mention in mentions(part, opens=opens, ends=ends):
        if _is_abbreviation(mention):
            continue
        if _opens_the_text(mention) or _is_signature(mention):
            return mention.agency
        said = _is_completed(mention) or _is_introduced(mention) or _is_label(mention, title=title)
        if said and not _is_the_news(mention):
            return mention.agency
    return None


def _is_introduced(mention: Mention) -> bool:
    """``according to Reuters``, ``сообщает ТАСС``, ``dijo a EFE``."""
    for lead in mention.leads:
        match = _introductions().search(lead)
        if match is None:
            continue
        kind = match.lastgroup
        if kind == "strictly":
            fits = _follows().match(mention.behind) is not None
        elif kind == "dative":
            fits = _DATIVE.search(mention.ending) is not None
        elif kind == "subject":
            fits = mention.worded or _GENITIVE.search(mention.ending) is None
        else:
            fits = not (_longer() if kind == "loosely" else _capital()).match(mention.behind)
        # A name that is also a word has no capital in a Cyrillic sentence where it is the word.
        return fits and (mention.sure or (kind == "before" and _CYRILLIC.search(match[0]) is not None))
    return False


def _is_completed(mention: Mention) -> bool:
    """``TASS reports.``, ``Reuters'ın haberine göre``, ``«Интерфаксу» сообщили``, ``wie AFP berichtet``."""
    if _surely().match(mention.behind) or _is_between(mention, surely=True):
        return True
    if not mention.sure:
        return False
    if _after().match(mention.behind) or _told().match(mention.after) or _is_between(mention, surely=False):
        return True
    if (
        _told_first().match(mention.after)
        or (not mention.ending and _closing_first().match(mention.behind))
        or (mention.worded and _said_first().match(mention.behind))
    ):
        return any(_beginning().search(lead) for lead in mention.leads)
    completed = _closing().match(mention.behind) or (
        mention.worded and not mention.staffed and _said().match(mention.behind)
    )
    return bool(completed) and not any(_object().search(lead) for lead in mention.leads)


def _is_between(mention: Mention, *, surely: bool) -> bool:
    """Between words that are a credit together."""
    return any(
        behind.match(mention.behind) and any(before.search(lead) for lead in mention.leads)
        for before, behind in _around(surely=surely)
    )


def _is_the_news(mention: Mention) -> bool:
    """The agency speaks of itself: of its people, its offices, its money."""
    sentence = _SENTENCE.split(mention.behind, maxsplit=1)[0]
    return _own().search(sentence) is not None


def _opens_the_text(mention: Mention) -> bool:
    """``BAKU, Jan 13 (Reuters) –``, ``/ARMENPRESS/``, ``МОСКВА, 12 января. /ТАСС/.``, ``YEREVAN, JANUARY 12, ARMENPRESS.``"""
    if not mention.opens:
        return False
    return any(before.search(mention.before) and behind.match(mention.after) for before, behind in _DATELINES)


def _is_signature(mention: Mention) -> bool:
    """``Source: Reuters``, and at the end ``(AFP)``, ``— AP``, ``With AFP``."""
    if mention.sure and any(map(_source().search, mention.leads)) and _SOURCE_ENDS.match(mention.behind):
        return True
    if not (mention.ends and _END.match(mention.after)):
        return False
    if mention.before.endswith("("):
        return True
    return mention.sure and _signing().search(mention.before) is not None


def _is_label(mention: Mention, *, title: bool) -> bool:
    """What begins with ``TASS:`` or ends with ``— Reuters``; a title also with ``- Reuters`` or ``: Reuters``."""
    if not mention.sure:
        return False
    if mention.opens and not mention.before.strip(QUOTES):
        return _LABEL.match(mention.behind) is not None
    mark = _MARK.search(mention.before) if mention.ends and not mention.behind.strip(f". {QUOTES}") else None
    return mark is not None and (title or mark[1] in ("—", "–")) and _of_agencies().search(mention.before) is None


def _is_abbreviation(mention: Mention) -> bool:
    """``American Psychological Association (APA)`` explains letters that are somebody else's."""
    initials = "".join(word[0] for word in re.findall(r"\w+", mention.before) if word[0].isupper())
    return mention.before.endswith("(") and not mention.worded and initials.endswith(mention.form.upper())


_DATELINES = tuple(
    (re.compile(before), re.compile(behind))
    for before, behind in (
        (r"^[^\n!?]{0,60}?/\s?\Z", r"\s?/"),
        (r"^[^\n!?]{0,60}?\(\Z", r"(?:/[\w ]+)?\)\s*[-–—:.]"),
        (
            rf"^[\w .’'-]{{2,40}}(?:,[\w .’'-]{{2,30}})?[,.] {_DAY}[,.]? ?[-–—/]? ?\Z",
            rf"\s?(?:[/.:։,–—-]|\Z|{_CAPITAL})",
        ),
        (rf"^{_CAPITAL}[\w .’'-]{{1,25}}, \Z", r"\s[–—-]\s"),
        (r"^[\u0600-\u06ff ]{2,25} ?[-–—/] ?\Z", r"[\s:،]"),
    )
)
_END = re.compile(rf"[{QUOTES}]?(?:\s?[/,&]\s?[\w-]+){{0,3}}[.)\s]*\Z")
_SOURCE_ENDS = re.compile(r"\s*(?:[.,;)/]|\Z)")
_LABEL = re.compile(rf"[{QUOTES}]?\s?[:：]\s")
_MARK = re.compile(rf"(?:[^\W_][^\w\s]*\s+([—–|-])|\w\s\w+\s\w+(:))\s+[{QUOTES}]?\Z")


@lru_cache(maxsize=1)
def _introductions() -> re.Pattern[str]:
    kinds = {
        "strictly": words.BEFORE_STRICTLY,
        "loosely": words.BEFORE_LOOSELY,
        "dative": words.BEFORE_DATIVE,
        "subject": words.BEFORE_SUBJECT,
        "before": words.BEFORE,
    }
    return re.compile(rf"(?<![\w-])(?:{'|'.join(f'(?P<{kind}>{rows(table)})' for kind, table in kinds.items())})\Z")


@lru_cache(maxsize=1)
def _follows() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[.,:;!?)\]…»”\"—–]|-\s|\Z)|\s(?:{rows(words.FOLLOWS)})\b")


@lru_cache(maxsize=1)
def _longer() -> re.Pattern[str]:
    return re.compile(rf"\s[{QUOTES}]\w|\s(?:{rows(words.LONGER)})\b")


@lru_cache(maxsize=1)
def _capital() -> re.Pattern[str]:
    return re.compile(rf"\s[{QUOTES}]?(?!{rows(words.CAPITALS)}){_CAPITAL}")


@lru_cache(maxsize=1)
def _surely() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{rows(words.AFTER_SURELY)})(?!\w)")


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{rows(words.AFTER)})(?!\w)|(?:{rows(words.LATE_BARE)})")


@lru_cache(maxsize=1)
def _told() -> re.Pattern[str]:
    return re.compile(rows(words.TOLD_AFTER))


@lru_cache(maxsize=1)
def _told_first() -> re.Pattern[str]:
    return re.compile(rows(words.TOLD_AFTER_FIRST))


@lru_cache(maxsize=1)
def _closing() -> re.Pattern[str]:
    itself = rows(words.ITSELF)
    return re.compile(
        rf"\s(?:(?:{rows(words.CLOSING)})(?!{itself})(?:{rows(words.CLOSES)})|(?:{rows(words.SAID_BARE)})(?!{rows(words.AFFAIRS)}))"
    )


@lru_cache(maxsize=1)
def _closing_first() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{rows(words.CLOSING_FIRST)})(?:{rows(words.CLOSES)})")


@lru_cache(maxsize=1)
def _said_first() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{rows(words.SAID_FIRST)})(?!\w)")


@lru_cache(maxsize=2)
def _around(*, surely: bool) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    table = words.AROUND_SURELY if surely else words.AROUND
    return tuple(
        (re.compile(rf"(?<!\w)(?:{before})\Z"), re.compile(behind)) for row in table.values() for before, behind in row
    )


@lru_cache(maxsize=1)
def _said() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{rows(words.SAID)})(?!{rows(words.AFFAIRS)})|(?:{rows(words.LATE)})")


@lru_cache(maxsize=1)
def _beginning() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[.,:;!?…«„“\"—–()-]|(?<!\w)(?:{rows(words.BEGINNING)}))\Z")


@lru_cache(maxsize=1)
def _object() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{rows(words.NO_SUBJECT)})\Z")


@lru_cache(maxsize=1)
def _own() -> re.Pattern[str]:
    return re.compile(rows(words.OWN))


@lru_cache(maxsize=1)
def _source() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{rows(words.SOURCE)})\s?[:：՝—–-]\s?[{QUOTES}]?\Z")


@lru_cache(maxsize=1)
def _signing() -> re.Pattern[str]:
    return re.compile(
        rf"[.!?…։؟][{QUOTES})]*\s+(?:[—–-]\s?)?[{QUOTES}]?\Z"
        rf"|(?:^|[.!?…։؟(][{QUOTES}]?\s*)(?:{rows(words.WITH)})\s(?:the )?\Z"
    )


@lru_cache(maxsize=1)
def _of_agencies() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{rows(words.AGENCY_WORDS)}|{words.PICTURES})")
