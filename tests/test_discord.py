"""What people ask the bot on Discord, and what they get to see."""

from collections.abc import Iterator

import pytest

from bot.channels import Address
from tests.discord_asking import NotOffered, wait_for
from tests.discord_markdown import words
from tests.discord_newsroom import ANN, EDITOR, URL, Connected, Newsroom, connecting
from tests.discord_server import is_privileged
from tests.discord_world import Person


@pytest.fixture(scope="module")
def connected() -> Iterator[Connected]:
    with connecting() as connected:
        yield connected


@pytest.fixture
def newsroom(connected: Connected) -> Iterator[Newsroom]:
    with connected.newsroom() as newsroom:
        yield newsroom


def test_a_command_is_acknowledged_at_once_and_answered_for_the_person_alone(newsroom: Newsroom) -> None:
    asked = newsroom.discord.command("brief", newsroom.news, ANN, url=URL)
    answer = asked.answered()
    assert asked.acknowledged is not None
    assert asked.acknowledged < 1
    assert answer.ephemeral
    assert words(answer.text).startswith("About the bridge\nHarrow Herald")


def test_an_answer_is_shared_with_the_channel_once(newsroom: Newsroom) -> None:
    answer = newsroom.brief()
    for _ in range(2):
        told = newsroom.discord.press("Share", answer, ANN).answered()
        assert told.text == "It is shared with this channel."
        assert told.ephemeral
    newsroom.deliver()
    (shared,) = newsroom.discord.messages(newsroom.news)
    assert words(shared.text).startswith(f"<@{ANN.id}> shared /brief {URL}\nAbout the bridge")


def test_all_of_an_answer_opens_for_whoever_presses(newsroom: Newsroom) -> None:
    newsroom.discord.press("Share", newsroom.brief(), ANN).answered()
    newsroom.deliver()
    (shared,) = newsroom.discord.messages(newsroom.news)
    opened = newsroom.discord.press("More", shared, Person("passer-by")).answered()
    assert opened.ephemeral
    assert "Bob Ray" in opened.text


def test_whom_to_follow_is_chosen_from_those_who_speak(newsroom: Newsroom) -> None:
    chooses = newsroom.discord.press("Follow…", newsroom.brief(), ANN)
    menu = chooses.answered()
    done = newsroom.discord.choose("Bob Ray", menu, ANN)
    assert wait_for(lambda: "You follow Bob Ray" in menu.text)
    assert done.answer == 6, "the menu gives way to what came of it"
    own = Address("discord", str(newsroom.discord.guild().id), f"@{ANN.id}")
    channel = newsroom.bot.channels.find(own)
    assert channel
    assert [watch.words for watch in newsroom.bot.channels.watches(channel)] == ["Bob Ray"]


def test_what_is_wrong_is_reported_in_two_steps(newsroom: Newsroom) -> None:
    menu = newsroom.discord.press("Something wrong?", newsroom.brief(), ANN).answered()
    newsroom.discord.choose("Ann Lee: that the bridge is number 0", menu, ANN)
    wait_for(lambda: len(menu.buttons) == 3)
    newsroom.discord.press("Wrong speaker", menu, ANN)
    wait_for(lambda: menu.text.startswith("Thank you."))
    seen = newsroom.discord.command("reports", newsroom.news, EDITOR).answered()
    assert "wrong speaker" in seen.text


def test_somebody_is_found_from_a_choice_of_names(newsroom: Newsroom) -> None:
    newsroom.knows()
    answer = newsroom.discord.command("who", newsroom.news, ANN, name="Anne Lee").answered()
    newsroom.discord.choose("Ann Lee", answer, ANN)
    assert wait_for(lambda: "Latest statements" in answer.text)


def test_names_are_suggested_while_somebody_types(newsroom: Newsroom) -> None:
    newsroom.knows()
    assert newsroom.discord.autocomplete("who", newsroom.news, ANN, name="bo").suggested() == ["Bob Ray"]


def test_names_of_another_server_are_not(newsroom: Newsroom) -> None:
    newsroom.knows()
    newsroom.discord.opens_server("Another")
    there = newsroom.discord.channel("news")
    assert newsroom.discord.autocomplete("who", there, ANN, name="bo").suggested() == []


def test_time_zones_are_suggested_by_their_cities(newsroom: Newsroom) -> None:
    asked = newsroom.discord.autocomplete("digest at", newsroom.news, EDITOR, time="8", zone="berl")
    assert asked.suggested() == ["Europe/Berlin"]


def test_the_links_of_a_message_are_briefed_from_its_menu(newsroom: Newsroom) -> None:
    message = newsroom.discord.says(f"look: <{URL}> and https://bay.example/none", newsroom.news, ANN)
    asked = newsroom.discord.context_menu("Brief this link", message, ANN)
    assert words(asked.answered().text).startswith("About the bridge")
    (other,) = wait_for(lambda: asked.followed)
    assert "there is no such page" in other.text
    assert other.ephemeral


def test_a_message_without_a_link_says_so(newsroom: Newsroom) -> None:
    message = newsroom.discord.says("good morning", newsroom.news, ANN)
    assert "no link" in newsroom.discord.context_menu("Brief this link", message, ANN).answered().text


def test_a_mention_is_answered_below_it(newsroom: Newsroom) -> None:
    newsroom.discord.mention(URL, newsroom.news, ANN)
    (answer,) = newsroom.discord.wait_for_messages(newsroom.news, 1)
    assert words(answer.text).startswith("About the bridge")
    assert answer.sent["message_reference"]


