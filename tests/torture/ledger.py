"""What came of it: Meta's own ledger held against what the terminal lists."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pilateshq.fates import NOBODY_KNOWS
from tests.torture.people import STAFF
from tests.torture.studio import Studio
from tests.world import ACCOUNT

ALL_MESSAGES = ("messages", "list", "--limit", "1000000")
ARRIVED = {"accepted", "sent", "delivered", "read"}
OPEN = {"queued", "sending"}
SEATED = {"booked", "attended", "no_show"}
CAPACITY = {"single": 1, "duo": 2, "trio": 3, "group": 6}
BOOKED, ENDED = ("Booked: ", "You are booked: "), ("Cancelled: ", "Done: your ")
JSON = dict[str, Any]


@dataclass
class Ledger:
    """Each fault by its name, with what shows it; `counts` is what there was to count."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not any(self.faults.values())

    def lines(self) -> list[str]:
        counted = [f"{name}: {count}" for name, count in self.counts.items()]
        for name, found in self.faults.items():
            counted += [f"{name}: {len(found)}", *(f"    {each}" for each in found[:5])]
        return counted


async def read(here: Studio) -> Ledger:
    rows = await here.listed(*ALL_MESSAGES)
    bookings = await here.listed("bookings", "list", "--all")
    answers = {row["answers"]: row for row in rows if row["answers"]}
    arrived = _arrivals(here)
    sent = _sent(here)
    return Ledger(
        {
            "lost": [
                *_unanswered(here, arrived, answers),
                *_never_sent(rows, sent),
                *_unforwarded(here, rows),
            ],
            "handled twice": [*_doubled(here, rows), *_unbalanced(here, answers, bookings)],
            "out of order": list(_disordered(here, arrived, answers)),
            "overbooked": list(_overbooked(bookings)),
            "sent twice": [f"message {number}, {many} times" for number, many in sent.items() if many > 1],
            "stuck": [f"message {row['id']}: {row['state']}" for row in rows if is_open(row)],
            "told in a log": list(_told(here)),
        },
        {
            "messages": len(here.crowd.said),
            "brought more than once": sum(many > 1 for many in _brought(here).values()),
            "webhooks": len(here.emulator.deliveries),
            "of them refused or unanswered": sum(each.status != 200 for each in here.emulator.deliveries),
            "bookings": len(bookings),
            "said by the studio": len(rows),
            "accepted by Meta": sum(sent.values()),
            **Counter(f"given up, {row['state']}: {row['why']}" for row in rows if _is_given_up(row)),
        },
    )


def _is_given_up(row: JSON) -> bool:
    return row["state"] not in ARRIVED | {"cancelled"} and not is_open(row)


def is_open(row: JSON) -> bool:
    """Tell whether a message still waits for its end; one that was given up in doubt does not."""
    return row["state"] in OPEN or (row["state"] == "unknown" and row["why"] != NOBODY_KNOWS)


def _arrivals(here: Studio) -> dict[str, int]:
    """Give each message that was acknowledged, with its place in the order of arrival."""
    ids = (wamid for each in here.emulator.deliveries if each.status == 200 for wamid in _wamids(each.body))
    return {wamid: place for place, wamid in enumerate(dict.fromkeys(ids))}


def _brought(here: Studio) -> Counter[str]:
    """Count how often Meta brought each message."""
    return Counter(wamid for each in here.emulator.deliveries for wamid in _wamids(each.body))


def _wamids(body: bytes) -> Iterator[str]:
    for entry in json.loads(body)["entry"]:
        for change in entry["changes"]:
            yield from (message["id"] for message in change["value"].get("messages", []))


def _sent(here: Studio) -> Counter[int]:
    """Count how often Meta accepted each of the studio's messages."""
    tokens = (call.payload["biz_opaque_callback_data"] for call in here.emulator.calls if call.accepted)
    return Counter(int(token.split(".")[2]) for token in tokens)


def _unanswered(here: Studio, arrived: Mapping[str, int], answers: Mapping[str, JSON]) -> Iterator[str]:
    for said in here.crowd.said:
        if said.wamid not in arrived:
            yield f"never acknowledged: {said.words}"
        elif said.wamid not in answers:
            yield f"never answered: {said.words}"


def _never_sent(rows: Sequence[JSON], sent: Mapping[int, int]) -> Iterator[str]:
    return (
        f"only believed to be sent: {row['id']}"
        for row in rows
        if row["state"] in ARRIVED and not sent[row["id"]]
    )


def _forwards(here: Studio, rows: Sequence[JSON]) -> dict[str, list[JSON]]:
    """Find by its number each message to Nadine, and what was passed on of it."""
    asked: dict[str, list[JSON]] = {
        said.words[-12:]: [] for said in here.crowd.said if said.words.startswith("message Nadine")
    }
    for row in rows:
        if row["to"] == f"+{STAFF['nadine']}" and row["says"][-12:] in asked:
            asked[row["says"][-12:]].append(row)
    return asked


def _unforwarded(here: Studio, rows: Sequence[JSON]) -> Iterator[str]:
    return (f"never passed on: {words}" for words, found in _forwards(here, rows).items() if not found)


def _doubled(here: Studio, rows: Sequence[JSON]) -> Iterator[str]:
    return (f"passed on twice: {words}" for words, found in _forwards(here, rows).items() if len(found) > 1)


def _unbalanced(here: Studio, answers: Mapping[str, JSON], bookings: Sequence[JSON]) -> Iterator[str]:
    """Hold what was answered against what was done."""
    said = [row["says"] for row in answers.values()]
    made = sum(each.startswith(BOOKED) for each in said) + here.booked_at_terminal
    ended = sum(each.startswith(ENDED) for each in said)
    are_ended = sum(each["status"] in ("cancelled", "rejected") for each in bookings)
    if made != len(bookings):
        yield f"{made} were told of a booking, and there are {len(bookings)}"
    if ended != are_ended:
        yield f"{ended} were told of an end, and {are_ended} bookings have ended"


def _disordered(here: Studio, arrived: Mapping[str, int], answers: Mapping[str, JSON]) -> Iterator[str]:
    """Hold the order of a person's answers against that in which their messages came."""
    by_person = defaultdict(list)
    for said in sorted(here.crowd.said, key=lambda each: arrived.get(each.wamid, 0)):
        if said.wamid in answers:
            by_person[said.who].append(answers[said.wamid]["id"])
    for who, ids in by_person.items():
        if ids != sorted(ids):
            yield f"{who}: {ids}"


def _overbooked(bookings: Sequence[JSON]) -> Iterator[str]:
    by_start = defaultdict(list)
    for each in bookings:
        if each["status"] in SEATED:
            by_start[each["starts_at"]].append(each)
    for start, there in by_start.items():
        kinds, names = {each["kind"] for each in there}, [each["client"] for each in there]
        if len(kinds) > 1 or len(names) > CAPACITY[there[0]["kind"]] or len(names) != len(set(names)):
            yield f"{start}: {kinds} {names}"


def _told(here: Studio) -> Iterator[str]:
    """Find a person, what somebody said or a secret in what the servers logged."""
    people = (each for person in here.emulator.people.values() for each in (person.wa_id, person.user_id))
    secrets = (ACCOUNT.token, ACCOUNT.app_secret, ACCOUNT.verify_token, "wamid.", "this is number")
    personal = re.compile(
        "|".join(re.escape(each) for each in (*here.crowd.names, *people, *secrets) if each)
    )
    for bot in here.bots:
        with bot.log.open() as log:
            yield from (line.strip() for line in log if personal.search(line))
