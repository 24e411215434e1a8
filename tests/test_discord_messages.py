import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.controls import Button
from adapters.discord.markdown import units
from adapters.discord.messages import pages
from adapters.discord.views import Draft, accent, drafts
from adapters.hostile import visible
from bot.model import Body, Change, Changes, Contested, Notice, Reply, Shared, Story, Turn
from summarizers.briefing import Briefing
from tests.discord_markdown import addresses, kinds, words
from tests.examples import (
    BRIDGE,
    COURIER,
    DIGEST,
    DISPUTES,
    DOSSIER,
    EMPTY_DIGEST,
    HERALD,
    NOTICE,
    REPLIES,
    STORY,
    archived,
    briefings,
    hostile_texts,
    said_by,
)
from tests.test_discord_markdown import DISCORD

CONTESTED = Contested(
    Turn(HERALD, datetime(2026, 11, 23, tzinfo=UTC), ("Ana Ruiz",), "asserts", ("Traffic has doubled.",)),
    Turn(COURIER, datetime(2026, 11, 24, tzinfo=UTC), ("Tom Beck",), "denies", ("Nobody has counted.",)),
    "s1",
    "Traffic has doubled",
    datetime(2026, 11, 24, tzinfo=UTC),
)
CHANGES = Changes(
    HERALD,
    (
        Change(True, "removed", ("Tom Beck",), ("Nobody has counted.",), ()),
        Change(False, "corrected", ("Ana Ruiz",), ("it costs 4 million",), ("it costs 5 million",)),
    ),
)
SHARED = Shared(BRIDGE, "brief <https://news.example/harrow/bridge>", "123456789012345678")
BODIES: tuple[Reply | Body, ...] = (*REPLIES, STORY, CONTESTED, CHANGES, SHARED)
OURS = ("https://news.example/", "https://courier.example/")


def source(reply: Reply | Body) -> str:
    """All that is sent, as Markdown."""
    return "\n".join(text for page in pages(reply) for text in page.texts)


def test_a_briefing_has_its_headline_its_gist_who_said_what_and_what_is_disputed() -> None:
    (page,) = pages(BRIDGE)
    headline, said, disputed, small = page.parts
    assert headline[0] == (
        "## [Harrow closes its bridge](<https://news.example/harrow/bridge>)\n-# Harrow Herald · <t:1795422600:D>"
    )
    assert headline[1].startswith("The council of Harrow voted on Monday")
    assert said[0].startswith(
        "### Who said what\n**Ana Ruiz**, Mayor\n- [said](<https://news.example/harrow/bridge#:~:"
    )
    assert said[-1].endswith("(uncertain who says so)")
    assert [line.partition("]")[0] for line in disputed[0].splitlines()[2:]] == [
        "- **Ana Ruiz** [says so",
        "- **Tom Beck** [denies it",
    ]
    assert small == ("-# And 1 statement and 1 possible dispute more.\n-# 1 statement could not be attributed",)


def test_direct_speech_stands_in_marks_and_reported_speech_does_not() -> None:
    shown = words(source(BRIDGE))
    assert "said: “Nobody has counted.”" in shown
    assert "\nits engines need the bridge →" in shown


def test_each_side_leads_to_its_sentence() -> None:
    assert "[denies it](<https://news.example/harrow/bridge#:~:text=Beck%20said" in source(BRIDGE)
    assert "[deny it](<https://news.example/harrow/bridge#:~:text=Beck%20said" in source(DISPUTES)


def test_a_dossier_has_the_articles_above_what_was_said_in_them() -> None:
    shown = source(DOSSIER)
    assert "[Traders protest](<https://courier.example/beck>) · County Courier · 20 Nov 2026\n- [wrote](<" in shown


def test_a_digest_is_one_page_of_headlines() -> None:
    (page,) = pages(DIGEST)
    assert page.texts[0] == "## News digest, <t:1795503600:F>"
    assert words(page.texts[1]).splitlines() == [
        "1. Harrow closes its bridge (continued, watched: Beck)",
        "Harrow Herald and County Courier",
        "The council of Harrow voted on Monday to close the Mill Bridge, a decision that splits the town.",
        "Disputed: Traffic on the bridge has doubled since 2020",
    ]


def test_a_long_digest_is_still_one_page() -> None:
    (page,) = pages(replace(DIGEST, stories=(STORY,) * 20))
    assert words(page.texts[-2]).startswith("20. Harrow closes its bridge")


def test_a_digest_of_nothing_says_so() -> None:
    assert words(source(EMPTY_DIGEST)).endswith("Nothing new since the last digest.")


def test_a_story_has_its_outlets_and_how_they_word_a_quotation() -> None:
    shown = words(source(STORY))
    assert "said: “Nobody has counted.” (Harrow Herald and County Courier)" in shown
    assert "≈ “No one has counted.” → (County Courier)" in shown


def test_a_contest_names_both_sides_and_their_outlets() -> None:
    assert words(source(CONTESTED)).splitlines() == [
        "Contested since: Traffic has doubled",
        "Ana Ruiz says so: Traffic has doubled. (Harrow Herald · 1795422600)",
        "Tom Beck denies it: Nobody has counted. (County Courier · 20 Nov 2026)",
    ]


def test_changes_say_what_became_different() -> None:
    assert words(source(CHANGES)).splitlines()[2:] == [
        "Tom Beck is no longer reported with: “Nobody has counted.”",
        "Ana Ruiz, before: it costs 4 million — now: it costs 5 million",
    ]


def test_what_is_shared_says_by_whom_and_what_was_asked() -> None:
    shown = source(SHARED)
    assert words(shown).startswith("<@123456789012345678> shared /brief <https://news.example/harrow/bridge>")
    assert addresses(shown)[0] == "https://news.example/harrow/bridge"
    assert "<@" not in source(replace(SHARED, user="1> @everyone <@2"))


