"""The view that every address of the API is made of, and how an operation is declared.

It parses, asks a service or a selector, and shows; rules, permissions and sentences are those of the pages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import wraps
from inspect import cleandoc
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from accounts.enums import Scope
from accounts.models import User
from accounts.services import Answer, answer_once
from common.api.errors import BadKey
from common.api.pages import KeyPages
from common.api.problems import PROBLEM_TYPE
from common.api.serializers import Asked, Shown
from common.api.versions import etag_of, is_among, narrowed

Handler = Callable[..., Any]
LONGEST_KEY = 200
# What shows who signs is no part of what is asked for, and no digest of it lies anywhere.
PROOFS = {"password"}


class ViolationShown(Shown):
    rule = serializers.CharField(help_text="The handbook's rule, such as R7, or “form”.")
    severity = serializers.ChoiceField(choices=["error", "warning", "info"])
    code = serializers.CharField(help_text="Stable, for programs.")
    field = serializers.CharField(help_text="The field to put right; empty where it is about the whole.")
    message = serializers.CharField(help_text="What is wrong and what to do about it.")
    citation = serializers.CharField()
    reason_key = serializers.CharField(help_text="For a warning: the name under which `reasons` takes the reason.")


class ProblemShown(Shown):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="One sentence for people.")
    violations = ViolationShown(many=True)


REFUSALS = {
    400: "The request cannot be read.",
    401: "Nobody is signed in, or the access token opens nothing.",
    403: "Visible, but not this person's to do; or the token lacks the scope.",
    404: "There is nothing here that this person can see.",
    409: "Not now: the state has moved on, or somebody else was first.",
    412: "The version named in If-Match is not the present one.",
    415: "The body is in no format that is understood here.",
    422: "The rules, or a field, do not allow this; `violations` has all reasons.",
    428: "If-Match is missing.",
    413: "The file is too large.",
    429: "Too many requests.",
}
NOTHING = OpenApiResponse(description="Done; there is nothing to say.")
GONE = OpenApiResponse(description="Done, and no longer yours to see.")
ALWAYS = (400, 401, 403, 404, 422, 429)
WRITING = (409, 412, 415)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER,
    description="A key of your own, such as a UUID. The same request with the same key does the thing once, and is "
    "answered alike for a day.",
)  # fmt: skip
FIELDS = OpenApiParameter(
    "fields", OpenApiTypes.STR, description="Names of fields separated by commas: only those are sent."
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER,
    description="The ETag that you have: 304 and no body where it is still the present one.",
)  # fmt: skip
ETAG = "The version of what is answered, for If-None-Match and If-Match."
SAME = OpenApiResponse(description="You have it already (If-None-Match).")


def _if_match(is_needed: bool) -> OpenApiParameter:
    return OpenApiParameter(
        "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=is_needed,
        description="The ETag that you read: nothing is done where the present version is another one.",
    )  # fmt: skip


def _answer_header(name: str, about: str, status: int) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=about, response=[str(status)])


RETRY_AFTER = _answer_header("Retry-After", "Seconds to wait.", 429)


def operation(
    *,
    summary: str,
    answers: Any = None,
    asked: Any = None,
    status: int = 200,
    query: type[Asked] | None = None,
    refusals: Sequence[int] = (),
    versions: bool = False,
    may_be_gone: bool = False,
    media: str = "application/json",
    examples: Sequence[OpenApiExample] = (),
    parameters: Sequence[OpenApiParameter] = (),
) -> Callable[[Handler], Handler]:
    """Declare one method of a view: what is sent, what is answered, which refusals can come.

    A POST answers to an Idempotency-Key. `versions`: If-Match is looked at. `answers` None: no body. `may_be_gone`: 204
    where what was done took the thing out of the person's sight.
    """

    def declare(handler: Handler) -> Handler:
        is_read, is_file = handler.__name__ == "get", answers is OpenApiTypes.BINARY
        codes = sorted({*ALWAYS, *(() if is_read else WRITING), *refusals})
        # With its media type, so that the generator takes it for the main answer.
        responses: dict[Any, Any] = {(status, media): answers} if answers else {status: NOTHING}
        if is_read and not is_file:
            responses[304] = SAME
        if may_be_gone:
            responses[204] = GONE
        for code in codes:
            responses[(code, PROBLEM_TYPE)] = OpenApiResponse(ProblemShown, description=REFUSALS[code])
        headers = [*parameters, RETRY_AFTER, *([_if_match(428 in refusals)] if versions else [])]
        if is_read and not is_file:
            headers += [FIELDS, IF_NONE_MATCH]
        if answers and not is_file:
            headers.append(_answer_header("ETag", ETAG, status))
        if handler.__name__ == "post":
            headers.append(IDEMPOTENCY_KEY)
        described = extend_schema(
            summary=summary, description=cleandoc(handler.__doc__ or summary), request=asked, responses=responses,
            parameters=[*headers, *([query] if query else [])], examples=list(examples),
        )  # fmt: skip
        return described(_once(handler) if handler.__name__ == "post" else handler)

    return declare


def _once(handler: Handler) -> Handler:
    """Let an Idempotency-Key hold: the handler runs inside the transaction that keeps its answer."""

    @wraps(handler)
    def handled(view: ApiView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return handler(view, request, *args, **kwargs)  # type: ignore[no-any-return]  # a view answers
        if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
            raise BadKey
        said = f"{request.method} {request.get_full_path()} {_digest_of_body(request)}"
        answer, is_repeat = answer_once(
            by=view.person,
            key=key,
            request_sha256=salted_hmac("accounts.KeptAnswer", said, algorithm="sha256").hexdigest(),
            at=view.at,
            answer=lambda: view.as_answer(handler, request, *args, **kwargs),
        )
        if is_repeat:
            answer = view.repeated(answer, **kwargs)
        headers = dict(answer.headers)
        response = Response(
            json.loads(answer.body) if answer.body else None, status=answer.status,
            content_type=headers.pop("Content-Type", None), headers=headers,
        )  # fmt: skip
        if is_repeat:
            response["Idempotent-Replayed"] = "true"
        return response

    return handled


def _digest_of_body(request: Request) -> str:
    """Of what was sent: the parsed fields, and each file's bytes, since multipart bodies differ by their border."""
    files = {}
    for name, file in request.FILES.items():
        files[name] = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
    fields = request.data
    if isinstance(fields, Mapping):
        fields = {name: value for name, value in dict(fields).items() if name not in {*files, *PROOFS}}
    return hashlib.sha256(json.dumps([fields, files], sort_keys=True, default=str).encode()).hexdigest()


