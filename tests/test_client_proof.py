"""What each end of a request proves: sent, certainly not sent, or nobody knows."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing

import pytest
from aiohttp import web

from pilateshq.errors import Refusal, SendError
from pilateshq.whatsapp.client import GraphClient
from tests.meta import TOKEN, Answer, Graph, answering, client_of, send


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    async with answering() as graph:
        yield graph


@pytest.fixture
async def client(graph: Graph) -> AsyncIterator[GraphClient]:
    async with client_of(graph.url) as opened:
        yield opened


async def refusal_of(client: GraphClient) -> SendError:
    with pytest.raises(SendError) as refused:
        await send(client)
    return refused.value


async def test_no_connection_is_proof_that_nothing_was_sent(unused_tcp_port: int) -> None:
    async with client_of(f"http://127.0.0.1:{unused_tcp_port}") as client:
        assert (await refusal_of(client)).refusal is Refusal.retry


async def test_an_address_that_is_none_is_proof_that_nothing_was_sent() -> None:
    async with client_of("http://") as client:
        assert (await refusal_of(client)).refusal is Refusal.retry


async def test_a_name_that_does_not_exist_is_proof_that_nothing_was_sent() -> None:
    async with client_of("http://graph.invalid") as client:
        assert (await refusal_of(client)).refusal is Refusal.retry


async def test_a_failed_handshake_is_proof_that_nothing_was_sent(graph: Graph) -> None:
    async with client_of(graph.url.replace("http:", "https:")) as client:
        assert (await refusal_of(client)).refusal is Refusal.retry
    assert graph.asked == []


@pytest.fixture
def deaf_server() -> Iterator[str]:
    """A port whose queue is full, so that nobody gets through."""
    with ExitStack() as sockets:
        listening = sockets.enter_context(closing(socket.create_server(("127.0.0.1", 0), backlog=0)))
        for _ in range(3):
            waiting = sockets.enter_context(closing(socket.socket()))
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


async def test_a_connection_that_nobody_takes_is_proof_that_nothing_was_sent(deaf_server: str) -> None:
    async with client_of(deaf_server, send_timeout=0.1) as client:
        assert (await refusal_of(client)).refusal is Refusal.retry


async def reset(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def break_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"messages":')
    return await reset(request)


async def redirect(request: web.Request) -> web.StreamResponse:
    raise web.HTTPTemporaryRedirect("/elsewhere")


@pytest.mark.parametrize("answer", [reset, break_off, redirect])
async def test_a_request_that_ends_badly_proves_nothing_and_is_not_made_again(
    graph: Graph, client: GraphClient, answer: Answer
) -> None:
    graph.answers.append(answer)
    assert (await refusal_of(client)).refusal is Refusal.unknown
    assert len(graph.asked) == 1


async def test_an_answer_that_does_not_come_proves_nothing(graph: Graph) -> None:
    async def hang(_: web.Request) -> web.StreamResponse:
        await graph.over.wait()
        return web.Response()

    graph.answers.append(hang)
    async with client_of(graph.url, send_timeout=0.3) as client:
        assert (await refusal_of(client)).refusal is Refusal.unknown
    assert len(graph.asked) == 1


@pytest.mark.parametrize("status", [200, 400, 429, 502])
@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b'{"messages":[{"id"', b"[]", b"5"])
async def test_a_body_that_cannot_be_read_proves_nothing(
    graph: Graph, client: GraphClient, status: int, body: bytes
) -> None:
    graph.writes(body, status=status)
    assert (await refusal_of(client)).refusal is Refusal.unknown


@pytest.mark.parametrize("answer", [{}, {"messages": []}, {"messages": [{"id": ""}]}, {"success": True}])
async def test_success_without_a_message_id_proves_nothing(
    graph: Graph, client: GraphClient, answer: object
) -> None:
    graph.says(answer)
    assert (await refusal_of(client)).refusal is Refusal.unknown


@pytest.mark.parametrize("error", [None, "no", {}, {"code": None}, {"message": "Oh"}])
async def test_an_error_without_a_code_proves_nothing(
    graph: Graph, client: GraphClient, error: object
) -> None:
    graph.says({"error": error}, status=500)
    assert (await refusal_of(client)).refusal is Refusal.unknown


@pytest.mark.parametrize(
    ("status", "code", "refusal"),
    [
        (400, 131047, Refusal.window),
        (400, 131056, Refusal.pair_limit),
        (404, 132001, Refusal.template),
        (400, 132000, Refusal.never),
        (401, 190, Refusal.operator),
        (500, 131000, Refusal.unknown),
        (503, 2, Refusal.unknown),
        (500, 131057, Refusal.retry),
        (200, 131026, Refusal.never),
    ],
)
async def test_an_error_of_metas_is_classified(
    graph: Graph, client: GraphClient, status: int, code: int, refusal: Refusal
) -> None:
    graph.refuses(code, status=status)
    refused = await refusal_of(client)
    assert (refused.refusal, refused.code) == (refusal, code)


async def test_a_number_that_this_token_may_not_use_is_the_operators_matter(
    graph: Graph, client: GraphClient
) -> None:
    graph.refuses(100, error_subcode=33)
    assert (await refusal_of(client)).refusal is Refusal.operator


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("30", 30), ("0.5", 0.5), ("-1", None), ("inf", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)],
)
async def test_metas_wait_is_read(
    graph: Graph, client: GraphClient, header: str, seconds: float | None
) -> None:
    graph.says({"error": {"code": 130429}}, status=429, headers={"Retry-After": header})
    refused = await refusal_of(client)
    assert (refused.refusal, refused.retry_after) == (Refusal.slow_down, seconds)


async def test_an_error_tells_metas_reason_without_the_token_or_a_number(
    graph: Graph, client: GraphClient
) -> None:
    graph.refuses(
        190,
        status=401,
        message=f"Malformed access token {TOKEN}",
        error_data={"details": "for +27 82 111 0001 and 27821110001"},
    )
    assert (await refusal_of(client)).detail == "Malformed access token …: for +… and …"


async def test_nothing_is_logged_or_shown_of_a_send_that_fails(
    graph: Graph, client: GraphClient, caplog: pytest.LogCaptureFixture
) -> None:
    graph.answers.append(reset)
    refused = await refusal_of(client)
    shown = f"{refused!r} {client!r} {caplog.text}"
    assert TOKEN not in shown
    assert "27821110001" not in shown
