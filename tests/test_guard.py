import json
from collections.abc import AsyncIterator

import pytest

from tests.stage import Stage, stage


@pytest.fixture
async def here() -> AsyncIterator[Stage]:
    async with stage() as running:
        yield running


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json", "Origin": "http://elsewhere.example"},
        {"Content-Type": "application/json", "Origin": "null"},
        {"Content-Type": "application/json", "Origin": "http://127.0.0.1:1"},
        {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "application/json", "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_cannot_type(here: Stage, headers: dict[str, str]) -> None:
    body = json.dumps({"phone": "john", "text": "hi"})
    async with here.session.post(here.page.make_url("/api/say"), data=body, headers=headers) as answer:
        assert answer.status == 403
    assert await here.on_phone("john") == []


async def test_the_own_page_may_type(here: Stage) -> None:
    url = here.page.make_url("/api/say")
    headers = {"Origin": str(url.origin()), "Sec-Fetch-Site": "same-origin"}
    async with here.session.post(url, json={"phone": "john", "text": "hi"}, headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8081", 200),
        ("[::1]:8081", 200),
        ("LOCALHOST:80", 200),
        ("rebound.example", 403),
        ("localhost.rebound.example", 403),
        ("127.0.0.1.rebound.example:80", 403),
        ("10.0.0.7", 403),
    ],
)
async def test_only_this_machine_is_answered(here: Stage, host: str, status: int) -> None:
    for path in ("/", "/api/state", "/static/phones.js"):
        async with here.session.get(here.page.make_url(path), headers={"Host": host}) as answer:
            assert answer.status == status


async def test_no_page_may_load_anything_from_elsewhere(here: Stage) -> None:
    for path in ("/", "/api/state", "/static/phones.css", "/nowhere"):
        async with here.session.get(here.page.make_url(path)) as answer:
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
