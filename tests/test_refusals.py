"""What Meta's errors mean, and how long to wait."""

from datetime import timedelta

import pytest

from pilateshq.errors import Refusal
from pilateshq.whatsapp.refusals import backoff, classify


@pytest.mark.parametrize(
    ("refusal", "codes"),
    [
        (Refusal.retry, [131057, 133004]),
        (Refusal.pair_limit, [131056]),
        (Refusal.slow_down, [4, 80007, 130429]),
        (Refusal.later, [131049]),
        (Refusal.window, [131047]),
        (Refusal.template, [132001, 132007, 132015, 132016, 132068, 132069, 139000, 139103]),
        (Refusal.never, [100, 131008, 131009, 131021, 131026, 131051, 132000, 132005, 132012, 132018]),
        (Refusal.never, [131030, 130497, 131050, 130472, 2388299]),
        (Refusal.operator, [0, 3, 10, 190, 200, 299, 368, 131031, 131042, 131045, 133010]),
        (Refusal.unknown, [1, 2, 131000, 131016, 135000, 999999]),
    ],
)
def test_every_code_has_its_class_whatever_the_status_it_came_with(
    refusal: Refusal, codes: list[int]
) -> None:
    for code in codes:
        assert {classify(code, status) for status in (None, 400, 500)} == {refusal}, code


def test_no_code_proves_nothing() -> None:
    assert {classify(None, status) for status in (None, 200, 401, 429, 502)} == {Refusal.unknown}


def test_a_code_that_nobody_knows_is_read_by_its_http_status_where_that_is_proof() -> None:
    assert classify(987654, 401) is Refusal.operator
    assert classify(987654, 429) is Refusal.slow_down
    assert classify(987654, 400) is Refusal.unknown


def test_the_code_is_believed_before_the_http_status() -> None:
    assert classify(131026, 401) is Refusal.never
    assert classify(1, 429) is Refusal.unknown


def wait(
    attempt: int, refusal: Refusal = Refusal.retry, *, jitter: float = 0, retry_after: float | None = None
) -> float:
    waited = backoff(attempt, refusal, base=5, jitter=jitter, retry_after=retry_after)
    return waited.total_seconds()


def test_each_failed_attempt_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    assert [wait(attempt) for attempt in range(1, 10)] == [5, 10, 20, 40, 80, 160, 320, 640, 900]


def test_jitter_moves_the_wait_by_a_fifth() -> None:
    assert (wait(1, jitter=-1), wait(1, jitter=1)) == (4, 6)


def test_a_person_who_had_too_many_messages_is_left_in_peace_by_powers_of_four() -> None:
    assert [wait(attempt, Refusal.pair_limit, jitter=1) for attempt in range(1, 6)] == [1, 4, 16, 64, 256]
    assert wait(9, Refusal.pair_limit) == 900


def test_metas_own_wait_wins() -> None:
    assert wait(1, retry_after=120) == 120
    assert wait(1, Refusal.pair_limit, retry_after=3600) == 3600
    assert wait(5, Refusal.slow_down, retry_after=0) == 0


def test_what_meta_held_back_waits_a_day() -> None:
    assert backoff(1, Refusal.later, base=5, jitter=0, retry_after=None) == timedelta(hours=24)


@pytest.mark.parametrize("refusal", Refusal)
def test_no_attempt_and_no_header_is_too_large(refusal: Refusal) -> None:
    assert 0 <= wait(10**9, refusal) <= 86400
    assert 0 <= wait(10**9, refusal, retry_after=1e300) <= 86400
    assert wait(0, refusal) == wait(1, refusal)
