"""Whose wire copy it is: credits in twelve languages, and names of agencies that are no credits."""

from __future__ import annotations

import pytest

from aggregator.normalise.agency import find_agency

CREDITS = {
    # en
    "The line will reopen in spring, Reuters reported on Monday.": "Reuters",
    "The line will reopen, the state news agency IRNA said.": "IRNA",
    "Prices rose by a tenth, according to the Associated Press.": "AP",
    "The ministers met in Baku, Xinhua news agency reports.": "Xinhua",
    "The tunnel is closed, the minister told Interfax.": "Interfax",
    "The tunnel is closed, Armenpress reports, citing the ministry.": "Armenpress",
    "BAKU, Jan 13 (Reuters) - The ferry will sail again.": "Reuters",
    "YEREVAN, JANUARY 12, ARMENPRESS. The bridge was opened.": "Armenpress",
    "Baku, January 12, AZERTAC: The bridge was opened.": "AZERTAC",
    "The ferry will sail again in March. (AFP)": "AFP",
    # ru, uk
    "Паром вернётся в марте, сообщает ТАСС.": "TASS",
    "Паром вернётся в марте, передает «Интерфакс» со ссылкой на порт.": "Interfax",
    "Паром вернётся в марте. Об этом пишет РИА Новости.": "RIA Novosti",
    "МОСКВА, 12 января. /ТАСС/. Паром вернётся в марте.": "TASS",
    "По данным «Интерфакса», паром вернётся в марте.": "Interfax",
    "Пором повернеться у березні, повідомляє Укрінформ.": "Ukrinform",
    "Пором повернеться у березні, пише Reuters з посиланням на порт.": "Reuters",
    # ka, hy
    "ბორანი მარტში დაბრუნდება, იუწყება ინტერპრესნიუსი.": "Interpressnews",
    "როიტერის ინფორმაციით, ბორანი მარტში დაბრუნდება.": "Reuters",
    "Լաստանավը կվերադառնա մարտին, հաղորդում է ՏԱՍՍ-ը։": "TASS",
    "Լաստանավը կվերադառնա մարտին, հայտնում է «Արմենպրես»-ը։": "Armenpress",
    # az, tr
    "AZƏRTAC xəbər verir ki, bərə martda qayıdacaq.": "AZERTAC",
    "Bərə martda qayıdacaq, Reuters agentliyi məlumat yayıb.": "Reuters",
    "Anadolu Ajansı'nın haberine göre feribot martta dönecek.": "Anadolu",
    "AA'nın aktardığına göre feribot martta dönecek.": "Anadolu",
    "Anadolu'ya göre feribot martta dönecek.": "Anadolu",
    # fa, ar
    "به گزارش ایرنا، کشتی در ماه مارس بازمی‌گردد.": "IRNA",
    "به گزارش خبرگزاری فارس، کشتی بازمی‌گردد.": "Fars",
    "تعود العبارة في آذار، بحسب وكالة رويترز.": "Reuters",
    "ذكرت وكالة الأناضول أن العبارة تعود في آذار.": "Anadolu",
    # fr, de, es
    "Le ferry reviendra en mars, selon l’AFP.": "AFP",
    "Die Fähre kehrt im März zurück, meldet die Nachrichtenagentur dpa.": "dpa",
    "Nach Angaben der Agentur Interfax kehrt die Fähre zurück.": "Interfax",
    "El ferry volverá en marzo, según la agencia EFE.": "EFE",
}

NO_CREDITS = [
    "Reuters reporter detained at the border",
    "Reuters said it would cut a hundred jobs",
    "TASS appoints a new director general",
    "The EU puts sanctions on TASS and RIA Novosti",
    "The head of Armenpress resigns",
    "A. P. Moller buys the port, and AP Pension sells it",
    "Trend reports show that prices fall",
    "The report said that prices fall",
    "Журналиста Reuters задержали на границе",
    "ТАСС возглавил новый директор",
    "Суд оштрафовал «Интерфакс»",
    "Журналістку Reuters затримали на кордоні",
    "Anadolu'da kar yağışı bekleniyor",
    "Anadolu Efes maçı kazandı",
    "ტასსის დირექტორი თბილისს ეწვია",
    "Die dpa bekommt einen neuen Chef",
    "L’AFP fête ses cent ans",
    "استان فارس زیر برف",
    "",
]


@pytest.mark.parametrize("text", CREDITS)
def test_who_is_credited(text: str) -> None:
    assert find_agency("A ferry will sail again", text) == CREDITS[text]


@pytest.mark.parametrize("text", CREDITS)
def test_a_credit_in_the_title_or_at_the_end_of_a_long_text_counts_too(text: str) -> None:
    assert find_agency(text, "") == CREDITS[text]
    if not text.split(",", maxsplit=1)[0].isupper() and "(Reuters)" not in text and "AZERTAC:" not in text:
        assert find_agency("A ferry", f"{'The port was closed in winter. ' * 40}{text}") == CREDITS[text]


@pytest.mark.parametrize("text", NO_CREDITS)
def test_an_agency_that_is_spoken_of_is_not_credited(text: str) -> None:
    assert find_agency(text, text) is None


def test_what_a_story_says_in_its_middle_is_no_credit_of_the_whole() -> None:
    middle = "The minister told Reuters in 2019 that he would resign. "
    assert find_agency("A ferry", f"{'It is cold in the port. ' * 9}{middle}{'It is cold. ' * 90}") is None
