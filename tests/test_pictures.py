"""The pictures: where everything is placed, what is drawn, and what is said to those who do not see it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from adapters.hostile import visible
from adapters.pictures import Picture, dispute_map, map_of, timeline, timeline_of, typeface
from adapters.pictures.alt_text import describe_map, describe_timeline
from adapters.pictures.calendar_ticks import ticks
from adapters.pictures.dispute_view import NOBODY, view_of
from adapters.pictures.drawing import AGREED, INK, PAPER, SOFT, STANCES, WIDTH, Box, Drawing, Mark, Panel, icon
from adapters.pictures.rendering import svg
from adapters.pictures.timeline_view import NO_OUTLET, view_of_dossier
from bot.model import (
    ArchivedActor,
    ArchivedDispute,
    ArchivedSide,
    ArchivedStatement,
    ArticleRef,
    Dossier,
    Shift,
    Turn,
)
from tests.examples import BRIDGE_TEXT, DOSSIER, TRAFFIC, hostile_texts
from tests.outlets import MONDAY

WIRE = ArticleRef(1, "https://wire.example/a", "Ferry hits mole", "Wire", MONDAY)
POST = ArticleRef(2, "https://post.example/b", "Seven hurt", "Post", MONDAY + timedelta(days=3))
TWELVE = Turn(WIRE, MONDAY, ("Ann Lee",), "asserts", ("At least 12 people were hurt, Lee said.",))
SEVEN = Turn(POST, MONDAY, ("Post",), "denies", ("Seven people were hurt.",))
HURT = ArchivedDispute(POST, "At least 12 people were hurt", "fact", "explicit", 0.9, (), (TWELVE, SEVEN))
EARLIER = ArchivedStatement(WIRE, "s1", ("Ann Lee",), "direct", "said", ("“I will not run.”",), 0.9)
LATER = ArchivedStatement(POST, "s2", ("Ann Lee",), "direct", "said", ("“I will run.”",), 0.9)
COUNT = ArchivedStatement(WIRE, "s3", ("Ann Lee",), "indirect", "said", ("At least 12 people were hurt",), 0.9)
LEE = ArchivedActor(1, "Ann Lee", "person", "Mayor", ())
RACE = Dossier(LEE, (LATER, COUNT), (HURT,), 2, 3, shifts=(Shift(EARLIER, LATER),))
NOTHING = Dossier(LEE, (), (), 0, 0)


def placed(reply: Dossier | ArchivedDispute) -> Drawing:
    if isinstance(reply, Dossier):
        return timeline.lay_out(view_of_dossier(reply))
    return dispute_map.lay_out(view_of(reply))


def words(drawing: Drawing) -> str:
    return " ".join(label.text for label in drawing.parts.labels)


def marks(drawing: Drawing) -> list[Mark]:
    return [shape for shape in drawing.parts.shapes if isinstance(shape, Mark)]


def statements(number: int, day: Callable[[int], datetime | None], outlet: Callable[[int], str | None]) -> Dossier:
    """A dossier with so many statements, each in an article of its own."""
    refs = [ArticleRef(n, None, "A title", outlet(n), day(n)) for n in range(number)]
    said = tuple(ArchivedStatement(ref, "s1", ("Ann Lee",), "indirect", "said", ("it rains",), 0.9) for ref in refs)
    return Dossier(LEE, said, (), number, number)


HARD: dict[str, Dossier | ArchivedDispute] = {
    "one statement": statements(1, lambda n: MONDAY, lambda n: "Wire"),
    "200 on a day": statements(200, lambda n: MONDAY, lambda n: f"Outlet {n % 3}"),
    "three years": statements(200, lambda n: MONDAY + timedelta(days=5.5 * n), lambda n: f"Outlet {n % 9}"),
    "no dates": statements(9, lambda n: None, lambda n: None),
    "some dates": statements(9, lambda n: MONDAY if n % 2 else None, lambda n: "Wire" if n % 3 else None),
    "decades, and one without a date": statements(
        5, lambda n: (MONDAY - timedelta(days=n * 20_700) if n < 2 else None), lambda n: "Wire"
    ),
    "all time": statements(9, lambda n: datetime(1 + 1248 * n, 1, 1, tzinfo=UTC), lambda n: "Wire"),
    "nothing": NOTHING,
    "a change of mind": RACE,
    "six on a side": replace(
        TRAFFIC,
        sides=tuple(
            replace(side, actors=tuple(f"Chief Inspector Number {n} of Tolmouth" for n in range(6)))
            for side in TRAFFIC.sides
        ),
    ),
    "one side, unnamed": replace(TRAFFIC, sides=(ArchivedSide((), "doubts", ("It was doubted.",)),)),
    "long evidence": replace(HURT, history=(TWELVE, replace(SEVEN, evidence=(BRIDGE_TEXT, BRIDGE_TEXT)))),
    "15 turns": replace(HURT, history=(TWELVE, SEVEN) + (replace(SEVEN, article=replace(POST, id=9)), TWELVE) * 6),
    "three against one": replace(HURT, history=(TWELVE, *(replace(SEVEN, stance=each) for each in list(STANCES)[1:]))),
    "conceded": replace(HURT, status="conceded", settled=replace(EARLIER, cue="admitted", words=("it was seven",))),
    "withdrawn, unnamed": replace(HURT, status="withdrawn", settled=replace(EARLIER, actors=(), cue="")),
    "scripts": replace(HURT, point="Зеленський, Μητσοτάκης, محمد بن سلمان, 習近平, नरेन्द्र मोदी 🎉", history=(
        TWELVE, replace(SEVEN, actors=("習近平",), article=replace(POST, publisher="אתר")))),
    "long words": replace(HURT, point="W" * 5000, history=(replace(TWELVE, actors=("W" * 5000,)), SEVEN)),
}  # fmt: skip


def assert_well_placed(drawing: Drawing) -> None:
    """All is on the canvas, no two labels overlap, and every letter can be drawn."""
    canvas = Box(0, 0, WIDTH, drawing.height)
    boxes = [label.box for label in drawing.parts.labels]
    assert [box for box in boxes if not canvas.holds(box)] == []
    assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []
    assert all(typeface.drawable(label.text) == label.text for label in drawing.parts.labels)
    for shape in drawing.parts.shapes:
        if isinstance(shape, Panel):
            assert canvas.holds(shape.box)
        if isinstance(shape, Mark):
            reach = shape.radius * 1.25
            assert canvas.holds(Box(shape.x - reach, shape.y - reach, shape.x + reach, shape.y + reach))


@pytest.mark.parametrize("reply", HARD.values(), ids=HARD)
def test_hard_cases_are_well_placed(reply: Dossier | ArchivedDispute) -> None:
    assert_well_placed(placed(reply))


TEXTS = st.text(max_size=30) | hostile_texts() | st.sampled_from(["", "W" * 300, "x y " * 200, "“" * 9, "Зеленський"])
ARTICLES = st.builds(
    ArticleRef,
    id=st.integers(1, 4),
    url=st.none(),
    title=st.none() | TEXTS,
    publisher=st.none() | TEXTS,
    published=st.none() | st.datetimes() | st.sampled_from([MONDAY, MONDAY + timedelta(days=1)]),
)
NAMES = st.lists(TEXTS, max_size=3).map(tuple)
SENTENCES = st.lists(TEXTS, min_size=1, max_size=2).map(tuple)
STATEMENTS = st.builds(
    ArchivedStatement,
    article=ARTICLES,
    statement_id=st.sampled_from(["s1", "s2"]),
    actors=NAMES,
    kind=st.sampled_from(["direct", "indirect", "mixed"]),
    cue=TEXTS,
    words=SENTENCES,
    confidence=st.floats(0, 1),
)
STANCE = st.sampled_from(list(STANCES))
DISPUTES = st.builds(
    ArchivedDispute,
    article=ARTICLES,
    point=TEXTS,
    kind=st.just("fact"),
    marking=st.sampled_from(["explicit", "implicit"]),
    confidence=st.floats(0, 1),
    sides=st.lists(st.builds(ArchivedSide, NAMES, STANCE, SENTENCES), max_size=3).map(tuple),
    history=st.lists(st.builds(Turn, ARTICLES, st.just(MONDAY), NAMES, STANCE, SENTENCES), max_size=6).map(tuple),
    status=st.sampled_from(["open", "conceded", "withdrawn"]),
    settled=st.none() | STATEMENTS,
)
DOSSIERS = st.builds(
    Dossier,
    actor=st.builds(
        ArchivedActor, st.just(1), TEXTS, st.just("person"), description=st.none() | TEXTS, aliases=st.just(())
    ),
    statements=st.lists(STATEMENTS, max_size=12).map(tuple),
    disputes=st.lists(DISPUTES, max_size=3).map(tuple),
    articles=st.integers(0, 9),
    statements_in_all=st.integers(0, 10**9),
    since=st.none() | st.datetimes(),
    shifts=st.lists(st.builds(Shift, STATEMENTS, STATEMENTS), max_size=3).map(tuple),
)


@given(DOSSIERS | DISPUTES)
def test_anything_is_well_placed(reply: Dossier | ArchivedDispute) -> None:
    assert_well_placed(placed(reply))


@given(DOSSIERS | DISPUTES)
def test_anything_is_described_briefly_and_in_plain_words(reply: Dossier | ArchivedDispute) -> None:
    alt = describe_timeline(view_of_dossier(reply)) if isinstance(reply, Dossier) else describe_map(view_of(reply))
    assert 0 < len(alt) <= 1_000
    assert visible(alt) == alt


def drawn(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.png)).convert("RGB")


def picture(reply: Dossier | ArchivedDispute) -> Picture:
    return timeline_of(reply) if isinstance(reply, Dossier) else map_of(reply)


@pytest.mark.parametrize("reply", HARD.values(), ids=HARD)
def test_a_picture_is_a_png_that_chats_take_and_people_can_see(reply: Dossier | ArchivedDispute) -> None:
    shown = picture(reply)
    image = drawn(shown)
    assert len(shown.png) < 1_000_000
    assert image.width == WIDTH
    assert 250 <= image.height <= 1500
    assert len(image.getcolors(maxcolors=image.width * image.height) or ()) > 20
    assert re.fullmatch(r"[a-z0-9-]{1,60}\.png", shown.name)


def test_words_are_drawn_where_they_were_placed() -> None:
    image, drawing = drawn(map_of(HURT)), placed(HURT)
    for label in drawing.parts.labels:
        box = label.box
        edges = image.crop((round(box.left), round(box.top), round(box.right), round(box.bottom))).getcolors(10**6)
        assert len(edges or ()) > 5, label.text
    beyond = drawing.parts.labels[1].box  # the point stands alone on its line
    right = image.crop((round(beyond.right) + 4, round(beyond.top), WIDTH - 70, round(beyond.bottom)))
    assert len(right.getcolors() or ()) == 1


def test_only_the_corners_can_be_seen_through() -> None:
    alpha = Image.open(BytesIO(map_of(HURT).png)).getchannel("A")
    assert alpha.getpixel((0, 0)) == 0
    assert alpha.getpixel((WIDTH // 2, 40)) == 255


@given(st.text(), st.floats(80, 900), st.integers(1, 5), st.sampled_from([typeface.REGULAR, typeface.BOLD]))
def test_no_line_is_wider_than_its_room(text: str, room: float, most: int, weight: int) -> None:
    lines = typeface.wrap(visible(text), room, 30, most, weight)
    assert len(lines) <= most
    assert all(typeface.width(line, 30, weight) <= room for line in lines)


def test_words_are_kept_whole_and_what_is_cut_says_so() -> None:
    text = "It was raining on the harbour of Tolmouth all day"
    whole = typeface.wrap(text, 300, 30, 9)
    assert " ".join(whole) == text
    assert typeface.wrap(text, 300, 30, 2) == (whole[0], "harbour of…")


def test_a_quotation_that_is_cut_is_closed() -> None:
    assert typeface.fit("said: “It was raining on the harbour”", 400, 30) == "said: “It was raining on…”"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Володимир Зеленський", "Володимир Зеленський"),
        ("Κυριάκος", "Κυριάκος"),
        ("Nguyễn Łódź", "Nguyễn Łódź"),
        ("習近平 said", "[XiJinPing] said"),
        ("\ufdd0\U000f0000 x", "x"),
    ],
)
def test_what_the_typeface_lacks_stands_in_latin_letters(text: str, shown: str) -> None:
    assert typeface.drawable(text) == shown


@given(st.dates(), st.dates(), st.floats(0.15, 0.5))
def test_dates_on_the_axis_are_in_order_with_room_for_each(one: date, other: date, share: float) -> None:
    first, last = min(one, other), max(one, other)
    apart = (last - first).days * share
    marked = ticks(first, last, apart)
    assert first <= marked[0]
    assert marked[-1] <= last
    assert all((b - a).days >= max(apart, 1) for a, b in pairwise(marked))


def test_an_axis_of_years_has_round_dates() -> None:
    assert ticks(date(2024, 2, 3), date(2028, 12, 1), 350) == tuple(date(year, 1, 1) for year in range(2025, 2029))


def test_statements_that_are_near_each_other_share_a_mark_with_their_number() -> None:
    drawing = placed(HARD["200 on a day"])
    assert {"67", "66"} <= {label.text for label in drawing.parts.labels}


def test_marks_of_an_outlet_do_not_cover_each_other() -> None:
    found = [mark for mark in marks(placed(HARD["three years"])) if mark.radius > 15 or mark.stroke != "none"]
    for one, other in combinations(found, 2):
        assert one.y != other.y or abs(one.x - other.x) >= one.radius + other.radius


def test_a_timeline_marks_what_is_disputed_and_where_a_mind_was_changed() -> None:
    drawing = placed(RACE)
    diamonds = [mark for mark in marks(drawing) if mark.diamond]
    rings = [mark for mark in marks(drawing) if mark.fill == PAPER]
    assert [(mark.radius < 15) for mark in diamonds] == [True, False]  # one of two statements, and the heading
    assert len(rings) == 2
    assert "said: “I will not run.” Wire · 16 Nov 2026 said: “I will run.”" in words(drawing)


def test_a_map_has_who_asserts_on_the_left_and_who_contests_on_the_right() -> None:
    places = {label.text: label.x for label in placed(HURT).parts.labels}
    assert places["Ann Lee"] < WIDTH / 2 < places["Post"]
    assert {"open, 2 outlets", "says so", "reports otherwise", "Wire · 16 Nov 2026", "Post · 19 Nov 2026"} <= set(
        places
    )


def test_each_stance_has_a_sign_and_a_word_of_its_own() -> None:
    signs = [icon(stance, 0, 0, 20) for stance in STANCES]
    shapes = [(sign.shapes[1:], sign.labels) for sign in signs]
    assert len({repr(shape) for shape in shapes}) == len(STANCES)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("colour", [*STANCES.values(), AGREED, SOFT, INK])
def test_words_stand_out_from_the_paper(colour: str) -> None:
    assert (luminance(PAPER) + 0.05) / (luminance(colour) + 0.05) >= 4.5


def test_a_side_without_anybody_says_so() -> None:
    assert NOBODY in words(placed(HARD["one side, unnamed"]))
    assert NOBODY in map_of(replace(TRAFFIC, sides=TRAFFIC.sides[:1])).alt


def test_a_settled_dispute_says_who_settled_it() -> None:
    shown = HARD["conceded"]
    assert "Conceded: Ann Lee admitted: “it was seven” Wire · 16 Nov 2026" in words(placed(shown))
    assert "Conceded: Ann Lee admitted: “it was seven”. Wire · 16 Nov 2026." in picture(shown).alt


def test_a_map_is_described_with_all_sides_words_and_outlets() -> None:
    assert map_of(HURT).alt == (
        "Disputed point (open, 2 outlets): At least 12 people were hurt. "
        "Ann Lee says so (Wire · 16 Nov 2026): At least 12 people were hurt, Lee said. "
        "Post reports otherwise (Post · 19 Nov 2026): Seven people were hurt."
    )


def test_a_timeline_is_described_with_outlets_numbers_and_what_matters() -> None:
    assert timeline_of(RACE).alt == (
        "Timeline of Ann Lee, Mayor: 3 statements in 2 articles, 16 Nov 2026 to 19 Nov 2026. "
        "By outlet: Wire 2 (1 disputed); Post 1. "
        "Said otherwise before: Wire · 16 Nov 2026: said: “I will not run.”; "
        "Post · 19 Nov 2026: said: “I will run.” "
        "Disputed: At least 12 people were hurt (open, 2 outlets): Ann Lee says so; Post reports otherwise. "
        "Latest statements: Post · 19 Nov 2026: said: “I will run.”"
    )


@pytest.mark.parametrize("reply", [DOSSIER, TRAFFIC])
def test_what_stands_in_quotation_marks_stands_in_the_article(reply: Dossier | ArchivedDispute) -> None:
    for shown in (words(placed(reply)), picture(reply).alt):
        quoted = [quotation.rstrip("…") for quotation in re.findall("“(.+?)”", shown)]
        assert quoted
        assert [quotation for quotation in quoted if quotation not in BRIDGE_TEXT] == []


def test_an_article_without_an_outlet_and_a_date_has_its_place() -> None:
    assert {NO_OUTLET, "no date"} <= {label.text for label in placed(HARD["no dates"]).parts.labels}


def test_of_many_outlets_those_with_least_share_a_lane() -> None:
    assert "4 others" in {label.text for label in placed(HARD["three years"]).parts.labels}


def test_markup_in_words_stays_words() -> None:
    shown = svg(placed(replace(HURT, point="<script>alert(1)</script> & co")))
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in shown
