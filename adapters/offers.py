"""What can be done with something that was shown: the same buttons and menus on every platform."""

from adapters.hostile import visible
from bot.model import Answer, Body, Candidates, Contested, DisputeList, Dossier, Reply, Shared, Story
from bot.provenance import provenance


def offers(shown: Body | Answer) -> tuple[tuple[str, str], ...]:
    """The texts of the buttons, and what they do.

    Nobody is offered to follow where nobody with a name speaks, nor a report where nothing can be reported.
    """
    offered = [("More", "more"), ("Sources", "sources")]
    if any(visible(heard.name) for heard in provenance(shown).voices):
        offered.append(("Follow…", "follow"))
    if not isinstance(shown, Contested):
        offered.append(("Something wrong?", "wrong"))
    return tuple(offered)


def has_timeline(shown: Reply | Body) -> bool:
    """Is it of an actor, so that it can be drawn when that actor spoke?"""
    return isinstance(shown.answer if isinstance(shown, Shared) else shown, Dossier)


def mapped_points(shown: Reply | Body) -> tuple[str, ...]:
    """The disputed points of which it can be drawn who stands where."""
    match shown.answer if isinstance(shown, Shared) else shown:
        case DisputeList(disputes=disputes) | Story(disputes=disputes):
            return tuple(dispute.point for dispute in disputes)
        case _:
            return ()


def names_of(candidates: Candidates) -> tuple[str, ...]:
    """The names to choose from, each once."""
    names = dict.fromkeys(visible(actor.name) for actor in candidates.actors)
    return tuple(name for name in names if name)
