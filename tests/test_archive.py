from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings

from bot.archive import Archive, open_archive
from bot.model import SHARED, Candidates, Dossier
from summarizers.briefing import Actor, Briefing
from tests.briefings import NOW, actor, briefing
from tests.examples import BARE, BRIDGE, briefings, said_by

ZELENSKYY = actor("Volodymyr Zelenskyy", "Zelenskyy", description="Ukrainian President")


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    with open_archive(archive_url) as opened:
        yield opened


def keep(archive: Archive, *kept: Briefing, workspace: str = SHARED) -> None:
    for each in kept:
        archive.keep(each, workspace, NOW)


def dossier(archive: Archive, name: str, workspaces: tuple[str, ...] | None = None) -> Dossier:
    found = archive.who(name, workspaces, None, 10)
    assert isinstance(found, Dossier), found
    return found


def candidates(archive: Archive, name: str, workspaces: tuple[str, ...] | None = None) -> Candidates:
    found = archive.who(name, workspaces, None, 10)
    assert isinstance(found, Candidates), found
    return found


def offered(archive: Archive, name: str) -> list[str]:
    return [each.name for each in candidates(archive, name).actors]


def points(archive: Archive, words: str | None = None, actor: str | None = None) -> list[str]:
    return [each.point for each in archive.disputes(words, actor, None, None, 10).disputes]


@pytest.mark.parametrize("kept", [BRIDGE, BARE, briefing(ZELENSKYY, "Ann Lee")])
def test_a_briefing_comes_back_as_it_was_kept(archive: Archive, kept: Briefing) -> None:
    assert archive.briefing(archive.keep(kept, SHARED, NOW), None) == kept


def test_what_no_database_can_hold_is_kept_all_the_same(archive: Archive) -> None:
    odd = said_by("Ann\0 Lee", "That\0 is \U0001f600 so")
    assert archive.briefing(archive.keep(odd, SHARED, NOW), None) == odd
    archive.keep(replace(odd, id="caf\udce9"), SHARED, NOW)
    assert dossier(archive, "Ann Lee").statements[0].words == ("That\N{REPLACEMENT CHARACTER} is \U0001f600 so",)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(kept=briefings())
def test_any_briefing_can_be_kept_and_replaced(archive: Archive, kept: Briefing) -> None:
    first = archive.keep(kept, "T1", NOW)
    before = archive.counts(("T1",))
    assert archive.keep(kept, "T1", NOW) == first
    assert archive.counts(("T1",)) == before
    assert archive.briefing(first, ("T1",)) == kept


@pytest.mark.parametrize(
    "name",
    [
        "zelenskyy",
        "Zelensky",
        "Zelenskiy",
        "President Zelenskyy",
        "volodymyr zelenskyy",
        "Зеленський",
        "Зеленский",
        "ZELENSKYY",
        "zelenskyy's",
        "  “Zelenskyy” ",
    ],
)
def test_an_actor_is_found_however_the_name_is_written(archive: Archive, name: str) -> None:
    keep(archive, briefing(ZELENSKYY, "Ann Lee"))
    found = dossier(archive, name)
    assert found.actor.name == "Volodymyr Zelenskyy"
    assert found.actor.description == "Ukrainian President"
    assert found.actor.aliases == ("Zelenskyy",)
    assert found.statements[0].words == ("that the bridge is number 0",)
    assert found.statements[0].cue == "said"
    assert [each.point for each in found.disputes] == ["The number of the bridge"]


def test_a_body_is_found_by_name_article_and_initials(archive: Archive) -> None:
    keep(archive, briefing(actor("United Nations", "UN", kind="organization")))
    names = {dossier(archive, name).actor.name for name in ("UN", "the UN", "U.N.", "united nations", "United Nations")}
    assert names == {"United Nations"}


def test_several_of_one_surname_are_offered_those_who_said_most_first(archive: Archive) -> None:
    keep(archive, briefing("Bill Clinton", about="Haiti"))
    keep(archive, briefing("Hillary Clinton", about="Libya"), briefing("Hillary Clinton", about="Iowa"))
    assert candidates(archive, "Clinton").ambiguous
    assert offered(archive, "Clinton") == ["Hillary Clinton", "Bill Clinton"]
    assert dossier(archive, "bill clinton").actor.name == "Bill Clinton"


