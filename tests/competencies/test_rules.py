import pytest

from competencies.rules import title_without_note


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("OFFICE TECHNICIAN (TYPING)", ("OFFICE TECHNICIAN (TYPING)", False)),
        ("Nursery Officer (Abolished 01/07/2016 per Pay Letter 16-05)", ("Nursery Officer", True)),
        ("Kitchen Superintendent I (Bakery) (ABOLISHED 11/05/2015)", ("Kitchen Superintendent I (Bakery)", True)),
        ("Records Chief - abolished 5-7-15", ("Records Chief", True)),
        ("Records Chief [abolished]", ("Records Chief", True)),
        ("RECORDS CHIEF ABOLISHED", ("RECORDS CHIEF", True)),
        ("Abolished", ("Abolished", False)),
        ("Abolished Classes Analyst", ("Abolished Classes Analyst", False)),
    ],
)
def test_a_note_that_the_class_is_abolished_is_no_part_of_its_title(title: str, expected: tuple[str, bool]) -> None:
    assert title_without_note(title) == expected
