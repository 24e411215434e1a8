"""Words that report what somebody said, thinks or intends, by the form of what they report.

The families are those of English reference grammars (Quirk et al. 1985, 16.20-16.63: factual, suasive, emotive and
volitional verbs); a word stands under a form where, in annotated political news, it reported more often than not.
"""

from spacy.strings import get_string_id
from spacy.tokens import Token

from summarizers.complements import CLAUSE, GERUND, INFINITIVE, NAMING, OBJECT, Complement


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SPEECH = _words("""
    say tell add write ask note argue report explain reply respond answer remark comment observe state declare announce
    claim insist assert maintain contend allege acknowledge admit concede confirm deny warn caution stress emphasize
    emphasise reiterate repeat suggest point conclude continue recall recount quip joke tweet post exclaim shout yell
    whisper mutter predict promise vow pledge demand urge testify disclose reveal boast brag lament complain counter
    retort interject opine muse read chime protest plead advise inform assure remind cry scream proclaim pronounce
    mention relate query wonder volunteer venture elaborate clarify rule order
""")
"""Verbs that can bring a quotation."""

THOUGHT = _words("""
    believe think feel fear worry hope expect doubt suspect assume hold guess reckon imagine question wonder know agree
    disagree decide find estimate calculate determine consider understand realize realise foresee fancy conclude
    speculate theorize theorise judge anticipate
""")

_UNSAFE_CLAUSE = _words("rule order read hold know find feel see think understand decide post relate")
"""Clause verbs that often tell an event instead of a report."""

_VERBS: dict[str, frozenset[str]] = {
    CLAUSE: SPEECH
    | THOUGHT
    | _words("""
        show indicate signal imply hint call hear learn see propose recommend request dispute reject hop forecast bet
        swear certify attest convince persuade notify concur vote stipulate underline underscore highlight teach surmise
        rumor posit intimate specify require
    """),
    INFINITIVE: _words("""
        call expect want seem decline ask seek refuse urge vow promise plan pledge hop hope decide threaten agree push
        encourage intend prefer offer claim wish propose swear beg implore advise order aim command warn invite demand
        volunteer mean resolve undertake promise consent opt desire long yearn
    """),
    GERUND: _words("suggest propose report support oppose recommend consider mention describe deny advocate endorse"),
    OBJECT: _words("""
        support endorse oppose reject criticize criticise defend denounce condemn praise propose dismiss tout blast back
        question doubt deny dispute contest cite mention note describe announce acknowledge admit claim demand
        blame attack slam deplore decry rebuke mock deride ridicule assail lambast lambaste hail applaud welcome laud
        favor favour advocate urge suggest recommend predict forecast fear welcome regret lament protest challenge
        refute rebut contradict disavow denounce repudiate highlight emphasize emphasise stress underscore reiterate
        outline promise pledge threaten expect anticipate warn credit thank allege confirm reaffirm
        bemoan bewail champion concede tweet downplay voice express
    """),
    NAMING: _words("call label brand dub deem declare consider term describe pronounce rate judge"),
    "for": _words("""
        call push blame ask praise criticize criticise advocate apologize apologise vouch lobby argue hop hope press
        fault commend thank slam blast rail plead beg chide
    """),
    "about": _words("talk ask speak worry complain brag boast joke warn write wonder rave gush muse inquire enquire"),
    "of": _words("accuse warn boast complain speak approve disapprove despair suspect convince"),
    "as": _words(
        "describe portray dismiss characterize characterise cast regard label denounce depict frame hail refer"
    ),
    "to": _words("refer respond point allude object liken admit react"),
    "on": _words("comment insist"),
    "against": _words("warn rail caution argue advise"),
    "with": _words("agree disagree concur"),
    "at": _words("hint scoff"),
    "by": _words("""
        contest dispute deny reject criticize criticise condemn question support endorse oppose describe denounce
        dismiss praise welcome challenge contradict refute back claim allege propose suggest mock
    """),
}

