"""Find the names of regions in a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from aggregator.tag.gazetteer import Gazetteer, Name, Phrases, guard_words
from aggregator.text.monthnames import MONTHS
from aggregator.text.words import Word, fold_letters, words_of

# Between two words of one name stands a space, a hyphen or an apostrophe; a full stop after a short word: "St. Lucia".
_BREAKS = frozenset('.,;:!?…()[]{}"«»“”„|/\\\n\t·•؛،؟።։')
_ENDS_SENTENCE = frozenset('.!?…:;«»“”„"\n•|—–-՝։؟()[]')
HYPHENS = frozenset("-\u2010\u2011\u2013")
#: Letters with marks that are letters of their own, but for those that endings bring along: an açar (a key) is no Acar, and
#: Löhne (wages) are not Lohne.
_DISTINCT = {"tr": frozenset("çşö"), "az": frozenset("çşö"), "de": frozenset("äöü")}
_MARKED = frozenset("çşöğıüəäß")
#: What tells two names of one spelling apart in a text that writes it: عُمان is Oman, عمّان Amman.
_TOLD_APART = frozenset("\u064f\u0651")
APOSTROPHES = frozenset("'\u2019\u02bc")
OPENED, _CLOSED = frozenset("«“„\"'‘"), frozenset("»”“\"'’")
#: Quotation marks in pairs; German and Danish books turn the French ones round.
_PAIRS = {"«": "»", "»": "«", "“": "”", "„": '“”"', '"': '"', "”": "”", "‹": "›", "›": "‹"}
_QUOTE = re.compile(f"[{''.join(_PAIRS)}]")
#: The longest title in quotation marks, in words.
_LONGEST_TITLE = 8
#: Letters before which a language has no headlines in capitals: Latin comes first.
_LAST_LATIN = "\u024f"
#: Languages whose words are told apart by marks, and the marked letters of those in Latin script.
_ACCENTED = frozenset({"ar", "es", "fr"})
_ACCENTS = frozenset("áéíóúñàèùâêîôûëïç")
#: Letters that Arabic writes with marks which careless texts leave out, and never put where none belong.
_MARKED_ARABIC = frozenset("أإآة")
_BARE_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه"})
_WIDEST_GAP = 3
_SHORT_WORD = 3
#: Of the longer words of a headline with capitals, one in so many begins without one at most.
_ONE_SMALL, _FEWEST_TITLED = 5, 3
_MONTH = rf"(?:{'|'.join(dict.fromkeys(name for names in MONTHS.values() for name in names))})(?![^\W\d_])\.?"
_DAY = rf"(?:\d{{1,2}}\.?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}})(?:,?\s+\d{{4}})?"
_TOWN = r"(?:[^\n.!?:;()—–]|\.(?=\w)){2,40}?"
#: ``PARIS, Jan 12 (AP) —``, ``МОСКВА, 12 января. /ТАСС/.``, ``BAKU (Reuters) -``, ``Київ. 14 січня. Інтерфакс.``, ``TEHRAN — ``:
#: where a report was written.
_DATELINE = re.compile(
    rf"\s*(?:{_TOWN}(?:[,.،]?\s+{_DAY}[,.،]?)?\s*(?:\([^()\n]{{2,30}}\)\s*[—–:.,-]|/[^/\n]{{2,30}}/)"
    rf"|{_TOWN}[,.،]\s+{_DAY}[,.،։]?\s*(?:[—–]|-\s|[^\W\d_][\w.]{{2,20}}(?:\s[A-ZА-Я]\w+)?\s*[.,—–:-])"
    rf"|{_TOWN}\s?[-–]\s?[^\W\d_]{{2,20}}\s[-–]\s"
    rf"|(?-i:[A-ZА-ЯƏİÖÜÇŞĞ]{{3,}}), [^\n.,]{{3,30}}, {_DAY}\."
    rf"|{_TOWN}[,.،]\s+{_DAY},\s+(?-i:[A-ZА-ЯƏİÖÜÇŞĞ]{{3,15}})\s"
    rf"|\([^()\n]{{2,30}}\)\s{_TOWN}\s?(?:—|–|--)\s"
    r"|(?-i:[A-ZА-ЯЁІЇЄҐԱ-Ֆ][A-ZА-ЯЁІЇЄҐԱ-Ֆ .,'’-]{2,38})\s*(?:—|–|--|\s-\s)"
    r")",
    re.IGNORECASE,
)


#: Without one of these nothing is a dateline; most texts have none, and this is much faster to see.
_SIGN_OF_DATELINE = re.compile(r"[—–(/\d]| ?- |--")
#: ``(Reporting by Ann Lee in London; editing by Bo Ek)``: who wrote it, and where they sat, to the end of the paragraph.
_CREDITS = re.compile(r"(?:^|[\s(])(?:Additional\s+)?(?:Reporting|Writing|Editing|Compiled)\s+by\s[^\n]*")
#: ``القاهرة - سبوتنيك``: a town and what may be an agency.
_TOWN_AND_AGENCY = re.compile(rf"\s*{_TOWN}\s?[-–]\s?([^\W\d_]{{2,20}})(?!\w)")


@dataclass(frozen=True, slots=True)
class Mention:
    """Names that stand at one place of a text: several, where a name is shared. ``first`` and ``last`` count words, ``start``
    and ``end`` characters."""

    names: tuple[Name, ...]
    first: int
    last: int
    start: int
    end: int


_Made = TypeVar("_Made")


class Lazy(Generic[_Made]):
    """An attribute that is made when first asked for. The one of functools takes a lock, which costs more than most of these."""

    def __init__(self, make: Callable[[Any], _Made]) -> None:
        self._make = make

    def __get__(self, owner: Any, kind: type | None = None) -> _Made:
        made = owner.__dict__[self._make.__name__] = self._make(owner)
        return made


class Text:
    """A text and its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words_of(text)

    @Lazy
    def keys(self) -> frozenset[str]:
        """The words, folded."""
        return frozenset(word.key for word in self.words)

    @Lazy
    def _shapes(self) -> frozenset[str]:
        return frozenset(word.shape for word in self.words)

    @Lazy
    def has_capitals(self) -> bool:
        return not self._shapes.isdisjoint({"U", "C"})

    @Lazy
    def is_shouted(self) -> bool:
        """Whether it is in capitals throughout."""
        return "U" in self._shapes and not any(
            word.shape == "l" or (word.shape == "C" and word.end - word.start > 1) for word in self.words
        )

    @Lazy
    def is_titled(self) -> bool:
        """Whether nearly every word begins with a capital, as in English headlines; no other script has such."""
        shapes = [word.shape for word in self.words if word.end - word.start > _SHORT_WORD]
        is_mostly = len(shapes) > _FEWEST_TITLED and shapes.count("l") <= len(shapes) // _ONE_SMALL
        return is_mostly and all(word.key[0] <= _LAST_LATIN for word in self.words)

    @Lazy
    def is_spelled(self) -> bool:
        """Whether it is written with letters that a plain keyboard has not."""
        return not _MARKED.isdisjoint(self.text.lower())

    @Lazy
    def dateline(self) -> int:
        """Where the dateline ends that it begins with; 0 without one."""
        return 0 if self.is_shouted else dateline_of(self.text)

    @Lazy
    def credits(self) -> tuple[tuple[int, int], ...]:
        """Where it says who wrote it."""
        return tuple(match.span() for match in _CREDITS.finditer(self.text)) if " by " in self.text else ()

    def between(self, word: int) -> str:
        """What stands between a word and the one before it."""
        return self.words[word].gap

    def starts_sentence(self, word: int) -> bool:
        """Whether a word begins the text or a sentence in it."""
        return word == 0 or not _ENDS_SENTENCE.isdisjoint(self.between(word))

    def behind(self, word: int) -> str:
        """What stands between a word and the one after it."""
        return self.words[word + 1].gap if word + 1 < len(self.words) else self.text[self.words[word].end :]

    def is_quoted(self, first: int, last: int) -> bool:
        """Whether words stand between quotation marks, and nothing else does."""
        return not OPENED.isdisjoint(self.between(first)[-1:]) and not _CLOSED.isdisjoint(self.behind(last)[:1])

    def quotation(self, first: int, last: int) -> tuple[int, int] | None:
        """The first and the last word of the quotation that words stand in; None outside of one, or in a long one."""
        near = range(first, max(-1, first - _LONGEST_TITLE), -1)
        # French puts spaces inside.
        begin = next((at for at in near if self.between(at).rstrip()[-1:] in _PAIRS), None)
        if begin is None:
            return None
        closing = _PAIRS[self.between(begin).rstrip()[-1:]]
        for end in range(begin, min(len(self.words), begin + _LONGEST_TITLE)):
            if any(mark in closing for mark in self.behind(end)):
                return (begin, end) if end >= last else None
        return None

    @Lazy
    def has_quotes(self) -> bool:
        """Whether it has quotation marks: most texts have none, and then nothing is looked for in them."""
        return _QUOTE.search(self.text) is not None

    def has_suffix(self, word: int) -> bool:
        """Whether an apostrophe parts a word from its ending, which Turkish writes after proper names alone: ``Mısır’da``."""
        return word + 1 < len(self.words) and self.between(word + 1) in APOSTROPHES

    def neighbour(self, word: int) -> Word | None:
        """The word after, where nothing but a space stands between."""
        return self.words[word + 1] if word + 1 < len(self.words) and self.between(word + 1) == " " else None

    def is_half(self, word: int) -> bool:
        """Whether a word is the first half of a compound: ``Franco-German``."""
        return word + 1 < len(self.words) and self.between(word + 1) in HYPHENS

    def is_joined(self, word: int) -> bool:
        """Whether a word may continue the name that the word before it began."""
        gap = self.between(word)
        if gap == " ":
            return True
        previous = self.words[word - 1]
        if gap in {". ", "."}:
            return previous.end - previous.start < _SHORT_WORD
        if gap == ", ":
            return False
        return len(gap) <= _WIDEST_GAP and _BREAKS.isdisjoint(gap)


