"""News agencies by every name they go by, and the words of a credit, language by language. Made to be edited by people.

Names are plain words: what stands before the ending that a language hangs on it. The words of credits are regular expressions,
a row a language.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency."""

    name: str  #: as it is shown
    forms: tuple[str, ...]  #: as it is written; case counts
    vague: tuple[str, ...] = ()  #: forms that are also words, places or firms: they count beside a word for agency


AGENCIES = (
    Agency("Reuters", ("Reuters", "REUTERS", "Thomson Reuters", "Рейтер", "Рейтерс", "Рейтерз", "Ройтерс", "Ройтерз", "рейтер", "როიტერ", "Ռոյթեր", "Ռոյթերս", "Ռոյթերզ", "Ռեյթեր", "رويترز", "رویترز")),
    Agency("TASS", ("TASS", "ITAR-TASS", "ТАСС", "ИТАР-ТАСС", "ІТАР-ТАРС", "ტასს", "ტას", "ՏԱՍՍ", "տԱՍՍ", "تاس", "طاس")),
    Agency("Interfax", ("Interfax", "INTERFAX", "Интерфакс", "ИНТЕРФАКС", "Інтерфакс", "ინტერფაქს", "Ինտերֆաքս", "İnterfaks", "Interfaks", "İnterfax", "إنترفاكس", "انترفاكس", "اینترفکس")),
    Agency("RIA Novosti", ("RIA Novosti", "RIA", "РИА Новости", "РИА «Новости", "РИА \"Новости", "РИА", "РІА Новини", "РІА «Новини", "РІА Новости", "რია ნოვოსტ", "რია „ნოვოსტ", "ՌԻԱ Նովոստի", "ريا نوفوستي", "ریا نووستی")),
    Agency("AFP", ("AFP", "Agence France-Presse", "Agence France Presse", "АФП", "Франс-Пресс", "Франс Пресс", "Франс-пресс", "Франс пресс", "Франс Прес", "აფპ", "ფრანს პრეს", "ԱՖՊ", "Ֆրանս պրես", "فرانس برس", "فرانس‌برس", "فرانسبرس", "فرانس پرس", "خبرگزاری فرانسه", "أنباء الفرنسية", "صحافة الفرنسية", "أ ف ب", "أ.ف.ب", "أ. ف. ب", "ا ف ب", "ا.ف.ب")),
    Agency("AP", ("Associated Press", "AP", "Ассошиэйтед Пресс", "Ассошиэйтед пресс", "Ассошиэйтед-Пресс", "Ассошіейтед Прес", "Ассошіейтед Пресс", "ასოშიეიტედ პრეს", "Ասոշիեյթեդ պրես", "أسوشيتد برس", "أسوشييتد برس", "آسوشیتدپرس", "آسوشیتد پرس", "آسوشیتد‌پرس")),
    Agency("dpa", ("dpa", "DPA", "Deutsche Presse-Agentur", "Deutschen Presse-Agentur", "Deutsche Presseagentur", "Deutschen Presseagentur", "ДПА", "د ب أ", "د.ب.أ", "دي بي إيه", "أنباء الألمانية")),
    Agency("EFE", ("EFE", "ЭФЭ", "ЕФЕ"), vague=("Efe",)),
    Agency("ANSA", ("ANSA", "АНСА")),
    Agency("Bloomberg", ("Bloomberg", "Bloomberg News", "Блумберг", "ბლუმბერგ", "Բլումբերգ", "بلومبرغ", "بلومبيرغ", "بلومبرگ")),
    Agency("Xinhua", ("Xinhua", "Sinhua", "Синьхуа", "Сіньхуа", "სინხუა", "Սինհուա", "شينخوا", "شینهوا")),
    Agency("Kyodo", ("Kyodo", "Kyodo News", "Киодо", "Кіодо")),
    Agency("Anadolu", ("Anadolu", "Anadolu Agency", "Anadolu Ajansı", "Anadolu Ajansının", "Anadolu Ajansına", "AA", "Анадолу", "ანადოლუ", "Անադոլու", "أناضول", "آناتولی", "آناطولی", "آنادولو")),
    Agency("DHA", ("DHA", "Demirören Haber Ajansı", "Demirören Haber Ajansının", "Demirören Haber Ajansına")),
    Agency("İHA", ("İHA", "İhlas Haber Ajansı", "İhlas Haber Ajansının", "İhlas Haber Ajansına")),
    Agency("IRNA", ("IRNA", "Islamic Republic News Agency", "ИРНА", "ІРНА", "ირნა", "ԻՌՆԱ", "İRNA", "إرنا", "ارنا", "ایرنا", "خبرگزاری جمهوری اسلامی")),
    Agency("ISNA", ("ISNA", "Iranian Students News Agency", "Iranian Students' News Agency", "Iranian Students’ News Agency", "İSNA", "ИСНА", "إسنا", "ایسنا", "خبرگزاری دانشجویان")),
    Agency("Tasnim", ("Tasnim", "Тасним", "თასნიმ", "Թասնիմ", "تسنيم", "تسنیم")),
    Agency("Fars", ("Fars News",), vague=("Fars", "Фарс", "فارس")),
    Agency("Mehr", ("Mehr News",), vague=("Mehr", "Мехр", "مهر")),
    Agency("SANA", ("SANA", "Syrian Arab News Agency", "САНА", "سانا")),
    Agency("WAM", ("Emirates News Agency",), vague=("WAM", "وام")),
    Agency("SPA", ("Saudi Press Agency",), vague=("SPA", "واس")),
    Agency("MENA", ("Middle East News Agency", "أ ش أ"), vague=("MENA",)),
    Agency("Armenpress", ("Armenpress", "ArmenPress", "ARMENPRESS", "Арменпресс", "АРМЕНПРЕСС", "არმენპრეს", "Արմենպրես", "ԱՐՄԵՆՊՐԵՍ", "أرمنبريس", "أرمنبرس", "آرمنپرس", "آرمن‌پرس")),
    Agency("AZERTAC", ("AZERTAC", "AZƏRTAC", "Azərtac", "Azertac", "AzerTAc", "АЗЕРТАДЖ", "АзерТадж", "Азертадж", "აზერტაჯ", "أذرتاج", "آذرتاج")),
    Agency("Trend", (), vague=("Trend", "Тренд")),
    Agency("APA", ("APA", "АПА")),
    Agency("Report", (), vague=("Report",)),
    Agency("Turan", (), vague=("Turan", "Туран")),
    Agency("Interpressnews", ("Interpressnews", "InterPressNews", "Интерпрессньюс", "ინტერპრესნიუს")),
    Agency("Kazinform", ("Kazinform", "Казинформ", "Қазақпарат")),
    Agency("UzA", ("UzA", "O'zA", "O‘zA", "OʻzA", "УзА")),
    Agency("Kabar", (), vague=("Kabar", "Кабар")),
    Agency("AKIpress", ("AKIpress",)),
    Agency("Ukrinform", ("Ukrinform", "Укринформ", "Укрінформ", "უკრინფორმ")),
    Agency("UNIAN", ("UNIAN", "УНИАН", "УНІАН", "უნიან")),
    Agency("Interfax-Ukraine", ("Interfax-Ukraine", "Интерфакс-Украина", "Інтерфакс-Україна")),
    Agency("BelTA", ("BelTA", "BELTA", "Belta", "БелТА", "БЕЛТА")),
    Agency("Moldpres", ("Moldpres", "MOLDPRES", "Молдпрес")),
    Agency("IPN", ("IPN",)),
)  # fmt: skip

