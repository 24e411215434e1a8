import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decoding import decode
from bot.errors import SourceUnreadable

TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Z")))
ENGLISH = "The café owner said he was “very worried” — and that’s that. A pint cost £5 in Zürich. "
CYRILLIC = "Президент заявил, что переговоры продолжатся на следующей неделе. "


@given(TEXTS)
def test_utf_8_is_decoded_exactly(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_mark_tells_the_encoding_and_is_removed(mark: bytes, encoding: str) -> None:
    assert decode(mark + ENGLISH.encode(encoding), "windows-1251") == ENGLISH


def test_line_ends_are_kept() -> None:
    assert decode(b"One.\r\nTwo.\rThree.\n") == "One.\r\nTwo.\rThree.\n"


@pytest.mark.parametrize(
    "declared", ["windows-1252", "iso-8859-1", "us-ascii", "utf-8", "nonsense", "", None, "'utf8'"]
)
def test_western_european_text_is_read_whatever_was_declared(declared: str | None) -> None:
    assert decode(ENGLISH.encode("windows-1252"), declared) == ENGLISH


def test_long_english_text_with_few_accents_is_western_european() -> None:
    text = "The minister said that nothing was decided. " * 50 + "A café in Genève — “closed”."
    assert decode(text.encode("windows-1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CYRILLIC, "windows-1251"),
        (CYRILLIC, "koi8-r"),
        ("首相は来週も交渉を続けると述べた。東京で記者会見を開いた。", "shift_jis"),
        ("总统表示，谈判将于下周继续进行。北京的官员拒绝置评。", "gb18030"),
        ("대통령은 협상이 다음 주에도 계속될 것이라고 말했다.", "euc-kr"),
    ],
)
def test_other_scripts_are_guessed_where_nothing_was_declared(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_declared_charset_is_believed_where_the_bytes_allow_it() -> None:
    assert decode("Źródła zaprzeczają.".encode("cp1250"), "windows-1250") == "Źródła zaprzeczają."


def test_utf_16_without_a_mark_is_read_where_it_is_declared() -> None:
    assert decode(ENGLISH.encode("utf-16-le"), "utf-16-le") == ENGLISH


def test_utf_16_declared_for_what_is_not_is_survived() -> None:
    assert decode(ENGLISH.encode(), "utf-16") == ENGLISH


@pytest.mark.parametrize(
    "declared",
    ["unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "utf-7", "rot13", "hex", "a\0b"],
)
def test_codec_that_is_no_charset_is_not_used(declared: str) -> None:
    assert decode(b"\\x41 +AGE- \xe9", declared) == "\\x41 +AGE- é"


def test_utf_8_that_was_cut_off_loses_only_its_end() -> None:
    assert decode("Zażółć gęślą jaźń".encode()[:-1]) == "Zażółć gęślą jaź\ufffd"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "a PDF"),
        (b"PK\x03\x04\x14\0\6\0", "Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "a sound"),
        (b"\x1f\x8b\x08\0", "a compressed file"),
        (b"\0\1\2\3", "a binary file"),
        (b"An article with a \0 in it, which no database takes.", "a binary file"),
        (bytes(range(1, 32)) * 10, "a binary file"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(SourceUnreadable, match=kind):
        decode(data)


@pytest.mark.parametrize("text", ["RIFF RAFF, a band, split up.", "PK stands for penalty kick.", "MZ is a file mark."])
def test_words_that_look_like_the_beginning_of_a_file_are_words(text: str) -> None:
    assert decode(text.encode()) == text


@given(st.binary(), st.none() | st.text() | st.sampled_from(["utf-8", "utf-16", "gb2312", "iso-2022-jp", "utf-32"]))
def test_any_bytes_give_clean_text_or_are_refused(data: bytes, declared: str | None) -> None:
    try:
        text = decode(data, declared)
    except SourceUnreadable:
        return
    assert "\0" not in text
    text.encode("utf-8")  # fails on lone surrogates
