"""What Prometheus finds at /metrics: of what happens, of what waits, and for whom."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from adapters.metrics import Measures
from adapters.running import open_platforms
from adapters.web import web_app
from bot.archive import Archive, open_archive
from bot.channels import Address
from bot.commands import COMMANDS, handle
from bot.delivering import Courier
from bot.errors import ArchiveUnreachable, ChannelClosed, DeliveryDelayed, DeliveryUncertain
from bot.happenings import ArticleRead, FeedChecked, Happening, JobDone, MessageSent, RoundDone
from bot.model import Notice, Request
from bot.settings import Settings
from bot.wiring import Bot, open_bot
from tests.archives import archive_at
from tests.bots import bot_over
from tests.briefings import briefing
from tests.fakes import FakePlatform, FakeService, MovingClock
from tests.sites import free_port

WATCHING = Path(__file__).parent.parent / "docs" / "watching.md"
WORDS = re.compile(r"[A-Za-z0-9_.+\- ]*")
"""Of which labels may be made: no addresses, no marks of a sentence."""


def families(page: str) -> dict[str, Metric]:
    """What is measured, by its name; the page has to be in the form that Prometheus reads."""
    return {each.name: each for each in text_string_to_metric_families(page)}


def values(page: str, name: str) -> dict[tuple[str, ...], float]:
    """The samples of one name, by the values of their labels, in the order of the labels' names."""
    samples = [sample for family in families(page).values() for sample in family.samples if sample.name == name]
    return {tuple(sample.labels.values()): sample.value for sample in samples}


def page_after(*happenings: Happening) -> str:
    measures = Measures()
    for each in happenings:
        measures.observe(each)
    return measures.page().decode()


def test_reading_is_timed_where_it_came_to_something() -> None:
    page = page_after(ArticleRead("read", 1.5), ArticleRead("read", 3.0), ArticleRead("unreachable", 30.0))
    assert values(page, "onrecord_reading_seconds_sum") == {(): 4.5}
    assert values(page, "onrecord_reading_seconds_bucket")[("2.0",)] == 1
    assert values(page, "onrecord_readings_total") == {("read",): 2, ("unreachable",): 1}


def test_deliveries_are_counted_by_what_came_of_them_and_errors_by_their_code() -> None:
    page = page_after(
        MessageSent("slack", 1, "sent", "", 0.2),
        MessageSent("slack", 2, "closed", "is_archived", 0.2),
        MessageSent("discord", 3, "in doubt", "http_503", 0.2),
        MessageSent("discord", 3, "in doubt", "http_503", 0.2),
    )
    outcomes = {("sent", "slack"): 1, ("closed", "slack"): 1, ("in_doubt", "discord"): 2}
    assert values(page, "onrecord_deliveries_total") == outcomes
    assert values(page, "onrecord_delivery_errors_total") == {("is_archived", "slack"): 1, ("http_503", "discord"): 2}
    assert values(page, "onrecord_delivery_seconds_count") == {("slack",): 2, ("discord",): 2}


@pytest.mark.parametrize("code", ["", "Ann Lee said so", "a" * 41, 'a"b', "é"])
def test_a_code_that_is_none_is_no_label(code: str) -> None:
    page = page_after(MessageSent("slack", 2, "refused", code, 0.2))
    assert values(page, "onrecord_delivery_errors_total") == {("other", "slack"): 1}


def test_what_else_happens_is_counted() -> None:
    page = page_after(
        FeedChecked(7, "read", 3, 0.1),
        FeedChecked(7, "unreachable", 0, 0.1),
        JobDone("compose", 4, "failed", 0.1),
        RoundDone("compose", "done", 0.1),
        RoundDone("refresh", "failed", 0.1),
    )
    assert values(page, "onrecord_feed_checks_total") == {("read",): 1, ("unreachable",): 1}
    assert values(page, "onrecord_new_entries_total") == {(): 3}
    assert values(page, "onrecord_jobs_done_total") == {("compose", "failed"): 1}
    assert values(page, "onrecord_rounds_total") == {("done", "compose"): 1, ("failed", "refresh"): 1}
    assert list(values(page, "onrecord_last_round_timestamp_seconds")) == [("compose",)]


@pytest.mark.parametrize(
    ("text", "command", "outcome"),
    [
        ("/who Ann Lee", "who", "answered"),
        ("https://bay.example/1", "brief", "answered"),
        ("/feeds", "feeds", "refused"),
        ("/whom Ann Lee", "unknown", "refused"),
        ("", "help", "answered"),
    ],
)
def test_commands_are_counted_by_their_name_alone(text: str, command: str, outcome: str) -> None:
    measures = Measures()
    handle(Request(text), FakeService(), measures.observe)
    assert values(measures.page().decode(), "onrecord_commands_total") == {(command, outcome): 1}


