"""What one torture does, as `make torture KILLS=300 SEED=7` asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Self

from pilateshq.sandbox.graph import Chaos, Fault

PATIENT = {  # seconds; everything is as in life, only sooner
    "TICK_S": "0.5",
    "SEND_TIMEOUT_S": "2",
    "LEASE_S": "8",
    "RETRY_BASE_S": "0.2",
    "UNKNOWN_HOLD_S": "1",
    "UNKNOWN_AFTER_S": "6",
    "UNKNOWN_MAX_S": "25",
}
HASTY = PATIENT | {
    "TICK_S": "0.25",
    "SEND_TIMEOUT_S": "0.4",
    "LEASE_S": "1.5",
    "UNKNOWN_HOLD_S": "0.2",
    "UNKNOWN_AFTER_S": "1.5",
    "UNKNOWN_MAX_S": "5",
}
BLIND = {"RETRY_BASE_S": "0.01"}  # again at once
SENDS = {  # 30 % of them
    Fault.hang_after: 0.04,
    Fault.close_after: 0.06,
    Fault.html_502_after: 0.04,
    Fault.truncated: 0.04,
    Fault.slow: 0.04,  # its statuses come before its answer
    Fault.html_502: 0.02,
    Fault.close_before: 0.03,
    Fault.unavailable: 0.02,
    Fault.rate_limit: 0.01,
}


@dataclass(frozen=True)
class Plan:
    database: str  # "sqlite" or "postgres"
    processes: int
    kills: int
    messages: int
    clients: int
    pause: float  # seconds from one blow to the next, on average
    longest: float  # seconds that a blow lasts
    late: float  # the share of webhooks that others overtake
    late_by: float  # seconds at most
    seed: int
    blind: bool  # the control: what nobody knows is sent again at once
    operations: Mapping[str, str]

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        database = env.get("DATABASE") or "sqlite"
        return cls(
            database=database,
            processes=int(env.get("PROCESSES") or (2 if database == "postgres" else 1)),
            kills=int(env.get("KILLS") or 100),
            messages=int(env.get("MESSAGES") or 5000),
            clients=int(env.get("CLIENTS") or 160),
            pause=float(env.get("PAUSE") or 2),
            longest=6,
            late=0.2,
            late_by=1.5,
            seed=int(env.get("SEED") or Random().randrange(10**6)),
            blind=env.get("CONTROL") == "blind",
            operations=PATIENT | (BLIND if env.get("CONTROL") == "blind" else {}),
        )

    def chaos(self) -> Chaos:
        """Make Meta as bad as it gets, the same for the same seed."""
        return Chaos(
            random=Random(self.seed),
            sends=SENDS,
            doubled=0.2,
            late=self.late,
            longest=self.late_by,
            undelivered=0.2,
        )
