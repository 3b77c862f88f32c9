"""What people type, and what is meant by it, on Thu 2 Oct 2025 at 10:00 in Johannesburg."""

from dataclasses import replace
from datetime import date, time
from statistics import median
from time import perf_counter

import pytest

from pilateshq.conversation.commands import (
    Book,
    CancelAt,
    CancelBooking,
    CancelEverything,
    CancelFor,
    CancelNext,
    Command,
    Greeting,
    Help,
    Meant,
    MyBookings,
    Reject,
    Reschedule,
    Show,
    Speaker,
    TellOwner,
    Thanks,
    Unclear,
    Unknown,
    Which,
)
from pilateshq.conversation.grammar import parse
from pilateshq.conversation.tokens import Reason
from tests.spoken import FRIDAY, KINDS, MONDAY, NOW, TODAY, TUESDAY, admin, client, say


def book(people: str, day: date | None = None, hour: time | None = None, kind: str | None = None) -> Book:
    return Book(tuple(people.split(" & ")), day, hour, kind, anyway=False)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Book John 2025-10-05 08h00 single", book("John", date(2025, 10, 5), time(8), "single")),
        ("Book John 2025-10-07 08h00 single", book("John", TUESDAY, time(8), "single")),
        ("book john tmrw 8am", book("john", FRIDAY, time(8))),
        ("book mary tomorrow 09h00 duo", book("mary", FRIDAY, time(9), "duo")),
        ("book john 3/10 8", book("john", FRIDAY, time(8))),
        ("book john 8 oct 9", book("john", date(2025, 10, 8), time(9))),
        ("BOOK SIPHO 3 OCT 6:30", book("SIPHO", FRIDAY, time(6, 30))),
        ("book jhon moro 08:00 single", book("jhon", FRIDAY, time(8), "single")),
        ("Book John Sunday 08h00 single", book("John", date(2025, 10, 5), time(8), "single")),
        ("book peter today 8h00", book("peter", TODAY, time(8))),
        ("book peter thursday 8h00", book("peter", date(2025, 10, 9), time(8))),
        ("book single 08:00 tomorrow John", book("John", FRIDAY, time(8), "single")),
        ("Book DUO for Mary on Friday at 9", book("Mary", FRIDAY, time(9), "duo")),
        ("tomorrow 8am book John please", book("John", FRIDAY, time(8))),
        ("Please book John in for tomorrow at 8", book("John", FRIDAY, time(8))),
        ("Good morning, please book John tomorrow 5pm", book("John", FRIDAY, time(17))),
        ("book John a single tomorrow 8 thanks 💜", book("John", FRIDAY, time(8), "single")),
        ("book Anne-Marie du Plessis tmr half 8", book("Anne-Marie du Plessis", FRIDAY, time(8, 30))),
        ("book Pieter van der Merwe fri 5", book("Pieter van der Merwe", FRIDAY, time(17))),
        ("book Siobhán O’Brien fri quarter past seven", book("Siobhán O’Brien", FRIDAY, time(7, 15))),
        ("book Mary J fri noon", book("Mary J", FRIDAY, time(12))),
        ("book mary n fri 8", book("mary n", FRIDAY, time(8))),
        ("book mary a fri 8", book("mary a", FRIDAY, time(8))),
        ("book Jan tomorrow 8", book("Jan", FRIDAY, time(8))),
        ("book Jan 8 tomorrow", book("Jan", FRIDAY, time(8))),
        ("Book Jan 8 Oct 9", book("Jan", date(2025, 10, 8), time(9))),
        ("book June 3 pm tomorrow", book("June", FRIDAY, time(15))),
        ("book John's session tomorrow 8", book("John", FRIDAY, time(8))),
        ("put anne-marie in fri half 8 pls", book("anne-marie", FRIDAY, time(8, 30))),
        (
            "just pop Peter in for Thursday 9 Oct at quarter past seven",
            book("Peter", date(2025, 10, 9), time(7, 15)),
        ),
        ("Book Mary & Peter tomorrow 9 duo", book("Mary & Peter", FRIDAY, time(9), "duo")),
        ("Book Mary&Peter tomorrow 9 duo", book("Mary & Peter", FRIDAY, time(9), "duo")),
        ("Book Mary tomorrow 9 duo with Peter", book("Mary & Peter", FRIDAY, time(9), "duo")),
        ("Book Mary with Peter tomorrow 9 duo", book("Mary & Peter", FRIDAY, time(9), "duo")),
        ("book mary jones and peter botha fri 9", book("mary jones & peter botha", FRIDAY, time(9))),
        ("book Mary, Peter + John fri 9 trio", book("Mary & Peter & John", FRIDAY, time(9), "trio")),
        ("Book John, tomorrow, 8am.", book("John", FRIDAY, time(8))),
        ("*Book* “John” tomorrow 8am!", book("John", FRIDAY, time(8))),
        ("book #12 fri 8", book("#12", FRIDAY, time(8))),
        ("book #12 & #13 fri 8 duo", book("#12 & #13", FRIDAY, time(8), "duo")),
        ("book John", book("John")),
        ("book John single", book("John", kind="single")),
        ("book john 8", book("john", hour=time(8))),
        ("book john friday", book("john", FRIDAY)),
        ("book club tonight 7", book("club", TODAY, time(19))),  # nobody of that name: the desk says so
        ("cancel John", CancelFor("John")),
        ("Cancel for John", CancelFor("John")),
        ("cancel john friday 8", CancelFor("john", FRIDAY, time(8))),
        ("cancel mary n friday", CancelFor("mary n", FRIDAY)),
        ("cancel Peter’s Friday booking", CancelFor("Peter", FRIDAY)),
        ("cancel john's 8am tomorrow", CancelFor("john", FRIDAY, time(8))),
        ("on friday cancel John", CancelFor("John", FRIDAY)),
        ("cancel John's next session", CancelFor("John")),
        ("cancel john 8am", CancelFor("john", None, time(8))),
        ("cancel for #12 friday", CancelFor("#12", FRIDAY)),
        ("cancel #42", CancelBooking(42, sure=False)),
        ("Cancel #42 sure", CancelBooking(42, sure=True)),
        ("show #7", Show(7)),
        ("help", Help()),
        ("help booking", Help("booking")),
        ("?", Help()),
        ("Cancel everything for Peter", CancelEverything("Peter")),
        ("cancel all John's sessions", CancelEverything("John")),
        ("cancel everything for #12 seen 3f2a", CancelEverything("#12", "3f2a")),
        ("add John friday 8", book("John", FRIDAY, time(8))),
        ("can you book John tomorrow 8?", book("John", FRIDAY, time(8))),
        ("book John today 8 attended", replace(book("John", TODAY, time(8)), attended=True)),
        ("Menu!", Greeting()),
        ("thanks 💜", Thanks()),
    ],
)
def test_the_owner_is_understood(words: str, expected: Command) -> None:
    assert admin(words) == expected


