import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.slack_checks import MOST_CHARACTERS, block_problems, characters, option_problems, view_problems
from tests.slack_model import JSON
from tests.slack_mrkdwn import Link, Seen, seen, seen_in
from tests.slack_samples import actions, button, confirm, image, modal, plain, rich, section, select, table, thumbs

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "accessory", "rows"]), inner, max_size=3)
    ),
)


FITTING = [
    section("x" * 3000),
    {"type": "section", "fields": [plain("x" * 2000)] * 10},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "context", "elements": [plain("x")] * 10},
    actions(*[button()] * 25),
    actions(button("x" * 75, value="v" * 2000, url="https://x.example/" + "x" * 2982, action_id="a" * 255)),
    actions(select(100, "x" * 75, "v" * 150, placeholder=plain("x" * 150))),
    actions({"type": "overflow", "options": [{"text": plain("x"), "value": "v"}] * 5}),
    thumbs("x" * 75),
    image(alt_text="x" * 2000, title=plain("x" * 2000)),
    {"type": "markdown", "text": "x" * 12_000},
    table(100, 20),
    section("x", accessory=button(confirm=confirm(text=plain("x" * 300)))),
    section("x", block_id="b" * 255),
    rich({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "link", "url": "https://x.example"}),
    {"type": "divider"},
]


