"""Blocks and views of Slack, with the limits of docs.slack.dev/reference/block-kit."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tests.slack_elements import (
    AnyText,
    Button,
    ChannelsSelect,
    Choices,
    ConversationsSelect,
    DatePicker,
    ExternalSelect,
    FeedbackButtons,
    IconButton,
    Id,
    Image,
    Mrkdwn,
    Overflow,
    Part,
    Plain,
    Plain24,
    Plain150,
    Plain2000,
    StaticSelect,
    TextInput,
    TimePicker,
    Url,
    UsersSelect,
    at_most,
)

AnySelect = StaticSelect | ExternalSelect | UsersSelect | ConversationsSelect | ChannelsSelect
Pickers = DatePicker | TimePicker | Choices
Tagged = Field(discriminator="type")


class Block(Part):
    block_id: Id | None = None


class Actions(Block):
    type: Literal["actions"]
    elements: list[Annotated[Button | Overflow | AnySelect | Pickers, Tagged]] = Field(min_length=1, max_length=25)


class Context(Block):
    type: Literal["context"]
    elements: list[Annotated[Plain | Mrkdwn | Image, Tagged]] = Field(min_length=1, max_length=10)


class ContextActions(Block):
    type: Literal["context_actions"]
    elements: list[Annotated[FeedbackButtons | IconButton, Tagged]] = Field(min_length=1, max_length=5)


class Divider(Block):
    type: Literal["divider"]


class Header(Block):
    type: Literal["header"]
    text: Plain150


class ImageBlock(Image, Block):
    title: Plain2000 | None = None


class Input(Block):
    type: Literal["input"]
    label: Plain2000
    element: Annotated[AnySelect | Pickers | TextInput, Tagged]
    hint: Plain2000 | None = None
    optional: bool = False
    dispatch_action: bool = False


class Markdown(Block):
    type: Literal["markdown"]
    text: str = Field(min_length=1, max_length=12_000)


class Section(Block):
    type: Literal["section"]
    text: AnyText | None = None
    fields: list[Annotated[AnyText, at_most(2000)]] | None = Field(None, min_length=1, max_length=10)
    accessory: Annotated[Button | Image | Overflow | AnySelect | Pickers, Tagged] | None = None
    expand: bool = False

    @model_validator(mode="after")
    def check(self) -> "Section":
        if self.text is None and self.fields is None:
            raise PydanticCustomError("section", "missing required field: text")
        return self


class RichWords(Part):
    type: Literal["text", "link", "user", "channel", "usergroup", "broadcast", "emoji", "date", "color", "team"]
    text: str | None = Field(None, min_length=1)
    url: Url | None = None
    user_id: str | None = None
    channel_id: str | None = None
    usergroup_id: str | None = None
    range: Literal["here", "channel", "everyone"] | None = None
    name: str | None = None
    unicode: str | None = None
    timestamp: int | None = None
    format: str | None = None
    fallback: str | None = None
    value: str | None = None
    team_id: str | None = None
    unsafe: bool | None = None
    style: dict[Literal["bold", "italic", "strike", "code", "underline"], bool] | None = None


class RichPart(Part):
    type: Literal["rich_text_section", "rich_text_quote", "rich_text_preformatted"]
    elements: list[RichWords]
    border: Literal[0, 1] | None = None


class RichList(Part):
    type: Literal["rich_text_list"]
    style: Literal["bullet", "ordered"]
    elements: list[RichPart]
    indent: int | None = Field(None, ge=0, le=8)
    offset: int | None = Field(None, ge=0)
    border: Literal[0, 1] | None = None


class RichText(Block):
    type: Literal["rich_text"]
    elements: list[Annotated[RichPart | RichList, Tagged]] = Field(min_length=1)


class RawText(Part):
    type: Literal["raw_text"]
    text: str = Field(min_length=1)


class RawNumber(Part):
    type: Literal["raw_number"]
    value: int | float
    text: str = Field(min_length=1)


class Column(Part):
    align: Literal["left", "center", "right"] = "left"
    is_wrapped: bool = False


Cell = Annotated[RawText | RawNumber | RichText, Tagged]


class Table(Block):
    type: Literal["table"]
    rows: list[Annotated[list[Cell], Field(min_length=1, max_length=20)]] = Field(min_length=1, max_length=100)
    column_settings: list[Column | None] | None = Field(None, max_length=20)


AnyBlock = Annotated[
    Actions | Context | ContextActions | Divider | Header | ImageBlock | Input | Markdown | RichText | Section | Table,
    Tagged,
]


class MessageBlocks(Part):
    blocks: list[AnyBlock] = Field(max_length=50)


class View(Part):
    blocks: list[AnyBlock] = Field(max_length=100)
    private_metadata: str = Field("", max_length=3000)
    callback_id: str = Field("", max_length=255)
    external_id: str = Field("", max_length=255)


class Modal(View):
    type: Literal["modal"]
    title: Plain24
    submit: Plain24 | None = None
    close: Plain24 | None = None
    clear_on_close: bool = False
    notify_on_close: bool = False
    submit_disabled: bool = False


class Home(View):
    type: Literal["home"]
