"""The product behind a web address, in threads of the test's process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args, **kwargs):
        """Say nothing: the browser's own console is what the tests read."""


@contextmanager
def served() -> Iterator[str]:
    """Serve until the block ends; give the address."""
    server = ThreadedWSGIServer(("localhost", 0), _Quiet, allow_reuse_address=False)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
