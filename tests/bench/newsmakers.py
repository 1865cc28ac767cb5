"""Made-up outlets that tell of made-up events: what the simulated month polls.

All of it follows from a seed. Events happen, and outlets of a few languages tell of them, some soon, some hours later; some
print an agency's words as they are; some edit their headlines; some change their whole system in the middle of the month, or
are down for days. Who reads this can know what every document held at every hour.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from heapq import heappop, heappush
from pathlib import Path
from xml.sax.saxutils import escape

#: Entries that a document holds.
HELD = 40
AGENCIES = ("TASS", "Interfax", "AFP", "Reuters", "Anadolu")


@dataclass(frozen=True, slots=True)
class Language:
    """What a language makes headlines of. The words stand as they do in headlines: beside each other, after a colon."""

    code: str
    places: tuple[str, ...]
    actors: tuple[str, ...]
    deeds: tuple[str, ...]
    objects: tuple[str, ...]
    said: str
    again: str


LANGUAGES = (
    Language(
        "en",
        ("Georgia", "Armenia", "Azerbaijan", "Turkey", "Ukraine", "Kazakhstan"),
        ("court", "parliament", "police", "doctors", "farmers", "customs officers", "students", "the central bank", "rescuers",
         "engineers", "the health ministry", "miners", "teachers", "the energy regulator", "historians", "border guards", "judges",
         "railway workers", "pilots", "fishermen"),
        ("open", "close", "defend", "reject", "inspect", "rebuild", "demand", "sell", "count", "discover", "postpone", "celebrate",
         "investigate", "praise", "cut back", "double", "rename", "lose", "protect", "test"),
        ("a bridge", "the gold mine", "pension rules", "a museum of carpets", "vineyards", "a power line", "the bread price",
         "an old fortress", "school meals", "the tram depot", "fuel reserves", "a water tunnel", "hospital beds", "visa fees",
         "the wheat harvest", "a ski lift", "an archive", "fishing quotas", "the new stadium", "mobile masts", "bus lanes",
         "a dam", "tea plantations", "the election law", "a data centre"),
        "{name} confirmed it to {outlet} and spoke of {number} cases.",
        "What is known by now about it",
    ),
    Language(
        "ru",
        ("Грузия", "Армения", "Азербайджан", "Турция", "Украина", "Казахстан"),
        ("суд", "парламент", "полиция", "врачи", "фермеры", "таможня", "студенты", "Центробанк", "спасатели", "инженеры", "минздрав",
         "шахтёры", "учителя", "энергетики", "историки", "пограничники", "судьи", "железнодорожники", "пилоты", "рыбаки"),
        ("открыли", "закрыли", "защитили", "отклонили", "проверили", "восстановили", "требуют", "продали", "сосчитали", "обнаружили",
         "отложили", "отметили", "расследуют", "похвалили", "сократили", "удвоили", "переименовали", "потеряли", "сохранили", "испытали"),
        ("мост", "золотой рудник", "правила пенсий", "музей ковров", "виноградники", "линию электропередачи", "цены на хлеб",
         "старую крепость", "школьные обеды", "трамвайное депо", "запасы топлива", "водный тоннель", "больничные койки", "визовый сбор",
         "урожай пшеницы", "канатную дорогу", "архив", "рыбные квоты", "новый стадион", "вышки связи", "автобусные полосы", "плотину",
         "чайные плантации", "закон о выборах", "дата-центр"),
        "{name} подтвердил это изданию {outlet} и назвал число {number}.",
        "Что об этом известно к этому часу",
    ),
    Language(
        "de",
        ("Georgien", "Armenien", "Aserbaidschan", "Türkei", "Ukraine", "Kasachstan"),
        ("Gericht", "Parlament", "Polizei", "Ärzte", "Bauern", "Zöllner", "Studenten", "Zentralbank", "Retter", "Ingenieure",
         "Gesundheitsministerium", "Bergleute", "Lehrer", "Energieaufsicht", "Historiker", "Grenzschützer", "Richter", "Eisenbahner",
         "Piloten", "Fischer"),
        ("eröffnet", "schließt", "verteidigt", "verwirft", "prüft", "erneuert", "fordert", "verkauft", "zählt", "entdeckt",
         "verschiebt", "feiert", "untersucht", "lobt", "kürzt", "verdoppelt", "benennt um:", "verliert", "schützt", "erprobt"),
        ("Brücke", "Goldmine", "Rentenregeln", "Teppichmuseum", "Weinberge", "Stromleitung", "Brotpreis", "alte Festung", "Schulessen",
         "Straßenbahndepot", "Treibstoffreserven", "Wassertunnel", "Krankenhausbetten", "Visagebühren", "Weizenernte", "Skilift",
         "Archiv", "Fangquoten", "neues Stadion", "Mobilfunkmasten", "Busspuren", "Staudamm", "Teeplantagen", "Wahlgesetz",
         "Rechenzentrum"),
        "{name} bestätigte das gegenüber {outlet} und nannte die Zahl {number}.",
        "Was bisher darüber bekannt ist",
    ),
    Language(
        "tr",
        ("Gürcistan", "Ermenistan", "Azerbaycan", "Türkiye", "Ukrayna", "Kazakistan"),
        ("mahkeme", "meclis", "polis", "doktorlar", "çiftçiler", "gümrükçüler", "öğrenciler", "merkez bankası", "kurtarma ekipleri",
         "mühendisler", "sağlık bakanlığı", "madenciler", "öğretmenler", "enerji kurumu", "tarihçiler", "sınır muhafızları", "hâkimler",
         "demiryolcular", "pilotlar", "balıkçılar"),
        ("açtı", "kapattı", "savundu", "reddetti", "denetledi", "yeniledi", "istedi", "sattı", "saydı", "buldu", "erteledi", "kutladı",
         "soruşturdu", "övdü", "azalttı", "ikiye katladı", "yeniden adlandırdı", "kaybetti", "korudu", "denedi"),
        ("köprüyü", "altın madenini", "emeklilik kurallarını", "halı müzesini", "bağları", "elektrik hattını", "ekmek fiyatını",
         "eski kaleyi", "okul yemeklerini", "tramvay deposunu", "yakıt stoklarını", "su tünelini", "hastane yataklarını", "vize ücretini",
         "buğday hasadını", "teleferiği", "arşivi", "av kotalarını", "yeni stadyumu", "baz istasyonlarını", "otobüs şeritlerini",
         "barajı", "çay bahçelerini", "seçim yasasını", "veri merkezini"),
        "{name} bunu {outlet} gazetesine doğruladı ve {number} rakamını verdi.",
        "Bu konuda şimdiye kadar bilinenler",
    ),
)  # fmt: skip
#: Halves of surnames, in Latin letters and in Cyrillic: they make an event unlike any other of the same words.
NAMES = tuple(
    zip(
        ("Bara", "Gelo", "Kuta", "Mera", "Nodi", "Saba", "Tari", "Vano", "Zura", "Dato", "Lela", "Riga"),
        ("Бара", "Гело", "Кута", "Мера", "Ноди", "Саба", "Тари", "Вано", "Зура", "Дато", "Лела", "Рига"),
        strict=True,
    )
)
ENDINGS = tuple(
    zip(("shvili", "dze", "yan", "enko", "oğlu", "ov"), ("швили", "дзе", "ян", "енко", "оглу", "ов"), strict=True)
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: numbers of words, the same in every language."""

    number: int
    at: datetime
    place: int
    actor: int
    deed: int
    thing: int
    name: tuple[int, int, int]
    figure: int
    agency: str


