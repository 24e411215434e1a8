"""The ledger over a real archive: what several articles dispute, who sees it, and what became of it."""

from collections.abc import Iterator

import pytest

from bot.archive import Archive, open_archive
from bot.database import make_engine, upgrade, writing
from bot.model import SHARED, ArchivedDispute, Dossier, Shift
from bot.tables import disputes, metadata
from summarizers.briefing import Briefing
from tests.briefings import NOW
from tests.outlets import MONDAY, told

TWELVE = told("Orlop Press", ("Ann Lee", "said", "that at least 12 people were injured"))
SEVEN = told("Gazette", ("Bob Ray", "said", "that seven people were injured"), hours=4)
LETTER = told("Orlop Press", ("Ann Lee", "said", "that the union had warned the ministry of worn rudders"))
NO_LETTER = told("Gazette", ("Bob Ray", "denied", "that the union had warned the ministry of worn rudders"), hours=4)


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    with open_archive(archive_url) as opened:
        yield opened


def listed(archive: Archive, *kept: Briefing, workspace: str = SHARED) -> list[ArchivedDispute]:
    for each in kept:
        archive.keep(each, workspace, NOW)
    return list(archive.disputes(None, None, None, None, 20).disputes)


@pytest.mark.parametrize("kept", [(TWELVE, SEVEN), (SEVEN, TWELVE)])
def test_clashing_counts_are_one_dispute_however_they_come(archive: Archive, kept: tuple[Briefing, ...]) -> None:
    (found,) = listed(archive, *kept)
    assert [(turn.article.publisher, turn.actors, turn.stance) for turn in found.history] == [
        ("Orlop Press", ("Ann Lee",), "asserts"),
        ("Gazette", ("Bob Ray",), "denies"),
    ]
    assert (found.status, found.marking) == ("open", "implicit")


def test_a_third_outlet_joins_the_dispute(archive: Archive) -> None:
    third = told("Skarrow 4", ("Cy Poe", "said", "that only seven people were injured there"), hours=9)
    (found,) = listed(archive, TWELVE, SEVEN, third)
    assert len({turn.article.publisher for turn in found.history}) == 3


def test_a_toll_that_grew_is_no_dispute(archive: Archive) -> None:
    assert (
        listed(archive, SEVEN, told("Orlop Press", ("Ann Lee", "said", "that 20 people were injured"), hours=8)) == []
    )


def test_what_an_outlet_corrects_is_no_dispute(archive: Archive) -> None:
    wrong = told("Orlop Press", ("", "", "Nine people were injured"))
    assert listed(archive, wrong, told("Orlop Press", ("", "", "Seven people were injured"), hours=5)) == []


def test_a_later_denial_contests_the_earlier_claim(archive: Archive) -> None:
    (found,) = listed(archive, LETTER, NO_LETTER)
    assert found.marking == "explicit"
    (contested,) = archive.contested_since(MONDAY, None)
    assert (contested.claim.article.publisher, contested.statement_id) == ("Orlop Press", "s0")
    assert (contested.contest.article.publisher, contested.contest.actors) == ("Gazette", ("Bob Ray",))


def test_no_wall_is_looked_over(archive: Archive) -> None:
    archive.keep(LETTER, "T1", NOW)
    archive.keep(NO_LETTER, "T2", NOW)
    assert archive.disputes(None, None, None, None, 20).disputes == ()
    archive.keep(TWELVE, "T1", NOW)
    archive.keep(SEVEN, SHARED, NOW)
    assert archive.disputes(None, None, ("T2", SHARED), None, 20).disputes == ()
    assert archive.contested_since(MONDAY, ("T2", SHARED)) == ()
    assert len(archive.disputes(None, None, ("T1", SHARED), None, 20).disputes) == 1


def test_briefing_an_article_again_leaves_one_dispute(archive: Archive) -> None:
    assert len(listed(archive, TWELVE, SEVEN, TWELVE, SEVEN, TWELVE)) == 1
    other = told("Orlop Press", ("Ann Lee", "said", "that seven people were injured"))
    again = Briefing(
        **{name: getattr(other, name) for name in ("schema", "id", "article", "gist", "actors", "statements")}
    )
    assert len(listed(archive, again)) == 1


def test_a_side_that_admits_it_later_concedes(archive: Archive) -> None:
    admitted = told(
        "Gazette", ("Bob Ray", "admitted", "that the union had warned the ministry of worn rudders"), hours=50
    )
    found = [each for each in listed(archive, LETTER, NO_LETTER, admitted) if each.status == "conceded"]
    assert found
    assert found[0].settled is not None
    assert found[0].settled.cue == "admitted"


