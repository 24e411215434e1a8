"""What is fuzzed: each target takes any bytes, lets out only errors that are declared, and checks what it gives."""

import atexit
import json
import socket
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from slack_bolt import App
from starlette.testclient import TestClient

from adapters.discord.actions import perform
from adapters.hostile import visible
from adapters.metrics import Measures
from adapters.slack.requests import asked_of, links_in, typed_command
from adapters.web import web_app
from bot.addresses import Gatekeeper
from bot.archive import open_archive
from bot.commands import handle
from bot.decoding import decode
from bot.discovery import MOST_FEEDS, find_feeds, looks_like_page
from bot.errors import CommandError, FeedUnreadable, OnRecordError, SourceError, SourceUnreachable, SourceUnreadable
from bot.feeds import LONGEST_SUMMARY, LONGEST_TITLE, MOST_ENTRIES, entry_keys, parse_feed
from bot.fetching import fetch
from bot.links import link_key, short_key
from bot.markup import web_address
from bot.model import Reply, Request
from bot.opml import read_opml, write_opml
from bot.pages import page_article
from bot.robots import LONGEST_DELAY, Robots
from bot.schedule_words import in_words, parse_schedule
from bot.wiring import Bot
from tests.bots import bot_over
from tests.briefings import NOW, briefing
from tests.connections import LOCAL, server
from tests.fakes import FakeService

FOUND_AT: Final = "https://news.example/daily/feed"
_ASKED: Final = Request("", workspace="W1", user="U1", platform="chat", channel="C1", manages=False)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace") if _decodes(data) else str(data)


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _is_plain(line: str | None) -> bool:
    return not {each for each in line or "" if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")}


def feeds(data: bytes) -> None:
    with suppress(FeedUnreadable):
        told = parse_feed(data, FOUND_AT)
        assert len(told.entries) <= MOST_ENTRIES
        for entry in told.entries:
            assert entry_keys(entry)
            assert _is_plain(entry.title)
            assert _is_plain(entry.summary)
            assert len(entry.title or "") <= LONGEST_TITLE
            assert len(entry.summary or "") <= LONGEST_SUMMARY
            assert entry.url is None or entry.url.startswith(("http://", "https://"))


def pages(data: bytes) -> None:
    with suppress(SourceUnreadable):
        article = page_article(data, FOUND_AT).article
        assert article.text
        assert _is_plain(article.title)
        assert article.url is not None


def discovery(data: bytes) -> None:
    looks_like_page(data)
    found = find_feeds(data, FOUND_AT)
    assert len(found) <= MOST_FEEDS
    assert all(each.startswith(("http://", "https://")) for each in found)


def lists(data: bytes) -> None:
    with suppress(FeedUnreadable):
        told = read_opml(data)
        assert {each.url for each in read_opml(write_opml(told, "Feeds").encode())} == {each.url for each in told}


def texts(data: bytes) -> None:
    declared, _, body = data.partition(b"\n")
    with suppress(SourceUnreadable):
        decode(body, declared.decode("latin-1")).encode("utf-8", "surrogatepass")


def robots(data: bytes) -> None:
    path, _, body = data.partition(b"\n")
    rules = Robots(lambda url: (200, body), lambda: 0.0)
    with suppress(SourceUnreadable):
        page = f"https://news.example/{_text(path)}"
        rules.allows(page)
        assert rules.knows(page)
        assert 0 <= rules.crawl_delay(page) <= LONGEST_DELAY


def addresses(data: bytes) -> None:
    """No address is asked: looking one up fails."""
    url = _text(data)
    short_key(link_key(url))
    found = web_address(url, FOUND_AT)
    assert found is None or found.startswith(("http://", "https://"))
    with suppress(SourceError):
        fetch(url, Gatekeeper(resolve=_nowhere))


def _nowhere(host: str, port: int) -> list[str]:
    raise SourceUnreachable


def answers(data: bytes) -> None:
    """What a site sends, to the byte."""
    with server(partial(_send, data)) as port, suppress(SourceError):
        fetch(f"http://127.0.0.1:{port}/", LOCAL, longest=2)


def _send(data: bytes, connection: socket.socket) -> None:
    connection.recv(4_096)
    connection.sendall(data)
    connection.shutdown(socket.SHUT_WR)


def commands(data: bytes) -> None:
    text = _text(data)
    assert isinstance(handle(Request(text), FakeService()), Reply)
    visible(asked_of(text, "UBOT")).encode()


def schedules(data: bytes) -> None:
    with suppress(CommandError):
        schedule = parse_schedule(_text(data), "UTC")
        assert parse_schedule(in_words(schedule).replace("(", "").replace(")", ""), "UTC").times == schedule.times


def interactions(data: bytes) -> None:
    """A `custom_id` of Discord's with the values that were chosen, and a value of Slack's, each on a line."""
    custom_id, *chosen = _text(data).split("\n")[:4]
    with suppress(OnRecordError):
        perform(_bot(), custom_id, chosen, _ASKED)
    assert _bot().feeds.of(("W1",)) == ()
    assert not _bot().service.rights.members_manage("W1")


def messages(data: bytes) -> None:
    """What Slack tells of a message."""
    with suppress(ValueError, RecursionError):
        told: Any = json.loads(data)
        if isinstance(told, dict):
            assert all(each.startswith(("http://", "https://")) for each in links_in(told))
            typed_command({"command": "/who", **told})


def posts(data: bytes) -> None:
    """What anybody posts to where Slack does: a content type, a signature, a time, and a body."""
    kind, signature, moment, *body = data.split(b"\n", 3)[:4] if data.count(b"\n") > 2 else (b"", b"", b"", data)
    headers = {b"content-type": kind, b"x-slack-signature": signature, b"x-slack-request-timestamp": moment}
    sent = {name: bytes(each for each in value if 32 <= each != 127) for name, value in headers.items()}
    told = _pages().post("/slack/events", content=b"".join(body), headers=[*sent.items()])
    assert told.status_code in (200, 400, 401, 413)
    assert told.status_code != 200 or told.text == "", "only a check of the certificate is answered"


@cache
def _pages() -> TestClient:
    slack = App(signing_secret="secret", token="xoxb-1", token_verification_enabled=False)
    return TestClient(web_app(lambda: None, Measures(), slack))


@cache
def _bot() -> Bot:
    """A bot with an article of which an answer was shown, as a1."""
    folder = tempfile.TemporaryDirectory()
    archive = open_archive(f"sqlite:///{Path(folder.name) / 'archive.db'}")
    atexit.register(folder.cleanup)
    atexit.register(archive.close)
    told = briefing("Ann Lee", "Bob Ray", url="https://bay.example/1")
    archive.keep(told, "W1", NOW)
    bot = bot_over(archive, {"https://bay.example/1": told})
    assert bot.follow_ups.keep(told, _ASKED) == "a1"
    return bot


Target = Callable[[bytes], None]
TARGETS: Final[Mapping[str, Target]] = {
    each.__name__: each
    for each in (
        *(feeds, pages, discovery, lists, texts, robots, addresses, answers, commands, schedules, interactions),
        *(messages, posts),
    )
}
