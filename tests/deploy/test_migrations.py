"""Expand, then contract: no migration after the first one breaks the processes that do not know of it yet."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from common.migration_rules import breaches
from config.checks import settings

OURS = {app for app in settings.INSTALLED_APPS if "." not in app and (settings.BASE_DIR / app).is_dir()}


def test_no_migration_of_ours_breaks_what_still_runs() -> None:
    found = MigrationLoader(connection, load=False)
    found.load_disk()
    ours = {key: migration for key, migration in found.disk_migrations.items() if key[0] in OURS}
    assert {app for app, _name in ours} >= {"accounts", "audit", "evaluations", "jobs", "workforce"}
    assert [told for (_app, name), migration in sorted(ours.items()) for told in breaches(name, migration)] == []


TEXT = models.TextField()


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (migrations.AddField("job", "note", models.TextField(null=True)), None),
        (migrations.AddField("job", "note", models.TextField(db_default="")), None),
        (migrations.AddField("job", "note", models.TextField(default="")), "old processes do not fill it"),
        (migrations.AddField("job", "note", TEXT), "old processes do not fill it"),
        (migrations.AddField("job", "people", models.ManyToManyField("accounts.User")), None),
        (migrations.AlterField("job", "note", models.TextField(null=True)), None),
        (migrations.AlterField("job", "note", TEXT), "say in a contract step that nothing leaves it empty"),
        (migrations.RemoveField("job", "note"), "old processes still use it"),
        (migrations.RenameField("job", "note", "words"), "old processes know the old name"),
        (migrations.DeleteModel("job"), "old processes still use it"),
        (migrations.RenameModel("job", "work"), "old processes know the old name"),
        (migrations.AlterModelTable("job", "work"), "old processes know the old name"),
        (migrations.CreateModel("more", [("id", models.BigAutoField(primary_key=True)), ("note", TEXT)]), None),
        (migrations.AddIndex("job", models.Index(fields=["note"], name="jobs_by_note")), None),
        (migrations.RunSQL("SELECT 1"), "give it a way back"),
        (migrations.RunSQL("SELECT 1", migrations.RunSQL.noop), None),
        (migrations.RunPython(migrations.RunPython.noop), "give it a way back"),
        (migrations.SeparateDatabaseAndState([migrations.RemoveField("job", "note")]), "old processes still use it"),
        (migrations.SeparateDatabaseAndState([], [migrations.RemoveField("job", "note")]), None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, migrations.operations.base.Operation) else None,
)
def test_each_kind_of_step(operation: migrations.operations.base.Operation, words: str | None) -> None:
    told = {}
    for name, contract in (("0002_more", ""), ("0001_initial", ""), ("0002_more", "1.4")):
        made = type("Migration", (migrations.Migration,), {"operations": [operation], "contract": contract})
        told[name, contract] = breaches(name, made(name, "jobs"))
    found = told["0002_more", ""]
    assert [words in sentence for sentence in found] == ([True] if words else [])
    assert (told["0001_initial", ""], told["0002_more", "1.4"]) == ([], [])


def test_a_column_of_a_table_that_the_same_migration_makes_is_nobodys_yet() -> None:
    fields = [("id", models.BigAutoField(primary_key=True))]
    steps = [migrations.CreateModel("more", fields), migrations.AddField("more", "note", TEXT)]
    made = type("Migration", (migrations.Migration,), {"operations": steps})
    assert breaches("0002_more", made("0002_more", "jobs")) == []