class ApiView(GenericAPIView):
    """One address. `scopes`: method → what an access token needs for it (None: any token).

    `told_once`: fields that are secrets; they are not kept for a repeated request, which is answered null there.
    """

    scopes: ClassVar[Mapping[str, Scope | None]] = {}
    told_once: ClassVar[Sequence[str]] = ()
    pagination_class: ClassVar[Any] = KeyPages
    ordering: ClassVar[Sequence[str]] = ("pk",)
    serializer_class = None
    at: datetime

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Without the redirect to an added slash: it would turn a POST into the GET of a list."""
        view: Callable[..., HttpResponseBase] = super().as_view(**initkwargs)
        view.__dict__["should_append_slash"] = False
        return view

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.at = timezone.now()
        super().initial(request, *args, **kwargs)

    @property
    def person(self) -> User:
        """Who asks; the permission has seen to it that there is somebody."""
        if not isinstance(self.request.user, User):
            raise TypeError("a view of the API is asked by a person")
        return self.request.user

    @property
    def today(self) -> date:
        """The agency's calendar date of the request (domain §3)."""
        return timezone.localdate(self.at)

    def query(self, asked: type[Asked]) -> dict[str, Any]:
        """The query's values. One that is unknown or wrong is an error: a filter that is not heard shows too much."""
        reserved = {"cursor", "page_size", "fields"}
        given = {name: value for name, value in self.request.query_params.items() if name not in reserved}
        return self._valid(asked(data=given))

    def body(self, asked: type[Asked]) -> dict[str, Any]:
        """The body's values. Raises ValidationError (422) with every field that is wrong."""
        return self._valid(asked(data=self.request.data))

    def _valid(self, serializer: Asked) -> dict[str, Any]:
        serializer.is_valid(raise_exception=True)
        data: dict[str, Any] = dict(serializer.validated_data)
        return data

    def no_query(self) -> None:
        """Refuse whatever query there is but the choice of fields."""
        self.query(Asked)

    def one(self, data: Mapping[str, Any], *, status: int = 200, location: str = "") -> Response:
        """One object with its version; only the fields that were asked for. 304 where the reader has it already."""
        tag = etag_of(data)
        headers = {"ETag": tag, **({"Location": location} if location else {})}
        if self.request.method in ("GET", "HEAD") and is_among(tag, self.request.headers.get("If-None-Match", "")):
            return Response(status=304, headers=headers)
        return Response(narrowed(dict(data), self._wanted(data)), status=status, headers=headers)

    def page(self, rows: QuerySet[Any], show: Callable[[list[Any]], list[dict[str, Any]]]) -> Response:
        """One page of a list; `show` makes what is said of the page's rows."""
        found = self.paginate_queryset(rows) or []
        data = show(found)
        wanted = self._wanted(data[0]) if data else frozenset()
        response = self.get_paginated_response(narrowed(data, wanted))
        tag = etag_of(response.data)
        if is_among(tag, self.request.headers.get("If-None-Match", "")):
            return Response(status=304, headers={"ETag": tag})
        response["ETag"] = tag
        return response

    def _wanted(self, data: Mapping[str, Any]) -> frozenset[str]:
        text = self.request.query_params.get("fields", "")
        wanted = frozenset(filter(None, (name.strip() for name in text.split(","))))
        unknown = sorted(wanted - set(data))
        if unknown:
            known = ", ".join(data)
            raise ValidationError({"fields": [f"There is no field {', '.join(unknown)}. There are: {known}."]})
        return wanted

    def repeated(self, answer: Answer, **kwargs: Any) -> Answer:
        """A kept answer as it may be given once more."""
        return answer

    def as_answer(self, handler: Handler, request: Request, *args: Any, **kwargs: Any) -> Answer:
        """What the handler says, as it goes out; a refusal is an answer, too. Faults are raised on."""
        try:
            response = handler(self, request, *args, **kwargs)
        except Exception as error:
            response = self.handle_exception(error)
        kept = {name: response[name] for name in ("ETag", "Location") if name in response}
        if response.status_code >= 400:
            kept["Content-Type"] = PROBLEM_TYPE
        data = response.data
        body = json.dumps(data, cls=JSONEncoder) if data is not None else ""
        repeated = {**data, **dict.fromkeys(self.told_once)} if self.told_once and isinstance(data, Mapping) else data
        return Answer(
            response.status_code, body, kept, kept=json.dumps(repeated, cls=JSONEncoder) if data is not None else ""
        )
