"""A platform whose messages outlive whoever sent them."""

import os
from dataclasses import dataclass
from pathlib import Path

from bot.outbox import Delivery


@dataclass(frozen=True)
class Line:
    """A message as it stands on paper; `thread` is the key of the one in whose thread it went, or empty."""

    channel: str
    key: str
    thread: str


class Paper:
    """A platform that writes each message on a line of a file, and knows what stands there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, delivery: Delivery) -> str:
        if delivery.again and delivery.key in {each.key for each in self.lines()}:
            return delivery.key
        line = f"{delivery.address.channel}\t{delivery.key}\t{delivery.thread or ''}\n"
        paper = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(paper, line.encode())
        os.close(paper)
        return delivery.key

    def lines(self) -> list[Line]:
        text = self.path.read_text() if self.path.exists() else ""
        return [Line(*line.split("\t")) for line in text.splitlines()]
