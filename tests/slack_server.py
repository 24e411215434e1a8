"""A local Slack, for tests to run the real bot against: it checks what Slack checks, and keeps all that happens.

    with Slack() as slack:
        app = App(token=slack.bot_token, client=WebClient(slack.bot_token, base_url=slack.api_url))
        ...
        slack.command("/who", "zelenskyy", user="U1", channel="C1")
        assert "Zelenskyy" in slack.wait_for_ephemeral("U1").text

To begin with there is a workspace T1 with an admin U1, and a public channel C1 that U1 and the bot are in. People and
channels are told apart by their ids alone, so that few verbs need a workspace. Messages and views that the verbs give
are those that Slack keeps: an edit shows in them.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import Any, Self

from tests.slack_courier import Courier, Delivery
from tests.slack_model import Channel, Team, Token, User
from tests.slack_people import People
from tests.slack_record import Record
from tests.slack_state import SCOPES, State
from tests.slack_wire import Fault, Wire


class Slack(People, Record):
    """The server: what there is on it, what goes wrong, what people do (People), and what there is to see (Record)."""

    bot_token, app_token, bot = "xoxb-T1", "xapp-1", "UBOTT1"
    """Of the workspace T1; of another workspace T2 they are xoxb-T2, the same app token, and UBOTT2."""

    def __init__(self) -> None:
        self.state = State()
        self.wire = Wire(self.state)
        self.courier = Courier(self.state, self.wire)
        self.offered = {}
        self.taken = set()
        self.state.tokens[self.app_token] = Token(self.app_token, "T1", {"connections:write"}, "app")
        self.team("T1", "Acme")
        self.user("U1", "ann", admin=True)
        self.channel("C1", "news")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.wire.close()

    # What there is: workspaces, people, channels

    @property
    def url(self) -> str:
        """Where the server is; the Web API is at `api_url`, which is what SLACK_API_URL takes."""
        return self.state.url

    @property
    def api_url(self) -> str:
        return self.state.url + "api/"

    def team(self, id_: str, name: str, scopes: Collection[str] = SCOPES) -> Team:
        """A workspace with the app in it."""
        team = self.state.teams[id_] = Team(id_, name, f"UBOT{id_}", f"B{id_}")
        self.state.users[team.bot] = User(team.bot, id_, "onrecord", bot=True)
        self.state.tokens[f"xoxb-{id_}"] = Token(f"xoxb-{id_}", id_, set(scopes))
        return team

    def grants(self, *scopes: str, team: str = "T1") -> None:
        """Leaves the bot these scopes and no other."""
        self.state.tokens[f"xoxb-{team}"].scopes = set(scopes)

    def user(self, id_: str, name: str = "", admin: bool = False, team: str = "T1", **about: Any) -> User:
        """Somebody; `about` may have `tz` and `locale`."""
        user = self.state.users[id_] = User(id_, team, name or id_.lower(), admin, **about)
        return user

    def channel(
        self,
        id_: str,
        name: str,
        members: Collection[str] = ("U1",),
        bot: bool = True,
        private: bool = False,
        team: str = "T1",
    ) -> Channel:
        """A channel, with the bot in it unless told otherwise."""
        inside = {*members, self.state.teams[team].bot} if bot else set(members)
        channel = self.state.channels[id_] = Channel(id_, team, name, inside, private)
        return channel

    def passes(self, seconds: float) -> None:
        """Moves Slack's clock ahead, by which addresses for answers and triggers grow too old."""
        self.state.ahead += seconds

    # What happens to the bot

    def code(self, team: str = "T1", rotating: bool = False, scopes: Collection[str] = SCOPES) -> str:
        """The code that OAuth gives for a token of a workspace, which expires and is renewed if it is `rotating`.

        Whoever comes to `oauth/v2/authorize` is sent on with the latest code.
        """
        code, expires = self.state.new_id("code-"), 0.0 if rotating else None
        self.state.codes[code] = Token(self.state.new_id(f"xoxb-{team}-"), team, set(scopes), expires=expires)
        return code

    def revoke(self, team: str = "T1", error: str = "token_revoked") -> None:
        """Makes the tokens of a workspace worthless: `account_inactive` is said of a workspace that is gone."""
        for token in self.state.tokens.values():
            token.refusal = error if token.team == team and token.kind == "bot" else token.refusal

    def uninstall(self, team: str = "T1") -> None:
        """Takes the app out of a workspace, and tells it so."""
        self.revoke(team)
        bot = self.state.teams[team].bot
        self.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}}, team)
        self.event({"type": "app_uninstalled"}, team)

    def archive(self, channel: str) -> None:
        self.state.channels[channel].archived = True

    def rename(self, channel: str, name: str) -> None:
        self.state.channels[channel].name = name

    def kick(self, channel: str) -> None:
        """Takes the bot out of a channel."""
        here = self.state.channels[channel]
        here.members.discard(self.state.teams[here.team].bot)

    def invite(self, channel: str, user: str = "U1") -> Delivery:
        """Brings the bot into a channel, and tells it so."""
        here = self.state.channels[channel]
        bot = self.state.teams[here.team].bot
        here.members.add(bot)
        joined = {"user": bot, "channel": channel, "channel_type": "C", "team": here.team, "inviter": user}
        return self.event({"type": "member_joined_channel", **joined}, here.team)

    # What goes wrong

    def fails(self, method: str, times: int = 1, status: int = 500) -> None:
        """The next calls of a method are answered with an HTTP error, and nothing is done."""
        self.wire.faults[method].append(Fault(times, status=status))

    def refuses(self, method: str, error: str, times: int = 1) -> None:
        """The next calls of a method are answered with an error of Slack's."""
        self.wire.faults[method].append(Fault(times, answer={"ok": False, "error": error}))

    def limits(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        """The next calls of a method came too fast."""
        told = {"ok": False, "error": "ratelimited"}
        self.wire.faults[method].append(Fault(times, False, 429, told, {"Retry-After": str(retry_after)}))

    def stalls(self, method: str, seconds: float, times: int = 1) -> None:
        """The next calls of a method are done at once and answered late."""
        self.wire.faults[method].append(Fault(times, does=True, seconds=seconds))

    def drops_answer(self, method: str, times: int = 1) -> None:
        """The next calls of a method are done, but the line goes dead before the answer."""
        self.wire.faults[method].append(Fault(times, does=True, drops=True))

    def drop(self) -> None:
        """Cuts all sockets without a word, which the SDK's own client notices after six of its `ping_interval`s."""
        self.wire.drop()

    def hang_up(self) -> None:
        """Closes all sockets."""
        self.wire.hang_up()

    def disconnects(self, reason: str = "refresh_requested") -> None:
        """Tells the bot that its sockets are about to be closed; `warning` is another reason."""
        self.wire.disconnects(reason)

    # How the bot is told

    def posts_to(self, request_url: str) -> None:
        """Has the bot told with HTTP requests instead of over a socket."""
        self.courier.request_url = request_url

    @property
    def signing_secret(self) -> str:
        return self.courier.secret

    def forging(self, secret: str | None = None, age: float = 0) -> AbstractContextManager[None]:
        """Has requests signed with a wrong secret, or so many seconds ago; look at the `status` of the deliveries."""
        return self.courier.forging(secret, age)

    def replay(self, delivery: Delivery) -> Delivery:
        """Sends a request again, byte for byte."""
        return self.courier.send_again(delivery)

    def again(self, delivery: Delivery, attempt: int = 1) -> Delivery:
        """Delivers an event once more, as Slack does when it missed the acknowledgement."""
        return self.courier.carry(Delivery(delivery.kind, delivery.payload, attempt=attempt))

    def out_of_order(self) -> AbstractContextManager[None]:
        """Keeps the events inside back, and delivers them at the end, the latest first."""
        return self.courier.holding()
