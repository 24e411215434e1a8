import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from summarizers.briefing import Briefing
from summarizers.schema import from_json, json_schema, to_dict, to_json
from tests.examples import BARE, BRIDGE, briefings

VALIDATOR = Draft202012Validator(json_schema())


def test_the_schema_in_the_documentation_is_current() -> None:
    written = Path(__file__).parents[1] / "docs" / "briefing.schema.json"
    printed = subprocess.run(
        [sys.executable, "-m", "summarizers.schema"], capture_output=True, text=True, check=True, cwd=written.parents[1]
    )
    assert printed.stdout == written.read_text(encoding="utf-8")


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_a_briefing_has_its_public_form() -> None:
    made = to_dict(BRIDGE)
    assert list(made) == ["schema", "id", "article", "gist", "actors", "statements", "disputes", "notes"]
    assert made["schema"] == "onrecord.briefing/1"
    assert made["article"]["published"] == "2026-11-23T08:30:00Z"
    assert made["statements"][2] == {
        "id": "s3",
        "actors": ["tom-beck"],
        "kind": "indirect",
        "source": [],
        "cue": [[BRIDGE.article.text.index("rejected"), BRIDGE.article.text.index("rejected") + 8]],
        "content": [list(BRIDGE.statements[2].content[0])],
        "confidence": 0.9,
    }


def test_text_stands_readable_in_json() -> None:
    assert "“Nobody has counted.”" in to_json(BRIDGE)
    assert "\n" not in to_json(BRIDGE)
    assert json.loads(to_json(BRIDGE, indent=2)) == to_dict(BRIDGE)


@given(briefings())
def test_every_briefing_holds_to_the_schema_and_comes_back_equal(briefing: Briefing) -> None:
    text = to_json(briefing)
    VALIDATOR.validate(json.loads(text))
    assert from_json(text) == briefing


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schema", "onrecord.briefing/2"),
        ("gist", [{"text": "x", "span": [1]}]),
        ("actors", [{"id": "x"}]),
        ("id", None),
    ],
)
def test_what_is_no_briefing_is_refused(field: str, value: object) -> None:
    wrong = {**to_dict(BARE), field: value}
    with pytest.raises(ValidationError):
        VALIDATOR.validate(wrong)
    with pytest.raises(ValueError, match=field):
        from_json(json.dumps(wrong))


def test_no_field_may_be_missing() -> None:
    for field in to_dict(BARE):
        cut = {name: value for name, value in to_dict(BARE).items() if name != field}
        assert not VALIDATOR.is_valid(cut)


def test_reading_briefings_is_not_paid_for_by_those_who_need_no_json() -> None:
    asks = "import sys, summarizers.schema; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asks], check=False).returncode == 0
