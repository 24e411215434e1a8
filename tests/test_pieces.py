"""Windows over the word pieces of a text: what each tells of, and what it sees beside that."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from summarizers.pieces import Pieces, cut, windows
from summarizers.reader import load_reader

LIMIT, MARGIN = 40, 5
SENTENCE = "The mayor said on Monday that the old bridge is safe. "


def pieces_of(text: str) -> Pieces:
    return cut(text, load_reader().tokenizer)


def parts(text: str) -> list[str]:
    pieces = pieces_of(text)
    return [
        text[pieces.starts[each.own_start] : pieces.ends[each.own_end - 1]] for each in windows(pieces, LIMIT, MARGIN)
    ]


@given(st.text(max_size=600) | st.text("ab. \n“”A", max_size=600))
def test_windows_tell_of_every_piece_once_and_see_little_more(text: str) -> None:
    pieces = pieces_of(text)
    laid = windows(pieces, LIMIT, MARGIN)
    assert [place for each in laid for place in range(each.own_start, each.own_end)] == list(range(len(pieces)))
    assert all(0 <= each.start <= each.own_start < each.own_end <= each.end <= len(pieces) for each in laid)
    assert all(each.own_end - each.own_start <= LIMIT for each in laid)
    assert all(max(each.own_start - each.start, each.end - each.own_end) <= 3 * MARGIN for each in laid)
    assert all(right.start <= left.own_end for left, right in pairwise(laid))


def test_a_text_is_parted_evenly_before_lines() -> None:
    line = "the mayor said, then, that the old bridge is safe\n"
    assert parts(9 * line) == [(3 * line).strip()] * 3


def test_a_long_line_is_parted_before_sentences() -> None:
    assert [part.count("The mayor") for part in parts(9 * SENTENCE)] == [3, 3, 3]


def test_a_window_sees_whole_sentences_beside_its_own() -> None:
    text = 9 * SENTENCE
    pieces = pieces_of(text)
    _, middle, _ = windows(pieces, LIMIT, MARGIN)
    assert text[pieces.starts[middle.start] : pieces.ends[middle.end - 1]].strip() == (5 * SENTENCE).strip()


def test_points_and_closing_marks_open_no_sentence() -> None:
    text = "“The bridge is safe.” “It is not,” she said. it was 3.5 metres long.\nand so on"
    pieces = pieces_of(text)
    assert [text[start : start + 3] for start in pieces.starts[pieces.opening]] == ["“Th", "“It", "and"]
