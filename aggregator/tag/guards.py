"""Names of places that are none where they stand: persons, clubs, datelines, agencies.

Each guard is a question to one mention, answered by its neighbours; the answer is the guard's name, for whoever asks why.
"""

from __future__ import annotations

from functools import cache

from aggregator.tag.gazetteer import Name, gazetteer, guard_words
from aggregator.tag.matcher import HYPHENS, Mention, Text
from aggregator.text.words import Word, fold

#: Languages that have endings where others have prepositions.
UNTOLD = frozenset({"ka", "hy", "az", "tr", "fa", "ar"})
_BREAKS = frozenset(',;:.!?()«»“”"—–')
_QUOTED_AND_SPACE = frozenset({"” ", '" ', "» ", "“ ", "’ "})
#: Kinds of names that are places.
_PLACES = frozenset({"name", "alias", "town", "division", "place"})
#: Languages in which the name of a people, with a capital behind a given name, is a surname.
_WITH_SURNAMES = frozenset({"de", "fr", "es", "ru", "uk"})
#: Endings of Cyrillic given names in the nominative, and the fewest letters one has in another case.
_GIVEN_ENDINGS, _SHORTEST_GIVEN = ("", "а", "я", "й", "ь", "ія", "ия"), 4
#: Turkish endings that say where, or from where.
_WHERE = frozenset({"da", "de", "ta", "te", "dan", "den", "tan", "ten", "daki", "deki", "taki", "teki"})
#: Of the Georgian cases those that say where: no surname ends so behind its given name.
LOCATIVE = ("ში", "ზე", "დან", "მდე", "კენ", "შიც", "თან")


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
    if is_everyday(text, mention, language):
        return "word"
    name = mention.names[0]
    if name.kind == "person":
        return "person" if name.is_person and is_anothers(text, mention) else None
    if text.has_quotes and is_in_title(text, mention, language):
        return "title"
    return guard_against_name(name, text, mention, language)


def guard_against_name(name: Name, text: Text, mention: Mention, language: str | None) -> str | None:
    """Why the name of a country or a town, or the adjective of one, says nothing of it."""
    if name.kind == "demonym" or is_of_town(name):
        if is_surname(name, text, mention):
            return "person"
        if is_dish(text, mention, language):
            return "dish"
    if name.kind not in _PLACES:
        return None
    if is_person(text, mention, language):
        return "person"
    if is_club(text, mention) or is_in_match(text, mention, language):
        return "club"
    return "part" if name.kind in {"town", "place"} and is_part(text, mention) else None


def is_of_town(name: Name) -> bool:
    """Whether a name is the adjective or the people of a town: ``киевский``, ``ვენური``."""
    if name.language == "ka":
        return name.written.endswith(("ური", "ული")) and name.kind == "town"
    return name.kind == "town" and name.written[0].islower()


