"""Where the article names somebody, and with what title before or apposition behind the name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Stretch

from summarizers.adornments import Words, adornment, is_word
from summarizers.briefing import Span
from summarizers.document import Document
from summarizers.epithets import apposition_after, title_before
from summarizers.folding import plain
from summarizers.given_names import is_given_name
from summarizers.runs import is_name_part, name_runs
from summarizers.titles import BODIES, HONORIFICS, NAMING_BODIES, PARTIES, ROLES, STATES

_NOT_A_NAME = frozenset({"mr", "mrs", "ms", "dr", "sen", "rep", "gov", "st", "monday", "tuesday", "wednesday",
                         "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "june",
                         "july", "august", "september", "october", "november", "december"})  # fmt: skip
_BODIES = BODIES | NAMING_BODIES
_SHORT_WORD = 3
_LEAST_WORDS = 4
_CAPITALISED = 0.75
"""Share of words with a capital from which on a short paragraph is a headline."""
_LONGEST_HEADLINE = 300


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at tokens `start` to `end` of the parse, with the tokens of its title and apposition (empty if none).

    `words` is its form for comparison: ASCII, lower case, without marks, possessive and article.
    """

    start: int
    end: int
    words: Words
    label: str
    title: range
    apposition: range


def find_mentions(document: Document) -> tuple[Mention, ...]:
    """Every name in text order; names do not overlap."""
    parse = document.parse
    found = [mention for start, end, label in name_runs(parse) for mention in _mention(parse, start, end, label)]
    found.extend(list(_overlooked(parse, found)))
    headlines = frozenset(index for paragraph in document.paragraphs for index in _headline(parse, paragraph))
    known = {mention.words for mention in found if mention.start not in headlines}
    common = {token.lower_ for token in parse if token.is_lower}
    bare = _bare(parse, found, known)
    checked = (_in_headline(parse, m, known, common) if m.start in headlines else m for m in bare)
    return tuple(sorted((mention for mention in checked if mention), key=lambda mention: mention.start))


def _headline(parse: Doc, paragraph: Span) -> Iterator[int]:
    """The tokens of a paragraph where nearly every longer word has a capital, which then tells nothing of names."""
    short = paragraph.end - paragraph.start < _LONGEST_HEADLINE
    tokens = parse.char_span(*paragraph, alignment_mode="expand") if short else None
    words = [token for token in tokens or () if token.is_alpha and len(token) > _SHORT_WORD]
    if len(words) >= _LEAST_WORDS and sum(token.text[0].isupper() for token in words) > _CAPITALISED * len(words):
        yield from (token.i for token in tokens or ())


def _in_headline(parse: Doc, mention: Mention, known: set[Words], common: set[str]) -> Mention | None:
    """The longest part of the mention that is a name elsewhere; all of it if no word of it is a common one."""
    size = len(mention.words)
    if mention.end - mention.start == size and mention.words not in known:
        for length in range(size, 0, -1):
            for first in range(size - length + 1):
                words = mention.words[first : first + length]
                rest = {*mention.words[:first], *mention.words[first + length :]}
                if words in known and (length > 1 or rest <= common):
                    start = mention.start + first
                    title = mention.title if first == 0 else range(start, start)
                    return replace(mention, start=start, end=start + length, words=words, title=title)
    unsure = not mention.label or any(word in common for word in mention.words)
    return None if unsure and mention.words not in known else mention


def _bare(parse: Doc, found: list[Mention], known: set[Words]) -> Iterator[Mention]:
    """The names without what adorns them; the two names of "Lee and Ray"."""
    full = {words for words in known if len(words) > 1 and is_given_name(words[0])}
    titled = {mention.words for mention in found if mention.title or mention.apposition}
    alone = {words for words in titled if len(words) == 1}
    short = {word for words in full | alone for word in (words[0], words[-1])}
    for mention in found:
        words = mention.words
        place = words.index("and") if "and" in words else 0
        uneven = mention.end - mention.start != len(words)
        if uneven or mention.label in {"GPE", "LOC"} or words[-1] in _BODIES:
            yield mention
        elif {words[:place], words[place + 1 :]} <= known:
            yield replace(mention, end=mention.start + place, words=words[:place], apposition=range(0))
            yield replace(mention, start=mention.start + place + 1, words=words[place + 1 :], title=range(0))
        else:
            count = adornment(words, known, short, parse.vocab)
            kept = 0 if words in titled and len(words) - count == 1 else count  # "Secretary Ash Lee" bears that name
            yield replace(mention, start=mention.start + kept, words=words[kept:])


def _overlooked(parse: Doc, found: list[Mention]) -> Iterator[Mention]:
    """Capitalised words that are the last word of a name elsewhere, where neither entity nor proper noun was seen.

    So are those that are a name inside a sentence and nowhere a common word ("Rovers", if no rovers come up). Some
    surnames are roles ("Ann King"); these are names where nothing makes them a role ("the King", "King Olaf").
    """
    taken = {index for mention in found for index in range(mention.start, mention.end)}
    surnames = {
        mention.words[-1]
        for mention in found
        if len(mention.words) > 1
        and (mention.label == "PERSON" or not (mention.label or is_word(mention.words[-1], parse.vocab)))
    }
    single = {mention.words[0] for mention in found if len(mention.words) == 1 and _is_sure(parse, mention)}
    known = surnames | (single - set(map(plain, {token.text for token in parse if token.is_lower})))
    for token in parse:
        word = plain(token.text) if token.i not in taken and token.text[0].isupper() else ""
        if word in known and not token.is_stop and (word not in ROLES or _stands_as_name(token)):
            yield from _mention(parse, token.i, token.i + 1, "", is_known=True)


