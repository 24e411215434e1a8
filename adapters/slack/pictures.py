"""Pictures in Slack: uploaded, and then shown in a message."""

import time
from typing import Any, Final

from slack_sdk import WebClient

from adapters.pictures import Picture, map_of, timeline_of
from adapters.slack.actions import plain
from adapters.slack.text import Message, escaped
from bot.model import ArchivedDispute, Dossier

_LOOKS: Final = 10
_PAUSE: Final = 0.5
"""Seconds between looks at whether Slack has prepared a picture, which takes it about one."""


def picture_of(drawn: Dossier | ArchivedDispute) -> Picture:
    """The timeline of an actor, or the map of a dispute."""
    return timeline_of(drawn) if isinstance(drawn, Dossier) else map_of(drawn)


def uploaded(client: WebClient, picture: Picture) -> Message:
    """A message with the picture, which Slack has then; raises SlackApiError."""
    told: Any = client.files_upload_v2(file=picture.png, filename=picture.name, alt_txt=picture.alt, title=picture.name)
    number = str(told["files"][0]["id"])
    for _ in range(_LOOKS):
        file: Any = client.files_info(file=number)["file"]
        if file.get("mimetype"):
            break
        time.sleep(_PAUSE)
    block = {"type": "image", "slack_file": {"id": number}, "alt_text": picture.alt, "title": plain(picture.name)}
    return Message((block,), escaped(picture.alt))
