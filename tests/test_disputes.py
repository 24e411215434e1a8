"""Short articles with the disputes that they show, as (asserting, stance, contesting)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from summarizers.actors import resolve_actors
from summarizers.attributions import find_attributions
from summarizers.briefing import SHOWN, Article, Span
from summarizers.contests import Contest
from summarizers.disputes import find_disputes, united
from summarizers.document import Attribution, Document
from summarizers.parsing import parse
from summarizers.propositions import propositions


def read(text: str, pipeline: Language) -> Document:
    document = parse(Article(None, None, "Bay Post", None, "en", text), pipeline)
    return find_disputes(resolve_actors(find_attributions(document)))


def sides(document: Document) -> list[tuple[set[str], str, set[str]]]:
    names = {actor.id: actor.name for actor in document.actors}
    return [
        (
            {names[each] for each in dispute.sides[0].actors},
            dispute.sides[1].stance,
            {names[each] for side in dispute.sides[1:] for each in side.actors},
        )
        for dispute in document.disputes
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Mayor Ann Lee said that the bridge was not safe. Bo Ray rejected the claim that the bridge was not safe.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a denial of the same words",
        ),
        pytest.param(
            "Ann Lee accused the Harbour Line of skipping an inspection. Bo Ray, who runs it, denied the accusation.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a denial that points back",
        ),
        pytest.param(
            "Ann Lee accused the institute of hiding the result. The report has twelve pages. Cy Dunn said that the"
            " poll was short. Bo Ray rejected the accusation.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="an accusation further back than the last statement",
        ),
        pytest.param(
            "Ann Lee demanded that the ships stay in port. Cy Dunn said that the wind had dropped. Bo Ray rejected that"
            " demand.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a demand by its noun",
        ),
        pytest.param(
            "Ann Lee claimed that the storm had caused the fire, a statement contested by Bo Ray.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a claim contested in the same sentence",
        ),
        pytest.param(
            "Bo Ray spoke first. Ann Lee claimed that the storm had caused the fire, despite denials from Ray.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="denials from somebody",
        ),
        pytest.param(
            "Ann Lee falsely claimed that the bridge had collapsed.",
            [({"Ann Lee"}, "denies", {"Bay Post"})],
            id="the newsroom corrects",
        ),
        pytest.param(
            "Ann Lee said that the bridge was safe. Bo Ray said that he would travel to Tolmouth on Monday.",
            [],
            id="two who speak of different things",
        ),
        pytest.param(
            "Ann Lee said that the bridge was safe. Later she denied that the bridge was safe.",
            [],
            id="a change of mind",
        ),
        pytest.param("Ann Lee denied that the bridge was safe.", [], id="one side alone"),
        pytest.param(
            "Ann Lee said that the storm had caused the fire. Bo Ray told a different story.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="another version",
        ),
        pytest.param(
            "Ann Lee said that the storm had caused the fire.\n\nThe dockers have another explanation. Bo Ray, who"
            " leads them, said that the wiring was old. “We warned them,” Ray said.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="another version, told by whoever speaks next",
        ),
        pytest.param(
            "Ann Lee said that the storm had caused the fire. She flew home. The mayor slept. It rained. Bo Ray told a"
            " different story.",
            [],
            id="another version of what nobody said just before",
        ),
        pytest.param("Ann Lee sang. Bo Ray told another story about his youth.", [], id="another story"),
        pytest.param(
            "Ann Lee said that the storm had caused the fire. Bo Ray did not tell a different story.",
            [],
            id="no other version",
        ),
        pytest.param(
            "Ann Lee said that the storm had caused the fire, a claim that Bo Ray rejected.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a claim that somebody rejects",
        ),
        pytest.param(
            "Ann Lee said that the storm had caused the fire.\n\nBo Ray called that “a complete fiction”.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="called a fiction",
        ),
        pytest.param(
            "Ann Lee said that the storm had caused the fire. Ray called that “pure fiction”. Ray left.",
            [({"Ann Lee"}, "denies", {"Ray"})],
            id="called a fiction of some kind",
        ),
        pytest.param(
            "Ann Lee said that the storm had caused the fire. Bo Ray called it a long night.",
            [],
            id="called something that is no contest",
        ),
        pytest.param(
            "Bo Ray said that the wiring was old, despite Ann Lee's claim that the storm had caused the fire.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a claim set aside by a speaker",
        ),
        pytest.param(
            "Contrary to Ann Lee's claim that the bridge was safe, there were cracks in it.",
            [({"Ann Lee"}, "denies", {"Bay Post"})],
            id="a claim set aside by the newsroom",
        ),
        pytest.param(
            "Ann Lee said that the bridge was safe, despite Bo Ray's repeated denials.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="denials set aside",
        ),
        pytest.param(
            "Ann Lee opened the bridge despite warnings from Bo Ray that it would not hold.",
            [({"Ann Lee"}, "opposes", {"Bo Ray"})],
            id="warnings set aside",
        ),
        pytest.param(
            "Ann Lee sang despite her fear of the rain, and Bo Ray danced.", [], id="despite what nobody says"
        ),
        pytest.param(
            "A letter casts doubt on Ann Lee's claim that nobody warned her about the bridge.",
            [({"Ann Lee"}, "doubts", {"Bay Post"})],
            id="doubt cast on a claim",
        ),
        pytest.param(
            "Ann Lee said that twelve were hurt. Bo Ray disputed the figure of twelve that Lee gave.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="whose figure it is, told behind it",
        ),
        pytest.param(
            "Ann Lee said that the bridge was safe. “That is not true,” said Bo Ray.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="not true",
        ),
        pytest.param(
            "Ann Lee said that the bridge was safe, but Bo Ray disputes that.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="disputes that",
        ),
        pytest.param(
            "Ann Lee said that the bridge was safe. “I don't believe that,” said Bo Ray.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="does not believe it",
        ),
        pytest.param(
            "Ann Lee said that the bridge was safe. Bo Ray said it was wrong to let people swim there.",
            [],
            id="wrong to do something",
        ),
        pytest.param(
            "Ann Lee said that Bo Ray had taken the money. Ray said that the allegation was false.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="the allegation is false",
        ),
        pytest.param(
            "Ann Lee said that the bridge was safe. Bo Ray said that the report of the engineers was false.",
            [],
            id="what is false was not said just before",
        ),
        pytest.param(
            "Ann Lee said that Bo Ray had taken the money, which Ray denies.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="which somebody denies",
        ),
        pytest.param(
            "Ann Lee said that the prisoners had been beaten, a charge the army has repeatedly denied.",
            [({"Ann Lee"}, "denies", {"the army"})],
            id="a charge that somebody without a name denies",
        ),
        pytest.param(
            "Ann Lee said that the number of thefts had doubled. That is false.",
            [({"Ann Lee"}, "denies", {"Bay Post"})],
            id="the newsroom says that it is false",
        ),
        pytest.param(
            "Ann Lee repeated the false claim that the bridge had collapsed.",
            [({"Ann Lee"}, "denies", {"Bay Post"})],
            id="a claim that the newsroom calls false",
        ),
        pytest.param(
            "Ann Lee rejected critics' claims that the dam was unsafe.",
            [({"critics"}, "denies", {"Ann Lee"})],
            id="a claim of somebody without a name",
        ),
        pytest.param(
            "Ann Lee said she was skeptical of the engineers' conclusion that the bridge was damaged by the flood.",
            [({"the engineers"}, "doubts", {"Ann Lee"})],
            id="a doubt that is told as what somebody said",
        ),
        pytest.param(
            "Ann Lee said she was not skeptical of the engineers' conclusion that the bridge was damaged by the flood.",
            [],
            id="no doubt",
        ),
        pytest.param(
            "Ann Lee said the dam would flood twelve villages. Bo Ray said that no village would be flooded.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="the same in other words with a no",
        ),
        pytest.param(
            "Ann Lee said that Cy Dunn had not signed the treaty. “I signed the treaty in May,” said Cy Dunn.",
            [({"Ann Lee"}, "denies", {"Cy Dunn"})],
            id="who is spoken of says that it was so",
        ),
        pytest.param(
            "Ann Lee said that she would sign the treaty. Bo Ray said that he would not sign the treaty.",
            [],
            id="two who each speak of themselves",
        ),
        pytest.param(
            "Ann Lee said the dam would flood twelve villages. Bo Ray said that the road would not be flooded.",
            [],
            id="a no to something else",
        ),
        pytest.param(
            "Ann Lee said the dam would flood twelve villages. Lee said that no town would be flooded.",
            [],
            id="nobody contradicts himself",
        ),
        pytest.param(
            "Ann Lee said that officers had beaten him. The police denied that they had used force.",
            [({"Ann Lee"}, "denies", {"The police"})],
            id="a deed denied in other words",
        ),
        pytest.param(
            "Ann Lee said that officers had beaten him. The police would neither confirm nor deny that they had used"
            " force.",
            [],
            id="neither confirmed nor denied",
        ),
        pytest.param(
            "Ann Lee said that the harbour was full. Bo Ray denied any wrongdoing.",
            [],
            id="nothing told of what is denied",
        ),
        pytest.param(
            "Ann Lee said that the army had kept its word. “Nobody believes that,” Bo Ray said.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="nobody believes it",
        ),
        pytest.param(
            "Ann Lee said that crime had doubled. That is false, and Cy Dunn said that the number of thefts fell.",
            [({"Ann Lee"}, "denies", {"Bay Post"})],
            id="the newsroom says that it is false, and then who says otherwise",
        ),
        pytest.param(
            "Ann Lee proposed to build a road through the park. Bo Ray opposes the plan.",
            [({"Ann Lee"}, "opposes", {"Bo Ray"})],
            id="a plan",
        ),
        pytest.param(
            "Ann Lee said the park was closed. Bo Ray opposes the plan.", [], id="a plan that nobody has told of"
        ),
        pytest.param(
            "Ann Lee proposed to build a road through the park. Bo Ray opposes the plan to raise the rent.",
            [],
            id="another plan",
        ),
        pytest.param(
            "Ann Lee said the guard had hit two women. Bo Ray denied that it had happened.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a denial that it was so",
        ),
        pytest.param(
            "Ann Lee said the hospital had enough beds. Bo Ray questioned the figures.",
            [({"Ann Lee"}, "doubts", {"Bo Ray"})],
            id="a doubt that points back",
        ),
        pytest.param(
            "Ann Lee called for a ban on cars. Bo Ray said that would be a mistake.",
            [({"Ann Lee"}, "opposes", {"Bo Ray"})],
            id="it would be a mistake",
        ),
        pytest.param(
            "Bo Ray rejected calls by the union for an inquiry.",
            [({"the union"}, "opposes", {"Bo Ray"})],
            id="a call that is rejected",
        ),
        pytest.param(
            "The court rejected a request from Democrats in Ohio to vote on Sunday.",
            [({"Democrats in Ohio"}, "opposes", {"The court"})],
            id="a request from a part of a party",
        ),
        pytest.param(
            "Ann Lee accused the Harbour Line of skipping an inspection. Bo Ray said the lawsuit was without merit.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a lawsuit without merit",
        ),
        pytest.param(
            "Ann Lee said the bank had acted without hearing her. Bo Ray rejected this: “We wrote to her twice.”",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a denial with what is said instead",
        ),
        pytest.param(
            "Cy Dunn said that the study was wrong because it left out traffic. Ann Lee said that summer was hot."
            " Bo Ray rejected the criticism, saying traffic had been counted.",
            [({"Cy Dunn"}, "denies", {"Bo Ray"})],
            id="the criticism that is met by what else is said there",
        ),
        pytest.param(
            "Ann Lee warned that the dyke could break. Cy Dunn said that everyone should leave."
            " Bo Ray denied that the dyke was weak.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a denial of what was said before something else",
        ),
        pytest.param(
            "Bo Ray rejected claims by the union that the bridge was unsafe.",
            [({"the union"}, "denies", {"Bo Ray"})],
            id="claims by somebody",
        ),
        pytest.param(
            "Ann Lee said she had invited the union. Bo Ray said that no such invitation had arrived.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="no such thing",
        ),
        pytest.param(
            "Ann Lee said that the video showed a gun. Bo Ray said that it showed nothing of the kind.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="nothing of the kind",
        ),
        pytest.param(
            "Ann Lee said she had invited the union. Bo Ray said that no such storm had been seen.",
            [],
            id="no such thing as nobody told of",
        ),
        pytest.param(
            "Ann Lee argued that the vaccine was safe. Bo Ray disagreed.",
            [({"Ann Lee"}, "doubts", {"Bo Ray"})],
            id="who disagrees, and with no word of what",
        ),
        pytest.param(
            "Ann Lee argued that the vaccine was safe. Bo Ray does not think so.",
            [({"Ann Lee"}, "doubts", {"Bo Ray"})],
            id="who does not think so",
        ),
        pytest.param("Ann Lee argued that the vaccine was safe. Bo Ray thinks so.", [], id="who thinks so"),
        pytest.param(
            "Ann Lee proposed to build a road. Bo Ray once opposed the plan.", [], id="who no longer opposes it"
        ),
        pytest.param(
            "Ann Lee called for a ban on cars. Bo Ray said it would be a mistake not to follow her.",
            [],
            id="something else would be a mistake",
        ),
        pytest.param(
            "Ann Lee argued that the vaccine was safe. Bo Ray differs from Cy Dunn in his dress.", [], id="who differs"
        ),
        pytest.param(
            "According to a study by Ann Lee, the noise had grown. Bo Ray dismissed the study.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a document",
        ),
        pytest.param(
            "Ann Lee said that the bank had lied, and Cy Dunn declined to comment. “That is not true,” Bo Ray said.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="who declines to comment says nothing",
        ),
        pytest.param(
            "Ann Lee said that 2,000 people had marched. Bo Ray said the true number was closer to 400.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="another figure",
        ),
        pytest.param(
            "Ann Lee said that 400 people had marched. Bo Ray said the number was 400.", [], id="the same figure"
        ),
        pytest.param(
            "Ann Lee said that twelve people had been hurt. Bo Ray said the number was 12.",
            [],
            id="the same figure in digits",
        ),
        pytest.param(
            "Ann Lee said that twenty men and five women had marched. Bo Ray said the number was 20.",
            [],
            id="one of two figures",
        ),
        pytest.param(
            "Ann Lee said that 2 million people had marched. Bo Ray put the number at 2,000,000.",
            [],
            id="the same figure with its scale",
        ),
        pytest.param(
            "Ann Lee said that the march took two hours. Bo Ray said the number of marchers was 400.",
            [],
            id="a figure for something else",
        ),
        pytest.param(
            "Ann Lee said that the strike would cost €40 million. Bo Ray put the figure closer to €65 million.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="another sum",
        ),
        pytest.param(
            "Ann Lee said that eleven meetings had been held. The port has four gates. Bo Ray said that there had been"
            " four meetings, not eleven.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="a figure in place of another",
        ),
        pytest.param(
            "Ann Lee said that eleven ships had come. Bo Ray said that there had been four meetings, not eleven.",
            [],
            id="a figure in place of one for something else",
        ),
        pytest.param(
            "Ann Lee said that a recall would cost 80 million euros; Bo Ray put it at no more than 30 million.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="another sum in the same sentence",
        ),
        pytest.param(
            "No deaths have been reported, Ann Lee said. The Harbour Line denied that its batteries were at fault.",
            [],
            id="what nobody said to be so",
        ),
        pytest.param(
            "Ann Lee said that the sensors had drifted. Bo Ray disagrees: they were calibrated, he said.",
            [({"Ann Lee"}, "doubts", {"Bo Ray"})],
            id="somebody who disagrees and tells why",
        ),
        pytest.param(
            "Ann Lee insisted that no jobs would be lost. Bo Ray does not believe her.",
            [({"Ann Lee"}, "doubts", {"Bo Ray"})],
            id="somebody who is not believed",
        ),
        pytest.param(
            "Ann Lee insisted that no jobs would be lost. Bo Ray does not believe Cy Dunn.",
            [],
            id="somebody else who is not believed",
        ),
        pytest.param(
            "Ann Lee blamed the dockers for the delay. “It is Lee who signed late,” said Bo Ray, who leads the"
            " dockers.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="blame passed on by who speaks for the blamed",
        ),
        pytest.param(
            "Ann Lee accused Norland of ending the talks. Bo Ray, the Norlandish envoy, said that Sudland was to"
            " blame.",
            [({"Ann Lee"}, "denies", {"Bo Ray"})],
            id="blame passed on for a country",
        ),
        pytest.param(
            "Ann Lee blamed the dockers for the delay. Bo Ray, a baker, said that the owner was to blame for his rent.",
            [],
            id="blame by somebody whom nobody blamed",
        ),
    ],
)
def test_sides(text: str, expected: list[tuple[set[str], str, set[str]]], pipeline: Language) -> None:
    assert sides(read(text, pipeline)) == expected


def test_every_side_has_whole_sentences_that_show_it(pipeline: Language) -> None:
    document = read("Ann Lee said the bridge was safe. Bo Ray rejected the claim that the bridge was safe.", pipeline)
    (dispute,) = document.disputes
    assert all(side.evidence and set(side.evidence) <= set(document.sentences) for side in dispute.sides)


def test_contests_of_one_claim_are_one_dispute(pipeline: Language) -> None:
    text = (
        "Ann Lee claimed that the storm had caused the fire, a statement contested by Bo Ray. "
        "Cy Dunn rejected the claim that the storm had caused the fire."
    )
    assert sides(read(text, pipeline)) == [({"Ann Lee"}, "denies", {"Bo Ray", "Cy Dunn"})]


def test_that_is_what_was_said_last(pipeline: Language) -> None:
    text = "Ann Lee called the bridge “a scandal”. She said that nobody had paid. Bo Ray denied that."
    (dispute,) = read(text, pipeline).disputes
    assert dispute.point == "Nobody had paid"


def test_a_denial_that_points_back_is_of_all_that_was_said_there(pipeline: Language) -> None:
    text = "Ann Lee said that the bank had lied. “Its books are lost,” she said. Bo Ray denied the charges."
    (dispute,) = read(text, pipeline).disputes
    assert dispute.point == "The bank had lied"
    assert [text[slice(*span)] for span in dispute.sides[0].evidence] == [
        "Ann Lee said that the bank had lied.",
        "“Its books are lost,” she said.",
    ]


def test_a_denial_beside_a_claim_is_surer_where_something_ties_them(pipeline: Language) -> None:
    def confidence(denial: str) -> float:
        (dispute,) = read(
            f"Ann Lee said that 200 patients had waited a year. Bo Ray denied that {denial}.", pipeline
        ).disputes
        return dispute.confidence

    assert confidence("he had been warned this year") < SHOWN
    assert min(confidence("it had happened"), confidence("a patient had waited")) >= SHOWN


def test_a_figure_that_is_doubted_is_of_the_sentence_before(pipeline: Language) -> None:
    text = (
        "Ann Lee urged both crews to rest. “Each day costs us two million euros,” she said. Bo Ray doubts that figure."
    )
    (dispute,) = read(text, pipeline).disputes
    assert dispute.point == "Each day costs us two million euros"
    assert [text[slice(*span)] for span in dispute.sides[0].evidence] == [
        "“Each day costs us two million euros,” she said."
    ]


def test_what_only_contests_others_is_no_claim(pipeline: Language) -> None:
    text = (
        "Cy Dunn said the strike was over.\n\nAnn Lee disputed this. She said that eleven ports were shut."
        " Bo Ray denied the charges."
    )
    assert "Eleven ports were shut" in {dispute.point for dispute in read(text, pipeline).disputes}


@pytest.mark.parametrize(
    ("text", "point"),
    [
        (
            "Mayor Ann Lee said the crane was, allegedly, safe. Tom Beck denied the crane was safe.",
            "The crane was safe",
        ),
        (
            "Mayor Ann Lee said she really, really wants a new bridge. Tom Beck denied that she wants a new bridge.",
            "Ann Lee wants a new bridge",
        ),
        ("Ann Lee blamed the storm. Bo Ray denied the charge.", "The storm is to blame"),
        (
            "Ann Lee runs the ferry. She said: “I blame myself for the delay.” Bo Ray said that was a lie.",
            "Ann Lee blames herself for the delay",
        ),
        ("Bo Ray said only that the staff had seen the letter. Ann Lee denied it.", "The staff had seen the letter"),
        (
            "Ann Lee told the Harbour Line that coach Cy Dunn “made it clear that if I saw the doctor I would not"
            " start”. Bo Ray called the allegation absurd.",
            "Coach Cy Dunn made it clear that if Ann Lee saw the doctor Lee would not start",
        ),
        (
            "“Every incident in the report involved third-party chargers,” Ann Lee wrote. Bo Ray denied that.",
            "Every incident in the report involved third-party chargers",
        ),
        (
            "Ann Lee opened the quay, recently promising that it would stay open. Bo Ray rejected that.",
            "Ann Lee promises that it would stay open",
        ),
        ("Ann Lee opened the bridge despite warnings from Bo Ray that it would not hold.", "Ann Lee opened the bridge"),
        (
            "Contrary to Ann Lee's claim that the bridge was safe, there were cracks in it.",
            "The bridge was safe",
        ),
        (
            "Ann Lee said she was skeptical of the engineers' conclusion that the bridge was damaged by the flood.",
            "The bridge was damaged by the flood",
        ),
        ("Ann Lee accused Cy Dunn of fraud. Bo Ray denied it.", "Cy Dunn is guilty of fraud"),
        ("Ann Lee blamed Cy Dunn for the fire. Bo Ray denied it.", "Cy Dunn is to blame for the fire"),
        (
            "Ann Lee said that the tram was empty and that nobody had asked for it. Bo Ray denied it.",
            "The tram was empty and nobody had asked for it",
        ),
        ("Ann Lee said that Bo Ray had taken the money, which Ray denies.", "Bo Ray had taken the money"),
        (
            "The Trade Office sued the Harbour Line, alleging that it had kept the tips. The Harbour Line said the"
            " lawsuit was baseless.",
            "Harbour Line had kept the tips",
        ),
        (
            "Ann Lee said the old bridge was “not safe”. Bo Ray rejected the claim that the bridge was not safe.",
            "The bridge was not safe",
        ),
        (
            "Ann Lee accused the Harbour Line of skipping an inspection. Bo Ray, who runs it, denied the accusation.",
            "The Harbour Line is guilty of skipping an inspection",
        ),
        (
            "Ann Lee claimed that she had won “by a mile”, a statement contested by Bo Ray.",
            "Ann Lee had won by a mile",
        ),
        (
            "Ann Lee called for a ban on lorries. Bo Ray rejected the ban on lorries.",
            "Ann Lee called for a ban on lorries",
        ),
        (
            "Ann Lee said: “I think I own the bridge.” Bo Ray rejected the claim that she owns the bridge.",
            "Ann Lee owns the bridge",
        ),
        (
            "Ann Lee claimed that no ship had struck the bridge, a statement contested by Bo Ray.",
            "No ship had struck the bridge",
        ),
        (
            "Cy Dunn is drawing criticism after he said that drivers who sleep on board might not be as fit as those"
            " who don’t. Bo Ray rejected that.",
            "Drivers who sleep on board might not be as fit as those who don’t",
        ),
        (
            "Many residents have said they will not pay for the bridge. Bo Ray denied that they would not pay for it.",
            "Many residents will not pay for the bridge",
        ),
        (
            "Ann Lee said that the mayor doesn't want the people of Lowmoor, all of those who watch the ferry every"
            " evening from the quay, to know that the bridge is broken. Bo Ray rejected the claim.",
            "The mayor doesn't want the people of Lowmoor to know that the bridge is broken",
        ),
        (
            "Ann Lee said the Harbour Office has proven through its long decision not to pursue the charges against the"
            " owners of the ferry that it is biased toward the owners of the line. Bo Ray rejected the claim.",
            "The Harbour Office has proven through its long decision not to pursue the charges against the owners of"
            " the ferry …",
        ),
    ],
)
def test_the_point_is_worded_from_the_articles_words(text: str, point: str, pipeline: Language) -> None:
    assert [dispute.point for dispute in read(text, pipeline).disputes] == [point]


@pytest.mark.parametrize("cue", ["refused to acknowledge", "failed to mention", "has declined to say"])
def test_what_somebody_would_not_say_is_not_what_he_says(cue: str, pipeline: Language) -> None:
    content = "that the bridge was unsafe"
    text = f"Ann Lee {cue} {content}."
    who, said, what = (Span(text.index(words), text.index(words) + len(words)) for words in ("Ann Lee", cue, content))
    parsed = parse(Article(None, None, None, None, "en", text), pipeline)
    document = resolve_actors(replace(parsed, attributions=(Attribution((who,), (said,), (what,), 1.0),)))
    (statement,) = document.statements
    assert [str(each) for each in propositions(document, statement, statement.content)] == [text.rstrip(".")]


FIRST, SECOND, THIRD, FOURTH = (Span(start, start + 10) for start in (0, 10, 20, 30))


def contest(claim: list[Span], answer: list[Span], confidence: float, *lemmas: str) -> Contest:
    """A contest that is shown by some sentences, of a claim with these lemmas."""
    return Contest(
        claim=(claim[0],),
        claim_lemmas=frozenset(lemmas),
        claim_at=claim[0].start,
        claimants=("lee",),
        claim_statements=(),
        claim_evidence=tuple(claim),
        contesters=("ray",),
        stance="denies",
        answer_at=answer[0].start,
        answer_statements=(),
        answer_evidence=tuple(answer),
        explicit=True,
        confidence=confidence,
    )


def test_of_one_contest_found_twice_the_rules_is_told_with_the_higher_confidence() -> None:
    rule, scored = contest([FIRST], [SECOND], 0.7), contest([FIRST, THIRD], [SECOND, FOURTH], 0.8)
    (told,) = united([rule], [scored])
    assert (told.confidence, told.claim_evidence, told.answer_evidence) == (0.8, (FIRST, THIRD), (SECOND, FOURTH))


def test_a_contest_that_has_its_foremost_sentences_elsewhere_is_another() -> None:
    rule, scored = contest([FIRST], [SECOND], 0.7), contest([THIRD, FIRST], [FOURTH, SECOND], 0.6)
    assert [*united([rule], [scored])] == [rule, scored]


@pytest.mark.parametrize(("lemmas", "told"), [(["wall", "danger"], 0), (["gate", "danger"], 1)])
def test_a_denial_is_not_tied_to_a_claim_that_shares_no_word_with_what_it_denies(lemmas: list[str], told: int) -> None:
    rule = contest([FIRST], [SECOND], 0.4, "gate", "shut")
    assert len([*united([rule], [contest([THIRD], [SECOND], 0.6, *lemmas)])]) == told


def test_what_a_rule_alone_finds_has_to_be_sure() -> None:
    assert [*united([contest([FIRST], [SECOND], 0.4)], [])] == []


def test_who_contests_a_claim_does_not_make_it_in_the_same_dispute(pipeline: Language) -> None:
    text = (
        "Ann Lee said the bridge is safe. Bo Ray denied that the bridge is safe. Cy Dunn rejected Ray's claim that the "
    )
    document = read(f"{text}bridge is safe.", pipeline)
    assert [[side.actors for side in each.sides] for each in document.disputes] == [
        [("ann-lee",), ("bo-ray",)],
        [("bo-ray",), ("cy-dunn",)],
    ]


WORDS = (
    "Lee Ray said denied falsely claimed that the plan is false despite denials from . , “ ” \n\n But told a different "
    "story called lie 's claim charges contrary to warnings that is not true which blamed it number 40 400 opposes "
    "wants proposed sign no plan calls by would be a mistake such disagreed rejected this declined to comment study"
).split(" ")


@given(words=st.lists(st.sampled_from(WORDS), max_size=60))
def test_whatever_the_text_sides_oppose_and_points_are_short(words: list[str], pipeline: Language) -> None:
    document = read(" ".join(words), pipeline)
    for dispute in document.disputes:
        assert dispute.sides[0].stance == "asserts"
        assert all(side.stance != "asserts" for side in dispute.sides[1:])
        assert not set(dispute.sides[0].actors) & {each for side in dispute.sides[1:] for each in side.actors}
        assert len(dispute.point.split()) <= 21
        assert 0 < dispute.confidence <= 1
