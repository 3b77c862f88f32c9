"""The log tells when, what and where, and nothing personal."""

import io
import logging
import os
from collections.abc import Iterator

import pytest

from pilateshq import logs

NUMBER = "27821110002"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log says, as the program writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.DiscreetFormatter("%(levelname)s %(name)s: %(message)s"))
    log = logging.getLogger("pilateshq.test")
    log.addHandler(handler)
    yield written
    log.removeHandler(handler)


def test_an_error_is_told_by_its_type_and_place(written: io.StringIO) -> None:
    _fail()

    assert "ERROR pilateshq.test: it broke" in written.getvalue()
    assert "test_logs.py:" in written.getvalue()
    assert "in _fail_deep" in written.getvalue()
    assert written.getvalue().endswith("ValueError\n")


def test_what_an_error_says_and_what_caused_it_stay_out(written: io.StringIO) -> None:
    _fail()

    assert NUMBER not in written.getvalue()
    assert "KeyError" not in written.getvalue()


def test_an_error_that_another_handler_wrote_out_before_stays_discreet(written: io.StringIO) -> None:
    logging.getLogger("pilateshq.test").addFilter(_write_out)
    _fail()
    logging.getLogger("pilateshq.test").removeFilter(_write_out)

    assert written.getvalue().endswith("ValueError\n")
    assert NUMBER not in written.getvalue()


def test_the_log_goes_to_standard_error_and_leaves_out_chatter(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    root.handlers.clear()
    try:
        logs.set_up()
        logging.getLogger("pilateshq.server").info("serving")
        logging.getLogger("pilateshq.server").debug("chatter")
        logging.getLogger("apscheduler.scheduler").info("chatter")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    assert capsys.readouterr().err.endswith(" INFO pilateshq.server: serving\n")


def _fail() -> None:
    try:
        _fail_deep()
    except ValueError:
        logging.getLogger("pilateshq.test").exception("it broke")


def _fail_deep() -> None:
    try:
        os.environ[NUMBER]
    except KeyError as missing:
        raise ValueError(f"nobody has the number {NUMBER}") from missing


def _write_out(record: logging.LogRecord) -> bool:
    logging.Formatter().format(record)
    return True