def read(text: str) -> Text:
    """Split a text into words, once for all that look at it."""
    return Text(text)


def dateline_of(text: str) -> int:
    """Where a dateline ends that a text begins with; 0 when it begins with none."""
    if not _SIGN_OF_DATELINE.search(text[:160]):
        return 0
    match = _DATELINE.match(text[:160])
    if match:
        return match.end()
    match = _TOWN_AND_AGENCY.match(text[:80])
    return match.end() if match and fold_letters(match[1]) in guard_words()["agencies"] else 0


def find_mentions(text: Text, language: str | None, table: Gazetteer) -> tuple[Mention, ...]:
    """The names in a text, from left to right and without overlap; of several that begin at one word the longest wins.

    ``language`` is the text's, as its primary subtag (``en``), None when not known. Phrases that are no region (``Paris
    Hilton``) cover their words; their name has no region.
    """
    found = []
    place, words = 0, text.words
    while place < len(words):
        begun = table.phrases(words[place].key)
        hit = None
        if begun is not None:
            after = table.words(words[place + 1].key) if begun[1] and place + 1 < len(words) else ()
            if begun[0] or after:
                hit = _longest(text, place, begun, after, language, table)
        if hit is None:
            place += 1
            continue
        found.append(hit)
        place = hit.last + 1
    return tuple(found)


