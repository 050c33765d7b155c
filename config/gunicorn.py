"""Gunicorn, in the trial and in production: two processes of four threads unless told otherwise."""

from pathlib import Path

from config import env

bind = f"{env.text('KJENN_LISTEN', '127.0.0.1')}:{env.port('PORT', 8000)}"
worker_class = "gthread"
workers = env.integer("KJENN_WEB_PROCESSES", 2, lowest=1)
threads = env.integer("KJENN_WEB_THREADS", 4, lowest=1)
timeout = env.integer("KJENN_WEB_TIMEOUT", 60, lowest=1)
graceful_timeout = 10
keepalive = 5
# One import for all processes; nothing connects to the database before they part.
preload_app = True
# A checkout's heartbeat files must not wait for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - files without a name
# It would stand in the home folder, where two checkouts meet.
control_socket_disable = True
errorlog = "-"
accesslog = None
loglevel = "warning"
