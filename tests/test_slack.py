"""What people do in Slack, and what they see: a real app on a local Slack that checks what Slack checks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk import WebClient

from adapters.slack.web import Directory, Person
from bot.channels import Address, Watch
from tests.briefings import briefing
from tests.outlets import told
from tests.sites import Site, article_page
from tests.slack_bot import SlackBot, running
from tests.slack_model import View
from tests.slack_payloads import NothingThere
from tests.slack_server import Slack

BRIDGE = briefing("Ann Lee", "Bob Ray", url="https://bay.example/bridge")


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        slack.user("U2", "ben", tz="Asia/Tokyo")
        yield slack


@pytest.fixture
def acme(slack: Slack, tmp_path: Path) -> Iterator[SlackBot]:
    """A bot in a workspace, with an article in its archive."""
    with running(slack, tmp_path) as bot:
        bot.keeps(BRIDGE)
        yield bot


@pytest.mark.parametrize(
    ("command", "words"), [("/who", "lee"), ("/onrecord", "who lee"), ("/onrecord", "/who “Lee”?")]
)
def test_a_slash_command_is_answered_to_one_person(acme: SlackBot, command: str, words: str) -> None:
    acme.slack.command(command, words)
    answer = acme.slack.wait_for_ephemeral()
    assert "Ann Lee" in answer.text
    assert "that the bridge is number 0" in answer.text
    assert acme.slack.messages() == []


def test_a_mention_is_answered_in_its_thread(acme: SlackBot) -> None:
    asked = acme.slack.mention("who is Ann Lee?").payload["event"]
    assert acme.slack.wait_for_message().thread_ts == asked["ts"]
    within = acme.slack.mention("help", thread=asked["ts"]).payload["event"]
    answer = acme.slack.wait_for_message()
    assert answer.thread_ts == asked["ts"] != within["ts"]
    assert "/brief URL" in answer.text


def test_a_direct_message_is_answered_below_it(acme: SlackBot) -> None:
    acme.slack.dm("who ann lee")
    answer = acme.slack.wait_for_message(acme.slack.dm_channel())
    assert "that the bridge is number 0" in answer.text
    with pytest.raises(NothingThere):
        acme.slack.press(answer, "Share")


def test_the_bot_does_not_answer_itself(acme: SlackBot) -> None:
    acme.slack.dm("who ann lee")
    answer = acme.slack.wait_for_message(acme.slack.dm_channel())
    acme.slack.echo(answer)
    acme.slack.command("/help")
    acme.slack.wait_for_ephemeral()
    assert len(acme.slack.everything(acme.slack.dm_channel())) == 2


def test_what_is_no_command_is_answered_with_the_nearest_and_an_example(acme: SlackBot) -> None:
    acme.slack.command("/onrecord", "wo Lee")
    assert "Did you mean /who NAME? For example: /who Zelenskyy" in acme.slack.wait_for_ephemeral().text


def test_an_event_that_is_told_again_is_answered_once(acme: SlackBot) -> None:
    mention = acme.slack.mention("who ann lee")
    acme.slack.wait_for_message()
    acme.slack.again(mention, attempt=1)
    acme.slack.mention("help")
    assert "/brief URL" in acme.slack.wait_for_message().text
    assert len(acme.slack.calls("chat.postMessage")) == 2


def test_a_name_that_several_have_is_chosen_from_a_menu(acme: SlackBot) -> None:
    acme.keeps(briefing("Cy Lee", url="https://bay.example/lee"))
    acme.slack.command("/who", "lee")
    choice = acme.slack.wait_for_ephemeral()
    acme.slack.choose(choice, "who", "Cy Lee")
    acme.slack.wait(lambda: "Cy Lee" in choice.text and "1 statement" in choice.text)


def test_a_name_that_nobody_has_is_looked_for_while_it_is_typed(acme: SlackBot) -> None:
    acme.slack.command("/who", "zzz")
    choice = acme.slack.wait_for_ephemeral()
    assert acme.slack.suggest(choice, "find", "an") == ["Ann Lee"]
    acme.slack.choose(choice, "find", "Ann Lee")
    acme.slack.wait(lambda: "that the bridge is number 0" in choice.text)


def test_a_link_is_read_while_that_is_shown_and_then_briefed(acme: SlackBot, site: Site) -> None:
    link = site.puts("/oak", article_page("Oakham", "A bridge for Oakham"))
    acme.slack.mention(f"<{link}>")
    shown = acme.slack.wait_for_message()
    acme.slack.wait(lambda: shown.text != "Reading it…")
    assert shown.text.startswith("A bridge for Oakham")
    assert "“We have waited long enough for this" in shown.text
    assert len(acme.slack.everything()) == 2


def test_a_command_is_acknowledged_before_the_work_is_done(acme: SlackBot, site: Site) -> None:
    told = acme.slack.command("/brief", site.feed("/slow").hangs().url)
    acme.slack.wait(lambda: site.asked("/slow"))
    site.closing.set()
    assert told.status == 200


def test_the_links_of_a_message_are_briefed_from_its_menu(acme: SlackBot, site: Site) -> None:
    link = site.puts("/oak", article_page("Oakham", "A bridge for Oakham"))
    acme.slack.shortcut("brief_link", acme.slack.says(f"Look: <{link}|this>"))
    shown = acme.slack.wait_for_ephemeral()
    acme.slack.wait(lambda: any("A bridge for Oakham" in each.text for each in acme.slack.ephemerals()))
    acme.slack.shortcut("brief_link", acme.slack.says("No link here"))
    acme.slack.wait(lambda: any("no link" in each.text for each in acme.slack.ephemerals()))
    assert shown.channel == "C1"


def test_a_link_that_cannot_be_read_is_told(acme: SlackBot, site: Site) -> None:
    acme.slack.command("/brief", f"{site.puts('/gone', status=404)}")
    acme.slack.wait(lambda: any("404" in each.text for each in acme.slack.ephemerals()))


def test_an_answer_is_shared_with_the_channel_once(acme: SlackBot) -> None:
    acme.slack.command("/who", "ann lee", user="U2")
    answer = acme.slack.wait_for_ephemeral("U2")
    for _ in range(2):
        acme.slack.press(answer, "Share")
        assert "shared" in acme.slack.wait_for_ephemeral("U2").text
    assert acme.delivers() == 1
    (shared,) = acme.slack.messages()
    assert "that the bridge is number 0" in shared.text
    assert {"type": "user", "user_id": "U2"} in shared.blocks[-2]["elements"][-1]["elements"]


def test_nothing_is_shared_where_the_bot_cannot_post(acme: SlackBot) -> None:
    acme.slack.channel("C2", "secret", bot=False, private=True)
    acme.slack.command("/who", "ann lee", channel="C2")
    acme.slack.press(acme.slack.wait_for_ephemeral(), "Share")
    assert "/invite @OnRecord" in acme.slack.wait_for_ephemeral().text


def test_all_of_an_answer_opens_in_a_window(acme: SlackBot) -> None:
    acme.slack.command("/who", "ann lee")
    acme.slack.press(acme.slack.wait_for_ephemeral(), "More")
    window = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "number 0" in str(window.blocks))


def test_a_long_answer_is_turned_page_by_page(acme: SlackBot) -> None:
    for number in range(40):
        about = f"the {number}th dam, which {'is long and ' * 20}stands"
        acme.keeps(briefing("Ann Lee", url=f"https://bay.example/{number}", about=about))
    acme.slack.command("/who", "ann lee")
    acme.slack.press(acme.slack.wait_for_ephemeral(), "More")
    window = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "Page 1 of" in str(window.blocks))
    acme.slack.press(window, "Next ›")
    acme.slack.wait(lambda: "Page 2 of" in str(window.blocks))
    acme.slack.press(window, "‹ Back")
    acme.slack.wait(lambda: "Page 1 of" in str(window.blocks))


def test_sources_are_told_in_a_window(acme: SlackBot) -> None:
    acme.slack.command("/who", "ann lee")
    acme.slack.press(acme.slack.wait_for_ephemeral(), "Sources")
    window = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "https://bay.example/bridge" in str(window.blocks))


@pytest.mark.parametrize(("command", "button"), [("/who", "Timeline"), ("/disputes", "draw")])
def test_a_picture_is_shown_with_its_description(acme: SlackBot, command: str, button: str) -> None:
    acme.slack.command(command, "ann lee")
    answer = acme.slack.wait_for_ephemeral()
    if button == "draw":
        acme.slack.choose(answer, button, BRIDGE.disputes[0].point)
    else:
        acme.slack.press(answer, button)
    shown = acme.slack.wait_for_ephemeral(seconds=30)
    (file,) = acme.slack.files
    assert shown.blocks[0]["slack_file"] == {"id": file.id}
    assert "Ann Lee" in shown.blocks[0]["alt_text"]


def test_somebody_is_followed_for_oneself(acme: SlackBot) -> None:
    acme.slack.command("/who", "ann lee", user="U2")
    acme.slack.press(acme.slack.wait_for_ephemeral("U2"), "Follow…")
    window = acme.slack.wait_for_view("U2")
    acme.slack.wait(lambda: "Whom do you want to follow?" in str(window.blocks))
    acme.slack.submit(window, {"names": ["Ann Lee"]})
    acme.slack.wait(lambda: "You follow Ann Lee" in str(window.blocks))
    own = acme.bot.channels.find(Address("slack", "T1", "@U2"))
    assert own
    assert acme.bot.channels.watches(own) == (Watch("Ann Lee", muted=False),)


def test_what_is_wrong_is_reported_and_shown_to_admins_at_home(acme: SlackBot) -> None:
    acme.slack.command("/who", "ann lee", user="U2")
    acme.slack.press(acme.slack.wait_for_ephemeral("U2"), "Something wrong?")
    window = acme.slack.wait_for_view("U2")
    acme.slack.wait(lambda: "Which one?" in str(window.blocks))
    acme.slack.submit(window, {"suspect": "0", "fault": "speaker"})
    acme.slack.wait(lambda: "Thank you" in str(window.blocks))
    acme.slack.open_home("U1")
    assert "Found wrong by readers" in str(acme.slack.wait_for_home("U1").blocks)
    acme.slack.open_home("U2")
    assert "Found wrong by readers" not in str(acme.slack.wait_for_home("U2").blocks)
    acme.slack.command("/reports", user="U2")
    assert "Only those who manage" in acme.slack.wait_for_ephemeral("U2").text


def test_buttons_work_after_a_restart(slack: Slack, tmp_path: Path) -> None:
    with running(slack, tmp_path) as before:
        before.keeps(BRIDGE)
        slack.command("/who", "ann lee")
        answer = slack.wait_for_ephemeral()
    with running(slack, tmp_path):
        slack.wait_for_connection()
        slack.press(answer, "More")
        window = slack.wait_for_view()
        slack.wait(lambda: "number 0" in str(window.blocks))


def test_settings_are_for_those_who_manage_until_they_let_all(acme: SlackBot) -> None:
    acme.slack.command("/digest", "at 08:00", user="U2")
    assert "Only those who manage" in acme.slack.wait_for_ephemeral("U2").text
    acme.slack.command("/settings", "members on", user="U2")
    assert "Only those who manage" in acme.slack.wait_for_ephemeral("U2").text
    acme.slack.command("/settings", "members on", user="U1")
    assert "All members may" in acme.slack.wait_for_ephemeral("U1").text
    acme.slack.command("/digest", "at 08:00", user="U2")
    assert "at 08:00 (Asia/Tokyo)" in acme.slack.wait_for_ephemeral("U2").text


def test_an_admin_of_another_workspace_manages_nothing_here(acme: SlackBot) -> None:
    acme.slack.team("T9", "Rival")
    acme.slack.user("U9", admin=True, team="T9", tz="Asia/Tokyo")
    acme.slack.channel("C9", "shared", members=("U1", "U9"))
    client = WebClient(acme.slack.bot_token, base_url=acme.slack.api_url)
    assert Directory(lambda workspace: client).person("T1", "U9") == Person(manages=False, zone="Asia/Tokyo")


def test_digests_are_planned_only_where_the_bot_can_post(acme: SlackBot) -> None:
    acme.slack.channel("C2", "secret", bot=False, private=True)
    acme.slack.command("/digest", "at 08:00", channel="C2")
    assert "/invite @OnRecord" in acme.slack.wait_for_ephemeral().text
    acme.slack.invite("C2")
    acme.slack.command("/digest", "at 08:00", channel="C2")
    assert "Digests come at 08:00" in acme.slack.wait_for_ephemeral().text


def test_who_brings_the_bot_into_a_channel_is_told_what_to_do_next(acme: SlackBot) -> None:
    acme.slack.channel("C2", "fresh", bot=False)
    acme.slack.invite("C2")
    assert acme.delivers(least=1) == 1
    acme.slack.kick("C2")
    acme.slack.invite("C2")
    acme.slack.command("/help")
    acme.slack.wait_for_ephemeral()
    acme.delivers()
    assert ["/feeds add" in each.text for each in acme.slack.messages("C2")] == [True]


def home_now(acme: SlackBot) -> View:
    """The home as it is shown."""
    shown = acme.slack.home()
    assert shown
    return shown


def test_at_home_everything_is_set_up_in_forms(acme: SlackBot, site: Site) -> None:
    feed = site.feed("/rss").entry("a", "Rain in Oakham")
    acme.slack.open_home()
    home = acme.slack.wait_for_home()
    assert "Start here" in str(home.blocks)
    acme.slack.press(home, "Add a feed…")
    form = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "Address of a feed" in str(form.blocks))
    acme.slack.submit(form, {"add_feed": site.puts("/nothing", status=404)})
    acme.slack.wait(lambda: "⚠" in str(form.blocks))
    acme.slack.submit(form, {"add_feed": feed.url})
    acme.slack.wait(lambda: "is followed from now on" in str(form.blocks))
    acme.slack.cancel(form)
    home = acme.slack.wait_for_home()
    acme.slack.press(home, "Plan digests…")
    form = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "At what time?" in str(form.blocks))
    acme.slack.submit(form, {"channel": "C1", "time": "07:30", "zone": "Europe/Berlin"})
    acme.slack.wait(lambda: "Digests come at 07:30 (Europe/Berlin), every day" in str(form.blocks))
    channel = acme.bot.channels.find(Address("slack", "T1", "C1"))
    assert channel
    assert (channel.budget, channel.layout, channel.planned_by) == (7, "thread", "U1")
    acme.slack.wait(lambda: "Start here" not in str(home_now(acme).blocks))
    home = home_now(acme)
    acme.slack.cancel(form)
    acme.slack.press(home, "Stop digests…")
    form = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "In which channel?" in str(form.blocks))
    acme.slack.submit(form, {"channel": "C1"})
    acme.slack.wait(lambda: "No digests come here any more." in str(form.blocks))


def test_a_form_that_makes_no_sense_says_so_and_can_be_sent_again(acme: SlackBot) -> None:
    acme.slack.open_home()
    acme.slack.press(acme.slack.wait_for_home(), "Plan digests…")
    form = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "At what time?" in str(form.blocks))
    acme.slack.submit(form, {"zone": "Nowhere"})
    acme.slack.wait(lambda: "⚠" in str(form.blocks))
    acme.slack.submit(form, {"zone": "UTC"})
    acme.slack.wait(lambda: "Digests come at 08:00 (UTC)" in str(form.blocks))
    assert acme.bot.channels.find(Address("slack", "T1", "@U1"))


def test_nothing_is_seen_of_another_workspace(acme: SlackBot) -> None:
    acme.keeps(briefing("Cy Fox", url="https://bay.example/fox"), workspace="T2")
    acme.slack.command("/who", "Cy Fox")
    assert "Nobody called" in acme.slack.wait_for_ephemeral().text


# Digests


def planned(acme: SlackBot, layout: str = "thread") -> None:
    """Two stories, and a digest of them in the channel."""
    acme.keeps(replace(BRIDGE, article=replace(BRIDGE.article, title="A bridge", published=acme.clock())))
    acme.keeps(told("Orlop Press", ("Ann Lee", "said", "that at least 12 people were injured"), hours=190))
    acme.slack.command("/digest", f"as {layout}")
    acme.slack.wait_for_ephemeral()
    acme.slack.command("/digest", "now")
    assert "on its way" in acme.slack.wait_for_ephemeral().text
    acme.delivers()


def test_a_digest_is_one_message_with_its_stories_in_the_thread(acme: SlackBot) -> None:
    planned(acme)
    (head,) = acme.slack.messages()
    stories = acme.slack.thread("C1", head.ts)
    assert "News digest" in head.text
    assert len(stories) == 2
    assert all(each.asked["unfurl_links"] is False for each in [head, *stories])
    acme.slack.press(stories[0], "More")
    window = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "said" in str(window.blocks))


def test_an_expandable_digest_opens_its_stories(acme: SlackBot) -> None:
    planned(acme, "expandable")
    (head,) = acme.slack.messages()
    assert acme.slack.thread("C1", head.ts) == []
    acme.slack.choose(head, "open", "d1.0")
    window = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "said" in str(window.blocks))
    acme.slack.press(window, "More")
    acme.slack.wait(lambda: len(acme.slack.views()) == 2 and "said" in str(acme.slack.views()[-1].blocks))


def test_a_claim_that_is_contested_later_is_answered_in_its_thread(acme: SlackBot) -> None:
    planned(acme)
    (head,) = acme.slack.messages()
    acme.clock.forward(timedelta(hours=4))
    acme.keeps(told("Gazette", ("Bob Ray", "said", "that seven people were injured"), hours=194))
    acme.bot.digests.post_contests(acme.clock())
    acme.delivers()
    answer = acme.slack.thread("C1", head.ts)[-1]
    assert "Contested since" in answer.text
