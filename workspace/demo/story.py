"""One evaluation of the demo on its way: what its file tells, and where it stands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts.models import User
from evaluations.models import Consultation, Evaluation
from workspace.demo.content import Told
from workspace.demo.days import moment, with_days_in_words

FOLDER = Path(__file__).parent / "data" / "evaluations"
BETWEEN_STEPS = timedelta(minutes=25)


def evaluations_told() -> list[Told]:
    """Every evaluation of the data files, in their order."""
    files = sorted(FOLDER.glob("*.toml"))
    return [told for path in files for told in tomllib.loads(path.read_text(encoding="utf-8"))["evaluations"]]


@dataclass(slots=True)
class Story:
    """`today`: the day of loading. `at`: the moment of the step under way. `stored`: files that it put away."""

    told: Told
    today: date
    passphrase: str
    hr: User
    at: datetime
    stored: list[FieldFile]
    evaluation: Evaluation | None = None
    consultation: Consultation | None = None
    count: int = 0

    def next_moment(self, days_ago: int) -> None:
        """Go on to the next step: a working moment that many days ago, and never before the last step."""
        self.count += 1
        seed = int(self.told["employee"]) * 13 + self.count * 47
        self.at = max(moment(days_ago, today=self.today, seed=seed), self.at + BETWEEN_STEPS)

    @property
    def current(self) -> Evaluation:
        """The evaluation as it is stored now."""
        if self.evaluation is None:
            raise ValueError("the first step of an evaluation is its start")
        rows = Evaluation.objects.select_related("employee__user", "rater__user", "template", "follow_up", "corrects")
        self.evaluation = rows.get(pk=self.evaluation.pk)
        return self.evaluation

    @property
    def token(self) -> UUID:
        """One per step: what a form would carry."""
        return uuid5(NAMESPACE_URL, f"{self.current.public_id}:{self.count}")

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    def text(self, name: str) -> str:
        """A text of the evaluation's file."""
        return with_days_in_words(self.told["texts"][name], self.today).strip()
