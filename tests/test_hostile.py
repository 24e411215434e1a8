import unicodedata
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hostile import place_in, visible, visible_lines, web_address


@pytest.mark.parametrize(
    ("hostile", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jgone", "gone"),
        ("\x1b]0;new title\x07shown", "shown"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1b]0;never closed", "0;never closed"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("over\u202eride\u2066s\u2069", "overrides"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("bla\u3164nk", "blank"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 3),
        ("“naïve” – 中文 русский 👍", "“naïve” – 中文 русский 👍"),
    ],
)
def test_words_stay_and_what_is_not_words_goes(hostile: str, seen: str) -> None:
    assert visible(hostile) == seen


def test_line_breaks_can_be_kept() -> None:
    assert visible_lines("one\r\n  two\x1b[1m\u2029three") == "one\n  two\nthree"


@given(st.text())
def test_nothing_unseen_is_left(text: str) -> None:
    assert not [char for char in visible(text) if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    visible(text).encode("utf-8")


@given(st.text())
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//host/path",
        "https:///nowhere",
        "https://bank.example@evil.example/",
        "http://[broken/",
        "news.txt",
    ],
)
def test_only_web_addresses_are_links(url: str | None) -> None:
    assert web_address(url) is None


def test_an_address_cannot_break_out_of_its_marks() -> None:
    assert web_address('https://a.example/"><script>(x) y`') == "https://a.example/%22%3E%3Cscript%3E%28x%29%20y%60"


def test_an_encoded_address_is_not_encoded_again() -> None:
    assert web_address("https://a.example/caf%C3%A9?a=1&b=2#c") == "https://a.example/caf%C3%A9?a=1&b=2#c"


@given(st.text())
def test_no_path_makes_an_unsafe_address(path: str) -> None:
    address = web_address(f"https://a.example/{path}")
    assert address is None or (urlsplit(address).hostname == "a.example" and not set(address) & set("\"'<>()\\ `\n"))


def test_a_place_is_named_by_its_first_and_last_words() -> None:
    assert place_in("https://a.example/", "no-one, he said") == "https://a.example/#:~:text=no%2Done%2C%20he%20said"
    long = " ".join(str(number) for number in range(20))
    assert place_in("https://a.example/#top", long).endswith("#top:~:text=0%201%202%203%204,15%2016%2017%2018%2019")


def test_a_place_is_named_without_what_cannot_be_encoded() -> None:
    assert place_in("https://a.example/", "one \ud800two") == "https://a.example/#:~:text=one%20two"
