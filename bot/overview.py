"""What a person sees at home: the workspace's channels and feeds, and what is the person's own."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.channels import Channel, Watch, address_of, is_personal
from bot.digests import LOOK_BACK
from bot.following import Feed
from bot.model import Digest, Request
from bot.reports import Report
from bot.service import Service
from bot.views import seen_by


@dataclass(frozen=True, slots=True)
class Overview:
    """The channels that digests come to, without other people's own, the feeds, the person's watches, and a preview.

    The preview is what the first channel's next digest would be. `reports` are for those who manage; `members_manage`
    tells that all may change settings, `manages` that this person may, and `decides` that this person may say who else.
    """

    channels: tuple[Channel, ...]
    feeds: tuple[Feed, ...]
    watches: tuple[Watch, ...]
    preview: Digest | None
    reports: tuple[Report, ...]
    manages: bool
    members_manage: bool
    decides: bool
    at: datetime


def overview(service: Service, request: Request) -> Overview:
    """What the person who asks sees at home."""
    now = service.clock()
    home = address_of(replace(request, direct=True))
    channels = tuple(
        channel
        for channel in service.channels.of(request.platform, request.workspace)
        if channel.address == home or not is_personal(channel.address)
    )
    own = service.channels.find(home)
    manages = service.rights.manages(request)
    return Overview(
        channels,
        service.feeds.of(seen_by(request.workspace)),
        service.channels.watches(own) if own else (),
        service.digests.compose(channels[0], now, LOOK_BACK).digest if channels else None,
        service.reports.latest(request.workspace) if manages else (),
        manages,
        service.rights.members_manage(request.workspace),
        request.manages,
        now,
    )
