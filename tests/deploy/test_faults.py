"""A worker that is killed while it renders, and a disk that is full while a packet is written: nothing half-done is
left, and the packet is made afterwards, once. (Redis gone: tests/jobs/test_redis.py; the mail server gone, slow,
refusing or dying: tests/notifications/.)"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.cluster import OWNER, ROOT, Installation, Service, command_of
from tests.processes import until

pytestmark = pytest.mark.xdist_group("deploy")

# Asks for one packet that is not made yet, now.
ASK = """
from django.utils import timezone
from evaluations.selectors.packets import PACKET_JOB
from jobs.models import Job
from jobs.services import wake
job = Job.objects.filter(name=PACKET_JOB, status="queued").order_by("id").first()
Job.objects.filter(pk=job.pk).update(available_at=timezone.now())
wake()
print(job.pk)
"""
FULL = """
import resource
from evaluations.services import packets
file_packet = packets.packet_file
def on_a_small_disk(*, sealed, **given):
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(sealed.data) // 2, resource.RLIM_INFINITY))
    return file_packet(sealed=sealed, **given)
packets.packet_file = on_a_small_disk
"""
DRAIN = "from django.utils import timezone\nfrom jobs.services import drain\nprint(drain(at=timezone.now()))\n"
VERIFY = "from django.core.management import call_command\ncall_command('verify_audit')"


def state(installation: Installation, job: int) -> tuple[str, int, bool]:
    """Status, attempts, and whether a worker holds it."""
    found = installation.ask("SELECT status, attempts, leased_until IS NOT NULL FROM jobs_job WHERE id = %s", job)
    return found[0]


def packets(installation: Installation) -> tuple[int, int]:
    """How many rows, and how many files of any name."""
    rows = installation.ask("SELECT count(*) FROM evaluations_packet")[0][0]
    files = [path for path in (installation.folder / "files" / "packets").rglob("*") if path.is_file()]
    return rows, len(files)


def renders_for(worker: Service) -> bool:
    """Whether a process that lays out a page runs below the worker."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if b"common.pdf.render_worker" in command and os.getpgid(parent) == worker.process.pid:
                return True
        except (OSError, ProcessLookupError, ValueError, IndexError):
            continue
    return False


def test_a_worker_killed_while_it_renders_leaves_nothing_and_another_one_finishes(
    installation: Installation, tmp_path: Path
) -> None:
    env = installation.environment()
    with Service.running(command_of("worker"), env, tmp_path / "first.log") as first:
        until(lambda: " ready." in first.said(), "the start of the worker", first.log)
        job = int(installation.python(ASK).splitlines()[-1])
        until(lambda: renders_for(first), "the rendering of a packet", first.log)
        os.killpg(first.process.pid, signal.SIGKILL)
        first.process.wait(timeout=10)
    assert (state(installation, job), packets(installation)) == (("queued", 1, True), (2, 2))
    # While the lease lasts nobody takes it; here it is over at once.
    installation.ask("UPDATE jobs_job SET leased_until = now() WHERE id = %s", job)
    tried, trail = installation.python(DRAIN + VERIFY).splitlines()[-2:]
    assert (tried, trail[:27]) == ("1", "The audit trail is intact: ")
    assert (state(installation, job), packets(installation)) == (("done", 2, False), (3, 3))


def test_a_disk_that_is_full_leaves_no_packet_and_no_rest_of_one(installation: Installation) -> None:
    """A limit on the size of files stands for the disk. It comes down when the page is laid out, which writes files of
    its own: half of the packet is written, then comes the error."""
    job = int(installation.python(ASK).splitlines()[-1])
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{FULL}{DRAIN}"],
        env=installation.environment(), cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
    assert (state(installation, job), packets(installation)) == (("queued", 1, False), (2, 2))
    error = "SELECT last_error, available_at > now() FROM jobs_job WHERE id = %s"
    assert installation.ask(error, job) == [("OSError: [Errno 27] File too large", True)]
    assert '"builtins.OSError"' in done.stderr
    # There is room again.
    installation.ask("UPDATE jobs_job SET available_at = now() WHERE id = %s", job, role=OWNER)
    tried, trail = installation.python(DRAIN + VERIFY).splitlines()[-2:]
    assert (tried, trail[:27]) == ("1", "The audit trail is intact: ")
    assert (state(installation, job), packets(installation)) == (("done", 2, False), (3, 3))
