"""Clients that come and go, leads and their forms, what waits for a yes, and words for somebody."""

import pytest

from pilateshq.conversation.commands import (
    AddClient,
    Approve,
    ApproveForm,
    Command,
    Deactivate,
    Decline,
    DeclineForm,
    Erase,
    Leads,
    Reactivate,
    SendForm,
    Tell,
    Unknown,
)
from pilateshq.conversation.tokens import Reason
from tests.spoken import admin, client, unclear

THANDI = AddClient("Thandi Mokoena", "082 555 0101", "21/5/88")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Deactivate John", Deactivate("John")),
        ("please deactivate Anne-Marie du Plessis", Deactivate("Anne-Marie du Plessis")),
        ("de-activate john", Deactivate("john")),
        ("deactivate #12 seen 3f2a", Deactivate("#12", "3f2a")),
        ("deactivate #12 seen 0800", Deactivate("#12", "0800")),
        ("deactivate #12 seen 2025", Deactivate("#12", "2025")),
        ("Reactivate John", Reactivate("John")),
        ("activate John Smith", Reactivate("John Smith")),
        ("re-activate #12", Reactivate("#12")),
        ("Erase John", Erase("John")),
        ("please erase Anne-Marie du Plessis", Erase("Anne-Marie du Plessis")),
        ("erase 082 555 0101", Erase("082 555 0101")),
        ("erase (082) 555-0101", Erase("(082) 555-0101")),
        ("erase +27 82 555 0101 seen 2025", Erase("+27 82 555 0101", "2025")),
        ("erase lead 4", Erase("lead #4")),
        ("Erase lead #4 seen 3f2a", Erase("lead #4", "3f2a")),
        ("Add client", AddClient()),
        ("add a client please", AddClient()),
        ("add client #7", AddClient(lead=7)),
        ("Add new client", AddClient()),
        ("new client Thandi", AddClient("Thandi")),
        ("register client Thandi Mokoena", AddClient("Thandi Mokoena")),
        ("add client Thandi Mokoena 082 555 0101 dob 21/5/88", THANDI),
        ("Add client: Thandi Mokoena, 082 555 0101, 21/5/88", THANDI),
        ("add client 082 555 0101 Thandi Mokoena born 21/5/88", THANDI),
        ("add client dob 21/5/88 Thandi Mokoena 082 555 0101", THANDI),
        ("add client Thandi Mokoena dob: 21/5/88 cell: 082 555 0101", THANDI),
        ("Add client Thandi Mokoena. 082 555 0101. 21/5/88.", THANDI),
        ("add client Thandi 0825550101", AddClient("Thandi", "0825550101")),
        ("add client Thandi 082-555-0101", AddClient("Thandi", "082-555-0101")),
        ("add client Thandi (082) 555 0101", AddClient("Thandi", "(082) 555 0101")),
        ("add client Thandi +27 82 555 0101", AddClient("Thandi", "+27 82 555 0101")),
        ("add client Thandi +27 (0)82 555 0101", AddClient("Thandi", "+27 (0)82 555 0101")),
        ("add client Thandi 0027 82 555 0101", AddClient("Thandi", "0027 82 555 0101")),
        ("add client Thandi 27825550101", AddClient("Thandi", "27825550101")),
        ("add client Thandi +44 7700 900 111", AddClient("Thandi", "+44 7700 900 111")),
        ("add client Thandi 082 555 0101 1988-05-21", AddClient("Thandi", "082 555 0101", "1988-05-21")),
        ("add client Thandi 082 555 0101 21 May 1988", AddClient("Thandi", "082 555 0101", "21 May 1988")),
        (
            "add client Thandi birthday 21 May 88 082 555 0101",
            AddClient("Thandi", "082 555 0101", "21 May 88"),
        ),
        (
            "add client Thandi 082 555 0101 date of birth 21.05.1988",
            AddClient("Thandi", "082 555 0101", "21.05.1988"),
        ),
        ("add client Thandi 082 555 0101 dob 21 05 1988", AddClient("Thandi", "082 555 0101", "21 05 1988")),
        ("add client Thandi 082 555 0101 dob 29/2/2004", AddClient("Thandi", "082 555 0101", "29/2/2004")),
        ("add client Thandi dob unknown", AddClient("Thandi", "", "unknown")),
        ("add client Siobhán O’Brien 082 555 0101", AddClient("Siobhán O’Brien", "082 555 0101")),
        ("add client Pieter van der Merwe", AddClient("Pieter van der Merwe")),
        ("add client #7 Thandi Mokoena 082 555 0101", AddClient("Thandi Mokoena", "082 555 0101", lead=7)),
        ("leads", Leads()),
        ("Show me the open leads please", Leads()),
        ("leads?", Leads()),
        ("leads page 2", Leads(2)),
        ("send form #7", SendForm(7)),
        ("Send the form to #7", SendForm(7)),
        ("approve form #3", ApproveForm(3)),
        ("decline form #3", DeclineForm(3)),
        ("approve #42", Approve(42)),
        ("Approve", Approve()),
        ("approve it please", Approve()),
        ("decline", Decline()),
        ("Decline #42", Decline(42)),
        ("tell John I'm running 5 min late", Tell("John I'm running 5 min late")),
        ("Tell John: see you  at 8?\nBring socks", Tell("John: see you  at 8?\nBring socks")),
        ("please tell Mary Jones cancel is fine", Tell("Mary Jones cancel is fine")),
        ("tell John sick today, no class", Tell("John sick today, no class")),
        ("tell #12 hello", Tell("#12 hello")),
    ],
)
def test_what_is_said_of_people_is_understood(words: str, expected: Command) -> None:
    assert admin(words) == expected


