from datetime import UTC, datetime

import pytest
from hypothesis import given

from adapters.discord.markdown import bold, clipped, date, escaped, link, units
from adapters.hostile import visible
from tests.discord_markdown import addresses, kinds, words
from tests.examples import HOSTILE, hostile_texts

DISCORD = (
    "@everyone",
    "@here",
    "<@123456789012345678>",
    "<@!123456789012345678>",
    "<@&123456789012345678>",
    "<#123456789012345678>",
    "<:smile:123456789012345678>",
    "<a:wave:123456789012345678>",
    "<t:1618953630:R>",
    "</who:123456789012345678>",
    "<id:customize>",
    "<mailto:a@evil.example>",
    "<+15550100>",
    "discord.gg/evil",
    "discord://-/channels/1",
    "||spoiler||",
    "-# small",
    ">>> quoted",
    "### large ###",
    "[a](b) [c](https://evil.example)",
    "] [ ](",
)


@pytest.mark.parametrize("text", [*HOSTILE, *DISCORD])
def test_escaped_text_is_a_line_of_its_words(text: str) -> None:
    assert kinds(escaped(text)) == ["line"]
    assert words(escaped(text)) == visible(text)


@pytest.mark.parametrize("text", DISCORD[:11])
def test_what_discord_reads_from_the_text_as_it_was_sent_is_broken(text: str) -> None:
    assert text not in escaped(f"and {text} too")


def test_names_in_other_letters_stay() -> None:
    assert escaped("Зеленський, 习近平 and محمد 👍") == "Зеленський, 习近平 and محمد 👍"


@given(hostile_texts(DISCORD))
def test_hostile_text_makes_no_syntax(text: str) -> None:
    assert kinds(escaped(text)) == ["line"]
    assert kinds(f"- **{escaped(text)}** and {bold(text)}")[:4] == ["item", "line", "strong", "strong"]
    assert words(f"## {escaped(text)}") == visible(text)


@given(hostile_texts(DISCORD))
def test_a_link_leads_where_it_should_whatever_its_words_are(text: str) -> None:
    shown = f"**{link(text, 'https://news.example/a?b=_c_*d*')}**"
    assert addresses(shown) == ["https://news.example/a?b=_c_*d*"]
    assert words(shown).removesuffix(" →").replace("[", "(").replace("]", ")") == visible(text).replace(
        "[", "("
    ).replace("]", ")")


def test_words_that_look_like_an_address_are_not_the_words_of_a_link() -> None:
    assert link("see https://other.example", "https://news.example/") == (
        "see https:\\//other.example [→](<https://news.example/>)"
    )
    assert link("https://news.example/", "https://news.example/") == "<https://news.example/>"


def test_an_address_that_is_too_long_is_left_out() -> None:
    assert link("words", f"https://news.example/{'a' * 600}") == "words"


def test_a_day_is_each_readers_own_unless_the_hour_is_unknown() -> None:
    assert date(datetime(2026, 11, 24, 7, tzinfo=UTC)) == "<t:1795503600:D>"
    assert date(datetime(2026, 11, 24, tzinfo=UTC)) == "24 Nov 2026"
    assert date(None) == ""


def test_what_is_cut_says_so_and_closes_its_quotation() -> None:
    assert clipped("“One two three” four", 50) == "“One two three” four"
    assert clipped("“One two three four”", 12) == "“One two” […]"
    assert clipped('He said "one two three"', 16) == 'He said "one" […]'
    assert clipped("a" * 20, 8) == f"{'a' * 8} […]"


def test_letters_outside_the_basic_plane_count_twice() -> None:
    assert units("a👍") == 3