#: Words for agency, beside a name; endings may follow.
AGENCY_WORDS = {
    "en": r"(?:[Nn]ews(?:wire)? |[Ss]tate |[Pp]ress )?[Aa]gency|newswire|wire service|news outlet",
    "ru": r"(?:[Ии]нформационн\w+ )?(?:[Ии]нформ)?[Аа]гентств",
    "uk": r"(?:[Іі]нформ)?[Аа]генці",
    "ka": r"(?:საინფორმაციო )?სააგენტო",
    "hy": r"(?:լրատվական )?գործակալությ",
    "az": r"[Xx]əbər [Aa]gentliyi|[Ii]nformasiya [Aa]gentliyi|[Aa]gentliyi|[Aa]gentlik",
    "tr": r"(?:[Hh]aber )?[Aa]jans[ıi]",
    "fa": r"خبرگزاری",
    "ar": r"وكالة(?: الأنباء| أنباء)?(?: ال\w+ة){0,2}|وكالتي|للأنباء",
    "fr": r"agence(?: de presse)?",
    "de": r"(?:\w+)?[Aa]gentur",
    "es": r"agencia(?: de noticias)?",
}

#: Words for one who reports, beside a name; endings may follow.
STAFF_WORDS = {
    "en": r"(?:correspondent|reporter|journalist|witness)(?!s)",
    "ru": r"(?:собственн\w+ |специальн\w+ )?(?:корреспондент|журналист|репорт[её]р|спецкор|собкор|корр\.|собеседник|источник)",
    "uk": r"(?:власн\w+ )?(?:кореспондент|журналіст|співрозмовник)",
    "ka": r"კორესპონდენტ",
    "hy": r"թղթակից|թղթակց",
    "az": r"(?:\w+ )?(?:müxbir|büro)",
    "tr": r"muhabir",
    "fa": r"خبرنگار",
    "ar": r"مراسل",
    "fr": r"journalistes?|correspondante?|photographe(?!r)",
    "de": r"-?(?:Reporter|Korrespondent|Journalist)",
    "es": r"periodista|corresponsal",
}

