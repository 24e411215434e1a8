import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from adapters.hostile import visible
from adapters.markdown import escaped, markdown
from bot.model import Reply
from summarizers.briefing import Briefing
from tests.examples import BRIDGE, DOSSIER, HOSTILE, NOTICE, REPLIES, archived, briefings, hostile_texts, said_by

OURS = ("https://news.example/", "https://courier.example/")


def tokens(source: str) -> list[Token]:
    """Block and inline tokens, with the extensions that chats and forges add."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    blocks = parser.parse(source)
    return [token for block in blocks for token in (block, *(block.children or ()))]


def shape(source: str) -> list[str]:
    """What the document is made of, apart from its words."""
    return [token.type for token in tokens(source) if token.type not in ("text", "text_special", "inline")]


def words(source: str) -> str:
    inline = [token for token in MarkdownIt("commonmark").parse(source) if token.type == "inline"]
    return "\n".join("".join(child.content or "\n" for child in block.children or ()) for block in inline)


def test_a_briefing_is_a_document_with_links_to_the_words() -> None:
    shown = markdown(BRIDGE)
    assert shown.startswith(
        "# [Harrow closes its bridge](<https://news.example/harrow/bridge>)\n\nHarrow Herald · 23 Nov"
    )
    assert (
        "- [said](<https://news.example/harrow/bridge#:~:text=Nobody%20has%20counted.>): “Nobody has counted.”" in shown
    )
    assert "**Traffic on the bridge has doubled since 2020**\n\n- Ana Ruiz *says so*: Ruiz claimed" in shown
    assert "- its engines need the bridge [↗](<https://" in shown


def test_a_dossier_names_the_articles() -> None:
    assert "[Traders protest](<https://courier.example/beck>) · County Courier · 20 Nov 2026" in markdown(DOSSIER)


def test_full_shows_more() -> None:
    assert "The piers cannot be repaired" in markdown(BRIDGE, full=True)
    assert "The piers cannot be repaired" not in markdown(BRIDGE)


def test_the_lines_of_a_notice_stay_apart() -> None:
    assert shape(markdown(NOTICE)) == ["paragraph_open", "hardbreak", "paragraph_close"]


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_one_paragraph_of_its_words(text: str) -> None:
    assert words(escaped(text)).strip() == visible(text)
    assert set(shape(escaped(text))) <= {"paragraph_open", "paragraph_close"}


def test_bare_addresses_are_not_left_for_others_to_link() -> None:
    assert "https://" not in escaped("see https://evil.example")
    assert "www." not in escaped("see www.evil.example")


@given(hostile_texts())
def test_hostile_text_makes_no_syntax_and_keeps_its_words(text: str) -> None:
    harmless = "words end of it"
    pairs = zip((said_by("Ann", text), *archived(text)), (said_by("Ann", harmless), *archived(harmless)), strict=True)
    for hostile, plain in pairs:
        breaks = ("hardbreak",)
        assert [each for each in shape(markdown(hostile)) if each not in breaks] == [
            each for each in shape(markdown(plain)) if each not in breaks
        ]
        assert visible(text) in words(markdown(hostile)).replace("\n", " ")


@given(briefings())
def test_only_the_article_is_linked(briefing: Briefing) -> None:
    links = [token.attrs["href"] for token in tokens(markdown(briefing, full=True)) if token.type == "link_open"]
    assert all(str(link).startswith("https://news.example/a") for link in links)


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: type(reply).__name__)
def test_every_reply_has_known_syntax_only(reply: Reply) -> None:
    found = tokens(markdown(reply, full=True))
    assert not {token.type for token in found} & {"html_block", "html_inline", "image", "code_inline", "fence", "hr"}
    assert all(str(token.attrs["href"]).startswith(OURS) for token in found if token.type == "link_open")
