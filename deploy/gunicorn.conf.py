"""How gunicorn serves the site; `gunicorn --config deploy/gunicorn.conf.py config.wsgi`.

SIGHUP starts new workers on the code that is there now and lets the old ones finish what they began: no request is
lost. SIGTERM ends it the same way. Anything here may be overridden on the command line.
"""

import os
import shutil
import tempfile

from config.env import env
from config.logs import logging_settings

bind = env.str("BIND", default="0.0.0.0:8000")
workers = env.int("WEB_CONCURRENCY", default=3)
worker_class = "gthread"
threads = env.int("WEB_THREADS", default=4)
# A packet that is checked may take 40 seconds; after that a worker that says nothing is replaced.
timeout = 60
graceful_timeout = env.int("GRACEFUL_TIMEOUT", default=30)
keepalive = 5
# What leaks, leaks for a while only; not all at once.
max_requests, max_requests_jitter = 20000, 2000
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - where a worker says that it lives; a disk may be slow, and it would seem dead
worker_tmp_dir = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
# It would lie in a home folder, and a container's account has none.
control_socket_disable = True
# Addresses and schemes that a proxy tells are the application's to judge (common.proxies).
forwarded_allow_ips = ""

# The line for each request is the application's own: by route, without queries (common.request_log).
accesslog = None
logconfig_dict = logging_settings(env.str("LOG_FORMAT", default="json"), level=env.str("LOG_LEVEL", default="INFO")) | {
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}}
}


def on_starting(server):
    """Counts of all workers lie in files that they share (common.metrics); those of an earlier start are forgotten."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder:
        folder = tempfile.mkdtemp(prefix="metrics-")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        server.made_folder = folder
    else:
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder, mode=0o700)


def child_exit(server, worker):
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(server):
    if getattr(server, "made_folder", None):
        shutil.rmtree(server.made_folder, ignore_errors=True)
