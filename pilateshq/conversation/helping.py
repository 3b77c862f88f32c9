"""Which topic of help is meant by a word."""

from collections.abc import Mapping, Sequence

TOPICS: Mapping[
    str, Sequence[str]
] = {  # each with the examples that help shows; a test says them at the desk
    "booking": (
        "Book John tomorrow 08:00 single",
        "Book Mary & Peter Fri 9 duo",
        "Book John Fri 8",
    ),
    "weekly slots": (
        "Book Peter every Tuesday 8am single",
        "Book Lerato every Mon & Wed 17h30 group till end Nov",
        "Book Peter every second Monday 9 single from 14 Oct",
        "skip Peter 14 Oct",
        "pause Peter till 1 Nov",
        "stop Peter's Tuesdays",
    ),
    "cancelling": (
        "Cancel John",
        "Cancel John Friday",
        "Cancel everything for John",
        "Cancel all sessions tomorrow, I'm sick",
        "close 16 Dec",
        "open 24 Dec",
        "undo",
    ),
    "moving": ("Move Peter from Tue 8 to Wed 9", "Move John to Fri 9", "Move John"),
    "attendance": ("John sick", "John no-show", "John came", "John running 10 late"),
    "diary": ("today", "week", "who's in at 6 tomorrow", "free Sat", "any space group Sat?"),
    "money": (
        "invoice all",
        "invoice John Sept",
        "Mary paid 750 eft",
        "who owes",
        "statement John",
        "charges",
        "10 % off John",
        "R100 off Mary's invoice",
        "Mary bought 10",
        "report",
    ),
    "clients": (
        "John",
        "find mar",
        "why John",
        "add client",
        "leads",
        "Deactivate John",
        "Reactivate John",
        "Erase John",
    ),
    "messages": (
        "tell John I am running late",
        "broadcast We are closed on Monday",
        "facts",
        "fact parking: in the street",
    ),
}
_ALSO = {
    "booking": {"book", "booking", "bookings", "add", "put", "single", "duo", "trio", "group"},
    "weekly slots": {
        "weekly",
        "slot",
        "slots",
        "standing",
        "every",
        "repeat",
        "recurring",
        "skip",
        "pause",
        "stop",
    },
    "cancelling": {
        "cancel",
        "cancelling",
        "canceling",
        "cancellation",
        "cancellations",
        "close",
        "open",
        "undo",
    },
    "moving": {"move", "moving", "reschedule", "rescheduling", "change", "shift"},
    "attendance": {"attendance", "sick", "no-show", "noshow", "came", "late", "absent"},
    "diary": {"diary", "schedule", "timetable", "today", "week", "free", "space", "who", "calendar"},
    "money": {
        *("money", "invoice", "invoices", "invoicing", "bill", "billing", "pay", "paid", "payment"),
        *("payments", "price", "prices", "discount", "package", "packages", "owes", "owing", "statement"),
        *("report", "charge", "charges", "credit"),
    },
    "clients": {
        *("client", "clients", "people", "lead", "leads", "find", "deactivate", "erase", "register", "card"),
    },
    "messages": {"message", "messages", "tell", "write", "reply", "broadcast", "news"},
}


def topic(words: str) -> str | None:
    """Find the topic that the words are about."""
    said = {*words.split()}
    return next((name for name, also in _ALSO.items() if said & also), None)
