from datetime import timedelta

import pytest

from bot.encryption import Cipher
from bot.errors import SettingsError
from tests.briefings import NOW
from tests.workspaces import KEY, OTHER_KEY


def test_what_is_encrypted_is_found_again_and_never_looks_the_same() -> None:
    kept = {Cipher((KEY,)).encrypt("xoxb-hush") for _ in range(3)}
    assert len(kept) == 3
    assert not any("hush" in each for each in kept)
    assert {Cipher((KEY,)).decrypt(each) for each in kept} == {"xoxb-hush"}


def test_an_older_key_still_decrypts_and_the_newest_encrypts() -> None:
    old = Cipher((KEY,)).encrypt("xoxb-hush")
    both = Cipher((OTHER_KEY, KEY))
    assert both.decrypt(old) == "xoxb-hush"
    assert Cipher((OTHER_KEY,)).decrypt(both.encrypt("xoxb-new")) == "xoxb-new"
    assert Cipher((OTHER_KEY,)).decrypt(both.rotate(old)) == "xoxb-hush"


@pytest.mark.parametrize(
    "kept", ["", "xoxb-hush", Cipher((KEY,)).encrypt("xoxb-hush")], ids=["nothing", "in the clear", "with another key"]
)
def test_what_no_key_decrypts_is_told_without_it(kept: str) -> None:
    for work in (Cipher((OTHER_KEY,)).decrypt, Cipher((OTHER_KEY,)).rotate):
        with pytest.raises(SettingsError, match="not in ONRECORD_SECRET_KEY any more") as told:
            work(kept)
        assert not kept or kept not in str(told.value)


def test_a_key_that_is_missing_is_told_where_it_is_needed() -> None:
    none = Cipher(())
    for work in (none.check, lambda: none.encrypt("x"), lambda: none.decrypt("x"), lambda: none.stamp("x", NOW)):
        with pytest.raises(SettingsError, match="ONRECORD_SECRET_KEY is missing"):
            work()


def test_a_stamp_holds_for_a_while_and_is_nobody_elses() -> None:
    within = timedelta(minutes=10)
    held = Cipher((KEY,)).stamp("for Ann", NOW)
    assert Cipher((KEY,)).read_stamped(held, within, NOW + within) == "for Ann"
    assert Cipher((KEY,)).read_stamped(held, within, NOW + within + timedelta(seconds=2)) is None
    assert Cipher((OTHER_KEY,)).read_stamped(held, within, NOW) is None
    assert Cipher((KEY,)).read_stamped(held.swapcase(), within, NOW) is None
    assert Cipher((KEY,)).read_stamped("ü\0", within, NOW) is None
