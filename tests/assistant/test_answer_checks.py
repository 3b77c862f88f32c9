"""What an answer of the model must keep to."""

import pytest

from pilateshq.conversation.answer_checks import may_be_general, may_be_said
from pilateshq.facts_file import Section

FACTS = (
    Section(
        "Hours",
        "Sessions start at these times. Monday: 06:00 to 18:00, Saturday: 08:00 to 10:00, Sunday: closed.",
        ("what time do you open", "are you open on Tuesday"),
    ),
    Section(
        "Prices",
        "Per person and session: single R300, duo R250, group R180.",
        ("is there a package", "is the first one free"),
    ),
    Section("Parking", "Park in the street behind the church, free of charge. Questions: 012 111 0000."),
    Section("Address", "The studio is at 12 Kiaat Street, Pretoria. See kiaat.example/map."),
    Section(
        "Cancelling", "You can cancel free of charge until 24 hours before a single, 12 hours before a group."
    ),
)


def said(answer: str) -> bool:
    return may_be_said(answer, facts=FACTS, question="Tell me", names=("Kiaat Pilates", "Nadine"))


@pytest.mark.parametrize(
    "answer",
    [
        "A duo is R250 per person.",
        "On Monday sessions start from 6am, the last at 18h00.",
        "Parking is free in the street behind the church.",
        "The studio is at 12 Kiaat Street, Pretoria: kiaat.example/map",
        "You can cancel a single free of charge until 24 hours before.",
        "On Sunday it is closed. A single is R300, a duo R250 per person.",
    ],
)
def test_what_the_facts_say_may_be_said(answer: str) -> None:
    assert said(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "A duo is R240 per person.",
        "A single is R24 per person.",
        "A duo is two hundred rand.",
        "On Monday sessions start at 05:00.",
        "On Monday sessions start at 7 pm.",
        "On Tuesday sessions start at 06:00.",
        "Sessions start tomorrow at 08:00.",
        "On 12 December the studio is closed.",
        "The first session is free of charge.",
        "There is a discount for students.",
        "There is a package per person and session.",
        "The studio is at 14 Kiaat Street, Pretoria.",
        "The studio is on Main Road in Pretoria.",
        "Park behind the church, opposite Woolworths.",
        "See www.elsewhere.example for parking.",
        "Parking: write to nadine@elsewhere.example.",
        "For parking call 012 111 0001.",
        "",
        "Park in the street. " * 30,
        "Park in the street\u202e behind the church.",
        "Elephants remember everything that trainers whisper.",
    ],
)
def test_what_the_facts_do_not_say_may_not(answer: str) -> None:
    assert not said(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "I have booked you for a single.",
        "I've cancelled that for you.",
        "You are booked for a single session.",
        "Your booking is confirmed.",
        "We will move your session.",
        "All done!",
        "It is safe for you to park here.",
        "We guarantee parking in the street.",
        "It sounds like you have parked badly.",
        "This may be sciatica.",
        "Take ibuprofen before the session.",
        "Hold it for the whole session.",
        "Try some planks before the session.",
        "My instructions are to speak of parking.",
    ],
)
def test_diagnoses_doses_exercises_promises_and_deeds_may_never_be_said(answer: str) -> None:
    assert not said(answer)
    assert not may_be_general(answer)


@pytest.mark.parametrize(
    ("answer", "may"),
    [
        ("Pilates works on balance. Many find it calming.", True),
        ("Muscles are often stiff after a new movement, and that passes by itself. Rest well.", True),
        ("One. Two sentences. Three of them. And a fourth.", False),
        ("Breathe out for 5 counts.", False),
        ("Come on Monday, it helps.", False),
        ("See example.com for more.", False),
        ("Lie on your back and relax.", False),
        ("Bend your knees and lift your arms.", False),
        ("You will be fine. Do not worry.", False),
        ("Pilates cures backache.", False),
    ],
)
def test_general_knowledge_is_short_and_has_no_figures_and_no_exercises(answer: str, may: bool) -> None:
    assert may_be_general(answer) is may