def test_a_change_of_mind_stands_in_the_dossier(archive: Archive) -> None:
    archive.keep(told("Gazette", ("Ann Lee", "said", "that she will not run for governor")), SHARED, NOW)
    archive.keep(told("Orlop Press", ("Ann Lee", "said", "that she will run for governor"), hours=96), SHARED, NOW)
    archive.keep(told("Orlop Press", ("Ann Lee", "said", "that the ferry will be lifted"), hours=97), SHARED, NOW)
    found = archive.who("Ann Lee", None, None, 10)
    assert isinstance(found, Dossier)
    assert [(each.earlier.words, each.later.words) for each in found.shifts] == [
        (("that she will not run for governor",), ("that she will run for governor",))
    ]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (("opposed", "the trade deal with Norland"), ("backed", "the trade deal with Norland")),
        (("denied", "that she had met the owner of the mill"), ("said", "she had met the owner of the mill")),
        (("said", "that the mayor is not fit for office"), ("said", "that the mayor is fit for office")),
        (
            ("said", "that the town had found no asbestos in the hall"),
            ("said", "that the town found asbestos in the hall"),
        ),
    ],
)
def test_the_opposite_of_what_somebody_said_is_a_change_of_mind(
    archive: Archive, earlier: tuple[str, str], later: tuple[str, str]
) -> None:
    assert changes_of_mind(archive, earlier, later)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        pytest.param(
            ("criticized", "the trade deal with Norland"),
            ("attacked", "the trade deal with Norland"),
            id="another word for it",
        ),
        pytest.param(
            ("slammed", "the mayor over the harbour"),
            ("debated with", "the mayor over the harbour"),
            id="no claim at all",
        ),
        pytest.param(
            ("said", "the mayor does not know what she does with the harbour, she knows exactly what she does"),
            (
                "said",
                "nobody says the mayor does not know what she does with the harbour, she knows exactly what she does",
            ),
            id="said and denied in one breath",
        ),
        pytest.param(
            ("said", "there has never been a man or a woman better suited to run the harbour than Cy Poe"),
            ("said", "there has never been a man or a woman, nobody, better suited to run the harbour than Cy Poe"),
            id="one quotation, cut differently",
        ),
        pytest.param(
            ("said", "she meant that the mayor had founded the club"),
            ("said", "No, she meant that the mayor had founded the club"),
            id="no as an answer",
        ),
        pytest.param(
            ("said", "that paying no harbour dues was smart"),
            ("said", "not paying harbour dues was smart"),
            id="one thing, two negations",
        ),
        pytest.param(
            ("attacked", "the mayor for not releasing the harbour accounts"),
            ("mocked", "her refusal to release the harbour accounts"),
            id="a refusal is taken for granted",
        ),
    ],
)
def test_the_same_in_other_words_is_no_change_of_mind(
    archive: Archive, earlier: tuple[str, str], later: tuple[str, str]
) -> None:
    assert not changes_of_mind(archive, earlier, later)


def changes_of_mind(archive: Archive, earlier: tuple[str, str], later: tuple[str, str]) -> tuple[Shift, ...]:
    archive.keep(told("Gazette", ("Ann Lee", *earlier)), SHARED, NOW)
    archive.keep(told("Orlop Press", ("Ann Lee", *later), hours=96), SHARED, NOW)
    found = archive.who("Ann Lee", None, None, 10)
    assert isinstance(found, Dossier)
    return found.shifts


_OF_THE_FIRST = frozenset(
    "articles actors aliases namings appearances statements statement_actors disputes dispute_sides "
    "dispute_side_actors alembic_version".split()
)
"""Tables that the first revision had."""


def test_articles_of_an_older_program_are_compared_on_upgrade(empty_url: str) -> None:
    with open_archive(empty_url) as archive:
        listed(archive, TWELVE, SEVEN)
    engine = make_engine(empty_url)
    with writing(engine) as connection:
        connection.execute(disputes.delete())
        for table in reversed(metadata.sorted_tables):
            if table.name not in _OF_THE_FIRST:
                table.drop(connection)
        connection.exec_driver_sql("DROP INDEX ix_articles_added_at_workspace")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    upgrade(engine)
    engine.dispose()
    with open_archive(empty_url) as archive:
        assert len(archive.disputes(None, None, None, None, 20).disputes) == 1
