"""The bot as a process of its own in Slack, as whoever hosts it starts it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from bot.archive import open_archive
from tests.archives import archive_at
from tests.briefings import briefing
from tests.slack_courier import NotAcknowledged
from tests.slack_server import Slack

_ROOT = Path(__file__).parent.parent
_STARTS_WITHIN = 60.0
"""Seconds, on a busy machine."""


@dataclass
class Process:
    """A bot that was started, and what it says on standard error."""

    process: subprocess.Popen[str]
    lines: list[str]
    listener: Thread = field(init=False)

    @classmethod
    def start(cls, slack: Slack, folder: Path, **more: str) -> "Process":
        named = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "ONRECORD_DATABASE_URL": f"sqlite:///{folder / 'onrecord.db'}",
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            **more,
        }
        command = [sys.executable, "-m", "bot", "run"]
        process = subprocess.Popen(command, cwd=_ROOT, env=named, stderr=subprocess.PIPE, text=True)
        started = cls(process, [])
        started.listener = Thread(target=started._listen)
        started.listener.start()
        return started

    def _listen(self) -> None:
        assert self.process.stderr
        self.lines.extend(self.process.stderr)

    def ready(self) -> str:
        """The line that says so."""
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            found = [line for line in self.lines if line.startswith("ready: ")]
            if found:
                return found[0].strip()
            time.sleep(0.05)
        raise AssertionError("".join(self.lines))

    def stop(self) -> float:
        """Ends it as an operator does; gives the seconds that it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.ended() == 0, "".join(self.lines)
        return time.monotonic() - begun

    def ended(self) -> int:
        """Its exit code, once it has ended and all that it said was heard."""
        code = self.process.wait(_STARTS_WITHIN)
        self.listener.join()
        assert self.process.stderr
        self.process.stderr.close()
        return code


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an archive that has an article."""
    with open_archive(archive_at(tmp_path / "onrecord.db")) as archive:
        now = datetime.now(UTC)
        archive.keep(briefing("Ann Lee", "Bob Ray", url="https://bay.example/1", published=now), "T1", now)
    return tmp_path


def test_the_bot_answers_posts_survives_its_socket_and_stops(slack: Slack, folder: Path) -> None:
    bot = Process.start(slack, folder)
    try:
        assert bot.ready() == "ready: clock, slack, worker"
        slack.wait_for_connection()
        slack.command("/who", "ann lee")
        assert "that the bridge is number 0" in slack.wait_for_ephemeral().text
        slack.command("/digest", "now")
        assert "News digest" in slack.wait_for_message().text
        for trouble in (slack.disconnects, slack.hang_up):
            trouble()
            _typed_until_heard(slack)
    finally:
        took = bot.stop()
    assert took < 10
    assert all(line.startswith(("ready: ", "onrecord: ")) for line in bot.lines), bot.lines


def _typed_until_heard(slack: Slack) -> None:
    """A person types again where nobody answers, while the bot opens a new socket."""
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        try:
            slack.command("/help")
        except (NotAcknowledged, AssertionError):
            time.sleep(0.5)
        else:
            return
    raise AssertionError("nobody answers")


def test_a_token_that_slack_refuses_ends_the_start_with_one_line(slack: Slack, folder: Path) -> None:
    bot = Process.start(slack, folder, SLACK_APP_TOKEN="xapp-wrong")
    assert bot.ended() == 2
    assert [line for line in bot.lines if "SLACK_APP_TOKEN" in line] == bot.lines[-1:]
    assert "Traceback" not in "".join(bot.lines)
