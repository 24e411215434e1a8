"""Texts and elements of Slack, with the limits of docs.slack.dev/reference/block-kit."""

from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError


class HasText(Protocol):
    text: str


T = TypeVar("T", bound=HasText)


def at_most(most: int) -> AfterValidator:
    """A limit for the characters of a text object."""

    def check(part: T) -> T:
        if len(part.text) > most:
            raise PydanticCustomError("long_text", "must be less than {more} characters", {"more": most + 1})
        return part

    return AfterValidator(check)


class Part(BaseModel):
    """A piece of a block; Slack refuses fields that it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Plain(Part):
    type: Literal["plain_text"]
    text: str = Field(min_length=1, max_length=3000)
    emoji: bool = True


class Mrkdwn(Part):
    type: Literal["mrkdwn"]
    text: str = Field(min_length=1, max_length=3000)
    verbatim: bool = False


AnyText = Annotated[Plain | Mrkdwn, Field(discriminator="type")]
Plain24 = Annotated[Plain, at_most(24)]
Plain30 = Annotated[Plain, at_most(30)]
Plain75 = Annotated[Plain, at_most(75)]
Plain100 = Annotated[Plain, at_most(100)]
Plain150 = Annotated[Plain, at_most(150)]
Plain2000 = Annotated[Plain, at_most(2000)]
Id = Annotated[str, Field(min_length=1, max_length=255)]
Url = Annotated[str, Field(max_length=3000, pattern=r"^(https?|mailto|slack):\S+$")]
Style = Literal["primary", "danger"]


class Confirm(Part):
    title: Plain100
    text: Annotated[AnyText, at_most(300)]
    confirm: Plain30
    deny: Plain30
    style: Style | None = None


class Option(Part):
    text: Annotated[AnyText, at_most(75)]
    value: str = Field(max_length=150)
    description: Annotated[AnyText, at_most(75)] | None = None
    url: Url | None = None


class PlainOption(Option):
    text: Plain75
    description: Plain75 | None = None


class OptionGroup(Part):
    label: Plain75
    options: list[PlainOption] = Field(min_length=1, max_length=100)


class Element(Part):
    action_id: Id | None = None


class Confirmable(Element):
    confirm: Confirm | None = None


class Focusable(Confirmable):
    focus_on_load: bool = False


class Button(Confirmable):
    type: Literal["button"]
    text: Plain75
    url: Url | None = None
    value: str | None = Field(None, max_length=2000)
    style: Style | None = None
    accessibility_label: str | None = Field(None, max_length=75)


class Feedback(Part):
    text: Plain75
    value: str = Field(max_length=2000)
    accessibility_label: str | None = Field(None, max_length=75)


class FeedbackButtons(Element):
    type: Literal["feedback_buttons"]
    positive_button: Feedback
    negative_button: Feedback


class IconButton(Confirmable):
    type: Literal["icon_button"]
    icon: str
    text: Plain
    value: str | None = Field(None, max_length=2000)
    accessibility_label: str | None = Field(None, max_length=75)
    visible_to_user_ids: list[str] | None = None


class Overflow(Confirmable):
    type: Literal["overflow"]
    options: list[PlainOption] = Field(min_length=1, max_length=5)


class Select(Focusable):
    placeholder: Plain150 | None = None


class StaticSelect(Select):
    type: Literal["static_select", "multi_static_select"]
    options: list[PlainOption] | None = Field(None, min_length=1, max_length=100)
    option_groups: list[OptionGroup] | None = Field(None, min_length=1, max_length=100)
    initial_option: PlainOption | None = None
    initial_options: list[PlainOption] | None = None
    max_selected_items: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def check(self) -> "StaticSelect":
        if bool(self.options) == bool(self.option_groups):
            raise PydanticCustomError("options", "must have either options or option_groups")
        every = [option for group in self.option_groups or [] for option in group.options] + (self.options or [])
        first = [self.initial_option] if self.initial_option else []
        if any(option not in every for option in first + (self.initial_options or [])):
            raise PydanticCustomError("initial", "initial option is not one of the options")
        return self


class ExternalSelect(Select):
    type: Literal["external_select", "multi_external_select"]
    min_query_length: int | None = Field(None, ge=0)
    initial_option: PlainOption | None = None
    initial_options: list[PlainOption] | None = None
    max_selected_items: int | None = Field(None, ge=1)


class UsersSelect(Select):
    type: Literal["users_select", "multi_users_select"]
    initial_user: str | None = None
    initial_users: list[str] | None = None
    max_selected_items: int | None = Field(None, ge=1)


class Filter(Part):
    include: list[Literal["im", "mpim", "private", "public"]] | None = Field(None, min_length=1)
    exclude_external_shared_channels: bool = False
    exclude_bot_users: bool = False


class ConversationsSelect(Select):
    type: Literal["conversations_select", "multi_conversations_select"]
    initial_conversation: str | None = None
    initial_conversations: list[str] | None = None
    default_to_current_conversation: bool = False
    response_url_enabled: bool = False
    filter: Filter | None = None
    max_selected_items: int | None = Field(None, ge=1)


class ChannelsSelect(Select):
    type: Literal["channels_select", "multi_channels_select"]
    initial_channel: str | None = None
    initial_channels: list[str] | None = None
    response_url_enabled: bool = False
    max_selected_items: int | None = Field(None, ge=1)


class DatePicker(Select):
    type: Literal["datepicker"]
    initial_date: str | None = Field(None, pattern=r"^\d{4}-\d\d-\d\d$")


class TimePicker(Select):
    type: Literal["timepicker"]
    initial_time: str | None = Field(None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    timezone: str | None = None


class Choices(Focusable):
    type: Literal["checkboxes", "radio_buttons"]
    options: list[Option] = Field(min_length=1, max_length=10)
    initial_option: Option | None = None
    initial_options: list[Option] | None = None


class Dispatch(Part):
    trigger_actions_on: list[Literal["on_enter_pressed", "on_character_entered"]] = Field(min_length=1)


class TextInput(Element):
    type: Literal["plain_text_input", "email_text_input", "url_text_input", "number_input"]
    placeholder: Plain150 | None = None
    initial_value: str | None = Field(None, max_length=3000)
    multiline: bool = False
    min_length: int | None = Field(None, ge=0, le=3000)
    max_length: int | None = Field(None, ge=1, le=3000)
    min_value: str | None = None
    max_value: str | None = None
    is_decimal_allowed: bool = False
    focus_on_load: bool = False
    dispatch_action_config: Dispatch | None = None


class SlackFile(Part):
    id: str | None = None
    url: str | None = None

    @model_validator(mode="after")
    def check(self) -> "SlackFile":
        if bool(self.id) == bool(self.url):
            raise PydanticCustomError("slack_file", "must have either id or url")
        return self


class Image(Part):
    type: Literal["image"]
    alt_text: str = Field(max_length=2000)
    image_url: Annotated[str, Field(max_length=3000, pattern=r"^https?://\S+$")] | None = None
    slack_file: SlackFile | None = None

    @model_validator(mode="after")
    def check(self) -> "Image":
        if bool(self.image_url) == bool(self.slack_file):
            raise PydanticCustomError("image", "must have either image_url or slack_file")
        return self
