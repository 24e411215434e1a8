import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from lxml.html import fromstring
from slack_sdk import WebClient

from tests.slack_page import DRAWN, page_of
from tests.slack_samples import EACH_KIND
from tests.slack_server import Slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        blocks = [
            {"type": "section", "text": {"type": "mrkdwn", "text": "*Bold* <https://a.example?x=1&amp;y|a &lt;b&gt;>"}}
        ]
        ts = client.chat_postMessage(channel="C1", text="Digest", blocks=blocks)["ts"]
        client.chat_postMessage(channel="C1", text="<script>alert(1)</script> &amp;", thread_ts=ts)
        client.chat_postEphemeral(channel="C1", user="U1", text="Only for you")
        yield slack


def test_page_shows_messages_answers_and_what_one_person_sees(slack: Slack) -> None:
    page = fromstring(page_of(slack.everything("C1")))
    digest, reply, only = page.findall(".//article")
    assert (digest.findtext(".//b"), digest.find(".//a").text_content()) == ("Bold", "a <b>")
    assert digest.find(".//a").get("href") == "https://a.example?x=1&y"
    assert "<script>alert(1)</script> &" in reply.text_content()
    assert (reply.get("class"), only.get("class")) == ("reply", "only")


def test_every_kind_of_block_is_drawn(slack: Slack) -> None:
    assert {block["type"] for block in EACH_KIND} == DRAWN.keys()
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    client.chat_postMessage(channel="C1", text="x", blocks=EACH_KIND)
    drawn = fromstring(page_of(slack.messages("C1"))).findall(".//article")[-1]
    assert [len(drawn.findall(f".//{tag}")) for tag in ("a", "b", "td", "hr")] == [3, 3, 4, 1]


@pytest.mark.browser
def test_browser_shows_the_page(slack: Slack, tmp_path: Path) -> None:
    chromium = which("chromium") or which("chromium-browser") or which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium")
    page, picture = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text(page_of(slack.everything("C1")))
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    subprocess.run(
        [chromium, *quiet, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True, timeout=60
    )
    assert picture.read_bytes().startswith(b"\x89PNG")
