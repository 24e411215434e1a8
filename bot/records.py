"""Replies and messages as JSON in the database, each with its kind, so that they come back as what they were."""

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from bot.model import Changes, Contested, Digest, DisputeList, Dossier, Notice, Shared, Story
from summarizers.briefing import Briefing

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_KINDS: Final = {
    each.__name__.lower(): each
    for each in (Briefing, Changes, Contested, Digest, DisputeList, Dossier, Notice, Shared, Story)
}


def to_record(value: object) -> dict[str, Any]:
    """Its kind and what it holds, as JSON can hold it."""
    kind = type(value).__name__.lower()
    return {"kind": kind, "body": _adapter(kind).dump_python(value, mode="json")}


def from_record(record: dict[str, Any]) -> Any:
    """What the record was made of."""
    return _adapter(record["kind"]).validate_python(record["body"])


@cache
def _adapter(kind: str) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter  # takes a while to import, and not every question needs it

    return TypeAdapter(_KINDS[kind])