@dataclass(frozen=True, slots=True)
class Telling:
    """An item, as its outlet has it now."""

    event: int
    outlet: int
    number: int  #: among the outlet's own
    at: datetime
    title: str
    text: str

    @property
    def key(self) -> str:
        """What every link to it ends with, whatever system the outlet has."""
        return f"{self.outlet}/{self.number}"


@dataclass(slots=True)
class Outlet:
    """A source: its language, its system, and what its document holds."""

    number: int
    language: Language
    weight: float
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    moves_at: datetime | None = None  #: when it changes all guids, and its links with them
    moves_links: bool = False  #: to other paths, not from http to https alone
    held: deque[Telling] = field(default_factory=lambda: deque(maxlen=HELD))
    told: int = 0
    is_touched: bool = True

    def address(self, number: int, now: datetime) -> tuple[str, str]:
        """Guid and link of one of its items."""
        host = f"outlet-{self.number}.example"
        if self.moves_at is None or now < self.moves_at:
            return f"{self.number}-{number}", f"http://{host}/news/{number}"
        path = "en/story" if self.moves_links else "news"
        return f"tag:{host},2026:{number * 7}", f"https://{host}/{path}/{number}"

    def is_down(self, now: datetime) -> bool:
        return any(begin <= now < end for begin, end in self.down)

    def document(self, now: datetime) -> str:
        items = []
        for telling in reversed(self.held):
            guid, link = self.address(telling.number, now)
            items.append(
                f"<item><title>{escape(telling.title)}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid>"
                f"<pubDate>{format_datetime(telling.at)}</pubDate><description>{escape(telling.text)}</description></item>"
            )
        return (
            f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Outlet {self.number}</title>"
            f"<link>http://outlet-{self.number}.example/</link><description>Made up</description>"
            f"<language>{self.language.code}</language>{''.join(items)}</channel></rss>"
        )


