"""Draws what the local Slack has recorded as a page that looks much like Slack, for people to look at.

Path("news.html").write_text(page_of(slack.everything("C1"), slack.files))
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from tests.slack_model import JSON, File, Message, View
from tests.slack_mrkdwn import ANGLES, MARKDOWN_LINK, decoded, seen

CSS = Path(__file__).with_suffix(".css")
MARKS = (
    (re.compile(r"```\n?(.+?)```", re.DOTALL), r"<pre>\1</pre>"),
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>"),
    (re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])"), r"<b>\1</b>"),
    (re.compile(r"(?<!\w)_([^_\n]+)_(?!\w)"), r"<i>\1</i>"),
    (re.compile(r"(?<![\w~])~([^~\n]+)~(?!\w)"), r"<s>\1</s>"),
    (re.compile(r"^&gt; ?(.*)$\n?", re.MULTILINE), r"<blockquote>\1</blockquote>"),
)
"""Slack's own markup, once everything else is escaped."""


def page_of(shown: Iterable[Message | View], files: Sequence[File] = (), title: str = "Slack") -> str:
    """A page with messages, each with the answers to it beneath, modals and homes."""
    pictures = {name: _data(file) for file in files for name in (file.id, file.json()["url_private"])}
    drawn = "\n".join(
        _view(each, pictures) if isinstance(each, View) else _message(each, pictures) for each in _in_order(shown)
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{CSS.read_text()}</style></head><body><main><h1>{escape(title)}</h1>\n{drawn}\n</main></body></html>"
    )


def _in_order(shown: Iterable[Message | View]) -> list[Message | View]:
    """Answers after what they answer, views last."""

    def place(each: Message | View) -> tuple[str, str]:
        return ("~", each.id) if isinstance(each, View) else (each.thread_ts or each.ts, each.ts)

    return sorted(shown, key=place)


def _data(file: File) -> str:
    return f"data:image/{file.name.rpartition('.')[2]};base64,{b64encode(file.content or b'').decode()}"


def _message(message: Message, pictures: Mapping[str, str]) -> str:
    app = message.user.startswith("UBOT")
    kind = " ".join(["reply"] * (message.thread_ts not in (None, message.ts)) + ["only"] * bool(message.to))
    notice = f'<div class="notice">Only visible to {escape(message.to)}</div>' if message.to else ""
    avatar = f'<div class="avatar{"" if app else " person"}">{"O" if app else escape(message.user[:2])}</div>'
    time = datetime.fromtimestamp(float(message.ts), UTC).strftime("%H:%M")
    by = f'<span class="by">{"OnRecord" if app else escape(message.user)}</span>{"<span class=tag>APP</span>" * app}'
    text = "" if message.blocks else f"<p>{mrkdwn(message.text)}</p>"
    edited = '<span class="edited">(edited)</span>' if message.edits and not message.blocks else ""
    body = text + _blocks(message.blocks, pictures) + edited
    return f'<article class="{kind}">{notice}{avatar}<div>{by} <span class="time">{time}</span>{body}</div></article>'


def _view(view: View, pictures: Mapping[str, str]) -> str:
    blocks = _blocks(view.blocks, pictures)
    if view.given["type"] == "home":
        return f'<div class="home">{blocks}</div>'
    close, submit = (view.given.get(key) for key in ("close", "submit"))
    buttons = f'<span class="button">{_plain(close) if close else "Cancel"}</span> '
    buttons += f'<span class="button primary">{_plain(submit)}</span>' if submit else ""
    title = _plain(view.given["title"])
    return f'<div class="modal"><header>{title}</header><div>{blocks}</div><footer>{buttons}</footer></div>'


def _blocks(blocks: Iterable[JSON], pictures: Mapping[str, str]) -> str:
    return "".join(DRAWN[block["type"]](block, pictures) for block in blocks)


def _plain(text: JSON) -> str:
    return escape(text["text"]).replace("\n", "<br>")


def _text(text: JSON) -> str:
    return mrkdwn(text["text"]) if text["type"] == "mrkdwn" else _plain(text)


def mrkdwn(text: str) -> str:
    """Text with Slack's markup, as HTML."""
    inside: list[str] = []

    def kept(found: re.Match[str]) -> str:
        inside.append(_angle(found[0]))
        return f"\ue000{len(inside) - 1}\ue001"

    drawn = escape(decoded(ANGLES.sub(kept, text)), quote=False)
    for pattern, html in MARKS:
        drawn = pattern.sub(html, drawn)
    drawn = drawn.replace("\n", "<br>")
    return re.sub("\ue000(\\d+)\ue001", lambda found: inside[int(found[1])], drawn)


def _angle(whole: str) -> str:
    found = seen(whole)
    words = escape(found.words)
    if found.links:
        return f'<a href="{escape(found.links[0].url)}">{words}</a>'
    if found.mentions:
        loud = " loud" if found.mentions[0] in {"@channel", "@here", "@everyone"} else ""
        return f'<span class="call{loud}">{words}</span>'
    return words


def _section(block: JSON, pictures: Mapping[str, str]) -> str:
    text = _text(block["text"]) if "text" in block else ""
    fields = "".join(f"<div>{_text(field)}</div>" for field in block.get("fields", ()))
    fields = fields and f'<div class="fields">{fields}</div>'
    accessory = _element(block["accessory"], pictures) if "accessory" in block else ""
    return f'<div class="part section"><div>{text}{fields}</div>{accessory}</div>'


