"""Replies as JSON; a briefing is in its public form, the others name theirs in `schema`."""

import json
from typing import Any, assert_never

from bot.model import Candidates, Digest, DisputeList, Dossier, Notice, Reply
from summarizers.briefing import Briefing
from summarizers.schema import to_json


def reply_json(reply: Reply, indent: int | None = None) -> str:
    """The reply as JSON text, on one line unless indented."""
    match reply:
        case Briefing():
            return to_json(reply, indent)
        case Dossier():
            return _dumped("onrecord.dossier/1", reply, indent)
        case Candidates():
            return _dumped("onrecord.candidates/1", reply, indent)
        case DisputeList():
            return _dumped("onrecord.disputes/1", reply, indent)
        case Notice():
            return _dumped("onrecord.notice/1", reply, indent)
        case Digest():
            return _dumped("onrecord.digest/1", reply, indent)
        case _:
            assert_never(reply)


def _dumped(schema: str, reply: Dossier | Candidates | DisputeList | Notice | Digest, indent: int | None) -> str:
    from pydantic import TypeAdapter  # takes a while to import, and only JSON needs it

    fields: dict[str, Any] = TypeAdapter(type(reply)).dump_python(reply, mode="json")
    return json.dumps({"schema": schema, **fields}, ensure_ascii=False, indent=indent)
