"""Several processes that Slack posts to over HTTP, as a load balancer shares it out, over one PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from adapters.running import open_platforms
from bot.settings import Settings
from bot.wiring import open_bot
from tests.briefings import briefing
from tests.fakes import MovingClock
from tests.sites import free_port
from tests.slack_server import Slack

pytestmark = pytest.mark.postgres

ROLES = frozenset({"slack", "web"})


@dataclass(frozen=True)
class Shared:
    """A workspace whose Slack posts now to one process, now to the other."""

    slack: Slack
    addresses: tuple[str, ...]

    def posts_to(self, process: int) -> None:
        self.slack.posts_to(self.addresses[process])


@pytest.fixture
def shared(postgres_url: str) -> Iterator[Shared]:
    clock, addresses = MovingClock(), list[str]()
    with ExitStack() as stack:
        slack = stack.enter_context(Slack())
        for _ in range(2):
            settings = Settings.from_environment(
                {
                    "ONRECORD_DATABASE_URL": postgres_url,
                    "SLACK_BOT_TOKEN": slack.bot_token,
                    "SLACK_SIGNING_SECRET": slack.signing_secret,
                    "SLACK_API_URL": slack.api_url,
                    "ONRECORD_WEB_PORT": str(free_port()),
                }
            )
            bot = stack.enter_context(open_bot(settings, clock))
            stack.enter_context(open_platforms(settings, bot, ROLES, asked=True))
            addresses.append(f"http://127.0.0.1:{settings.web_port}/slack/events")
        bot.archive.keep(briefing("Ann Lee", url="https://bay.example/1"), "T1", clock())
        yield Shared(slack, tuple(addresses))


def test_an_event_that_slack_tells_another_process_again_is_answered_once(shared: Shared) -> None:
    shared.posts_to(0)
    mention = shared.slack.mention("who ann lee")
    shared.slack.wait_for_message()
    shared.posts_to(1)
    shared.slack.again(mention, attempt=1)
    shared.slack.mention("help")
    assert "/brief URL" in shared.slack.wait_for_message().text
    assert len(shared.slack.calls("chat.postMessage")) == 2


def test_a_button_below_the_answer_of_one_process_works_at_the_other(shared: Shared) -> None:
    shared.posts_to(0)
    shared.slack.command("/who", "ann lee")
    answer = shared.slack.wait_for_ephemeral()
    shared.posts_to(1)
    shared.slack.press(answer, "Share")
    assert "shared" in shared.slack.wait_for_ephemeral().text
    shared.slack.command("/digest", "at 08:00 Europe/Berlin")
    assert "08:00" in shared.slack.wait_for_ephemeral().text
    shared.posts_to(0)
    shared.slack.command("/digest", "status")
    assert "08:00" in shared.slack.wait_for_ephemeral().text


@pytest.mark.parametrize("process", [0, 1])
def test_each_process_refuses_what_slack_did_not_sign(shared: Shared, process: int) -> None:
    shared.posts_to(process)
    with shared.slack.forging("wrong"):
        assert shared.slack.command("/help").status == 401
    assert shared.slack.command("/help").status == 200
