"""The example briefing as one person sees it, who may share it."""

from adapters.slack.actions import answer_actions
from adapters.slack.blocks import rendered
from tests.examples import BRIDGE

BLOCKS = [*rendered(BRIDGE)[0].blocks, *answer_actions(BRIDGE, "a1", private=True)]