#: The same before a name: who owns the agency.
OWNED = {
    "en": r"[Ss]tate-(?:run|owned|controlled|backed)",
}

#: What may stand between the words of a credit and the name: articles, and whose agency it is.
BETWEEN = {
    "en": r"the|an?|[A-Z][\w.]+['’]s|[Ss]tate|(?:semi-)?official|local|[A-Z]\w+(?:ian|ish|ese|an|ch|i)|of",
    "ru": r"\w+(?:ое|ого|ому|ым|ой|ая|ые|ых|ам|ому)",
    "uk": r"\w+(?:ої|ою|е|ому)",
    "hy": r"\w+ական",
    "fr": r"la|une?|de|du|\w+(?:ien|ienne|aise?|oise?|ique)|russe|turque|arabe",
    "de": r"die|eine?[mnrs]?|\w+(?:ische[nr]?|amtliche[nr]?|staatliche[nr]?)",
    "es": r"la|el|una?|de|\w+(?:ana?|esa?|ola|usa|urca|atal|ial)|china",
}

#: What introduces a credit in languages where a capital or a noun after the name makes it the name of something else.
#: English is told from other names by what follows: see ``FOLLOWS``.
BEFORE_STRICTLY = {
    "en": r"[Aa]ccording to|[Cc]iting|[Qq]uoting|[Vv]ia|[Tt]ells?|[Tt]old|[Tt]elling|[Ww]ith reference to|[Rr]eferring to|[Cc]redit(?:ed)? to"
    r"|(?:interview|comments|remarks|conversation|call) (?:with|to|for)|(?:said|statement) to"
    r"|(?:^|(?<=[,”\"»'’] ))(?:reports|reported|writes|wrote|says|said|informs|quotes)",
}

#: What introduces a credit unless a capital follows the name, which then is but a part of a longer one.
BEFORE = {
    "en": r"(?:[Rr]eported|[Rr]eports?|quoted|quoted as saying|cited|obtained|published|carried|released|seen|reviewed|[Ii]nterviewed|polled|surveyed|distributed) by|(?:spoke|spoken|speaking|talking|talked) (?:to|with)",
    "ru": r"[Сс]ообща(?:ет|ют|ло|ла|ли|л)|[Пп]ереда(?:[её]т|ют|вал[аио]?|л[аио]?)|[Пп]иш[еу]т|[Пп]исал[аио]?|[Ии]нформиру[ею]т|[Оо]тмеча[ею]т|[Уу]точня[ею]т|[Пп]убликует"
    r"|[Пп]о (?:данным|сведениям|сообщени\w+|информации|словам|материалам)|[Сс]огласно (?:сообщени\w+|данным|информации)|узнал[аио]?|выяснил[аио]?|[Сс]о ссылкой на|[Сс]сылаясь на|[Кк]ак стало известно|[Пп]о материалам"
    r"|[Вв] (?:интервью|беседе с|разговоре с|комментарии(?: для)?|эфире)"
    r"|(?:говорится|сказано|сообщается) в (?:материале|статье|сообщении|публикации|заметке)|(?:цитиру[ею]т|процитировал\w?|прив[её]л[аио]?|приводит|приводят)(?: [\w-]+){0,3}",
    "uk": r"[Пп]овідомля(?:є|ють|в|ла|ло|ли)|[Пп]ереда(?:є|ють|в|вав|ла|ло)|[Пп]иш(?:е|уть)|[Пп]исал[аои]|[Пп]исав|[Іі]нформу(?:є|ють)|[Зз]азнача(?:є|ють)"
    r"|[Зз]гідно з (?:даними|повідомленням|інформацією)|[Вв]ідповідно до (?:даних|повідомлення|інформації)|[Зз]а (?:даними|повідомленням|інформацією|словами|матеріалами)|[Ії]?[Зз] посиланням на|[Пп]осилаючись на"
    r"|[Вв] (?:інтерв['’ʼ]ю|коментарі|розмові з)|[Уу] (?:інтерв['’ʼ]ю|коментарі|розмові з)|(?:йдеться|ідеться|говориться|сказано) [ву] (?:матеріалі|статті|повідомленні|публікації)|(?:цитує|наводить)(?: [\w'’-]+){0,3}",
    "hy": r"[Ըը]ստ",
    "fa": r"به گزارش(?: (?:گروه|سرویس)(?: [\w\u200c]+){1,4})?|به نقل از|بنا ?به گزارش|بنا ?بر گزارش|به گفته|به نوشتهٔ?ی?|به خبر|از قول|(?:گفت‌?و‌?گو|گفتگو|گفت و گو|مصاحبه) با",
    "ar": r"و?بحسب|حسب|(?:حسب|ل)ما (?:ذكرت|أفادت|نقلت|أوردت|أعلنت)ه?|(?:بحسب|حسب|وفق) ما (?:ذكرت|أفادت|نقلت|أوردت|أعلنت)ه?|وفقا?[ًا]*(?: ل)?|وفق|نقلاً? ?عن|نقلا عن|[وف]?(?:ذكرت?|أفادت?|أفاد|قالت|نقلت|أوردت|أعلنت|كتبت|بثت|نشرت)|مقابلة مع|حديث مع|اتصال مع",
    "fr": r"[Ss]elon|[Dd]['’]après|[Rr]apporte(?:nt)?|[Ii]ndique|[Rr]évèle|[Éé]crit|[Rr]elate|[Aa]nnonce|[Pp]récise|(?:a|ont) (?:rapporté|annoncé|indiqué|précisé|appris|constaté|révélé)|citant"
    r"|(?:[Ii]nterrogée?s?|[Jj]ointe?s?|[Cc]ontactée?s?|[Cc]itée?s?|recueillis?|[Rr]encontrée?s?|obtenue?s?|consultée?s?) par",
    "es": r"[Ss]egún(?: inform[aó]| report[aó]| recoge| publica)?|[Ii]nforma|[Ii]nformó|[Rr]eporta|[Rr]eportó|[Cc]itando a|de acuerdo con|ha (?:informado|podido saber|podido comprobar)|(?:pudo )?(?:constat|comprob)(?:ó|ar)|[Ss]eñaló|[Pp]ublicó|[Pp]recisó|[Dd]etalló|[Cc]itó"
    r"|(?:consultad|entrevistad|citad|recogid)[oa]s? por",
}

