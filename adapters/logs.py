"""What a running bot writes to standard error: lines for people, or JSON for programs that gather logs.

Nobody's words stand in it: libraries are heard from their warnings on, of an exception its place is written and not its
message, which could have anything in it, and whatever looks like a secret is hidden.
"""

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from traceback import extract_tb
from typing import Final, TextIO

from adapters.hostile import visible
from adapters.redacting import Redactor
from bot.errors import OnRecordError, in_words
from bot.happenings import (
    ArticleRead,
    CommandAnswered,
    EntryRead,
    FeedChecked,
    Happening,
    JobDone,
    MessageSent,
    RoundDone,
)
from bot.settings import Settings

_OURS: Final = "onrecord"
_LONGEST: Final = 2_000
"""Characters of a message: what is longer has something in it that was not meant to be there."""
_MOST: Final = 10 * _LONGEST
"""Characters that are looked at."""
_SHORTEST: Final = 3
"""Characters of an exception's message that is looked for in what is written."""
NAMES: Final[dict[type[Happening], str]] = {
    ArticleRead: "reading",
    FeedChecked: "feed check",
    EntryRead: "entry",
    MessageSent: "delivery",
    CommandAnswered: "command",
    JobDone: "job",
    RoundDone: "round",
}
"""What happened, as it is called in the log."""
_logger: Final = logging.getLogger(_OURS)
_events: Final = logging.getLogger(f"{_OURS}.events")


def write_down(happening: Happening) -> None:
    """Logs what happened, but not every look at the clock."""
    if not isinstance(happening, RoundDone) and _events.isEnabledFor(logging.INFO):
        fields = asdict(happening)
        _events.info(NAMES[type(happening)], extra={"fields": {**fields, "seconds": round(fields["seconds"], 3)}})


@contextmanager
def logged(settings: Settings, stream: TextIO | None = None) -> Iterator[Callable[[str], None]]:
    """Has everything that is logged written in the form of the settings, and also what breaks a thread.

    Gives what says something to whoever started the bot, which in text stands on a line as it is.
    """
    redact, as_json, stream = Redactor(settings), settings.log_format == "json", stream or sys.stderr
    handler = _Handler(stream)
    handler.setFormatter(_Objects(redact) if as_json else _Lines(redact))
    handler.addFilter(_is_for_operators)
    root = logging.getLogger()
    root.addHandler(handler)
    _logger.setLevel(logging.INFO)
    _events.setLevel(logging.INFO if as_json else logging.WARNING)
    hook, threading.excepthook = threading.excepthook, _log_broken_thread
    logging.captureWarnings(True)
    try:
        yield _logger.info if as_json else partial(print, file=stream, flush=True)
    finally:
        logging.captureWarnings(False)
        threading.excepthook = hook
        root.removeHandler(handler)


def _log_broken_thread(broken: threading.ExceptHookArgs) -> None:
    if broken.exc_value is not None:
        _logger.critical("the thread %r broke", broken.thread and broken.thread.name, exc_info=broken.exc_value)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name == _OURS or record.name.startswith(f"{_OURS}.")


def _is_for_operators(record: logging.LogRecord) -> bool:
    """What libraries say below a warning has requests and messages in it."""
    return record.levelno >= logging.WARNING or _is_ours(record)


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # its name in the standard library
        """What cannot be written is lost: to say why would show it."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What is written of a record; `trace` are the places that an exception came through, the latest last."""

    message: str
    fields: Mapping[str, object]
    error: str | None
    trace: tuple[str, ...]


class _Lines(logging.Formatter):
    """A line for each record; below it where an exception comes from."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record, self.redact)
        error = () if told.error is None else (*told.trace, told.error)
        return "\n".join((f"onrecord: {told.message}", *(f"    {line}" for line in error)))


class _Objects(logging.Formatter):
    """A JSON object for each record, on a line of its own."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record, self.redact)
        written: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": told.message,
            **told.fields,
        }
        return json.dumps(written if told.error is None else {**written, "error": told.error, "trace": told.trace})


def _told(record: logging.LogRecord, redact: Callable[[str], str]) -> _Told:
    def harmless(text: str) -> str:
        """Redacted twice, as what is not visible may have stood in a secret."""
        return redact(visible(redact(text[:_MOST])))[:_LONGEST]

    error = record.exc_info[1] if record.exc_info else None
    message = harmless(_message(record))
    if error is None:
        return _Told(message, getattr(record, "fields", {}), None, ())
    places = tuple(harmless(place) for each in reversed(_chain(error)) for place in _places(each))
    return _Told(message, getattr(record, "fields", {}), harmless(in_words(error)), places)


def _message(record: logging.LogRecord) -> str:
    """The message; where a library put that of an exception into it, with the exception in words of ours."""
    try:
        message = record.getMessage()
    except Exception:
        return f"a message of {record.name} that cannot be put together"
    if _is_ours(record):
        return message
    for error in _chain((record.exc_info or sys.exc_info())[1]):
        if len(str(error)) >= _SHORTEST and not isinstance(error, OnRecordError | OSError):
            message = message.replace(str(error), in_words(error))
    return message


def _chain(error: BaseException | None) -> list[BaseException]:
    """An exception, and those from which it came."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def _places(error: BaseException) -> Iterator[str]:
    for frame in extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}"
