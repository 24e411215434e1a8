"""What is said of digests, and of what became of what was posted."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from adapters import digest_wording
from adapters.hostile import visible
from adapters.text import plain
from bot.model import Change, Changes, Contested, Digest, Turn
from tests.examples import COURIER, DIGEST, EMPTY_DIGEST, HERALD, STORY, hostile_texts

CLAIM = Turn(HERALD, datetime(2026, 11, 23, tzinfo=UTC), ("Ana Ruiz",), "asserts", ("“It is safe,” Ruiz said.",))
CONTEST = Turn(COURIER, datetime(2026, 11, 24, tzinfo=UTC), ("Tom Beck",), "denies", ("Beck denied it.",))


def test_a_digest_says_its_hour_in_the_channels_zone() -> None:
    assert digest_wording.title(DIGEST) == "News digest, Tuesday 24 November 2026, 08:00"


def test_a_zone_that_is_no_more_is_no_obstacle() -> None:
    assert digest_wording.title(Digest(DIGEST.at, "Europe/Atlantis", ())).endswith("07:00")


def test_an_empty_digest_says_so() -> None:
    assert "Nothing new since the last digest." in plain(EMPTY_DIGEST)


def test_what_was_left_out_is_named_as_far_as_there_is_room() -> None:
    assert digest_wording.left_out(DIGEST) == ("7 stories left out:", *["Traders protest"] * 5, "and 2 more")


def test_a_quotation_names_the_outlets_that_have_it_and_their_own_wordings() -> None:
    shown = " ".join(plain(DIGEST).split())
    assert "said: “Nobody has counted.” (Harrow Herald and County Courier)" in shown
    assert "≈ “No one has counted.” (County Courier)" in shown


def test_a_story_says_why_it_is_there() -> None:
    assert digest_wording.remarks(STORY) == "(continued, watched: Beck)"


def test_a_claim_that_came_to_be_contested_is_told_with_both_sentences() -> None:
    lines = plain(Contested(CLAIM, CONTEST, "s1", "The bridge is safe", CONTEST.at)).splitlines()
    assert lines[0] == "Contested since: The bridge is safe"
    assert [line.strip() for line in lines if "says so" in line or "denies" in line] == [
        "Ana Ruiz says so",
        "Tom Beck denies it",
    ]
    assert any("“It is safe,” Ruiz said." in line for line in lines)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(True, "removed", ("Ann",), ("“No.”",), ()), "Ann is no longer reported with: “No.”"),
        (Change(False, "added", ("Ann",), (), ("that it rains",)), "Ann is now reported with: that it rains"),
        (Change(True, "attributed", ("Ann",), ("Bob",), ("“No.”",)), "attributed to Ann now, to Bob before: “No.”"),
        (Change(False, "denied", ("Ann",), (), ("that it rains",)), "Ann now denies: that it rains"),
        (Change(False, "corrected", ("Ann",), ("12 hurt",), ("7 hurt",)), "Ann, before: 12 hurt — now: 7 hurt"),
        (Change(True, "reworded", (), ("“Yes.”",), ("“No.”",)), "Somebody, before: “Yes.” — now: “No.”"),
    ],
)
def test_a_change_is_told_in_words_and_only_quotations_stand_in_marks(change: Change, words: str) -> None:
    assert digest_wording.change(change) == words
    assert words in " ".join(plain(Changes(HERALD, (change,))).split())


@given(hostile_texts())
def test_no_change_brings_control_characters(text: str) -> None:
    change = Change(True, "reworded", (text,), (text,), (text,))
    words = digest_wording.change(change)
    assert visible(words) == words
