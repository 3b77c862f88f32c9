"""What Meta's refusals mean for what comes next, and how long to wait before another try.

One classifier for an answer to a send and for a `failed` status: Meta uses the same codes for both.
https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from collections.abc import Collection, Mapping
from datetime import timedelta

from pilateshq.errors import Refusal

_CODES: Mapping[Refusal, Collection[int]] = {
    Refusal.retry: {613, 131057, 133004, 138013, 2494100},
    Refusal.pair_limit: {131056},
    Refusal.slow_down: {4, 80007, 130429},
    Refusal.later: {131049},
    Refusal.window: {131047},
    Refusal.template: {132001, 132007, 132015, 132016, 132068, 132069, *range(139000, 140000)},
    Refusal.never: {
        *{100, 130403, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131050, 131051, 131052},
        *{131053, 131062, 132000, 132005, 132008, 132012, 132018, 137000},
        *range(2388000, 2389000),  # the management of templates and numbers
    },
    Refusal.operator: {
        *{0, 3, 10, 33, 190, 368, *range(200, 300)},
        *{131005, 131031, 131037, 131042, 131044, 131045, 131048, 131055, 131063, 131064},
        *{133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016},
        *{134100, 134101, 134102, *range(147001, 147006)},
    },
    Refusal.unknown: {1, 2, 131000, 131016, 135000},  # Meta itself does not know what became of it
}
_BY_CODE = {code: refusal for refusal, codes in _CODES.items() for code in codes}
_BY_STATUS: Mapping[int | None, Refusal] = {401: Refusal.operator, 429: Refusal.slow_down}

_LONGEST = timedelta(minutes=15)
_DAY = timedelta(hours=24)


def classify(code: int | None, http_status: int | None) -> Refusal:
    """Tell what to do after Meta's error; `http_status` is None for a failed status."""
    if code is None:
        return Refusal.unknown
    return _BY_CODE.get(code) or _BY_STATUS.get(http_status, Refusal.unknown)


def backoff(
    attempt: int, refusal: Refusal, *, base: float, jitter: float, retry_after: float | None
) -> timedelta:
    """Tell how long to wait after the failed `attempt`, the first being 1.

    `base` and `retry_after`, which is Meta's own word and wins, are seconds; `jitter` is from -1 to 1.
    """
    doublings = min(max(attempt - 1, 0), 15)  # so that no attempt overflows
    if refusal is Refusal.later:
        return _DAY
    if retry_after is not None:
        return timedelta(seconds=min(max(retry_after, 0), _DAY.total_seconds()))
    if refusal is Refusal.pair_limit:
        return min(timedelta(seconds=4**doublings), _LONGEST)
    return min(timedelta(seconds=base * 2**doublings * (1 + 0.2 * jitter)), _LONGEST)
