"""Who may change what the bot does in a workspace."""

from sqlalchemy import Engine, delete, insert, select

from bot.database import reading, writing
from bot.errors import CommandError, NotAllowed
from bot.model import Request
from bot.tables import rights


class Rights:
    """The rights in all workspaces; every method raises an ArchiveError where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def members_manage(self, workspace: str) -> bool:
        """May all members of a channel change what the bot does there?"""
        query = select(rights.c.members_manage).where(rights.c.workspace == workspace)
        with reading(self.engine) as connection:
            return bool(connection.scalar(query))

    def let_members_manage(self, workspace: str, may: bool) -> None:
        """Whether they may from now on."""
        with writing(self.engine, lock="rights") as connection:
            connection.execute(delete(rights).where(rights.c.workspace == workspace))
            connection.execute(insert(rights).values(workspace=workspace, members_manage=may))

    def manages(self, request: Request) -> bool:
        """May this person change what concerns the whole workspace? Strangers are none of its members."""
        return request.manages or (not request.stranger and self.members_manage(request.workspace))

    def check_channel(self, request: Request) -> None:
        """Raises NotAllowed where the person may not change what is posted here; everybody may in their own place."""
        if not (request.direct or self.manages(request)):
            raise NotAllowed

    def check_posting(self, request: Request) -> None:
        """As `check_channel`; also raises CommandError where nothing can be posted here."""
        self.check_channel(request)
        if request.shut_out and not request.direct:
            raise CommandError(request.shut_out)

    def check_workspace(self, request: Request) -> None:
        """Raises NotAllowed where the person may not change what concerns the whole workspace."""
        if not self.manages(request):
            raise NotAllowed
