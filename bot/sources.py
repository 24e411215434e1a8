"""What a user names to be briefed: addresses, files, folders, standard input."""

import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from bot.decoding import decode
from bot.errors import SourceError, SourceMissing, SourceUnreadable
from summarizers.briefing import Article

STANDARD_INPUT: Final = "-"
LARGEST: Final = 20_000_000
"""Bytes; a larger file is no article."""

_ENDINGS: Final = (".txt", ".md", ".html", ".htm")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HEADING = re.compile(r"\s*#{1,2}[ \t]+(?P<title>[^\n]+?)[ \t#]*\r?\n")
_HEADLINE = re.compile(r"\s*(?P<title>[^\n]{3,150}?)[ \t]*\r?\n[ \t]*\r?\n")
_ENDS_SENTENCE = (".", "!", "”", '"', ":", ",", ";", "’")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to brief: `name` as the user knows it, and the id of its briefing."""

    name: str
    id: str
    url: str | None = None
    path: Path | None = None


def find_sources(arguments: Sequence[str]) -> Iterator[Source | tuple[str, SourceError]]:
    """The sources that the arguments name, folders opened; an argument that names none comes with its error."""
    for argument in arguments:
        try:
            yield from _sources_of(argument)
        except SourceError as error:
            yield argument, error


def _sources_of(argument: str) -> Iterator[Source]:
    if argument == STANDARD_INPUT:
        yield Source("standard input", "stdin")
    elif _ADDRESS.match(argument):
        yield Source(argument, argument, url=argument)
    else:
        path = Path(argument)
        files = _files_in(path) if _is_folder(path) else [path]
        yield from (Source(str(file), file.stem, path=file) for file in files)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False  # what is wrong with it is said when it is read


def _files_in(folder: Path) -> list[Path]:
    """The articles in a folder and the folders in it, sorted; hidden ones are left out."""
    try:
        found = sorted(
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in _ENDINGS
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            and path.is_file()
        )
    except OSError as error:
        raise SourceUnreadable(_reason(error)) from error
    if not found:
        raise SourceMissing(f"no articles in this folder: it has no {', '.join(_ENDINGS[:-2])} or .html files")
    return found


def read_article(source: Source, fetch_article: Callable[[str], Article], stdin: BinaryIO | None = None) -> Article:
    """The article of a source; raises a SourceError that says in words why there is none."""
    if source.url is not None:
        return fetch_article(source.url)
    if source.path is not None:
        return article_of(_read_file(source.path), source.path.suffix.lower())
    data = stdin.read(LARGEST + 1) if stdin is not None else b""
    return article_of(_within_limit(data), "")


def _read_file(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SourceUnreadable("this is not a file")
        if status.st_size > LARGEST:
            raise SourceUnreadable(f"this file has {status.st_size:,} bytes, and {LARGEST:,} is the most")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceMissing from error
    except (OSError, ValueError) as error:
        raise SourceUnreadable(_reason(error)) from error


def _reason(error: Exception) -> str:
    strerror = getattr(error, "strerror", None)
    return (strerror or str(error)).lower()


def _within_limit(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise SourceUnreadable(f"more than {LARGEST:,} bytes")
    return data


def article_of(data: bytes, ending: str, url: str | None = None, charset: str | None = None) -> Article:
    """The article in the bytes of a file or page: HTML by its ending or its beginning, else text, taken exactly."""
    text = decode(data, charset)
    if not text.strip():
        raise SourceUnreadable("this file is empty" if url is None else "this page is empty")
    if ending in (".html", ".htm") or (ending not in (".txt", ".md") and _LOOKS_LIKE_HTML.match(text)):
        from bot.pages import page_article  # takes a third of a second to load, and text never needs it

        return page_article(data, url, charset)
    return Article(url, _title(text, ending), None, None, None, text)


def _title(text: str, ending: str) -> str | None:
    """A Markdown heading, or a first line that stands by itself and does not end like a sentence."""
    heading = _HEADING.match(text) if ending == ".md" or text.lstrip().startswith("# ") else None
    if heading:
        return heading["title"].strip()
    line = _HEADLINE.match(text)
    if line is None or line["title"].rstrip().endswith(_ENDS_SENTENCE) or not re.search(r"\w", line["title"]):
        return None
    return line["title"].strip()
