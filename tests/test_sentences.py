"""Each command has a sentence that means it; and whatever is said, reading it never fails."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilateshq.conversation.assistant_commands import (
    AskOwner,
    Facts,
    ForgetFact,
    ReadMessage,
    Reply,
    ShowFact,
    TellFact,
)
from pilateshq.conversation.commands import (
    Accept,
    AddClient,
    Agree,
    AllCame,
    Approve,
    ApproveForm,
    Attendance,
    Book,
    BookEvery,
    Briefing,
    CancelAt,
    CancelBooking,
    CancelDay,
    CancelEverything,
    CancelFor,
    CancelNext,
    Close,
    Command,
    Concern,
    Deactivate,
    Decline,
    DeclineForm,
    DeclineMove,
    Diary,
    Erase,
    Find,
    Free,
    Greeting,
    Help,
    Late,
    Leads,
    LeaveIt,
    MarkBooking,
    MarkWhich,
    Meant,
    MoneyCommand,
    Move,
    MoveBooking,
    MyBookings,
    News,
    OnMyWay,
    Open,
    OwnMoneyCommand,
    Pass,
    Pause,
    Reactivate,
    ReadFirst,
    Reject,
    RejectOne,
    RejectStanding,
    Request,
    Reschedule,
    RescheduleBooking,
    RollCall,
    SendForm,
    Show,
    SkipDate,
    Speaker,
    StopStanding,
    Tell,
    TellOwner,
    Thanks,
    Unclear,
    Undo,
    Unknown,
    Wait,
    Which,
    Why,
)
from tests.spoken import FRIDAY, KINDS, TODAY, say

ADMIN, CLIENT, PROSPECT = Speaker
SENTENCES: list[tuple[Speaker, Command, str]] = [
    (
        ADMIN,
        Book(("#12",), date(2025, 10, 5), time(8), "single", anyway=True),
        "book #12 2025-10-05 08:00 single anyway",
    ),
    (ADMIN, Book(("John Smith", "#3"), TODAY, time(17, 30)), "book John Smith & #3 2025-10-02 17:30"),
    (ADMIN, Book(("Jan",), time=time(8)), "book Jan 08:00"),
    (ADMIN, Book(("Mary a",), kind="single"), "book Mary a, single"),
    (
        ADMIN,
        BookEvery(("#12",), (0, 2), time(17, 30), "group", date(2025, 11, 30)),
        "book #12 every mon & wed 17:30 group till 2025-11-30",
    ),
    (
        ADMIN,
        BookEvery(("#12", "Jan"), (6,), time(8), None, None, anyway=True),
        "book #12 & Jan every sun 08:00 anyway",
    ),
    (
        ADMIN,
        BookEvery(("#12",), (0,), time(8), None, None, False, date(2025, 10, 14), fortnightly=True),
        "book #12 every second mon 08:00 from 2025-10-14",
    ),
    (ADMIN, SkipDate("#12", FRIDAY), "skip #12 2025-10-03"),
    (
        ADMIN,
        Pause("#12", FRIDAY, date(2025, 11, 1), "3f2a"),
        "pause #12 from 2025-10-03 till 2025-11-01 seen 3f2a",
    ),
    (ADMIN, StopStanding("#12", 1), "stop #12 tue"),
    (ADMIN, StopStanding("John Smith"), "stop John Smith"),
    (ADMIN, StopStanding("#12", 1, "3f2a"), "stop #12 tue seen 3f2a"),
    (ADMIN, CancelFor("#12", FRIDAY, time(0)), "cancel for #12 2025-10-03 00:00"),
    (ADMIN, CancelFor("Anne-Marie du Plessis"), "cancel for Anne-Marie du Plessis"),
    (ADMIN, CancelBooking(42, sure=False), "cancel #42"),
    (
        ADMIN,
        CancelDay(FRIDAY, "I'm sick", "3f2a"),
        "cancel all 2025-10-03 seen 3f2a because I'm sick",
    ),
    (ADMIN, CancelDay(None), "cancel all sessions"),
    (ADMIN, CancelDay(None, "load shedding"), "cancel all sessions because load shedding"),
    (ADMIN, Attendance("#12", "sick", FRIDAY, time(8)), "sick for #12 2025-10-03 08:00"),
    (ADMIN, Attendance("Mary a", "no_show"), "no-show for Mary a"),
    (ADMIN, Attendance("#12", "attended", TODAY), "attended for #12 2025-10-02"),
    (ADMIN, MarkBooking(42, "sick"), "mark #42 sick"),
    (ADMIN, MarkBooking(42, "no_show"), "mark #42 no-show"),
    (ADMIN, MarkBooking(42, "attended"), "mark #42 attended"),
    (ADMIN, MarkWhich(42), "mark #42"),
    (ADMIN, AllCame(), "all came"),
    (ADMIN, AllCame(date(2025, 10, 7), "3fa9"), "all came 2025-10-07 seen 3fa9"),
    (ADMIN, RollCall(), "roll call"),
    (ADMIN, RollCall(date(2025, 10, 7), 2), "roll call 2025-10-07 page 2"),
    (ADMIN, Briefing(), "briefing"),
    (ADMIN, Deactivate("#12", "3f2a"), "deactivate #12 seen 3f2a"),
    (ADMIN, Deactivate("John"), "deactivate John"),
    (ADMIN, Reactivate("#12"), "reactivate #12"),
    (ADMIN, Erase("#12", "3f2a"), "erase #12 seen 3f2a"),
    (ADMIN, Erase("John Smith"), "erase John Smith"),
    (ADMIN, Erase("lead #4", "3f2a"), "erase lead #4 seen 3f2a"),
    (ADMIN, Erase("+27821110009", "0800"), "erase +27821110009 seen 0800"),
    (ADMIN, AddClient(), "add client"),
    (ADMIN, AddClient(lead=7), "add client #7"),
    (
        ADMIN,
        AddClient("Thandi Mokoena", "082 555 0101", "21/5/88"),
        "add client Thandi Mokoena 082 555 0101 dob 21/5/88",
    ),
    (ADMIN, Leads(), "leads"),
    (ADMIN, Leads(3), "leads page 3"),
    (ADMIN, SendForm(7), "send form #7"),
    (ADMIN, ApproveForm(3), "approve form #3"),
    (ADMIN, DeclineForm(3), "decline form #3"),
    (ADMIN, Approve(), "approve"),
    (ADMIN, Approve(42), "approve #42"),
    (ADMIN, Decline(), "decline"),
    (ADMIN, Decline(42), "decline #42"),
    (ADMIN, Tell("#12 I’m late,\nsorry"), "tell #12 I’m late,\nsorry"),
    (ADMIN, Show(7), "show #7"),
    (ADMIN, ReadMessage(7), "read #7"),
    (ADMIN, Reply(7), "reply #7"),
    (ADMIN, TellFact("parking", "in the street"), "fact parking: in the street"),
    (ADMIN, ShowFact("parking"), "fact parking"),
    (ADMIN, ForgetFact("parking"), "forget fact parking"),
    (ADMIN, Facts(), "facts"),
    (CLIENT, AskOwner(7), "ask owner #7"),
    (
        ADMIN,
        Book(("#12",), TODAY, time(8), "single", attended=True),
        "book #12 2025-10-02 08:00 single attended",
    ),
    (ADMIN, Diary(FRIDAY, None, time(6), "group"), "diary 2025-10-03 06:00 group"),
    (ADMIN, Diary(TODAY, date(2025, 10, 8)), "diary 2025-10-02 till 2025-10-08"),
    (ADMIN, Free(FRIDAY, kind="duo"), "free 2025-10-03 duo"),
    (ADMIN, Find("mar"), "find mar"),
    (ADMIN, Find("#12"), "find #12"),
    (ADMIN, Late("#12", 10), "late for #12 by 10"),
    (ADMIN, Late("John"), "late for John"),
    (
        ADMIN,
        Move("#12", FRIDAY, time(8), date(2025, 10, 8), time(9), anyway=True),
        "move #12 from 2025-10-03 08:00 to 2025-10-08 09:00 anyway",
    ),
    (ADMIN, Move("John", day=FRIDAY), "move John to 2025-10-03"),
    (ADMIN, MoveBooking(42, FRIDAY, time(9)), "move booking #42 to 2025-10-03 09:00"),
    (ADMIN, MoveBooking(42), "move booking #42"),
    (ADMIN, DeclineMove(42, FRIDAY, time(9)), "decline move #42 to 2025-10-03 09:00"),
    (ADMIN, Help(), "help"),
    (ADMIN, Help("weekly slots"), "help weekly slots"),
    (CLIENT, MyBookings(day=FRIDAY), "bookings 2025-10-03"),
    (CLIENT, OnMyWay("omw!"), "on my way: omw!"),
    (CLIENT, Reschedule(), "reschedule"),
    (CLIENT, Reschedule(weekday=1, time=time(8), to_day=FRIDAY), "reschedule tue 08:00 to 2025-10-03"),
    (CLIENT, RescheduleBooking(42), "reschedule #42"),
    (CLIENT, RescheduleBooking(42, FRIDAY, time(9)), "reschedule #42 to 2025-10-03 09:00"),
    (ADMIN, Undo(), "undo"),
    (ADMIN, Undo(7), "undo #7"),
    (ADMIN, Undo(wrong="John Smith"), "oops wrong John Smith"),
    (ADMIN, Why("#12"), "why #12"),
    (ADMIN, LeaveIt(), "leave it"),
    (CLIENT, LeaveIt(), "leave it"),
    (ADMIN, CancelEverything("#12"), "cancel everything for #12"),
    (ADMIN, CancelEverything("#12", "3f2a"), "cancel everything for #12 seen 3f2a"),
    (ADMIN, Close(FRIDAY, FRIDAY), "close 2025-10-03"),
    (
        ADMIN,
        Close(FRIDAY, date(2025, 12, 29), "load shedding", "3f2a"),
        "close 2025-10-03 to 2025-12-29 seen 3f2a because load shedding",
    ),
    (ADMIN, Open(FRIDAY, FRIDAY), "open 2025-10-03"),
    (ADMIN, Open(FRIDAY, date(2025, 10, 6)), "open 2025-10-03 to 2025-10-06"),
    (ADMIN, News("Hi all,\nwe move"), "broadcast Hi all,\nwe move"),
    (ADMIN, News(draft=7), "broadcast #7"),
    (ADMIN, News(draft=7, seen="3f2a"), "broadcast #7 seen 3f2a"),
    (CLIENT, CancelBooking(42, sure=True), "cancel #42 sure"),
    (CLIENT, Reject(42, sure=False), "reject #42"),
    (CLIENT, Reject(42, sure=True), "reject #42 sure"),
    (CLIENT, Reject(None, sure=False), "reject"),
    (CLIENT, Reject(None, sure=True), "reject sure"),
    (CLIENT, RejectOne(42), "reject #42 one"),
    (CLIENT, RejectStanding(7), "reject all #7"),
    (CLIENT, Wait(FRIDAY, time(8), "group"), "waitlist 2025-10-03 08:00 group"),
    (CLIENT, Accept(), "accept"),
    (CLIENT, Accept(42), "accept #42"),
    (CLIENT, Pass(), "pass"),
    (CLIENT, Pass(42), "pass #42"),
    (CLIENT, MyBookings(1), "bookings"),
    (CLIENT, MyBookings(12), "bookings page 12"),
    (CLIENT, CancelNext(), "cancel next"),
    (CLIENT, CancelAt(FRIDAY, time=time(8)), "cancel 2025-10-03 08:00"),
    (CLIENT, CancelAt(weekday=3), "cancel thu"),
    (CLIENT, CancelAt(weekday=6, time=time(8, 30)), "cancel sun 08:30"),
    (CLIENT, CancelAt(time=time(8)), "cancel 08:00"),
    (CLIENT, Request(), "book"),
    (CLIENT, Request(FRIDAY, time(9), "single"), "book 2025-10-03 09:00 single"),
    (CLIENT, Concern("sick", "sick today", TODAY), "concern sick 2025-10-02: sick today"),
    (CLIENT, Concern("late", "running late"), "concern late: running late"),
    (CLIENT, TellOwner("Hi,\nI’m late"), "message owner: Hi,\nI’m late"),
    (CLIENT, Agree(), "i agree"),
    (CLIENT, ReadFirst(), "read first"),
    (PROSPECT, Greeting(), "menu"),
    (PROSPECT, Thanks(), "thanks"),
    (PROSPECT, Unknown("Is there parking?"), "Is there parking?"),
]


@pytest.mark.parametrize(("speaker", "command", "sentence"), SENTENCES)
def test_each_command_has_a_sentence_that_means_it(speaker: Speaker, command: Command, sentence: str) -> None:
    assert str(command) == sentence
    assert say(sentence, speaker) == command
    assert len(sentence.encode()) <= 128


def test_every_command_that_can_be_said_has_its_sentence_tested() -> None:
    of_money = {*MoneyCommand.__args__, *OwnMoneyCommand.__args__}  # tested with their own grammar
    said = {type(command) for _, command, _ in SENTENCES} | {Which, Unclear, Meant}
    assert said == {*Command.__args__} - of_money


def test_what_changes_something_says_so() -> None:
    unchanging = {type(command) for _, command, _ in SENTENCES if not command.changes}
    assert unchanging == {
        *(Show, Leads, Tell, MyBookings, Concern, TellOwner, ReadFirst, Greeting, Thanks, Unknown),
        *(MarkWhich, RollCall, Briefing, ReadMessage, Reply, ShowFact, Facts, AskOwner),
        *(Diary, Free, Find, Help, OnMyWay),
        *(Why, LeaveIt),
    }


NAMES = st.sampled_from(
    ["#12", "John", "Mary a", "Anne-Marie du Plessis", "Siobhán O’Brien", "Jan", "June", "Mark", "May Botha"]
)
PEOPLE = st.lists(NAMES, min_size=1, max_size=3).map(tuple)
NUMBERS = st.integers(1, 999_999_999_999)
DAYS = st.dates(date(2025, 10, 3), date(2027, 12, 31))
TIMES = st.times().map(lambda each: each.replace(second=0, microsecond=0))
KIND = st.none() | st.sampled_from(KINDS)
MARKS = st.sampled_from(["sick", "no_show", "attended"])
SEEN = st.none() | st.from_regex("[0-9A-Za-z]{1,12}", fullmatch=True)
REASONS = st.sampled_from(
    ["", "I'm Sick", "load shedding at 8", "the 3rd of May", "my child is ill, sorry 🙈"]
)
WEEKLY = st.sets(st.integers(0, 6), min_size=1).map(lambda each: tuple(sorted(each)))
UNTIL = st.none() | st.dates(date(2025, 10, 9), date(2027, 12, 31))
SAID = st.text(min_size=1, max_size=40).map(str.strip).filter(bool)
ADMINS = st.one_of(
    st.builds(BookEvery, PEOPLE, WEEKLY, TIMES, KIND, UNTIL, st.booleans()),
    st.builds(SkipDate, NAMES, DAYS),
    st.builds(Pause, NAMES, DAYS, st.dates(date(2028, 1, 1), date(2029, 1, 1)), SEEN),
    st.builds(StopStanding, NAMES, st.none() | st.integers(0, 6), SEEN),
    st.builds(CancelDay, DAYS, REASONS, SEEN),
    st.builds(CancelDay, st.none(), REASONS.filter(lambda each: "3rd" not in each)),
    st.builds(Attendance, NAMES, MARKS, st.none() | DAYS, st.none() | TIMES),
    st.builds(MarkBooking, NUMBERS, MARKS),
    st.builds(Deactivate, NAMES, SEEN),
    st.builds(Reactivate, NAMES),
    st.builds(Erase, NAMES | NUMBERS.map(lambda number: f"lead #{number}"), SEEN),
    st.builds(
        AddClient,
        st.sampled_from(["", "Thandi", "Pieter van der Merwe", "June May"]),
        st.sampled_from(["", "082 555 0101", "+27 (0)82 555 0101", "0027825550101", "(082) 555-0101"]),
        st.sampled_from(["", "21/5/88", "1988-05-21", "21 May 1988", "21st of May 88", "880521", "unknown"]),
        st.none() | NUMBERS,
    ),
    st.builds(Leads, NUMBERS),
    *(st.builds(command, NUMBERS) for command in (SendForm, ApproveForm, DeclineForm)),
    *(st.builds(command, st.none() | NUMBERS) for command in (Approve, Decline)),
    st.builds(Diary, DAYS, st.none(), st.none() | TIMES, KIND),
    st.builds(Free, DAYS, st.none(), st.none() | TIMES, KIND),
    st.builds(Late, NAMES, st.none() | st.integers(1, 99)),
    st.builds(Move, NAMES, st.none() | DAYS, st.none() | TIMES, st.none() | DAYS, st.none() | TIMES),
    st.builds(MoveBooking, NUMBERS, DAYS, TIMES, st.booleans()),
    st.builds(CancelEverything, NAMES, SEEN),
    st.builds(Tell, SAID.map(lambda words: f"#12 x{words}")),
)
CLIENTS = st.one_of(
    st.builds(Request, st.none() | DAYS, st.none() | TIMES, KIND),
    st.builds(RejectOne, NUMBERS),
    st.builds(RescheduleBooking, NUMBERS, st.none() | DAYS, st.none() | TIMES),
    st.builds(RejectStanding, NUMBERS),
    st.builds(Concern, st.sampled_from(["sick", "late"]), SAID, st.none() | DAYS),
    st.sampled_from([Agree(), ReadFirst()]),
)


@given(ADMINS)
def test_what_an_admin_can_ask_for_is_read_back(command: Command) -> None:
    assert say(str(command), ADMIN) == command


@given(CLIENTS)
def test_what_a_client_can_ask_for_is_read_back(command: Command) -> None:
    assert say(str(command), CLIENT) == command


WORDS = """
    book cancel put in reject message tell Nadine bookings show page next this every all john Mary du n a Jan
    May O’Brien #12 & and with , ? 's for on at 8 08:00 8h60 24h00 half quarter past to am pm tomorrow today
    fri mon tues 3 oct 3rd the of 3/10 2025-10-05 31/9 single duo anyway sure can't make it morning tonight
    week session thanks hi 👍 💜 - . x\u200b É John's's
    skip stop sick no show didn't pitch came was here mark as add client leads send form approve decline one
    deactivate activate seen 3f2a because I'm everything sessions till end nov weeks 6 weekly mondays last
    move reschedule from to pause free who's diary find 10 late kanselleer môre nie kan rather if yes no help
    everything attended booking today 17 31 week
    082 555 0101 dob 21/5/88 late running agree read first concern sick: except is did not well each from
"""
LINES = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join),
    st.tuples(
        st.sampled_from(
            [
                *("book ", "cancel ", "message Nadine ", "skip ", "stop ", "sick ", "add client ", "tell "),
                *("move Jo ", "pause Jo ", "free ", "reschedule ", "who's in ", "find ", "Jo late "),
                *("cancel all ", "book Jo every ", "deactivate ", "mark #4 ", "concern sick: "),
            ]
        ),
        st.text(max_size=40) | st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join),
    ).map("".join),
)


@given(words=LINES, speaker=st.sampled_from(Speaker))
def test_any_text_is_read_and_what_is_read_can_be_said_again(words: str, speaker: Speaker) -> None:
    command = say(words, speaker)
    meant = command.command if isinstance(command, Meant) else command
    options = meant.options if isinstance(meant, Which) else (meant,)
    for each in options:
        sentence = each.example if isinstance(each, Unclear) else str(each)
        again = say(sentence, speaker)
        assert isinstance(each, Unclear) or again == each
