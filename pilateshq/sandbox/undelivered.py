"""What Meta took and then could not deliver: it is on no phone, but the page shows it."""

import json
from collections.abc import Iterator
from contextlib import suppress

from pilateshq.sandbox import screens
from pilateshq.sandbox.exchange import Call
from pilateshq.sandbox.filling import Filled, fill
from pilateshq.sandbox.graph import Emulator
from pilateshq.sandbox.people import Person, Shown
from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON, read_recipient


class Undelivered:
    """The emulator's failed messages, learned from what it reported of them."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._reasons: dict[str, str] = {}  # by wamid
        self._learned = 0  # deliveries

    def to(self, person: Person) -> list[tuple[Shown, str]]:
        """Give what did not reach that person, oldest first, and why."""
        self._learn()
        return [
            (self._shown(call, call.wamid), self._reasons[call.wamid])
            for call in self._emulator.calls
            if call.wamid in self._reasons and person.is_at(read_recipient(call.payload).address)
        ]

    def _learn(self) -> None:
        for delivery in self._emulator.deliveries[self._learned :]:
            self._reasons.update(_failures(json.loads(delivery.body)))
            self._learned += 1

    def _shown(self, call: Call, wamid: str) -> Shown:
        shown = screens.received(call.payload, wamid=wamid, at=call.at, filled=self._filled(call.payload))
        shown.status = "failed"
        return shown

    def _filled(self, message: JSON) -> Filled | None:
        with suppress(GraphError, KeyError):  # no template, or no longer one
            return fill(self._emulator.templates.sendable(message["template"]), message["template"])
        return None


def _failures(body: JSON) -> Iterator[tuple[str, str]]:
    changes = (change for entry in body["entry"] for change in entry["changes"])
    statuses = (status for change in changes for status in change["value"].get("statuses", ()))
    for status in statuses:
        if status["status"] == "failed":
            yield status["id"], status["errors"][0]["error_data"]["details"]
