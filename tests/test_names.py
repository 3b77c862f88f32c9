"""Who is meant by a name."""

import pytest

from pilateshq.conversation.names import Exactly, Found, Known, Nearest, Several, find

JONES = Known(1, "Mary Jones", True)
NAIDOO = Known(2, "Mary Naidoo", True)
SMITH = Known(3, "John Smith", True)
BOTHA = Known(4, "Peter Botha", True)
ANNE_MARIE = Known(5, "Anne-Marie du Plessis", True)
LERATO = Known(6, "Lerato Khumalo", True)
SIPHO = Known(7, "Sipho Dube", True)
PIETER = Known(8, "Pieter van der Merwe", True)
OBRIEN = Known(9, "Siobhán O’Brien", True)
GONE = Known(10, "Thandi Mokoena", False)
GONE_JOHN = Known(11, "John Adams", False)
ROSTER = (JONES, NAIDOO, SMITH, BOTHA, ANNE_MARIE, LERATO, SIPHO, PIETER, OBRIEN, GONE, GONE_JOHN)


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("John Smith", SMITH),
        ("john", SMITH),  # the other John is inactive
        ("JOHN", SMITH),
        ("smith", SMITH),
        ("john s", SMITH),
        ("j smith", SMITH),
        ("mary j", JONES),
        ("Mary n", NAIDOO),
        ("mary nai", NAIDOO),
        ("naidoo", NAIDOO),
        ("anne-marie", ANNE_MARIE),
        ("anne marie", ANNE_MARIE),
        ("Annemarie", ANNE_MARIE),
        ("anne marie du plessis", ANNE_MARIE),
        ("anne marie d", ANNE_MARIE),
        ("annemarie p", ANNE_MARIE),
        ("du Plessis", ANNE_MARIE),
        ("plessis", ANNE_MARIE),
        ("van der", PIETER),
        ("van der merwe", PIETER),
        ("vandermerwe", PIETER),
        ("pieter m", PIETER),
        ("pieter van der m", PIETER),
        ("siobhan", OBRIEN),
        ("Siobhán O'Brien", OBRIEN),
        ("siobhan obrien", OBRIEN),
        ("o`brien", OBRIEN),
        ("#12", None),
        ("#4", BOTHA),
        ("#10", GONE),
        ("thandi", GONE),
        ("Thandi Mokoena", GONE),
        ("John Adams", GONE_JOHN),
    ],
)
def test_one_person_is_found(words: str, known: Known | None) -> None:
    assert find(words, ROSTER) == (Exactly(known) if known else Nearest(()))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("jhon", SMITH),
        ("Jon Smith", SMITH),
        ("john smyth", SMITH),
        ("smith john", SMITH),
        ("marry jones", JONES),
        ("mary jonas", JONES),
        ("ann-marie", ANNE_MARIE),
        ("lerat", LERATO),
        ("khumallo", LERATO),
        ("siphu", SIPHO),
        ("ler", LERATO),
        ("marie", ANNE_MARIE),
        ("mary naido", NAIDOO),  # four letters and more may be somebody else's surname
        ("thandy", GONE),
    ],
)
def test_a_near_spelling_is_only_ever_offered(words: str, first: Known) -> None:
    found = find(words, ROSTER)
    assert isinstance(found, Nearest)
    assert found.people[0] == first
    assert len(found.people) <= 3


@pytest.mark.parametrize(
    "words", ["", " ", "Xolani", "12", "💜", "#", "#0", "#x", "m j", "the whole wide world", "z"]
)
def test_nobody_like_that_is_nobody(words: str) -> None:
    assert find(words, ROSTER) == Nearest(())


def test_two_of_one_first_name_are_several() -> None:
    assert find("mary", ROSTER) == Several((JONES, NAIDOO))


def test_a_full_name_beats_a_first_name() -> None:
    madonna, ciccone = Known(1, "Mary", True), Known(2, "Mary Ciccone", True)
    assert find("mary", [ciccone, madonna]) == Exactly(madonna)


def test_a_first_name_and_a_surname_alike_are_several() -> None:
    james, mary = Known(1, "James Smith", True), Known(2, "Mary James", True)
    assert find("james", [james, mary]) == Several((james, mary))


def test_two_people_of_one_full_name_are_several() -> None:
    twins = (Known(1, "John Smith", True), Known(2, "john  smith", True))
    assert find("John Smith", twins) == Several(twins)


def test_a_first_name_is_not_taken_for_a_longer_one() -> None:
    anna = Known(1, "Anna Smith", True)
    assert find("ann smith", [anna]) == Nearest((anna,))


def test_the_inactive_are_left_out_while_somebody_active_fits() -> None:
    gone, here = Known(1, "John Smith", False), Known(2, "John Brown", True)
    assert find("john", [gone, here]) == Exactly(here)
    assert find("john smith", [gone, here]) == Exactly(gone)


@pytest.mark.parametrize("roster", [(), (Known(1, "", True),), (Known(1, "👍", True),)])
def test_an_odd_roster_finds_nobody(roster: tuple[Known, ...]) -> None:
    found: Found = find("john", roster)
    assert found == Nearest(())
