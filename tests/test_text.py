import re
from io import StringIO

import pytest
from hypothesis import given
from rich.cells import cell_len
from rich.console import Console

from adapters.hostile import visible
from adapters.text import plain, print_reply
from bot.model import Notice, Reply
from summarizers.briefing import SCHEMA, Actor, Article, Briefing, Span, Statement
from tests.examples import BARE, BRIDGE, DOSSIER, REPLIES, archived, briefings, hostile_texts, said_by


def on_terminal(reply: Reply, width: int) -> str:
    console = Console(file=StringIO(), width=width, force_terminal=True, color_system="standard", _environ={})
    with console.capture() as capture:
        print_reply(reply, console)
    return capture.get()


def squeezed(text: str) -> str:
    return " ".join(text.split())


def unbroken(text: str) -> str:
    return "".join(text.split())


def test_a_short_briefing_reads_as_who_said_what_and_what_is_disputed() -> None:
    assert (
        plain(BRIDGE)
        == """\
Harrow closes its bridge
Harrow Herald · 23 Nov 2026 · https://news.example/harrow/bridge

GIST
  The council of Harrow voted on Monday to close the Mill Bridge, a decision
  that splits the town. Engineers found cracks in two of its piers in September.

WHO SAID WHAT
  Ana Ruiz, Mayor
    • said: “The bridge is not safe,” “We have looked at every report. We have
      asked every engineer in the county, and not one of them would let a bus
      across. I will not wait for somebody to be hurt.” […]
    • claimed that traffic on the bridge had “doubled” since 2020
    • agreed that the works must not last longer than a year (with Tom Beck)

  Tom Beck, chairs the traders' union
    • said: “Nobody has counted.”
    • doubts the engineers' findings

  county engineers
    • said in a report that the piers “cannot be repaired”

  Fire service
    • its engines need the bridge

  a senior aide
    • the works could cost 4 million (uncertain who says so)

DISPUTED
  Traffic on the bridge has doubled since 2020
    Ana Ruiz says so
      Ruiz claimed that traffic on the bridge had “doubled” since 2020, a figure
      that Tom Beck, who chairs the traders' union, rejected.
    Tom Beck denies it
      Beck said: “Nobody has counted.”

And 1 statement and 1 possible dispute more.
1 statement could not be attributed
"""
    )


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("“It is safe,” Ann Lee told the Harrow Herald on Monday.", "told the Harrow Herald on Monday"),
        ("“It is safe,” Ann Lee told us, smiling.", "told us"),
        ("“It is safe,” Ann Lee told reporters who had come from all over the country to see the bridge.", "told"),
        ("“It is safe,” Ann Lee told.", "told"),
    ],
)
def test_whom_something_was_told_is_told_with_it(text: str, cue: str) -> None:
    places = {
        words: Span(start := text.index(words), start + len(words)) for words in ("“It is safe,”", "Ann Lee", "told")
    }
    content, source, told = ((each,) for each in places.values())
    lee = Actor("ann-lee", "Ann Lee", "person", None, (), source)
    statement = Statement("s1", ("ann-lee",), "direct", source, told, content, 0.9)
    article = Article(None, "The bridge", None, None, "en", text)
    assert f"• {cue}: “It is safe”" in plain(Briefing(SCHEMA, "b", article, (), (lee,), (statement,), ()))


def test_full_shows_the_long_quotation_and_the_doubtful_dispute() -> None:
    shown = squeezed(plain(BRIDGE, full=True))
    assert "it will have a better bridge for it.”" in shown
    assert "The piers cannot be repaired (implicit, uncertain)" in shown
    assert "[…]" not in shown
    assert "more." not in shown


def test_a_wide_terminal_has_the_sides_beside_each_other() -> None:
    both = re.compile(r"Ana Ruiz says so +Tom Beck denies it$", re.MULTILINE)
    assert both.search(plain(BRIDGE, width=120))
    assert not both.search(plain(BRIDGE, width=100))


def test_prose_is_not_stretched_over_a_wide_terminal() -> None:
    gist = plain(BRIDGE, width=240).split("GIST\n")[1].split("\n\n")[0]
    assert max(map(len, gist.splitlines())) <= 100
    assert max(map(len, plain(BRIDGE, width=240).splitlines())) <= 140


def test_an_article_without_quotations_says_so() -> None:
    assert plain(BARE) == "bare\n\nNobody is quoted in it.\n"


def test_a_dossier_tells_where_and_when_each_statement_was_read() -> None:
    shown = plain(DOSSIER)
    assert "Tom Beck, chairs the traders' union\nalso Beck and Thomas Beck\n9 statements in 2 articles" in shown
    assert "County Courier · 20 Nov 2026 · https://courier.example/beck\n    • wrote: “We have" in shown
    assert shown.index("• said: “Nobody has counted.”") < shown.index("Traders protest")
    assert shown.endswith("And 6 statements more.\n")


def test_several_deny_but_one_denies() -> None:
    assert "Tom Beck and traders deny it" in plain(DOSSIER)
    assert "Tom Beck denies it" in plain(BRIDGE)


def test_an_address_is_never_broken() -> None:
    assert "https://news.example/harrow/bridge\n" in plain(BRIDGE, width=20)


def test_a_pipe_gets_no_colour_and_a_terminal_does() -> None:
    assert "\x1b" not in plain(BRIDGE)
    assert "\x1b[1m" in on_terminal(BRIDGE, 80)


def test_the_lines_of_a_notice_stay_apart_and_aligned() -> None:
    assert plain(Notice("/who   NAME\n/help  these")) == "/who   NAME\n/help  these\n"


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: type(reply).__name__)
def test_every_reply_fits_the_width(reply: Reply, width: int) -> None:
    lines = plain(reply, width=width).splitlines()
    assert [line for line in lines if cell_len(line) > width and "https://" not in line] == []
    assert [line for line in lines if line != line.rstrip()] == []


@given(hostile_texts())
def test_hostile_words_are_shown_as_words(text: str) -> None:
    for reply in (said_by("Ann", text), *archived(text)):
        shown = on_terminal(reply, 10_000)
        assert not re.search(r"[^\n -~\xa0-\U0010ffff]", re.sub(r"\x1b\[[\d;]*m", "", shown))
        assert "\x1b]" not in shown
        assert unbroken(visible(text)) in unbroken(plain(reply))


@given(briefings())
def test_any_briefing_can_be_shown(briefing: Briefing) -> None:
    for full in (False, True):
        assert visible(briefing.article.title or "") in squeezed(plain(briefing, full, width=1000))
