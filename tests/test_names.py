import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names import (
    is_acronym,
    is_full,
    nearest,
    short_surname,
    spelling_key,
    surname,
    without_initials,
    without_titles,
)


@pytest.mark.parametrize(
    "spelling",
    [
        "Zelensky",
        "Zelenskiy",
        "Zelenskij",
        "Zelenskyi",
        "Zelenski",
        "ZELENSKYY",
        "zelenskyy's",
        "Zelenskyy’s",
        "Зеленський",
        "Зеленский",
        "“Zelenskyy”",
    ],
)
def test_one_surname_in_many_spellings_has_one_key(spelling: str) -> None:
    assert spelling_key(spelling) == spelling_key("Zelenskyy")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Володимир Зеленський", "Volodymyr Zelenskyy"),
        ("Юлія Тимошенко", "Julia Timoshenko"),
        ("Recep Tayyip Erdoğan", "recep tayip erdogan"),
        ("Kim Jong-un", "Kim Jong Un"),
        ("Phillip May", "Filip May"),
        ("U.N.", "UN"),
        ("Sinead O’Connor", "Sinéad O'Connor"),
        ("Alexei Navalny", "Aleksei Navalnyy"),
    ],
)
def test_usual_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ian Smith", "Jan Smith"),
        ("Henry VIII", "Henry VI"),
        ("Ann Lee", "Ann Le"),
        ("Donald Trump", "Donald Trump Jr."),
        ("George W. Bush", "George H. W. Bush"),
        ("Zelenskyy", "Zelenska"),
    ],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


def test_what_has_no_letters_has_an_empty_key() -> None:
    assert spelling_key("-- …") == ""


@given(st.text())
def test_a_key_is_short_and_plain_whatever_the_name(name: str) -> None:
    key = spelling_key(name)
    assert len(key) <= 200
    assert not key or (key.isascii() and key.isalnum() and key == key.lower())


@pytest.mark.parametrize(
    ("titled", "name"),
    [
        ("President Zelenskyy", "Zelenskyy"),
        ("former Vice President Al Gore", "Al Gore"),
        ("Secretary of State Marco Rubio", "Marco Rubio"),
        ("Secretary-General António Guterres", "António Guterres"),
        ("President-elect Donald Trump", "Donald Trump"),
        ("U.S. President Donald Trump", "Donald Trump"),
        ("Martin Luther King Jr.", "Martin Luther King Jr."),
        ("Mr. President", "President"),
        ("King of Spain", "King of Spain"),
        ("President", "President"),
        ("", ""),
    ],
)
def test_titles_before_a_name_are_dropped(titled: str, name: str) -> None:
    assert without_titles(titled) == name


@given(st.text())
def test_a_name_is_never_only_titles(name: str) -> None:
    assert bool(without_titles(name)) == bool(name.split())


@pytest.mark.parametrize(
    ("name", "last", "short"),
    [
        ("Volodymyr Zelenskyy", "Zelenskyy", "Zelenskyy"),
        ("Ursula von der Leyen", "von der Leyen", "Leyen"),
        ("Bashar al-Assad", "al-Assad", "Assad"),
        ("Mohammed bin Salman", "bin Salman", "bin Salman"),
        ("Al Gore", "Gore", "Gore"),
        ("Donald Trump, Jr.", "Trump", "Trump"),
        ("von der Leyen", "von der Leyen", "Leyen"),
        ("Madonna", "Madonna", "Madonna"),
    ],
)
def test_surnames_keep_their_particles_and_have_a_short_form(name: str, last: str, short: str) -> None:
    assert (surname(name), short_surname(name)) == (last, short)


def test_initials_in_the_middle_of_a_name_can_be_left_out() -> None:
    assert without_initials("George H.W. Bush") == "George Bush"
    assert without_initials("President Donald J. Trump") == "Donald Trump"
    assert without_initials("J. Edgar Hoover") == "J. Edgar Hoover"


def test_a_surname_alone_is_no_full_name() -> None:
    assert is_full("Ann Lee")
    assert not is_full("President Lee")
    assert not is_full("von der Leyen")


def test_initials_of_bodies_are_acronyms_and_words_are_not() -> None:
    assert is_acronym("UN")
    assert is_acronym("F.B.I.")
    assert not is_acronym("Nato")
    assert not is_acronym("White House")


def test_misspelt_names_are_near_and_others_are_not() -> None:
    known = [spelling_key(name) for name in ("Zelenskyy", "Putin", "Trump", "Macron", "Leavitt")]
    assert nearest(spelling_key("Zelinsky"), known, 3) == (spelling_key("Zelenskyy"),)
    assert nearest(spelling_key("Putn"), known, 3) == ("putin",)
    assert nearest(spelling_key("Xylophone"), known, 3) == ()