def test_a_misspelt_name_is_offered_and_not_answered(archive: Archive) -> None:
    keep(archive, briefing(ZELENSKYY, "Ann Lee"))
    assert not candidates(archive, "Zelinsky").ambiguous
    assert offered(archive, "Zelinsky") == ["Volodymyr Zelenskyy"]
    assert offered(archive, "Mike Zelensky") == ["Volodymyr Zelenskyy"]
    assert offered(archive, "Volodymyr") == ["Volodymyr Zelenskyy"]


@pytest.mark.parametrize("name", ["Xylophone", "", "…", "%", "\0", "x" * 10_000])
def test_for_an_unknown_name_nobody_is_offered(archive: Archive, name: str) -> None:
    keep(archive, briefing(ZELENSKYY))
    assert candidates(archive, name) == Candidates(name, (), ambiguous=False)


def test_unnamed_sources_and_newsrooms_are_kept_but_neither_found_nor_joined(archive: Archive) -> None:
    cast = [actor("a senior aide", kind="unnamed"), actor("Harrow Herald", kind="newsroom"), actor("Ann Lee")]
    keep(archive, briefing(*cast, about="one"), briefing(*cast, about="two"))
    assert archive.counts() == (2, 6, 2)
    assert offered(archive, "a senior aide") == []
    assert offered(archive, "Harrow Herald") == []
    sides = [side.actors for each in archive.disputes(None, None, None, None, 5).disputes for side in each.sides]
    assert sides == [("a senior aide",), ("Harrow Herald",)] * 2


def test_spellings_of_a_full_name_are_one_actor_over_articles(archive: Archive) -> None:
    keep(archive, briefing(ZELENSKYY, about="one"), briefing("Vladimir Putin", about="other"))
    keep(archive, briefing("Volodymyr Zelensky", about="two"), briefing("Володимир Зеленський", about="three"))
    assert dossier(archive, "Zelenskyy").articles == 3


def test_initials_in_a_name_do_not_part_an_actor_but_different_ones_do(archive: Archive) -> None:
    keep(archive, briefing("Donald J. Trump", about="one"), briefing("Donald Trump", about="two"))
    keep(archive, briefing("George W. Bush", about="three"), briefing("George H. W. Bush", about="four"))
    assert dossier(archive, "Trump").articles == 2
    assert sorted(offered(archive, "George Bush")) == ["George H. W. Bush", "George W. Bush"]


def test_a_surname_alone_is_the_one_person_who_has_it(archive: Archive) -> None:
    keep(archive, briefing("Ann Lee", about="one"), briefing("Lee", about="two"), briefing("Bob Lee", about="three"))
    assert dossier(archive, "Ann Lee").articles == 2
    assert dossier(archive, "Bob Lee").articles == 1


def test_a_surname_of_several_stays_by_itself(archive: Archive) -> None:
    keep(archive, briefing("Ann Lee", "Bob Lee", about="one"), briefing("Lee", about="two"))
    assert dossier(archive, "Ann Lee").articles == 1
    assert set(offered(archive, "Lee")) == {"Ann Lee", "Bob Lee", "Lee"}


def test_a_later_full_name_is_given_to_who_was_known_by_surname(archive: Archive) -> None:
    keep(archive, briefing("Zelensky", about="one"), briefing(ZELENSKYY, about="two"))
    found = dossier(archive, "Zelensky")
    assert (found.actor.name, found.articles) == ("Volodymyr Zelenskyy", 2)


def test_a_surname_is_nobodys_where_two_come_to_have_it_at_once(archive: Archive) -> None:
    keep(archive, briefing("Lee", about="one"), briefing("Ann Lee", "Bob Lee", about="two"))
    assert set(offered(archive, "Lee")) == {"Ann Lee", "Bob Lee", "Lee"}


def test_a_body_known_by_initials_gets_its_name_from_a_later_article(archive: Archive) -> None:
    keep(archive, briefing(actor("WHO", kind="organization"), about="one"))
    keep(archive, briefing(actor("World Health Organization", "WHO", kind="organization"), about="two"))
    keep(archive, briefing(actor("the World Health Organization", kind="group"), about="three"))
    found = dossier(archive, "WHO")
    assert (found.actor.name, found.articles) == ("World Health Organization", 3)


def test_a_person_and_a_place_of_one_name_are_two(archive: Archive) -> None:
    keep(archive, briefing("Jim Jordan", about="one"), briefing(actor("Jordan", kind="place"), about="two"))
    assert set(offered(archive, "Jordan")) == {"Jim Jordan", "Jordan"}


