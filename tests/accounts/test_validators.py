"""Long passwords that are guessed at once, and ones that are fine."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.validators import smallest_piece
from tests.factories import PASSWORD


@pytest.mark.parametrize(
    "password",
    [
        "passwordpasswordpassword",
        "Password12345678",
        "!!!letmein!!!!!!!!",
        "2026fairstep2026!",
        "aaaaaaaaaaaaaaaaaaaa",
        "maplemaplemaplema",
        "123456789012345",
        "abcdefghijklmnop",
        "ponmlkjihgfedcba",
        "qwertyuiopasdfghjkl",
        "xyzabcdefghijklmnop",
        "888888888888888",
        "short",
    ],
)
def test_it_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", [PASSWORD, "password of a green goose", "correct horse battery staple", "zahlen 1234567 und wörter"]
)
def test_it_is_taken(password):
    assert validate_password(password) is None


def test_the_sentence_says_what_to_do_instead():
    with pytest.raises(ValidationError) as refusal:
        validate_password("Password12345678")
    assert refusal.value.messages == [
        "This password is long and still easy to guess. A few unrelated words make a good one."
    ]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("", ""), ("a", "a"), ("ab", "ab"), ("aa", "a"), ("aba", "aba"), ("abab", "ab"), ("abcabcab", "abc"),
        ("abcab", "abcab"), ("aabaabaa", "aab"), ("aabaabab", "aabaabab"),
    ],
)  # fmt: skip
def test_the_smallest_piece_is_found(text, piece):
    assert smallest_piece(text) == piece


def test_a_password_of_a_megabyte_is_looked_at_in_one_pass():
    text = "a" * 1_000_000 + "b"
    assert smallest_piece(text) == text
