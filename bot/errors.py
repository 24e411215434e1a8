"""What can go wrong for a user; the docstring of a class is its message.

OnRecordError
├── SettingsError            exit code 2
├── SourceError              a source that could not be briefed
│   ├── SourceMissing
│   │   └── SourceGone
│   ├── SourceUnreadable
│   ├── SourceForbidden
│   ├── SourceUnreachable
│   └── SourceFailed
├── DeliveryError            a message that could not be sent
│   ├── DeliveryDelayed
│   ├── DeliveryUncertain
│   └── ChannelClosed
├── FeedError                a feed that could not be followed
│   └── FeedUnreadable
├── ArchiveError
│   ├── ArchiveLocked
│   ├── ArchiveNewer
│   ├── ArchiveOlder
│   ├── ArchiveFull
│   ├── ArchiveUnreachable
│   ├── ArchiveForeign
│   ├── ArchiveNotEmpty
│   └── BackupUnreadable
└── CommandError             shown to the person who asked
    ├── NotAllowed
    ├── OverQuota
    └── AnswerGone
"""

from inspect import cleandoc
from pathlib import Path
from traceback import extract_tb


class OnRecordError(Exception):
    """Something went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or cleandoc(self.__doc__ or ""))


class SettingsError(OnRecordError):
    """The settings do not make sense."""


class SourceError(OnRecordError):
    """The source could not be read."""


class SourceMissing(SourceError):
    """No such file or folder."""


class SourceGone(SourceMissing):
    """The page is gone for good."""


class SourceUnreadable(SourceError):
    """Not an article that can be read."""


class SourceForbidden(SourceError):
    """This address may not be fetched."""


class SourceUnreachable(SourceError):
    """The site cannot be reached."""

    def __init__(self, message: str | None = None, status: int | None = None, wait: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status with which the site refused, where it answered."""
        self.wait = wait
        """Seconds after which the site wants to be asked again, where it says so."""

    def __reduce__(self) -> tuple[type["SourceUnreachable"], tuple[str, int | None, float | None]]:
        return type(self), (str(self), self.status, self.wait)  # travels between processes


class SourceFailed(SourceError):
    """Reading this went wrong, which is a fault of OnRecord; --debug shows where."""


class DeliveryError(OnRecordError):
    """The message can never be sent."""

    def __init__(self, message: str | None = None, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code
        """What the platform calls the error, where it calls it anything."""


class DeliveryDelayed(DeliveryError):
    """The platform takes no message now."""

    def __init__(self, message: str | None = None, wait: float | None = None, *, code: str = "") -> None:
        super().__init__(message, code=code)
        self.wait = wait
        """Seconds after which the platform wants to be asked again, where it says so."""


class DeliveryUncertain(DeliveryError):
    """Nobody knows whether the message arrived."""


class ChannelClosed(DeliveryError):
    """The bot may not post in this channel."""


class FeedError(OnRecordError):
    """The feed could not be read."""


class FeedUnreadable(FeedError):
    """Not a feed that can be read."""


class ArchiveError(OnRecordError):
    """The archive could not be used."""


class ArchiveLocked(ArchiveError):
    """The archive is locked by another program; try again when it is done."""


class ArchiveNewer(ArchiveError):
    """The archive was made by a newer OnRecord; update this one to use it."""


class ArchiveOlder(ArchiveError):
    """The archive was made by an older OnRecord; run `onrecord db upgrade` first."""


class ArchiveFull(ArchiveError):
    """No room left where the archive stands."""


class ArchiveUnreachable(ArchiveError):
    """The database cannot be reached."""


class ArchiveForeign(ArchiveError):
    """What stands there is no archive of OnRecord."""


class ArchiveNotEmpty(ArchiveError):
    """The archive holds something, which restoring a backup would replace."""


class BackupUnreadable(ArchiveError):
    """This is no backup of an OnRecord archive, or it is damaged."""


class CommandError(OnRecordError):
    """That is not a command."""


class NotAllowed(CommandError):
    """Only those who manage this workspace may change that. In a direct message you can have a digest of your own."""


class OverQuota(CommandError):
    """This workspace has as much of it as it may have."""


class AnswerGone(CommandError):
    """This is too old to be opened; ask again."""


def in_words(error: BaseException) -> str:
    """What went wrong, on one line: of what is no error of ours its place, as its message could have anything in it."""
    if isinstance(error, OnRecordError):
        return " ".join(str(error).split())
    place = extract_tb(error.__traceback__)[-1:]
    return type(error).__name__ + "".join(f" in {Path(each.filename).name}, line {each.lineno}" for each in place)
