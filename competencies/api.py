"""Classes, for everybody who is signed in to read; they are changed by imports alone."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from common.api.serializers import Asked, LineField, Shown, WordField
from competencies.enums import ClassificationStatus
from competencies.models import Classification
from competencies.selectors import classification_get, classifications_listed


class ClassificationShown(Shown):
    code = serializers.CharField(help_text="Text: zeros in front are part of it.")
    title = serializers.CharField()
    schematic_code = serializers.CharField()
    status = WordField(ClassificationStatus)
    monthly_min = serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True, help_text="Dollars.")
    monthly_max = serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True, help_text="Dollars.")
    alternate_ranges = serializers.CharField()
    probation_months = serializers.IntegerField(allow_null=True, help_text="Null: the class has no probation (R3).")
    work_week_group = serializers.CharField()
    bargaining_unit = serializers.CharField()


class ClassificationsAsked(Asked):
    q = LineField(
        source="search",
        required=False,
        help_text="Words of code and title in any order, without accents.",
    )
    status = WordField(ClassificationStatus, required=False)
    bargaining_unit = LineField(required=False, max_length=20, help_text="Its code, such as R04.")


def shown(rows: list[Classification]) -> list[dict[str, Any]]:
    """Classes as the API shows them."""
    return list(ClassificationShown(rows, many=True).data)


class Classifications(ApiView):
    scopes = {"GET": Scope.CLASSIFICATIONS_READ}
    ordering = ("code",)

    @operation(summary="List classifications", answers=ClassificationShown(many=True), query=ClassificationsAsked)
    def get(self, request: Request) -> Response:
        """Every class by its code, narrowed by words, status and bargaining unit."""
        return self.page(classifications_listed(**self.query(ClassificationsAsked)), shown)


class OneClassification(ApiView):
    scopes = {"GET": Scope.CLASSIFICATIONS_READ}

    @operation(summary="Read a classification", answers=ClassificationShown)
    def get(self, request: Request, code: str) -> Response:
        """One class by its code."""
        self.no_query()
        return self.one(ClassificationShown(classification_get(code)).data)
