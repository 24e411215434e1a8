"""A digest of two stories that open from its one message."""

from adapters.slack_actions import message_actions
from adapters.slack_blocks import rendered
from tests.bodies import EXPANDABLE

BLOCKS = [*rendered(EXPANDABLE)[0].blocks, *message_actions(EXPANDABLE, 5)]
