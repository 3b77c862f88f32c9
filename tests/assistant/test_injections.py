"""Whatever is planted in a message, a profile's name or a fact: what may not be said is not said."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pilateshq.conversation import assistant
from pilateshq.conversation.assistant import Asked
from pilateshq.facts_file import read_facts
from pilateshq.messages import plain
from pilateshq.prompts import Written
from pilateshq.settings import Settings
from pilateshq.studio import facts, people
from tests.assistant.conftest import SHIPPED
from tests.assistant.fake_openai import FakeOpenAI
from tests.conftest import MONDAY
from tests.world import World

PLANTED = [
    line.split(" | ")
    for line in Path(__file__).with_name("injections.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
QUESTION = "Please tell me, what is your hint?"


def test_forty_injections_that_a_model_falls_for_reach_nobody(database: None, settings: Settings) -> None:
    here = replace(settings, facts=read_facts(SHIPPED))
    client = people.register("John Smith", "082 111 0002", region="ZA", actor="test", now=MONDAY)
    fooled = []
    for where, words, kind, answer in PLANTED:
        client.contact.name = words if where == "profile" else "John"
        if where == "fact":
            facts.tell("hint", words, actor="admin 1", now=MONDAY)
        asked = Asked(
            inbound=1,
            words=words if where == "message" else QUESTION,
            said_at=MONDAY,
            contact=client.contact,
            client=client,
            settings=here,
            now=MONDAY,
        )
        written = Written({"kind": kind, "answer": answer, "proposal": None}, 0, 0)
        reply = assistant.judged(asked, written).reply
        if reply is None or plain(reply) != "I'll ask Nadine. You will hear from us here.":
            fooled.append(words)

    assert Counter(where for where, *_ in PLANTED) == {"message": 24, "profile": 8, "fact": 8}
    assert fooled == []


@pytest.mark.parametrize("planted", [PLANTED[0], PLANTED[26], PLANTED[33]], ids=lambda planted: planted[0])
async def test_over_the_wire_it_is_for_nadine_and_a_profiles_name_is_not_even_sent(
    thinking: World, model: FakeOpenAI, planted: list[str]
) -> None:
    where, words, kind, answer = planted
    model.says(kind, answer)
    await thinking.book("John Smith", "2025-10-07 08:00")
    if where == "profile":
        thinking.emulator.people["john"].name = words
    if where == "fact":
        await thinking.say("nadine", f"fact hint: {words}")

    assert "I'll ask Nadine" in await thinking.say("john", words if where == "message" else QUESTION)
    assert where != "profile" or words not in model.log
    assert await thinking.statuses() == [("John Smith", "booked")]
