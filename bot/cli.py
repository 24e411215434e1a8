"""The command line, and the one place where settings, archive, reader and adapters are joined.

Heavy modules are imported by the command that needs them, so that `onrecord --help` answers at once.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, TextIO

import click

from bot.errors import ArchiveError, CommandError, OnRecordError, SettingsError
from bot.model import SHARED, Candidates, Dossier, Notice, Reply

if TYPE_CHECKING:
    from threading import Event

    from rich.console import Console

    from bot.archive import Archive
    from bot.briefs import Briefs
    from bot.queueing import Queue
    from bot.settings import Settings
    from summarizers.briefing import Briefing

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130
_FEW = 4
"""Sources up to which no bar is shown."""
_ROLES = ("clock", "worker", "slack", "discord", "web")
"""Parts of the bot that a process may be."""
ENDS_WITHIN = 7.0
"""Seconds for which a bot that is stopped waits for what is under way; all of it is in the database as well."""
_FORMATS = ("text", "markdown", "json", "html")


@dataclass(frozen=True, slots=True)
class Context:
    """What every command is given."""

    settings: "Settings"
    debug: bool

    @contextmanager
    def archive(self) -> Iterator["Archive"]:
        from bot.archive import open_archive

        with open_archive(self.settings.database_url) as archive:
            yield archive

    @contextmanager
    def queue(self) -> Iterator["Queue"]:
        with self.archive() as archive:
            if archive.engine.name == "sqlite":
                raise CommandError("With SQLite there is no queue: the running bot does all by itself.")
            from bot.queueing import open_queue

            with open_queue(archive.engine) as queue:
                yield queue


class _Commands(click.Group):
    """Commands whose output may be read no further, as `head` does; click would call that a failure."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            sys.stdout = _nowhere()
            return None
        return result


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("onrecord"), prog_name="onrecord")
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.pass_context
def onrecord(click_context: click.Context, debug: bool) -> None:
    """Who said what, and what is disputed: briefings of news articles."""
    from bot.settings import Settings

    click_context.obj = Context(Settings.from_environment(os.environ, Path(".env")), debug)


