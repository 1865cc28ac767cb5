"""Languages of texts that do not say: many short headlines of one feed, mixed ones, and what no detector can tell."""

from __future__ import annotations

import pytest

from aggregator.text.detect import detect_languages
from aggregator.text.language import is_doubtful

FEEDS = {
    "en": ("Parliament adopts budget after long debate", "Rain expected at the weekend", "Port strike enters second week", "Radar"),
    "ru": ("Парламент принял бюджет", "Дороги закрыты из-за снега", "Цены на хлеб выросли", "Погода"),
    "uk": ("Парламент ухвалив бюджет", "Дороги закрито через сніг", "Ціни на хліб зросли", "Погода на завтра"),
    "tr": ("Meclis bütçeyi kabul etti", "Yollar kar nedeniyle kapandı", "Ekmek fiyatları arttı", "Hava durumu"),
    "az": ("Parlament büdcəni qəbul etdi", "Yollar qara görə bağlanıb", "Çörəyin qiyməti artdı", "Hava proqnozu"),
    "fr": ("Le parlement adopte le budget", "Routes fermées à cause de la neige", "Le prix du pain augmente", "Météo"),
    "de": ("Parlament beschließt Haushalt", "Straßen wegen Schnee gesperrt", "Brotpreise steigen weiter", "Wetter"),
    "es": ("El parlamento aprueba el presupuesto", "Carreteras cerradas por la nieve", "Sube el precio del pan", "El tiempo"),
    "fa": ("مجلس بودجه را تصویب کرد", "جاده‌ها به دلیل برف بسته شد", "قیمت نان بالا رفت", "هوا"),
    "ar": ("البرلمان يقر الموازنة", "إغلاق الطرق بسبب الثلوج", "ارتفاع أسعار الخبز", "الطقس"),
    "ka": ("პარლამენტმა ბიუჯეტი მიიღო", "გზები თოვლის გამო დაიკეტა"),
    "hy": ("Խորհրդարանն ընդունեց բյուջեն", "Ճանապարհները փակ են ձյան պատճառով"),
}  # fmt: skip


@pytest.mark.parametrize("language", FEEDS)
def test_the_headlines_of_a_feed_are_in_its_language(language: str) -> None:
    assert detect_languages(FEEDS[language]) == [language] * len(FEEDS[language])


def test_a_mixed_feed_is_told_apart() -> None:
    titles = [title for language in ("ka", "en", "ru", "tr") for title in FEEDS[language][:2]]
    assert detect_languages(titles) == [language for language in ("ka", "en", "ru", "tr") for _ in range(2)]


def test_a_headline_full_of_foreign_names_is_in_the_language_of_its_neighbours() -> None:
    alone = "Verkhovna Rada extends martial law"
    assert detect_languages([*FEEDS["en"], alone])[-1] == "en"


@pytest.mark.parametrize("text", ["", "   ", "2026", "— !!! —", "🔥🔥"])
def test_what_has_no_words_has_no_language(text: str) -> None:
    assert detect_languages([text]) == [None]


def test_only_languages_of_the_desk_are_considered() -> None:
    polish = ["Sejm przyjął budżet na przyszły rok", "Drogi zamknięte z powodu śniegu"]
    assert detect_languages(polish, ("en", "pl", "de")) == ["pl", "pl"]
    assert detect_languages(["Parliament adopts the budget"], ("xx",)) == ["en"]


@pytest.mark.parametrize("language", ["tr", "az", "fr"])
def test_english_is_not_believed_over_a_text_full_of_accents(language: str) -> None:
    assert is_doubtful("en-US", " ".join(FEEDS[language]))


def test_english_is_believed_over_english_with_a_foreign_name() -> None:
    assert not is_doubtful("en", " ".join(FEEDS["en"]) + " Café reopens in Brčko, the mayor said on Monday morning")
    assert not is_doubtful("en", "პარლამენტმა ბიუჯეტი მიიღო")
    assert not is_doubtful("tr", " ".join(FEEDS["tr"]))
    assert not is_doubtful(None, "")