def _longest(
    text: Text, place: int, begun: Phrases, after: tuple[str, ...], language: str | None, table: Gazetteer
) -> Mention | None:
    """The longest name that begins at a word, if any. ``after``: what the next word may be a form of."""
    alone, longer = begun
    seconds = [longer[word] for word in after if word in longer]
    if not seconds:
        names = _fitting(text, place, place, language, alone, table) if alone else ()
        return Mention(names, place, place, text.words[place].start, text.words[place].end) if names else None
    ends: dict[int, list[int]] = {place: alone} if alone else {}
    if text.is_joined(place + 1):
        for second in seconds:
            for rest, number in second:
                if not rest or _continues(text, place + 1, rest, table):
                    ends.setdefault(place + 1 + len(rest), []).append(number)
    for last in sorted(ends, reverse=True):
        if names := _fitting(text, place, last, language, ends[last], table):
            return Mention(names, place, last, text.words[place].start, text.words[last].end)
    return None


def _continues(text: Text, place: int, rest: tuple[str, ...], table: Gazetteer) -> bool:
    """Whether these words follow a word."""
    return place + len(rest) < len(text.words) and all(
        word in table.words(text.words[at].key) and text.is_joined(at) for at, word in enumerate(rest, place + 1)
    )


def _fitting(
    text: Text, first: int, last: int, language: str | None, numbers: list[int], table: Gazetteer
) -> tuple[Name, ...]:
    """The rows that fit the language and the letter case of the text.

    Where the text's own language has the words, the others are not asked: that Turkish ``Mısır`` is also corn is known
    to the Turkish row alone. A phrase that is no region goes before one that is; the rest of the order makes it
    definite.
    """
    rows = [table.name(number) for number in numbers]
    if first == last and language in _ACCENTED:
        told = [row for row in rows if row.language != language or is_spelled_so(row, text, first)]
        if len(told) < len(rows) and all(row.language != language for row in told):
            return ()
        rows = told
    if len(rows) == 1 and language not in _DISTINCT:  # the usual case, and so the fast one
        row = rows[0]
        return (row,) if row.is_of(language) and _is_case_right(row, text, first, last) else ()
    own = [row for row in rows if row.language == language]
    fitting = [row for row in own or rows if row.is_of(language) and _is_case_right(row, text, first, last)]
    if fitting and language in _DISTINCT:
        letters = _DISTINCT[language] if text.is_spelled else frozenset()
        strange = set(text.text[text.words[first].start : text.words[last].end].lower()) & letters
        fitting = [row for row in fitting if row.language != language or strange == letters & set(row.written.lower())]
    elif language == "ar" and len(fitting) > 1:
        marks = set(text.text[text.words[first].start : text.words[last].end]) & _TOLD_APART
        fitting = [row for row in fitting if marks and marks <= set(row.written)] or fitting
    if not fitting:
        return ()
    if any(not row.region for row in fitting):
        return tuple(row for row in fitting if not row.region)[:1]
    first_of = language or "en"
    return tuple(sorted(fitting, key=lambda row: (row.region, row.language != first_of, row.language, row.written)))