def test_briefing_an_article_again_replaces_what_was_read_in_it(archive: Archive) -> None:
    first = archive.keep(briefing("Ann Lee", "Bob Ray", url="https://news.example/a?utm_source=x"), SHARED, NOW)
    again = archive.keep(briefing("Cy Poe", url="http://www.news.example/a/#top"), SHARED, NOW)
    assert first == again
    assert archive.counts() == (1, 1, 0)
    assert offered(archive, "Ann Lee") == []
    assert dossier(archive, "Poe").statements[0].article.url == "http://www.news.example/a/#top"


def test_other_articles_of_an_actor_stay_when_one_is_replaced(archive: Archive) -> None:
    keep(archive, briefing(actor("Ann Lee", "Annie Lee"), url="https://news.example/a"))
    keep(archive, briefing(actor("Ann Lee", "Ms Lee"), url="https://news.example/b", about="b"))
    keep(archive, briefing("Cy Poe", url="https://news.example/a"))
    found = dossier(archive, "Ann Lee")
    assert (found.articles, found.actor.aliases) == (1, ("Lee", "Ms Lee"))
    assert offered(archive, "Annie Poe") == ["Cy Poe"]


def test_the_same_text_under_another_address_is_the_same_article(archive: Archive) -> None:
    text = briefing("Ann Lee")
    first = archive.keep(text, SHARED, NOW)
    for url in ("https://news.example/a", "https://mirror.example/a", None):
        article = replace(text.article, url=url)
        assert archive.keep(replace(text, article=article), SHARED, NOW) == first
    assert archive.counts() == (1, 1, 0)
    assert dossier(archive, "Lee").statements[0].article.url == "https://mirror.example/a"


def test_two_articles_become_one_when_their_texts_do(archive: Archive) -> None:
    keep(archive, briefing("Ann Lee", url="https://news.example/a"))
    keep(archive, briefing("Bob Ray", url="https://news.example/b"))
    keep(archive, briefing("Ann Lee", url="https://news.example/b"))
    assert archive.counts() == (1, 1, 0)


def test_statements_stand_latest_first_and_in_the_order_of_their_article(archive: Archive) -> None:
    cast = [actor("Ann Lee"), actor("Ann Lee", "Lee")]
    cast[1] = replace(cast[1], id="again")
    keep(archive, briefing(*cast, about="old", published=NOW - timedelta(days=9)))
    keep(archive, briefing("Ann Lee", about="undated"))
    keep(archive, briefing("Ann Lee", about="older", published=NOW - timedelta(days=99)))
    said = [each.words[0] for each in dossier(archive, "Lee").statements]
    assert said == [
        "that undated is number 0",
        "that old is number 0",
        "that old is number 1",
        "that older is number 0",
    ]


def test_an_article_from_the_future_does_not_stay_on_top(archive: Archive) -> None:
    keep(archive, briefing("Ann Lee", about="dreams", published=datetime(2999, 1, 1, tzinfo=UTC)))
    archive.keep(briefing("Ann Lee", about="news"), SHARED, NOW + timedelta(hours=1))
    assert dossier(archive, "Lee").statements[0].words == ("that news is number 0",)


def test_only_what_is_young_enough_is_shown_and_counted(archive: Archive) -> None:
    for days in range(5):
        keep(archive, briefing("Ann Lee", "Bob Ray", about=f"day {days}", published=NOW - timedelta(days=days)))
    since = NOW - timedelta(days=2)
    found = archive.who("Lee", None, since, 2)
    assert isinstance(found, Dossier)
    assert (len(found.statements), found.statements_in_all, found.articles, found.since) == (2, 3, 3, since)
    assert len(found.disputes) == 2
    assert archive.disputes(None, None, None, since, 2).found == 3


def test_the_description_is_what_the_latest_articles_say_most(archive: Archive) -> None:
    old, new = actor("Ann Lee", description="a candidate"), actor("Ann Lee", description="the mayor")
    keep(archive, briefing(old, about="old", published=NOW - timedelta(days=400)))
    keep(archive, briefing(new, about="new", published=NOW - timedelta(days=2)), briefing("Ann Lee", about="none"))
    assert dossier(archive, "Lee").actor.description == "the mayor"
    keep(archive, briefing(replace(new, description="The Mayor"), about="more", published=NOW - timedelta(days=1)))
    keep(archive, briefing(replace(new, description="a misreading"), about="most", published=NOW))
    assert dossier(archive, "Lee").actor.description == "The Mayor"


