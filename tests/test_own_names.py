"""What strangers call themselves; and where a name ends and the words for its bearer begin."""

import pytest

from pilateshq.conversation.names import (
    Exactly,
    Known,
    Nearest,
    Several,
    clean_name,
    is_a_name,
    read_own_name,
    split_name,
)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Thandi", "Thandi"),
        ("thandi", "Thandi"),
        ("THANDI MOKOENA", "Thandi Mokoena"),
        ("Thandi 💜", "Thandi"),
        ("Thandi Mokoena.", "Thandi Mokoena"),
        ("thandi mokoena", "Thandi Mokoena"),
        ("pieter van der merwe", "Pieter van der Merwe"),
        ("anne-marie du plessis", "Anne-Marie du Plessis"),
        ("siobhán o’brien", "Siobhán O’Brien"),
        ("Sam McDonald", "Sam McDonald"),
        ("Mary J", "Mary J"),
        ("Zoë", "Zoë"),
        ("Jo", "Jo"),
        ("my name is thandi mokoena and i hurt my knee", "Thandi Mokoena"),
        ("My name’s Sam", "Sam"),
        ("name is sam", "Sam"),
        ("Name: Thandi Mokoena", "Thandi Mokoena"),
        ("the name is Sam", "Sam"),
        ("Hi, my name is Thandi", "Thandi"),
        ("Good morning my name is Thandi, do you do reformer?", "Thandi"),
        ("I'm Thandi", "Thandi"),
        ("im thandi", "Thandi"),
        ("I’m Thandi Mokoena", "Thandi Mokoena"),
        ("I am Thandi from Durban", "Thandi"),
        ("Hello I'm Thandi looking for a duo", "Thandi"),
        ("this is Sam", "Sam"),
        ("Hi this is sam", "Sam"),
        ("it's Sam", "Sam"),
        ("Its me, Sam", "Sam"),
        ("Sam here", "Sam"),
        ("Hi Nadine, Sam here", "Sam"),
        ("call me Sam", "Sam"),
        ("you can call me Sam", "Sam"),
        ("Sam speaking", "Sam"),
        ("I'm called Sam", "Sam"),
        ("Hi, Thandi", "Thandi"),
        ("Thandi, thanks", "Thandi"),
        ("It is Thandi, is there parking?", "Thandi"),
        ("Thandi here, I hurt my back", "Thandi"),
        ("Thandi Mokoena 082 555 0101", "Thandi Mokoena"),
        ("my naam is Thandi", "Thandi"),
        ("Ek is Thandi", "Thandi"),
        ("Hi Nadine, Thandi", "Thandi"),
        ("Hi Nadine, I'm Nadine", "Nadine"),
        ("Nadine", "Nadine"),
    ],
)
def test_a_stranger_says_their_name(words: str, name: str) -> None:
    assert read_own_name(words, owner="Nadine") == name


@pytest.mark.parametrize(
    "words",
    [
        *(
            "",
            " ",
            "Hi",
            "👍",
            "1",
            "yes",
            "No",
            "ok",
            "Hello there",
            "thanks",
            "howzit",
            "Hmm",
            "?",
            ".",
            "💜",
        ),
        *("howzit do you guys do reformer?", "Howzit, do you guys do reformer? how much pp", "Thandi?"),
        *(
            "how much",
            "price",
            "Prices please",
            "duo",
            "pilates",
            "reformer classes",
            "info",
            "Is there parking?",
        ),
        *(
            "I'm interested",
            "I'm looking for a duo",
            "I am pregnant",
            "im sick",
            "I'm not sure",
            "this is urgent",
        ),
        *("it's fine", "I'm a beginner", "I'm keen", "I am new here", "I'm struggling with my back"),
        *(
            "this is Sam's mom",
            "I'm Lerato's friend",
            "my name",
            "my name is",
            "call me",
            "call me later please",
        ),
        *("do u have space tomorrow 6am", "Saturday", "tomorrow", "stop", "yes please", "not now", "none"),
        *(
            "my knee hurts",
            "x",
            "call me on 082 555 0101",
            "082 555 0101",
            "it's me",
            "later",
            "Good morning",
        ),
        *("what is your name", "I have been in pain for a very long time now", "who is this", "you tell me"),
        *(
            "I got your number from Lerato",
            "wrong number",
            "Hi Nadine",
            "Cool",
            "Goeie more",
            "not me wrong number",
            "is this Nadine",
        ),
    ],
)
def test_what_is_no_name_is_no_name(words: str) -> None:
    assert read_own_name(words, owner="Nadine") is None


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("Thandi M", "Thandi M"),
        ("~Zoë 💜", "Zoë"),
        ("thandi mokoena", "Thandi Mokoena"),
        ("❤️Mpho❤️", "Mpho"),
        ("🌸 Thandi 🌸 Mokoena 🌸", "Thandi Mokoena"),
        ("Sipho_93", "Sipho"),
        ("𝓣𝓱𝓪𝓷𝓭𝓲", "Thandi"),
        ("Dr. Naidoo", "Dr Naidoo"),
        ("Anne-Marie du Plessis", "Anne-Marie du Plessis"),
        ("JJ", "JJ"),
        ("李明", "李明"),
    ],
)
def test_a_profile_name_is_cleaned(profile: str, name: str) -> None:
    assert clean_name(profile) == name
    assert is_a_name(profile)


