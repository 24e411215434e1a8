import json

import pytest

from bot.model import Reply
from bot.replies_json import reply_json
from summarizers.schema import to_json
from tests.examples import BRIDGE, CANDIDATES, DISPUTES, DOSSIER, NOTICE, REPLIES


def test_a_briefing_is_in_its_public_form() -> None:
    assert reply_json(BRIDGE) == to_json(BRIDGE)


@pytest.mark.parametrize(
    ("reply", "schema"),
    [
        (DOSSIER, "onrecord.dossier/1"),
        (CANDIDATES, "onrecord.candidates/1"),
        (DISPUTES, "onrecord.disputes/1"),
        (NOTICE, "onrecord.notice/1"),
    ],
)
def test_every_reply_names_its_schema_first(reply: Reply, schema: str) -> None:
    assert next(iter(json.loads(reply_json(reply)).items())) == ("schema", schema)


def test_a_dossier_has_the_actor_the_words_and_where_they_were_read() -> None:
    made = json.loads(reply_json(DOSSIER))
    assert made["actor"]["name"] == "Tom Beck"
    assert made["statements"][0]["words"] == ["“Nobody has counted.”"]
    assert made["statements"][0]["article"]["published"] == "2026-11-23T08:30:00Z"
    assert made["disputes"][0]["sides"][1]["stance"] == "denies"
    assert made["statements_in_all"] == 9


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: type(reply).__name__)
def test_indentation_changes_nothing_but_blanks(reply: Reply) -> None:
    assert json.loads(reply_json(reply, indent=2)) == json.loads(reply_json(reply))
    assert "\n" not in reply_json(reply)