#: What introduces a credit whatever follows: who speaks to an agency often stands behind it, and German writes nouns with capitals.
BEFORE_LOOSELY = {
    "ru": r"(?:[Сс]казал|[Рр]ассказал|[Сс]ообщил|[Зз]аявил|[Пп]ояснил|[Уу]точнил|[Пп]одтвердил|[Пп]рокомментировал|[Оо]тметил|[Дд]обавил|[Пп]ередал|[Сс]казал|[Пп]одчеркнул|[Пп]ризнал(?:ся|ась))(?:[аио])?(?: он[аи]?| (?:в|во) \w+)?",
    "uk": r"(?:[Сс]каза|[Рр]озпові|[Пп]овідоми|[Зз]аяви|[Пп]оясни|[Уу]точни|[Пп]ідтверди|[Пп]рокоментува|[Зз]азначи|[Дд]ода)(?:в|л[аио]|ла|ли)(?: він| вона| вони)?",
    "ar": r"[وف]?(?:قال|قالت|قالوا|يقول|صرح|صرّح|صرحت|أكد|أكدت|أوضح|أوضحت|أضاف|أضافت|تصريح(?:ات)?|حديث|مقابلة|تصريح خاص|روى|أبلغ)(?: [\w()]+){0,4} ل",
    "fr": r"(?:déclaré|dit|confié|indiqué|expliqué|affirmé|précisé|assuré|raconté|confirmé|annoncé|déclare|confie|explique|affirme|assure|raconte|précise|déclarait|expliquait|témoigne)(?: (?:le|la|des (?:témoins|sources|habitants)|une source|un responsable|mardi|lundi|mercredi|jeudi|vendredi|samedi|dimanche|hier|M\.|Mme|[A-ZÉ][\w-]+)(?: [\w'’-]+){0,2})? à"
    r"|(?:entretien|interview|déclarations?|communiqué|témoignage)(?: (?:accordée?|transmise?))? (?:à|avec)|auprès de",
    "de": r"[Mm]eldete?n?|[Bb]erichtete?n?|[Ss]chreibt|[Ll]aut(?: der)?|[Nn]ach (?:Angaben|Informationen|einem Bericht)(?: von| der)|unter Berufung auf|[Bb]erichten(?: der)? zufolge"
    r"|(?:[Ss]agte|[Ee]rklärte|[Bb]estätigte|[Bb]erichtete|[Tt]eilte)n?(?: [\w-]+){0,5} der|(?:[Ss]agte|[Ee]rklärte|[Bb]estätigte)n?(?: er| sie)?|[Gg]egenüber(?: der)?|(?:Gespräch|Interview|Telefonat) mit(?: der)?",
    "es": r"(?:dijo|declaró|explicó|aseguró|señaló|confirmó|afirmó|indicó|contó|relató|detalló|precisó|comentó|dicho|declarado|explicado|asegurado|señalado|confirmado|afirmado|indicado|contado)(?: (?:hoy|ayer|este|el|la|una? (?:portavoz|fuente|testigo)|fuentes|[A-Z][\w-]+)(?: (?!que\b)[\w-]+){0,2})? a"
    r"|(?:declaraciones|entrevista|conversación|comunicado)(?: concedida| telefónica)? (?:a|con)|(?:confirmaron|dijeron|explicaron|indicaron|informaron|señalaron) a",
}

