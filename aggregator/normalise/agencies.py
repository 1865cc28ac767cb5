"""News agencies by every name they go by, and the words of a credit, language by language. Made to be edited by people.

A name is a pattern: what stands before the ending that a language hangs on it. Names that are also words, places or other
firms count only beside a word for agency (``plain=False``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency."""

    name: str  #: as it is shown
    forms: tuple[str, ...]  #: regular expressions, case counts
    plain: bool = True  #: its name alone is enough


AGENCIES = (
    Agency("Reuters", (r"Reuters", r"Thomson Reuters", r"[Рр]ейтер(?:с|з)?", r"როიტერს?", r"Ռոյթեր[սզ]?", r"رويترز", r"رویترز")),
    Agency("TASS", (r"(?:ITAR-)?TASS", r"(?:ИТАР-)?ТАСС", r"ტასს", r"(?:Տ|տ)ԱՍՍ", r"ՏԱՍՍ", r"تاس", r"طاس")),
    Agency("Interfax", (r"Interfax", r"[ИІ]нтерфакс", r"ინტერფაქს", r"Ինտերֆաքս", r"İnterfaks", r"Interfaks", r"إنترفاكس", r"اینترفکس")),
    Agency("RIA Novosti", (r"RIA Novosti", r"RIA", r"РИА (?:«?Новости»?)", r"РИА", r"РІА (?:«?Новини»?|Новости)", r"რია ნოვოსტ", r"ՌԻԱ Նովոստի", r"ريا نوفوستي", r"ریا نووستی")),
    Agency("AFP", (r"AFP", r"Agence France-Presse", r"АФП", r"(?:Агентство )?Франс[- ]Пресс?", r"Франс-пресс", r"აფპ", r"ԱՖՊ", r"فرانس ?برس", r"الفرنسية", r"خبرگزاری فرانسه")),
    Agency("AP", (r"Associated Press", r"AP", r"Ассошиэйтед Пресс", r"Ассошіейтед Пресс", r"ასოშიეიტედ პრეს", r"أسوشيتد برس", r"آسوشیتدپرس")),
    Agency("dpa", (r"dpa", r"DPA", r"ДПА", r"دي بي إيه")),
    Agency("EFE", (r"EFE", r"ЭФЭ")),
    Agency("ANSA", (r"ANSA", r"АНСА")),
    Agency("Bloomberg", (r"Bloomberg", r"Блумберг", r"ბლუმბერგ", r"بلومبرغ", r"بلومبرگ")),
    Agency("Xinhua", (r"Xinhua", r"Синьхуа", r"Сіньхуа", r"სინხუა", r"Սինհուա", r"Sinhua", r"شينخوا", r"شینهوا")),
    Agency("Kyodo", (r"Kyodo", r"Киодо", r"Кіодо")),
    Agency("Anadolu", (r"Anadolu Ajansı", r"Anadolu Agency", r"Anadolu", r"AA", r"Анадолу", r"ანადოლუ", r"Անադոլու", r"الأناضول", r"آناتولی", r"آناطولی", r"آنادولو")),
    Agency("DHA", (r"DHA", r"Demirören Haber Ajansı")),
    Agency("İHA", (r"İHA", r"İhlas Haber Ajansı")),
    Agency("IRNA", (r"IRNA", r"ИРНА", r"ІРНА", r"ირნა", r"ԻՌՆԱ", r"İRNA", r"إرنا", r"ارنا", r"ایرنا")),
    Agency("ISNA", (r"ISNA", r"ИСНА", r"إسنا", r"ایسنا")),
    Agency("Tasnim", (r"Tasnim", r"Тасним", r"თასნიმ", r"تسنيم", r"تسنیم")),
    Agency("Fars", (r"Fars", r"Фарс", r"فارس"), plain=False),
    Agency("Mehr", (r"Mehr", r"Мехр", r"مهر"), plain=False),
    Agency("SANA", (r"SANA", r"САНА", r"سانا")),
    Agency("WAM", (r"WAM", r"وام"), plain=False),
    Agency("SPA", (r"SPA", r"واس"), plain=False),
    Agency("MENA", (r"MENA",), plain=False),
    Agency("Armenpress", (r"A[Rr][Mm][Ee][Nn][Pp][Rr][Ee][Ss][Ss]", r"Арменпресс", r"არმენპრეს", r"Արմենպրես", r"أرمنبريس", r"آرمن‌?پرس")),
    Agency("AZERTAC", (r"AZ[EƏ]RTAC", r"Azərtac", r"Azertac", r"АЗЕРТАДЖ", r"АзерТадж", r"Азертадж", r"აზერტაჯ", r"أذرتاج", r"آذرتاج")),
    Agency("Trend", (r"Trend", r"Тренд"), plain=False),
    Agency("APA", (r"APA", r"АПА")),
    Agency("Report", (r"Report",), plain=False),
    Agency("Turan", (r"Turan", r"Туран"), plain=False),
    Agency("Interpressnews", (r"Inter[Pp]ress[Nn]ews", r"Интерпрессньюс", r"ინტერპრესნიუს")),
    Agency("Kazinform", (r"Kazinform", r"Казинформ", r"Қазақпарат")),
    Agency("UzA", (r"UzA", r"O[ʻ'‘]zA", r"УзА")),
    Agency("Kabar", (r"Kabar", r"Кабар"), plain=False),
    Agency("AKIpress", (r"AKIpress",)),
    Agency("Ukrinform", (r"Ukrinform", r"Укр[иі]нформ", r"უკრინფორმ")),
    Agency("UNIAN", (r"UNIAN", r"УН[ИІ]АН", r"უნიან")),
    Agency("Interfax-Ukraine", (r"Interfax-Ukraine", r"[ИІ]нтерфакс[-–](?:Украина|Україна)")),
    Agency("BelTA", (r"Bel[Tt][Aa]", r"БелТА", r"БЕЛТА")),
    Agency("Moldpres", (r"MOLDPRES", r"Moldpres", r"Молдпрес")),
    Agency("IPN", (r"IPN",)),
)  # fmt: skip