def test_a_command_that_breaks_is_counted_as_failed() -> None:
    class Broken(FakeService):
        def _answer(self, command: str, argument: str, request: Request) -> Notice:
            raise ZeroDivisionError

    measures = Measures()
    with pytest.raises(ZeroDivisionError):
        handle(Request("/who Ann"), Broken(), measures.observe)
    assert values(measures.page().decode(), "onrecord_commands_total") == {("who", "failed"): 1}


class House:
    """A bot over a database, whose measures are shown."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.clock, self.measures = archive, MovingClock(), Measures()
        self.platform = FakePlatform()
        self.measures.watch(archive.engine, self.clock)

    def posts(self, name: str, platform: str = "chat") -> None:
        bot = self.bot
        here = bot.channels.at(Address(platform, f"Secret workspace of {name}", name), self.clock())
        bot.outbox.post(here.id, f"{name}", Notice("Ann Lee said so"), self.clock())

    def delivers(self) -> None:
        bot, platforms = self.bot, {"chat": self.platform}
        Courier(
            bot.outbox, bot.channels, platforms, self.clock, lambda _: None, observe=self.measures.observe
        ).deliver_due()

    @property
    def bot(self) -> Bot:
        return bot_over(self.archive, {}, self.clock)

    def page(self) -> str:
        return self.measures.page().decode()


@pytest.fixture
def house(archive_url: str) -> Iterator[House]:
    with open_archive(archive_url) as archive:
        yield House(archive)


def test_the_courier_tells_what_came_of_each_message(house: House) -> None:
    house.platform.refuses(
        ChannelClosed(code="is_archived"), DeliveryDelayed(wait=60), DeliveryUncertain(code="http_500"), OSError()
    )
    for name in ("one", "two", "three", "four", "five"):
        house.posts(name)
    house.delivers()
    codes = {("is_archived", "chat"): 1, ("other", "chat"): 1, ("http_500", "chat"): 1, ("OSError", "chat"): 1}
    assert values(house.page(), "onrecord_delivery_errors_total") == codes
    assert values(house.page(), "onrecord_deliveries_total")[("sent", "chat")] == 1
    assert values(house.page(), "onrecord_messages") == {("chat", "held"): 1, ("chat", "later"): 3}


def test_what_waits_is_asked_of_the_database_at_each_scrape(house: House) -> None:
    assert values(house.page(), "onrecord_messages") == {}
    house.posts("news")
    house.clock.forward(timedelta(minutes=3))
    assert values(house.page(), "onrecord_database_up") == {(): 1}
    assert values(house.page(), "onrecord_messages") == {("chat", "due"): 1}
    assert values(house.page(), "onrecord_oldest_due_message_age_seconds") == {("chat",): 180}
    house.delivers()
    assert values(house.page(), "onrecord_messages") == {}


def test_no_label_says_who_or_where_or_what(house: House) -> None:
    house.bot.feeds.follow("Secret workspace", "https://bay.example/rss", "Bay Post", house.clock())
    house.posts("secret-channel")
    house.delivers()
    house.posts("secret-channel", "other")
    handle(Request("/who Ann Lee", "Secret workspace", "U1"), house.bot.service, house.measures.observe)
    page = house.page()
    for text in ("Secret", "secret", "Ann", "Lee", "U1", "bay.example", "Bay Post", "//"):
        assert text not in page
    for family in families(page).values():
        for sample in family.samples:
            assert all(WORDS.fullmatch(value) for value in sample.labels.values())


def test_a_database_that_is_away_does_not_take_the_page_with_it(tmp_path: Path) -> None:
    with open_archive(archive_at(tmp_path / "archive.db")) as archive:
        house = House(archive)
        house.measures.observe(ArticleRead("read", 1.0))
        assert values(house.page(), "onrecord_database_up") == {(): 1}
        archive.close()
        (tmp_path / "archive.db").write_bytes(b"no database at all")
        for left in tmp_path.glob("archive.db-*"):
            left.unlink()
        page = house.page()
    assert values(page, "onrecord_database_up") == {(): 0}
    assert values(page, "onrecord_readings_total") == {("read",): 1}
    assert "onrecord_feeds" not in families(page)


Row = tuple[str, str]


def documented() -> set[Row]:
    """The names and kinds of the table in the documentation."""
    rows = re.findall(r"^\| `(onrecord_\w+)`[^|]*\| (\w+) \|", WATCHING.read_text(encoding="utf-8"), re.MULTILINE)
    return set(rows)


def test_the_documentation_names_all_that_is_served_and_nothing_else(house: House) -> None:
    served = {
        (name + "_total" if family.type == "counter" else name, family.type)
        for name, family in families(house.page()).items()
        if name.startswith("onrecord_")
    }
    assert served == documented()


def test_the_alerts_ask_for_what_is_served() -> None:
    asked = set(re.findall(r"expr:.*", WATCHING.read_text(encoding="utf-8")))
    names = {name.removesuffix("_bucket") for each in asked for name in re.findall(r"onrecord_\w+", each)}
    assert len(names) >= len(asked) - 1
    assert names <= {name for name, _ in documented()}


def test_labels_stand_in_the_documentation(house: House) -> None:
    """Each name with labels has them in braces."""
    house.posts("news")
    house.posts("other")
    house.platform.refuses(ChannelClosed(code="is_archived"))
    house.delivers()
    house.posts("late", "other")
    text = WATCHING.read_text(encoding="utf-8")
    for family in families(house.page()).values():
        labels = {name for sample in family.samples for name in sample.labels} - {"le"}
        name = family.name + ("_total" if family.type == "counter" else "")
        if labels and name.startswith("onrecord_"):
            row = next(line for line in text.splitlines() if line.startswith(f"| `{name}`"))
            assert all(f"`{label}`" in row for label in labels), row


@contextmanager
def asking(host: str, is_well: Callable[[], object] = lambda: None) -> Iterator[TestClient]:
    """Somebody at an address asks for the pages."""
    with TestClient(web_app(is_well, Measures(), None), client=(host, 50_000)) as client:
        yield client


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "10.1.2.3", "172.18.0.5", "100.64.0.9", "::ffff:192.168.1.4", "fd00::1"]
)
def test_metrics_are_shown_inside(host: str) -> None:
    with asking(host) as client:
        shown = client.get("/metrics")
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "onrecord_build_info" in shown.text


@pytest.mark.parametrize("host", ["203.0.114.7", "2606:4700::1111", "::ffff:9.9.9.9", "somewhere", ""])
def test_metrics_are_not_shown_outside(host: str) -> None:
    with asking(host) as client:
        assert client.get("/metrics").status_code == 403


PROXIED: list[Mapping[str, str]] = [
    {"X-Forwarded-For": "9.9.9.9"},
    {"Forwarded": "for=9.9.9.9"},
    {"X-Real-IP": "9.9.9.9"},
    {"Via": "1.1 proxy"},
]


@pytest.mark.parametrize("headers", PROXIED)
def test_metrics_are_not_shown_through_a_proxy(headers: Mapping[str, str]) -> None:
    with asking("127.0.0.1") as client:
        assert client.get("/metrics", headers=headers).status_code == 403


def test_what_is_wrong_is_told_inside_alone() -> None:
    def is_well() -> None:
        raise ArchiveUnreachable("the database at db.internal does not answer")

    with asking("127.0.0.1", is_well) as client:
        assert "db.internal" in client.get("/readyz").text
    with asking("9.9.9.9", is_well) as client:
        outside = client.get("/readyz")
    assert (outside.status_code, outside.text) == (503, "not ready")


def test_a_worker_shows_its_measures_where_it_is_asked_for_its_pages(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "ONRECORD_DATABASE_URL": f"sqlite:///{tmp_path / 'onrecord.db'}",
            "ONRECORD_WEB_PORT": str(free_port()),
        }
    )
    measures, clock = Measures(), MovingClock()
    roles = frozenset({"worker", "web"})
    with (
        open_bot(settings, clock, observe=measures.observe) as bot,
        open_platforms(settings, bot, roles, asked=True, measures=measures) as opened,
    ):
        assert opened.parts == {"web"}
        bot.archive.keep(briefing("Ann Lee"), "", clock())
        for command in COMMANDS:
            handle(Request(command.example), FakeService(), bot.observe)
        page = httpx.get(f"http://127.0.0.1:{settings.web_port}/metrics")
    assert page.status_code == 200
    assert {name for name, _ in values(page.text, "onrecord_commands_total")} == {each.name for each in COMMANDS}


def test_a_bot_that_is_being_stopped_is_alive_and_takes_nothing_new(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'onrecord.db'}", web_port=free_port())
    address = f"http://127.0.0.1:{settings.web_port}"
    with open_bot(settings, MovingClock()) as bot, open_platforms(settings, bot, frozenset({"web"}), asked=True):
        assert httpx.get(f"{address}/readyz").text == "ready"
        bot.refresher.stopping.set()
        ready = httpx.get(f"{address}/readyz")
        assert (ready.status_code, ready.text) == (503, "it is being stopped")
        assert httpx.get(f"{address}/healthz").text == "alive"


def test_the_pages_are_served_where_their_port_is_set_and_not_otherwise(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'onrecord.db'}")
    everything = frozenset({"clock", "worker", "slack", "discord", "web"})
    port = free_port()
    with open_bot(settings, MovingClock()) as bot:
        with open_platforms(settings, bot, everything, asked=False) as opened:
            assert "web" not in opened.parts
        chosen = Settings(database_url=settings.database_url, web_port=port)
        with open_platforms(chosen, bot, everything, asked=False) as opened:
            assert "web" in opened.parts
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").text == "alive"
