"""The sandbox's account: furnished, or new; a bot that runs elsewhere is told how to use it."""

import asyncio
import json
from contextlib import suppress

import aiohttp
import pytest

from pilateshq.sandbox import demo
from pilateshq.whatsapp.templates import CATALOGUE


@pytest.mark.parametrize("new_account", [False, True])
async def test_a_new_account_has_neither_templates_nor_a_form(
    capsys: pytest.CaptureFixture[str], new_account: bool
) -> None:
    running = asyncio.create_task(
        demo.run(port=0, graph_port=0, webhook="http://127.0.0.1:1/webhook", new_account=new_account)
    )
    printed = ""
    async with asyncio.timeout(10):
        while "CLIENT_REGISTRATION_FLOW_ID=" not in printed:
            await asyncio.sleep(0.01)
            printed += capsys.readouterr().out
    told = dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)
    templates, flows = await listed(printed.split("Graph API at ")[1].split()[0], told)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert templates == ([] if new_account else list(CATALOGUE))
    assert flows == ([] if new_account else [told["CLIENT_REGISTRATION_FLOW_ID"]])
    assert bool(told["CLIENT_REGISTRATION_FLOW_ID"]) is not new_account


async def listed(graph_url: str, told: dict[str, str]) -> tuple[list[str], list[str]]:
    headers = {"Authorization": f"Bearer {told['WHATSAPP_TOKEN']}"}
    account = f"{graph_url}/v25.0/{told['WHATSAPP_BUSINESS_ACCOUNT_ID']}"
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.get(f"{account}/message_templates?limit=100") as answer:
            templates = json.loads(await answer.text())["data"]
        async with session.get(f"{account}/flows") as answer:
            flows = json.loads(await answer.text())["data"]
    return [each["name"] for each in templates], [each["id"] for each in flows]
