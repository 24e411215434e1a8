"""What is done when a button is pressed or an option chosen, and what is shown then."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from adapters.discord.controls import (
    Button,
    below_answer,
    below_message,
    faults,
    suspects,
    turning,
    voices,
)
from adapters.discord.messages import pages, sources
from adapters.discord.views import Draft, accent, drafts
from bot.channels import address_of
from bot.commands import handle
from bot.errors import AnswerGone
from bot.follow_ups import number_of
from bot.model import Dossier, Notice, Request, Story
from bot.reports import fault_of
from bot.wiring import Bot

Parts = Sequence[str]

IN_PLACE: Final = frozenset({"turn", "voice", "others", "suspect", "fault", "who", "plan"})
"""Actions whose outcome takes the place of the message that they stand on, where that is for one person alone."""


def perform(bot: Bot, custom_id: str, chosen: Parts, request: Request) -> tuple[Draft, ...]:
    """Does what a `custom_id` says, with the values that were chosen; raises an OnRecordError."""
    action, *parts = custom_id.split(":")
    known = _ACTIONS.get(action)
    if known is None:
        raise AnswerGone
    try:
        return known(bot, [*parts, *chosen], request)
    except (IndexError, ValueError) as error:
        raise AnswerGone from error


def answer(bot: Bot, request: Request, shareable: bool) -> tuple[Draft, ...]:
    """The answer to a command, with what can be done with it."""
    reply = handle(request, bot.service, bot.observe)
    reference = bot.follow_ups.keep(reply, request)
    return drafts(reply, below_answer(reply, reference, shareable))


def _share(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    return drafts(bot.follow_ups.share(parts[0], request))


def _more(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    """One page of all that there is."""
    whole = bot.follow_ups.whole(parts[0], request)
    everything = [(page, accent(each)) for each in whole for page in pages(each, full=True)]
    last = len(everything) - 1
    number = min(number_of(parts[1]), last)
    page, colour = everything[number]
    return (Draft(page, colour, turning(parts[0], number, last)),)


def _follow(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    controls = voices((voice.name for voice in bot.follow_ups.provenance(parts[0], request).voices), parts[0])
    if not controls:
        return drafts(Notice("Nobody speaks in it who could be followed.", ok=False))
    return drafts(Notice("What concerns them comes first in your own digest."), controls)


def _voice(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    """Follows somebody; whoever has no digest of this server yet is offered one."""
    voice = bot.follow_ups.provenance(parts[0], request).voices[number_of(parts[1])]
    told = bot.follow_ups.follow(voice.name, request)
    own = bot.channels.find(address_of(replace(request, direct=True)))
    if request.direct or (own is not None and own.schedule is not None):
        return drafts(told)
    offer = Notice(
        f"You follow {voice.name}: what concerns them comes first in a digest of your own. You have none yet."
    )
    return drafts(offer, (Button("Send me one every day at 08:00", "plan"),))


def _plan(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    return answer(bot, replace(request, text="digest at 08:00", direct=True), shareable=False)


def _wrong(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    controls = suspects(bot.follow_ups.suspects(parts[0], request), number_of(parts[1]), parts[0])
    if not controls:
        return drafts(Notice("There is nothing in it that could be reported.", ok=False))
    return drafts(Notice("Which of these is wrong? Those who manage this server see what you report."), controls)


def _suspect(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    number = number_of(parts[1])
    suspect = bot.follow_ups.suspects(parts[0], request)[number]
    return drafts(Notice(f"{suspect.shown}\nWhat is wrong with it?"), faults(parts[0], number))


def _fault(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    reference, number, fault = parts
    return drafts(bot.follow_ups.report(reference, number_of(number), fault_of(fault), request))


def _sources(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    return tuple(map(Draft, sources(bot.follow_ups.provenance(parts[0], request))))


def _open(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    shown = bot.follow_ups.shown(parts[0], request)
    return drafts(shown, below_message(shown, parts[0]) if isinstance(shown, Story) else ())


def _draw(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    """The timeline of an actor, or the map of a dispute."""
    from adapters.pictures import map_of, timeline_of  # what they are drawn with takes a while to import

    drawn = bot.follow_ups.drawn(parts[0], number_of(parts[1]), request)
    name, picture = (
        (drawn.actor.name, timeline_of(drawn)) if isinstance(drawn, Dossier) else (drawn.point, map_of(drawn))
    )
    (draft,) = drafts(Notice(name))
    return (replace(draft, picture=picture),)


def _who(bot: Bot, parts: Parts, request: Request) -> tuple[Draft, ...]:
    return answer(bot, replace(request, text=f"who {parts[0]}"), shareable=not request.direct)


_ACTIONS: Final[dict[str, Callable[[Bot, Parts, Request], tuple[Draft, ...]]]] = {
    "share": _share,
    "more": _more,
    "turn": _more,
    "follow": _follow,
    "voice": _voice,
    "plan": _plan,
    "wrong": _wrong,
    "others": _wrong,
    "suspect": _suspect,
    "fault": _fault,
    "open": _open,
    "sources": _sources,
    "draw": _draw,
    "who": _who,
}
