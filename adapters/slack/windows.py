"""What people do with buttons, menus and windows in Slack."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from adapters.slack import home, views
from adapters.slack.actions import option
from adapters.slack.answers import Private
from adapters.slack.blocks import lines_of
from adapters.slack.desk import Desk, request_of
from adapters.slack.views import View
from adapters.slack.web import code_of
from bot.errors import OnRecordError, OverQuota
from bot.follow_ups import number_of
from bot.model import Notice, Request
from bot.overview import overview
from bot.reports import fault_of

Body = Mapping[str, Any]
_LATE: Final = "Slack waited too long for me. Please press it again."
_ACKNOWLEDGED_WITHIN: Final = 1.0
"""Seconds."""
_FORMS: Final = ("plan", "stop", "add_feed", "remove_feed", "watch")


@dataclass(frozen=True, slots=True)
class Windows:
    """Each acknowledges; a window opens at once, as Slack allows that for three seconds, and is filled afterwards."""

    desk: Desk

    def listen(self, app: App) -> None:
        """Has Bolt call them."""
        for action in ("more", "page0", "page1", "sources", "follow", "wrong", "open"):
            app.action(action)(self.on_open)
        app.action("share")(self.on_share)
        app.action("draw")(self.on_draw)
        for action in ("who", "find"):
            app.action(action)(self.on_name)
        app.options("find")(self.on_typing)
        for form in _FORMS:
            app.action(form)(self.on_form)
            app.view(form)(self.on_settings)
        for action in ("unwatch", "members"):
            app.action(action)(self.on_setting)
        app.view("follow")(self.on_follow)
        app.view("wrong")(self.on_wrong)
        app.event("app_home_opened")(self.on_home)

    # Below answers and messages

    def on_open(self, ack: Ack, body: Body, client: WebClient) -> None:
        """A button that opens a window, or turns its page."""
        ack()
        action = body["actions"][0]
        name, value = str(action["action_id"]), _value(action)
        build = partial(self._content, name, value, _request(body))
        self._open(body, client, build, in_place=name.startswith("page"))

    def _content(self, name: str, value: str, request: Request) -> View:
        follow_ups = self.desk.bot.follow_ups
        match name:
            case "sources":
                return views.sources(follow_ups.provenance(value, request))
            case "follow":
                return views.following(follow_ups.provenance(value, request), value)
            case "wrong":
                return views.faulty(follow_ups.suspects(value, request), value)
            case "open":
                return views.story(lines_of(follow_ups.shown(value, request)), value)
            case _:
                reference, page = _numbered(value)
                return views.whole(follow_ups.whole(reference, request), reference, page)

    def _open(self, body: Body, client: WebClient, build: Callable[[], View], in_place: bool = False) -> None:
        """Opens a window above one that is there, or turns to another page in it."""
        within = body.get("view") or {}
        waiting = views.waiting("OnRecord")
        try:
            if in_place:
                window = str(within["id"])
            elif within.get("type") == "modal":
                window = _id(client.views_push(trigger_id=body["trigger_id"], view=waiting))
            else:
                window = _id(client.views_open(trigger_id=body["trigger_id"], view=waiting))
        except SlackApiError as error:
            if code_of(error) not in ("expired_trigger_id", "exchanged_trigger_id") or "response_url" not in body:
                raise
            self._tell(body, client, Notice(_LATE, ok=False))
            return
        self.desk.workers.start(partial(_fill, client, window, build))

    def on_share(self, ack: Ack, body: Body, client: WebClient) -> None:
        """Shows an answer to the channel."""
        ack()
        self.desk.workers.start(partial(self._share, body, client))

    def _share(self, body: Body, client: WebClient) -> None:
        request = _request(body)
        known = replace(request, shut_out=self.desk.shut_out(request))
        share = partial(self.desk.bot.follow_ups.share, _value(body["actions"][0]), known)
        self._tell(body, client, _told(share))

    def on_draw(self, ack: Ack, body: Body, client: WebClient) -> None:
        """Shows a picture to who asked for it."""
        ack()
        self.desk.workers.start(partial(self._draw, body, client), _request(body).workspace)

    def _draw(self, body: Body, client: WebClient) -> None:
        from adapters.slack.pictures import picture_of, uploaded  # drawing takes a while to import

        request = _request(body)
        try:
            reference, number = _numbered(_value(body["actions"][0]))
            drawn = self.desk.bot.follow_ups.drawn(reference, number, request)
        except OnRecordError as error:
            self._tell(body, client, Notice(str(error), ok=False))
            return
        surface = Private(client, body["response_url"], request.channel, request.user)
        surface.answer([uploaded(client, picture_of(drawn))])

    def on_name(self, ack: Ack, body: Body, client: WebClient) -> None:
        """A name that was chosen, whose dossier takes the place of the choice."""
        ack()
        request = replace(_request(body), text=f"who {_value(body['actions'][0])}")
        surface = Private(client, body["response_url"], request.channel, request.user, replaces=True)
        self.desk.take(request, surface)

    def on_typing(self, ack: Ack, body: Body) -> None:
        """Names for what was typed so far."""
        request = _request(body)
        names = self.desk.bot.service.names(str(body.get("value") or ""), request)
        ack(options=[option(name, name) for name in names])

    def on_follow(self, ack: Ack, body: Body, view: Body) -> None:
        """Actors that somebody wants to follow."""
        ack(response_action="update", view=views.saying("Follow", *self._followed(view, _request(body))))

    def _followed(self, view: Body, request: Request) -> list[str]:
        """What came of it, for each of them."""
        follow_ups = self.desk.bot.follow_ups
        try:
            names = [heard.name for heard in follow_ups.provenance(str(view["private_metadata"]), request).voices]
            wanted = [names[number] for number in map(number_of, home.chosen(view, "names")) if number < len(names)]
        except OnRecordError as error:
            return [str(error)]
        return [_told(partial(follow_ups.follow, name, request)).text for name in wanted]

    def on_wrong(self, ack: Ack, body: Body, view: Body) -> None:
        """Something that a reader found wrong."""
        report = partial(self._report, str(view["private_metadata"]), home.values_of(view), _request(body))
        ack(response_action="update", view=views.saying("Something wrong?", _told(report).text))

    def _report(self, reference: str, values: Mapping[str, str], request: Request) -> Notice:
        number, fault = number_of(values["suspect"]), fault_of(values["fault"])
        return self.desk.bot.follow_ups.report(reference, number, fault, request)

    def _tell(self, body: Body, client: WebClient, notice: Notice) -> None:
        request = _request(body)
        self.desk.show(notice, request, Private(client, body["response_url"], request.channel, request.user))

    # At home

    def on_home(self, ack: Ack, event: Body, body: Body, client: WebClient) -> None:
        """Somebody looks at the bot's home."""
        ack()
        if event.get("tab") != "messages":
            self.desk.workers.start(partial(self._welcome, request_of(body["team_id"], event["user"], "D", ""), client))

    def _welcome(self, request: Request, client: WebClient) -> None:
        """For whoever comes home again and again in no time it stays as it was."""
        with suppress(OverQuota):
            self.desk.bot.service.admit(request)
            self._publish(request, client)

    def _publish(self, request: Request, client: WebClient) -> None:
        seen = overview(self.desk.bot.service, self.desk.known(request))
        client.views_publish(user_id=request.user, view=home.home(seen))

    def on_form(self, ack: Ack, body: Body, client: WebClient) -> None:
        """A button that opens a form."""
        ack()
        name = str(body["actions"][0]["action_id"])
        self._open(body, client, partial(self._form, name, _request(body)))

    def _form(self, name: str, request: Request, value: str = "", error: str = "") -> View:
        known = self.desk.known(request)
        match name:
            case "plan":
                seen = overview(self.desk.bot.service, known)
                return home.plan_form(seen, known.zone or self.desk.bot.service.zone, error)
            case "stop":
                return home.stop_form(error)
            case "remove_feed":
                return home.remove_form(overview(self.desk.bot.service, known))
            case "watch":
                return home.asking("Follow somebody", name, "Whom, or what?", "Zelenskyy", value, error)
            case _:
                example = "https://example.com/news"
                return home.asking("Add a feed", name, "Address of a feed, or of a page", example, value, error)

    def on_settings(self, ack: Ack, body: Body, view: Body, client: WebClient) -> None:
        """A form that was sent; what cannot be done so is said in it."""
        name, values, request = str(view["callback_id"]), home.values_of(view), _request(body)
        if name == "add_feed":
            ack(response_action="update", view=views.waiting("OnRecord"))
            work = partial(self._settle_slowly, name, values, request, client, str(view["id"]))
            self.desk.workers.start(work, request.workspace)
            return
        ack(response_action="update", view=self._settled(name, values, request))
        self.desk.workers.start(partial(self._publish, request, client))

    def _settle_slowly(
        self, name: str, values: Mapping[str, str], request: Request, client: WebClient, window: str
    ) -> None:
        """Not before Slack has surely shown the acknowledgement, which would else take the place of what follows it."""
        not_before = time.monotonic() + _ACKNOWLEDGED_WITHIN
        settled = self._settled(name, values, request)
        time.sleep(max(0.0, not_before - time.monotonic()))
        _show(client, window, settled)
        self._publish(request, client)

    def _settled(self, name: str, values: Mapping[str, str], request: Request) -> View:
        """What became of it, or the form again with what is wrong."""
        known = self.desk.known(replace(request, channel=values.get("channel", ""), direct=not values.get("channel")))
        told: list[str] = []
        for text in _commands(name, values):
            reply = self.desk.reply(replace(known, text=text))
            if isinstance(reply, Notice) and not reply.ok:
                return self._form(name, request, values.get(name, ""), reply.text)
            told.append(reply.text if isinstance(reply, Notice) else "")
        return views.saying("Saved", *told[:1])

    def on_setting(self, ack: Ack, body: Body, client: WebClient) -> None:
        """A button at home that changes something at once."""
        ack()
        self.desk.workers.start(partial(self._switch, body["actions"][0], _request(body), client))

    def _switch(self, action: Body, request: Request, client: WebClient) -> None:
        verb = "watch stop" if action["action_id"] == "unwatch" else "settings members"
        known = replace(self.desk.known(request), direct=True, text=f"{verb} {_value(action)}")
        self.desk.reply(known)
        self._publish(known, client)


