import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.searchkeys import search_key, search_words


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


def test_words_to_look_for_are_few_and_plain() -> None:
    assert search_words("  Núñez,  JOSÉ ") == ["nunez", "jose"]
    assert search_words("a b c d", most=2) == ["a", "b"]
    assert search_words(" %_ ") == []


@given(st.text(max_size=60))
def test_a_key_of_a_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
