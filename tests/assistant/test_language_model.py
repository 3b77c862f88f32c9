"""The client of OpenAI's, against a server that answers badly in every way."""

import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from pilateshq.errors import ModelError
from pilateshq.language_model import Breaker, LanguageModel
from pilateshq.prompts import Prompt, Written
from pilateshq.settings import OpenAI
from tests.assistant.fake_openai import FakeOpenAI
from tests.conftest import MONDAY
from tests.terminal import ROOT

PROMPT = Prompt("Answer.", (("user", "Where?"),), {"type": "object"})
A_TOOL_CALL = '{"type": "function_call", "name": "cancel_all", "arguments": "{}", "call_id": "1"}'


@pytest.fixture
async def client(model: FakeOpenAI) -> AsyncIterator[LanguageModel]:
    client = LanguageModel(OpenAI(key="a-key", model="a-model", url=await model.start()), timeout=0.3)
    yield client
    await client.close()


async def test_what_it_wrote_comes_back_with_what_it_cost(client: LanguageModel, model: FakeOpenAI) -> None:
    model.writes('{"kind": "ask"}', tokens=(100, 7))

    assert await client.write(PROMPT) == Written({"kind": "ask"}, 100, 7)
    assert [body["model"] for body in model.bodies] == ["a-model"]


@pytest.mark.parametrize(
    "body",
    [
        '{"output": [',
        '{"output": []}',
        '{"output": null}',
        "[]",
        "",
        '{"output": [{"type": "message", "content": [{"type": "output_text", "text": "{broken"}]}]}',
        '{"output": [{"type": "message", "content": [{"type": "output_text", "text": "[1]"}]}]}',
        '{"output": [{"type": "message", "content": [{"type": "refusal", "refusal": "No."}]}]}',
        f'{{"output": [{A_TOOL_CALL}]}}',
        "x" * 20_000,
        "[" * 100_000,
    ],
    ids=lambda body: body[:60] or "nothing",
)
async def test_what_cannot_be_used_is_as_good_as_no_answer(
    client: LanguageModel, model: FakeOpenAI, body: str
) -> None:
    model.sends(body)
    with pytest.raises(ModelError):
        await client.write(PROMPT)
    assert len(model.bodies) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 408, 409, 429, 500, 503])
async def test_a_refusal_is_not_tried_again(client: LanguageModel, model: FakeOpenAI, status: int) -> None:
    model.sends('{"error": {"message": "no"}}', status=status, headers={"Retry-After": "0"})
    with pytest.raises(ModelError):
        await client.write(PROMPT)
    assert len(model.bodies) == 1


async def test_it_is_not_waited_for_longer_than_is_set(client: LanguageModel, model: FakeOpenAI) -> None:
    model.hangs()
    with pytest.raises(ModelError):
        await client.write(PROMPT)


async def test_nobody_there_is_no_answer() -> None:
    client = LanguageModel(OpenAI(key="a-key", model="a-model", url="http://127.0.0.1:1"), timeout=5)
    with pytest.raises(ModelError):
        await client.write(PROMPT)
    await client.close()


def test_without_a_question_nothing_of_it_is_loaded() -> None:
    code = "import sys, pilateshq.server; print({'openai', 'httpx2', 'rapidfuzz'} & {*sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout == "set()\n"


def test_the_breaker_opens_after_five_failures_in_a_row_and_then_lets_one_after_the_other_try() -> None:
    breaker = Breaker()
    for worked in (False, False, True, False, False, False, False):
        breaker.note(worked=worked, now=MONDAY)
    assert not breaker.is_open(now=MONDAY)

    breaker.note(worked=False, now=MONDAY)
    assert breaker.is_open(now=MONDAY + timedelta(seconds=59))
    assert not breaker.is_open(now=MONDAY + timedelta(seconds=60))
    breaker.note(worked=False, now=MONDAY + timedelta(seconds=60))
    assert breaker.is_open(now=MONDAY + timedelta(seconds=61))
    breaker.note(worked=True, now=MONDAY + timedelta(seconds=121))
    assert not breaker.is_open(now=MONDAY + timedelta(seconds=121))
