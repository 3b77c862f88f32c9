"""What can go wrong on the way to Meta, on demand."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from pilateshq.sandbox.refusals import LAYOUT, WINDOW_CLOSED, Answer, GraphError, bad_token

BAD_GATEWAY = Answer("<html><body><h1>502 Bad Gateway</h1></body></html>", 502, {"Content-Type": "text/html"})


class Fault(StrEnum):
    rate_limit = "rate_limit"
    pair_limit = "pair_limit"
    unavailable = "unavailable"
    server_error = "server_error"
    token_expired = "token_expired"
    refuse_window = "refuse_window"
    unreachable = "unreachable"  # at once, where a status tells otherwise
    bad_parameter = "bad_parameter"
    template_paused = "template_paused"
    html_502 = "html_502"  # not sent
    html_502_after = "html_502_after"  # sent all the same
    close_before = "close_before"  # not sent
    close_after = "close_after"  # sent, the connection is reset
    hang_after = "hang_after"  # sent, no answer ever
    truncated = "truncated"  # sent, half an answer
    slow = "slow"  # sent, and answered only after the statuses
    no_status = "no_status"  # sent, its statuses never come


@dataclass
class _Planned:
    kind: Fault
    times: int
    to: str | None


class Faults:
    """The faults to come, first planned first."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def plan(self, kind: Fault, *, times: int, to: str | None) -> None:
        self._planned.append(_Planned(kind, times, to))

    def take(self, names: Collection[str | None]) -> Fault | None:
        """Use up one fault that is meant for anybody or for one of those names."""
        for planned in self._planned:
            if planned.times > 0 and (planned.to is None or planned.to in names):
                planned.times -= 1
                return planned.kind
        return None


def refusal(fault: Fault, waba_id: str) -> Answer | None:
    """Give the answer of a fault that keeps the message from being accepted, or None if it is accepted."""
    match fault:
        case Fault.rate_limit:
            return GraphError(130429, "Message rate limit hit.", headers=_throttled(waba_id)).answer()
        case Fault.token_expired:
            return bad_token("Session has expired.", subcode=463)
        case Fault.html_502:
            return BAD_GATEWAY
        case _ if fault in _CODES:
            return GraphError(*_CODES[fault]).answer()
    return None


_CODES = {
    Fault.pair_limit: (131056, "Too many messages to this person in a short time."),
    Fault.unavailable: (131016, "The service is temporarily unavailable."),
    Fault.server_error: (131000, "Something went wrong."),
    Fault.refuse_window: (131047, WINDOW_CLOSED),
    Fault.unreachable: (131026, "Message Undeliverable."),
    Fault.bad_parameter: (132018, LAYOUT),
    Fault.template_paused: (132015, "The template is paused because of low quality."),
}


def _throttled(waba_id: str) -> dict[str, str]:
    usage = {"type": "whatsapp", "call_count": 100, "total_cputime": 100, "total_time": 100}
    usage["estimated_time_to_regain_access"] = 1
    return {"Retry-After": "1", "X-Business-Use-Case-Usage": json.dumps({waba_id: [usage]})}
