"""Who the sources are: names joined, described and told apart; statements with their actors."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from summarizers.actors import resolve_actors
from summarizers.briefing import Article, Span
from summarizers.document import Attribution
from summarizers.parsing import parse
from summarizers.pipeline import load_pipeline
from tests.articles import attributed, named, speakers


def test_a_surname_stands_for_the_full_name(pipeline: Language) -> None:
    document = resolve_actors(
        attributed("Mayor Ann Lee spoke on Monday. [1 Lee] said <1 the bridge is safe>.", pipeline)
    )
    actor = named(document, "Ann Lee")
    assert (actor.id, actor.kind, actor.description, actor.aliases) == ("ann-lee", "person", "Mayor", ("Lee",))
    assert document.statements[0].actors == ("ann-lee",)


def test_a_rare_given_name_tells_a_person_where_the_recogniser_is_of_two_minds(pipeline: Language) -> None:
    text = (
        "“We will not close the pool”: an interview with Tove Almqvist\n\nTove Almqvist has run the city's baths since "
        "March. [1 Almqvist] said <1 the roof would hold>."
    )
    document = resolve_actors(attributed(text, pipeline))
    assert {each.label_ for each in document.parse.ents if "Almqvist" in each.text} == {"ORG", "PERSON"}
    assert speakers(document) == [("Tove Almqvist",)]


@pytest.mark.parametrize(
    "text",
    [
        "Kettle & Sons, a brewer, left. Kettle's largest shareholder wept. [1 Kettle] said <1 it would close>.",
        "[1 Sundmark, the country's second-largest brewer,] said on Friday <1 that it would close its plant in Aume>.",
    ],
)
def test_a_brewer_may_be_a_company(text: str, pipeline: Language) -> None:
    document = resolve_actors(attributed(text, pipeline))
    ((name,),) = speakers(document)
    assert named(document, name).kind == "organization"
    assert name in {"Kettle & Sons", "Sundmark"}


def test_a_name_is_without_the_marks_around_it_and_once_in_capitals(pipeline: Language) -> None:
    text = "LEE SPEAKS\n\n[1 Ann Lee] said <1 she was ill>. -Ann Lee was asked. Ann Lee‘s lawyer spoke. Lee left."
    assert named(resolve_actors(attributed(text, pipeline)), "Ann Lee").aliases == ("Lee",)


def test_abuse_and_crowns_in_front_of_a_name_are_none_of_it(pipeline: Language) -> None:
    text = (
        "“Vote out Crooked Ann Lee,” a leaflet says. The former Miss Harbour Ann Lee ran. [1 Ann Lee] said <1 it hurt>."
    )
    document = resolve_actors(attributed(f"{text} Ann Lee left.", pipeline))
    actor = named(document, "Ann Lee")
    assert (actor.aliases, len(actor.mentions)) == ((), 4)


def test_an_apposition_describes_in_the_articles_own_words(pipeline: Language) -> None:
    text = "[1 Bo Ray, a senior director at the Harbor Fund,] asked <1 whether it was true>."
    document = resolve_actors(attributed(text, pipeline))
    assert named(document, "Bo Ray").description == "a senior director at the Harbor Fund"


def test_a_surname_that_is_a_role_is_a_name(pipeline: Language) -> None:
    text = "Ann King runs the mill. [1 King] said <1 it would close>. King Olaf came. [2 The king] said <2 he was sad>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann King",), ("Olaf",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amnesty asked to see the prisoners. [1 The army] said <1 there were none>.", "The army"),
        ("Amnesty asked to see the prisoners. [1 The prison service] said <1 there were none>.", "The prison service"),
        ("Amnesty wrote to the yard. [1 The union] said <1 400 jobs were at risk>.", "The union"),
        ("Tessen Works built the bridge. [1 The council] said <1 it was late>.", "The council"),
        ("The FEC opened a case. [1 The commission] said <1 it would take time>.", "FEC"),
        ("The Harbour Council met. [1 The council] said <1 it would vote>.", "Harbour Council"),
        ("Tessen Works built the bridge. [1 The company] said <1 it was done>.", "Tessen Works"),
        ("Tessen Works shut. [1 The union, which has 300 members,] said <1 it was sad>.", "The union"),
        ("The World Health Organization met. [1 The agency] said <1 it was late>.", "World Health Organization"),
        (
            "Greenpeace sued Norrhavn Shipping, a ferry company, in May. [1 The company] said <1 it was sorry>.",
            "Norrhavn Shipping",
        ),
    ],
)
def test_a_body_is_no_other_kind_of_body(text: str, expected: str, pipeline: Language) -> None:
    assert speakers(resolve_actors(attributed(text, pipeline))) == [(expected,)]


def test_mentions_are_spans_of_the_text(pipeline: Language) -> None:
    document = resolve_actors(
        attributed("Ann Lee left. [1 She] said <1 it rained>. Lee’s car stood outside.", pipeline)
    )
    text = document.article.text
    assert [text[start:end] for start, end in named(document, "Ann Lee").mentions] == ["Ann Lee", "She", "Lee"]


def test_a_family_is_told_apart_by_title(pipeline: Language) -> None:
    text = (
        "Donald Marsh and his wife, Helen Marsh, met reporters. [1 Mr. Marsh] said <1 he was tired>. "
        "[2 Mrs. Marsh] said <2 she was not>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Donald Marsh",), ("Helen Marsh",)]


def test_the_pronouns_tell_whom_of_a_family_an_article_calls_by_the_surname(pipeline: Language) -> None:
    text = (
        "Hillary Orlop ran for mayor. Orlop said she would win. On Monday Orlop lost her voice. Her husband is"
        " Bill Orlop, a baker; Bill Orlop was there, and so was Bill Orlop’s van. [1 Orlop] promised <1 a new bridge>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Hillary Orlop",)]


def test_a_title_tells_which_of_a_family_is_meant(pipeline: Language) -> None:
    text = (
        "Secretary Ann Orlop met President Bo Orlop and Ann Orlop left. Ann Orlop wept."
        " [1 President Orlop] said <1 he was glad>. [2 Orlop] said <2 she was not>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Bo Orlop",), ("Ann Orlop",)]


def test_a_middle_initial_makes_no_other_person(pipeline: Language) -> None:
    text = "[1 Ann Lee] said <1 it was late>. Senator Ann M. Lee left. [2 Senator Lee] said <2 she was tired>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann M. Lee",), ("Ann M. Lee",)]


def test_a_surname_spelled_in_two_ways_is_one(pipeline: Language) -> None:
    text = "President Pavel Zorenskyy spoke. [1 Zorensky] said <1 the war would end>. Zorenskyy left."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Pavel Zorenskyy",)]


def test_initials_stand_for_the_organisation(pipeline: Language) -> None:
    text = "The Federal Bureau of Investigation (FBI) opened a case. [1 The FBI] said <1 it would take time>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Federal Bureau of Investigation",)]


def test_a_newspaper_is_known_by_its_last_word(pipeline: Language) -> None:
    text = "The New York Times asked. [1 The Times] reported <1 that the bridge was closed>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("New York Times",)]


def test_several_speak_together(pipeline: Language) -> None:
    text = (
        "White House envoy Bo Ray met Karoline Stone. [1 Ray and White House press secretary Karoline Stone] "
        "said <1 that the talks went on>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Bo Ray", "Karoline Stone")]


def test_an_unnamed_source_stays_unnamed_in_its_own_words(pipeline: Language) -> None:
    text = "Ann Lee spoke. [1 A senior aide] said <1 it was over>. [2 some Democrats] said <2 it was not>."
    document = resolve_actors(attributed(text, pipeline))
    assert speakers(document) == [("A senior aide",), ("some Democrats",)]
    assert {named(document, name).kind for name in ("A senior aide", "some Democrats")} == {"unnamed"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[1 About two-thirds of the voters] support <1 the bridge>.", "About two-thirds of the voters"),
        ("[1 At least] one islander wasn’t sure <1 that it would hold>.", "At least one islander"),
        ("The bridge is old. [1 -Many islanders] think <1 that it will fall>.", "Many islanders"),
        ("It is late, according to [1 investors in] these firms, <1 they fear>.", "investors"),
        ("[1 Almost 25 percent of islanders and] two-fifths of others said <1 no>.", "Almost 25 percent of islanders"),
    ],
)
def test_an_unnamed_source_is_named_by_whole_words(text: str, name: str, pipeline: Language) -> None:
    assert speakers(resolve_actors(attributed(text, pipeline))) == [(name,)]


def test_even_somebody_is_somebody(pipeline: Language) -> None:
    text = "Ann Lee spoke on Monday. It was a sign that [1 even] Lee understands <1 how old the bridge is>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee",)]


def test_what_stands_in_brackets_does_not_end_a_list(pipeline: Language) -> None:
    text = "[1 Sens. Ann Orlop (D-Ore.), Bo Ray (D-Ohio) and Cy Dunn (D-N.J.)] suggested <1 a bridge>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Orlop", "Bo Ray", "Cy Dunn")]


def test_officials_of_a_named_body_are_unnamed(pipeline: Language) -> None:
    document = resolve_actors(attributed("[1 Ukrainian officials] denied <1 that the town had fallen>.", pipeline))
    assert named(document, "Ukrainian officials").kind == "unnamed"


def test_a_party_without_restriction_is_a_group(pipeline: Language) -> None:
    document = resolve_actors(attributed("[1 Democrats] said <1 the bill was bad>. The GOP liked it.", pipeline))
    assert named(document, "Democrats").kind == "group"


def test_a_place_that_speaks_is_an_actor(pipeline: Language) -> None:
    text = "Russia attacked on Monday. [1 The Kremlin] said <1 the war goes on>. [2 Russia] denied <2 any losses>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Kremlin",), ("Russia",)]


def test_the_writers_own_voice_is_the_newsroom(pipeline: Language) -> None:
    text = "[1 I] think <1 the bridge is ugly>."
    document = resolve_actors(attributed(text, pipeline, publisher="The Harbor Post"))
    assert [(actor.id, actor.name, actor.kind) for actor in document.actors] == [
        ("newsroom", "The Harbor Post", "newsroom")
    ]


def test_i_in_a_quotation_is_its_speaker(pipeline: Language) -> None:
    text = "<1 “[2 I] believe <2 the bridge is safe>,”> [1 Ann Lee] said."
    assert speakers(resolve_actors(attributed(text, pipeline, publisher="Post"))) == [("Ann Lee",), ("Ann Lee",)]


def test_a_quotation_without_source_goes_on_with_the_speaker_before(pipeline: Language) -> None:
    text = "<1 “It is late,”> [1 Ann Lee] said.\n\n<2 “We should all go home.”>"
    document = resolve_actors(attributed(text, pipeline))
    first, second = document.statements
    assert first.actors == second.actors
    assert second.confidence < first.confidence


def test_a_quotation_far_behind_is_nobodys(pipeline: Language) -> None:
    between = "The river rose and the town was cut off for the night. " * 6
    text = f"<1 “It is late,”> [1 Ann Lee] said.\n\n{between}\n\n<2 “We should all go home.”>"
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee",), ()]


def test_a_dateline_is_no_speaker(pipeline: Language) -> None:
    text = "[1 WASHINGTON -- President Ann Lee] said <1 it was late>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee",)]


def test_nothing_stands_for_the_agency_of_a_dateline(pipeline: Language) -> None:
    text = "TOLMOUTH, Nov 8 (Orlop) – <1 The ferry hit a wall>, [1 the regional rescue service] said."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("the regional rescue service",)]


def test_the_heading_above_a_dateline_names_somebody(pipeline: Language) -> None:
    text = "[1 Ann Lee] calls <1 the bridge “unsafe”>\n\nTOLMOUTH, Nov 8 (Orlop) – Ann Lee spoke on Monday."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee",)]


def test_a_title_may_have_an_article_inside(pipeline: Language) -> None:
    text = "It rained. [1 Secretary of the Treasury Ann Lee] said <1 it would stop>."
    document = resolve_actors(attributed(text, pipeline))
    assert named(document, "Ann Lee").description == "Secretary of the Treasury"


def test_the_prime_minister_is_no_president(pipeline: Language) -> None:
    text = (
        "Prime Minister Ann Lee met President Bo Ray. [1 The president] said <1 it went well>. "
        "[2 The prime minister] said <2 it did not>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Bo Ray",), ("Ann Lee",)]


@pytest.mark.parametrize("driver", ["a former driver for the mayor", "the mayor's driver"])
def test_whose_driver_somebody_is_that_he_is_not(driver: str, pipeline: Language) -> None:
    text = f"Mayor Ann Lee left. But [1 {driver}, Bo Ray,] said <1 it was late>. [2 The mayor] said <2 it was not>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Bo Ray",), ("Ann Lee",)]


def test_the_two_are_those_named_together(pipeline: Language) -> None:
    text = (
        "[1 Ann Lee and Bo Ray] said <1 it was late>. [2 Lee] said <2 it rained>. [3 The two] said <3 they would go>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [
        ("Ann Lee", "Bo Ray"),
        ("Ann Lee",),
        ("Ann Lee", "Bo Ray"),
    ]


def test_a_role_is_of_the_name_behind_it(pipeline: Language) -> None:
    text = "Speaking to the Gazette, [1 the chancellor, Rolf Adler,] said <1 rates would fall>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Rolf Adler",)]


def test_whoever_a_noun_presents_by_name_is_the_name(pipeline: Language) -> None:
    text = "[1 Its whip, Ann Lee,] said <1 it was late>. [2 Lee] said <2 it rained>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee",), ("Ann Lee",)]


def test_a_family_is_not_whom_it_has_lost(pipeline: Language) -> None:
    text = "[1 The family of the boy, Max Lee,] said <1 it was late>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("The family of the boy",)]


def test_a_time_is_no_part_of_who_somebody_is(pipeline: Language) -> None:
    text = "[1 Minutes later the leader of the union, Ann Lee,] replied <1 it was late>."
    (actor,) = resolve_actors(attributed(text, pipeline)).actors
    assert (actor.name, actor.description) == ("Ann Lee", "the leader of the union")


def test_one_of_several_is_the_name_beside_it(pipeline: Language) -> None:
    text = "[1 One of the union's lawyers, Ann Lee,] said <1 it was late>. [2 Lee] said <2 it rained>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee",), ("Ann Lee",)]


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("One of the unions in the port, the Dockers' Union,", "Dockers' Union"),
        ("One of those firms, Harbour Line,", "Harbour Line"),
        ("One of the two firms, Harbour Line and Kell,", "One of the two firms"),
    ],
)
def test_one_of_several_bodies_is_the_one_name_beside_it(source: str, speaker: str, pipeline: Language) -> None:
    text = f"Harbour Line, Kell and the Dockers' Union met. [1 {source}] said <1 it was late>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [(speaker,)]


def test_an_authority_is_neither_a_company_nor_a_paper_of_the_datelines_town(pipeline: Language) -> None:
    text = (
        "VELLHAVEN, Nov 27 - Harbour Line met the unions, the Vellhaven Courier reported."
        " [1 The port authority] said <1 it was late>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("The port authority",)]


def test_what_is_called_by_the_beginning_of_its_name_may_be_it(pipeline: Language) -> None:
    text = (
        "Lowland Water was fined on Monday. Lowland's lawyer wept. The Kellby Anglers' Society sang.\n\n"
        "[1 Lowland] said <1 it was sorry>. [2 It] said <2 the water was clean>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Lowland Water",), ("Lowland Water",)]


def test_the_verb_of_a_headline_is_no_name(pipeline: Language) -> None:
    text = "[1 Ann Lee] Says <1 the Bridge Is Unsafe>.\n\nAnn Lee spoke on Monday. [2 Lee] said <2 it was late>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee",), ("Ann Lee",)]


def test_the_president_is_no_vice_president(pipeline: Language) -> None:
    text = "Ann Lee, a vice president of the bank, left. [1 The president] said <1 it was late>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("The president",)]


def test_a_hyphen_ends_no_dateline(pipeline: Language) -> None:
    text = "NATO-led troops left the town. [1 The alliance] said <1 the bridge was safe>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("NATO",)]


@pytest.mark.parametrize("marks", ["“”", '""', "‘’"])
def test_a_nickname_in_quotation_marks_is_no_part_of_the_name_shown(pipeline: Language, marks: str) -> None:
    text = f"[1 Robert C. {marks[0]}Bobby{marks[1]} Marsh] said <1 it was late>. [2 Marsh] said <2 it rained>."
    document = resolve_actors(attributed(text, pipeline))
    assert speakers(document) == [("Robert C. Marsh",), ("Robert C. Marsh",)]


def test_a_party_is_not_named_after_whom_it_is_said_to_be_of(pipeline: Language) -> None:
    text = (
        "Lucan Averdale’s Harvest Party gained. [1 Averdale] said <1 it was no surprise>."
        " [2 The Harvest Party] agreed <2 to talk>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Lucan Averdale",), ("Harvest Party",)]


@pytest.mark.parametrize("name", ["St. Mary’s Hospital", "St. Mary’s Medical Center", "National Women’s Law Center"])
def test_a_body_keeps_in_its_name_whom_it_is_named_after(pipeline: Language, name: str) -> None:
    document = resolve_actors(attributed(f"[1 {name}] said <1 nobody was hurt>.", pipeline))
    assert speakers(document) == [(name,)]


@pytest.mark.parametrize(
    "source", ["Hortense Okafor-Lund, the leader of the Harvest Party,", "The town’s surveyor, Hortense Okafor-Lund,"]
)
def test_a_role_beside_a_name_makes_it_a_persons(pipeline: Language, source: str) -> None:
    document = resolve_actors(attributed(f"[1 {source}] said <1 the wall would hold>.", pipeline))
    assert speakers(document) == [("Hortense Okafor-Lund",)]
    assert named(document, "Hortense Okafor-Lund").kind == "person"


def test_a_company_is_known_by_the_end_of_its_name_and_may_be_an_owner(pipeline: Language) -> None:
    text = (
        "Amund Pellerby left the quay. [1 The ferry’s owner, Norrholm Line,] blamed <1 the storm>."
        " [2 It] said <2 so twice>."
    )
    document = resolve_actors(attributed(text, pipeline))
    assert speakers(document) == [("Norrholm Line",), ("Norrholm Line",)]
    assert named(document, "Norrholm Line").kind == "organization"


def test_he_is_no_company(pipeline: Language) -> None:
    text = (
        "Norrholm Line maintains that the storm was to blame. Its chief executive, Torvald Ekkerby, spoke by telephone."
        " <1 “A gust is not something that you inspect away,”> [1 he] said."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Torvald Ekkerby",)]


def test_the_two_women_are_the_two_of_whom_was_told(pipeline: Language) -> None:
    text = (
        "In the afternoon Minister Annelie Forsgate met Hedda Oyelaw. Bertil Quennell was on his way home."
        " The two women left the hall by the same door. [1 They] said <1 that the town had been told too late>."
    )
    (both,) = speakers(resolve_actors(attributed(text, pipeline)))
    assert {*both} == {"Hedda Oyelaw", "Annelie Forsgate"}


def test_the_university_is_the_only_one_named_however_far_back(pipeline: Language) -> None:
    between = "The bell hung in the hall and people came to see it. " * 20
    text = f"Divers of the University of Valdane raised the bell. {between}[1 The university] supports <1 the plan>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("University of Valdane",)]


def test_one_of_two_universities_stays_unnamed(pipeline: Language) -> None:
    between = "The bell hung in the hall and people came to see it. " * 20
    text = (
        f"Divers of the University of Valdane raised it with the University of Orlop. {between}"
        "[1 The university] supports <1 the plan>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("The university",)]


@pytest.mark.parametrize("name", ["Tallyhouse", "The Tallyhouse"])
def test_an_outlet_that_names_itself_is_its_newsroom(pipeline: Language, name: str) -> None:
    document = resolve_actors(attributed(f"[1 {name}] asked <1 for the figures>.", pipeline, publisher="Tallyhouse"))
    assert [(actor.id, actor.kind) for actor in document.actors] == [("newsroom", "newsroom")]


def test_who_is_brought_in_at_the_end_of_a_sentence_goes_on(pipeline: Language) -> None:
    text = (
        "[1 Ilse Varnholt] said <1 she would not guess>.\n\nThe signature is that of Brenna Kostelow, secretary of"
        " the union. On Monday [2 she] repeated <2 what she had said before>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ilse Varnholt",), ("Brenna Kostelow",)]


def test_a_given_name_tells_of_whom_a_pronoun_is_not(pipeline: Language) -> None:
    text = "Hedda Oyelaw led the dive. Casimir Oldacre explained the bell. <1 It was cold,> [1 she] said."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Hedda Oyelaw",)]


def test_a_letter_is_not_of_whoever_saw_it(pipeline: Language) -> None:
    text = (
        "A letter seen by the Harbor Post casts doubt on that. [1 Ann Lee] said <1 she had not known>. [2 The letter]"
        " asks for <2 an immediate check>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee",), ("The letter",)]


def test_an_affidavit_is_of_whoever_wrote_it_before_it_speaks(pipeline: Language) -> None:
    text = (
        "The charge is explained in an affidavit written by Marc Bujnow, a detective."
        " [1 The affidavit] cites <1 two interviews>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Marc Bujnow",)]


def test_a_statement_that_nobody_makes_is_noted(pipeline: Language) -> None:
    once = resolve_actors(attributed("It was said that <1 the bridge would fall>.", pipeline))
    assert once.notes == ("1 statement could not be attributed",)
    twice = resolve_actors(attributed("It was said that <1 it rains>. It is known that <2 it snows>.", pipeline))
    assert twice.notes == ("2 statements could not be attributed",)


def test_statements_are_numbered_in_text_order(pipeline: Language) -> None:
    document = attributed("[1 Ann Lee] said <1 it rained>. [2 Bo Ray] said <2 it snowed>.", pipeline)
    resolved = resolve_actors(replace(document, attributions=document.attributions[::-1]))
    assert [(s.id, s.actors) for s in resolved.statements] == [("s1", ("ann-lee",)), ("s2", ("bo-ray",))]


def test_a_guess_costs_confidence(pipeline: Language) -> None:
    text = "[1 Ann Lee] spoke of <1 rain>. [2 She] said <2 it was cold>."
    by_name, by_pronoun = resolve_actors(attributed(text, pipeline)).statements
    assert by_pronoun.confidence < by_name.confidence == 0.9


def test_names_that_look_alike_in_ids_have_different_ids(pipeline: Language) -> None:
    text = "[1 A protégé] said <1 it rained>. [2 A protege] said <2 it snowed>."
    document = resolve_actors(attributed(text, pipeline))
    assert [actor.id for actor in document.actors] == ["a-protege", "a-protege-2"]


@given(st.data())
def test_any_spans_can_be_resolved(data: st.DataObject) -> None:
    text = "Ann Lee, 59, who led the Fund, said “I know.” He\u202e and its\xa0aides — the poll’s — denied it.\n\nNo."
    edge = st.integers(0, len(text))
    span = st.tuples(edge, edge).map(lambda pair: Span(min(pair), max(pair)))
    role = st.lists(span, max_size=2).map(tuple)
    found = data.draw(st.lists(st.builds(Attribution, role, role, role, st.just(0.5)), max_size=4))
    document = parse(Article(None, None, None, None, "en", text), load_pipeline())
    resolved = resolve_actors(replace(document, attributions=tuple(found)))
    ids = {actor.id for actor in resolved.actors}
    assert len(resolved.statements) == len(found)
    assert all(actor in ids for statement in resolved.statements for actor in statement.actors)


def test_what_a_name_is_called_makes_it_a_body(pipeline: Language) -> None:
    text = "The agency sued the delivery company Quickbox. [1 Quickbox] said <1 it was late>."
    document = resolve_actors(attributed(text, pipeline))
    assert [actor.kind for actor in document.actors if actor.name == "Quickbox"] == ["organization"]


def test_her_neighbour_is_not_her(pipeline: Language) -> None:
    text = "[1 Ann Lee] feared <1 for the trees>. [2 Her neighbour, a baker,] said: <2 “Trams bring people.”>"
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee",), ("Her neighbour",)]


def test_a_kind_of_body_straight_before_a_name_is_that_body(pipeline: Language) -> None:
    text = "[1 The Harbour Line] said <1 it was sorry>. [2 The consumer group FairRide] said <2 that it had lied>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Harbour Line",), ("FairRide",)]


def test_what_stands_behind_a_given_name_is_a_surname(pipeline: Language) -> None:
    text = "[1 Joost van der Meer] wrote <1 that it was safe>. [2 Van der Meer] called <2 the findings “premature”>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Joost van der Meer",)] * 2


def test_who_is_brought_in_as_a_mother_is_she_whoever_is_quoted_on_him(pipeline: Language) -> None:
    text = (
        "[1 Judge Thandi Mokoena] said <1 that there were two versions>.\n\nOutside court, Ndlela's mother, Nomvula,"
        " wept. <2 “They have killed him twice,”> [2 she] said."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Thandi Mokoena",), ("Nomvula",)]


def test_a_club_is_called_by_its_players_and_by_their_age(pipeline: Language) -> None:
    text = (
        "[1 Danny Okoro] said <1 that it was spite>. <2 “I gave them six years,”> [2 the 29-year-old] told Sky"
        " Sports.\n\nRovers hit back within the hour. [3 The club] said <3 that it had received no offer>."
        " <4 “We will not be held to ransom,”> [4 it] added. He had wanted to leave Rovers since June."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Danny Okoro",)] * 2 + [("Rovers",)] * 2


def test_the_trust_is_the_only_one_named_so_however_lately_a_union_spoke(pipeline: Language) -> None:
    text = (
        "[1 The Calder Valley Trust] said <1 it was sorry>. Two nurses had covered four wards. The family wept.\n\n"
        "[2 Unison] blamed <2 the owners>. [3 The trust] denied <3 that it had been warned>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [
        ("Calder Valley Trust",),
        ("Unison",),
        ("Calder Valley Trust",),
    ]


def test_a_name_that_the_recogniser_and_the_tagger_miss_is_known_from_its_full_form(pipeline: Language) -> None:
    text = (
        "Rasa Petraitė has been under fire since May. [1 She] told <1 parliament that she had learned of it late>.\n\n"
        "[2 Petraitė] replied <2 that she had never seen the email>. <3 “It is over,”> said [3 their chairman, Tomas"
        " Jurkus]. [4 Jurkus] denied <4 issuing any ultimatum>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Rasa Petraitė",)] * 2 + [("Tomas Jurkus",)] * 2


def test_for_which_state_somebody_sits_is_nobody(pipeline: Language) -> None:
    text = (
        "Sen. Tom Bradshaw, R-Ohio, who has received $50,000 in donations, urged caution."
        " <1 “Let us not write laws in anger,”> [1 he] said."
    )
    document = resolve_actors(attributed(text, pipeline))
    assert [actor.name for actor in document.actors] == ["Tom Bradshaw"]


def test_a_word_that_no_dictionary_has_is_a_name_wherever_it_stands(pipeline: Language) -> None:
    text = (
        "[1 Nordvind, the company,] has promised <1 to keep a third>. The vote is on Monday."
        " [2 Nordvind] estimates <2 that it will bring £40m>."
    )
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Nordvind",)] * 2
