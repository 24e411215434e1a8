import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.claims import Claim, claims_of
from bot.clashes import Telling, clashes, comparable
from bot.figures import counts
from bot.points import grouped
from bot.stories import WINDOW, Weights, features_of, relation
from summarizers.briefing import Briefing, Span
from tests.briefings import NOW
from tests.outlets import told


def telling(number: int, briefing: Briefing) -> Telling:
    keys = {actor.id: actor.id.replace("-", "") for actor in briefing.actors}
    return Telling(
        number, briefing.article.publisher or "", briefing.article.published or NOW, claims_of(briefing), keys
    )


def clash(one: str, other: str, cue: str = "said", of_one_story: bool = True) -> str | None:
    """How what Ann Lee said first and Bob Ray said later in another outlet clash."""
    first = telling(1, told("Gazette", ("Ann Lee", "said", one)))
    second = telling(2, told("Orlop Press", ("Bob Ray", cue, other), hours=3))
    found = {each.way for each in clashes(first, second, of_one_story)}
    assert found == {each.way for each in clashes(second, first, of_one_story)}
    return next(iter(found), None)


@pytest.mark.parametrize(
    ("one", "other", "way"),
    [
        ("that at least 12 people were killed", "that seven people were killed", "count"),
        ("that the council voted 7-4 to close the lido", "that the council voted 8-3 to close the lido", "count"),
        ("that the plant would cut 1,400 jobs in Lindholm", "that the plant would cut 900 jobs in Lindholm", "count"),
        ("that the minister signed the treaty", "that the minister did not sign the treaty", "denial"),
        ("that the plant will close", "that the plant will not close", "denial"),
        ("that ballots were counted", "that no ballots had been counted", "denial"),
        ("that at least 12 people were killed", "that 15 people were killed", None),
        ("that 12 people were killed", "that 12 people were injured", None),
        ("that 12 people were killed", "that three children were killed", None),
        ("that seven people were killed", "that 12 people were killed", None),
        ("that about 3,000 people gathered at the gate", "that 2,800 people gathered at the gate", None),
        ("that the plant will close", "that the plant should not close", None),
        ("that the plant in Lindholm will close", "that the plant in Harrow will not close", None),
        ("that the treaty was signed in 2019", "that the treaty was not signed in 2024", None),
        ("that the minister signed the treaty", "whether the minister did not sign the treaty", None),
        ("that the minister signed the treaty", "that the minister refused to sign the treaty", "denial"),
        ("that the minister signed the treaty", "that the minister has yet to sign the treaty", "denial"),
        ("that Lee is not going after the man who is winning", "that Lee has yet to win", None),
        ("that the office publicly named the owner", "that the office has not publicly explained the owner", None),
        ("that a self-described poet runs the harbour", "that harbour pilots rejected the self-described poet", None),
        ("that the poll had Lee ahead with 45 percent", "that Lee was ahead in a poll with 41 percent", None),
        ("that Lee won with 45 percent of the ballots", "that Lee won with 41 percent of the ballots", "count"),
        (
            "that Lee won with 45 percent of the ballots, after the polls had closed",
            "that Lee won with 41 percent of the ballots",
            "count",
        ),
        ("that sales of boats rose 5 percent and of nets 7 percent", "that sales of boats rose 5 percent", None),
        ("that the town needs 67 boats to reach the 2,383 it wants", "that the town needs 2,383 boats", None),
        (
            "that the council voted 7-4 to close the lido",
            "that the council voted no later than 8 to close the lido",
            None,
        ),
    ],
)
def test_what_excludes_the_other_clashes_and_nothing_else(one: str, other: str, way: str | None) -> None:
    assert clash(one, other) == way


def test_a_denial_by_its_cue_clashes_with_what_is_denied() -> None:
    claim = "that the union had warned the ministry of worn rudders"
    assert clash(claim, claim, cue="denied") == "denial"
    assert clash(claim, claim) is None


def test_numbers_of_different_stories_do_not_clash() -> None:
    assert clash("that at least 12 people were killed", "that seven people were killed", of_one_story=False) is None


@pytest.mark.parametrize(
    ("words", "unit", "low", "high"),
    [
        ("at least 12 people were killed", "killed", 12, 1e18),
        ("Seven people died", "killed", 7, 7),
        ("no more than 90,000 crowns", "crown", 0, 90_000),
        ("4.2 million crowns", "crown", 4_150_000, 4_250_000),
        ("by 212 votes", "vot", 212, 212),
        ("61 percent of them", "percent", 61, 61),
    ],
)
def test_a_number_allows_what_its_words_say(words: str, unit: str, low: float, high: float) -> None:
    (count,) = counts(words)
    assert (count.unit, count.low, count.high) == (unit, low, high)


@pytest.mark.parametrize(
    "words", ["in 2019", "at 9:52 p.m.", "a 34-year-old", "the 12th of May", "30 more delegates", ""]
)
def test_years_times_ages_and_parts_are_no_counts(words: str) -> None:
    assert counts(words) == ()


@given(st.text())
def test_any_text_can_be_read_for_counts_and_features(text: str) -> None:
    counts(text)
    briefing = told("Gazette", ("", "", text))
    claims_of(briefing)
    features = features_of(briefing.article)
    assert relation(features, features, WINDOW, Weights({})) == "repost"


def test_outlets_tell_one_story_but_not_weeks_apart() -> None:
    one, other = (features_of(told(outlet).article) for outlet in ("Gazette", "Orlop Press"))
    assert relation(one, other, WINDOW, Weights({})) == relation(other, one, WINDOW, Weights({})) == "story"
    assert relation(one, other, 2 * WINDOW, Weights({})) == "related"
    assert relation(one, other, WINDOW, Weights(dict.fromkeys(one.terms, 200))) is None


@given(st.permutations(range(6)))
def test_groups_do_not_depend_on_the_order_of_pairs(numbers: list[int]) -> None:
    pairs = [(0, 1), (1, 2), (4, 5)]
    shuffled = sorted(pairs, key=lambda pair: numbers[pair[0]])
    assert grouped(shuffled, numbers) == grouped(pairs, range(6)) == {0: 0, 1: 0, 2: 0, 3: 3, 4: 4, 5: 4}


_WORDS = st.frozensets(st.sampled_from("abcdef"), max_size=5)


@given(st.lists(_WORDS, max_size=6), st.lists(_WORDS, max_size=6), st.integers(1, 4))
def test_claims_are_compared_that_share_enough_words(
    earlier: list[frozenset[str]], later: list[frozenset[str]], least: int
) -> None:
    nowhere = Span(0, 0)
    one, other = ([Claim(nowhere, nowhere, words) for words in each] for each in (earlier, later))
    expected = [(a.terms, b.terms) for a in one for b in other if len(a.terms & b.terms) >= least]
    assert [(a.terms, b.terms) for a, b in comparable(one, other, least)] == expected
