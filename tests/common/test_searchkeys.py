import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.searchkeys import LONGEST_KEY, found_by, search_key, search_words


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("O’Brien-Núñez", "José"), "obrien nunez jose"),
        (("D'Angelo",), "dangelo"),
        (("STRAẞE  and Groß",), "strasse and gross"),
        (("Łukasz", "Sørensen"), "lukasz sorensen"),
        (("1733", "ACCOUNT CLERK II (RANGE A)"), "1733 account clerk ii range a"),
        (("", " - "), ""),
    ],
)
def test_a_key_is_plain_small_words(parts: tuple[str, ...], expected: str) -> None:
    assert search_key(*parts) == expected


@pytest.mark.parametrize(
    "query",
    [
        "baker-hughes", "Baker Hughes", "bakerhughes", "HUGHES  ana", "  ana   BAKER ", "O’Neill", "o'neill", "ONEILL",
        "o neill", "a-17", "A17", "17", "ana.b", "ana.b@agency.example", "agency", "mari", "anamaria", "ke-hu",
    ],
)  # fmt: skip
def test_what_a_row_is_found_by_forgives_signs_case_order_and_gaps(query: str) -> None:
    key = found_by("Baker-Hughes", "Ana María", "O’Neill", "A-17", also="ana.b@agency.example")
    assert all(word in key for word in search_words(query))


@pytest.mark.parametrize("query", ["bakers", "18", "ana b c d zz"])
def test_what_a_row_is_not_found_by(query: str) -> None:
    key = found_by("Baker-Hughes", "Ana María", "A-17", also="ana.b@agency.example")
    assert not all(word in key for word in search_words(query))


def test_a_key_fits_into_its_column_whatever_a_sign_expands_to() -> None:
    assert found_by("Lee") == "lee"
    assert len(found_by("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 150, "Ana")) == LONGEST_KEY


def test_words_to_look_for_are_few_and_plain() -> None:
    assert search_words("  Núñez,  JOSÉ ") == ["nunez", "jose"]
    assert search_words("a b c d", most=2) == ["a", "b"]
    assert search_words(" %_ ") == []


@given(st.text(max_size=60))
def test_a_key_of_a_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
