"""Words by which one side contests another, by the stance that they take."""

from collections.abc import Mapping
from typing import Final

from summarizers.briefing import Stance


def _words(stance: Stance, text: str) -> dict[str, Stance]:
    return dict.fromkeys(text.split(), stance)


def _lists(lists: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {word: frozenset(listed.split()) for word, listed in lists.items()}


VERBS: Final[dict[str, Stance]] = {
    **_words("denies", "deny reject dispute refute rebut contradict dismiss contest repudiate debunk disavow counter"),
    **_words("doubts", "doubt question challenge disagree"),
    **_words("opposes", "oppose condemn criticize criticise denounce object protest decry slam blast"),
}
"""Verbs whose subject contests; what they contest is their content."""

PHRASES: Final = _lists(
    {
        "bristle": "at",
        "brush": "off aside",
        "laugh": "off",
        "push": "back",
        "scoff": "at",
        "shrug": "off",
        "take": "issue offense",
        "wave": "off aside away",
    }
)
"""Verbs that deny together with another word ("pushed back against the claims")."""

NOUNS: Final[dict[str, Stance]] = {
    **_words("denies", "denial rejection dismissal rebuttal"),
    **_words("doubts", "doubt skepticism scepticism disbelief"),
    **_words("opposes", "opposition objection criticism condemnation protest"),
}
"""Nouns of contesting that are said to come from somebody ("despite denials from the ministry")."""

ADJECTIVES: Final[dict[str, Stance]] = _words("doubts", "skeptical sceptical doubtful dubious unconvinced")

CLAIM_NOUNS: Final = frozenset(
    "account accusation allegation argument assertion assessment belief charge characterisation characterization claim "
    "comment conclusion concern confidence consensus contention conviction criticism estimate figure finding idea "
    "narrative notion prediction remark report rumor rumour statement suggestion theory version view".split()
)
"""Nouns that stand for what somebody else said ("rejected the claim that ...")."""

SPANS_OF_TIME: Final = frozenset("century day decade hour minute month second week year".split())
"""Nouns that many statements have, whatever they are about."""

REQUESTS: Final = frozenset("appeal attempt bid call demand effort plea proposal request".split())
"""Nouns that stand for what somebody wants, and another rejects."""

SET_ASIDE: Final = frozenset(
    "accusation allegation argument assertion assurance claim contention insistence protestation suggestion".split()
)
"""Nouns of claims that "despite" and "contrary to" set aside."""

OVERRULED: Final[dict[str, Stance]] = _words("denies", "denial protest") | _words(
    "opposes", "advice complaint criticism objection opposition warning"
)
"""Nouns of contests that they set aside."""

SAID_BY: Final = _lists(
    {
        "accusation": "accuse charge blame",
        "allegation": "allege accuse charge",
        "argument": "argue contend",
        "assertion": "assert maintain insist",
        "charge": "charge accuse",
        "claim": "claim allege assert",
        "complaint": "complain allege accuse sue",
        "criticism": "criticize criticise fault slam attack",
        "demand": "demand call urge ask want",
        "fear": "fear worry",
        "lawsuit": "sue allege accuse",
        "prediction": "predict forecast",
        "proposal": "propose suggest",
        "reading": "regard see call describe",
        "request": "request ask",
        "suggestion": "suggest hint imply",
        "suit": "sue allege accuse",
        "warning": "warn",
    }
)
"""Verbs that say what a noun then stands for: who "rejected the accusation" answers whoever accused."""

FALSE: Final = frozenset(
    "absurd baseless bogus defamatory distortion fabrication false falsehood fantasy fiction fictitious garbage "
    "groundless hoax inaccurate invention laughable lie ludicrous misleading myth nonsense nonsensical "
    "preposterous ridiculous rubbish slander smear unfair unfounded unjustified untrue wrong".split()
)
"""What somebody calls a claim who contests it."""

FALSELY: Final = frozenset(
    "falsely wrongly incorrectly erroneously baselessly inaccurately mistakenly misleadingly".split()
)
"""Adverbs with which the newsroom itself contests what it reports."""

CORRECTIONS: Final = (
    "there is no evidence",
    "there was no evidence",
    "no evidence that",
    "no evidence of",
    "without evidence",
    "without offering evidence",
    "without providing evidence",
    "offered no evidence",
    "provided no evidence",
    "is not true",
    "was not true",
    "is false",
    "was false",
    "is untrue",
    "was untrue",
    "is simply false",
    "not supported by",
    "has been debunked",
    "been debunked",
    "is inaccurate",
    "is incorrect",
    "is misleading",
)
"""Phrases, case-folded, with which the newsroom corrects a claim in its own voice."""

CONTRASTS: Final = frozenset("but however yet instead nevertheless nonetheless although though while".split())
"""Words that set a sentence against the one before it."""

DECLINING: Final = frozenset({"decline", "refuse"})
CONDEMNING: Final = frozenset("condemn decry denounce deplore".split())
DEEDS: Final = frozenset(
    "abduction abuse act assault assassination atrocity attack blast bombing breach crackdown crime explosion hacking "
    "invasion kidnapping killing launch massacre murder rape raid shooting strike terror terrorism test violation "
    "violence".split()
)
"""What is condemned but no claim of anybody's."""
NEGATIONS: Final = frozenset("not n't never no none nothing nobody neither nor without cannot".split())
HEDGES: Final = frozenset("reportedly allegedly apparently likely perhaps maybe probably also really simply".split())
POLICY_WORDS: Final = frozenset(
    "plan proposal bill law ban tax policy measure deal agreement treaty amendment reform legislation reform budget "
    "should must ought ballot vote rule project scheme".split()
)
PROSPECT_WORDS: Final = frozenset("will would could might may going can".split())
BLAME_WORDS: Final = frozenset(
    "blame fault responsible guilty cause accuse liar lie racist corrupt corruption motive fit unfit qualified "
    "unqualified sincerity honest dishonest cheat fraud crime criminal".split()
)
