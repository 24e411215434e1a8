"""What Slack checks in blocks and views before it takes them, and how it says what is wrong.

The words of the complaints are those that Slack's answers have in `response_metadata.messages`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tests.slack_blocks import Home, MessageBlocks, Modal
from tests.slack_elements import Part, StaticSelect

MOST_CHARACTERS = 13_297
"""Characters that one block may have with all others; undocumented, measured in slackapi/bolt-js issue 2509."""
BLOCK_COST = 125
"""What each further block takes of them: the same report posts 125 characters less beside a divider."""
MESSAGES_ONLY = {"context_actions", "markdown", "table"}


def block_problems(blocks: object, files: Sequence[str] = ()) -> list[str]:
    """What Slack says against the blocks of a message; `files` are the ids and URLs that images may show."""
    given = {"blocks": blocks}
    if found := _invalid(MessageBlocks, given):
        return found
    tables = sum(value == "table" for path, value in walk(blocks) if path[-1:] == ("type",))
    return [*_repeated(given, ""), *_unknown_files(given, files), *["only_one_table_allowed"] * (tables > 1)]


def view_problems(view: Mapping[str, Any], files: Sequence[str] = ()) -> list[str]:
    """What Slack says against a modal or a home."""
    model = Home if view.get("type") == "home" else Modal
    if found := _invalid(model, view, "/view"):
        return found
    blocks: list[Any] = view["blocks"]
    found = [f"unsupported type: {each['type']}" for each in blocks if each["type"] in MESSAGES_ONLY]
    if model is Modal and "submit" not in view and any(block["type"] == "input" for block in blocks):
        found.append("missing required field: submit [json-pointer:/view]")
    return [*found, *_repeated(view, "/view"), *_unknown_files(view, files)]


def option_problems(options: Mapping[str, Any]) -> list[str]:
    """What Slack says against the options, or groups of them, offered to who types into an external select."""
    return _invalid(StaticSelect, {"type": "static_select", **options}) if any(options.values()) else []


def characters(blocks: Sequence[Mapping[str, Any]]) -> int:
    """The size of the blocks of a message as `chat.postMessage` reckons it, as far as that is known."""
    return sum(map(len, _texts(blocks))) + BLOCK_COST * max(len(blocks) - 1, 0)


def _texts(part: object) -> Iterator[str]:
    for path, value in walk(part):
        if path[-1:] == ("text",) and isinstance(value, str):
            yield value


def walk(part: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Everything within JSON, with the path to it, outer things first."""
    yield path, part
    inside = part.items() if isinstance(part, Mapping) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inside:
        yield from walk(value, (*path, key))


def _repeated(given: Mapping[str, Any], root: str) -> Iterator[str]:
    blocks: list[Any] = given["blocks"]
    for number, id_ in _again([block.get("block_id") for block in blocks]):
        yield f'`block_id` "{id_}" already exists [json-pointer:{root}/blocks/{number}/block_id]'
    for index, block in enumerate(blocks):
        for number, id_ in _again([element.get("action_id") for element in block.get("elements", ())]):
            yield f'`action_id` "{id_}" already exists [json-pointer:{root}/blocks/{index}/elements/{number}/action_id]'
    if sum(path[-1:] == ("focus_on_load",) and value is True for path, value in walk(blocks)) > 1:
        yield f"only one element may have focus_on_load [json-pointer:{root}/blocks]"


def _again(ids: Sequence[str | None]) -> Iterator[tuple[int, str]]:
    seen: Counter[str] = Counter()
    for number, id_ in enumerate(ids):
        if id_ and seen[id_]:
            yield number, id_
        seen[id_ or ""] += 1


def _unknown_files(given: Mapping[str, Any], files: Sequence[str]) -> Iterator[str]:
    for path, value in walk(given):
        if path[-1:] == ("slack_file",) and value and (value.get("id") or value.get("url")) not in files:
            yield f"invalid slack file [json-pointer:/{'/'.join(map(str, path))}]"


def _invalid(model: type[Part], given: Mapping[str, Any], root: str = "") -> list[str]:
    try:
        model.model_validate(given)
    except ValidationError as invalid:
        return [_complaint(error, given, root) for error in invalid.errors()]
    return []


WORDS: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "missing": lambda context, name: f"missing required field: {name}",
    "extra_forbidden": lambda context, name: f"invalid additional property: {name}",
    "string_too_long": lambda context, name: f"must be less than {context['max_length'] + 1} characters",
    "string_too_short": lambda context, name: f"must be more than {context['min_length'] - 1} characters",
    "too_long": lambda context, name: f"no more than {context['max_length']} items allowed",
    "too_short": lambda context, name: f"no less than {context['min_length']} items allowed",
    "union_tag_invalid": lambda context, name: f"unsupported type: {context['tag']}",
    "union_tag_not_found": lambda context, name: "missing required field: type",
    "string_pattern_mismatch": lambda context, name: f"invalid {name}",
}


def _complaint(error: ErrorDetails, given: Mapping[str, Any], root: str) -> str:
    say = WORDS.get(error["type"])
    words = say(error.get("ctx", {}), str(error["loc"][-1])) if say else error["msg"]
    place = _pointer(error["loc"], given) + {"long_text": "/text", "union_tag_invalid": "/type"}.get(error["type"], "")
    if error["type"] == "extra_forbidden":
        place = place.rpartition("/")[0]
    return f"{words} [json-pointer:{root}{place}]"


def _pointer(place: Sequence[int | str], given: Any) -> str:
    """The path to a fault in what was given: pydantic's own path also names the type of each part that it entered."""
    path, entered = "", False
    for step in place:
        if isinstance(given, Mapping) and given.get("type") == step and not entered:
            entered = True
        elif (isinstance(given, Mapping) and step in given) or (isinstance(given, list) and isinstance(step, int)):
            path, given, entered = f"{path}/{step}", given[step], False  # type: ignore[index]
    return path
