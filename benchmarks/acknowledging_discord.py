"""How soon Discord is acknowledged and people are answered while the bot reads a hundred articles.

usage: uv run --group check benchmarks/acknowledging_discord.py [--articles 100] [--commands 200] [--seconds 60]

The bot runs as a process of its own against the local Discord of the tests, which measures. Articles are briefed from
the menus of messages, all at the beginning; commands arrive at an even pace from many people, with names suggested
while they type.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime

from acknowledging import PEOPLE, ROOT, at, page

from bot.archive import open_archive
from tests.briefings import briefing
from tests.discord_asking import Asked
from tests.discord_server import DiscordServer
from tests.discord_server import serving as serving_discord
from tests.discord_world import Person
from tests.sites import Site, serving

COMMANDS = (
    ("who", {"name": "ann lee"}),
    ("disputes", {}),
    ("digest status", {}),
    ("help", {}),
    ("who", {"name": "nobody"}),
)


def start(discord: DiscordServer, folder: str) -> "subprocess.Popen[str]":
    url = f"sqlite:///{folder}/onrecord.db"
    workspace = str(discord.guild().id)
    with open_archive(url) as archive:
        for number in range(20):
            kept = briefing("Ann Lee", "Bob Ray", url=f"https://bay.example/{number}", published=datetime.now(UTC))
            archive.keep(kept, workspace, datetime.now(UTC))
    settings = {"ONRECORD_DATABASE_URL": url, "ONRECORD_ALLOWED_HOSTS": "127.0.0.1", **discord.settings}
    settings["ONRECORD_MAX_READS_PER_HOUR"] = "1000"
    command = [sys.executable, "-m", "bot", "run"]
    bot = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True)
    assert bot.stderr
    line = bot.stderr.readline()
    assert line.startswith("ready: "), line
    return bot


def load(
    discord: DiscordServer, site: Site, articles: int, commands: int, seconds: float
) -> tuple[list[Asked], list[Asked], list[Asked]]:
    """What was asked: for articles, for commands, and for suggestions."""
    people = [Person(f"person {number}") for number in range(PEOPLE)]
    news = discord.channel("news")
    links = [site.puts(f"/{number}", page(number), Content_Type="text/html") for number in range(articles)]
    read, typed, suggested = [], [], []
    for number, address in enumerate(links):
        message = discord.says(address, news, people[number % PEOPLE])
        read.append(discord.context_menu("Brief this link", message, people[number % PEOPLE]))
    for number in range(commands):
        words, values = COMMANDS[number % len(COMMANDS)]
        suggested.append(discord.autocomplete("who", news, people[number % PEOPLE], name="an"))
        typed.append(discord.command(words, news, people[number % PEOPLE], **values))
        time.sleep(seconds / commands)
    return read, typed, suggested


def is_answered(asked: Asked) -> bool:
    return asked.original is not None and not asked.waiting


def show(kind: str, asked: list[Asked]) -> None:
    times = sorted(each.acknowledged if each.acknowledged is not None else 3.0 for each in asked)
    print(f"{kind}: median {at(0.5, times) * 1000:.0f} ms, 99th percentile {at(0.99, times) * 1000:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--commands", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with serving_discord() as discord, serving() as site, tempfile.TemporaryDirectory() as folder:
        discord.channel("news")
        bot = start(discord, folder)
        read, typed, suggested = load(discord, site, asked.articles, asked.commands, asked.seconds)
        time.sleep(2)
        answered = sum(map(is_answered, typed))
        done = sum(map(is_answered, read))
        bot.send_signal(signal.SIGTERM)
        bot.wait(30)
    print(f"{len(typed)} commands, {answered} answered; {done} of {len(read)} articles read by then")
    show("acknowledged", [*read, *typed])
    show("suggested", suggested)


if __name__ == "__main__":
    main()