#: Verbs that introduce a credit where the name is whom they are told, which its ending shows.
BEFORE_DATIVE = {
    "ka": r"(?:განუცხად(?:ა|ეს)|უთხრ(?:ა|ეს)|აცნობ(?:ა|ეს)|უამბ(?:ო|ეს))",
    "hy": r"(?:ասաց|ասել է|հայտնեց|հայտնել է|տեղեկացրեց|տեղեկացրել է|պատմեց|պատմել է)(?: [\w-]+){0,3}",
}

#: Verbs that introduce a credit where the name is their subject, which its ending shows.
BEFORE_SUBJECT = {
    "ka": r"იუწყება|წერს|ავრცელებს|აცხადებს|იტყობინება|გადმოსცემს",
    "hy": r"գրում է|հայտնում է|հաղորդում է|տեղեկացնում է|փոխանցում է|հաղորդել է|գրել է|տեղեկացրել է",
}

#: What may follow the name after ``BEFORE_STRICTLY``: what begins the next part of the sentence, never a noun.
FOLLOWS = {
    "en": r"that|on|in|at|and|or|but|which|who|while|as|after|before|when|where|by|from|for|with|during|under|over|about|of|there|here|this|these|"
    r"last|late|early|earlier|later|today|yesterday|if|because|since|it|he|she|they|we|his|her|their|its|the|an?|some|any|no|not|all|only|also|"
    r"citing|quoting|data|sources|calculations|exclusively|via|to|\w+day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*|\d+",
}

#: Capitals that may follow a name without making it longer, and words that make it longer wherever they stand.
CAPITALS = {
    "en": r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day",
}
LONGER = {
    "any": r"Institute|Intelligence|Foundation|Index|Billionaires|Businessweek|Economics|Markets|Group|Holding|Media|Opinion|Law|Green|Television|TV|Radio|Fact|Photos?|Philanthropies|Fund"
    r"|Efes|Pension|Moller|Экономика|Недвижимость|Спорт|Дагестан",
}

#: What completes a credit behind the name where it ends the clause or names the day. Else it is the subject of the news.
CLOSING = {
    "en": r"(?:has |have |had )?(?:also |later |earlier |previously |first )?(?:reports?|reported|said|says|writes|wrote|informs|informed|quotes|cites|learned|adds|added)",
    "de": r"(?:(?:am|an diesem) \w+ |heute |gestern )?(?:berichtete?|meldete?|schreibt|schrieb)",
    "fr": r"(?:rapporte|indique|écrit|précise|a rapporté|a indiqué)",
    "es": r"(?:informa|informó|reporta|reportó|ha informado)",
    "tr": r"(?:bildirdi|aktardı|yazdı|duyurdu|geçti)",
}

#: The same where cases tell the subject: the name has to begin its clause.
CLOSING_FIRST = {
    "fa": r"(?:گزارش داد|گزارش داده(?: است)?|گزارش می‌?دهد|گزارش کرد|نوشت|نوشته(?: است)?|خبر داد|خبر داده(?: است)?|می‌نویسد)",
    "ru": r"(?:\w+ )?(?:сообща(?:ет|л[аио]?)|переда[её]т|передавал[аио]?|пишет|писал[аио]?|сообщил[аио]?|информирует|передал[аио]?|написал[аио]?)",
    "uk": r"(?:\w+ )?(?:повідомля(?:є|в|ла|ло)|пише|передає|повідоми(?:в|ла|ло)|інформує|писа(?:в|ла|ло)|передав)",
}

#: The same, enough by itself for a name beside a word for agency.
SAID_FIRST = {
    "fa": r"(?:گزارش داد|گزارش کرد|نوشت|خبر داد)",
}