def test_book_anyway_is_understood() -> None:
    command = admin("book #12 2025-10-05 08:00 single anyway")
    assert command == Book(("#12",), date(2025, 10, 5), time(8), "single", anyway=True)


@pytest.mark.parametrize(
    ("words", "verb", "why"),
    [
        ("book john tomorrow 24h00", "book", Reason.bad_time),
        ("book john tomorrow 8h60", "book", Reason.bad_time),
        ("book john tomorrow 25:00", "book", Reason.bad_time),
        ("book john 31 Sep 8", "book", Reason.bad_day),
        ("book john 2025-13-01 8", "book", Reason.bad_day),
        ("book john fri or sat 8", "book", Reason.two_days),
        ("book john mon 3 oct 8", "book", Reason.two_days),
        ("book john single duo fri 8", "book", Reason.two_kinds),
        ("book john tomorrow evening", "book", Reason.no_time),
        ("cancel all", "cancel", Reason.scope),
        ("cancel everything", "cancel", Reason.scope),
        ("book", "book", Reason.no_name),
        ("book tomorrow 8 single", "book", Reason.no_name),
        ("cancel", "cancel", Reason.no_name),
        ("cancel friday", "cancel", Reason.no_name),
        ("cancel jan 8", "cancel", Reason.no_day),
        ("cancel john 8", "cancel", Reason.no_day),  # the 8th, or at eight?
        ("cancel 42", "cancel", Reason.not_understood),
        ("cancel #42 friday", "cancel", Reason.not_understood),
        ("cancel booking #42", "cancel", Reason.not_understood),
        ("cancel john and mary friday", "cancel", Reason.one_person),
        ("cancel john friday single", "cancel", Reason.not_understood),
        ("cancel john next week", "cancel", Reason.not_understood),
        ("cancel john tomorrow or maybe later", "cancel", Reason.not_understood),
        ("cancel john friday not peter", "cancel", Reason.not_understood),
        ("cancel next", "cancel", Reason.no_name),
        ("cancel my dentist", "cancel", Reason.not_understood),
        ("book john 5 oct 2030", "book", Reason.not_understood),  # half past eight in the evening, or a year?
        ("book john tomorrow 8-9", "book", Reason.not_understood),
        ("book john 0821234567 tomorrow 8", "book", Reason.not_understood),
        ("book #12 john tomorrow 8", "book", Reason.not_understood),
        ("book john tomorrow peter 8", "book", Reason.not_understood),
        ("book john around 8 tomorrow", "book", Reason.not_understood),
        ("book john not tomorrow 8", "book", Reason.not_understood),
        ("book her tomorrow 8", "book", Reason.not_understood),
        ("book john tomorrow 8\ncancel mary friday", "book", Reason.not_understood),
        ("book john tomorrow 8\nbook mary tomorrow 8", "book", Reason.not_understood),
        ("book a table for 2 at Tashas 7pm", "book", Reason.not_understood),
        ("Book of the month", "book", Reason.not_understood),
        ("book john tomorrow 8am?", "book", Reason.question),
        ("cancel john friday?", "cancel", Reason.question),
    ],
)
def test_what_begins_like_a_command_and_is_unclear_is_asked(words: str, verb: str, why: Reason) -> None:
    command = admin(words)
    assert isinstance(command, Unclear)
    assert (command.verb, command.why) == (verb, why)
    assert type(admin(command.example)) in (Book, CancelFor)


