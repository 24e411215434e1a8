"""The packages have names that others use too; these tests see to it that ours are meant."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("package", ["adapters", "bot", "summarizers"])
def test_our_packages_are_ours(package: str) -> None:
    assert Path(import_module(package).__file__ or "").is_relative_to(ROOT)


def modules_after(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_help_loads_nothing_heavy() -> None:
    loaded = modules_after("from bot.cli import run\nrun(['--help'])")
    assert not loaded & {"spacy", "numpy", "sqlalchemy", "alembic", "httpx", "rich", "pydantic", "trafilatura", "sumy"}


def test_reading_starts_without_any_chat_library() -> None:
    loaded = modules_after("import bot.service, bot.readers, bot.commands, adapters.terminal, summarizers.annotator")
    assert not loaded & {"slack_bolt", "slack_sdk", "discord"}


def test_nothing_is_loaded_for_pictures_before_one_is_asked_for() -> None:
    loaded = modules_after("from bot.cli import run\nrun(['who', '--help'])\nimport bot.commands, adapters.terminal")
    assert not loaded & {"resvg_py", "uharfbuzz", "fontpkg", "PIL"}
