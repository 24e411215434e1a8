import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers.language import detect_language, language_name

ENGLISH = [
    "The council voted on Friday to build a tram line to the harbour, the mayor said.",
    "Council backs tram line after a long night",
    "PRESIDENT TELLS RIVALS TO WAIT FOR THE RESULTS OF THE VOTE",
    "TRUMP HALTS UKRAINE AID",
    "Putin demands Zelensky resign",
    "Netanyahu rejects Gaza ceasefire plan",
    "Zelenskyy met Macron, Merz, Meloni, Stubb, Rutte, von der Leyen.",
    "Volodymyr Zelenskyy, Emmanuel Macron and Friedrich Merz met Donald Trump in Washington on Monday.",
    "Angus MacDonald, Eilidh Ross and Hamish McTavish of Inverness said the Auchtermuchty ceilidh would go ahead.",
    "“Nobody has shown us where the money comes from,” Brandt wrote.",
    "“Je ne sais pas ce que la France va faire,” the minister said on Monday; it was for the president to say.",
]
OTHERS = {
    "af": "Die stadsraad het Vrydag gestem om 'n tremlyn na die hawe te bou, het die burgemeester gesê.",
    "ar": "صوت مجلس المدينة يوم الجمعة لصالح بناء خط ترام إلى الميناء، قالت رئيسة البلدية.",
    "bg": "Градският съвет гласува в петък за изграждането на трамвайна линия до пристанището, каза кметът.",
    "da": "Byrådet stemte fredag for at bygge en letbane til havnen, sagde borgmesteren til journalisterne.",
    "de": "Der Stadtrat hat am Freitag für den Bau einer Straßenbahn zum Hafen gestimmt, sagte die Bürgermeisterin.",
    "es": "El ayuntamiento votó el viernes a favor de construir una línea de tranvía hasta el puerto, dijo ayer.",
    "fi": "Kaupunginvaltuusto äänesti perjantaina raitiotien rakentamisesta satamaan, sanoi pormestari.",
    "fr": "Le conseil municipal a voté vendredi la construction d'une ligne de tramway vers le port, a dit la maire.",
    "hi": "नगर परिषद ने शुक्रवार को बंदरगाह तक ट्राम लाइन बनाने के लिए मतदान किया, महापौर ने कहा।",
    "hu": "A polgármester azt mondta, hogy a város a kikötőhöz vezető villamosvonal megépítése mellett szavazott.",
    "it": "Il consiglio comunale ha votato venerdì per costruire una linea di tram verso il porto, ha detto Anna.",
    "ja": "市議会は金曜日、港への路面電車の建設を可決したと市長が述べた。",
    "nl": "De gemeenteraad stemde vrijdag voor de aanleg van een tramlijn naar de haven, zei de burgemeester.",
    "no": "Bystyret stemte fredag for å bygge en trikkelinje til havnen, sa ordføreren til journalistene.",
    "pl": "Rada miasta zagłosowała w piątek za budową linii tramwajowej do portu, powiedziała burmistrz.",
    "pt": "A câmara municipal votou na sexta-feira a construção de uma linha de elétrico até ao porto, disse ontem.",
    "ru": "Городской совет проголосовал в пятницу за строительство трамвайной линии в порт, сказала мэр.",
    "sv": "Kommunfullmäktige röstade på fredagen för att bygga en spårvägslinje till hamnen, sade borgmästaren.",
    "tr": "Belediye meclisi cuma günü limana tramvay hattı yapılması yönünde oy kullandı, dedi belediye başkanı.",
    "uk": "Міська рада проголосувала в п'ятницю за будівництво трамвайної лінії до порту, сказала мерка.",
    "zh": "市议会周五投票决定修建一条通往港口的电车线路，市长说。这将花费两亿多。",
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_english_whatever_names_and_quotations_it_holds(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize(("code", "text"), OTHERS.items())
def test_other_languages_are_told(code: str, text: str) -> None:
    assert detect_language(text) == code


@pytest.mark.parametrize("code", ["de", "nl", "es", "pl", "ru"])
def test_headline_in_capitals_is_told_too(code: str) -> None:
    assert detect_language(OTHERS[code].upper()) == code


@pytest.mark.parametrize("text", ["", "Yes, he did.", "12 345 678, 2025-03-14, 99% of 7.5", "— … “”", "\n\n"])
def test_too_little_text_tells_no_language(text: str) -> None:
    assert detect_language(text) is None


def test_english_news_needs_no_classifier() -> None:
    program = (
        f"import sys, summarizers.language; summarizers.language.detect_language({ENGLISH[0]!r}); "
        "sys.exit('py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@given(st.text())
def test_any_text_has_a_language_with_a_name_or_none(text: str) -> None:
    code = detect_language(text)
    assert code is None or language_name(code)[0].isupper()


@pytest.mark.parametrize(
    ("code", "name"), [("fr", "French"), ("zh-Hans", "Chinese"), ("NL", "Dutch"), ("xx", "another language (xx)")]
)
def test_languages_have_names(code: str, name: str) -> None:
    assert language_name(code) == name
