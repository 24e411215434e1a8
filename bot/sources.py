"""What a user names to be briefed: addresses, files, folders, standard input."""

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from bot.decoding import decode
from bot.errors import SourceError, SourceForbidden, SourceMissing, SourceUnreadable
from bot.model import Found
from summarizers.briefing import Article

STANDARD_INPUT: Final = "-"
LARGEST: Final = 20_000_000
"""Bytes; a larger file is no article."""
LONGEST: Final = 300_000
"""Characters of the article of a page: thrice the longest of magazines. Reading them takes about a minute."""

_PAGES: Final = (".html", ".htm")
_TEXTS: Final = (".txt", ".md")
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_ADDRESS_CUT: Final = re.compile(r"(?:www\.|[\w-]+(?:\.[\w-]+)+/)")
_MARKUP: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_SAMPLE: Final = 2_000
"""Characters in which HTML shows itself, and within which a headline ends."""
_HEADING: Final = re.compile(r"#{1,6}[ \t]")
_HEADLINE: Final = range(3, 151)
"""Characters of a line that may be a title."""
_NO_HEADLINE_ENDS: Final = (".", "!", ":", ",", ";", "”", "’", '"', "'")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to brief: `name` as the user knows it, and the id of its briefing. One of url, path and data is set.

    A page that was fetched already has its data and its url, the ending of files of its type, and its charset if known.
    """

    name: str
    id: str
    url: str | None = None
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    ending: str = ""
    charset: str | None = None


def find_sources(arguments: Sequence[str], stdin: BinaryIO | None = None) -> Iterator[Source | tuple[str, SourceError]]:
    """The sources that the arguments name, folders opened; what names none comes with its error.

    Standard input is read here, as other processes, which may do the rest, cannot reach it.
    """
    for argument in arguments:
        if argument == STANDARD_INPUT:
            yield Source("standard input", "stdin", data=_read_input(stdin))
        elif _ADDRESS.match(argument):
            yield Source(argument, argument, url=argument)
        elif _is_folder(Path(argument)):
            yield from _sources_in(Path(argument))
        else:
            yield _file(Path(argument))


def _read_input(stdin: BinaryIO | None) -> bytes:
    if stdin is None and sys.stdin is None:  # closed by whoever started us
        return b""
    return (stdin or sys.stdin.buffer).read(LARGEST + 1)


def _file(path: Path) -> Source:
    stem = path.stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # names of files are bytes
    return Source(str(path), stem, path=path)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False  # what is wrong with it is said when it is read


def _sources_in(folder: Path) -> Iterator[Source | tuple[str, SourceError]]:
    """The articles in a folder and the folders in it, sorted, without hidden ones; and what could not be opened."""
    files: list[Path] = []
    failures: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(place, name) for name in names if not name.startswith(".") and _is_article(name)]
    for failure in failures:
        yield str(failure.filename), SourceUnreadable(_reason(failure))
    for file in files:
        if _leads_out(file, folder):
            yield str(file), SourceForbidden("this is a link that leads out of the folder")
    if not files and not failures:
        yield str(folder), SourceMissing("there are no articles in this folder: no .txt, .md or .html files")
    yield from (_file(file) for file in sorted(files) if not _leads_out(file, folder))


def _leads_out(file: Path, folder: Path) -> bool:
    """Is it a link to what whoever filled the folder may not be able to read, but we are?"""
    try:
        return file.is_symlink() and not file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False  # a link to itself: what is wrong with it is said when it is read


def _is_article(name: str) -> bool:
    return name.lower().endswith(_PAGES + _TEXTS)


def read_article(source: Source, fetch_article: Callable[[str], Found]) -> Found:
    """The article of a source; raises a SourceError that says in words why there is none."""
    if source.data is not None:
        return article_of(_within_limit(source.data), source.ending, source.url, source.charset)
    if source.url is not None:
        return fetch_article(source.url)
    if source.path is not None:
        return article_of(_read_file(source.path), source.path.suffix.lower())
    raise SourceMissing


def _read_file(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SourceUnreadable("this is not a file")
        if status.st_size > LARGEST:
            raise SourceUnreadable(f"this file has {status.st_size:,} bytes, and {LARGEST:,} is the most")
        with path.open("rb") as file:
            return _within_limit(file.read(LARGEST + 1))
    except FileNotFoundError as error:
        raise SourceMissing(_why_missing(path)) from error
    except (OSError, ValueError) as error:
        raise SourceUnreadable(_reason(error)) from error


def _why_missing(path: Path) -> str | None:
    if path.is_symlink():
        return "this is a link that leads nowhere"
    if _ADDRESS_CUT.match(str(path)):
        return "No such file or folder; an address begins with https://"
    return None


def _reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _within_limit(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise SourceUnreadable(f"this has more than {LARGEST:,} bytes")
    return data


def article_of(data: bytes, ending: str, url: str | None = None, charset: str | None = None) -> Found:
    """The article in the bytes of a file or page: HTML by its ending or its beginning, else text, taken exactly.

    Raises SourceUnreadable, also where a page of the web would keep a reader for many minutes; files may be long.
    """
    found = _article_of(data, ending, url, charset)
    if url is not None and len(found.article.text) > LONGEST:
        raise SourceUnreadable(f"this has more than {LONGEST:,} characters, which is too long for an article")
    return found


def _article_of(data: bytes, ending: str, url: str | None, charset: str | None) -> Found:
    if ending in _PAGES:
        from bot.pages import page_article  # takes a third of a second to load, and text never needs it

        return page_article(data, url, charset)
    text = decode(data, charset)
    if not text.strip():
        raise SourceUnreadable("this is empty")
    if ending not in _TEXTS and _looks_like_html(text):
        return _article_of(data, ".html", url, charset)
    return Found(Article(url, _title(text, ending), None, None, None, text))


def _looks_like_html(text: str) -> bool:
    beginning = text[:_SAMPLE].lstrip()
    return beginning.startswith("<") and _MARKUP.search(beginning) is not None


def _title(text: str, ending: str) -> str | None:
    """A Markdown heading, or a first line that stands by itself and does not end like a sentence."""
    first, *following = text[:_SAMPLE].lstrip().splitlines()[:2] or [""]
    line = first.strip()
    if ending != ".txt" and _HEADING.match(line):
        line = line.strip("# \t")
    elif not following or following[0].strip() or line.endswith(_NO_HEADLINE_ENDS):
        return None
    return line if len(line) in _HEADLINE and re.search(r"\w", line) else None