def main() -> NoReturn:
    """The `onrecord` command; what a terminal cannot show is replaced rather than refused."""
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()  # None where they are closed (">&-")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    # Before numpy loads; articles are read side by side in processes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs the command line and gives its exit code; what a user can cause ends in one line, never in a traceback."""
    debug = "--debug" in arguments
    try:
        return onrecord.main(arguments, prog_name="onrecord", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (OnRecordError, OSError) as error:
        if debug:
            raise
        _tell(str(error) if isinstance(error, OnRecordError) else (error.strerror or str(error)))
        return _exit_code(error)


def _exit_code(error: Exception) -> int:
    return WRONG_USAGE if isinstance(error, SettingsError | CommandError) else FAILED


def _format_option(*formats: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--format", "form", type=click.Choice(formats), help="Form of what is printed.")


_since_option = click.option("--since", metavar="AGE", help="Only what is younger: 24h, 7d, 2w, or a date.")
_workspace_option = click.option("--workspace", metavar="ID", help="Only what this workspace sees.")


@onrecord.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@_format_option(*_FORMATS, "jsonl")
@click.option("--summarizer", metavar="NAME", help="How the gist is chosen: lex-rank, lsa, text-rank, luhn, ...")
@click.option("--no-archive", is_flag=True, help="Leave the archive alone.")
@click.option("--full", is_flag=True, help="Show everything, not only what matters most.")
@click.pass_obj
def brief(
    context: Context, sources: tuple[str, ...], form: str | None, summarizer: str | None, no_archive: bool, full: bool
) -> None:
    """Brief each SOURCE: an address, a file (.txt, .md, .html), a folder of them, or - for standard input."""
    from adapters.printing import print_replies
    from bot.briefs import Briefs
    from bot.readers import Reader
    from bot.sources import find_sources

    found = list(find_sources(sources))
    with ExitStack() as stack:
        finished = stack.enter_context(_progress(len(found)))
        run = Briefs(partial(Reader, context.settings, summarizer), lambda briefing: None, _tell, finished)
        if not no_archive:
            run.keep = stack.enter_context(_keeper(context, run))
        briefings = run.run(found, os.cpu_count() or 1, ordered=form != "jsonl")
        print_replies(briefings, form or "text", _console(), _write, full=full, many=len(found) > 1)
    if run.failures:
        raise click.exceptions.Exit(FAILED)


@contextmanager
def _keeper(context: Context, run: "Briefs") -> Iterator[Callable[["Briefing"], object]]:
    """What keeps a briefing in the shared collection; where the archive cannot be used, that is told once."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(context.archive())
        except ArchiveError as error:
            run.fail("the briefings are not kept", error)
            yield lambda briefing: None
        else:
            yield lambda briefing: archive.keep(briefing, SHARED, _now())


def _png_file(context: click.Context, parameter: click.Parameter, file: Path | None) -> Path | None:
    if file is not None and file.suffix.lower() != ".png":
        raise click.BadParameter(f"{str(file)!r} does not end in .png, and pictures are PNG")
    return file


@onrecord.command()
@click.argument("name", nargs=-1, required=True, metavar="NAME")
@_since_option
@_workspace_option
@_format_option(*_FORMATS)
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    callback=_png_file,
    metavar="FILE.png",
    help="Also draw the timeline of the statements.",
)
@click.pass_obj
def who(
    context: Context,
    name: tuple[str, ...],
    since: str | None,
    workspace: str | None,
    form: str | None,
    plot: Path | None,
) -> None:
    """Show who somebody is, what they said last, and the disputes they are a side of."""
    from bot.follow_ups import PLOTTED
    from bot.service import SHOWN
    from bot.views import seen_by

    moment, seen = _moment(since), seen_by(workspace or SHARED)
    with context.archive() as archive:
        _print(archive.who(" ".join(name), seen, moment, SHOWN), form)
        if plot:
            _plot(archive.who(" ".join(name), seen, moment, PLOTTED), plot)


def _plot(found: Dossier | Candidates, file: Path) -> None:
    """Writes the timeline of the one who was found; where nobody was, or it cannot be written, that is a failure."""
    from adapters.pictures import timeline_of

    if isinstance(found, Candidates):
        _tell(f"{file}: not drawn, as nobody of this name is known for certain")
        raise click.exceptions.Exit(FAILED)
    try:
        file.write_bytes(timeline_of(found).png)
    except OSError as error:
        _tell(f"{file}: {error.strerror or error}")
        raise click.exceptions.Exit(FAILED) from error


@onrecord.command()
@click.argument("words", nargs=-1, metavar="[WORDS]")
@click.option("--actor", metavar="NAME", help="Only what this actor is a side of.")
@_since_option
@_workspace_option
@_format_option(*_FORMATS)
@click.pass_obj
def disputes(
    context: Context,
    words: tuple[str, ...],
    actor: str | None,
    since: str | None,
    workspace: str | None,
    form: str | None,
) -> None:
    """Show what is disputed in the archive: all of it, or what has these WORDS."""
    from bot.service import SHOWN
    from bot.views import seen_by

    moment = _moment(since)
    with context.archive() as archive:
        found = archive.disputes(" ".join(words) or None, actor, seen_by(workspace or SHARED), moment, SHOWN)
    _print(found, form)


@onrecord.command()
@click.option("--channel", metavar="ID", help="Show what a chat channel would get; nothing is sent there.")
@_since_option
@_format_option(*_FORMATS)
@click.pass_obj
def digest(context: Context, channel: str | None, since: str | None, form: str | None) -> None:
    """Refresh the feeds, then compose a digest of what is new and print it."""
    from bot.channels import address_of
    from bot.digests import LOOK_BACK
    from bot.model import Request
    from bot.wiring import open_bot

    moment = _moment(since)
    with open_bot(context.settings, _now) as bot:
        bot.feeds.look_again(None, _now(), troubled=False)
        refresh = bot.refresher.refresh()
        now = _now()
        look_back = now - moment if moment else LOOK_BACK
        if channel is None:
            here = bot.channels.at(address_of(Request("")), now)
            found = bot.digests.post(here, now, look_back)
            bot.outbox.settle(here, now)
        else:
            found = bot.digests.compose(bot.channels.called(channel), now, look_back).digest
        if found is not None:
            _print(found, form)
    for trouble in refresh.troubles:
        _tell(f"{trouble.name}: {trouble.reason}")
    if refresh.troubles:
        raise click.exceptions.Exit(FAILED)


@onrecord.group()
def feeds() -> None:
    """Choose where the news comes from, for the shared collection."""


@feeds.command("add")
@click.argument("address")
@click.pass_obj
def add_feed(context: Context, address: str) -> None:
    """Follow the feed at ADDRESS, or the one that the page there announces."""
    _ask(context, f"feeds add {address}")


@feeds.command("list")
@click.pass_obj
def list_feeds(context: Context) -> None:
    """Show the feeds with their numbers."""
    _ask(context, "feeds list")


@feeds.command("remove")
@click.argument("which")
@click.pass_obj
def remove_feed(context: Context, which: str) -> None:
    """Stop following a feed: its number in the list, its address or its name."""
    _ask(context, f"feeds remove {which}")


@feeds.command("check")
@click.pass_obj
def check_feeds(context: Context) -> None:
    """Look at all feeds now, and say what is wrong with them."""
    _ask(context, "feeds check")


@feeds.command("import")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def import_feeds(context: Context, file: BinaryIO) -> None:
    """Follow the feeds of an OPML FILE."""
    from bot.opml import read_opml
    from bot.wiring import open_bot

    outlines = read_opml(file.read())
    with open_bot(context.settings, _now) as bot:
        known = [bot.feeds.follow(SHARED, each.url, each.title, _now())[1] for each in outlines]
    again = f", {sum(known)} of them already" if any(known) else ""
    click.echo(f"{len(known)} feeds are followed{again}; the next digest reads what is new in them")


@feeds.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
@click.pass_obj
def export_feeds(context: Context, file: TextIO) -> None:
    """Write the feeds as OPML, to FILE or to standard output."""
    from bot.opml import Outline, write_opml
    from bot.wiring import open_bot

    with open_bot(context.settings, _now) as bot:
        file.write(write_opml([Outline(feed.url, feed.title) for feed in bot.feeds.of(None)], "OnRecord"))


def _ask(context: Context, words: str) -> None:
    """Answers a chat command in the shared collection, and prints the answer."""
    from bot.commands import answer
    from bot.model import Request
    from bot.wiring import open_bot

    with open_bot(context.settings, _now) as bot:
        reply = answer(Request(words), bot.service)
    _print(reply, None)
    if isinstance(reply, Notice) and not reply.ok:
        raise click.exceptions.Exit(FAILED)


@onrecord.command()
@click.pass_obj
def chat(context: Context) -> None:
    """Try the chat commands at a prompt; commands may also be piped in."""
    from adapters import terminal
    from adapters.text import print_reply
    from bot.commands import handle
    from bot.delivering import Courier
    from bot.wiring import open_bot

    console = _console()
    with open_bot(context.settings, _now) as bot:
        here = terminal.TerminalPlatform(lambda body: print_reply(body, console))
        courier = Courier(bot.outbox, bot.channels, {"terminal": here}, _now, _tell)
        lines = None if sys.stdin.isatty() else sys.stdin
        terminal.chat(lambda request: handle(request, bot.service), console, lines, courier.deliver_due)


@onrecord.command("run")
@click.option("--role", "roles", multiple=True, type=click.Choice(_ROLES), help="Only this part; may be repeated.")
@click.pass_obj
def run_bot(context: Context, roles: tuple[str, ...]) -> None:
    """Start the bot: every platform that has its settings, the clock, and the worker that reads and delivers."""
    import logging

    from adapters.logs import logged

    with logged(context.settings) as say:
        try:
            _run_bot(context.settings, frozenset(roles), say)
        except OnRecordError as error:
            if context.settings.log_format == "text":
                raise
            logging.getLogger("onrecord").critical("%s", error)
            raise click.exceptions.Exit(_exit_code(error)) from error


def _run_bot(settings: "Settings", asked: frozenset[str], say: Callable[[str], None]) -> None:
    """Runs the parts that were asked for, or all that have their settings, until a signal comes."""
    import logging

    from adapters.logs import write_down
    from adapters.metrics import Measures
    from adapters.running import open_platforms
    from bot.happenings import both
    from bot.running import Engine, readers_of
    from bot.wiring import open_bot

    stopped, roles, measures = _stopped_by_signals(), asked or frozenset(_ROLES), Measures()
    with (
        open_bot(settings, _now, readers_of(roles), both(measures.observe, write_down)) as bot,
        open_platforms(settings, bot, roles, bool(asked), measures) as opened,
    ):
        parts = sorted(roles & {"clock", "worker"} | opened.parts)
        engine = Engine(bot, opened.platforms, _now, logging.getLogger("onrecord").warning)
        engine.run(roles, lambda: say(f"ready: {', '.join(parts)}"), stopped)


def _stopped_by_signals() -> "Event":
    """Is set at the first signal, after which the process has some seconds to end.

    A signal is told through a pipe to a thread that waits for it: a handler would interrupt whoever holds a lock, may
    itself be interrupted by the next signal, and does not run while the main thread waits.
    """
    import atexit
    import signal
    import time
    from threading import Event, Thread

    stopped = Event()
    signals, noted = os.pipe()
    os.set_blocking(noted, False)

    def end() -> None:
        os.read(signals, 1)
        stopped.set()
        time.sleep(ENDS_WITHIN)
        os._exit(0)  # a thread that waits for a site or a platform cannot be stopped

    Thread(target=end, name="signals", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
        atexit.register(signal.signal, number, signal.SIG_IGN)  # else Python, when it ends, has them kill it once more
    signal.set_wakeup_fd(noted)
    return stopped


@onrecord.command()
@click.pass_obj
def doctor(context: Context) -> None:
    """Check the settings, the database and the language model, and say what to do."""
    from adapters.discord.doctor import check_discord
    from adapters.hostile import visible
    from adapters.slack.doctor import check_slack
    from bot.doctor import examine

    findings = list(examine(context.settings, check_slack, check_discord))
    for finding in findings:
        click.echo(f"{'ok' if finding.ok else 'TO DO':>6}  {visible(finding.says)}")
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(FAILED)


@onrecord.group()
def jobs() -> None:
    """See what could not be done; only with PostgreSQL there is a queue of jobs."""


@jobs.command("failed")
@click.pass_obj
def failed_jobs(context: Context) -> None:
    """List the jobs whose retries are used up, and why they failed."""
    with context.queue() as queue:
        for job in queue.failed():
            when = f", the last one {job.failed_at:%d %B %Y, %H:%M} UTC" if job.failed_at else ""
            why = f": {job.reason}" if job.reason else ""
            click.echo(_visible(f"{job.id:>6}  {job.kind} {job.name}: {job.attempts} tries{when}{why}"))


@jobs.command("retry")
@click.argument("which", metavar="[ID|all]")
@click.pass_obj
def retry_jobs(context: Context, which: str) -> None:
    """Have a failed job tried once more, or all of them."""
    with context.queue() as queue:
        found = [job for job in queue.failed() if which in ("all", str(job.id))]
        if not found and which != "all":
            raise CommandError(f"No failed job has the number {which}.")
        click.echo(f"tried once more: {sum(queue.retry(job.id) for job in found)}")


@onrecord.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.pass_obj
def upgrade(context: Context) -> None:
    """Bring the tables to this version."""
    from bot.database import REVISIONS, make_engine, reported, revision_of, upgrade

    engine = make_engine(context.settings.database_url)
    try:
        with reported(engine.url):
            before = revision_of(engine)
        upgrade(engine)
        if engine.name == "postgresql":
            from bot.queueing import upgrade_queue

            upgrade_queue(engine)
    finally:
        engine.dispose()
    click.echo(f"the tables are at {REVISIONS[-1]}" + (" already" if before == REVISIONS[-1] else " now"))


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(context: Context, file: Path) -> None:
    """Copy the archive to FILE, also while the bot runs."""
    from bot.backup import backup

    rows = backup(context.settings.database_url, file)
    click.echo(f"{rows} rows are kept in {file}")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace what the archive holds.")
@click.pass_obj
def restore(context: Context, file: Path, force: bool) -> None:
    """Bring the archive back from FILE."""
    from bot.backup import restore

    rows = restore(context.settings.database_url, file, force)
    click.echo(f"{rows} rows are back from {file}")


@db.command()
@click.pass_obj
def rekey(context: Context) -> None:
    """Encrypt all tokens with the newest of the keys."""
    from bot.encryption import Cipher
    from bot.installations import Installations

    with context.archive() as archive:
        number = Installations(archive.engine, Cipher(context.settings.secret_keys)).rekey()
    click.echo(f"the tokens of {number} workspaces are encrypted with the newest key; older keys can be taken away")


def _now() -> datetime:
    return datetime.now(UTC)


_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def _moment(since: str | None) -> datetime | None:
    """The moment that "7d" or a date names; raises a usage error for anything else."""
    if since is None:
        return None
    number, unit = since[:-1], since[-1:].lower()
    try:
        if unit in _UNITS and number.isdecimal():
            return _now() - timedelta(**{_UNITS[unit]: int(number)})
        day = datetime.fromisoformat(since)
        return day.replace(tzinfo=day.tzinfo or UTC)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(f"{since!r} is no age such as 24h, 7d or 2w, and no date") from error


def _console() -> "Console":
    """Standard output: in colour on a terminal, plain and 80 columns wide in a pipe."""
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would end the program

    width = None if sys.stdout.isatty() else 80
    return Output(width=width, no_color=not sys.stdout.isatty() or None, highlight=False, emoji=False, markup=False)


def _tell(line: str) -> None:
    """One line on standard error."""
    click.echo(f"onrecord: {_visible(line)}", err=True)


def _visible(line: str) -> str:
    from adapters.hostile import visible

    return visible(line)


def _print(reply: Reply, form: str | None) -> None:
    from adapters.printing import print_replies

    print_replies([reply], form or "text", _console(), _write, full=False, many=False)


def _write(text: str) -> None:
    sys.stdout.write(text)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error while many sources are read, if that is a terminal; it makes way for output."""
    if total <= _FEW or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    on_screen = sys.stdout.isatty()  # only then must output make way; else it goes where it was sent
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=on_screen) as progress:
        task = progress.add_task("reading", total=total)
        yield lambda: progress.advance(task)
