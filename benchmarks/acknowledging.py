"""How soon Slack is acknowledged and people are answered while the bot reads a hundred articles.

usage: uv run --group check benchmarks/acknowledging.py [--articles 100] [--commands 200] [--seconds 60]

The bot runs as a process of its own against the local Slack of the tests, which measures. Articles are briefed by links
in messages, all at the beginning; commands arrive at an even pace from many people.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from reading import article_of  # noqa: E402

from bot.archive import open_archive  # noqa: E402
from tests.briefings import briefing  # noqa: E402
from tests.sites import Site, serving  # noqa: E402
from tests.slack_server import Slack  # noqa: E402

PEOPLE = 50
COMMANDS = ("/who", "ann lee"), ("/disputes", ""), ("/digest", "status"), ("/help", ""), ("/who", "nobody")


def page(number: int) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in article_of(700).splitlines() if line)
    article = f"<article><h1>Article {number}</h1>{paragraphs}</article>"
    return f"<html><head><title>Article {number}</title></head><body>{article}</body></html>".encode()


def start(slack: Slack, folder: str) -> "subprocess.Popen[str]":
    url = f"sqlite:///{folder}/onrecord.db"
    with open_archive(url) as archive:
        for number in range(20):
            now = datetime.now(UTC)
            archive.keep(briefing("Ann Lee", "Bob Ray", url=f"https://bay.example/{number}", published=now), "T1", now)
    named = {
        **os.environ,
        "ONRECORD_DATABASE_URL": url,
        "ONRECORD_ALLOWED_HOSTS": "127.0.0.1",
        "ONRECORD_MAX_READS_PER_HOUR": "1000",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }
    command = [sys.executable, "-m", "bot", "run"]
    bot = subprocess.Popen(command, cwd=ROOT, env=named, stderr=subprocess.PIPE, text=True)
    assert bot.stderr
    assert bot.stderr.readline().startswith("ready: ")
    slack.wait_for_connection(seconds=30)
    return bot


def load(slack: Slack, site: Site, articles: int, commands: int, seconds: float) -> list[float]:
    """Has the articles briefed and the commands typed; gives the seconds of each acknowledgement of a command."""
    for number in range(PEOPLE):
        slack.user(f"U{100 + number}", tz="Europe/Berlin")
    links = [site.puts(f"/{number}", page(number)) for number in range(articles)]
    with ThreadPoolExecutor(PEOPLE) as people:
        for link in links:
            people.submit(slack.mention, f"<{link}>")
        typed: list[Future[float]] = []
        for number in range(commands):
            name, words = COMMANDS[number % len(COMMANDS)]
            typed.append(people.submit(type_one, slack, name, words, f"U{100 + number % PEOPLE}"))
            time.sleep(seconds / commands)
        return sorted(each.result() for each in typed)


def type_one(slack: Slack, name: str, words: str, user: str) -> float:
    begun = time.monotonic()
    slack.command(name, words, user=user)
    return time.monotonic() - begun


def at(share: float, times: list[float]) -> float:
    return times[min(len(times) - 1, int(share * len(times)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--commands", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with Slack() as slack, serving() as site, tempfile.TemporaryDirectory() as folder:
        bot = start(slack, folder)
        times = load(slack, site, asked.articles, asked.commands, asked.seconds)
        shown = [each for each in slack.everything("C1") if each.user == slack.bot and each.to is None]
        read = sum("Reading it" not in message.text for message in shown)
        answered = sum(len(slack.ephemerals(f"U{100 + number}")) for number in range(PEOPLE))
        bot.send_signal(signal.SIGTERM)
        bot.wait(30)
    print(f"{len(times)} commands, {answered} answered; {read} of {asked.articles} articles read by then")
    print(f"acknowledged: median {at(0.5, times) * 1000:.0f} ms, 99th percentile {at(0.99, times) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
