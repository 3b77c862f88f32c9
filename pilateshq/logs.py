"""The log: when, what and where, and nothing personal."""

import logging
import traceback
from types import TracebackType

_Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Below its level each of these only chatters, or tells what people wrote: peewee every statement with its
# values, openai every question.
QUIET = {
    "apscheduler": logging.WARNING,
    **dict.fromkeys(
        ("openai", "httpcore", "httpcore2", "httpx", "httpx2", "peewee", "psycopg"), logging.INFO
    ),
}


def set_up() -> None:
    """Log to standard error, for whoever runs the program."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


class DiscreetFormatter(logging.Formatter):
    """Formats errors by type and place alone: their messages may hold names, numbers or tokens."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have left the whole error there
        return super().format(record)

    def formatException(self, ei: _Error) -> str:  # noqa: N802 - the name is logging's
        frames = traceback.extract_tb(ei[2])
        lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        return "\n".join([*lines, ei[0].__name__ if ei[0] else ""])
