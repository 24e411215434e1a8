"""Encrypts what is secret before it is kept: tokens, with keys that the operator holds and can change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bot.errors import SettingsError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_MISSING: Final = "ONRECORD_SECRET_KEY is missing: tokens are encrypted with it; .env.example says how to make one"
_UNKNOWN: Final = (
    "a token cannot be decrypted: the key that it was encrypted with is not in ONRECORD_SECRET_KEY any more"
)


class Cipher:
    """Encrypts with the first of its keys and decrypts with any; it can be made without a key, and then does neither.

    The keys are those of Fernet: 32 bytes in URL-safe base64. Every method raises SettingsError where there is none.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)

    @cached_property
    def _fernet(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet  # takes a while to import, and few need it

        if not self._keys:
            raise SettingsError(_MISSING)
        return MultiFernet([Fernet(key) for key in self._keys])

    def check(self) -> None:
        """Is there a key?"""
        if not self._keys:
            raise SettingsError(_MISSING)

    def encrypt(self, text: str) -> str:
        """The text as it may be kept."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, kept: str) -> str:
        """The text again; raises SettingsError where none of the keys fits."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(kept.encode()).decode()
        except InvalidToken as error:
            raise SettingsError(_UNKNOWN) from error

    def rotate(self, kept: str) -> str:
        """The same text, encrypted with the newest key; raises SettingsError where none of the keys fits."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.rotate(kept.encode()).decode()
        except InvalidToken as error:
            raise SettingsError(_UNKNOWN) from error

    def stamp(self, text: str, now: datetime) -> str:
        """The text as others may hold it for a while: they can neither read it nor make one like it."""
        return self._fernet.encrypt_at_time(text.encode(), int(now.timestamp())).decode()

    def read_stamped(self, held: str, within: timedelta, now: datetime) -> str | None:
        """The text, if it was stamped here and no longer ago than that."""
        from cryptography.fernet import InvalidToken

        seconds = int(within.total_seconds()), int(now.timestamp())
        try:
            return self._fernet.decrypt_at_time(held.encode(), *seconds).decode()
        except InvalidToken:
            return None
