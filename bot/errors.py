"""What can go wrong for a user; the docstring of a class is its message.

OnRecordError
├── SettingsError            exit code 2
├── SourceError              a source that could not be briefed
│   ├── SourceMissing
│   ├── SourceUnreadable
│   ├── SourceForbidden
│   ├── SourceUnreachable
│   └── SourceFailed
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
"""

from inspect import cleandoc


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


class SourceUnreadable(SourceError):
    """Not an article that can be read."""


class SourceForbidden(SourceError):
    """This address may not be fetched."""


class SourceUnreachable(SourceError):
    """The site cannot be reached."""


class SourceFailed(SourceError):
    """Reading this went wrong, which is a fault of OnRecord; --debug shows where."""


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
