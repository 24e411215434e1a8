import io
import re
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from bot.errors import SettingsError
from bot.settings import Settings, default_database_url, setting_names

EXAMPLE = Path(__file__).parent.parent / ".env.example"
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
OTHER_KEY = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
SECRETS = {
    "ONRECORD_DATABASE_URL": "postgresql://user:hush-hush@host/name",
    "ONRECORD_SECRET_KEY": KEY,
    "SLACK_BOT_TOKEN": "xoxb-hush-hush",
    "SLACK_APP_TOKEN": "xapp-hush-hush",
    "SLACK_SIGNING_SECRET": "hush-hush",
    "SLACK_CLIENT_SECRET": "hush-hush",
    "DISCORD_TOKEN": "hush-hush",
}


def uncommented() -> dict[str, str | None]:
    """The example as it is when each setting in it is uncommented."""
    text = re.sub(r"^# (?=[A-Z_]+=)", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dotenv_values(stream=io.StringIO(text))


def test_example_names_every_setting_and_no_other() -> None:
    assert set(uncommented()) == set(setting_names())
    assert len(setting_names()) == len(fields(Settings))


def test_example_gives_the_defaults() -> None:
    assert Settings.from_environment({name: value or "" for name, value in uncommented().items()}) == Settings()


def test_example_as_it_stands_changes_nothing() -> None:
    assert Settings.from_environment({}, EXAMPLE) == Settings()


def test_every_setting_of_the_example_has_a_line_of_meaning() -> None:
    paragraphs = EXAMPLE.read_text(encoding="utf-8").split("\n\n")
    for paragraph in paragraphs[1:]:
        assert re.match(r"(# [^\n]+\n)*# [^\n]+\.\n(# [A-Z_]+=[^\n]*\n?)+$", paragraph), paragraph


def test_environment_comes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "\ufeff# a remark\nexport ONRECORD_TIMEZONE=Europe/Oslo\nONRECORD_LOCALE='nb'\nOTHER=thing\n", "utf-8"
    )
    settings = Settings.from_environment({"ONRECORD_TIMEZONE": "Asia/Tokyo", "ONRECORD_LOCALE": ""}, file)
    assert (settings.timezone, settings.locale) == ("Asia/Tokyo", "nb")


def test_secret_of_the_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SLACK_SIGNING_SECRET='a${HOME}$b#c'\n")
    assert Settings.from_environment({}, file).slack_signing_secret == "a${HOME}$b#c"


def test_file_need_not_be_there(tmp_path: Path) -> None:
    assert Settings.from_environment({}, tmp_path / ".env") == Settings()


@pytest.mark.parametrize("content", [b"ONRECORD_LOCALE=en\n= wrong\n", b"ONRECORD_LOCALE='en\n", b"A=\xff\n"])
def test_file_that_is_none_of_settings_is_told(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="NAME=value"):
        Settings.from_environment({}, file)


def test_defaults_need_nothing() -> None:
    settings = Settings.from_environment({})
    assert settings.timezone == "UTC"
    assert settings.allowed_hosts == ()
    assert settings.llm is settings.model is settings.slack_bot_token is settings.discord_token is None


