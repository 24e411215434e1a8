"""The home of somebody who manages a workspace with channels, feeds, watches and a report."""

from adapters.slack.home import home
from tests.overviews import BUSY

BLOCKS = home(BUSY)["blocks"]
