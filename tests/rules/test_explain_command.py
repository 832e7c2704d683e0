"""`manage.py explain_rules`: from a file or from standard input, on a machine without any setting."""

import json
import os
import re
import subprocess
import sys

import jsonschema
import pytest

from evaluations.rules.explain_document import answer_schema
from tests.rules.explained import FULL, ROOT, asked


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a stranger's machine has it: without any setting."""
    return subprocess.run(
        [sys.executable, "manage.py", "explain_rules", *arguments],
        input=text, cwd=ROOT, env={"PATH": os.environ["PATH"]}, text=True, capture_output=True, timeout=120,
    )  # fmt: skip


def test_the_command_needs_no_setting_and_no_database(tmp_path):
    file = tmp_path / "question.json"
    file.write_text(json.dumps(FULL), encoding="utf-8")
    by_file, by_input = run(str(file)), run(text=json.dumps(FULL))
    assert (by_file.returncode, by_file.stderr) == (0, "")
    assert by_file.stdout == by_input.stdout
    assert json.loads(by_file.stdout) == asked(FULL)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "input"),
        ("{", "input"),
        ('{"policy": "county"} {}', "input"),
        ('{"policy": "county", "comments": NaN}', "comments"),
        ('{"policy": "county", "rater": ' + "1" * 5000 + "}", "rater"),
        ('{"policy": "county", "period": {"end": "2026-01-01", "end": "2026-01-02"}}', "period.end"),
        ('{"policy": "county", "\\ud800": 1}', "\ud800"),
        ('{"policy": "county", "policy": "school"}', "policy"),
        ("[" * 100_000, "input"),
        ('{"policy": "city"}', "policy"),
        ('{"policy": "county", "period": {"start": "2026-07-02", "end": "2026-07-01"}}', "period.end"),
    ],
)
def test_the_command_says_what_it_cannot_read(text, key):
    done = run(text=text)
    error = json.loads(done.stdout)
    assert (done.returncode, error["error"]["key"]) == (2, key)
    jsonschema.validate(error, answer_schema())


def test_the_page_that_tells_of_the_command_is_true():
    page = (ROOT / "docs" / "how-to" / "ask-the-rules.md").read_text(encoding="utf-8")
    (question,) = re.findall(r"<<'END'\n(.*?)\nEND\n", page, re.DOTALL)
    answer, refusal = map(json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    assert asked(json.loads(question)) == answer
    refused = run(text=json.dumps({"policy": "county", "period": {"start": "2026-07-01", "end": "2026-06-30"}}))
    assert json.loads(refused.stdout) == refusal


def test_a_file_that_is_not_there_is_named():
    done = run("nowhere.json")
    assert (done.returncode, json.loads(done.stdout)["error"]["key"]) == (2, "FILE")
