"""Words without their endings, and names without their script.

A *stem* makes one word of its cases and numbers within a language: endings are cut by rule, and what is left is cut short. It need not be
a word, nor right: it must be the same for ``подстанция`` and ``подстанции`` and another for another word, nearly always.

A *skeleton* makes one of a name in Latin, Cyrillic, Georgian, Armenian and Arabic letters: its consonants, with those that transliterations
mix up made one (``Pashinyan``, ``Пашинян``, ``ფაშინიანი``, ``Փաշինյան``, ``باشينيان`` are all ``bsnn``), its vowels gone, which Arabic does
not write and nobody transliterates alike, but for a sign that one begins it.
"""

from __future__ import annotations

from functools import lru_cache

#: Endings by language, the longest first; what is left has as many letters as the number says.
_ENDINGS: dict[str, tuple[int, tuple[str, ...]]] = {
    "en": (3, ("ations", "ation", "ments", "ment", "ings", "ing", "ied", "ies", "ers", "ed", "es", "er", "s", "e")),
    "ru": (3, ("иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "ией", "иям", "иях", "ится", "ются", "лись", "лась", "лось",
               "ить", "ать", "ах", "ях", "ов", "ев", "ей", "ой", "ий", "ый", "ая", "яя", "ое", "ее", "ые", "ие", "ую", "юю", "ом", "ем", "ам",
               "ям", "ию", "ия", "ии", "ло", "ла", "ли", "ть", "у", "ю", "а", "я", "о", "е", "и", "ы", "ь", "й", "л")),
    "uk": (3, ("іями", "ями", "ами", "ого", "ому", "ими", "ією", "іям", "іях", "ться", "лися", "лася", "лося", "ити", "ати", "ові", "еві",
               "ах", "ях", "ів", "їв", "ей", "ий", "ій", "ою", "ею", "ам", "ям", "ом", "ем", "ію", "ія", "ії", "ла", "ло", "ли", "ти",
               "у", "ю", "а", "я", "о", "е", "є", "и", "і", "ї", "ь", "й", "в")),
    "ka": (3, ("ებისთვის", "ებიდან", "ისთვის", "ებთან", "ებსა", "ებმა", "ების", "ებში", "ებზე", "ებით", "იდან", "ასთან", "სთან", "ისა",
               "ისგან", "ებს", "ები", "ელი", "ული", "ური", "ში", "ზე", "თან", "მა", "ის", "ით", "ად", "სა", "ს", "ი", "მ", "ა", "ე", "ო")),
    "hy": (3, ("ություններ", "ության", "ությունը", "ություն", "ներին", "ներից", "ներում", "ներով", "ների", "ները", "ներն", "ներ", "երին",
               "երի", "երը", "ական", "ային", "վել", "ացել", "ել", "եր", "ում", "ից", "ով", "ին", "ան", "ի", "ը", "ն", "ս", "ա")),
    "az": (4, ("larinin", "lerinin", "larinda", "lerinde", "larindan", "lerinden", "larin", "lerin", "larda", "lerde", "lari", "leri",
               "lar", "ler", "sinin", "sini", "sina", "sine", "sinda", "sinde", "nin", "nun", "indan", "inden", "inda", "inde", "dan", "den",
               "da", "de", "in", "un", "na", "ne", "ni", "nu", "si", "su", "ya", "ye", "yi", "yu", "ib", "ub", "di", "du", "a", "e", "i", "u")),
    "fa": (3, ("هايي", "هاي", "ها", "ترين", "تر", "ان", "ات", "ي")),
    "ar": (3, ("يات", "ات", "ون", "ين", "ان", "ها", "هم", "يه", "ه", "ي", "ا")),
    "fr": (4, ("ements", "ement", "ations", "ation", "aient", "aux", "ées", "ée", "ees", "ee", "ent", "ant", "és", "es", "er", "ez", "ir",
               "e", "s", "x")),
    "de": (4, ("ungen", "ung", "ern", "est", "en", "er", "es", "em", "et", "te", "e", "n", "s", "t")),
    "es": (4, ("aciones", "acion", "amiento", "ando", "iendo", "aron", "ieron", "ados", "adas", "ado", "ada", "es", "as", "os", "ar", "er",
               "ir", "an", "en", "a", "o", "e", "s")),
}  # fmt: skip
_ENDINGS["tr"] = _ENDINGS["az"]
_LONGEST = {"ar": 5, "ka": 6, "ru": 6, "uk": 6, "hy": 6, "az": 6, "tr": 6}
_USUAL_LONGEST = 7
_BEFORE = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف")

