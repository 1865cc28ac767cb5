"""Names of places that are none where they stand: persons, clubs, datelines, agencies.

Each guard is a question to one mention, answered by its neighbours; the answer is the guard's name, for whoever asks why.
"""

from __future__ import annotations

from aggregator.tag.gazetteer import Name, gazetteer, guard_words
from aggregator.tag.matcher import HYPHENS, Mention, Text
from aggregator.text.words import fold

#: Languages that have endings where others have prepositions.
UNTOLD = frozenset({"ka", "hy", "az", "tr", "fa", "ar"})
_BREAKS = frozenset(',;:.!?()«»“”"—–')
_QUOTED_AND_SPACE = frozenset({"” ", '" ', "» ", "“ ", "’ "})


def guard_against(text: Text, mention: Mention, language: str | None) -> str | None:
    """Why a mention is no place; None when it may be one. ``language`` is the text's."""
    if mention.start < text.dateline:
        return "dateline"
    if text.credits and any(begin <= mention.start < end for begin, end in text.credits):
        return "credits"
    if is_of_agency(text, mention):
        return "agency"
    if is_manner(text, mention):
        return "manner"
    name = mention.names[0]
    if name.kind == "person":
        return "person" if name.is_person and is_anothers(text, mention) else None
    if name.kind == "demonym":
        return "person" if is_surname(name, text, mention) else "dish" if is_dish(text, language) else None
    if name.kind in {"name", "alias", "town", "division", "place"}:
        if is_person(text, mention):
            return "person"
        if is_club(text, mention) or is_in_match(text, mention, language):
            return "club"
        if name.kind in {"town", "place"} and is_part(text, mention):
            return "part"
    return None


def is_manner(text: Text, mention: Mention) -> bool:
    """Whether something is done the way of a country: ``кофе по-турецки``, ``à la turque``."""
    if not mention.first:
        return False
    before, gap = text.words[mention.first - 1].key, text.between(mention.first)
    if before == "по" and gap == "-":
        return True
    return (
        before == "la"
        and mention.first > 1
        and text.words[mention.first - 2].key == "a"
        and text.words[mention.first].shape == "l"
    )


def is_of_agency(text: Text, mention: Mention) -> bool:
    """Whether a name only says whose an agency is, or where its reporter sat: ``Reuters in London``; or is an agency's."""
    lists = guard_words()
    if mention.first > 1 and is_agency(text, mention.first - 2):
        return text.words[mention.first - 1].key in {"in", "в", "у"}
    if text.words[mention.first].key in lists["agencies"]:
        beside = (
            text.words[place].key for place in (mention.first - 1, mention.last + 1) if 0 <= place < len(text.words)
        )
        return not lists["agency_words"].isdisjoint(beside)
    for word in text.words[mention.last + 1 : mention.last + 6]:
        if not _BREAKS.isdisjoint(word.gap):
            return False
        if word.key in lists["agencies"] and word.shape != "l":
            return True
        if word.key not in lists["of_agencies"]:
            return False
        if word.key in lists["agency_words"]:
            return True
    return False


def is_agency(text: Text, word: int) -> bool:
    """Whether a word is, or ends, the name of an agency."""
    key = text.words[word].key
    agencies = guard_words()["agencies"]
    return key in agencies or (word > 0 and f"{text.words[word - 1].key} {key}" in agencies)


def is_anothers(text: Text, mention: Mention) -> bool:
    """Whether a surname that many bear follows a given name that is not its politician's."""
    if not mention.first or text.between(mention.first) != " ":
        return False
    return text.words[mention.first - 1].shape == "C" and text.words[mention.first - 1].key in guard_words()["given"]


def is_surname(name: Name, text: Text, mention: Mention) -> bool:
    """Whether the name of a people is a person's: ``Claudia Schweizer``, ``أحمد المصري``."""
    if not mention.first or text.between(mention.first) != " ":
        return False
    before = text.words[mention.first - 1]
    if name.language == "ar":
        return before.key in guard_words()["given_arabic"] and text.text[mention.start : mention.end].startswith("ال")
    is_named = text.words[mention.first].shape == before.shape == "C"
    return is_named and name.language in {"de", "fr", "es"} and before.key in guard_words()["given"]