def is_spelled_so(name: Name, text: Text, word: int) -> bool:
    """Whether the marks that a word has are those of the name: ``quitó`` is no Quito, and ``كأن`` (as if) no ``كان`` (Cannes).

    Folded they are alike, since many write no marks.
    """
    written = text.text[text.words[word].start : text.words[word].end]
    if name.language == "ar":
        return _MARKED_ARABIC.isdisjoint(written) or name.kind == "place" or has_marks(name.written, written)
    return written.isascii() or _ACCENTS.intersection(written.lower()) <= set(name.written.lower())


def has_marks(name: str, written: str) -> bool:
    """Whether an Arabic word has its marks where the name in it has them. On the first letter of a name they vary:
    ``إفريقيا``, ``أفريقيا``."""
    plain, stem = written.translate(_BARE_ARABIC), name.removeprefix("ال")
    begin = plain.rfind(stem.translate(_BARE_ARABIC))
    if begin < 0 or begin + len(stem) != len(plain):
        return True  # written with vowels, or another form: not for this to tell
    marked = {at for at, letter in enumerate(written) if letter in _MARKED_ARABIC} - {begin}
    return all(at > begin and stem[at - begin] == written[at] for at in marked)


def is_before_office(text: Text, last: int, language: str) -> bool:
    """Whether what follows stands after names of countries: ``Kenya President``, ``Mısır Cumhurbaşkanı``, ``Mısır ordusu``."""
    after = text.neighbour(last)
    if language == "tr":
        lists = guard_words()["acts"]
        return text.behind(last)[:1] == "," or (
            after is not None and (after.key in lists or (after.shape == "C" and not text.is_titled))
        )
    return after is not None and after.shape == "C" and after.key in guard_words()["offices"]


def _is_case_right(name: Name, text: Text, first: int, last: int) -> bool:
    if name.kind == "half" and not text.is_half(last):
        return False
    case, shape = name.case, text.words[first].shape
    if case == "free" or shape == "n":
        return True
    if case == "capital":
        is_small = text.words[last].shape == "l" and text.between(last) == " "
        if last > first and is_small and name.written.split()[-1][0].isupper():
            return not text.has_capitals  # "El banco" is no El Banco
        return shape != "l" or not text.has_capitals
    if case == "small":
        is_brand = text.is_quoted(first, last) and not text.is_shouted
        return shape == "l" or text.is_shouted or text.is_titled or (text.starts_sentence(first) and not is_brand)
    if case == "common":
        return shape != "l"
    if case == "inner":
        is_inside = not (text.starts_sentence(first) or text.is_shouted)
        return shape != "l" and (is_inside or text.has_suffix(last) or is_before_office(text, last, name.language))
    if case == "suffixed":
        return shape != "l" and text.has_suffix(last)
    if case == "upper":
        return shape == "U"
    return shape == "U" and (not text.is_shouted or "." in text.text[text.words[first].start : text.words[last].end])