@pytest.mark.parametrize(
    "words",
    [
        *("", " ", "😢", "👎", "42", "John", "reject"),
        *("message Nadine hi", "Book of the month?", "book club tonight?", "don't book john tomorrow 8"),
        *(
            "I'll cancel my dentist",
            "the booking for john tomorrow 8",
            "put the kettle on",
            "can't make it tmrw",
        ),
        *("rebook john tomorrow 8", "cancelled john friday", "no thanks", "Ok"),
        *("show", "show 7", "x" * 4001, "book john " * 401),
    ],
)
def test_the_owner_may_say_anything_else(words: str) -> None:
    assert admin(words) == Unknown(words)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("bpok John tomorrow 8 single", book("John", FRIDAY, time(8), "single")),
        ("cancek John", CancelFor("John")),
        ("cancel\u0301 john", CancelFor("john")),
        ("rook John tomorrow 8", book("John", FRIDAY, time(8))),
    ],
)
def test_an_uncommon_misspelling_is_only_asked_about(words: str, meant: Command) -> None:
    assert admin(words) == Meant(meant)
    assert not admin(words).changes


def test_next_tuesday_may_be_either() -> None:
    first, second = (
        book("anne-marie", TUESDAY, time(8, 30)),
        book("anne-marie", date(2025, 10, 14), time(8, 30)),
    )
    assert admin("put anne-marie in next tues half 8 pls") == Which((first, second))
    assert admin("cancel john next fri") == Which(
        (CancelFor("john", date(2025, 10, 10)), CancelFor("john", FRIDAY))
    )
    assert client("cancel next tues") == Which((CancelAt(TUESDAY), CancelAt(date(2025, 10, 14))))


def test_two_times_are_asked_about_with_both() -> None:
    assert admin("BOOK SIPHO 3 OCT 6 FOR 6.30") == Which(
        (book("SIPHO", FRIDAY, time(6)), book("SIPHO", FRIDAY, time(6, 30)))
    )
    assert admin("book john tomorrow 8 or 9") == Which(
        (book("john", FRIDAY, time(8)), book("john", FRIDAY, time(9)))
    )
    assert client("cancel mon 8 and 9") == Which(
        (CancelAt(weekday=0, time=time(8)), CancelAt(weekday=0, time=time(9)))
    )


