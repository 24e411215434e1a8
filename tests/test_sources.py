import io
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError, SourceMissing, SourceUnreadable
from bot.model import Found
from bot.sources import LARGEST, Source, article_of, find_sources, read_article
from summarizers.briefing import Article

PAGE = (Path(__file__).parent / "data" / "pages" / "council_vote.html").read_bytes()


def fetch_nothing(url: str) -> Found:
    raise AssertionError(f"{url} was fetched")


def ids(found: Iterable[Source | tuple[str, SourceError]]) -> list[str]:
    return [each.id if isinstance(each, Source) else f"{each[0]}!" for each in found]


def read_file(path: Path, content: bytes) -> Article:
    path.write_bytes(content)
    return read_article(Source(path.name, path.stem, path=path), fetch_nothing).article


def test_addresses_files_and_standard_input_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "vote.txt"
    url, file, stdin = find_sources(["HTTPS://courier.example/1", str(path), "-"], io.BytesIO(b"Words."))
    assert url == Source("HTTPS://courier.example/1", "HTTPS://courier.example/1", url="HTTPS://courier.example/1")
    assert file == Source(str(path), "vote", path=path)
    assert stdin == Source("standard input", "stdin", data=b"Words.")


def test_folder_gives_its_articles_sorted_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "A.HTM", "c/a.html", ".d.txt", ".e/f.txt", "g.pdf", "h.txt.bak"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Words.")
    found = list(find_sources([str(tmp_path)]))
    assert [each.name for each in found if isinstance(each, Source)] == [
        str(tmp_path / name) for name in ("A.HTM", "a.txt", "b.md", "c/a.html")
    ]


def test_folder_without_articles_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert ids(find_sources([str(tmp_path / "empty"), "vote.txt"])) == [f"{tmp_path / 'empty'}!", "vote"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_folder_that_may_not_be_opened_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "closed").mkdir(mode=0)
    assert ids(find_sources([str(tmp_path)])) == [f"{tmp_path / 'closed'}!", "a"]


def test_link_to_a_folder_around_itself_is_not_followed_forever(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "again").symlink_to(tmp_path)
    assert ids(find_sources([str(tmp_path)])) == ["a"]


def test_name_that_is_no_unicode_gives_an_id_that_is(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_text("Words.")
    (found,) = find_sources([str(tmp_path)])
    assert isinstance(found, Source)
    assert found.id == "\ufffd"
    assert read_article(found, fetch_nothing).article.text == "Words."


def test_address_is_fetched() -> None:
    article = Found(Article("https://courier.example/1", None, None, None, None, "Words."))
    (source,) = find_sources(["https://courier.example/1"])
    assert isinstance(source, Source)
    assert read_article(source, {"https://courier.example/1": article}.__getitem__) is article


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"])), st.sampled_from(["\n", "\r\n", "\r"]))
def test_text_of_a_text_file_is_the_file_exactly(words: str, line_end: str) -> None:
    text = line_end.join(["  A headline", "", words, "The end.", ""])
    for ending in (".txt", ".md", ".text"):
        assert article_of(text.encode(), ending).article.text == text


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read_file(tmp_path / "vote.txt", "\ufeffWords said.".encode()).text == "Words said."


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("vote.txt", "Council backs tram\n\nIt voted.", "Council backs tram"),
        ("vote.txt", "\r\n  Will it end?\r\n\r\nIt will.", "Will it end?"),
        ("vote.txt", "The council voted.\n\nIt did.", None),
        ("vote.txt", "The council\nvoted.", None),
        ("vote.txt", "“It voted,”\n\nshe said.", None),
        ("vote.txt", "* * *\n\nIt voted.", None),
        ("vote.txt", "word " * 40 + "\n\nIt voted.", None),
        ("vote.txt", "# 1 of 2\nIt voted.", None),
        ("vote.md", "# Council backs tram #\nIt voted.", "Council backs tram"),
        ("vote.md", "\n## Council backs tram!\n\nIt voted.", "Council backs tram!"),
        ("vote.md", "#hashtag\nIt voted.", None),
        ("vote", "# Council backs tram\n\nIt voted.", "Council backs tram"),
    ],
)
def test_title_is_what_looks_like_a_headline(name: str, text: str, title: str | None, tmp_path: Path) -> None:
    assert read_file(tmp_path / name, text.encode()).title == title


def test_nothing_is_made_up_for_a_text_file(tmp_path: Path) -> None:
    assert read_file(tmp_path / "vote.txt", b"It voted.") == Article(None, None, None, None, None, "It voted.")


@pytest.mark.parametrize("name", ["vote.html", "vote.HTM", "vote", "vote.php"])
def test_page_is_read_as_a_page(name: str, tmp_path: Path) -> None:
    assert read_file(tmp_path / name, PAGE).publisher == "The Harbour Courier"


def test_page_on_standard_input_is_read_as_a_page() -> None:
    (source,) = find_sources(["-"], io.BytesIO(b"<!-- saved -->\n<!DOCTYPE html>" + PAGE))
    assert isinstance(source, Source)
    assert read_article(source, fetch_nothing).article.publisher == "The Harbour Courier"


def test_markup_in_a_text_file_is_text(tmp_path: Path) -> None:
    assert read_file(tmp_path / "vote.txt", b"<html> is an element.").text == "<html> is an element."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.4", "a PDF; save its text first"),
        (b"a\0b", "binary"),
    ],
)
def test_file_without_words_is_refused_in_words(content: bytes, reason: str, tmp_path: Path) -> None:
    for name in ("vote.txt", "vote.md", "vote.html", "vote"):
        with pytest.raises(SourceUnreadable, match=reason):
            read_file(tmp_path / name, content)


def test_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)  # takes no room
    with pytest.raises(SourceUnreadable, match="20,000,001 bytes"):
        read_article(Source("large", "large", path=path), fetch_nothing)


def test_large_standard_input_is_refused() -> None:
    (source,) = find_sources(["-"], io.BytesIO(b"a" * (LARGEST + 2)))
    assert isinstance(source, Source)
    with pytest.raises(SourceUnreadable, match="more than 20,000,000 bytes"):
        read_article(source, fetch_nothing)


@pytest.mark.parametrize(
    ("argument", "error", "reason"),
    [
        ("nowhere.txt", SourceMissing, "No such file or folder"),
        ("www.courier.example/1", SourceMissing, "https://"),
        ("broken.txt", SourceMissing, "a link that leads nowhere"),
        ("loop.txt", SourceUnreadable, "symbolic link"),
        ("pipe.txt", SourceUnreadable, "not a file"),
        ("/dev/zero", SourceUnreadable, "not a file"),
        ("file.txt/below.txt", SourceUnreadable, "not a directory"),
        ("a\0b.txt", SourceUnreadable, "null"),
        ("a" * 5000, SourceUnreadable, "too long"),
    ],
)
def test_what_is_no_readable_file_is_refused_in_words(
    argument: str, error: type[SourceError], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file.txt").write_text("Words.")
    Path("broken.txt").symlink_to("gone.txt")
    Path("loop.txt").symlink_to("loop.txt")
    os.mkfifo("pipe.txt")
    (source,) = find_sources([argument])
    assert isinstance(source, Source)
    with pytest.raises(error, match=reason):
        read_article(source, fetch_nothing)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_file_that_may_not_be_read_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.touch(mode=0)
    with pytest.raises(SourceUnreadable, match="permission denied"):
        read_article(Source("closed", "closed", path=path), fetch_nothing)