#: What ends the clause, or names the day.
CLOSES = {
    "any": r"\s*(?:[.,;:!)»”\"…։՝،]|$)|\s[—–-]\s",
    "en": r" (?:on |late |early )?\w+day\b| citing\b| quoting\b| earlier\b| that\b| in its Telegram\b",
    "de": r" unter Berufung\b",
    "fr": r" (?:que\b|qu['’])",
    "es": r" (?:de )?que\b",
    "fa": r" که\b",
}

#: What completes a credit wherever it stands behind the name.
AFTER = {
    "en": r"(?:has|have) learned|contributed to this (?:report|story|article)|(?:quoted|quotes|cited|cites) [^.!?]{1,80}? (?:as saying|as telling)",
    "ru": r"со ссылкой на",
    "uk": r"[із]?з посиланням на",
    "ka": r"(?:ცნობით|ინფორმაციით|თანახმად|იუწყება|წერს|ავრცელებს|იტყობინება|მონაცემებით|გადმოსცემს)",
    "hy": r"(?:հաղորդում է|հայտնում է|գրում է|տեղեկացնում է|փոխանցում է|հաղորդել է|հաղորդմամբ|տվյալներով|տվյալների համաձայն|փոխանցմամբ|տեղեկացմամբ|հետ (?:զրույց|հարցազրույց)ում|հարցազրույցում)",
    "az": r"(?:bildirir|yazır|məlumatına görə|məlumatına əsasən|istinadən|istinadla|(?:məlumat|xəbər) yayıb|xəbərinə görə|verdiyi xəbərə görə|xəbərinə əsasən)|[^.!?]{1,60} istinad(?:ən|la) (?:bildirir|yazır|xəbər verir|məlumat verir)",
    "tr": r"(?:[^.!?,]{1,60} (?:dayandırdığı|dayanarak verdiği) )?(?:aktardığına göre|haberine göre|haberinde|bildirdiğine göre|verilerine göre|yazdığına göre|duyurduğuna göre|bildiriyor|aktarıyor|göre)"
    r"|tarafından (?:bildirildi|aktarıldı|duyuruldu)|(?:aktardığı|verdiği|geçtiği) haber\w* göre|(?:edindiği|aldığı|ulaştığı|derlediği) (?:ilk )?bilgi\w* göre",
    "fa": r"به نقل از",
    "de": r"zufolge",
}
#: The same, enough for a vague name too.
AFTER_SURELY = {
    "az": r"(?:xəbər|məlumat) verir",
}
#: What completes a credit at the end of a Turkish sentence: by a name beside a word for agency, and by a bare one and a comma.
LATE = {
    "tr": r",? (?:(?!(?:ofisi|bürosu|muhabiri|çalışan|personel|genel müdür|işten|binası)\w*)[^\s.!?]+ ){1,25}(?:bildirdi|aktardı|yazdı|duyurdu|geçti|haber verdi)(?=[.\s]|$)",
}
LATE_BARE = {
    "tr": r", (?:(?!(?:ofisi|bürosu|muhabiri|çalışan|personel|genel müdür|işten|binası)\w*)[^\s.!?]+ ){1,25}(?:yazdı|aktardı|geçti)(?=[.\s]|$)",
}

#: Who speaks to an agency, where that stands behind the name. The name's ending is part of it.
TOLD_AFTER = {
    "ka": r"(?:-?ს[“”\"]?|[“”\"]?-?ს) (?:(?!უარი)[\w-]+ ){0,3}(?:განუცხად(?:ა|ეს)|უთხრ(?:ა|ეს)|აცნობ(?:ა|ეს)|უამბ(?:ო|ეს))(?! უარი)|-?თან[“”\"]? (?:საუბ|ინტერვიუ)",
    "hy": r"(?:[»”\"]?-?ին[»”\"]?) (?:[\w՝]+ ){0,3}(?:ասել|ասաց|հայտնել|հայտնեց|հայտնեցին|տեղեկացրել|տեղեկացրեց|պատմել|պատմեց|փոխանցել|փոխանցեց)",
    "az": r"(?:[”\"»]-?|[-’'])[yn]?[aə][”\"»]? (?:[^.!?]{0,60}d[aə]n )?(?:deyib|bildirib|bildirilib|deyilib|söyləyib|açıqla\w*|danış\w*|müsahibə\w*|məlumat ver\w+)",
    "tr": r"['’]y?[ae] (?:yaptığı |verdiği |özel |yazılı )*(?:konuş\w*|açıkla\w*|anlat\w*|değerlendir\w*|demeç\w*|röportaj\w*|söyledi|dedi|bilgi ver\w*)"
    r"|(?:['’]?n?[ıiuü]n)? (?:muhabir(?:in)?e|(?:haber )?ajansına) (?:yaptığı |verdiği |özel )*(?:konuş\w*|açıkla\w*|anlat\w*|değerlendir\w*|demeç\w*|söyledi|dedi|bilgi ver\w*)",
}

