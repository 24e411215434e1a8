"""Draws messages as Discord's clients do, near enough to judge how they read; for a browser to make a picture of."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from tests.discord_markdown import Node, parsed

STYLE = """
body { background: #313338; color: #dbdee1; font: 16px/1.375 "gg sans", "Noto Sans", "DejaVu Sans", sans-serif;
       margin: 0; padding: 16px; width: 660px }
.message { margin: 0 0 17px 56px; position: relative } .message > div { margin-top: 4px }
.message::before { content: ""; position: absolute; left: -56px; width: 40px; height: 40px; border-radius: 50%;
       background: #2F6FB0 }
.author { font-weight: 500; color: #f2f3f5 } .author i { font: 500 10px/15px sans-serif; background: #5865f2;
       color: #fff; border-radius: 3px; padding: 1px 4px; vertical-align: 2px }
.container { background: #2b2d31; border: 1px solid #3f4147; border-left: 4px solid var(--accent, #3f4147);
       border-radius: 8px; padding: 16px; max-width: 568px; display: flex; flex-direction: column; gap: 8px }
.text { white-space: pre-wrap; overflow-wrap: anywhere } hr { border: 0; border-top: 1px solid #3f4147; width: 100%;
       margin: 8px 0 }
h1, h2, h3 { margin: 0; color: #f2f3f5; line-height: 1.375; font-weight: 700 }
h1 { font-size: 24px } h2 { font-size: 20px } h3 { font-size: 16px; margin-bottom: 4px }
small { display: block; font-size: 13px; color: #949ba4; line-height: 1.4 }
.item { display: block; padding-left: 20px; position: relative } .item::before { content: "•"; position: absolute;
       left: 6px } .item.deep { margin-left: 20px } a { color: #00a8fc; text-decoration: none }
.time { background: #3f4147; border-radius: 3px; padding: 0 2px } .bad { background: #c0392b; color: #fff }
.row { display: flex; gap: 8px; flex-wrap: wrap } .button { background: #4e5058; color: #fff; border-radius: 8px;
       font: 500 14px/32px sans-serif; padding: 0 16px } .primary { background: #5865f2 }
.select { background: #1e1f22; border: 1px solid #3f4147; border-radius: 8px; padding: 8px 12px; width: 380px;
       color: #949ba4 }
img { max-width: 550px; max-height: 350px; border-radius: 8px; align-self: flex-start }
.section { display: flex; justify-content: space-between; gap: 16px; align-items: flex-start }
"""
TIMES = {"D": "%d %B %Y", "F": "%A, %d %B %Y %H:%M", "f": "%d %B %Y %H:%M"}
TAGS = {"strong": "b", "em": "i", "underlined": "u", "struck": "s", "line": "span"}


def page(messages: Iterable[Iterable[Mapping[str, Any]]]) -> str:
    """A page with the messages, each given by its components."""
    drawn = "".join(_message(components) for components in messages)
    return f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>{drawn}'


def _message(components: Iterable[Mapping[str, Any]]) -> str:
    inner = "".join(map(_component, components))
    return f'<div class="message"><span class="author">OnRecord <i>APP</i></span><div>{inner}</div></div>'


def _component(component: Mapping[str, Any]) -> str:
    inner = "".join(map(_component, component.get("components", ())))
    match component["type"]:
        case 10:
            return f'<div class="text">{"".join(map(_line, parsed(component["content"])))}</div>'
        case 14:
            return "<hr>"
        case 17:
            colour = component.get("accent_color")
            style = "" if colour is None else f' style="--accent:#{colour:06x}"'
            return f'<div class="container"{style}>{inner}</div>'
        case 9:
            return f'<div class="section"><div>{inner}</div>{_component(component["accessory"])}</div>'
        case 1:
            return f'<div class="row">{inner}</div>'
        case 2:
            kind = "button primary" if component.get("style") == 1 else "button"
            return f'<span class="{kind}">{escape(component.get("label") or "")}</span>'
        case 12:
            return "".join(map(_picture, component["items"]))
        case 3:
            return f'<div class="select">{escape(component.get("placeholder") or "")}</div>'
        case other:
            raise ValueError(f"no component of type {other} is known here")


def _picture(item: Mapping[str, Any]) -> str:
    return f'<img src="{escape(item["media"]["url"])}" alt="{escape(item.get("description") or "")}">'


def _line(node: Node) -> str:
    inner = "".join(map(_inline, node.children))
    match node.kind:
        case "heading":
            return f"<h{node.detail}>{inner}</h{node.detail}>"
        case "small":
            return f"<small>{inner}</small>"
        case "item":
            deep = " deep" if int(node.detail) else ""
            return f'<span class="item{deep}">{"".join(map(_line, node.children))}</span>'
        case "line":
            return f"{inner}\n"
        case _:
            return f'<span class="bad">{inner}</span>'


def _inline(node: Node) -> str:
    inner = "".join(map(_inline, node.children)) or escape(node.words)
    match node.kind:
        case "text":
            return inner
        case "link" | "autolink":
            return f'<a href="{escape(node.detail)}">{inner}</a>'
        case "time":
            when = datetime.fromtimestamp(int(node.words), UTC)
            return f'<span class="time">{when:{TIMES[node.detail]}}</span>'
        case kind if kind in TAGS:
            return f"<{TAGS[kind]}>{inner}</{TAGS[kind]}>"
        case _:
            return f'<span class="bad">{inner}</span>'