def _is_sure(parse: Doc, mention: Mention) -> bool:
    """Is a single word a name, by its place inside a sentence or because no dictionary has it?"""
    inside = bool(mention.label) and not parse[mention.start].is_sent_start
    return inside or not is_word(mention.words[0], parse.vocab)


def _stands_as_name(word: Token) -> bool:
    led = any(child.dep_ in {"det", "poss", "amod"} for child in word.lefts)
    titles = word.i + 1 < len(word.doc) and is_name_part(word.nbor())
    return word.pos_ == "PROPN" and word.dep_ not in {"compound", "appos"} and not led and not titles


def _mention(parse: Doc, start: int, end: int, label: str, *, is_known: bool = False) -> Iterator[Mention]:
    """The trimmed name with what is around it; nothing where no name is left."""
    start, end = _without_role(parse, *_trimmed(parse, start, end))
    if start == end or _is_seat(parse, start) or _is_seat(parse, start + 2):
        return
    bare = _without_honorific(parse, start, end, label)
    end = _with_body(parse, bare, end, label)
    words = tuple(word for token in parse[bare:end] if (word := plain(token.text)))
    words = (PARTIES[words[0]].lower(),) if len(words) == 1 and words[0] in PARTIES else words
    if words and (is_known or not _is_no_name(parse[bare:end], words, label)):
        title = title_before(parse, bare)
        yield Mention(bare, end, words, label, title, apposition_after(parse, end))


def _is_seat(parse: Doc, start: int) -> bool:
    """Does it only say for which state somebody sits ("R-Ohio")?"""
    hyphened = 1 < start < len(parse) and parse[start - 1].text in {"-", "–"}
    return hyphened and parse[start - 2].text in {"D", "I", "R"}


def _is_no_name(stretch: Stretch, words: tuple[str, ...], label: str) -> bool:
    """A day, a bare role ("President") or an adjective of a people or party ("Ukrainian officials")."""
    if label == "NORP" or words[0].title() in PARTIES.values():
        singular_role = words[-1] in ROLES
        return singular_role or stretch.root.dep_ in {"amod", "compound", "nmod"} or stretch.root.pos_ == "ADJ"
    if len(words) > 1:
        return False
    state = words[0] in STATES and stretch[0].text.endswith(".")
    role = words[0] in ROLES or plain(stretch[0].lemma_) in ROLES or words[0].removesuffix("s") in ROLES
    return state or role or words[0] in _NOT_A_NAME or words[0].isdigit()


def _trimmed(parse: Doc, start: int, end: int) -> tuple[int, int]:
    for index in range(start, end):
        if "\n" in parse[index].text or (parse[index].text == ":" and parse[index - 1].is_upper):
            end = index if index > start else end
            break
    while start < end and (parse[start].pos_ in {"DET", "PUNCT", "SPACE", "PART"} or not _has_letters(parse[start])):
        start += 1
    if end - start > 1 and _is_own_verb(parse[end - 1]):
        end -= 1
    while end > start and (parse[end - 1].lower_ in {"'s", "’s", "'", "’"} or not _has_letters(parse[end - 1])):
        end -= 1
    return start, end


def _has_letters(token: Token) -> bool:
    return any(map(str.isalnum, token.text))


def _is_own_verb(last: Token) -> bool:
    """Is a last word the verb behind the name, in a headline ("Lee Says") or elsewhere ("Van der Meer called")?"""
    in_headline = last.tag_ == "VBZ" and last.nbor(-1).head == last
    return in_headline or (last.is_lower and last.pos_ == "VERB")


def _without_role(parse: Doc, start: int, end: int) -> tuple[int, int]:
    """The body in "PolitiFact Executive Director" where the name of the person follows."""
    if end < len(parse) and is_name_part(parse[end]):
        role = next((i for i in range(start, end) if plain(parse[i].text) in ROLES), end)
        while start < role < end and parse[role - 1].pos_ == "ADJ":
            role -= 1
        return start, max(role, start)
    return start, end


def _without_honorific(parse: Doc, start: int, end: int, label: str) -> int:
    """Where the name begins behind titles ("Sen. Ann Lee"); "Justice Department" and the like stay whole."""
    last = plain(parse[end - 1].text)
    if label not in {"PERSON", ""} and (
        plain(parse[start].text) in {"general", "justice", "attorney", "state"}
        or last in BODIES
        or last in HONORIFICS
        or parse[end - 1].is_lower
    ):
        return start
    plural = "s" if label == "PERSON" else ""
    while start < end - 1 and last not in BODIES:
        word, following = (plain(token.text) for token in parse[start : start + 2])
        presents = word in ROLES and start < end - 2 and is_given_name(following)
        if not presents and word not in HONORIFICS and word.removesuffix(plural) not in HONORIFICS:
            break
        start += 1
    return start


def _with_body(parse: Doc, start: int, end: int, label: str) -> int:
    """The end of a name that goes on with the noun of a body: "Lee campaign", "Ukrainian government"."""
    at = end
    if at < len(parse) and parse[at].lower_ in {"foreign", "defense", "interior", "finance", "health", "state"}:
        at += 1
    if at < len(parse) and parse[at].lower_ in NAMING_BODIES and parse[at].head.i != end - 1:
        following = parse[at + 1].lower_ if at + 1 < len(parse) else ""
        return end if parse[at].dep_ == "compound" or following in ROLES else at + 1
    return end