def test_who_is_only_mentioned_does_not_make_a_name_ambiguous(archive: Archive) -> None:
    first, quiet = briefing("Ann Lee"), replace(actor("Bob Lee"), description="her brother")
    keep(archive, replace(first, actors=(*first.actors, quiet)))
    assert dossier(archive, "Lee").actor.name == "Ann Lee"
    found = dossier(archive, "Bob Lee")
    assert (found.actor.description, found.articles, found.statements_in_all) == ("her brother", 1, 0)


def test_a_surname_is_not_given_to_one_of_two_of_whom_the_other_is_only_mentioned(archive: Archive) -> None:
    first = briefing("Ann Lee", about="one")
    keep(archive, replace(first, actors=(*first.actors, actor("Bob Lee"))), briefing("Lee", about="two"))
    assert set(offered(archive, "Lee")) == {"Ann Lee", "Lee"}


def test_disputes_are_found_by_words_of_their_point_names_and_evidence(archive: Archive) -> None:
    keep(archive, briefing("Ann Lee", "Bob Ray", about="the café"), briefing("Cy Poe", "Bob Ray", about="the toll"))
    assert sorted(points(archive)) == ["The number of the café", "The number of the toll"]
    assert points(archive, "CAFES NUMBER") == []
    assert points(archive, "cafe number") == ["The number of the café"]
    assert points(archive, "tol") == ["The number of the toll"]
    assert points(archive, "oll") == []
    assert points(archive, "Cyrus") == []
    assert points(archive, "Mayor Poe") == ["The number of the toll"]
    assert points(archive, "%") == points(archive, "_") == []
    assert len(points(archive, " ".join(["number"] * 5_000))) == 2


def test_disputes_are_found_by_who_is_a_side_of_them(archive: Archive) -> None:
    keep(archive, briefing("Ann Lee", "Bob Ray", "Cy Poe", about="the toll"))
    assert points(archive, actor="President Ray") == ["The number of the toll"]
    assert points(archive, actor="Poe") == points(archive, actor="Nobody") == []
    assert points(archive, "toll", "Lee") == ["The number of the toll"]
    assert points(archive, "bridge", "Lee") == []
    assert archive.disputes("toll", "Lee", None, None, 1).query == "Lee toll"


def test_names_are_suggested_by_their_beginning_those_who_said_most_first(archive: Archive) -> None:
    keep(archive, briefing("Ann Lee", about="one"), briefing("Bob Lehman", about="two"))
    keep(archive, briefing("Bob Lehman", actor("leading critics", kind="unnamed"), about="three"))
    assert archive.actor_names("le", None, 5) == ("Bob Lehman", "Ann Lee")
    assert archive.actor_names("ann l", None, 5) == ("Ann Lee",)
    assert archive.actor_names("", None, 1) == ("Bob Lehman",)