def test_full_shows_more() -> None:
    shown = [text for page in pages(BRIDGE, full=True) for text in page.texts]
    assert any("The piers cannot be repaired" in text for text in shown)
    assert "The piers cannot be repaired" not in source(BRIDGE)


def test_the_lines_of_a_notice_stay_apart() -> None:
    assert [page.texts for page in pages(NOTICE)] == [("Done.\nTwo lines.",)]


def test_a_list_that_goes_on_in_another_message_has_its_first_line_again() -> None:
    shown = pages(Notice("\n".join(["Feeds:", *(f"{number}. {'word ' * 30}" for number in range(60))])))
    assert len(shown) > 2
    assert all(page.texts[0].startswith("Feeds:\n") for page in shown)


def test_both_sides_of_a_dispute_stand_in_one_message() -> None:
    shown = pages(replace(DISPUTES, disputes=DISPUTES.disputes * 12))
    assert len(shown) > 1
    for page in shown:
        sides = words("\n".join(page.texts))
        assert sides.count("Ana Ruiz says so") == sides.count("Tom Beck and traders deny it")


def test_somebody_who_goes_on_in_another_message_is_named_again() -> None:
    voices = (replace(STORY.voices[0], reports=STORY.voices[0].reports * 30),)
    shown = pages(replace(STORY, voices=voices))
    assert len(shown) > 2
    goes_on = re.compile(r"### Who said what\n\*\*Tom Beck\*\*, chairs the traders' union\n *- ")
    assert all(goes_on.match(page.texts[0]) for page in shown[1:-1])


@given(briefings())
def test_every_page_of_any_briefing_fits(briefing: Briefing) -> None:
    assert_fits(briefing)


@pytest.mark.parametrize("reply", BODIES, ids=lambda reply: type(reply).__name__)
def test_every_page_fits(reply: Reply | Body) -> None:
    assert_fits(reply)


@given(hostile_texts(DISCORD), st.integers(1, 400))
def test_every_page_of_endless_hostile_text_fits(text: str, times: int) -> None:
    for reply in (said_by("Ann", text * times), *archived(text * times)):
        assert_fits(reply)


def assert_fits(reply: Reply | Body) -> None:
    """As Discord counts: as a layout with as many buttons as there may be, and as an embed."""
    buttons = tuple(Button("b" * 80, f"{number}") for number in range(10))
    for draft in drafts(reply, buttons):
        page, view = draft.page, draft.layout()
        assert view.content_length() <= 4000
        assert sum(units(text) for text in page.texts) <= 4000
        assert len(list(view.walk_children())) <= 40
        assert all(len(text) >= 1 for text in page.texts)
        assert 1 <= units(draft.embed().description or "") <= 4096


@given(hostile_texts(DISCORD))
def test_hostile_text_makes_no_syntax_and_keeps_its_words(text: str) -> None:
    harmless = "words end of it"
    pairs = zip((said_by("Ann", text), *archived(text)), (said_by("Ann", harmless), *archived(harmless)), strict=True)
    for hostile, plain in pairs:
        if isinstance(hostile, Notice):
            assert set(kinds(source(hostile))) <= {"line", "strong"}, "the first of two columns is bold"
            continue
        assert without_arrows(kinds(source(hostile))) == without_arrows(kinds(source(plain)))
        assert words_of(visible(text)) in words_of(words(source(hostile)))


def without_arrows(shape: list[str]) -> list[str]:
    """Links apart: an arrow leads where words cannot, because they look like an address."""
    return [kind for kind in shape if kind not in ("link", "autolink")]


def words_of(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


@given(briefings())
def test_only_the_article_is_linked(briefing: Briefing) -> None:
    assert all(each.startswith("https://news.example/a") for each in addresses(source(briefing)))


@pytest.mark.parametrize("reply", BODIES, ids=lambda reply: type(reply).__name__)
def test_every_reply_has_known_syntax_only(reply: Reply | Body) -> None:
    known = {"line", "heading", "small", "item", "strong", "em", "link", "time"}
    who = {"mention"} if isinstance(reply, Shared) else set()
    assert set(kinds(source(reply))) <= known | who
    assert all(each.startswith(OURS) for each in addresses(source(reply)))


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12), min_size=1, max_size=300))
def test_every_quotation_is_whole_or_says_that_it_is_cut(spoken: list[str]) -> None:
    for page in pages(said_by("Ann", " ".join(spoken), "direct")):
        for text in page.texts:
            for quotation in re.findall(r"“[^”]*(?:”|$)", words(text)):
                assert quotation.endswith("”")


def payload(view: ui.LayoutView) -> list[dict[str, Any]]:
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return components


def test_the_colour_tells_what_kind_of_message_it_is() -> None:
    assert accent(NOTICE) is None
    assert len({accent(Notice("No.", ok=False)), accent(CONTESTED), accent(BRIDGE)}) == 3


def test_what_has_no_colour_has_no_frame() -> None:
    (page,) = pages(NOTICE)
    assert payload(Draft(page).layout()) == [{"type": 10, "content": "Done.\nTwo lines."}]


def test_buttons_stand_under_the_page_in_rows_of_five() -> None:
    (page,) = pages(NOTICE)
    (frame,) = payload(Draft(page, 1, tuple(Button("Share", f"share:{number}") for number in range(6))).layout())
    assert [len(row["components"]) for row in frame["components"][1:]] == [5, 1]


def test_a_story_may_be_without_anything_but_its_title() -> None:
    assert words(source(Story((COURIER,), (), (), ()))) == "Traders protest\nCounty Courier · 20 Nov 2026"