@pytest.mark.parametrize(
    ("words", "verb", "why"),
    [
        ("deactivate", "deactivate", Reason.no_name),
        ("deactivate John tomorrow", "deactivate", Reason.not_understood),
        ("deactivate John and Mary", "deactivate", Reason.one_person),
        ("deactivate all", "deactivate", Reason.scope),
        ("erase", "erase", Reason.no_name),
        ("erase all", "erase", Reason.scope),
        ("erase John and Mary", "erase", Reason.one_person),
        ("erase John tomorrow", "erase", Reason.not_understood),
        ("erase John?", "erase", Reason.question),
        ("deactivate John?", "deactivate", Reason.question),
        ("reactivate", "reactivate", Reason.no_name),
        ("activate John 8", "reactivate", Reason.not_understood),
        ("add client Thandi 12345", "add client", Reason.not_understood),
        ("add client Thandi & Sam", "add client", Reason.one_person),
        ("add client Thandi thandi@example.com", "add client", Reason.not_understood),
        ("add client Thandi next week", "add client", Reason.not_understood),
        ("add client Thandi 082 555 0101 / 083 555 0101", "add client", Reason.not_understood),
        ("add client Thandi?", "add client", Reason.question),
        ("leads tomorrow", "leads", Reason.not_understood),
        ("send form", "send form", Reason.no_name),
        ("send form to John", "send form", Reason.not_understood),
        ("send form 7", "send form", Reason.not_understood),
        ("approve form", "approve", Reason.not_understood),
        ("approve 42", "approve", Reason.not_understood),
        ("approve John", "approve", Reason.not_understood),
        ("approve?", "approve", Reason.question),
        ("decline #42 tomorrow", "decline", Reason.not_understood),
        ("tell", "tell", Reason.no_name),
        ("tell John", "tell", Reason.no_words),
        ("tell #12", "tell", Reason.no_words),
    ],
)
def test_what_is_unclear_of_people_is_asked(words: str, verb: str, why: Reason) -> None:
    command = unclear(words)
    assert (command.verb, command.why) == (verb, why)


@pytest.mark.parametrize(
    "words",
    [
        *("add John", "client", "new clients?", "lead", "the form", "send John home"),
        *(
            "tell me who is in at 6",
            "tell everyone hi",
            "tell him",
            "tell them to wait",
            "tell John's husband hi",
        ),
        *("message Nadine hi", "activation", "approved"),
    ],
)
def test_an_admin_may_say_anything_else(words: str) -> None:
    assert admin(words) == Unknown(words)


@pytest.mark.parametrize("words", ["Add client", "leads", "approve #42", "deactivate John", "send form #7"])
def test_a_client_has_no_say_in_that(words: str) -> None:
    assert client(words) == Unknown(words)
