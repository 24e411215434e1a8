"""Answers interactions and messages: says at once that the answer comes, works elsewhere, and shows what came of it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar, cast

import aiohttp
import discord

from adapters.discord.actions import IN_PLACE, answer, perform
from adapters.discord.requests import Interaction, asked, in_server, is_guarded, links_in, words_of, written
from adapters.discord.views import Draft, drafts
from bot.commands import parse
from bot.errors import CommandError, OnRecordError, in_words
from bot.following import Feed
from bot.model import Notice, Request
from bot.waiting import Turns
from bot.wiring import Bot

T = TypeVar("T")
Work = Callable[[], tuple[Draft, ...]]

_QUICK, _SLOW, _SUGGESTIONS = 8, 4, 4
"""Threads."""
_ACKNOWLEDGED_ALREADY: Final = 40060
_INVALID_FORM: Final = 50035
_NO_HISTORY: Final = 160002
_MOST_LINKS: Final = 3
"""Of a message that are briefed: an interaction may be followed up five times where no server has the bot."""
_WENT_WRONG: Final = Notice("That went wrong here, which is a fault of OnRecord. It has been noted.", ok=False)
_NO_LINK: Final = Notice("There is no link in this message.", ok=False)
_STOPPED: Final = Notice("I was stopped before I could answer. Please ask again in a minute.", ok=False)


@dataclass(frozen=True, slots=True)
class Pools:
    """Threads, so that nobody who asks for what is at hand waits for others' articles to be read."""

    quick: ThreadPoolExecutor
    slow: Turns
    suggestions: ThreadPoolExecutor


@contextlib.contextmanager
def open_pools() -> Iterator[Pools]:
    """Threads; what takes moments is ended when the context ends, what takes seconds is left behind."""
    quick, suggestions = ThreadPoolExecutor(_QUICK, "discord-quick"), ThreadPoolExecutor(_SUGGESTIONS, "discord-names")
    pools = Pools(quick, Turns(_SLOW, "discord-slow"), suggestions)
    try:
        yield pools
    finally:
        pools.slow.close(wait=False)
        for pool in (pools.quick, pools.suggestions):
            pool.shutdown(cancel_futures=True)


