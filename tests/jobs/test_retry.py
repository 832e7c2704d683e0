"""What was given up can be asked for again."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from jobs.models import Job
from jobs.selectors import given_up_keys
from jobs.services import drain, enqueue

pytestmark = pytest.mark.django_db


def test_a_job_that_was_given_up_is_named_and_goes_back_into_the_queue():
    enqueue(name="nothing.handles_this", key="one", payload={})
    drain(at=timezone.now())
    assert given_up_keys("nothing.handles_this", ["one", "two"]) == {"one"}
    said = StringIO()
    call_command("retry_jobs", name="something.else", stdout=said)
    call_command("retry_jobs", stdout=said)
    assert said.getvalue() == "0 jobs are in the queue again.\n1 jobs are in the queue again.\n"
    job = Job.objects.get()
    assert (job.status, job.attempts, job.finished_at) == ("queued", 0, None)
