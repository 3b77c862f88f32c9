"""Texts cut to a length, and made fit for a template."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilateshq.whatsapp.fitting import length, parameter, shorten


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Thandi", "Thandi"),
        ("  Thandi   Mokoena ", "Thandi Mokoena"),
        ("07:00 John\n08:00 Mary\r\n\t09:00 Thandi", "07:00 John · 08:00 Mary · 09:00 Thandi"),
        ("a\n\n \u200b \nb", "a · b"),
        ("one\u2028two\x0bthree", "one · two · three"),
        ("four    spaces\u00a0\u00a0more", "four spaces more"),
        ("*John* _Smith_ ~x~ ```y```", "John Smith x y"),
        ("**Bold_name**", "Bold_name"),
        ("john_smith@example.com 3*4 5 * 6", "john_smith@example.com 3*4 5 * 6"),
        ("evil\x00\u202ename\ud800", "evilname"),
        ("Zoë 👩🏽‍🦱", "Zoë 👩🏽‍🦱"),
        ("", "-"),
        (" \n\t ·", "-"),
        ("***", "-"),
    ],
)
def test_a_parameter_is_one_plain_line(text: str, line: str) -> None:
    assert parameter(text) == line


def test_a_parameter_keeps_to_its_limit() -> None:
    assert parameter("one two three four", 10) == "one two…"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 5, "short"),
        ("See you on Monday", 12, "See you on…"),
        ("See you, Monday", 10, "See you…"),
        ("See you on Monday", 11, "See you on…"),
        ("Donaudampfschifffahrt", 8, "Donauda…"),
        ("A Donaudampfschifffahrt", 12, "A Donaudamp…"),
        ("👍👍👍", 6, "👍👍👍"),
        ("👍👍👍", 5, "👍👍…"),
        ("👍👍👍", 4, "👍…"),
        ("word", 1, "…"),
    ],
)
def test_shortening_ends_with_a_whole_word_where_it_can(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@settings(max_examples=150, deadline=None)
@given(st.text(), st.integers(1, 50))
def test_nothing_shortened_or_filled_in_is_ever_too_long(text: str, limit: int) -> None:
    line = parameter(text, limit)
    assert 0 < length(line) <= limit
    assert len(line.splitlines()) == 1
    assert "  " not in line
    assert length(shorten(text, limit)) <= limit
