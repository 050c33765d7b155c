"""The trial's Valkey: what was queued outlives it."""

from kombu import Connection

from config.trial.processes import read_process


def _put(services, message):
    with Connection(services.valkey.url()) as connection, connection.SimpleQueue("work") as queue:
        queue.put(message)


def _take(services):
    with Connection(services.valkey.url()) as connection, connection.SimpleQueue("work") as queue:
        message = queue.get(timeout=5)
        message.ack()
        return message.payload


def test_keeps_what_was_queued_before_a_kill(services):
    _put(services, {"row": 7})
    services.kill_valkey()
    services.start()
    assert _take(services) == {"row": 7}


def test_keeps_what_was_queued_before_a_stop(services):
    _put(services, {"row": 7})
    services.stop()
    services.start()
    assert _take(services) == {"row": 7}


def test_a_stopped_server_leaves_no_process(services):
    server = read_process(services.place.run / "valkey.json")
    assert server is not None
    assert server.is_alive()
    services.stop()
    assert not server.is_alive()