def test_default_database_stands_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "what? 100%41 #ü@:"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    url = make_url(default_database_url())
    assert (url.drivername, url.query) == ("sqlite", {})
    assert Path(url.database or "").name == "onrecord.db"
    assert Path(url.database or "").is_relative_to(folder)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("ONRECORD_DATABASE_URL", "sqlite:///onrecord.db", "sqlite:///onrecord.db"),
        ("ONRECORD_DATABASE_URL", "postgresql://u@/n?host=/run/pg", "postgresql://u@/n?host=/run/pg"),
        ("ONRECORD_SECRET_KEY", f"{KEY}, {OTHER_KEY}", (KEY, OTHER_KEY)),
        ("ONRECORD_TIMEZONE", " America/Argentina/Ushuaia ", "America/Argentina/Ushuaia"),
        ("ONRECORD_LOCALE", "pt-BR", "pt-BR"),
        (
            "ONRECORD_ALLOWED_HOSTS",
            "News.Example, 10.0.0.0/8,::1, fd00::/8,",
            ("news.example", "10.0.0.0/8", "::1", "fd00::/8"),
        ),
        ("ONRECORD_MODEL", "en_core_web_lg", "en_core_web_lg"),
        ("ONRECORD_LLM", "ollama:llama3.2:3b", "ollama:llama3.2:3b"),
        ("ONRECORD_MAX_FEEDS", "1", 1),
        ("ONRECORD_MAX_DIGESTS", "999999", 999999),
        ("ONRECORD_MAX_READS_PER_HOUR", "1000", 1000),
        ("ONRECORD_MAX_ARTICLES_PER_DAY", "20000", 20_000),
        ("ONRECORD_WEB_PORT", "65535", 65535),
        ("ONRECORD_PUBLIC_URL", "https://news.example/bot", "https://news.example/bot"),
        ("DISCORD_GATEWAY_URL", "ws://127.0.0.1:9000", "ws://127.0.0.1:9000"),
    ],
)
def test_setting_is_read(name: str, value: str, read: object) -> None:
    settings = Settings.from_environment({name: value})
    field = next(field for field in fields(Settings) if field.metadata["name"] == name)
    assert getattr(settings, field.name) == read


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ONRECORD_DATABASE_URL", "onrecord.db", "postgresql://"),
        ("ONRECORD_DATABASE_URL", "mysql://host/name", "postgresql://"),
        ("ONRECORD_DATABASE_URL", "sqlite+aiosqlite:///onrecord.db", "sqlite:///"),
        ("ONRECORD_DATABASE_URL", "postgresql://host:port/name", "postgresql://"),
        ("ONRECORD_SECRET_KEY", "password", "32 bytes"),
        ("ONRECORD_SECRET_KEY", f"{KEY},password", "32 bytes"),
        ("ONRECORD_TIMEZONE", "Berlin", "Europe/Berlin"),
        ("ONRECORD_TIMEZONE", "../../etc/passwd", "Europe/Berlin"),
        ("ONRECORD_LOCALE", "English", "en or de"),
        ("ONRECORD_ALLOWED_HOSTS", "news.example, 10.0.0.0/99", "10.0.0.0/99"),
        ("ONRECORD_ALLOWED_HOSTS", "news.example:8080", "hosts or networks"),
        ("ONRECORD_ALLOWED_HOSTS", "https://news.example", "hosts or networks"),
        ("ONRECORD_ALLOWED_HOSTS", "*", "hosts or networks"),
        ("ONRECORD_MODEL", "../model", "spaCy"),
        ("ONRECORD_LLM", "gpt", "provider"),
        ("ONRECORD_MAX_FEEDS", "0", "1 to 999999"),
        ("ONRECORD_MAX_DIGESTS", "1000000", "1 to 999999"),
        ("ONRECORD_MAX_READS_PER_HOUR", "many", "1 to 999999"),
        ("ONRECORD_WEB_PORT", "http", "a port from 1 to 65535"),
        ("ONRECORD_WEB_PORT", "0", "a port from 1 to 65535"),
        ("ONRECORD_WEB_PORT", "65536", "a port from 1 to 65535"),
        ("ONRECORD_WEB_PORT", "８０", "a port from 1 to 65535"),
        ("ONRECORD_PUBLIC_URL", "news.example", "https://"),
        ("SLACK_API_URL", "slack.com/api", "https://"),
        ("DISCORD_API_URL", "ftp://discord.com", "https://"),
        ("DISCORD_GATEWAY_URL", "https://discord.gg", "wss://"),
    ],
)
def test_wrong_setting_is_named_with_what_is_expected(name: str, value: str, expected: str) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.from_environment({name: value})
    assert name in str(told.value)
    assert expected in str(told.value)


def test_what_is_secret_is_never_shown() -> None:
    shown = repr(Settings.from_environment(SECRETS))
    assert "hush" not in shown
    assert KEY not in shown


@pytest.mark.parametrize("value", ["mysql://user:hush-hush@host/name", "hush-hush"])
@pytest.mark.parametrize("name", ["ONRECORD_DATABASE_URL", "ONRECORD_SECRET_KEY"])
def test_wrong_secret_is_not_shown_either(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.from_environment({name: value})
    assert "hush" not in str(told.value)


@given(st.dictionaries(st.sampled_from(setting_names()), st.text()))
def test_any_environment_is_read_or_refused(environ: dict[str, str]) -> None:
    with suppress(SettingsError):
        Settings.from_environment(environ)
