"""The one reader of the environment and of `.env`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from io import StringIO
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote
from zoneinfo import available_timezones

from dotenv.parser import parse_stream
from platformdirs import user_data_path

from bot.errors import SettingsError

MOST_FEEDS, MOST_DIGESTS, MOST_READS, MOST_ARTICLES = 200, 100, 120, 5_000
"""Of a workspace, where the operator does not choose: as much as a newsroom needs. With 200 feeds in each of 50
workspaces eleven feeds are looked at in a second; 120 pages in an hour are a tenth of what two readers read; 5,000
articles in a day take 150 MB, and a thousand a day are more than 200 feeds of a usual kind have."""
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*\.?", re.IGNORECASE)
_LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_MODEL = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_LLM = re.compile(r"[a-z0-9-]+:\S+")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
_DATABASES = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
_LAST_PORT = 65535
_LIMIT = re.compile(r"[1-9][0-9]{0,5}")


def default_database_url() -> str:
    """An SQLite file in the user's data folder, whose name may hold what has a meaning in a URL."""
    return f"sqlite:///{quote(str(user_data_path('onrecord', appauthor=False) / 'onrecord.db'))}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose; every field is named in `.env.example`. What is secret never shows in a repr."""

    database_url: str = field(
        default_factory=default_database_url, metadata={"name": "ONRECORD_DATABASE_URL"}, repr=False
    )
    secret_keys: tuple[str, ...] = field(default=(), metadata={"name": "ONRECORD_SECRET_KEY"}, repr=False)
    timezone: str = field(default="UTC", metadata={"name": "ONRECORD_TIMEZONE"})
    locale: str = field(default="en", metadata={"name": "ONRECORD_LOCALE"})
    allowed_hosts: tuple[str, ...] = field(default=(), metadata={"name": "ONRECORD_ALLOWED_HOSTS"})
    model: str | None = field(default=None, metadata={"name": "ONRECORD_MODEL"})
    llm: str | None = field(default=None, metadata={"name": "ONRECORD_LLM"})
    slack_bot_token: str | None = field(default=None, metadata={"name": "SLACK_BOT_TOKEN"}, repr=False)
    slack_app_token: str | None = field(default=None, metadata={"name": "SLACK_APP_TOKEN"}, repr=False)
    slack_signing_secret: str | None = field(default=None, metadata={"name": "SLACK_SIGNING_SECRET"}, repr=False)
    slack_client_id: str | None = field(default=None, metadata={"name": "SLACK_CLIENT_ID"})
    slack_client_secret: str | None = field(default=None, metadata={"name": "SLACK_CLIENT_SECRET"}, repr=False)
    slack_api_url: str = field(default="https://slack.com/api/", metadata={"name": "SLACK_API_URL"})
    discord_token: str | None = field(default=None, metadata={"name": "DISCORD_TOKEN"}, repr=False)
    discord_api_url: str = field(default="https://discord.com/api/v10", metadata={"name": "DISCORD_API_URL"})
    discord_gateway_url: str | None = field(default=None, metadata={"name": "DISCORD_GATEWAY_URL"})
    discord_cdn_url: str = field(default="https://cdn.discordapp.com", metadata={"name": "DISCORD_CDN_URL"})
    max_feeds: int = field(default=MOST_FEEDS, metadata={"name": "ONRECORD_MAX_FEEDS"})
    max_digests: int = field(default=MOST_DIGESTS, metadata={"name": "ONRECORD_MAX_DIGESTS"})
    max_reads_per_hour: int = field(default=MOST_READS, metadata={"name": "ONRECORD_MAX_READS_PER_HOUR"})
    max_articles_per_day: int = field(default=MOST_ARTICLES, metadata={"name": "ONRECORD_MAX_ARTICLES_PER_DAY"})
    web_host: str = field(default="127.0.0.1", metadata={"name": "ONRECORD_WEB_HOST"})
    web_port: int | None = field(default=None, metadata={"name": "ONRECORD_WEB_PORT"})
    public_url: str | None = field(default=None, metadata={"name": "ONRECORD_PUBLIC_URL"})
    log_format: str = field(default="text", metadata={"name": "ONRECORD_LOG_FORMAT"})

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], env_file: Path | None = None) -> "Settings":
        """The settings of the environment, and of `env_file` where the environment is silent; empty means not set.

        Raises SettingsError, which names the variable and what it should be.
        """
        given = _filled(_read_env_file(env_file)) | _filled(environ)
        values: dict[str, object] = {}
        for each in fields(cls):
            name = each.metadata["name"]
            if name in given:
                values[each.name] = _PARSERS.get(name, _text)(name, given[name])
        return cls(**values)  # type: ignore[arg-type]  # each parser gives its field's type