def test_a_weekday_and_its_own_date_may_be_a_day_or_a_time() -> None:
    assert admin("book john fri 17 single") == Which(
        (book("john", FRIDAY, time(17), "single"), book("john", date(2025, 10, 17), None, "single"))
    )
    assert admin("book john fri 17 at 8") == book("john", date(2025, 10, 17), time(8))
    assert admin("book john fri 31 8am") == book("john", date(2025, 10, 31), time(8))
    assert admin("book john tue 8") == book("john", TUESDAY, time(8))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("bookings", MyBookings(1)),
        ("My Bookings pls", MyBookings(1)),
        ("sessions", MyBookings(1)),
        ("my sessions?", MyBookings(1)),
        ("bookings, please", MyBookings(1)),
        ("show me my bookings please", MyBookings(1)),
        ("bookings page 2", MyBookings(2)),
        ("when am i in", MyBookings(1)),
        ("When am I in?", MyBookings(1)),
        ("what time am i tmrw?", MyBookings(day=FRIDAY)),
        ("when is my next class", MyBookings(1)),
        ("cancel next", CancelNext()),
        ("Cancel Next!", CancelNext()),
        ("cancel upcoming", CancelNext()),
        ("cancel my next session", CancelNext()),
        ("please cancel my next booking", CancelNext()),
        ("cancel Mon 08:00", CancelAt(weekday=0, time=time(8))),
        ("cancel monday 8am", CancelAt(weekday=0, time=time(8))),
        ("cancel monday 8h00", CancelAt(weekday=0, time=time(8))),
        ("Cancel Mon 8am", CancelAt(weekday=0, time=time(8))),
        ("cancel my monday 8 o'clock class", CancelAt(weekday=0, time=time(8))),
        ("cancel thursday 8", CancelAt(weekday=3, time=time(8))),
        ("cancel this fri", CancelAt(FRIDAY)),
        ("cancel 3 oct 8", CancelAt(FRIDAY, time=time(8))),
        ("cancel Mon 6 Oct", CancelAt(MONDAY)),
        ("cancel tomorrow's session", CancelAt(FRIDAY)),
        ("cancel 8am", CancelAt(time=time(8))),
        ("I need to cancel tomorrow", CancelAt(FRIDAY)),
        ("Hi Nadine, cancel tomorrow please", CancelAt(FRIDAY)),
        ("can't make it tmrw", CancelAt(FRIDAY)),
        ("can’t make it tmrw", CancelAt(FRIDAY)),
        ("can`t make it tmrw", CancelAt(FRIDAY)),
        ("can't make it tmrw sorry 🙈", CancelAt(FRIDAY)),
        ("Sorry, I cant make it tmrw", CancelAt(FRIDAY)),
        ("cant come 2moro", CancelAt(FRIDAY)),
        ("I cannot come on Monday at 8", CancelAt(weekday=0, time=time(8))),
        ("can not make monday", CancelAt(weekday=0)),
        ("won't be there tomorrow", CancelAt(FRIDAY)),
        ("tomorrow I can't make it", CancelAt(FRIDAY)),
        ("cancel #42", CancelBooking(42, sure=False)),
        ("cancel #42 sure", CancelBooking(42, sure=True)),
        ("reject", Reject(None, sure=False)),
        ("Reject #42", Reject(42, sure=False)),
        ("reject it, please", Reject(None, sure=False)),
        ("reject #42 sure", Reject(42, sure=True)),
        (
            "message Nadine I need to reschedule my Monday lesson",
            TellOwner("I need to reschedule my Monday lesson"),
        ),
        ("tell nadine my back is sore today", TellOwner("my back is sore today")),
        (
            "Msg NADINE: Can I come early?\n\nThandi’s car  broke",
            TellOwner("Can I come early?\n\nThandi’s car  broke"),
        ),
        ("Please tell Nadine, cancel tomorrow", TellOwner("cancel tomorrow")),
        ("message owner hello", TellOwner("hello")),
        ("Hi", Greeting()),
        ("hi there 👋", Greeting()),
        ("Hello Nadine", Greeting()),
        ("Good morning", Greeting()),
        ("menu", Greeting()),
        ("HELP", Help()),
        ("cancel", MyBookings()),
        ("cancel my session", MyBookings()),
        ("can't make it", MyBookings()),
        ("Need to reschedule my class on Tuesday", Reschedule(weekday=1)),
        ("reschedule", Reschedule()),
        ("reschedule monday 8", Reschedule(weekday=0, time=time(8))),
        (
            "cant come 2moro, can i come fri arvie rather?",
            Reschedule(FRIDAY, words="cant come 2moro, can i come fri arvie rather?"),
        ),
        ("start", Greeting()),
        ("thanks", Thanks()),
        ("Thank you so much Nadine!", Thanks()),
        ("ok thanks 💜", Thanks()),
        ("👍", Thanks()),
        ("👍🏽👍🏽", Thanks()),
        ("💜", Thanks()),
        ("❤️", Thanks()),
        ("baie dankie", Thanks()),
    ],
)
def test_a_client_is_understood(words: str, expected: Command) -> None:
    assert client(words) == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("cancel 8", Reason.no_day),
        ("cancel 42", Reason.not_understood),
        ("cancel all", Reason.scope),
        ("cancel all my sessions", Reason.scope),
        ("cancel all sessions tomorrow", Reason.not_yet),
        ("cancel every monday", Reason.not_yet),
        ("Cancel John", Reason.not_understood),
        ("cancel my membership", Reason.not_understood),
        ("cancel next week", Reason.not_understood),
        ("cancel next 2 weeks", Reason.not_understood),
        ("cancel my next session on friday", Reason.not_understood),
        ("cancel my 2 sessions tomorrow", Reason.not_understood),
        ("cancel my 3rd session", Reason.not_understood),
        ("cancel my duo tomorrow", Reason.not_understood),
        ("cancel mon and wed", Reason.two_days),
        ("cancel tomorrow 24h00", Reason.bad_time),
        ("cancel tomorrow morning", Reason.no_time),
        ("can't make it tmrw unless it's later", Reason.not_understood),
        ("cancel or reschedule my monday", Reason.not_understood),
        ("cancel monday?", Reason.question),
        ("can't make it tmrw?", Reason.question),
        ("reject monday", Reason.not_understood),
        ("message Nadine", Reason.no_words),
    ],
)
def test_a_client_who_is_unclear_is_asked(words: str, why: Reason) -> None:
    command = client(words)
    assert isinstance(command, Unclear)
    assert command.why is why
    assert type(client(command.example)) in (CancelAt, CancelNext, Reject, TellOwner)