@dataclass(slots=True)
class Answering:
    """Answers people, with work done in threads; nothing in here waits for anything but Discord."""

    bot: Bot
    pools: Pools
    tell: Callable[[str], None]
    guarded: bool = False
    """Discord keeps the commands that are for some from all others: they stand there as they stand here."""
    promised: "dict[asyncio.Task[Any], Interaction]" = field(default_factory=dict)
    """The answers that are under way."""

    async def command(self, interaction: Interaction, text: str, privately: bool = False) -> None:
        """Answers a command."""
        request = asked(text, interaction, self.guarded and is_guarded(interaction), privately)
        work = partial(answer, self.bot, request, in_server(interaction) and not privately)
        await self._answer(interaction, work, pool=self._pool(request))

    async def links(self, interaction: Interaction, message: discord.Message) -> None:
        """Briefs the links in a message, one after the other."""
        found = links_in(message)[:_MOST_LINKS]
        works = [
            partial(answer, self.bot, asked(f"brief {link}", interaction), in_server(interaction)) for link in found
        ]
        pool = self.pools.slow.of(asked("", interaction).workspace)
        await self._answer(interaction, *(works or [partial(drafts, _NO_LINK)]), pool=pool)

    async def pressed(self, interaction: Interaction) -> None:
        """Does what a button or a menu is for."""
        data = cast(dict[str, Any], interaction.data or {})
        custom_id, chosen = str(data.get("custom_id")), [str(value) for value in data.get("values", ())]
        alone = interaction.message is not None and interaction.message.flags.ephemeral
        in_place = alone and custom_id.partition(":")[0] in IN_PLACE
        work = partial(perform, self.bot, custom_id, chosen, asked("", interaction))
        await self._answer(interaction, work, in_place=in_place)

    def _pool(self, request: Request) -> Executor:
        """The threads for a command: those for what takes seconds, or for what takes moments."""
        try:
            command, _ = parse(request.text)
        except CommandError:
            return self.pools.quick
        return self.pools.slow.of(request.workspace) if command.reads else self.pools.quick

    async def _answer(
        self, interaction: Interaction, *works: Work, in_place: bool = False, pool: Executor | None = None
    ) -> None:
        if not await self._acknowledged(interaction, in_place):
            return
        task = asyncio.ensure_future(self._fulfil(interaction, works, pool or self.pools.quick))
        self.promised[task] = interaction
        task.add_done_callback(self.promised.pop)
        await task

    async def _fulfil(self, interaction: Interaction, works: Iterable[Work], pool: Executor) -> None:
        if not await self._is_ours(interaction.id):
            return
        first = True
        try:
            for work in works:
                for draft in await self._done(work, pool):
                    await (self._show(interaction, draft) if first else self._add(interaction, draft))
                    first = False
        except (discord.HTTPException, aiohttp.ClientError) as error:
            self.tell(f"an answer on Discord did not arrive: {error}")

    async def _is_ours(self, asked: int) -> bool:
        """Is this the process that answers? All that listen are told of everything."""
        first = partial(self.bot.events.is_first, f"discord:{asked}", self.bot.service.clock())
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pools.quick, first)
        except OnRecordError:
            return True  # the answer says what is wrong

    async def _acknowledged(self, interaction: Interaction, in_place: bool) -> bool:
        """Says that the answer comes, within the three seconds that there are; False where they are over."""
        for _ in range(2):
            try:
                await interaction.response.defer(ephemeral=True, thinking=not in_place)
            except aiohttp.ClientError:
                continue  # it may have arrived: then the second time says so
            except discord.HTTPException as error:
                if error.code != _ACKNOWLEDGED_ALREADY:
                    self.tell(f"a question on Discord could not be answered in time: {error}")
                    return False
            return True
        return False

    async def _done(self, work: Work, pool: Executor) -> tuple[Draft, ...]:
        """What came of the work; whatever goes wrong is said."""
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work)
        except OnRecordError as error:
            return drafts(Notice(str(error), ok=False))
        except Exception as error:
            self.tell(f"a question on Discord could not be answered: {in_words(error)}")
            return drafts(_WENT_WRONG)

    async def _show(self, interaction: Interaction, draft: Draft) -> None:
        await sent(interaction.edit_original_response, draft)

    async def _add(self, interaction: Interaction, draft: Draft) -> None:
        await sent(partial(interaction.followup.send, ephemeral=True, wait=True), draft)

    async def mentioned(self, message: discord.Message, bot: discord.abc.Snowflake) -> None:
        """Answers a message that is for the bot, under it."""
        if not await self._is_ours(message.id):
            return
        request = written(words_of(message, bot), message)
        with contextlib.suppress(discord.HTTPException):
            await message.channel.typing()
        try:
            work = partial(answer, self.bot, request, False)
            for number, draft in enumerate(await self._done(work, self._pool(request))):
                await self._reply(message, draft, f"re:{message.id}:{number}")
        except (discord.HTTPException, aiohttp.ClientError) as error:
            self.tell(f"an answer on Discord did not arrive: {error}")

    async def _reply(self, message: discord.Message, draft: Draft, nonce: str) -> None:
        try:
            await sent(partial(message.reply, mention_author=False, nonce=nonce), draft)
        except discord.HTTPException as error:
            if error.code != _NO_HISTORY:
                raise
            await sent(partial(message.channel.send, nonce=nonce), draft)

    async def names(self, request: Request, beginning: str) -> tuple[str, ...]:
        """Names of actors that begin so; none where that cannot be said."""
        return await self._suggested(partial(self.bot.service.names, beginning, request))

    async def feeds(self, request: Request, beginning: str) -> tuple[Feed, ...]:
        """The workspace's feeds that have this in their names."""
        known = await self._suggested(partial(self.bot.feeds.of, (request.workspace,)))
        return tuple(feed for feed in known if beginning.lower() in feed.name.lower())

    async def _suggested(self, work: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pools.suggestions, work)
        except OnRecordError:
            return ()

    async def finish(self, seconds: float) -> None:
        """Gives what is under way some time, and says to the others that they have to ask again."""
        if self.promised:
            await asyncio.wait(list(self.promised), timeout=seconds)
        (stopped,) = drafts(_STOPPED)
        late = [self._show(interaction, stopped) for interaction in self.promised.values()]
        await asyncio.gather(*late, return_exceptions=True)


async def sent(send: Callable[..., Awaitable[T]], draft: Draft) -> T:
    """What came of sending a draft: as components, or as an embed where those are not taken.

    Pictures are shown in the place of something alone, which takes them as `attachments`.
    """
    try:
        return await send(view=draft.layout(), **_attached(draft))
    except discord.HTTPException as error:
        if error.code != _INVALID_FORM:
            raise
    return await send(embed=draft.embed(), view=draft.buttons(), **_attached(draft))


def _attached(draft: Draft) -> dict[str, list[discord.File]]:
    return {"attachments": draft.files()} if draft.picture else {}
