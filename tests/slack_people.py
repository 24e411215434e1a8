"""What people do on the local Slack, with what they see in front of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tests import slack_payloads as payloads
from tests.slack_chat import respond
from tests.slack_checks import option_problems
from tests.slack_courier import Courier, Delivery, Kind
from tests.slack_model import JSON, Message, View
from tests.slack_payloads import NothingThere
from tests.slack_screens import VALUES, change_view, check_view, close, home_of, push
from tests.slack_state import Refused, State


class People:
    """The verbs of people. Each tells the bot, and raises NotAcknowledged if it does not acknowledge in time."""

    state: State
    courier: Courier
    offered: dict[str, list[JSON]]
    """The options that were suggested last, by action id."""

    def command(self, name: str, text: str = "", user: str = "U1", channel: str = "C1") -> Delivery:
        """Types a slash command."""
        told = self._tell("slash_commands", payloads.command(self.state, name, text, user, channel))
        self._answered(told)
        return told

    def says(self, text: str, user: str = "U1", channel: str = "C1", thread: str | None = None) -> Message:
        """Posts a message, of which the bot is not told."""
        with self.state.changed:
            return self.state.post(Message(channel, self.state.ts(), user, text, thread_ts=thread))

    def mention(self, text: str, user: str = "U1", channel: str = "C1", thread: str | None = None) -> Delivery:
        """Posts a message that begins with the bot's name."""
        bot = self.state.teams[self.state.users[user].team].bot
        said = self.says(f"<@{bot}> {text}", user, channel, thread)
        return self._said(said, {"type": "app_mention"})

    def dm(self, text: str, user: str = "U1") -> Delivery:
        """Writes to the bot alone."""
        team = self.state.teams[self.state.users[user].team]
        channel = self.state.direct(team, user)
        return self._said(self.says(text, user, channel.id), {"channel_type": "im"})

    def echo(self, message: Message) -> Delivery:
        """Tells the bot of a message in a direct conversation, be it its own: Slack tells it of those too."""
        return self._said(message, {"channel_type": "im"})

    def shortcut(self, callback_id: str, message: Message | None = None, user: str = "U1") -> Delivery:
        """Picks a shortcut, of a message or of none."""
        return self._tell("interactive", payloads.shortcut(self.state, callback_id, user, message))

    def press(self, where: Message | View, button: str, user: str | None = None) -> Delivery:
        """Presses what has this text, value or action id: a button, a thumb, an entry of an overflow menu.

        Raises NothingThere if nothing has.
        """
        return self._act(where, payloads.pressed(where.blocks, button), user)

    def choose(self, where: Message | View, select: str, value: Any, user: str | None = None) -> Delivery:
        """Chooses in an element, named by any id or words it has: an option by its text or value, or somebody by id.

        Raises NothingThere if there is no such element or option.
        """
        block, element = payloads.found(where.blocks, select)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise NothingThere(f"{select} tells nobody before the view is submitted")
        entered = payloads.entered(self.state, element, value, self.offered.get(element["action_id"], []))
        if isinstance(where, View):
            where.values[block["block_id"]][element["action_id"]] = entered
        ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
        return self._act(where, {**entered, **ids}, user)

    def suggest(self, where: Message | View, select: str, typed: str, user: str | None = None) -> list[str]:
        """Types into an external select; gives the texts of the options that are offered.

        Raises NothingThere if the select asks for more to be typed, and AssertionError for options that Slack refuses.
        """
        block, element = payloads.found(where.blocks, select)
        if len(typed) < element.get("min_query_length", 3):
            raise NothingThere(f"{select} asks nobody for {typed!r}")
        told = payloads.suggestion(self.state, where, self._whose(where, user), block, element, typed)
        ack = self._tell("interactive", told).ack
        if problems := option_problems(ack):
            raise AssertionError(problems)
        options = [
            *ack.get("options", ()),
            *(each for group in ack.get("option_groups", ()) for each in group["options"]),
        ]
        self.offered[element["action_id"]] = options
        return [option["text"]["text"] for option in options]

    def submit(self, view: View, values: Mapping[str, Any] = MappingProxyType({})) -> Delivery:
        """Fills a modal, the values being named by action id, block id or label, and submits it.

        Raises NothingThere if something is missing that is not optional; see `errors` of what is given.
        """
        for name, value in values.items():
            block, element = payloads.found(view.blocks, name)
            entered = payloads.entered(self.state, element, value, self.offered.get(element["action_id"], []))
            view.values[block["block_id"]][element["action_id"]] = entered
        for block in view.blocks:
            if block["type"] == "input" and not block.get("optional") and _empty(view, block):
                raise NothingThere(f"{block['label']['text']} is to be filled")
        told = self._tell("interactive", payloads.submission(self.state, view))
        self._submitted(view, told)
        return told

    def cancel(self, view: View) -> Delivery | None:
        """Closes a modal, of which the bot is told if it wants to be."""
        view.open = False
        wanted = view.given.get("notify_on_close")
        return self._tell("interactive", payloads.closing(self.state, view)) if wanted else None

    def open_home(self, user: str = "U1") -> Delivery:
        """Opens the bot's home."""
        team = self.state.teams[self.state.users[user].team]
        opened = {"user": user, "channel": self.state.direct(team, user).id, "tab": "home"}
        home = home_of(self.state, user)
        shown = {"view": home.json(team)} if home else {}
        return self.event({"type": "app_home_opened", **opened, **shown}, team.id)

    def event(self, happened: JSON, team: str = "T1") -> Delivery:
        """Tells the bot of anything else, such as `{"type": "channel_archive", "channel": "C1", "user": "U1"}`."""
        return self._tell("events_api", payloads.event(self.state, team, happened))

    def _tell(self, kind: Kind, payload: JSON) -> Delivery:
        return self.courier.carry(Delivery(kind, payload))

    def _said(self, message: Message, how: JSON) -> Delivery:
        team = self.state.teams[self.state.channels[message.channel].team]
        return self.event({**message.json(team), "channel": message.channel, "event_ts": message.ts, **how}, team.id)

    def _act(self, where: Message | View, action: JSON, user: str | None) -> Delivery:
        return self._tell("interactive", payloads.block_actions(self.state, where, self._whose(where, user), action))

    def _whose(self, where: Message | View, user: str | None) -> str:
        """Who acts: whoever alone sees it, if nobody is named."""
        return user or (where.user if isinstance(where, View) else where.to) or "U1"

    def _answered(self, told: Delivery) -> None:
        """Shows what an acknowledgement of a command says."""
        if told.ack and told.status == 200:
            with self.state.changed:
                respond(self.state, told.payload["response_url"].rpartition("/")[2], told.ack)

    def _submitted(self, view: View, told: Delivery) -> None:
        """Does with a modal what the acknowledgement says."""
        with self.state.changed:
            match told.ack.get("response_action"):
                case None:
                    view.open = False
                case "clear":
                    close(self.state, view.user)
                case "errors":
                    self._shown(view, told.errors)
                case "update":
                    self._checked(told.ack["view"])
                    change_view(self.state, view, told.ack["view"])
                case "push":
                    self._checked(told.ack["view"])
                    push(self.state, view.user, told.ack["view"], self.state.tokens[f"xoxb-{view.team}"])
                case unknown:
                    raise AssertionError(f"{unknown} is no response_action")
            self.state.changed.notify_all()

    def _checked(self, given: JSON) -> None:
        try:
            check_view(self.state, given)
        except Refused as refused:
            raise AssertionError(refused.answer) from refused

    def _shown(self, view: View, errors: dict[str, str]) -> None:
        """Slack shows errors beside inputs only, and none at all if one of them belongs to no input."""
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not errors or not errors.keys() <= inputs:
            raise AssertionError(f"{errors} are not about {inputs}")


def _empty(view: View, block: JSON) -> bool:
    element = block["element"]
    entered = view.values.get(block["block_id"], {}).get(element["action_id"], {})
    return not entered.get(VALUES[element["type"]][0])