#: Words for agency, before or after a name.
AGENCY_WORDS = (
    r"[Nn]ews [Aa]gency", r"[Ss]tate [Aa]gency", r"[Aa]gency", r"newswire", r"wire service", r"агентств\w*", r"інформагентств\w*", r"информагентств\w*",
    r"агенці\w*", r"სააგენტო\w*", r"գործակալություն\w*", r"agentliyi\w*", r"Agentliyi\w*", r"agentlik\w*", r"[Aa]jans[ıi]\w*",
    r"[Hh]aber [Aa]jans[ıi]\w*", r"وكالة(?: الأنباء)?", r"وكالة أنباء", r"خبرگزاری", r"(?:Nachrichten)?[Aa]gentur", r"l['’]agence", r"agence",
    r"(?:la )?agencia",
)  # fmt: skip

#: What introduces a credit: the name follows.
BEFORE = (
    # en
    r"[Aa]ccording to", r"[Aa]s reported by", r"[Rr]eported by", r"[Cc]iting", r"[Qq]uoting", r"[Vv]ia", r"told", r"[Ww]ith reference to",
    r"[Bb]y",
    # ru, uk
    r"[Сс]ообща(?:ет|ют|ло|л[аи]?)", r"[Сс]ообщил[аио]?", r"[Пп]ереда[её]т", r"[Пп]ередают", r"[Пп]ередал[аио]?", r"[Пп]ишет", r"[Пп]ишут",
    r"[Ии]нформирует", r"[Оо]тмечает", r"[Уу]точняет", r"[Пп]о (?:данным|сообщению|информации|словам)", r"[Кк]ак (?:сообщает|пишет|передает|передаёт|сообщили)",
    r"[Сс]о ссылкой на", r"[Рр]ассказал[аи]?", r"[Пп]овідомля(?:є|ють)", r"[Пп]овідоми(?:в|ла|ло|ли)", r"[Пп]ереда[єють]+", r"[Пп]ише", r"[Пп]ишуть",
    r"[Іі]нформує", r"[Зз]а (?:даними|повідомленням|інформацією)", r"[Яя]к (?:повідомляє|пише|передає)", r"[Зз] посиланням на", r"[Іі]з посиланням на",
    # ka, hy
    r"იუწყება", r"წერს", r"ავრცელებს", r"აცხადებს", r"იტყობინება", r"գրում է", r"հայտնում է", r"հաղորդում է", r"տեղեկացնում է", r"փոխանցում է",
    # fa, ar
    r"به گزارش", r"به نقل از", r"بنا به گزارش", r"به گفته", r"بحسب", r"حسب", r"وفق(?:ا|ًا|اً)?(?: لـ?)?", r"نقلا? عن", r"نقلاً عن", r"وفقا لما (?:ذكرته|نقلته)",
    r"ذكرت", r"أفادت", r"قالت", r"نقلت", r"أوردت", r"كما أفادت",
    # de, fr, es
    r"meldet", r"berichtet", r"schreibt", r"laut", r"[Nn]ach (?:Angaben|Informationen) (?:von|der)", r"unter Berufung auf", r"wie", r"teilte", r"[Ss]elon",
    r"[Dd]['’]après", r"rapporte", r"indique", r"annonce", r"a (?:rapporté|annoncé|indiqué)", r"[Ss]egún", r"informa", r"informó", r"reporta",
)  # fmt: skip

#: What completes a credit where it ends the clause or names the day: the name stands before. Else it is the subject.
CLOSING = (
    r"(?:has |have )?(?:reports?|reported|said|says|writes|wrote|informs|informed|quotes|cites|learned)",
    r"(?:сообщает|передает|передаёт|пишет|сообщило|сообщил|повідомляє|пише|передає|информирует|інформує)",
    r"(?:berichtet|meldet|schreibt|meldete|berichtete|rapporte|indique|informa|informó|reportó)",
    r"(?:گزارش داد|گزارش می‌?دهد|نوشت|خبر داد|bildirdi|aktardı|yazdı|duyurdu|geçti)",
)

#: What completes a credit wherever it stands: the name stands before, with its ending.
AFTER = (
    # ka
    r"(?:ცნობით|ინფორმაციით|თანახმად|იუწყება|წერს|ავრცელებს|იტყობინება|მონაცემებით)",
    # hy
    r"(?:հաղորդում է|հայտնում է|գրում է|տեղեկացնում է|փոխանցում է|հաղորդմամբ|տվյալներով|փոխանցմամբ)",
    # az, tr
    r"(?:xəbər verir|bildirir|yazır|məlumat verir|məlumatına görə|istinadən|məlumat yayıb|xəbərinə görə)",
    r"(?:aktardığına göre|haberine göre|bildirdiğine göre|verilerine göre|bildiriyor|aktarıyor|göre)",
    # de
    r"zufolge",
)  # fmt: skip
