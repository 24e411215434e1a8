"""Installations in a real database, and that nobody who reads it, or a log, finds a token there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from bot.database import open_engine, reading
from bot.encryption import Cipher
from bot.errors import SettingsError
from bot.installations import Installations
from bot.tables import installations as table
from tests.briefings import NOW
from tests.workspaces import KEY, OTHER_KEY, installation

ACME = installation("T1", "xoxb-hush-1")
EXPIRES = NOW + timedelta(hours=12)
ROTATING = installation("T1", "xoxe.xoxb-hush-1", refresh_token="xoxe-hush-2", expires_at=EXPIRES)


@pytest.fixture
def engine(archive_url: str) -> Iterator[Engine]:
    opened = open_engine(archive_url)
    yield opened
    opened.dispose()


@pytest.fixture
def installations(engine: Engine) -> Installations:
    return Installations(engine, Cipher((KEY,)))


def test_an_installation_is_found_as_it_was_kept(installations: Installations) -> None:
    for each in (ACME, ROTATING):
        installations.keep(each)
        assert installations.find("slack", "T1") == each
    assert installations.find("slack", "T2") is None
    assert installations.find("discord", "T1") is None


def test_all_are_told_in_the_order_in_which_they_were_made(installations: Installations) -> None:
    later = installation("T0", installed_at=NOW + timedelta(hours=1))
    for each in (later, ACME, replace(ACME, platform="discord")):
        installations.keep(each)
    assert installations.all("slack") == (ACME, later)


def test_no_token_can_be_read_in_the_database_or_in_what_is_shown(installations: Installations) -> None:
    installations.keep(ROTATING)
    installations.renew(ROTATING)
    with reading(installations.engine) as connection:
        kept = repr(connection.execute(select(table)).all())
    shown = repr(installations.find("slack", "T1"))
    assert "T1" in kept
    assert "T1" in shown
    assert "hush" not in kept + shown


def test_without_the_key_it_is_told_and_nothing_is_kept_plainly(installations: Installations) -> None:
    installations.keep(ACME)
    with pytest.raises(SettingsError, match="cannot be decrypted"):
        Installations(installations.engine, Cipher((OTHER_KEY,))).find("slack", "T1")
    with pytest.raises(SettingsError, match="ONRECORD_SECRET_KEY is missing"):
        Installations(installations.engine, Cipher(())).keep(replace(ACME, workspace="T2"))
    assert installations.all("slack") == (ACME,)


def test_a_token_that_was_revoked_goes_and_one_that_came_later_stays(installations: Installations) -> None:
    installations.keep(ACME)
    installations.keep(replace(ACME, workspace="T2"))
    installations.remove("slack", "T1", NOW - timedelta(seconds=1))
    assert len(installations.all("slack")) == 2
    installations.remove("slack", "T1", NOW)
    assert [each.workspace for each in installations.all("slack")] == ["T2"]


def test_one_at_a_time_renews_a_token(installations: Installations) -> None:
    installations.keep(ROTATING)
    assert installations.claim_renewal(ROTATING, NOW)
    assert not installations.claim_renewal(ROTATING, NOW)
    new = replace(ROTATING, token="xoxe.xoxb-3", refresh_token="xoxe-4", expires_at=EXPIRES + timedelta(hours=12))
    installations.renew(new)
    assert installations.find("slack", "T1") == new
    assert not installations.claim_renewal(ROTATING, NOW), "somebody looked before it was renewed"
    assert installations.claim_renewal(new, NOW)


def test_whoever_fails_to_renew_a_token_holds_up_the_others_for_a_minute(installations: Installations) -> None:
    installations.keep(ROTATING)
    assert installations.claim_renewal(ROTATING, NOW)
    assert not installations.claim_renewal(ROTATING, NOW + timedelta(seconds=59))
    assert installations.claim_renewal(ROTATING, NOW + timedelta(seconds=60))


def test_a_workspace_that_leaves_while_its_token_is_renewed_is_gone(installations: Installations) -> None:
    installations.keep(ROTATING)
    installations.remove("slack", "T1", NOW)
    installations.renew(ROTATING)
    assert installations.all("slack") == ()


def test_all_tokens_are_encrypted_with_the_newest_key(installations: Installations) -> None:
    installations.keep(ROTATING)
    installations.keep(replace(ACME, workspace="T2"))
    assert Installations(installations.engine, Cipher((OTHER_KEY, KEY))).rekey() == 2
    new = Installations(installations.engine, Cipher((OTHER_KEY,)))
    assert new.all("slack") == (ROTATING, replace(ACME, workspace="T2"))
    assert new.rekey() == 2


def test_where_one_token_cannot_be_decrypted_all_stay_as_they_are(installations: Installations) -> None:
    installations.keep(ACME)
    other = Installations(installations.engine, Cipher((OTHER_KEY,)))
    other.keep(replace(ACME, workspace="T2"))
    with pytest.raises(SettingsError):
        other.rekey()
    assert installations.find("slack", "T1") == ACME