def is_everyday(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a form of a name is a word of every day where a capital says nothing: ``Artık`` (by now) is no town."""
    word = text.words[mention.first]
    if word.key not in words_in("everyday", language) or mention.first != mention.last or text.has_suffix(mention.last):
        return False
    if word.shape in {"n", "l"}:
        return not follows_place_noun(text, mention)
    return text.starts_sentence(mention.first) or text.is_titled or text.is_shouted


def follows_place_noun(text: Text, mention: Mention) -> bool:
    """Whether "town", "province" or the like stands before a name: ``مدينة الباب`` is no door."""
    if not mention.first or text.between(mention.first) != " ":
        return False
    return text.words[mention.first - 1].key in guard_words()["place_nouns"]


def is_in_title(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a name stands in quotation marks and is that of something else: a town alone between them is a club, a hotel or a
    song, and whatever stands beside a word such as "novel" is its title."""
    quotation = text.quotation(mention.first, mention.last)
    if quotation is None:
        return False
    name, (first, last) = mention.names[0], quotation
    if quotation == (mention.first, mention.last) and first == last:
        is_free = name.kind in _PLACES - {"alias"} or fold(name.written)[0] in guard_words()["club_towns"]
        return is_free and not text.is_shouted
    beside = (text.words[at].key for at in (first - 2, first - 1, last + 1) if 0 <= at < len(text.words))
    return any(key.startswith(stems_in("works", language)) for key in beside)


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
    if name.language == "ka":
        return is_given(before) and not text.words[mention.first].key.endswith(LOCATIVE)
    is_named = text.words[mention.first].shape == before.shape == "C"
    return is_named and name.language in _WITH_SURNAMES and is_given(before)


def is_given(word: Word) -> bool:
    """Whether a word is a given name; in Cyrillic in any of its cases: ``Остапом``, ``Софье``."""
    given, key = guard_words()["given"], word.key
    if key in given:
        return True
    if not "\u0400" <= key[:1] <= "\u04ff":
        return False
    stems = {key[:-1], key[:-2]} if len(key) > _SHORTEST_GIVEN else set[str]()
    return any(stem + ending in given for stem in stems for ending in _GIVEN_ENDINGS)


def is_dish(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether an adjective is a way of cooking: in a text of the kitchen, or beside a dish."""
    if not words_in("recipe_words", language).isdisjoint(text.keys):
        return True
    before = text.words[mention.first - 1] if mention.first and text.between(mention.first) == " " else None
    beside = [word.key for word in (before, text.neighbour(mention.last)) if word is not None]
    if language == "ar":
        beside += [key.removeprefix("و") for key in beside]
    return any(key.startswith(stems_in("dishes", language)) for key in beside)


@cache
def words_in(name: str, language: str | None) -> frozenset[str]:
    """A list of words, of one language; English for an unknown one."""
    return guard_words().get(f"{name}:{language or 'en'}", frozenset())


@cache
def stems_in(name: str, language: str | None) -> tuple[str, ...]:
    """A list of beginnings of words."""
    return tuple(words_in(name, language))


def follows_preposition(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a word stands before a name that stands before places: "in", «близ»."""
    return mention.first > 0 and text.words[mention.first - 1].key in words_in("prepositions", language)


def is_in_match(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a town stands for its club in a report of a match."""
    name = mention.names[0]
    if mention.first != mention.last or name.kind not in {"town", "place", "division"}:
        return False
    before = text.words[mention.first - 1].key if mention.first else ""
    if fold(name.written)[0] not in guard_words()["club_towns"]:
        return False
    if before != "gegen" and follows_preposition(text, mention, language):
        return False
    # In Spanish no town has an article, and every club.
    is_articled = language == "es" and before in {"el", "al", "del"}
    return is_articled or not words_in("match_words", language).isdisjoint(text.keys)


def local_body_after(text: Text, mention: Mention) -> bool:
    """Whether an American town is meant by what follows: ``Lebanon High School``."""
    first = text.neighbour(mention.last)
    if first is None or first.shape != "C":
        return False
    second = text.neighbour(mention.last + 1)
    bodies = guard_words()["local_bodies"]
    return first.key in bodies or (second is not None and f"{first.key} {second.key}" in bodies)


def is_person(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a name is part of a person's."""
    shape = text.words[mention.first].shape
    if shape == "l" or mention.first != mention.last:
        return False
    before = text.words[mention.first - 1] if mention.first and text.between(mention.first) == " " else None
    if shape == "n":
        is_uncased = before is not None and mention.names[0].language == "ka" and is_given(before)
        return is_uncased and not text.words[mention.first].key.endswith(LOCATIVE)
    return (before is not None and follows_person(text, mention, before, language)) or precedes_family(
        text, mention, language
    )


def follows_person(text: Text, mention: Mention, before: Word, language: str | None) -> bool:
    """Whether the word before makes a person of a name: a given name, a title, "his mother"."""
    lists, key, name = guard_words(), text.words[mention.first].key, mention.names[0]
    if before.shape == "l":
        return before.key in lists["relations"] and (key in lists["given_names"] or name.is_person)
    if is_given(before):
        return not is_placed_by_suffix(text, mention)
    if before.key in lists["titles"] and (key in lists["surnames"] or name.is_person):
        return True
    is_named = name.is_person and language != "de"  # "der Stadt Florenz"
    return is_named and not text.is_titled and not text.starts_sentence(mention.first - 1)


def is_placed_by_suffix(text: Text, mention: Mention) -> bool:
    """Whether a Turkish ending behind an apostrophe says where: ``Şara Washington’dan``."""
    return text.has_suffix(mention.last) and text.words[mention.last + 1].key in _WHERE


def precedes_family(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a surname follows a name that is a given name too: ``Paris Jackson``."""
    lists, key, after = guard_words(), text.words[mention.first].key, text.neighbour(mention.last)
    if after is None or after.shape != "C" or key not in lists["given_names"]:
        return False
    if after.key in lists["families"]:
        return True
    if language == "de" and not text.starts_sentence(mention.first):
        return False  # every noun has a capital: "Nun hat China Zölle verhängt"
    begun = gazetteer().phrases(after.key)
    if begun is not None and begun[0] and mention.names[0].kind in {"name", "alias"}:
        return False  # "İsrail Qəzzaya": two places
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
