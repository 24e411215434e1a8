"""Looking again and again until what other threads and processes do has happened."""

import time
from collections.abc import Callable


def until(fact: Callable[[], bool], seconds: float) -> None:
    """Waits for something to be so; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)
