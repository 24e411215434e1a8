"""`onrecord run` against a Discord on this machine, as a process of its own that ends and begins again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.archives import archive_at
from tests.discord_asking import wait_for
from tests.discord_markdown import words
from tests.discord_server import DiscordServer, serving
from tests.discord_world import Person
from tests.sites import Site

ANN, EDITOR = Person("ann"), Person("editor", admin=True)


class Process:
    """A bot that runs."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        command = [sys.executable, "-m", "bot", "run", *arguments]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        self.said: list[str] = []

    def is_ready(self) -> str:
        """The line with which it says so."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.append(line)
            if line.startswith("ready: "):
                return line
        raise AssertionError("".join(self.said))

    def stops(self) -> int:
        """Asks it to stop, and gives its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=10)
        return self.process.returncode


@contextmanager
def running(discord: DiscordServer, folder: Path, *arguments: str) -> Iterator[Process]:
    database = archive_at(folder / "archive.db")
    settings = {"ONRECORD_DATABASE_URL": database, "ONRECORD_ALLOWED_HOSTS": "127.0.0.1", **discord.settings}
    process = Process({**os.environ, **settings}, *arguments)
    try:
        yield process
    finally:
        process.process.kill()
        process.process.communicate()


@pytest.fixture
def discord() -> Iterator[DiscordServer]:
    with serving() as discord:
        discord.channel("news")
        yield discord


def test_the_bot_answers_posts_and_is_itself_again_after_a_restart(
    discord: DiscordServer, site: Site, tmp_path: Path
) -> None:
    site.feed("/feed").entry("harbour", "Harbour bridge to open again")
    news = discord.channel("news")
    with running(discord, tmp_path) as bot:
        assert bot.is_ready() == "ready: clock, discord, worker\n"
        url = f"{site.address}/articles/harbour.html"
        briefed = discord.command("brief", news, ANN, url=url)
        answer = briefed.answered(60)
        assert briefed.acknowledges() < 3
        assert "“We have waited long enough for this" in words(answer.text)
        discord.press("Share", answer, ANN).answered()
        (shared,) = discord.wait_for_messages(news, 1)
        assert bot.stops() == 0
    with running(discord, tmp_path) as bot:
        bot.is_ready()
        opened = discord.press("More", shared, EDITOR).answered()
        assert "Bob Hill" in opened.text
        assert len(discord.calls("PUT .*/commands")) == 1, "the commands are what they were"
        assert bot.stops() == 0
    assert discord.world.faults == []


def test_a_token_that_is_refused_is_told_in_a_line(discord: DiscordServer, tmp_path: Path) -> None:
    discord.fails("GET /users/@me", 401)
    with running(discord, tmp_path) as bot:
        _, told = bot.process.communicate(timeout=60)
    assert bot.process.returncode == 2
    assert told.splitlines()[-1] == "onrecord: Discord does not accept DISCORD_TOKEN; copy it again from its portal"


def test_a_worker_alone_posts_without_being_on_the_gateway(discord: DiscordServer, tmp_path: Path) -> None:
    with running(discord, tmp_path, "--role", "discord") as asked:
        assert asked.is_ready() == "ready: discord\n"
        discord.command("digest empty", discord.channel("news"), EDITOR, what="say").answered()
        discord.command("digest now", discord.channel("news"), EDITOR).answered()
        assert asked.stops() == 0
    with running(discord, tmp_path, "--role", "worker") as worker:
        assert worker.is_ready() == "ready: worker\n"
        (said,) = discord.wait_for_messages(discord.channel("news"), 1)
        assert said.text == "Nothing new since the last digest."
        assert discord.gateway.identified == 1
        assert worker.stops() == 0


def test_a_bot_that_is_stopped_at_work_says_so(discord: DiscordServer, site: Site, tmp_path: Path) -> None:
    slow = site.feed("/slow").hangs()
    with running(discord, tmp_path) as bot:
        bot.is_ready()
        asked = discord.command("brief", discord.channel("news"), ANN, url=slow.url)
        asked.acknowledges()
        wait_for(lambda: site.asked("/slow"), 60)
        assert bot.stops() == 0
    assert "as the bot is being stopped" in asked.answered().text
