"""Files come in, are compared, applied and taken back: the steps of the import pages for programs."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from accounts.models import User
from common.api.serializers import Asked, DayField, LineField, Nothing, Shown, Told, UploadField, WordField
from common.csvimport.described import row_schema
from imports.enums import Outcome, UploadStatus
from imports.models import Upload, UploadRow
from imports.permissions import check_can_import, check_can_import_any
from imports.registry import kinds
from imports.selectors import effects_told_to, rows_listed, troubles_of, upload_for, uploads_listed
from imports.services import (
    upload_apply,
    upload_check,
    upload_check_again,
    upload_create,
    upload_discard,
    upload_undo,
)


class KindShown(Shown):
    """What can be brought in."""

    name = serializers.CharField()
    label = serializers.CharField()
    key = serializers.CharField(help_text="The field that names a record.")
    columns = serializers.ListField(child=serializers.CharField(), help_text="The fields of a file.")
    required = serializers.ListField(child=serializers.CharField(), help_text="Those that no file can do without.")


class KindsShown(Shown):
    kinds = KindShown(many=True)


class ProgressShown(Shown):
    phase = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class EffectShown(Shown):
    """One thing that will come of an import."""

    words = serializers.CharField()
    name = serializers.CharField()
    told = serializers.CharField(help_text="Who is told of it.")


class UploadShown(Shown):
    public_id = serializers.UUIDField()
    kind = serializers.CharField()
    status = WordField(UploadStatus)
    name = serializers.CharField(help_text="The file's name.")
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    created_at = serializers.DateTimeField()
    headings = serializers.ListField(child=serializers.CharField(allow_blank=True), help_text="As the file has them.")
    mapping = serializers.DictField(child=serializers.CharField(), help_text="Field → heading, in small letters.")
    is_month_first = serializers.BooleanField(help_text="Dates are written month/day/year.")
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="Rows by outcome, once compared.")
    digest = serializers.CharField(help_text="Names the difference; applied is that one or none.")
    effects = EffectShown(many=True, help_text="What would come of it for evaluations; nothing that concerns yourself.")
    effects_count = serializers.IntegerField(help_text="How many there are in all; the first 200 are told.")
    notes = serializers.ListField(child=serializers.CharField())
    error = serializers.CharField(help_text="Why it could not be used, or was not done.")
    reasons = serializers.ListField(child=serializers.CharField())
    trouble = serializers.ChoiceField(
        choices=["again", "given_up"], allow_blank=True, help_text="Where the worker failed: it tries again, or not."
    )
    progress = ProgressShown(allow_null=True)
    applied_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)


class RowShown(Shown):
    """What becomes of one row of the file."""

    line = serializers.IntegerField()
    outcome = WordField(Outcome)
    key = serializers.CharField()
    name = serializers.CharField()
    changes = serializers.ListField(child=serializers.DictField(), help_text="Each with field, before and after.")
    problems = serializers.ListField(
        child=serializers.DictField(), help_text="Each with column, value, reason and remedy."
    )
    effective_on = DayField(allow_null=True)


class UploadAsked(Asked):
    kind = LineField(max_length=40, help_text="What the file holds: the name of a kind of import.")
    file = UploadField(max_length=255, help_text="CSV or XLSX, up to 25 MB.")


class CheckAsked(Asked):
    mapping = serializers.DictField(
        child=serializers.CharField(max_length=300), required=False, help_text="Left out: as it was guessed."
    )
    is_month_first = serializers.BooleanField(required=False, help_text="Left out: as it was guessed.")


class ApplyAsked(Asked):
    digest = serializers.RegexField(r"^[0-9a-f]{64}$", help_text="Of the difference that was looked at.")
    is_strict = serializers.BooleanField(default=False, help_text="Apply nothing where any row is rejected.")


class RowsAsked(Asked):
    outcome = WordField(Outcome, required=False)
    q = LineField(
        source="search",
        required=False,
        help_text="Words of number and name.",
    )


def shown(user: User, uploads: list[Upload]) -> list[dict[str, Any]]:
    """Uploads as that person may know them; they are read with their progress. One query more."""
    troubles = troubles_of(uploads)
    return [_one(user, upload, troubles.get(upload.pk, "")) for upload in uploads]


def _one(user: User, upload: Upload, trouble: str) -> dict[str, Any]:
    told = getattr(upload, "progress", None)
    progress = {"phase": told.phase, "done": told.done, "total": told.total} if told else None
    headings = upload.outline.get("titles", [])
    effects = effects_told_to(user, upload)
    data = UploadShown(Told(upload, progress=progress, headings=headings, effects=effects, trouble=trouble)).data
    return dict(data)


def rows_shown(rows: list[UploadRow]) -> list[dict[str, Any]]:
    """Rows with their changes and problems by name."""
    return [
        {
            "line": row.line,
            "outcome": row.outcome,
            "key": row.key,
            "name": row.name,
            "changes": [dict(zip(("field", "before", "after"), change, strict=True)) for change in row.fields],
            "problems": [
                dict(zip(("column", "value", "reason", "remedy"), problem, strict=True)) for problem in row.problems
            ],
            "effective_on": row.effective_on.isoformat() if row.effective_on else None,
        }
        for row in rows
    ]


class Kinds(ApiView):
    scopes = {"GET": Scope.IMPORTS_WRITE}

    @operation(summary="List kinds of import", answers=KindsShown)
    def get(self, request: Request) -> Response:
        """What the person may bring in, with the address of each file's description."""
        self.no_query()
        check_can_import_any(self.person)
        found = [
            {
                "name": kind.name,
                "label": str(kind.label),
                "key": kind.key,
                "required": [column.field for column in kind.columns if column.is_required],
                "columns": [column.field for column in kind.columns],
            }
            for kind in kinds()
            if check_can_import(self.person, kind.name)
        ]
        return self.one({"kinds": found})


