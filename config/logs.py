"""Logs as events: one JSON line each in production, a readable line in the trial.

A log line never holds a customer's data: identifiers of ours only.
"""

import logging.config

import structlog
from structlog.typing import Processor

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configure_logs(*, as_json: bool) -> None:
    """Send every logger, ours and the libraries', to standard error in one shape."""
    renderer = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "event": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.format_exc_info,
                        renderer,
                    ],
                    "foreign_pre_chain": _SHARED,
                },
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
            "root": {"handlers": ["stderr"], "level": "INFO"},
            "loggers": {
                "django.server": {"level": "WARNING"},
                "axes": {"level": "WARNING"},
                "celery": {"level": "INFO"},
                "celery.beat": {"level": "WARNING"},
                # Tasks only wake services, many times a minute; what they do is told by the rows.
                "celery.app.trace": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
            },
        }
    )