def _context(block: JSON, pictures: Mapping[str, str]) -> str:
    parts = (_text(each) if "text" in each else _element(each, pictures) for each in block["elements"])
    return '<div class="part context">' + "".join(f"<span>{part}</span>" for part in parts) + "</div>"


def _actions(block: JSON, pictures: Mapping[str, str]) -> str:
    return f'<div class="actions">{"".join(_element(each, pictures) for each in block["elements"])}</div>'


def _element(element: JSON, pictures: Mapping[str, str]) -> str:
    match element["type"]:
        case "button" | "icon_button":
            return f'<span class="button {element.get("style", "")}">{_plain(element["text"])}</span>'
        case "feedback_buttons":
            both = (element["positive_button"], element["negative_button"])
            return "".join(f'<span class="button">{_plain(each["text"])}</span> ' for each in both)
        case "overflow":
            return '<span class="button">⋯</span>'
        case "image":
            return _picture(element, pictures)
        case kind if kind.endswith("input"):
            return f'<div class="field">{escape(element.get("initial_value") or "") or _placeholder(element)}</div>'
        case "checkboxes" | "radio_buttons":
            first = element.get("initial_options") or [element.get("initial_option")]
            return "".join(
                f"<div>{'☑' if each in first else '☐'} {_text(each['text'])}</div>" for each in element["options"]
            )
    return f'<span class="select">{_chosen(element) or _placeholder(element)} ▾</span>'


def _placeholder(element: JSON) -> str:
    return _plain(element["placeholder"]) if "placeholder" in element else "&nbsp;"


def _chosen(element: JSON) -> str:
    """What a select or picker has chosen to begin with."""
    first = next((value for key, value in element.items() if key.startswith("initial_")), "")
    chosen = first if isinstance(first, list) else [first]
    return ", ".join(_plain(each["text"]) if isinstance(each, dict) else escape(each) for each in chosen)


def _picture(part: JSON, pictures: Mapping[str, str]) -> str:
    """A picture that Slack keeps is drawn; another is only described, as nothing is fetched."""
    file = part.get("slack_file") or {}
    data = pictures.get(file.get("id") or file.get("url") or "")
    alt = escape(part["alt_text"])
    return f'<img class="picture" src="{data}" alt="{alt}">' if data else f'<div class="missing">{alt}</div>'


def _image(block: JSON, pictures: Mapping[str, str]) -> str:
    title = f'<div class="hint">{_plain(block["title"])}</div>' if "title" in block else ""
    return f'<div class="part">{title}{_picture(block, pictures)}</div>'


def _input(block: JSON, pictures: Mapping[str, str]) -> str:
    optional = ' <span class="hint">(optional)</span>' if block.get("optional") else ""
    hint = f'<div class="hint">{_plain(block["hint"])}</div>' if "hint" in block else ""
    label = f'<div class="label">{_plain(block["label"])}{optional}</div>'
    return label + _element(block["element"], pictures) + hint


def _rich(block: JSON, pictures: Mapping[str, str] | None = None) -> str:
    tags = {"rich_text_section": "div", "rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}
    drawn = []
    for part in block["elements"]:
        if part["type"] == "rich_text_list":
            tag = "ol" if part["style"] == "ordered" else "ul"
            drawn.append(f"<{tag}>" + "".join(f"<li>{_words(each)}</li>" for each in part["elements"]) + f"</{tag}>")
        else:
            drawn.append(f"<{tags[part['type']]}>{_words(part)}</{tags[part['type']]}>")
    return "".join(drawn)


def _words(part: JSON) -> str:
    return "".join(map(_word, part["elements"]))


def _word(word: JSON) -> str:
    if word["type"] in ("user", "channel"):
        return mrkdwn(f"<{'@' if word['type'] == 'user' else '#'}{word[word['type'] + '_id']}>")
    text = escape(word.get("text") or word.get("url") or word.get("unicode") or word["type"]).replace("\n", "<br>")
    if word["type"] == "link":
        text = f'<a href="{escape(word["url"])}">{text}</a>'
    for style, tag in {"bold": "b", "italic": "i", "strike": "s", "code": "code"}.items():
        if word.get("style", {}).get(style):
            text = f"<{tag}>{text}</{tag}>"
    return text


def _table(block: JSON, pictures: Mapping[str, str]) -> str:
    def cell(part: JSON) -> str:
        return f"<td>{_rich(part) if part['type'] == 'rich_text' else escape(part['text'])}</td>"

    rows = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in block["rows"])
    return f'<div class="part"><table>{rows}</table></div>'


def _markdown(block: JSON, pictures: Mapping[str, str]) -> str:
    """Only the links, bold type and headings of Markdown are drawn."""
    text = MARKDOWN_LINK.sub(r"<\2|\1>", block["text"])
    text = re.sub(r"\*\*(.+?)\*\*", r"*\1*", re.sub(r"^#+ (.+)$", r"*\1*", text, flags=re.MULTILINE))
    return f'<div class="part">{mrkdwn(text)}</div>'


DRAWN: Mapping[str, Callable[[JSON, Mapping[str, str]], str]] = {
    "actions": _actions,
    "context": _context,
    "context_actions": _actions,
    "divider": lambda block, pictures: "<hr>",
    "header": lambda block, pictures: f'<div class="header">{_plain(block["text"])}</div>',
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich,
    "section": _section,
    "table": _table,
}