@pytest.mark.parametrize("block", FITTING, ids=lambda block: block["type"])
def test_block_that_just_fits_is_taken(block: JSON) -> None:
    assert block_problems([block]) == []


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
        (section("x", colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
        (section("x", block_id="b" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
        (
            {"type": "section", "fields": [plain("x")] * 11},
            "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
        ),
        (
            {"type": "section", "fields": [plain("x" * 2001)]},
            "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
        ),
        (
            {"type": "header", "text": plain("x" * 151)},
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
            "Input should be 'plain_text' [json-pointer:/blocks/0/text/type]",
        ),
        ({"type": "banner"}, "unsupported type: banner [json-pointer:/blocks/0/type]"),
        ({"text": plain("x")}, "missing required field: type [json-pointer:/blocks/0]"),
        (
            {"type": "context", "elements": [plain("x")] * 11},
            "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (actions(*[button()] * 26), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
        (actions(button("x" * 76)), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
        (
            actions(button(value="v" * 2001)),
            "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        ),
        (actions(button(url="javascript:alert(1)")), "invalid url [json-pointer:/blocks/0/elements/0/url]"),
        (
            actions(button(style="loud")),
            "Input should be 'primary' or 'danger' [json-pointer:/blocks/0/elements/0/style]",
        ),
        (actions(select(101)), "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"),
        (actions(select(0)), "no less than 1 items allowed [json-pointer:/blocks/0/elements/0/options]"),
        (
            actions(select(text="x" * 76)),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
        ),
        (
            actions(select(value="v" * 151)),
            "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
        ),
        (
            actions(select(initial_option={"text": plain("y"), "value": "y"})),
            "initial option is not one of the options [json-pointer:/blocks/0/elements/0]",
        ),
        (
            actions({"type": "overflow", "options": [{"text": plain("x"), "value": "v"}] * 6}),
            "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
        ),
        (image(alt_text="x" * 2001), "must be less than 2001 characters [json-pointer:/blocks/0/alt_text]"),
        (
            {"type": "image", "image_url": "https://x.example"},
            "missing required field: alt_text [json-pointer:/blocks/0]",
        ),
        (image(image_url="ftp://x"), "invalid image_url [json-pointer:/blocks/0/image_url]"),
        (image(slack_file={"id": "F1"}), "must have either image_url or slack_file [json-pointer:/blocks/0]"),
        (
            {"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}},
            "invalid slack file [json-pointer:/blocks/0/slack_file]",
        ),
        (
            {"type": "markdown", "text": "x" * 12_001},
            "must be less than 12001 characters [json-pointer:/blocks/0/text]",
        ),
        (table(101), "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
        (table(1, 21), "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
        (
            section("x", accessory=button(confirm=confirm(deny=plain("x" * 31)))),
            "must be less than 31 characters [json-pointer:/blocks/0/accessory/confirm/deny/text]",
        ),
        (
            rich({"type": "link", "url": "nowhere"}),
            "invalid url [json-pointer:/blocks/0/elements/0/elements/0/url]",
        ),
        (
            actions(button(action_id="a"), button(action_id="a")),
            '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
        ),
    ],
)
def test_block_is_refused_with_the_reason_and_the_place(block: JSON, expected: str) -> None:
    assert block_problems([block]) == [expected]


def test_ids_of_blocks_are_unique_and_tables_are_alone() -> None:
    assert block_problems([section("x", block_id="b")] * 2) == [
        '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]'
    ]
    assert block_problems([table(1)] * 2) == ["only_one_table_allowed"]


def test_message_has_fifty_blocks_and_a_view_a_hundred() -> None:
    assert block_problems([{"type": "divider"}] * 50) == view_problems(modal(*[{"type": "divider"}] * 100)) == []
    assert block_problems([{"type": "divider"}] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    too_many = view_problems(modal(*[{"type": "divider"}] * 101))
    assert too_many == ["no more than 100 items allowed [json-pointer:/view/blocks]"]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        (
            {"type": "home", "title": plain("x"), "blocks": []},
            "invalid additional property: title [json-pointer:/view]",
        ),
        (
            modal({"type": "input", "label": plain("x"), "element": {"type": "plain_text_input"}}),
            "missing required field: submit [json-pointer:/view]",
        ),
        (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
    ],
)
def test_view_is_refused_with_the_reason_and_the_place(view: JSON, expected: str) -> None:
    assert view_problems(view) == [expected]


def test_offered_options_keep_to_the_limits_of_a_select() -> None:
    assert option_problems({"options": []}) == []
    assert option_problems({"options": [{"text": plain("x"), "value": "v"}] * 101}) == [
        "no more than 100 items allowed [json-pointer:/options]"
    ]


@given(JSONS)
def test_whatever_is_given_as_blocks_is_judged(blocks: object) -> None:
    assert all(isinstance(problem, str) for problem in block_problems(blocks))


def test_each_further_block_costs_characters() -> None:
    alone = [{"type": "markdown", "text": "x" * 12_000}, section("x" * (MOST_CHARACTERS - 12_000 - 125))]
    assert characters(alone) == MOST_CHARACTERS
    assert characters([*alone, {"type": "divider"}]) == MOST_CHARACTERS + 125


# Markup


@given(st.text().filter(lambda text: not any(sign in text for sign in "@#:")))
def test_escaped_text_is_seen_as_it_was_and_calls_nobody(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert seen(escaped) == Seen(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!channel> look", Seen("@channel look", mentions=("@channel",))),
        ("<@U1|ann> and <#C1|news>", Seen("ann and news", mentions=("@U1", "#C1"))),
        ("<!subteam^S1|@team>", Seen("@team", mentions=("@S1",))),
        ("<https://a.example/?x=1&amp;y=2|A &lt;B&gt;>", Seen("A <B>", (Link("https://a.example/?x=1&y=2", "A <B>"),))),
        ("see https://a.example", Seen("see https://a.example", (Link("https://a.example", "https://a.example"),))),
        ("<javascript:alert(1)|x>", Seen("<javascript:alert(1)|x>")),
        ("@here #news", Seen("@here #news", bare=("@here", "#news"))),
        ("&lt;!here&gt;", Seen("<!here>")),
        (
            "<!date^1700000000^{date}^https://a.example|Tuesday>",
            Seen("Tuesday", (Link("https://a.example", "Tuesday"),)),
        ),
    ],
)
def test_markup_is_seen_as_slack_shows_it(text: str, expected: Seen) -> None:
    assert seen(text) == expected


def test_blocks_are_seen_with_what_each_kind_of_text_does() -> None:
    blocks = [
        {"type": "header", "text": plain("<!channel>")},
        section("<!here>"),
        {"type": "markdown", "text": "[A](https://a.example) <@U1>"},
        rich({"type": "broadcast", "range": "everyone"}, {"type": "link", "url": "https://b.example", "text": "B"}),
        actions(button("C", url="https://c.example")),
    ]
    found = seen_in(blocks)
    assert found.mentions == ("@here", "@U1", "@everyone")
    assert [link.url[8:9] for link in found.links] == ["a", "b", "c"]
    assert found.words.splitlines() == ["<!channel>", "@here", "A @U1", "@everyone", "B", "C"]