_NOUNS: dict[str, frozenset[str]] = {
    CLAUSE: _words("""
        suggestion statement claim complaint assertion concern hope belief doubt fear argument confidence speculation
        remark admission accusation allegation assumption insistence contention view promise pledge prediction warning
        conviction opinion denial announcement declaration conclusion worry hint assurance idea notion
    """),
    INFINITIVE: _words(
        "promise pledge vow refusal desire reluctance unwillingness request demand threat call plan proposal"
    ),
    OBJECT: frozenset(),
    "about": _words(
        "concern doubt question comment remark worry anxiety complaint claim skepticism scepticism unease fear"
    ),
    "of": _words("""
        criticism denial rejection accusation condemnation denunciation disapproval endorsement fear warning praise
        skepticism scepticism suspicion assessment allegation approval
    """),
    "for": _words("call praise support request admiration enthusiasm contempt preference hope demand"),
    "over": _words("concern anger unease worry alarm outrage fear"),
    "at": _words("anger outrage frustration dismay disappointment"),
    "with": _words("agreement disagreement frustration"),
    "from": frozenset(),
}

_ADJECTIVES: dict[str, frozenset[str]] = {
    CLAUSE: _words("""
        confident hopeful sure certain concerned optimistic worried convinced adamant afraid doubtful skeptical
        sceptical fearful positive pessimistic unsure uncertain glad surprised disappointed pleased clear aware
    """),
    INFINITIVE: _words("eager willing reluctant unwilling loath keen"),
    "about": _words(
        "concerned worried optimistic pessimistic skeptical sceptical enthusiastic nervous hopeful anxious"
    ),
    "of": _words("critical skeptical sceptical supportive suspicious wary dismissive fearful"),
    "for": _words("hopeful"),
    "to": _words("opposed"),
    "with": _words("dissatisfied unhappy"),
}

REPORT_NOUNS = _NOUNS[CLAUSE] | _words("comment charge account version")
"""Nouns that take up a report as a whole ("..., a claim that the ministry rejects")."""

VOICED = frozenset().union(*_NOUNS.values())
"""Nouns for what is voiced."""

LIGHT_VERBS = _words("express have voice raise give cast make issue offer show share hold repeat lodge harbor harbour")
"""Verbs that leave the reporting to the noun after them ("expressed concern about")."""

_TABLES = {"NOUN": _NOUNS, "ADJ": _ADJECTIVES, "VERB": _VERBS, "AUX": _VERBS}
_IN_ANY_FORM = {kind: frozenset().union(*table.values()) for kind, table in _TABLES.items()}
_REPORTING_AS = {
    get_string_id(lemma): frozenset(kind for kind, lemmas in _IN_ANY_FORM.items() if lemma in lemmas)
    for lemma in frozenset().union(*_IN_ANY_FORM.values())
}
"""As which parts of speech a lemma reports; by spaCy's number for it, as every word of an article is looked up."""

_CONFIDENCE = {CLAUSE: 0.85, INFINITIVE: 0.7, GERUND: 0.6, OBJECT: 0.55, NAMING: 0.75}
"""How often such a report was right on annotated news, roughly, by its form; a preposition's is below."""
_CONFIDENCE_OF_PREPOSITION = 0.55
_UNSAFE = 0.6


def may_report(word: Token) -> bool:
    """Is it a verb, adjective or noun that reports something in any form?"""
    kinds = _REPORTING_AS.get(word.lemma)
    return kinds is not None and word.pos_ in kinds


def confidence_of(word: Token, complement: Complement) -> float:
    """How surely the word reports the complement: 0 where it does not, else up to 1."""
    table = _TABLES.get(word.pos_, _VERBS)
    lemma = word.lemma_.lower()
    if lemma not in table.get(complement.form, ()):
        return 0.0
    if complement.form == CLAUSE and lemma in _UNSAFE_CLAUSE:
        return _UNSAFE
    return _CONFIDENCE.get(complement.form, _CONFIDENCE_OF_PREPOSITION)
