"""A digest of two stories that open from its one message."""

from adapters.slack.actions import message_actions
from adapters.slack.blocks import rendered
from tests.bodies import EXPANDABLE

BLOCKS = [*rendered(EXPANDABLE)[0].blocks, *message_actions(EXPANDABLE, 5)]