def test_what_is_not_for_the_bot_is_left_alone(newsroom: Newsroom) -> None:
    newsroom.discord.says(f"has anybody read {URL}?", newsroom.news, ANN)
    newsroom.discord.mention("help", newsroom.news, ANN)
    assert "What you can ask" in newsroom.discord.wait_for_messages(newsroom.news, 1)[0].text


def test_a_direct_message_is_a_command(newsroom: Newsroom) -> None:
    newsroom.discord.says("digest status", newsroom.discord.dm(ANN), ANN)
    (answer,) = newsroom.discord.wait_for_messages(newsroom.discord.dm(ANN), 1)
    assert "digest" in answer.text.lower()


def test_a_mistake_is_told_to_the_person_alone(newsroom: Newsroom) -> None:
    answer = newsroom.discord.command("brief", newsroom.news, ANN, url="https://bay.example/none").answered()
    assert "there is no such page" in answer.text
    assert answer.ephemeral


@pytest.mark.parametrize("command", ["digest at", "feeds list", "watch list", "reports"])
def test_what_is_posted_is_changed_by_those_who_manage_a_server(newsroom: Newsroom, command: str) -> None:
    with pytest.raises(NotOffered):
        newsroom.discord.command(command, newsroom.news, ANN)


def test_whoever_is_offered_a_command_in_the_server_may_use_it(newsroom: Newsroom) -> None:
    newsroom.discord.offers("digest", ANN)
    allowed = newsroom.discord.command("digest at", newsroom.news, ANN, time="08:00", zone="Europe/Berlin").answered()
    assert "08:00 (Europe/Berlin)" in allowed.text
    newsroom.discord.mention("digest off", newsroom.news, ANN)
    (refused,) = newsroom.discord.wait_for_messages(newsroom.news, 1)
    assert "Only those who manage" in refused.text


def test_an_answer_that_is_lost_on_the_way_is_acknowledged_all_the_same(newsroom: Newsroom) -> None:
    newsroom.discord.fails("POST /interactions/.*", status=0, works=True)
    assert words(newsroom.brief().text).startswith("About the bridge")


def test_a_question_that_came_too_late_is_given_up(newsroom: Newsroom) -> None:
    newsroom.discord.command("help", newsroom.news, ANN, slowness=4.0)
    assert wait_for(lambda: newsroom.told and "could not be answered in time" in newsroom.told[-1])


def test_a_lost_connection_is_resumed_with_what_happened_meanwhile(newsroom: Newsroom) -> None:
    resumed = newsroom.discord.gateway.resumed
    newsroom.discord.drops_socket()
    answer = newsroom.brief()
    assert words(answer.text).startswith("About the bridge")
    assert newsroom.discord.gateway.resumed == resumed + 1


def test_no_privileged_intent_is_asked_for(newsroom: Newsroom) -> None:
    assert not is_privileged(newsroom.discord.gateway.intents)


def test_buttons_of_long_ago_say_so(newsroom: Newsroom) -> None:
    answer = newsroom.brief()
    for custom_id in ("more:a999999:0", "more:a1", "of:another:version"):
        answer.relabels("More", custom_id)
        assert "too old" in newsroom.discord.press("More", answer, ANN).answered().text


def test_somebody_elses_server_learns_nothing_from_a_reference(newsroom: Newsroom) -> None:
    answer = newsroom.brief()
    newsroom.discord.opens_server("Another")
    answer.channel = newsroom.discord.channel("spy")
    assert "too old" in newsroom.discord.press("More", answer, ANN).answered().text


def test_when_somebody_spoke_is_drawn(newsroom: Newsroom) -> None:
    newsroom.knows()
    dossier = newsroom.discord.command("who", newsroom.news, ANN, name="Ann Lee").answered()
    drawn = newsroom.discord.press("Timeline", dossier, ANN).answered()
    (gallery,) = [each for each in drawn.parts if each["type"] == 12]
    assert gallery["items"][0]["media"]["url"] == "attachment://timeline-ann-lee.png"
    assert "Ann Lee" in gallery["items"][0]["description"]
    assert drawn.now["files"]["timeline-ann-lee.png"].startswith(b"\x89PNG")


def test_a_dispute_is_drawn(newsroom: Newsroom) -> None:
    newsroom.knows()
    found = newsroom.discord.command("disputes", newsroom.news, ANN).answered()
    drawn = newsroom.discord.choose("The number of the bridge", found, ANN).answered()
    assert list(drawn.now["files"]) == ["dispute-the-number-of-the-bridge.png"]


def test_where_no_server_has_the_bot_what_it_reads_is_the_persons_own(newsroom: Newsroom) -> None:
    newsroom.discord.guild().has_bot = False
    asked = newsroom.discord.command("brief", newsroom.news, ANN, url=URL)
    answer = asked.answered()
    assert [button["label"] for button in answer.buttons] == ["More", "Sources", "Follow…", "Something wrong?"]
    assert newsroom.discord.autocomplete("who", newsroom.news, ANN, name="bo").suggested() == ["Bob Ray"]
    assert newsroom.discord.autocomplete("who", newsroom.news, Person("other"), name="bo").suggested() == []


def test_those_who_follow_somebody_are_offered_a_digest(newsroom: Newsroom) -> None:
    menu = newsroom.discord.press("Follow…", newsroom.brief(), ANN).answered()
    newsroom.discord.choose("Bob Ray", menu, ANN)
    wait_for(lambda: menu.buttons and menu.buttons[0].get("label"))
    newsroom.discord.press("Send me one every day at 08:00", menu, ANN)
    assert wait_for(lambda: "at 08:00 (UTC)" in menu.text)
    assert not newsroom.discord.messages(newsroom.news)