class TestWalls:
    """What belongs to a workspace is never seen in another; the shared collection is seen everywhere."""

    @pytest.fixture
    def walled(self, archive: Archive) -> Archive:
        keep(archive, briefing("Ann Secret", "Bob Hidden", about="ours"), workspace="T1")
        keep(archive, briefing("Cy Open", "Dee Public", about="everybody's"))
        return archive

    def test_actors_and_their_statements(self, walled: Archive) -> None:
        for name in ("Ann Secret", "Secret", "Sekret", "Ann", "Secretary"):
            assert candidates(walled, name, ("T2", SHARED)).actors == ()
        assert dossier(walled, "Secret", ("T1", SHARED)).statements_in_all == 1
        assert dossier(walled, "Secret").statements_in_all == 1
        assert dossier(walled, "Open", ("T2", SHARED)).statements_in_all == 1
        assert candidates(walled, "Open", ()).actors == ()

    def test_disputes(self, walled: Archive) -> None:
        def found(*workspaces: str, words: str | None = None, actor: str | None = None) -> list[str]:
            return [each.point for each in walled.disputes(words, actor, workspaces, None, 5).disputes]

        assert found("T2", SHARED) == ["The number of everybody's"]
        assert found("T2", SHARED, words="ours") == found("T2", SHARED, actor="Secret") == []
        assert walled.disputes("ours", None, ("T2", SHARED), None, 5).found == 0
        assert found("T1", SHARED, words="ours") == found("T1", words="ann secret") == ["The number of ours"]

    def test_names_briefings_and_counts(self, walled: Archive) -> None:
        assert set(walled.actor_names("", ("T2", SHARED), 9)) == {"Cy Open", "Dee Public"}
        assert walled.counts(("T2", SHARED)) == (1, 2, 1)
        assert walled.counts() == (2, 4, 2)
        article = dossier(walled, "Secret").statements[0].article.id
        assert walled.briefing(article, ("T2", SHARED)) is None
        assert walled.briefing(article, ("T1", SHARED)) is not None

    def test_descriptions_and_aliases_of_somebody_who_is_known_on_both_sides(self, walled: Archive) -> None:
        keep(walled, briefing(actor("Cy Open", "The Fox", description="our spy"), about="more"), workspace="T1")
        seen = dossier(walled, "Cy Open", ("T2", SHARED)).actor
        assert (seen.description, seen.aliases) == (None, ("Open",))
        assert candidates(walled, "The Fox", ("T2", SHARED)).actors == ()
        assert dossier(walled, "The Fox", ("T1", SHARED)).actor.name == "Cy Open"

    def test_a_surname_is_not_joined_to_somebody_of_another_workspace(self, walled: Archive) -> None:
        keep(walled, briefing("Secret", about="theirs"), workspace="T2")
        assert dossier(walled, "Secret", ("T2", SHARED)).actor.name == "Secret"
        assert dossier(walled, "Secret", ("T1", SHARED)).statements_in_all == 1

    def test_an_article_is_not_replaced_by_that_of_another_workspace(self, walled: Archive) -> None:
        keep(walled, briefing("Ann Secret", "Bob Hidden", about="ours"), workspace="T2")
        assert walled.counts(("T1",)) == walled.counts(("T2",)) == (1, 2, 1)


def test_an_actor_whom_workspaces_share_is_one(archive: Archive) -> None:
    keep(archive, briefing(ZELENSKYY, about="one"), briefing("Donald Trump", about="three"))
    keep(archive, briefing("Zelensky", about="two"), briefing("Donald J. Trump", about="four"), workspace="T1")
    found = dossier(archive, "zelensky", ("T1", SHARED))
    assert (found.actor.name, found.articles, found.statements_in_all) == ("Volodymyr Zelenskyy", 2, 2)
    assert dossier(archive, "Trump", ("T1", SHARED)).articles == 2


def test_an_article_that_workspaces_share_is_shown_once(archive: Archive) -> None:
    for workspace in (SHARED, "T1", "T2"):
        keep(archive, briefing("Ann Lee", "Bob Ray", url="https://news.example/a"), workspace=workspace)
    keep(archive, briefing("Ann Lee", about="an update", url="https://news.example/a"), workspace="T2")
    assert dossier(archive, "Lee", ("T1", SHARED)).statements_in_all == 1
    assert len(dossier(archive, "Lee", ("T1", SHARED)).disputes) == 1
    assert archive.disputes(None, None, ("T1", SHARED), None, 5).found == 1
    found = dossier(archive, "Lee")
    assert [each.words[0] for each in found.statements] == ["that an update is number 0"]
    assert (found.articles, found.statements_in_all) == (1, 1)


def test_many_may_keep_at_once(archive: Archive) -> None:
    def work(number: int) -> None:
        for about in range(5):
            keep(archive, briefing("Ann Lee", "Bob Ray", about=f"{about} of {number % 2}"))

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert archive.counts() == (10, 20, 10)
    assert dossier(archive, "Ann Lee").articles == 10


def test_actors_of_one_article_that_are_one_in_the_archive_are_counted_once(archive: Archive) -> None:
    keep(archive, briefing(ZELENSKYY, "Volodymyr Zelensky", about="one"))
    found = dossier(archive, "Zelensky")
    assert (found.articles, found.statements_in_all, len(found.statements)) == (1, 2, 2)


def test_statements_of_actors_that_are_not_there_are_kept(archive: Archive) -> None:
    kept = briefing("Ann Lee", "Bob Ray")
    keep(archive, replace(kept, actors=(Actor("ann-lee", "Ann Lee", "person"),)))
    assert archive.counts() == (1, 2, 1)
    assert [side.actors for side in dossier(archive, "Lee").disputes[0].sides] == [("Ann Lee",), ()]
