"""The reference documents: what they say is what the code says, in the files and on the pages."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.enums import Action, Role
from accounts.models import User
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation
from evaluations.permissions import ACTION_OF_MOVE, ACTIONS
from evaluations.rules.policy import RULE_NUMBERS, load_policy
from imports.models import Upload
from tests.counting import queries_of
from tests.evaluations.pages import page_of, said
from tests.evaluations.test_cells import expected
from tests.factories import make_user
from workforce.models import Employee
from workspace.reference.drawing import LANE, drawing_of
from workspace.reference.graphs import WHO, graphs
from workspace.reference.jobs import every, jobs
from workspace.reference.retention import LIBRARIES, TABLES, WHOLE, kept
from workspace.reference.rules import NOT_YET, NUMBERS, cited, policy_sets, rules, severities
from workspace.reference.settings import defaults_in_code, explained
from workspace.reference.shapes import Document, Table
from workspace.reference.shelf import DOCUMENTS, document
from workspace.reference.standings import EMPLOYEE, RATER, SEATS, SIGNER, may

MODELS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.split(".")[0] != "tests"]


def tables_of(found: Document) -> dict[str, Table]:
    return {block.caption: block for section in found.sections for block in section.blocks if isinstance(block, Table)}


# --- the files --------------------------------------------------------------------------------------------------------


def test_a_folder_that_differs_is_refused_with_the_command_that_mends_it(tmp_path: Path, capsys) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("make_reference", "--check", folder=tmp_path)
    assert str(refusal.value) == (
        "docs/reference/ is not what the code says now (states.md, permissions.md, rules.md, settings.md, jobs.md, "
        "data.md, explain_rules.question.json, explain_rules.answer.json). Run "
        "`.venv/bin/python manage.py make_reference` and commit what it writes."
    )
    assert list(tmp_path.iterdir()) == []
    call_command("make_reference", folder=tmp_path)
    call_command("make_reference", "--check", folder=tmp_path)
    (tmp_path / "jobs.md").write_text("changed by hand")
    with pytest.raises(CommandError, match=r"now \(jobs.md\)"):
        call_command("make_reference", "--check", folder=tmp_path)
    call_command("make_reference", folder=tmp_path)
    assert capsys.readouterr().out.splitlines() == [
        "Wrote 8 of 8 reference documents.",
        "The reference documents are what the code says.",
        "Wrote 1 of 8 reference documents.",
    ]


def test_the_committed_files_are_what_the_code_says() -> None:
    call_command("make_reference", "--check")


# --- states -----------------------------------------------------------------------------------------------------------


def test_every_graph_is_found_with_every_edge() -> None:
    assert {"evaluations.Evaluation", "imports.Upload"} <= {graph.name for graph in graphs()}
    for graph in graphs():
        model = apps.get_model(graph.name)
        declared = model().get_all_status_transitions()
        found = {(source, move.name, move.target) for source, move, _who in graph.edges()}
        assert found == {(edge.source, edge.name, edge.target) for edge in declared}
    evaluation = next(graph for graph in graphs() if graph.name == "evaluations.Evaluation")
    assert [state.value for state in evaluation.states] == [status.value for status in EvaluationStatus]
    assert [state.label for state in evaluation.states if state.is_end] == ["Void", "Superseded"]


def test_moves_and_the_actions_that_take_them_have_the_same_states() -> None:
    edges = list(Evaluation().get_all_status_transitions())
    assert {edge.name for edge in edges} - set(ACTION_OF_MOVE) == {"finalize", "supersede"}
    for action in set(ACTION_OF_MOVE.values()):
        sources = {edge.source for edge in edges if ACTION_OF_MOVE.get(edge.name) == action}
        assert sources == {state.value for state in ACTIONS[action].states}, action


def test_every_step_of_an_upload_has_somebody_who_takes_it() -> None:
    assert set(WHO["imports.Upload"]) == {edge.name for edge in Upload().get_all_status_transitions()}


@pytest.mark.parametrize("graph", graphs(), ids=lambda graph: graph.name)
def test_the_picture_has_every_state_and_move_and_nothing_runs_through_words(graph) -> None:
    drawing = drawing_of(graph)
    assert [box.label for box in drawing.boxes] == [state.label for state in graph.states]
    assert sorted(words.text for words in drawing.words) == sorted(move.label for move in graph.moves)
    arrows = [line for line in drawing.lines if line.has_arrow]
    assert len(arrows) == len(graph.moves) + 1
    tops = [box.y for box in drawing.boxes]
    assert all(lower.y >= upper.y + upper.height + 30 for upper, lower in pairwise(drawing.boxes))
    assert tops == sorted(tops)
    # Lanes are apart from each other and from the words; words on one side are a line apart.
    lanes = {
        int(line.path.split("H")[1].split("V")[0]) for line in drawing.lines if "H" in line.path and "V" in line.path
    }
    assert all(abs(one - other) >= LANE for one in lanes for other in lanes if one != other)
    for words in drawing.words:
        length = int(len(words.text) * 7.1)
        reach = range(words.x - length, words.x) if words.anchor == "end" else range(words.x, words.x + length)
        assert not lanes & set(reach), words
        assert range(drawing.width)[reach.start : reach.stop] == reach, words
    for anchor in ("start", "end"):
        lines = sorted(words.y for words in drawing.words if words.anchor == anchor)
        assert all(lower - upper >= 11 for upper, lower in pairwise(lines)), lines


# --- permissions ------------------------------------------------------------------------------------------------------


def test_what_the_matrix_says_of_a_seat_is_what_the_engine_answers_in_every_cell() -> None:
    """Against the reviewed grids of an Improvement Needed: what the document allows is allowed there, and no more."""
    people = {
        "employee": EMPLOYEE,
        "rater": RATER,
        "hr_analyst": SEATS[3],
        "class_admin": SEATS[5],
        "auditor": SEATS[6],
    }
    for state, rows in expected().items():
        for person, seat in people.items():
            for action, letter in zip(ACTIONS, rows[person], strict=True):
                # Whether its window has reverted is no state: the document names the Rater, the record decides.
                if letter != "." and (state, person, action) != ("draft", "rater", "continue"):
                    assert may(seat, action, EvaluationStatus(state)) == (letter == "Y"), (state, person, action)
    signers = {"reviewer_review": "reviewer", "department_head_review": "department_head"}
    for state, person in signers.items():
        found = {action for action in ("sign", "return") if may(SIGNER, action, EvaluationStatus(state))}
        assert found == {"sign", "return"}, person


def test_every_role_and_action_stands_in_the_matrix() -> None:
    table = tables_of(document("permissions"))["What each role may do"]
    assert (len(table.rows), len(table.columns)) == (len(Action), len(Role) + 1)
    assert table.rows[0] == (
        "Read what has been submitted, and drafts left behind by their Rater",
        "Yes",
        "Yes",
        "–",
        "–",
        "–",
        "–",
    )
    assert {len(row) for row in table.rows} == {len(Role) + 1}


# --- rules ------------------------------------------------------------------------------------------------------------


def test_every_rule_is_either_applied_or_named_as_missing() -> None:
    assert {number for number in RULE_NUMBERS if not cited()[number]} <= set(NOT_YET)
    tables = tables_of(document("rules"))
    assert [row[0] for row in tables["The source of every rule"].rows] == list(RULE_NUMBERS)
    said_of = {row[0] for name in list(tables)[:2] for row in tables[name].rows}
    assert said_of == set(RULE_NUMBERS)


def test_severities_are_read_from_the_rules() -> None:
    assert {number: [severity.value for severity in found] for number, found in severities().items() if found} == {
        "R1": ["warning"],
        "R2": ["warning"],
        "R3": ["error", "warning", "info"],
        "R5": ["error", "warning", "info"],
        "R6": ["error"],
        "R7": ["error"],
        "R8": ["error"],
        "R9": ["error"],
        "R10": ["error", "warning"],
        "R11": ["error", "warning"],
        "R13": ["error", "warning"],
        "R14": ["error", "warning", "info"],
        "R15": ["error"],
        "R16": ["error"],
        "R17": ["error"],
        "R19": ["warning"],
        "R20": ["error", "warning"],
        "R22": ["error"],
        "R23": ["error"],
        "R25": ["error"],
        "R35": ["error"],
        "R37": ["warning"],
    }


def leaves(value: Any, path: str = "") -> set[str]:
    """Every number and switch of a policy set by its path."""
    found: set[str] = set()
    for field in fields(value):
        inner = getattr(value, field.name)
        found |= leaves(inner, f"{path}{field.name}.") if is_dataclass(inner) else {f"{path}{field.name}"}
    return found


def test_every_number_and_switch_of_a_policy_set_is_shown() -> None:
    # Shown by tables of their own, or said in a sentence.
    elsewhere = {
        "key", "version", "title", "effective_from", "effective_to", "is_scale_placeholder", "factor_floors",
        "signing.chart", "ratings", "rules", "holidays",
    }  # fmt: skip
    shown = {path for _rule, _words, path in NUMBERS if not path.startswith("factor_floors")}
    assert shown == leaves(load_policy("county", 1)) - elsewhere


def test_one_policy_set_can_be_asked_for() -> None:
    both, one = tables_of(rules()), tables_of(rules("school"))
    numbers = "Numbers and switches of each policy set"
    assert both[numbers].columns == ("Rule", "Number or switch", "County", "Merit-system school district")
    assert one[numbers].columns == ("Rule", "Number or switch", "Merit-system school district")
    assert ("R3", "Paid day by which probation ends, where that is later", "130") in one[numbers].rows
    assert [name for name in one if name.startswith("Signing chart")] == ["Signing chart: Merit-system school district"]
    assert len(policy_sets()) == 2


# --- settings and jobs ------------------------------------------------------------------------------------------------


def test_the_example_holds_the_names_that_the_program_reads_and_explains_each() -> None:
    names = [entry.name for entry in explained()]
    assert sorted(set(names)) == sorted(names)
    assert set(names) == set(defaults_in_code())
    assert [entry.name for entry in explained() if not entry.words] == []


def test_a_setting_says_its_default_and_who_insists_on_it() -> None:
    rows = {row[0]: row for table in tables_of(document("settings")).values() for row in table.rows}
    assert rows["EMAIL_TIMEOUT"][1:] == ("20", "For how many seconds an answer of the mail server is waited for.", "–")
    assert rows["FILES_DIR"][1] == "VAR_DIR/files"
    assert rows["SECRET_KEY"][3] == "SECRET_KEY is missing or weak: set a random one of at least 50 characters."


def test_every_job_and_every_scheduled_work_says_what_it_does() -> None:
    outbox, schedule = tables_of(jobs()).values()
    rows = {row[0]: row for row in outbox.rows}
    assert rows["evaluations.packet_render"] == (
        "evaluations.packet_render", "evaluations", "Renders, seals and keeps a packet.", "public_id, kind",
        "It waits for a person",
    )  # fmt: skip
    assert [row[0] for row in (*outbox.rows, *schedule.rows) if row[2] == "–"] == []
    assert {row[0]: row[3] for row in schedule.rows}["jobs.tidy"] == "daily at 03:40"
    assert every(15.0) == "every 15 seconds"


# --- data -------------------------------------------------------------------------------------------------------------


def test_every_table_has_a_retention_class() -> None:
    missing = [model._meta.label for model in MODELS if kept(model._meta.label) is None]
    assert missing == [], "Name a retention class in workspace/reference/retention.py."
    assert set(TABLES) - {model._meta.label for model in MODELS} == set()


def test_fields_named_as_personal_are_there() -> None:
    for label, entry in TABLES.items():
        if entry.personal != WHOLE:
            names = {field.name for field in apps.get_model(label)._meta.local_fields}
            assert set(entry.personal) - names == set(), label


def test_whatever_leads_to_a_person_is_called_personal() -> None:
    pointing = {"user_id", "by_user_id", "by_name", "actor_id", "actor_name", "created_by_id", "added_by_id", "email"}
    faults = []
    for model in MODELS:
        entry = kept(model._meta.label)
        if model._meta.app_label in LIBRARIES or entry is None or entry.personal == WHOLE:
            continue
        for field in model._meta.local_fields:
            leads = isinstance(field, models.ForeignKey) and field.related_model in (User, Employee)
            if (leads or field.name in pointing) and field.name not in entry.personal:
                faults.append(f"{model._meta.label}.{field.name}")
    assert faults == []


def test_every_field_of_every_table_is_in_the_dictionary() -> None:
    tables = tables_of(document("data"))
    for model in MODELS:
        table = next(table for name, table in tables.items() if name.startswith(f"{model._meta.label}: "))
        assert [row[0] for row in table.rows] == [field.name for field in model._meta.local_fields]
    assert [row for table in tables.values() for row in table.rows if not all(row)] == []


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(make_user(roles=[Role.HR]))
    return client


def test_the_first_page_leads_to_every_document(reader: Client) -> None:
    page = page_of(reader.get(reverse("reference")))
    links = {said(link): link.get("href") for link in page.xpath("//main//h2/a")}
    assert links == {document(slug).title: f"/reference/{slug}/" for slug in DOCUMENTS}


@pytest.mark.parametrize("slug", DOCUMENTS)
def test_a_page_shows_the_whole_document(reader: Client, slug: str) -> None:
    page = page_of(reader.get(reverse("reference_page", args=[slug])))
    found = document(slug)
    assert [said(heading) for heading in page.xpath("//main//section/h2")] == [part.heading for part in found.sections]
    assert [len(table.xpath("./tbody/tr")) for table in page.xpath("//main//table")] == [
        len(table.rows) for table in tables_of(found).values()
    ]
    assert len(page.xpath("//main//*[local-name()='svg'][@role='img']")) == (len(graphs()) if slug == "states" else 0)
    assert page.xpath("//main//@style | //main//style | //main//script") == []
    assert sorted(set(page.xpath("//@id"))) == sorted(page.xpath("//@id"))


def test_the_rules_of_one_set_and_of_no_set(reader: Client) -> None:
    page = page_of(reader.get("/reference/rules/?set=county"))
    heads = [said(cell) for cell in page.xpath("//section[h2[@id='book']]//thead//th")]
    assert heads == ["Rule", "Title", "Checked before a step", "Says", "Also decides", "County"]
    refused = reader.get("/reference/rules/?set=nobody")
    assert refused.status_code == 422
    heads = [said(cell) for cell in page_of(refused).xpath("//section[h2[@id='book']]//thead//th")]
    assert heads[-2:] == ["County", "Merit-system school district"]


def test_a_document_that_is_not_there_is_not_found(reader: Client) -> None:
    answer = reader.get("/reference/nothing/")
    assert (answer.status_code, said(page_of(answer).xpath("//h1")[0])) == (404, "Page not found")


def test_the_pages_read_no_more_than_any_page_does(reader: Client) -> None:
    reader.get(reverse("reference"))
    # Session, account, roles, and what the menu and its counts ask for.
    assert queries_of(lambda: reader.get("/reference/data/")) == queries_of(lambda: reader.get("/reference/"))


def test_the_menu_offers_it_to_whom_it_is_open(reader: Client) -> None:
    stranger = Client()
    stranger.force_login(make_user())
    links = [page_of(client.get("/")).xpath("//nav[@id='site-menu']//a/@href") for client in (reader, stranger)]
    assert ["/reference/" in found for found in links] == [True, False]