def setting_names() -> tuple[str, ...]:
    """The environment variables that are read, in order."""
    return tuple(each.metadata["name"] for each in fields(Settings))


def _read_env_file(path: Path | None) -> dict[str, str | None]:
    """What the lines of the file say; nothing in them stands for something else, as a secret may hold any character."""
    if path is None or not path.is_file():
        return {}
    try:
        lines = list(parse_stream(StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: it should be a text file of NAME=value lines") from error
    for line in lines:
        if line.error:
            raise SettingsError(f"line {line.original.line} of {path} should be NAME=value")
    return {line.key: line.value for line in lines if line.key is not None}


def _filled(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items() if value and value.strip()}


def _text(name: str, value: str) -> str:
    return value


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[str, str], str]:
    def parse(name: str, value: str) -> str:
        if not pattern.fullmatch(value):
            raise SettingsError(f"{name} is {value!r}; it should be {expected}")
        return value

    return parse


def _database_url(name: str, value: str) -> str:
    """It is never shown: it may hold a password."""
    from sqlalchemy import make_url  # takes a while to load, and most have no database of their own
    from sqlalchemy.exc import ArgumentError

    try:
        driver = make_url(value).drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver not in _DATABASES:
        raise SettingsError(f"{name} should be an address such as sqlite:///onrecord.db or postgresql://host/name")
    return value


def _timezone(name: str, value: str) -> str:
    if value not in available_timezones():
        raise SettingsError(f"{name} is {value!r}; it should be a time zone such as Europe/Berlin")
    return value


def _port(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 0 < int(value) <= _LAST_PORT):
        raise SettingsError(f"{name} is {value!r}; it should be a port from 1 to {_LAST_PORT}")
    return int(value)


def _number(name: str, value: str) -> int:
    if not _LIMIT.fullmatch(value):
        raise SettingsError(f"{name} is {value!r}; it should be a number from 1 to 999999")
    return int(value)


def _secret_keys(name: str, value: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in value.split(",") if key.strip())
    if not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in keys):
        raise SettingsError(f"{name} should hold keys of 32 bytes in URL-safe base64, newest first, comma-separated")
    return keys


def _hosts(name: str, value: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in value.split(",") if host.strip())
    for host in hosts:
        if not (_is_network(host) or _HOST.fullmatch(host)):
            raise SettingsError(f"{name} has {host!r}; it should hold hosts or networks such as 10.0.0.0/8")
    return hosts


def _is_network(text: str) -> bool:
    try:
        ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return False
    return True


_address = _matching(_WEB_ADDRESS, "an address that begins with http:// or https://")

_PARSERS: dict[str, Callable[[str, str], object]] = {
    "ONRECORD_DATABASE_URL": _database_url,
    "ONRECORD_SECRET_KEY": _secret_keys,
    "ONRECORD_TIMEZONE": _timezone,
    "ONRECORD_LOCALE": _matching(_LOCALE, "a language such as en or de"),
    "ONRECORD_ALLOWED_HOSTS": _hosts,
    "ONRECORD_MODEL": _matching(_MODEL, "the name of an installed spaCy package"),
    "ONRECORD_LLM": _matching(_LLM, "a provider and a model, such as ollama:NAME"),
    "SLACK_API_URL": _address,
    "DISCORD_API_URL": _address,
    "DISCORD_GATEWAY_URL": _matching(re.compile(r"wss?://\S+"), "an address that begins with ws:// or wss://"),
    "DISCORD_CDN_URL": _address,
    "ONRECORD_MAX_FEEDS": _number,
    "ONRECORD_MAX_DIGESTS": _number,
    "ONRECORD_MAX_READS_PER_HOUR": _number,
    "ONRECORD_MAX_ARTICLES_PER_DAY": _number,
    "ONRECORD_WEB_PORT": _port,
    "ONRECORD_PUBLIC_URL": _address,
    "ONRECORD_LOG_FORMAT": _matching(re.compile("text|json"), "text, or json for one object a line"),
}
