"""Refuses requests that were sent before: Slack signs each anew, also those that it repeats."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

_TAKEN_FOR: Final = 600.0
"""Seconds: twice the age at which Bolt refuses a request by its time stamp."""


class Replays:
    """The signatures that this process has seen lately."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def refuse(self, req: BoltRequest, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002  # Bolt's name
        """Bolt's middleware, behind that which verifies signatures; what comes over a socket has none."""
        signature = req.headers.get("x-slack-signature")
        if req.mode == "socket_mode" or not signature or self._is_first(signature[0]):
            return next()
        return BoltResponse(status=401, body={"error": "this request was sent before"})

    def _is_first(self, signature: str) -> bool:
        now = time.monotonic()
        with self._lock:
            while self._seen and now - next(iter(self._seen.values())) > _TAKEN_FOR:
                self._seen.popitem(last=False)
            if signature in self._seen:
                return False
            self._seen[signature] = now
            return True