@pytest.mark.parametrize(
    "profile",
    [
        *(
            "",
            " ",
            "👍",
            ".",
            "~",
            "1",
            "Hi",
            "hi there",
            "+27 82 555 0101",
            "0825550101",
            "💜💜",
            "T",
            "...",
        ),
        *("No name", "unknown", "Me", "user", "WhatsApp user", "Busy", "available", "Living my best life"),
        *("God is good", "Mom of 3", "Pilates", "x" * 61, "Just a girl who loves dogs and long walks", "yes"),
    ],
)
def test_a_profile_without_a_name_is_none(profile: str) -> None:
    assert not is_a_name(profile)
    assert clean_name(profile) == ""


JONES, NAIDOO = Known(1, "Mary Jones", True), Known(2, "Mary Naidoo", True)
SMITH, ANNE_MARIE = Known(3, "John Smith", True), Known(5, "Anne-Marie du Plessis", True)
PIETER, GONE = Known(8, "Pieter van der Merwe", True), Known(10, "Thandi Mokoena", False)
ROSTER = (JONES, NAIDOO, SMITH, ANNE_MARIE, PIETER, GONE)


@pytest.mark.parametrize(
    ("words", "known", "rest"),
    [
        ("John I'm running 5 min late", SMITH, "I'm running 5 min late"),
        ("john smith the class moved", SMITH, "the class moved"),
        ("John: see you  at 8?\nBring socks", SMITH, "see you  at 8?\nBring socks"),
        ("John, I am late", SMITH, "I am late"),
        ("John so sorry, no class", SMITH, "so sorry, no class"),
        ("mary jones bring socks", JONES, "bring socks"),
        ("mary n bring socks", NAIDOO, "bring socks"),
        ("naidoo hello", NAIDOO, "hello"),
        ("anne marie du plessis hello", ANNE_MARIE, "hello"),
        ("Anne-Marie hello", ANNE_MARIE, "hello"),
        ("pieter van der merwe van is parked in", PIETER, "van is parked in"),
        ("thandi hello", GONE, "hello"),
        ("#3 hello, John", SMITH, "hello, John"),
        ("John 8 is fine", SMITH, "8 is fine"),
        ("John", SMITH, ""),
        ("john smith", SMITH, ""),
        ("john that I am late", SMITH, "that I am late"),
        ("john and bring socks", SMITH, "and bring socks"),
    ],
)
def test_words_for_somebody_begin_where_their_name_ends(words: str, known: Known, rest: str) -> None:
    assert split_name(words, ROSTER) == (Exactly(known), rest)


@pytest.mark.parametrize(
    ("words", "found", "rest"),
    [
        ("mary I am late", Several((JONES, NAIDOO)), "I am late"),
        ("mary no class today", Several((JONES, NAIDOO)), "no class today"),
        ("jhon I am late", Nearest((SMITH,)), "I am late"),
        ("jhon smith I am late", Nearest((SMITH,)), "I am late"),
        ("jon smith's class moved", Nearest(()), "class moved"),
        ("Xolani hello", Nearest(()), "hello"),
        ("mary & john class is off", Nearest(()), "class is off"),
        ("john and anne-marie class is off", Nearest(()), "class is off"),
        ("John's husband hello", Nearest(()), "husband hello"),
        ("#99 hello", Nearest(()), "hello"),
        ("", Nearest(()), ""),
        ("👍", Nearest(()), "👍"),
    ],
)
def test_a_name_that_is_not_sure_is_never_taken(words: str, found: object, rest: str) -> None:
    assert split_name(words, ROSTER) == (found, rest)
