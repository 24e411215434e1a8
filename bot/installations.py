"""The workspaces that have added the bot, with the tokens that they gave it; these are kept encrypted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, and_, delete, insert, or_, select, update

from bot.database import reading, writing
from bot.encryption import Cipher
from bot.tables import installations, of_workspace

_CLAIMED: Final = timedelta(minutes=1)
"""How long whoever renews a token has for it."""


@dataclass(frozen=True, slots=True)
class Installation:
    """That a workspace has added the bot; without `expires_at` its token holds until it is revoked.

    The tokens are plain here, and never shown.
    """

    platform: str
    workspace: str
    name: str
    bot_user: str
    token: str = field(repr=False)
    scopes: tuple[str, ...]
    installed_by: str
    installed_at: datetime
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


class Installations:
    """All installations; every method raises an ArchiveError where the database cannot be used.

    Those that encrypt or decrypt raise SettingsError where they have no key for it.
    """

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self.engine = engine
        self.cipher = cipher

    def keep(self, installation: Installation) -> None:
        """Keeps it, in the place of an earlier one of the workspace."""
        row = {name: getattr(installation, name) for name in _PLAIN} | self._tokens(installation)
        with writing(self.engine, lock="installations") as connection:
            connection.execute(
                delete(installations).where(of_workspace(installations, installation.platform, installation.workspace))
            )
            connection.execute(insert(installations).values(row))

    def find(self, platform: str, workspace: str) -> Installation | None:
        """The installation of a workspace, if it has added the bot."""
        with reading(self.engine) as connection:
            row = connection.execute(
                select(installations).where(of_workspace(installations, platform, workspace))
            ).first()
        return None if row is None else self._decrypted(row)

    def all(self, platform: str) -> tuple[Installation, ...]:
        """Those of a platform, in the order in which they were made."""
        query = select(installations).where(installations.c.platform == platform)
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(installations.c.installed_at, installations.c.workspace)).all()
        return tuple(map(self._decrypted, rows))

    def remove(self, platform: str, workspace: str, at: datetime) -> None:
        """The workspace's token was worth nothing any more at that moment; a later installation stays."""
        with writing(self.engine, lock="installations") as connection:
            delete_installation(connection, platform, workspace, at)

    def claim_renewal(self, installation: Installation, now: datetime) -> bool:
        """May whoever asks renew the token now? A refresh token works once, so only one process may, for a minute."""
        free = or_(installations.c.renewed_until.is_(None), installations.c.renewed_until <= now)
        same = installations.c.expires_at == installation.expires_at
        mine = and_(of_workspace(installations, installation.platform, installation.workspace), same, free)
        with writing(self.engine, lock="installations") as connection:
            taken = update(installations).where(mine).values(renewed_until=now + _CLAIMED)
            return connection.execute(taken).rowcount > 0

    def renew(self, installation: Installation) -> None:
        """The tokens are new; where the workspace has removed the bot meanwhile, nothing is kept."""
        row = self._tokens(installation) | {"expires_at": installation.expires_at, "renewed_until": None}
        which = of_workspace(installations, installation.platform, installation.workspace)
        with writing(self.engine, lock="installations") as connection:
            connection.execute(update(installations).where(which).values(row))

    def rekey(self) -> int:
        """Encrypts all tokens with the newest key; gives the number of installations."""
        with writing(self.engine, lock="installations") as connection:
            rows = connection.execute(select(installations)).all()
            for row in rows:
                tokens = {name: _maybe(self.cipher.rotate, getattr(row, name)) for name in _SECRET}
                which = of_workspace(installations, row.platform, row.workspace)
                connection.execute(update(installations).where(which).values(tokens))
        return len(rows)

    def _tokens(self, installation: Installation) -> dict[str, Any]:
        return {name: _maybe(self.cipher.encrypt, getattr(installation, name)) for name in _SECRET}

    def _decrypted(self, row: Row[Any]) -> Installation:
        values: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
        values |= {name: _maybe(self.cipher.decrypt, getattr(row, name)) for name in _SECRET}
        return Installation(**values)


_SECRET: Final = ("token", "refresh_token")
_PLAIN: Final = (
    "platform",
    "workspace",
    "name",
    "bot_user",
    "scopes",
    "installed_by",
    "installed_at",
    "expires_at",
)


def delete_installation(connection: Connection, platform: str, workspace: str, at: datetime) -> None:
    """As `Installations.remove`, within a transaction."""
    earlier = installations.c.installed_at <= at
    connection.execute(delete(installations).where(of_workspace(installations, platform, workspace), earlier))


def _maybe(change: Callable[[str], str], token: str | None) -> str | None:
    return None if token is None else change(token)
