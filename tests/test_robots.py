import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError, SourceUnreachable, SourceUnreadable
from bot.robots import KEPT, KEPT_IN_TROUBLE, LONGEST_DELAY, MOST_BYTES, MOST_ORIGINS, Robots

HOUR = 3600.0
NEWS = "https://courier.example/news/1"
PRIVATE = "https://courier.example/private/1"


@dataclass
class FakeSites:
    """The robots.txt of sites, which keeps who was asked; and a clock, which stands until it is moved."""

    answers: dict[str, tuple[int, bytes] | SourceError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    now: float = 0.0
    hold: Callable[[], None] = lambda: None

    def serve(self, body: str | bytes, status: int = 200, site: str = "https://courier.example") -> None:
        self.answers[f"{site}/robots.txt"] = status, body.encode() if isinstance(body, str) else body

    def fail(self, error: SourceError, site: str = "https://courier.example") -> None:
        self.answers[f"{site}/robots.txt"] = error

    def fetch_text(self, url: str) -> tuple[int, bytes]:
        self.asked.append(url)
        self.hold()
        answer = self.answers.get(url, (404, b""))
        if isinstance(answer, SourceError):
            raise answer
        return answer

    def clock(self) -> float:
        return self.now


@pytest.fixture
def sites() -> FakeSites:
    return FakeSites()


@pytest.fixture
def robots(sites: FakeSites) -> Robots:
    return Robots(sites.fetch_text, sites.clock)


def rules(body: str | bytes) -> Robots:
    """Robots for a site that serves this."""
    sites = FakeSites()
    sites.serve(body)
    return Robots(sites.fetch_text, sites.clock)


def test_what_a_site_closes_for_everybody_is_closed_for_us() -> None:
    robots = rules("User-agent: *\nDisallow: /private/")
    assert robots.allows(NEWS)
    assert not robots.allows(PRIVATE)


@pytest.mark.parametrize("agent", ["OnRecord", "onrecord", "ONRECORD # the bot", "OnRecord/0.1", "OnRecord Bot"])
def test_rules_for_us_come_before_those_for_everybody(agent: str) -> None:
    robots = rules(f"User-agent: *\nDisallow: /\n\nUser-agent: {agent}\nDisallow: /private/")
    assert robots.allows(NEWS)
    assert not robots.allows(PRIVATE)


@pytest.mark.parametrize("agent", ["On", "Record", "OnRecordKeeper", "Other, OnRecord", "*bot*", "Googlebot"])
def test_rules_for_others_are_not_for_us(agent: str) -> None:
    assert rules(f"User-agent: {agent}\nDisallow: /").allows(NEWS)


def test_a_group_may_be_for_several() -> None:
    assert not rules("User-agent: Other\nUser-agent: OnRecord\nUser-agent: Third\nDisallow: /").allows(NEWS)


def test_the_longest_rule_wins_and_allowing_wins_a_tie() -> None:
    robots = rules("User-agent: *\nDisallow: /private\nAllow: /private/1\nDisallow: /*.pdf$\nAllow: /a\nDisallow: /a")
    assert robots.allows(PRIVATE)
    assert not robots.allows("https://courier.example/private/2")
    assert not robots.allows("https://courier.example/x.pdf")
    assert robots.allows("https://courier.example/x.pdf?page=2")
    assert robots.allows("https://courier.example/a")


def test_a_site_is_asked_once_a_day(sites: FakeSites, robots: Robots) -> None:
    sites.serve("User-agent: *\nDisallow: /private/")
    for url in (NEWS, PRIVATE, NEWS):
        robots.allows(url)
    assert sites.asked == ["https://courier.example/robots.txt"]
    sites.serve("")
    sites.now = KEPT - 1
    assert not robots.allows(PRIVATE)
    sites.now = KEPT
    assert robots.allows(PRIVATE)


def test_scheme_host_and_port_have_rules_of_their_own(sites: FakeSites, robots: Robots) -> None:
    for url in (
        *("http://a.example/1", "https://a.example/1", "https://a.example:8443/1", "https://m.a.example/1"),
        *("https://A.example:443/2", "https://user:secret@a.example/3", "http://[2001:db8::1]:8080/1"),
    ):
        robots.allows(url)
    assert sites.asked == [
        *("http://a.example/robots.txt", "https://a.example/robots.txt", "https://a.example:8443/robots.txt"),
        *("https://m.a.example/robots.txt", "http://[2001:db8::1]:8080/robots.txt"),
    ]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 304])
def test_a_site_without_rules_allows_all(status: int, sites: FakeSites, robots: Robots) -> None:
    sites.serve("User-agent: *\nDisallow: /", status)
    assert robots.allows(NEWS)
    sites.now = KEPT - 1
    robots.allows(NEWS)
    assert len(sites.asked) == 1