class KindSchema(ApiView):
    scopes = {"GET": Scope.IMPORTS_WRITE}

    @operation(summary="Read a file's JSON Schema", answers=OpenApiTypes.OBJECT)
    def get(self, request: Request, kind: str) -> Response:
        """One row of the file as a JSON Schema (2020-12): field → what a cell takes."""
        self.no_query()
        found = check_can_import(self.person, kind)
        return self.one(row_schema(found.columns, title=str(found.label), labels=found.labels, about=found.about))


class Uploads(ApiView):
    scopes = {"GET": Scope.IMPORTS_WRITE, "POST": Scope.IMPORTS_WRITE}
    parser_classes = [MultiPartParser]
    ordering = ("-id",)

    @operation(summary="List uploads", answers=UploadShown(many=True))
    def get(self, request: Request) -> Response:
        """Every upload of the kinds that the person may import, the latest first."""
        self.no_query()
        check_can_import_any(self.person)
        return self.page(uploads_listed(self.person).select_related("progress"), lambda rows: shown(self.person, rows))

    @operation(summary="Upload a file", asked=UploadAsked, answers=UploadShown, status=201, refusals=(413,))
    def post(self, request: Request) -> Response:
        """The file is looked at: its headings, and which field each probably holds. Comparing is the next step."""
        check_can_import_any(self.person)
        upload = upload_create(**self.body(UploadAsked), by=self.person, at=self.at)
        return self.one(shown(self.person, [upload_for(self.person, upload.public_id)])[0], status=201)


class UploadView(ApiView):
    """An address below one upload."""

    def answer(self, public_id: uuid.UUID, status: int = 200) -> Response:
        """The upload as it is now."""
        return self.one(shown(self.person, [upload_for(self.person, public_id)])[0], status=status)


class OneUpload(UploadView):
    scopes = {"GET": Scope.IMPORTS_WRITE, "DELETE": Scope.IMPORTS_WRITE}

    @operation(summary="Read an upload", answers=UploadShown)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """How far it is. While a worker is busy, ask again after some seconds."""
        self.no_query()
        return self.answer(public_id)

    @operation(summary="Discard an upload", status=204)
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        """Delete the file and its preview, which hold personal data."""
        upload_for(self.person, public_id)
        upload_discard(public_id=public_id, by=self.person)
        return Response(status=204)


class Rows(UploadView):
    scopes = {"GET": Scope.IMPORTS_WRITE}
    ordering = ("id",)

    @operation(summary="List the difference", answers=RowShown(many=True), query=RowsAsked)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Row by row what the file would do or did."""
        asked = self.query(RowsAsked)
        return self.page(rows_listed(upload_for(self.person, public_id), **asked), rows_shown)


class Check(UploadView):
    scopes = {"POST": Scope.IMPORTS_WRITE}

    @operation(summary="Compare with what is stored", asked=CheckAsked, answers=UploadShown, status=202)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The worker compares; with nothing sent it does so as the columns were guessed, or once more."""
        upload = upload_for(self.person, public_id)
        asked = self.body(CheckAsked)
        if asked or upload.status == UploadStatus.UPLOADED.value:
            values = {"mapping": upload.mapping, "is_month_first": upload.is_month_first, **asked}
            upload_check(public_id=public_id, **values, by=self.person)
        else:
            upload_check_again(public_id=public_id, by=self.person)
        return self.answer(public_id, 202)


class Apply(UploadView):
    scopes = {"POST": Scope.IMPORTS_WRITE}

    @operation(summary="Apply the difference", asked=ApplyAsked, answers=UploadShown, status=202)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The worker applies exactly the difference of that digest, in one transaction, or nothing."""
        upload_for(self.person, public_id)
        upload_apply(public_id=public_id, **self.body(ApplyAsked), by=self.person)
        return self.answer(public_id, 202)


class Undo(UploadView):
    scopes = {"POST": Scope.IMPORTS_WRITE}

    @operation(summary="Take an import back", asked=Nothing, answers=UploadShown, status=202)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The worker takes it back while nothing depends on it."""
        upload_for(self.person, public_id)
        self.body(Nothing)
        upload_undo(public_id=public_id, by=self.person)
        return self.answer(public_id, 202)
