"""The archive's schema, revision by revision.

A revision is a file `versions/NNNN_what.py` whose alembic revision is that number, so that the newest is known without
loading alembic.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection

_FOLDER: Final = Path(__file__).parent

REVISIONS: Final = tuple(sorted(path.name[:4] for path in (_FOLDER / "versions").glob("[0-9]*_*.py")))
"""The revisions that this program knows, oldest first."""
NEWEST: Final = REVISIONS[-1]


def migrate(connection: Connection, revision: str = NEWEST) -> None:
    """Brings the schema up to a revision, within the connection's transaction."""
    from alembic.command import upgrade  # takes a while to import, and is seldom needed
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    upgrade(config, revision)