def test_a_site_in_trouble_is_left_alone_for_an_hour(sites: FakeSites, robots: Robots) -> None:
    sites.serve("", 503)
    assert not robots.allows(NEWS)
    assert not robots.knows(NEWS)
    sites.serve("")
    sites.now = KEPT_IN_TROUBLE - 1
    assert not robots.allows(NEWS)
    sites.now = KEPT_IN_TROUBLE
    assert robots.allows(NEWS)
    assert robots.knows(NEWS)


def test_a_site_that_cannot_be_reached_is_left_alone_for_an_hour(sites: FakeSites, robots: Robots) -> None:
    sites.fail(SourceUnreachable())
    assert not robots.allows(NEWS)
    assert robots.crawl_delay(NEWS) == 0
    sites.now = HOUR
    sites.serve("")
    assert robots.allows(NEWS)


def test_the_site_asked_for_longest_ago_is_forgotten_first(sites: FakeSites, robots: Robots) -> None:
    for number in range(MOST_ORIGINS):
        robots.allows(f"https://a{number}.example/")
    robots.allows("https://a0.example/again")
    robots.allows("https://one-more.example/")
    sites.asked.clear()
    robots.allows("https://a0.example/")
    robots.allows("https://a1.example/")
    assert sites.asked == ["https://a1.example/robots.txt"]


@pytest.mark.parametrize(
    ("wish", "seconds"), [("5", 5), ("0.5", 0.5), ("86400", LONGEST_DELAY), ("-1", 0), ("inf", 0), ("nan", 0), ("x", 0)]
)
def test_a_site_may_ask_for_time_between_pages(wish: str, seconds: float) -> None:
    assert rules(f"User-agent: *\nCrawl-delay: {wish}").crawl_delay(NEWS) == seconds


def test_a_site_that_asks_for_no_time_gets_none() -> None:
    assert rules("User-agent: *\nDisallow:").crawl_delay(NEWS) == 0


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_and_marks_of_all_systems_are_read(ends: str) -> None:
    body = "\ufeffUser-agent: *\nDisallow: /private/\nDisallow: /größe".replace("\n", ends).encode()
    robots = rules(body + b"\xff\xfe")
    assert not robots.allows(PRIVATE)
    assert robots.allows(NEWS)


def test_rules_are_the_same_however_a_path_is_written() -> None:
    robots = rules("User-agent: *\nDisallow: /größe/\nDisallow: /%7Eann/")
    assert not robots.allows("https://courier.example/gr%C3%B6%C3%9Fe/1")
    assert not robots.allows("https://courier.example/größe/1")
    assert not robots.allows("https://courier.example/~ann/1")
    assert not rules("User-agent: *\nDisallow: //x/").allows("https://courier.example//x/1#part")


def test_rules_beyond_the_limit_are_not_read_and_none_is_cut_in_half() -> None:
    first = "User-agent: *\nDisallow: /private/\n#"
    last = "Disallow: /news/none/\nDisallow: /"
    filler = "x" * (MOST_BYTES - len(first) - len("\nDisallow: /"))
    robots = rules(f"{first}{filler}\n{last}")
    assert not robots.allows(PRIVATE)
    assert robots.allows(NEWS)


@pytest.mark.parametrize(
    "url", ["", "courier.example", "/news/1", "http://a.example:x/", "https:///news", "mailto:a@b.example"]
)
def test_what_is_no_address_of_a_page_is_refused(url: str, robots: Robots) -> None:
    with pytest.raises(SourceUnreadable, match="cannot be understood"):
        robots.allows(url)


def test_threads_that_want_the_same_site_ask_it_once(sites: FakeSites, robots: Robots) -> None:
    sites.serve("User-agent: *\nDisallow: /private/")
    sites.hold = lambda: time.sleep(0.05)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(robots.allows, [NEWS, PRIVATE] * 8)) == [True, False] * 8
    assert len(sites.asked) == 1


PIECES = st.sampled_from(
    [*("User-agent:", "*", "OnRecord", "Disallow:", "Allow:", "/", "$", "%", "\n", "Crawl-delay:", "\r", "\x0c", "#")]
)


@given(st.lists(PIECES | st.text(max_size=10), max_size=30))
def test_whatever_a_site_serves_it_is_answered(pieces: list[str]) -> None:
    robots = rules("".join(pieces).encode("utf-8", "surrogatepass"))
    assert robots.allows(NEWS) in (True, False)
    assert 0 <= robots.crawl_delay(NEWS) <= LONGEST_DELAY