def _commands(name: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The chat commands for which a form stands."""
    match name:
        case "plan":
            return home.planned(values)
        case "stop":
            return ("digest off",)
        case "add_feed":
            return (f"feeds add {values[name]}",)
        case "remove_feed":
            return (f"feeds remove {values[name]}",)
        case _:
            return (f"watch {values[name]}",)


def _request(body: Body) -> Request:
    """Who acts, and where; at home that is a place of their own."""
    channel = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "D"
    team = body.get("team") or {}
    return request_of(str(team.get("id") or body["user"]["team_id"]), body["user"]["id"], channel, "")


def _value(action: Body) -> str:
    return str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")


def _numbered(value: str) -> tuple[str, int]:
    """A reference and the number that follows it, if one does; raises AnswerGone for what never stood on a button."""
    reference, _, number = value.partition(":")
    return reference, number_of(number or "0")


def _told(work: Callable[[], Notice]) -> Notice:
    """What comes of it; what cannot be done is told to who asked."""
    try:
        return work()
    except OnRecordError as error:
        return Notice(str(error), ok=False)


def _fill(client: WebClient, window: str, build: Callable[[], View]) -> None:
    try:
        view = build()
    except OnRecordError as error:
        view = views.saying("OnRecord", str(error))
    _show(client, window, view)


def _show(client: WebClient, window: str, view: View) -> None:
    """A window that was closed in the meantime stays so."""
    try:
        client.views_update(view_id=window, view=view)
    except SlackApiError as error:
        if code_of(error) not in ("not_found", "view_not_found"):
            raise


def _id(told: Any) -> str:
    return str(told["view"]["id"])