def is_dish(text: Text, language: str | None) -> bool:
    """Whether a text is of the kitchen, where a country's adjective is a way of cooking."""
    return not words_in("recipe_words", language).isdisjoint(text.keys)


def words_in(name: str, language: str | None) -> frozenset[str]:
    """A list of words, of one language; English for an unknown one."""
    return guard_words().get(f"{name}:{language or 'en'}", frozenset())


def follows_preposition(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a word stands before a name that stands before places: "in", «близ»."""
    return mention.first > 0 and text.words[mention.first - 1].key in words_in("prepositions", language)


def is_in_match(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a town stands for its club in a report of a match."""
    name = mention.names[0]
    if mention.first != mention.last or name.kind not in {"town", "place"}:
        return False
    if fold(name.written)[0] not in guard_words()["club_towns"] or follows_preposition(text, mention, language):
        return False
    return not words_in("match_words", language).isdisjoint(text.keys)


def local_body_after(text: Text, mention: Mention) -> bool:
    """Whether an American town is meant by what follows: ``Lebanon High School``."""
    first = text.neighbour(mention.last)
    if first is None or first.shape != "C":
        return False
    second = text.neighbour(mention.last + 1)
    bodies = guard_words()["local_bodies"]
    return first.key in bodies or (second is not None and f"{first.key} {second.key}" in bodies)


def is_person(text: Text, mention: Mention) -> bool:
    """Whether a name is part of a person's."""
    shape = text.words[mention.first].shape
    if shape in {"n", "l"} or mention.first != mention.last:
        return False
    lists = guard_words()
    key = text.words[mention.first].key
    before = text.words[mention.first - 1] if mention.first and text.between(mention.first) == " " else None
    after = text.neighbour(mention.last)
    if before is not None and before.shape != "l":
        if before.key in lists["given"]:
            return True
        if before.key in lists["titles"] and (key in lists["surnames"] or mention.names[0].is_person):
            return True
        if mention.names[0].is_person and not text.is_titled and not text.starts_sentence(mention.first - 1):
            return True
    if after is None or after.shape != "C" or key not in lists["given_names"]:
        return False
    if after.key in lists["families"]:
        return True
    if text.is_titled or text.is_shouted or after.key in lists["offices"]:
        return False
    # "Kenya Supreme Court" is no person: with the name of a country one more capital makes a body of it.
    later = text.neighbour(mention.last + 1)
    return mention.names[0].kind not in {"name", "alias"} or later is None or later.shape != "C"


def is_part(text: Text, mention: Mention) -> bool:
    """Whether a town is but one half of another name: ``Kyzyl-Bel``. Two names with a hyphen are two places: Moscow–Beijing."""
    beside = []
    if mention.first and text.between(mention.first) in HYPHENS:
        beside.append(text.words[mention.first - 1])
    if mention.last + 1 < len(text.words) and text.between(mention.last + 1) in HYPHENS:
        beside.append(text.words[mention.last + 1])
    begun = [gazetteer().phrases(word.key) for word in beside if word.shape == "C"]
    return any(found is None or not found[0] for found in begun)


def is_club(text: Text, mention: Mention) -> bool:
    """Whether a name is part of a club's."""
    lists = guard_words()
    is_quoted = mention.last + 1 < len(text.words) and text.between(mention.last + 1) in _QUOTED_AND_SPACE
    if is_quoted and text.words[mention.last + 1].key in lists["after_clubs"]:  # «Qarabağ» klubu
        return True
    before = (
        text.words[mention.first - 1]
        if mention.first and text.between(mention.first) in {" ", " «", ' "', "-"}
        else None
    )
    if before is not None and before.key in lists["before_clubs"] and before.shape != "l":
        return True
    after = text.neighbour(mention.last)
    return after is not None and (
        (after.shape != "l" and after.key in lists["after_clubs"]) or after.key.endswith("spor")
    )
