"""Where the all-in-one writes what it does: a file, so that the story stays readable."""

import io
import logging
from pathlib import Path

import structlog

from local.processes import append_privately


def log_to(path: Path) -> None:
    """Send every structured and every plain log line of this process to ``path``.

    The file is its owner's alone, also one that an earlier release left readable.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = io.TextIOWrapper(append_privately(path), encoding="utf-8", line_buffering=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Never the local variables, which a renderer shows by default: tokens are in them.
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file),
    )
    handler = logging.StreamHandler(file)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