class World:
    """All outlets and all that they will tell, in the order of time."""

    def __init__(self, seed: int, begin: datetime, days: float, sources: int, items: int) -> None:
        self.dice = random.Random(seed)
        self.begin, self.end = begin, begin + timedelta(days=days)
        self.days = days
        self.outlets = [
            Outlet(number, LANGUAGES[min(number % 6, 3) if number % 6 < 4 else 0], self.dice.paretovariate(1.3))
            for number in range(sources)
        ]
        for outlet in self.outlets:
            outlet.weight = min(outlet.weight, 12)
        self._let_fate_decide()
        self._agenda: list[tuple[datetime, int, Telling]] = []
        self._serial = self._order = self.edits = 0
        self.events: list[Event] = []
        while self._serial < items:
            self._happen()

    def _let_fate_decide(self) -> None:
        """Who is down and when, and who changes its system."""
        for outlet in self.outlets:
            if self.dice.random() < 0.4:
                begin = self.begin + timedelta(days=self.dice.uniform(0.2, 0.8) * self.days)
                outlet.down.append((begin, begin + timedelta(hours=self.dice.choice([2, 5, 12, 30, 60]))))
        movers = self.dice.sample(self.outlets, max(2, len(self.outlets) // 10))
        for place, outlet in enumerate(movers):
            outlet.moves_at = self.begin + timedelta(days=self.dice.uniform(0.2, 0.9) * self.days)
            outlet.moves_links = place % 2 == 1

    def _happen(self) -> None:
        """One event, and who tells of it when."""
        dice = self.dice
        at = self.begin + timedelta(days=dice.uniform(-0.3, self.days))
        event = Event(
            len(self.events), at, dice.randrange(6), dice.randrange(20), dice.randrange(20), dice.randrange(25),
            (dice.randrange(len(NAMES)), dice.randrange(len(NAMES)), dice.randrange(len(ENDINGS))),
            dice.randrange(13, 9900), dice.choice(AGENCIES),
        )  # fmt: skip
        self.events.append(event)
        count = min(dice.choices([1, 2, 3, 5, 8], [50, 22, 14, 9, 5])[0], len(self.outlets))
        weights = [outlet.weight for outlet in self.outlets]
        tellers = {outlet.number: outlet for outlet in dice.choices(self.outlets, weights, k=count)}
        for outlet in tellers.values():
            when = at + timedelta(minutes=dice.expovariate(1 / 100))
            self._plan(event, outlet, when.replace(second=0, microsecond=0))

    def _plan(self, event: Event, outlet: Outlet, at: datetime) -> None:
        """A telling, and often enough what its outlet makes of it later."""
        if at >= self.end:
            return
        kind = self.dice.random()
        title, text = words(event, outlet, 0 if kind < 0.25 else self.dice.randrange(1, 4))
        if kind < 0.25:
            text = f"{text} ({event.agency})"
        telling = Telling(event.number, outlet.number, self._serial, at, title, text)
        self._put(at, telling)
        if self.dice.random() < 0.04:
            later = at + timedelta(minutes=self.dice.uniform(30, 400))
            edited, _ = words(event, outlet, 4 + self.dice.randrange(2))
            self._put(later, replace(telling, title=edited))
        self._serial += 1

    def _put(self, at: datetime, telling: Telling) -> None:
        self._order += 1
        heappush(self._agenda, (at, self._order, telling))

    def live(self, now: datetime) -> None:
        """Everything that is told up to now goes into the documents."""
        while self._agenda and self._agenda[0][0] <= now:
            _, _, telling = heappop(self._agenda)
            outlet = self.outlets[telling.outlet]
            place = next((n for n, held in enumerate(outlet.held) if held.number == telling.number), None)
            if place is not None:
                outlet.held[place] = telling
                self.edits += 1
            elif telling.title.startswith(outlet.language.again):
                continue  # it has left the document already
            else:
                outlet.held.append(telling)
                outlet.told += 1
            outlet.is_touched = True

    def print_documents(self, folder: Path, now: datetime) -> Iterator[Telling]:
        """Write the documents as they stand; gives what those that can be had hold. One that is down gives an error or rubbish."""
        for outlet in self.outlets:
            path = folder / f"{outlet.number}.rss"
            if outlet.is_down(now):
                if outlet.number % 2:
                    path.unlink(missing_ok=True)
                else:
                    path.write_text(
                        "<html><title>Down for maintenance</title><p>Back soon</p></html>", encoding="utf-8"
                    )
                outlet.is_touched = True
                continue
            moves_now = outlet.moves_at is not None and outlet.moves_at <= now < outlet.moves_at + timedelta(hours=2)
            if outlet.is_touched or moves_now:
                path.write_text(outlet.document(now), encoding="utf-8")
            outlet.is_touched = False
            yield from outlet.held


def words(event: Event, outlet: Outlet, manner: int) -> tuple[str, str]:
    """Headline and text of an event in a language; ``manner`` 0 is the agency's own, from 4 on it is a later headline."""
    language = outlet.language
    column = 1 if language.code == "ru" else 0
    first, second, ending = event.name
    name = f"{NAMES[first][column]}{NAMES[second][column].lower()}{ENDINGS[ending][column]}"
    place, actor = language.places[event.place], language.actors[event.actor]
    deed, thing = language.deeds[event.deed], language.objects[event.thing]
    title = (
        f"{place}: {actor} {deed} {thing}, {name}",
        f"{actor} {deed} {thing} – {place}",
        f"{name}: {actor} {deed} {thing} ({place})",
        f"{place}, {event.figure}: {actor} {deed} {thing}",
        f"{language.again}: {thing}, {name}, {place}",
        f"{language.again}: {actor} {deed} {thing}, {place}",
    )[manner]
    said = language.said.format(name=name, number=event.figure, outlet="" if manner == 0 else f"Outlet {outlet.number}")
    return title[0].upper() + title[1:], f"{place}: {actor} {deed} {thing}. {' '.join(said.split())}"
