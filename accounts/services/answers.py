"""One request, one effect: what was answered under an Idempotency-Key is answered again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import KeptAnswer, User
from common.api.errors import KeyUsedOtherwise

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out: the status, the body as text, the headers that belong to it; `kept`: the body to be repeated."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    kept: str = ""

    @property
    def is_done(self) -> bool:
        """Something came of it; a refusal changed nothing and may be asked for again."""
        return self.status < 300


@transaction.atomic
def answer_once(
    *, by: User, key: str, request_sha256: str, at: datetime, answer: Callable[[], Answer]
) -> tuple[Answer, bool]:
    """Do it and keep the answer, or give the answer that was kept; the second value says which.

    Everything is one transaction, the effect included: a process that dies leaves neither effect nor answer, and of
    two that come at once the second waits for the first and repeats its answer. A refusal is not kept. Raises
    KeyUsedOtherwise where the key stands for another request.
    """
    row = KeptAnswer(user=by, key=key, request_sha256=request_sha256, created_at=at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        kept = KeptAnswer.objects.select_for_update().get(user=by, key=key)
        if kept.created_at > at - KEPT:
            if kept.request_sha256 != request_sha256:
                raise KeyUsedOtherwise from None
            return Answer(kept.status, kept.body, kept.headers), True
        row.pk = kept.pk
    given = answer()
    if given.is_done:
        row.status, row.body, row.headers = given.status, given.kept, given.headers
        row.save()
    else:
        row.delete()
    return given, False


def answers_forget(*, at: datetime) -> int:
    """Delete what was kept for longer than a day; how many."""
    count, _by_model = KeptAnswer.objects.filter(created_at__lt=at - KEPT).delete()
    return count