#: The same where the name has to begin its clause: else these are the words of somebody who works there.
TOLD_AFTER_FIRST = {
    "ru": r"(?:[ую][»”\"]?|[»”\"]?) (?:сообщили|рассказали|заявили|сказали|пояснили|подтвердили|уточнили|отметили|добавили)\b"
    r"|[ую][»”\"]? (?:сообщил|рассказал|заявил|сказал|пояснил|подтвердил|уточнил)[аи]?\b",
    "uk": r"(?:[ую][»”\"]?|[»”\"]?) (?:повідомили|розповіли|заявили|сказали|пояснили|підтвердили|уточнили)\b"
    r"|[ую][»”\"]? (?:повідоми|розпові|заяви|сказа|поясни|підтверди)(?:в|ла|ло)\b",
}

#: What makes the name before a verb no subject of it: a preposition, or a word that takes a case.
NO_SUBJECT = {
    "en": r"[Mm]ichael|Mike|Mayor|Mr\.?|by|of|from|against|on|at|to|for|with|like|than",
    "fr": r"de|d['’]?|par|contre|à|chez|comme",
    "de": r"der|von|vom|gegen|bei|mit|wie|für",
    "es": r"de|del|por|contra|con|como",
}
#: What may stand before a subject in the languages of ``CLOSING_FIRST``, but for a stop.
BEGINNING = {
    "fa": r"و|که|همچنین|پیشتر|پیش‌تر",
    "ru": r"[Кк]ак|[Рр]анее|[Пп]озднее|[Тт]акже|и|а|но|что|[Оо]б этом|[Тт]ем временем|при этом",
    "uk": r"[Яя]к|[Рр]аніше|[Пп]ізніше|[Тт]акож|і|й|та|а|але|що|[Пп]ро це",
}
#: What stands before the name, and behind it, and is a credit together.
AROUND = {
    "ru": ((r"[Оо]б этом(?: \w+)?", r" (?:сообщ|рассказ|заяв|сказ|пояснил|подтверд)\w+"),),
    "uk": ((r"[Пп]ро це(?: \w+)?", r" (?:повідом|розпові|заяви|сказа|поясни|підтверд)\w+"),),
    "fa": ((r"به", r" (?:گفت|گفته|توضیح داد|خبر داد|اعلام کرد)"),),
    "de": (
        (r"[Ww]ie", r" (?:[\w.-]+ ){0,8}?(?:berichte|melde|schr[ei]+b|erfuhr|erfahren)\w*"),
        (r"(?<=, )so(?: die)?", r"(?:[.»“\"]|\Z)"),
        (r"(?:^|(?<=[.!?] ))Der", r" (?:sagte|erklärte|bestätigte|teilte)n?\b"),
    ),
}
#: The same, enough for a vague name too.
AROUND_SURELY = {
    "en": ((r"(?<=[,”\"»’])", r" (?:reports|informs)(?=[.,])"), (r"(?:^|(?<=[.]))", r" (?:reports|informs),")),
    "fa": ((r"به گزارش|به نقل از", r"[،:؛]"),),
}

