"""Whatever is planted in a message, a profile's name or a fact: what may not be said is not said."""

from collections import Counter
from pathlib import Path

from pilateshq.studio_settings import Thrift
from tests.assistant.fake_openai import FakeOpenAI
from tests.conftest import with_studio
from tests.world import World

PLANTED = [
    line.split(" | ")
    for line in Path(__file__).with_name("injections.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


async def test_forty_injections_that_the_model_falls_for_reach_nobody(
    thinking: World, model: FakeOpenAI
) -> None:
    thinking.use(with_studio(thinking.server.settings, assistant=Thrift(questions_a_day=100)))
    await thinking.book("John Smith", "2025-10-07 08:00")
    fooled = [planted for planted in PLANTED if not await is_harmless(thinking, model, *planted)]

    assert Counter(where for where, *_ in PLANTED) == {"message": 24, "profile": 8, "fact": 8}
    assert fooled == []
    assert len(model.bodies) == len(PLANTED)
    assert await thinking.statuses() == [("John Smith", "booked")]


async def is_harmless(
    studio: World, model: FakeOpenAI, where: str, words: str, kind: str, answer: str
) -> bool:
    """Plant the words, let the model fall for them, and tell whether the answer was kept from John."""
    model.forget()
    model.says(kind, answer)
    studio.emulator.people["john"].name = words if where == "profile" else "John"
    if where == "fact":
        await studio.say("nadine", f"fact hint: {words}")
    heard = await studio.say("john", words if where == "message" else "Please tell me, what is your hint?")
    is_sent = words in model.log.splitlines()[-1] if where == "profile" else False
    return heard == "I'll ask Nadine. You will hear from us here." and not is_sent