@pytest.mark.parametrize(
    "words",
    [
        *("book club tonight?", "show #7"),
        *("I'll cancel my dentist",),
        *("not me wrong number", "STOP", "1"),
        *(
            "don't cancel monday",
            "when?",
        ),
        *(
            "do I need to cancel monday",
            "tell nadine's husband hi",
            "tell John hi",
            "What time is it",
        ),
        *("did you cancel tomorrow", "😢", "❌", "I can make it tomorrow", "monday 8"),
    ],
)
def test_a_client_may_say_anything_else(words: str) -> None:
    assert client(words) == Unknown(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Hi", Greeting()),
        ("thanks", Thanks()),
        ("cancel #42", CancelBooking(42, sure=False)),
        *(
            (words, Unknown(words))
            for words in ("book friday 9", "bookings", "cancel next", "Is there parking?")
        ),
        *(
            (words, Unknown(words))
            for words in ("tell nadine hi", "reject #42", "show #7", "cancel John", "1")
        ),
    ],
)
def test_a_prospect_greets_and_asks(words: str, expected: Command) -> None:
    assert say(words, Speaker.prospect) == expected


def test_an_unclear_line_says_what_was_not_understood_and_what_would_be() -> None:
    assert admin("book John tomorrow wheneverish 8ish single") == Unclear(
        "book", Reason.not_understood, "book John 2025-10-03 08:00 single", "wheneverish 8ish"
    )
    assert admin("Book Peter every Tuesday 8h60") == Unclear(
        "book", Reason.bad_time, "book Peter every tue 08:00", "Peter every Tuesday 8h60"
    )
    assert admin("cancel john friday?") == Unclear(
        "cancel", Reason.question, "cancel for john 2025-10-03", "john friday?"
    )


def test_a_kind_is_named_as_the_studio_names_it() -> None:
    command = parse(
        "book john fri 8 REFORMER", now=NOW, speaker=Speaker.admin, owner="Nadine", kinds=["Reformer"]
    )
    assert command == book("john", FRIDAY, time(8), "Reformer")


def test_an_owner_of_two_names_goes_by_either() -> None:
    for words in ("message Nadine van Wyk hello", "message nadine hello"):
        told = parse(words, now=NOW, speaker=Speaker.client, owner="Nadine van Wyk", kinds=KINDS)
        assert told == TellOwner("hello")


@pytest.mark.parametrize(
    "words",
    [
        "Book Anne-Marie du Plessis tomorrow 08h00 single",
        "Book Lerato Mon & Wed 17h30 group till end Nov",
        "mary jones noshow this morning",
        "Cancel all sessions tomorrow, I'm sick",
        "add client Thandi Mokoena 082 555 0101 dob 21/5/88",
    ],
)
def test_a_common_command_is_read_in_under_a_millisecond(words: str) -> None:
    taken = []
    for _ in range(50):
        started = perf_counter()
        admin(words)
        taken.append(perf_counter() - started)
    assert median(taken) < 0.001