#: Letters and groups of letters to the sound they stand for; "" for vowels and what is often left out.
_SOUNDS = {
    # Latin, folded
    "tsch": "s", "dsch": "s", "sch": "s", "shch": "s", "tch": "s", "dzh": "s", "dj": "s", "sh": "s", "ch": "s", "zh": "s", "kh": "k", "gh": "k",
    "ph": "b", "th": "t", "ts": "s", "tz": "s", "dz": "s", "ck": "k", "qu": "k", "b": "b", "p": "b", "f": "b", "v": "b", "c": "k", "k": "k", "q": "k",
    "g": "k", "x": "ks", "d": "t", "t": "t", "s": "s", "z": "s", "j": "s", "l": "l", "m": "m", "n": "n", "r": "r", "w": "",
    # Cyrillic
    "б": "b", "в": "b", "г": "k", "ґ": "k", "д": "t", "дж": "s", "дз": "s", "ж": "s", "з": "s", "к": "k", "л": "l", "м": "m", "н": "n", "п": "b", "р": "r",
    "с": "s", "т": "t", "тц": "s", "ф": "b", "х": "k", "ц": "s", "ч": "s", "ш": "s", "щ": "s",
    # Georgian
    "ბ": "b", "გ": "k", "დ": "t", "ვ": "b", "ზ": "s", "თ": "t", "კ": "k", "ლ": "l", "მ": "m", "ნ": "n", "პ": "b", "ჟ": "s", "რ": "r", "ს": "s",
    "ტ": "t", "ფ": "b", "ქ": "k", "ღ": "k", "ყ": "k", "შ": "s", "ჩ": "s", "ც": "s", "ძ": "s", "წ": "s", "ჭ": "s", "ხ": "k", "ჯ": "s", "ჰ": "",
    # Armenian
    "բ": "b", "գ": "k", "դ": "t", "զ": "s", "թ": "t", "ժ": "s", "լ": "l", "խ": "k", "ծ": "s", "կ": "k", "ձ": "s", "ղ": "k", "ճ": "s", "մ": "m",
    "ն": "n", "շ": "s", "չ": "s", "պ": "b", "ջ": "s", "ռ": "r", "ս": "s", "վ": "b", "տ": "t", "ր": "r", "ց": "s", "փ": "b", "ք": "k", "ֆ": "b",
    "հ": "",
    # Arabic and Persian, folded
    "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ج": "s", "چ": "s", "ح": "", "خ": "k", "د": "t", "ذ": "s", "ر": "r", "ز": "s", "ژ": "s", "س": "s",
    "ش": "s", "ص": "s", "ض": "t", "ط": "t", "ظ": "s", "غ": "k", "ف": "b", "ڤ": "b", "ق": "k", "ك": "k", "گ": "k", "ل": "l", "م": "m", "ن": "n",
    "تش": "s",
}  # fmt: skip
#: Letters that a language reads in its own way.
_OWN_SOUNDS = {
    "de": {"ch": "k", "w": "b", "z": "s", "v": "b", "j": ""},
    "fr": {"ch": "s", "tch": "s", "gu": "k", "j": "s"},
    "es": {"j": "k", "gu": "k", "ch": "s"},
    "tr": {"c": "s", "ch": "s", "j": "s"},
    "az": {"c": "s", "x": "k", "j": "s", "ch": "s"},
}
_LONGEST_GROUP = 4


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """What is the same in the forms of a folded word."""
    if language == "ar":
        word = next((word[len(part) :] for part in _BEFORE if word.startswith(part) and len(word) - len(part) >= 3), word)
    fewest, endings = _ENDINGS.get(language, (0, ()))
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= fewest:
            word = word[: -len(ending)]
            break
    return word[: _LONGEST.get(language, _USUAL_LONGEST)]


@lru_cache(maxsize=65_536)
def skeleton(word: str, language: str = "") -> str:
    """The consonants of a folded name, alike in all scripts; doubled ones stand once, and a vowel that begins it is an ``a``."""
    own = _OWN_SOUNDS.get(language, {})
    sounds: list[str] = []
    at, last = 0, ""
    while at < len(word):
        sound: str | None = ""
        length = 1
        for length in range(min(_LONGEST_GROUP, len(word) - at), 0, -1):
            group = word[at : at + length]
            sound = own.get(group, _SOUNDS.get(group))
            if sound is not None:
                break
        if at == 0 and not sound:
            sounds.append("b" if word[0] in "wو" else "a")
        elif sound and sound != last:
            sounds.append(sound)
        last = sound or ""
        at += length
    return "".join(sounds)


def name_skeleton(word: str, language: str) -> str:
    """The skeleton of a name in a sentence: its case ending is cut where the language has one."""
    return skeleton(_without_case(word, language), language)


#: Case endings that bring a consonant along, the longest first.
_CASES: dict[str, tuple[str, ...]] = {
    "ru": ("ами", "ями", "ого", "ому", "ым", "им", "ом", "ем", "ой", "ей", "ах", "ям", "ам", "ов", "ев"),
    "uk": ("ами", "ями", "ого", "ому", "ові", "еві", "им", "ом", "ем", "ою", "ею", "ах", "ів"),
    "ka": ("ისთვის", "ებისა", "სთან", "იდან", "ისგან", "ების", "ებმა", "თან", "ში", "ზე", "მა", "ის", "ით", "ად", "სა", "ს", "მ"),
    "hy": ("ներին", "ների", "ները", "ներ", "ում", "ուն", "ից", "ով", "ին", "ը", "ն", "ս"),
    "az": ("nin", "nun", "dan", "den", "da", "de", "in", "un", "nda", "nde", "le", "la"),
    "tr": (),
    "fa": ("هاي", "ها"),
}


def _without_case(word: str, language: str) -> str:
    for ending in _CASES.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    if language == "ar":
        return next((word[len(part) :] for part in _BEFORE if len(part) > 1 and word.startswith(part) and len(word) - len(part) >= 4), word)
    return word
