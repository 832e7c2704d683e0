import csv
import io
from datetime import date

import pytest

from common.spreadsheets import csv_lines, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_what_would_run_as_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Lee", "O'Neill", "1-2", "a=b", "2026-07-01"])
def test_everything_else_stays(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_file_is_written_line_by_line_and_read_back() -> None:
    lines = csv_lines(["no", "name", "day"], [["007", 'Ana "Bo", Ortiz\nLee', date(2026, 7, 1)], ["008", "=A1", None]])
    assert next(lines) == "\ufeffno,name,day\r\n"
    assert list(csv.reader(io.StringIO("".join(lines)))) == [
        ["007", 'Ana "Bo", Ortiz\nLee', "2026-07-01"],
        ["008", "'=A1", ""],
    ]
