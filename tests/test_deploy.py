"""What runs the bot on a server says nothing that the program does not know."""

import re
import shlex
import tomllib
from collections.abc import Iterator, Sequence
from configparser import RawConfigParser
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from bot.cli import ENDS_WITHIN, onrecord
from bot.settings import setting_names

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = ("compose.yaml", "compose.grow.yaml")
UNITS = ("onrecord.service", "onrecord-role@.service")
PAGES = ("README.md", "docs/operate.md")
ROLES = ("clock", "worker", "slack", "discord")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def services(name: str) -> dict[str, Any]:
    """The services of a compose file that are the bot's."""
    found: dict[str, Any] = yaml.safe_load((ROOT / name).read_text())["services"]
    return {each: about for each, about in found.items() if about["image"] == "onrecord"}


def unit(name: str) -> RawConfigParser:
    parsed = RawConfigParser(strict=False)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their capitals
    parsed.read_string((ROOT / "deploy" / name).read_text())
    return parsed


def parse(arguments: Sequence[str]) -> None:
    """Raises a click.UsageError where there is no such command, option or choice; nothing is done."""
    context, rest = click.Context(onrecord), list(arguments)
    command: click.Command = onrecord
    while isinstance(command, click.Group):
        _, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command = found
    command.make_context(command.name, rest)


def said(page: str) -> Iterator[str]:
    """The commands that a page tells to type: in code, and none of those typed in a chat."""
    text = (ROOT / page).read_text()
    code = [*re.findall(r"```sh\n(.*?)```", text, re.DOTALL), *re.findall(r"`([^`\n]+)`", text)]
    for each in code:
        yield from re.findall(r"(?<![/\w-])onrecord (?!onrecord )([a-z][^\n#|\\;&]*)", each)


@pytest.mark.parametrize(
    "file", [".env.example", "Dockerfile", *COMPOSE, *PAGES, *(f"deploy/{name}" for name in UNITS)]
)
def test_every_setting_that_is_named_is_one(file: str) -> None:
    named = set(re.findall(r"\b(?:ONRECORD|SLACK|DISCORD)_[A-Z_]+\b", (ROOT / file).read_text()))
    assert named <= set(setting_names())


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_can_be_typed(page: str) -> None:
    commands = set(said(page))
    assert {"doctor", "run"} <= commands
    for each in commands:
        with suppress(click.MissingParameter):  # a command may be spoken of by its name alone
            parse(shlex.split(each))


@pytest.mark.parametrize("file", COMPOSE)
def test_every_service_runs_a_command_that_there_is(file: str) -> None:
    for about in services(file).values():
        parse(about.get("command", ["run"]))


@pytest.mark.parametrize("name", UNITS)
def test_every_unit_runs_a_command_that_there_is(name: str) -> None:
    program, *arguments = shlex.split(unit(name)["Service"]["ExecStart"])
    assert program.endswith("/bin/onrecord")
    for role in ROLES:
        parse([each.replace("%j", role) for each in arguments])


def test_no_command_that_there_is_not_is_taken_for_one() -> None:
    for wrong in (["run", "--role", "cook"], ["run", "--rol"], ["walk"], ["db", "upgrad"]):
        with pytest.raises(click.UsageError):
            parse(wrong)


def test_a_bot_that_is_stopped_has_the_time_to_end_by_itself() -> None:
    for name in UNITS:
        assert int(unit(name)["Service"]["TimeoutStopSec"]) > ENDS_WITHIN
    for file in COMPOSE:
        for about in services(file).values():
            assert int(about["stop_grace_period"].removesuffix("s")) > ENDS_WITHIN


def test_an_image_has_a_python_for_which_the_program_is_made() -> None:
    versions = re.findall(r"^FROM python:(\d+)\.(\d+)-slim", DOCKERFILE, re.MULTILINE)
    assert len(versions) == 2
    assert len(set(versions)) == 1  # what is built for one does not run on another
    least = re.fullmatch(r">=(\d+)\.(\d+)", project()["project"]["requires-python"])
    assert least
    assert tuple(map(int, versions[0])) >= tuple(map(int, least.groups()))


def test_an_image_gets_all_that_the_program_is_made_of_and_no_secrets() -> None:
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    }
    wheel = project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert copied == {*wheel, "pyproject.toml", "uv.lock", "README.md", "LICENSE"}
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert {line[1:] for line in ignored if line.startswith("!")} == copied


def test_no_process_of_a_container_is_root() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001"]
    assert "--uid 10001" in DOCKERFILE
