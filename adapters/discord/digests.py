"""What is posted to channels as Discord's Markdown: a digest, its stories, and what is said of them later."""

from collections.abc import Iterator

from adapters import digest_wording, wording
from adapters.discord.markdown import bold, clipped, date, link, moment
from adapters.discord.pages import Item, Page, laid_out
from adapters.discord.pieces import (
    NAMES,
    POINT,
    TITLE,
    WORDS,
    archived_contest,
    cut_words,
    dated,
    gist,
    headline,
    linked_title,
    named,
    remarked,
    said,
    small,
    small_print,
    together,
    turn,
)
from adapters.hostile import web_address
from bot.model import Changes, Contested, Digest, Story, StoryVoice


def digest_pages(digest: Digest) -> tuple[Page, ...]:
    """The head, which has one page: with the gist of the stories where that fits, else with their headlines alone."""
    told = laid_out(headlines(digest, brief=False))
    return told if len(told) == 1 else laid_out(headlines(digest, brief=True))


def headlines(digest: Digest, brief: bool) -> Iterator[Item]:
    """The stories of a digest one by one, in `brief` without what they are about."""
    nothing_new = digest_wording.nothing_new(digest)
    yield Item("\n".join([f"## News digest, {moment(digest.at, 'F')}", *([nothing_new] if nothing_new else [])]))
    for number, story in enumerate(digest.stories, 1):
        article = story.articles[0]
        title = f"**{number}. {linked_title(wording.title(article), article.url)}**"
        lines = [
            title + remarked(digest_wording.remarks(story)),
            *small(cut_words(digest_wording.outlets(story.articles), NAMES)),
        ]
        if not brief:
            lines += [cut_words(sentence, POINT) for sentence in story.gist[:1]]
            lines += [f"*{cut_words(point, POINT)}*" for point in digest_wording.disputed(story)[:1]]
        yield Item("\n".join(lines))
    yield from small_print(digest_wording.left_out(digest))


def story(told: Story) -> Iterator[Item]:
    """All of a story."""
    article = told.articles[0]
    outlets = cut_words(digest_wording.outlets(told.articles), NAMES)
    latest = max((each.published for each in told.articles if each.published), default=None)
    dateline = " · ".join(part for part in (outlets, date(latest)) if part)
    yield headline(wording.title(article), article.url, dateline, digest_wording.remarks(told))
    yield from gist(told.gist)
    for voice in told.voices:
        yield from _voice(voice)
    for dispute in told.disputes:
        yield from archived_contest(dispute, "### Disputed", alone=len(told.articles) == 1)
    yield from small_print([digest_wording.more(told)])


def _voice(voice: StoryVoice) -> Iterator[Item]:
    lead = named(digest_wording.name(voice), digest_wording.described(voice))
    for report in voice.reports:
        others = (f"  - ≈ {said(digest_wording.worded(report, other))}" for other in report.wordings)
        yield from together([f"- {said(digest_wording.said(report))}", *others], lead, "### Who said what")


def contested(found: Contested) -> Iterator[Item]:
    """A claim that was posted, and who contests it since."""
    yield Item(bold(clipped(digest_wording.contested(found), POINT)))
    for told in digest_wording.turns(found):
        yield Item(turn(told))


def changes(seen: Changes) -> Iterator[Item]:
    """What became different in an article that was posted."""
    url = web_address(seen.article.url)
    title = f"**{link(clipped(digest_wording.changed(seen), TITLE), url)}**"
    lead = "\n".join([title, *small(dated(seen.article))])
    for change in seen.changes:
        yield Item(f"- {cut_words(digest_wording.change(change), WORDS)}", lead)
