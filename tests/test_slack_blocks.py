"""What is answered and delivered, as messages in Slack's blocks with the buttons below."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from runpy import run_path
from typing import Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hostile import visible
from adapters.slack.actions import answer_actions, message_actions
from adapters.slack.blocks import lines_of, rendered
from adapters.slack.text import Block, Kind, Line, Message, Words, line, messages
from bot.model import ArchivedActor, Body, Candidates, Notice, Reply, Shared, Story
from summarizers.briefing import Briefing
from tests.bodies import CONTESTED, EXAMPLES, EXPANDABLE, SHARED, Shown, made_of
from tests.examples import (
    BARE,
    BRIDGE,
    CANDIDATES,
    DISPUTES,
    DOSSIER,
    NO_CANDIDATES,
    STORY,
    briefings,
    hostile_texts,
    said_by,
)
from tests.slack_checks import MOST_CHARACTERS, block_problems, characters, walk
from tests.slack_mrkdwn import seen, seen_in
from tests.slack_shown import elements, options, paragraphs

RENDERINGS: Final = Path(__file__).parent / "data" / "slack"
SYNTAX: Final = (
    "<!channel>",
    "<!here>",
    "<@U1>",
    "<#C1>",
    "<!subteam^S1>",
    "<https://evil.example|trust>",
    "&lt;!channel&gt;",
    "&amp;",
    "_i_",
    "~s~",
    ":tada:",
    "> quote",
    "@channel",
    "\x00",
    "\ud800",
    "”",
)
ADDRESSES: Final[Mapping[str | None, str | None]] = {
    None: None,
    "": None,
    "javascript:alert(1)": None,
    "https://bank.example@evil.example/": None,
    "https://news.example/a": "https://news.example/a",
    "https://news.example/a?b=<!channel>|*c*&d": "https://news.example/a?b=%3C!channel%3E%7C*c*&d",
    "https://news.example/long" + "a" * 3_100: None,
}
"""The addresses that articles say they have, and where their words lead."""
EXTREMES: Final = ("", "\u200b\u202e", "w" * 5_000, "Name " * 100, "They said so. " * 700)
NO_LIMIT: Final = 10**9


outside_texts: Final = hostile_texts(SYNTAX) | st.sampled_from(EXTREMES)


def sent(shown: Shown) -> list[list[Block]]:
    """The messages as they are posted, with the buttons that all see and those that one person does."""
    parts = [list(each.blocks) for each in rendered(shown)]
    if isinstance(shown, Body):
        parts[0] += message_actions(shown, 5)
    if isinstance(shown, Reply):
        parts[-1] += answer_actions(shown, "a1", private=True)
    return parts


def shown_in(parts: Sequence[Message]) -> list[str]:
    """The lines of messages as they are seen."""
    return paragraphs([block for part in parts for block in part.blocks])


def words_of(lines: Sequence[Line]) -> list[str]:
    return ["".join(("@" if words.names else "") + words.text for words in each.words) or " " for each in lines]


# Every kind of reply and body, whatever is in it


@pytest.mark.parametrize("shown", EXAMPLES, ids=lambda each: type(each).__name__)
def test_what_is_shown_is_one_message_that_slack_takes(shown: Shown) -> None:
    (blocks,) = sent(shown)
    assert block_problems(blocks) == []


@given(outside_texts, st.sampled_from(list(ADDRESSES)))
def test_slack_takes_every_message_whatever_comes_from_outside(text: str, url: str | None) -> None:
    for blocks in (blocks for shown in made_of(text, url) for blocks in sent(shown)):
        assert block_problems(blocks) == []
        assert characters(blocks) <= MOST_CHARACTERS
        assert json.dumps(blocks, ensure_ascii=False).encode()


@given(outside_texts, st.sampled_from(list(ADDRESSES)))
def test_nobody_is_called_and_only_the_articles_are_linked(text: str, url: str | None) -> None:
    articles = {ADDRESSES[url], "https://courier.example/beck"}
    for shown in made_of(text, url):
        found = seen_in(sent(shown))
        assert set(found.mentions) == ({"@U7"} if isinstance(shown, Shared) else set())
        assert {link.url.partition("#:~:")[0] for link in found.links} <= articles


@given(outside_texts)
def test_the_text_in_notifications_is_escaped_and_short(text: str) -> None:
    for shown in made_of(text):
        for message in rendered(shown):
            found = seen(message.text)
            assert 0 < len(message.text) < 4_000
            assert found.mentions == (("@U7",) if "<@U7>" in message.text else ())
            assert set(message.text.replace("<@U7>", "")).isdisjoint("<>")
            assert message.text.encode()


@given(hostile_texts(SYNTAX))
def test_words_from_outside_stay_words(text: str) -> None:
    """They make no other blocks than harmless words do."""
    for hostile, harmless in zip(made_of(text), made_of("words end of it"), strict=True):
        shown = " ".join(shown_in(rendered(hostile)))
        if isinstance(hostile, Notice):
            assert set(visible(text).split()) <= set(shown.split())
        else:
            assert visible(text) in shown
            assert _shape(sent(hostile)) == _shape(sent(harmless))


def _shape(blocks: object) -> list[tuple[Any, ...]]:
    """What there is of which type, apart from words, addresses and values."""
    return [(*path, value) for path, value in walk(blocks) if path and path[-1] in ("type", "style", "action_id")]


@given(briefings())
def test_any_briefing_is_shown_line_by_line(briefing: Briefing) -> None:
    shown = rendered(briefing, full=True)
    assert shown_in(shown) == words_of(list(lines_of(briefing, full=True)))
    assert all(block_problems(list(each.blocks)) == [] for each in shown)


@pytest.mark.parametrize("shown", EXAMPLES, ids=lambda each: type(each).__name__)
def test_notifications_have_the_words_of_the_message(shown: Shown) -> None:
    (message,) = rendered(shown)
    told = [each.removeprefix("• ") for each in seen(message.text).words.splitlines()]
    assert told == "\n".join(shown_in([message])).splitlines()


def test_a_notification_that_is_cut_says_so() -> None:
    (message,) = messages([line("plain", "Short."), line("plain", "& " * 2_000)])
    assert message.text == "Short.\n…"


def test_a_notification_that_is_cut_within_a_line_is_escaped_too() -> None:
    (message,) = messages([line("plain", "<!channel> & " * 500)])
    assert message.text.startswith("&lt;!channel&gt; &amp; ")
    assert message.text.endswith("…")
    assert seen(message.text).mentions == ()


def test_a_reply_without_words_is_still_a_message() -> None:
    (message,) = rendered(Notice("\u200b\n"))
    assert block_problems(list(message.blocks)) == []


# What does not fit into one message


@st.composite
def some_lines(draw: st.DrawFn) -> list[Line]:
    """Lines of all kinds and lengths, each with its number; no more than two titles or headings in a row."""
    kinds: list[Kind] = []
    for _ in range(draw(st.integers(1, 12))):
        kinds += draw(st.lists(st.sampled_from(get_args(Kind)[:2]), max_size=2))
        kinds.append(draw(st.sampled_from(get_args(Kind)[2:])))
    words = st.builds(Words, st.integers(0, 4_800).map(" x".__mul__), st.sampled_from([None, "https://news.example/a"]))
    return [line(kind, f"{number}.", draw(words)) for number, kind in enumerate(kinds)]


@given(some_lines(), st.sampled_from([3_000, 9_000, 11_500]))
def test_nothing_is_lost_repeated_or_torn_between_messages(lines: list[Line], most: int) -> None:
    assert shown_in(messages(lines, most)) == shown_in(messages(lines, NO_LIMIT)) == words_of(lines)


@given(some_lines())
def test_messages_of_all_lengths_are_taken(lines: list[Line]) -> None:
    for message in messages(lines):
        assert block_problems(list(message.blocks)) == []
        assert characters(list(message.blocks)) <= MOST_CHARACTERS


@given(some_lines(), st.sampled_from([3_000, 9_000, 11_500]))
def test_a_heading_never_stands_last_on_a_message(lines: list[Line], most: int) -> None:
    parts = [len(shown_in([each])) for each in messages(lines, most)]
    last_but_one_message = [lines[end - 1].kind for end in list(accumulate(parts))[:-1]]
    assert not {"title", "heading"} & set(last_but_one_message)


@pytest.mark.parametrize("kind", ["plain", "item", "small"])
def test_much_of_one_kind_is_taken_in_parts(kind: Kind) -> None:
    lines = [line(kind, f"{number}. " + "word " * 80) for number in range(100)]
    shown = messages(lines)
    assert max(characters(list(each.blocks)) for each in shown) <= MOST_CHARACTERS
    assert shown_in(shown) == words_of(lines)


def test_many_short_lines_of_changing_kinds_are_not_too_many_blocks() -> None:
    lines = [line(kind, f"{number}.") for number in range(60) for kind in ("plain", "small")]
    shown = messages(lines)
    assert [block_problems(list(each.blocks)) for each in shown] == [[], [], []]
    assert shown_in(shown) == words_of(lines)


def test_a_long_dossier_goes_on_in_other_messages_with_each_statement_whole() -> None:
    dossier = replace(DOSSIER, statements=DOSSIER.statements * 20)
    shown = rendered(dossier, full=True)
    assert len(shown) > 1
    assert shown_in(shown) == shown_in(rendered(dossier, full=True, most=NO_LIMIT))
    assert all(each.count("“") == each.count("”") for each in shown_in(shown))


def test_a_statement_that_is_too_long_for_a_message_ends_with_a_sentence() -> None:
    briefing = said_by("Ann", "It rained all day. " * 1_000, "direct")
    statement = replace(briefing.statements[0], cue=())
    briefing = replace(briefing, statements=(statement,))
    (shown,) = (each for each in shown_in(rendered(briefing, full=True)) if each.startswith("“It rained"))
    assert shown.endswith("It rained all day.” […]\N{NO-BREAK SPACE}↗")
    assert 7_900 < len(shown) <= 8_000


def test_what_is_cut_keeps_the_words_after_it() -> None:
    cut = line("item", Words("Ann " * 10, bold=True), ": “" + "No. " * 5_000 + "”", " (uncertain)")
    assert str(cut).endswith("No.” […] (uncertain)")
    assert str(cut).startswith("• Ann Ann")
    assert len(cut) <= 8_000


def test_a_line_of_many_long_words_is_no_longer_than_any_other() -> None:
    assert len(line("item", *["w" * 9_000] * 7)) <= 8_000


def test_a_place_that_slack_cannot_lead_to_leads_to_its_page() -> None:
    page = "https://news.example/a"
    for long in (f"{page}#:~:text={'%E4' * 1_500}", f"{page}#top:~:text={'%E4' * 1_500}"):
        (words,) = line("item", Words("said", long)).words
        assert words.address == long.partition(":~:")[0].removesuffix("#")


def test_no_arrow_leads_nowhere() -> None:
    briefing = said_by("Ann", "It rains.")
    assert any("↗" in each for each in shown_in(rendered(briefing)))
    lost = replace(briefing, article=replace(briefing.article, url="https://news.example/" + "a" * 3_100))
    assert not any("↗" in each for each in shown_in(rendered(lost)))


# What can be done with it


def test_only_who_asked_can_share_an_answer() -> None:
    assert list(elements(answer_actions(BRIDGE, "a1", private=True))) == ["share", "more", "sources", "follow", "wrong"]
    assert list(elements(answer_actions(BRIDGE, "a1", private=False))) == ["more", "sources", "follow", "wrong"]


@pytest.mark.parametrize("shown", [STORY, SHARED])
def test_what_all_see_can_be_opened_by_its_delivery(shown: Story | Shared) -> None:
    buttons = elements(message_actions(shown, 5))
    assert [buttons[name]["value"] for name in ("more", "sources", "follow", "wrong")] == ["d5"] * 4


def test_nothing_is_offered_that_leads_nowhere() -> None:
    assert list(elements(message_actions(CONTESTED, 5))) == ["more", "sources"]
    assert "follow" not in elements(answer_actions(BARE, "a1", private=False))
    assert "follow" not in elements(answer_actions(DISPUTES, "a1", private=False))
    assert answer_actions(BRIDGE, None, private=True) == ()


def test_the_stories_of_an_expandable_digest_open_by_their_number() -> None:
    menu = elements(message_actions(EXPANDABLE, 5))["open"]
    assert options(menu) == [
        ("1. Harrow closes its bridge", "d5.0"),
        ("2. Traders protest", "d5.1"),
    ]


def test_the_stories_of_a_thread_have_no_menu() -> None:
    assert message_actions(replace(EXPANDABLE, expandable=False), 5) == ()


def test_a_name_that_is_unclear_can_be_chosen_or_typed() -> None:
    found = elements(answer_actions(CANDIDATES, None, private=True))
    assert [each["value"] for each in found["who"]["options"]] == ["Tom Beck", "Ida Beck"]
    assert found["find"]["type"] == "external_select"
    assert list(elements(answer_actions(NO_CANDIDATES, None, private=True))) == ["find"]


@given(st.lists(outside_texts, max_size=120))
def test_menus_are_short_and_offer_each_name_once(names: list[str]) -> None:
    actors = tuple(ArchivedActor(number, name, "person", None, ()) for number, name in enumerate(names))
    (row,) = answer_actions(Candidates("x", actors, ambiguous=True), None, private=True)
    assert block_problems([row]) == []
    offered = options(elements([row]).get("who", {"options": []}))
    assert len(offered) == min(100, len({visible(name) for name in names} - {""}))


# How it looks


@pytest.mark.parametrize("path", sorted(RENDERINGS.glob("*.json")), ids=lambda path: path.stem)
def test_what_the_twin_shows_looks_as_it_did(path: Path, tmp_path: Path) -> None:
    """Where a change is wanted, the new blocks are in a file that the failure names."""
    blocks = run_path(str(path.with_suffix(".py")))["BLOCKS"]
    shown = tmp_path / path.name
    shown.write_text(json.dumps({"blocks": blocks}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert shown.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), shown
