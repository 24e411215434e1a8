"""Takes out of what is logged whatever may not be read there: tokens, passwords, secrets, and the queries of links.

Patterns find what looks like a secret wherever it came from, such as the tokens that workspaces bring; the secrets of
the settings are found as they stand, and in the forms in which libraries show them.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Final
from urllib.parse import quote, quote_plus

from sqlalchemy import make_url

from bot.settings import Settings

HIDDEN: Final = "***"
_LEAST: Final = 6
"""Characters of a secret: what is shorter stands in ordinary words, and is none."""
_NAMES: Final = (
    r"(?:proxy-)?authorization|(?:set-)?cookie|x-slack-signature|trigger_id"
    r"|(?:[a-z]{1,20}[_-]){0,4}(?:token|secret|password|passwd|api[_-]?key|secret[_-]?key)"
)
_PATTERNS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), shown)
    for pattern, shown in (
        # Slack's tokens of all kinds, those that rotate among them (xoxe.xoxb-1-...)
        (r"\bx(?:ox[a-z]|app)[.-][\w.-]+", HIDDEN),
        # Discord's: an id, a time and a signature, in base64
        (r"\b[\w-]{23,40}\.[\w-]{5,8}\.[\w-]{27,}", HIDDEN),
        # JSON Web Tokens
        (r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?", HIDDEN),
        # Addresses that are a secret themselves: with them anybody may answer in somebody's place
        (r"(hooks\.slack\.com(?::\d+)?)/[^\s\"'<>]+", rf"\1/{HIDDEN}"),
        (r"/(webhooks|interactions)/(\d+)/[^\s/?\"'<>]+", rf"/\1/\2/{HIDDEN}"),
        # A name and its value, in a header, a query, a form, JSON or a repr
        (
            rf"((?<![a-z])(?:{_NAMES})[\"']?\s*[:=]\s*(?:b?[\"'])?)(?:(?:bearer|bot|basic)\s+)?[^\s\"',;&)}}\]]+",
            rf"\1{HIDDEN}",
        ),
        (r"\b(bearer|basic)\s+[\w.~+/=-]{8,}", rf"\1 {HIDDEN}"),
        # Who logs in where, and what was asked for there
        (r"(\b[a-z][a-z0-9+.-]{0,30}://)[^\s/@\"'<>]+@", rf"\1{HIDDEN}@"),
        (r"(\bhttps?://[^\s?#\"'<>]+)[?#][^\s\"'<>]+", rf"\1?{HIDDEN}"),
    )
)


class Redactor:
    """Hides secrets in texts: those of the settings, and whatever looks like one."""

    def __init__(self, settings: Settings) -> None:
        forms = {form for secret in secrets_of(settings) for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, text: str) -> str:
        """The text without what is hidden."""
        shown = self._known.sub(HIDDEN, text)
        for pattern, replacement in _PATTERNS:
            shown = pattern.sub(replacement, shown)
        return shown


def secrets_of(settings: Settings) -> Iterator[str]:
    """What of the settings nobody may see: all that does not show in their repr; of the database its passwords."""
    hidden = {each.name: getattr(settings, each.name) for each in fields(settings) if not each.repr}
    database = make_url(hidden.pop("database_url"))
    passwords = (value for name, value in database.query.items() if "password" in name)
    for given in (database.password, *passwords, *hidden.values()):
        for secret in (given,) if isinstance(given, str) else given or ():
            if len(secret) >= _LEAST:
                yield secret


def _forms(secret: str) -> Iterable[str]:
    """As it is, and as it stands in an address, a form, JSON, or Python's notation."""
    return (
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        ascii(secret)[1:-1],
    )
