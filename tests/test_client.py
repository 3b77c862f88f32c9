"""What is asked of the Graph API, and what is made of its answers."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from pilateshq.errors import Refusal, SendError
from pilateshq.messages import Template, Text
from pilateshq.whatsapp.client import Accepted, GraphClient
from pilateshq.whatsapp.templates import Definition
from tests.meta import ACCEPTED, TOKEN, Graph, answering, client_of, send


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    async with answering() as graph:
        yield graph


@pytest.fixture
async def client(graph: Graph) -> AsyncIterator[GraphClient]:
    async with client_of(graph.url) as opened:
        yield opened


async def test_a_message_is_posted_once_with_the_token_and_the_address(
    graph: Graph, client: GraphClient
) -> None:
    graph.says(ACCEPTED)
    assert await send(client) == Accepted("wamid.OUT-1", "27821110001", held=False)
    (asked,) = graph.asked
    assert (asked.method, asked.path) == ("POST", "/v25.0/106540352242922/messages")
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert graph.bodies == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "+27821110001",
            "type": "text",
            "text": {"body": "Hi"},
            "biz_opaque_callback_data": "phq.main.17.1",
        }
    ]


async def test_a_person_without_a_number_is_sent_to_by_user_id(graph: Graph, client: GraphClient) -> None:
    graph.says({"contacts": [{"input": "ZA.134", "user_id": "ZA.134"}], "messages": [{"id": "wamid.OUT-1"}]})
    assert await send(client, phone=None) == Accepted("wamid.OUT-1", None, held=False)
    assert graph.bodies[0]["recipient"] == "ZA.134"


@pytest.mark.parametrize(
    ("state", "held"), [("accepted", False), ("held_for_quality_assessment", True), ("paused", True)]
)
async def test_meta_may_hold_a_template_back(
    graph: Graph, client: GraphClient, state: str, held: bool
) -> None:
    graph.says({**ACCEPTED, "messages": [{"id": "wamid.OUT-1", "message_status": state}]})
    assert (await send(client)).held is held


async def test_a_message_that_meta_would_refuse_is_not_sent(graph: Graph, client: GraphClient) -> None:
    with pytest.raises(SendError) as refused:
        await client.send(phone="27821110001", user_id=None, message=Text(""), token="t", language="en_US")
    assert refused.value.refusal is Refusal.never
    assert graph.asked == []


async def test_a_template_is_sent_as_the_account_has_it(graph: Graph, client: GraphClient) -> None:
    graph.says(ACCEPTED)
    message = Template("client_booking_us", ("Thandi",), ("reject #42",))
    known = {"definition": Definition(1, names=("name",))}
    await client.send(
        phone="27821110001", user_id=None, message=message, token="t", language="en_US", **known
    )
    assert graph.bodies[0]["template"]["components"] == [
        {"type": "body", "parameters": [{"type": "text", "text": "Thandi", "parameter_name": "name"}]}
    ]


async def test_a_message_is_marked_as_read(graph: Graph, client: GraphClient) -> None:
    graph.says({"success": True})
    await client.mark_read("wamid.IN-1", typing=True)
    assert graph.asked[0].path == "/v25.0/106540352242922/messages"
    assert graph.bodies == [
        {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": "wamid.IN-1",
            "typing_indicator": {"type": "text"},
        }
    ]


async def test_a_file_is_uploaded_with_its_name_and_kind(graph: Graph, client: GraphClient) -> None:
    graph.says({"id": "4490709327384033"})
    media_id = await client.upload(b"%PDF-1.7", filename="Invoice-2026-11.pdf", mime="application/pdf")
    assert media_id == "4490709327384033"
    assert graph.asked[0].path == "/v25.0/106540352242922/media"
    (form,) = graph.bodies
    for part in (
        b'name="messaging_product"\r\n\r\nwhatsapp\r\n',
        b'name="type"\r\n\r\napplication/pdf\r\n',
        b"Content-Type: application/pdf\r\n",
        b'name="file"; filename="Invoice-2026-11.pdf"\r\n\r\n%PDF-1.7\r\n',
    ):
        assert part in form


async def test_an_upload_without_an_id_has_failed(graph: Graph, client: GraphClient) -> None:
    graph.says({})
    with pytest.raises(SendError):
        await client.upload(b"x", filename="x.txt", mime="text/plain")


async def test_the_number_is_asked_for_its_state(graph: Graph, client: GraphClient) -> None:
    graph.says({"id": "106540352242922", "quality_rating": "GREEN"})
    assert (await client.phone_number())["quality_rating"] == "GREEN"
    assert graph.asked[0].path == "/v25.0/106540352242922"
    assert "quality_rating" in graph.asked[0].query["fields"].split(",")


def page(*names: str, after: str, more: bool) -> dict[str, Any]:
    paging: dict[str, Any] = {"cursors": {"before": "b", "after": after}}
    if more:
        paging["next"] = "http://127.0.0.1:1/stolen?after=evil"
    return {"data": [{"name": name} for name in names], "paging": paging}


async def test_templates_are_read_to_the_last_page_and_only_from_meta(
    graph: Graph, client: GraphClient
) -> None:
    graph.says(page("a", "b", after="one", more=True))
    graph.says(page("c", after="two", more=False))
    assert [template["name"] for template in await client.templates()] == ["a", "b", "c"]
    assert [asked.query.get("after") for asked in graph.asked] == [None, "one"]
    assert {asked.path for asked in graph.asked} == {"/v25.0/102290129340398/message_templates"}


async def test_a_listing_that_leads_in_a_circle_ends(graph: Graph, client: GraphClient) -> None:
    graph.says(page("a", after="again", more=True))
    assert len(await client.templates()) == 2


async def test_a_listing_without_end_is_given_up(graph: Graph, client: GraphClient) -> None:
    async def another(request: web.Request) -> web.StreamResponse:
        after = int(request.query.get("after", 0)) + 1
        return web.json_response(page("a", after=str(after), more=True))

    graph.answers.append(another)
    assert len(await client.templates()) == 100


@pytest.mark.parametrize("answer", [{}, {"data": 5}, {"data": [5], "paging": []}, {"paging": {"next": "x"}}])
async def test_an_odd_listing_is_empty(graph: Graph, client: GraphClient, answer: object) -> None:
    graph.says(answer)
    assert await client.templates() == []


async def test_a_flow_is_fetched_from_elsewhere_without_our_token(graph: Graph, client: GraphClient) -> None:
    async with answering() as elsewhere:
        graph.says(assets(f"{elsewhere.url}/signed/flow.json?key=1"))
        elsewhere.writes(b'{"version": "7.3"}', mime="application/octet-stream")
        assert await client.flow_json("245") == '{"version": "7.3"}'
    assert graph.asked[0].path == "/v25.0/245/assets"
    assert graph.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert elsewhere.asked[0].path_qs == "/signed/flow.json?key=1"
    assert "Authorization" not in elsewhere.asked[0].headers


def assets(url: object) -> dict[str, Any]:
    other = {"name": "key.pem", "asset_type": "OTHER", "download_url": "http://127.0.0.1:1/"}
    return {"data": [other, {"name": "flow.json", "asset_type": "FLOW_JSON", "download_url": url}]}


async def test_a_flow_is_fetched_up_to_a_megabyte(graph: Graph, client: GraphClient) -> None:
    graph.says(assets(f"{graph.url}/flow.json"))
    graph.writes(b" " * 1_000_000)
    assert await client.flow_json("245") == " " * 1_000_000
    graph.answers.clear()
    graph.says(assets(f"{graph.url}/flow.json"))
    graph.writes(b" " * 1_000_001)
    assert await client.flow_json("245") is None


@pytest.mark.parametrize("url", ["", 5, "flow.json", "file:///etc/hosts", "http://[", "http://127.0.0.1:1/"])
async def test_a_flow_with_an_address_that_leads_nowhere_cannot_be_had(
    graph: Graph, client: GraphClient, url: object
) -> None:
    graph.says(assets(url))
    assert await client.flow_json("245") is None


@pytest.mark.parametrize("answer", [{}, {"data": []}, {"data": [{"asset_type": "OTHER"}]}])
async def test_a_flow_without_a_file_cannot_be_had(graph: Graph, client: GraphClient, answer: object) -> None:
    graph.says(answer)
    assert await client.flow_json("245") is None


async def test_a_flow_that_meta_refuses_to_name_cannot_be_had(graph: Graph, client: GraphClient) -> None:
    graph.refuses(100, error_subcode=33)
    assert await client.flow_json("245") is None


@pytest.mark.parametrize(("body", "status"), [(b"\xff", 200), (b"{}", 404), (b"{}", 302)])
async def test_a_flow_that_is_not_given_or_is_no_text_cannot_be_had(
    graph: Graph, client: GraphClient, body: bytes, status: int
) -> None:
    graph.says(assets(f"{graph.url}/flow.json"))
    graph.writes(body, status=status)
    assert await client.flow_json("245") is None


async def test_no_request_follows_another_on_its_connection(graph: Graph, client: GraphClient) -> None:
    ports: list[int] = []

    async def note_port(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        ports.append(request.transport.get_extra_info("peername")[1])
        return web.json_response(ACCEPTED)

    graph.answers.append(note_port)
    await send(client)
    await send(client)
    assert len(set(ports)) == 2


async def test_a_client_must_be_open() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await client_of("http://127.0.0.1:1").phone_number()


async def test_a_client_may_be_closed_twice(graph: Graph) -> None:
    client = client_of(graph.url)
    await client.open()
    await client.close()
    await client.close()
