"""Servers on this machine that do with a connection what they are told, and gatekeepers that let tests through."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.addresses import AllowedHosts, Gatekeeper

PAGE: Final = (Path(__file__).parent / "data" / "pages" / "council_vote.html").read_bytes()
LOCAL: Final = Gatekeeper(AllowedHosts.of(["127.0.0.1"]))
NAMED: Final = Gatekeeper(AllowedHosts.of(["127.0.0.1"]), lambda host, port: ["127.0.0.1"])
"""Takes every name for this machine."""

OnConnection = Callable[[socket.socket], object]


@contextmanager
def server(answer: OnConnection) -> Iterator[int]:
    """The port of a server that does with its first connection what it is told."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    answer(connection)
                except OSError:
                    return  # the other side has gone

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)
