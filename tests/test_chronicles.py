"""How a point that is disputed across articles, and a change of mind, are shown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.html import html
from adapters.markdown import markdown
from adapters.text import plain
from bot.model import ArchivedActor, ArchivedDispute, ArchivedStatement, ArticleRef, DisputeList, Dossier, Shift, Turn
from bot.replies_json import reply_json
from tests.outlets import MONDAY

WIRE = ArticleRef(1, "https://wire.example/a", "Ferry hits mole", "Wire", MONDAY)
POST = ArticleRef(2, "https://post.example/b", "Seven hurt", "Post", MONDAY)
TWELVE = Turn(WIRE, MONDAY, ("Ann Lee",), "asserts", ("At least 12 people were hurt.",))
SEVEN = Turn(POST, MONDAY, ("Post",), "denies", ("Seven people were hurt.",))
DISPUTE = ArchivedDispute(
    POST, "At least 12 people were hurt", "fact", "implicit", 0.7, (), (TWELVE, SEVEN), settled=None
)
EARLIER = ArchivedStatement(WIRE, "s1", ("Ann Lee",), "direct", "said", ("“I will not run.”",), 0.9)
LATER = ArchivedStatement(POST, "s2", ("Ann Lee",), "direct", "said", ("“I will run.”",), 0.9)
DOSSIER = Dossier(
    ArchivedActor(1, "Ann Lee", "person", None, ()), (LATER,), (DISPUTE,), 2, 2, shifts=(Shift(EARLIER, LATER),)
)


def listed(dispute: ArchivedDispute) -> DisputeList:
    return DisputeList(None, (dispute,), 1)


def test_each_turn_says_who_where_and_in_which_words() -> None:
    shown = plain(listed(DISPUTE))
    assert "(open, 2 outlets)" in shown
    assert (
        "Ann Lee says so\n      At least 12 people were hurt.\n      Wire · 16 Nov 2026 · https://wire.example/a"
        in shown
    )
    assert (
        "Post reports otherwise\n      Seven people were hurt.\n      Post · 16 Nov 2026 · https://post.example/b"
        in shown
    )


@pytest.mark.parametrize("render", [markdown, html])
def test_links_lead_to_the_sentences(render: object) -> None:
    assert callable(render)
    shown = render(listed(DISPUTE))
    assert "https://post.example/b#:~:text=Seven%20people%20were%20hurt." in shown
    assert "https://wire.example/a#:~:text=At%20least%2012%20people%20were%20hurt." in shown


def test_a_long_history_is_cut_and_says_so() -> None:
    later = [replace(SEVEN, article=replace(POST, id=number, publisher=f"P{number}")) for number in range(3, 9)]
    long = replace(DISPUTE, history=(TWELVE, SEVEN, *later))
    assert "And 4 statements more." in plain(listed(long))
    assert "more." not in plain(listed(long), full=True)


def test_who_conceded_stands_below() -> None:
    conceded = replace(DISPUTE, status="conceded", settled=replace(EARLIER, cue="admitted", words=("it was seven",)))
    for shown in (plain(listed(conceded)), markdown(listed(conceded)), html(listed(conceded))):
        assert "conceded" in shown
        assert "admitted" in shown


@pytest.mark.parametrize("width", [80, 130])
def test_a_change_of_mind_shows_both_statements(width: int) -> None:
    for shown in (plain(DOSSIER, width=width), markdown(DOSSIER), html(DOSSIER)):
        assert "I will not run." in shown
        assert "I will run." in shown
    assert '"shifts"' in reply_json(DOSSIER)
    beside = [line for line in plain(DOSSIER, width=width).splitlines() if "not run" in line and "will run" in line]
    assert bool(beside) == (width == 130)


@given(st.text(), st.text(min_size=1))
def test_hostile_words_stay_words(point: str, name: str) -> None:
    hostile = replace(
        DISPUTE, point=point + "<script>", history=(replace(TWELVE, actors=(name + "\x1b[31m<i>",)), SEVEN)
    )
    assert "<script>" not in html(listed(hostile))
    assert "<i>" not in html(listed(hostile))
    assert "\x1b" not in plain(listed(hostile)) + markdown(listed(hostile))
