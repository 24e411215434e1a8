"""Archives in SQLite files, copied from one that was made once: the migrations take long."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.archive import open_archive


def archive_at(path: Path) -> str:
    """The URL of the archive in a file, which is made, without articles, if it is not there yet."""
    if not path.exists():
        path.write_bytes(_new_archive())
    return f"sqlite:///{path}"


@cache
def _new_archive() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        open_archive(f"sqlite:///{path}").close()
        return path.read_bytes()
