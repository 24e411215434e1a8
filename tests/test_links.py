import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import link_key


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/a?id=1",
        "https://www.news.example/a/?id=1",
        "HTTPS://NEWS.example:443/a?id=1#comments",
        "https://news.example/a?utm_source=feed&id=1&fbclid=xyz",
        " https://news.example/a?id=1 ",
    ],
)
def test_addresses_of_one_page_are_one(url: str) -> None:
    assert link_key(url) == link_key("https://news.example/a?id=1")


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/A?id=1",
        "https://news.example/a?id=2",
        "https://news.example/a",
        "https://news.example:8080/a?id=1",
        "https://uk.news.example/a?id=1",
    ],
)
def test_addresses_of_other_pages_are_others(url: str) -> None:
    assert link_key(url) != link_key("https://news.example/a?id=1")


@given(st.text() | st.text("[]:/?#@&=%1a").map("https://{}".format))
def test_anything_can_be_compared(url: str) -> None:
    assert link_key(f" {url}\n") == link_key(url)
