"""What a model never sees: names on file, numbers, addresses."""

import pytest

from pilateshq.conversation.scrub import scrub

NAMES = ["Zanele Qwabe", "Will van der Merwe", "Jo Béla", "Nadine Botha"]


@pytest.mark.parametrize(
    ("words", "without"),
    [
        ("Is Zanele coming?", "Is [name] coming?"),
        ("is ZANELE QWABE's seat free", "is [name] [name]'s seat free"),
        ("ｚａｎｅｌｅ and Zánele", "[name] and [name]"),
        ("Ask Jo, jo or bela", "Ask [name], jo or [name]"),
        ("will there be parking for Will?", "will there be parking for [name]?"),
        ("Thanks Nadine", "Thanks Nadine"),
        ("Call 082 111 0001 or +27 (0)82-111-0001", "Call [number] or [number]"),
        ("my id is 8501015800088", "my id is [number]"),
        ("born 21/05/1988", "born [number]"),
        ("on Friday at 09:00 for R250, no 12", "on Friday at 09:00 for R250, no 12"),
        ("write me@example.com or www.example.com/me", "write [address] or [address]"),
    ],
)
def test_a_sign_stands_in_their_place(words: str, without: str) -> None:
    assert scrub(words, NAMES, public=("Nadine",)) == without