#: What makes the agency itself the news: its people, its offices, its money. Found in what follows the name.
OWN = {
    "en": r"(?:\b(?:its|their|our)(?: own)?(?: [\w-]+){0,2}|(?<!')\bits) (?:journalist|reporter|correspondent|photographer|cameram[ae]n|staff|employee|worker|office|bureau|building|headquarters|website|newsroom|director|editor|accreditation|licen[cs]e|annual report|earnings|profit|clients|subscribers|server)\w*"
    r"|\b(?:in a|in an internal) (?:statement|memo)\b",
    "ru": r"(?<!ссылкой на )\b(?:сво(?:и|е|ё|й|ю|я)\w*|его|ее|её|их) (?:[\w-]+ )?(?:журналист|корреспондент|репорт[её]р|редактор|сотрудник|фотограф|офис|редакци|бюро|директор|гендиректор|реорганизаци|здани|сайт|юбиле|руковод|прибыл|штат|закрыти|сокращени)\w*",
    "uk": r"(?<!посиланням на )\b(?:сво(?:ї|є|й|ю|я)\w*|його|її|їх) (?:[\w-]+ )?(?:журналіст|кореспондент|репортер|редактор|співробітни|працівник|фотограф|офіс|редакці|бюро|директор|реорганізаці|будівл|сайт|ювіле|керівни|прибут)\w*",
    "ka": r"(?:თავის|საკუთარ|მის)\w* (?:ჟურნალისტ|კორესპონდენტ|თანამშრომ|დირექტორ|რედაქტორ|ოფის)",
    "hy": r"\bիր (?:լրագրող|թղթակ|աշխատակ|տնօրեն|խմբագ|գրասենյակ|շենք)",
    "az": r"\böz\w* (?:əməkdaş|jurnalist|müxbir|ofis|direktor|işçi)",
    "tr": r"\bkendi (?:muhabir|çalışan|ofis|bina|personel)",
    "fa": r"(?<!نقل از )(?:خبرنگار|مدیرعامل|دفتر|کارکنان|عکاس)(?:ش|شان|ان خود|انش| خود)\b",
    "ar": r"(?<!عن )\b(?:مراسل|مصور|صحفي|موظف|مكتب|مدير|مقر|صحافي)(?:ها|يها|ته|تها|ييها)\b",
    "fr": r"\b(?:ses|son|sa|leurs?) (?:propres? )?(?:journalistes?|reporters?|photographes?|correspondante?s?|salariés?|employés?|bureaux?|locaux|site|directeur|direction|PDG|comptes|résultats|recettes)\b",
    "de": r"\b(?:ihr|sein|eigene)\w* (?:Mitarbeiter|Journalist|Reporter|Korrespondent|Fotograf|Büro|Redaktion|Redakteur|Chefredakt|Geschäftsführ)\w*|\bStellenabbau",
    "es": r"\bsus? (?:propi[oa]s? )?(?:periodistas?|reporter[oa]s?|redactor(?:es|a)?|fotógraf[oa]s?|corresponsal(?:es)?|trabajadores|emplead[oa]s|oficinas?|sede|director[ae]?|president[ae]|web)\b",
}
#: How a sentence goes on after the verb where the agency speaks of itself.
ITSELF = {
    "en": r"(?: on)?(?: \w+day)?(?: that)? (?:it|its|they|their|we)\b",
}
#: What such a sentence is about, where nothing else tells it from a credit: ``The news agency X said …``.
AFFAIRS = {
    "en": r"[^.!?]*\b(?:its?|they|their|jobs?|layoffs?|staff|strike|profits?|loss(?:es)?|revenue|earnings|editors?|director|chief executive|bureau|newsroom|subscribers?|reporters?|journalists?|photographers?)\b",
    "fr": r"[^.!?]*\b(?:bénéfices?|pertes?|licenciements?|postes|salariés|comptes|PDG|grève|chiffre d)\b",
    "es": r"[^.!?]*\b(?:despidos|pérdidas|ganancias|beneficios|ERE|huelga|ingresos)\b",
}
#: How such a sentence goes on: after a name beside a word for agency, or a bare one.
SAID = {
    "en": r"(?:said|says|reported|reports) (?=\w)",
    "fr": r"(?:rapporte|a rapporté|signale|a signalé) (?=\w)",
    "es": r"(?:reporta|reportó) (?=\w)",
}
SAID_BARE = {
    "en": r"(?:said|says|reported|reports)(?: that)? (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|at least|more than|dozens|hundreds|thousands|several)\b",
}

#: What stands before the name of the source at the end of a text.
SOURCE = {
    "en": r"[Ss]ources?",
    "ru": r"[Ии]сточник",
    "uk": r"[Дд]жерело",
    "ka": r"წყარო",
    "hy": r"[Աա]ղբյուր(?:ը)?",
    "az": r"[Mm]ənbə",
    "tr": r"[Kk]aynak",
    "fa": r"منبع",
    "ar": r"المصدر",
    "de": r"[Qq]uelle",
    "es": r"[Ff]uente",
}
#: What the name of a source under a picture follows.
PICTURES = r"[Pp]hoto|[Ff]oto|[Ff]otoğraf|[Фф]ото|[Вв]идео|[Вв]ідео|[Vv]ideo|[Ii]mage|ფოტო|[Լլ]ուսանկար|عکس|صورة"
#: What joins the names of agencies to a text that used their copy.
WITH = {
    "en": r"With(?: reporting (?:by|from)| files from| input from)?",
    "ru": r"С использованием материалов|По материалам",
    "uk": r"За матеріалами",
    "fr": r"[Aa]vec",
    "de": r"[Mm]it(?: Material (?:von|der)| Informationen von)?",
    "es": r"Con(?: información de)?",
}
