"""The account's Flows, as Meta keeps, checks and publishes them."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from pilateshq.sandbox import flow_json, flow_rules, listing
from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON

CATEGORIES = (
    *("SIGN_UP", "SIGN_IN", "APPOINTMENT_BOOKING", "LEAD_GENERATION"),
    *("CONTACT_US", "CUSTOMER_SUPPORT", "SURVEY", "OTHER"),
)
LISTED = "id,name,status,categories,validation_errors"
LARGEST = 10 * 1024**2
FIRST_ID = 24571517685863108


@dataclass
class Flow:
    id: str
    name: str
    categories: list[str]
    text: str = ""  # its JSON, as it went up; empty if none has
    status: str = "DRAFT"  # PUBLISHED, DEPRECATED, BLOCKED, THROTTLED

    def definition(self) -> JSON:
        return flow_json.read(self.text)

    def problems(self) -> list[JSON]:
        return flow_rules.problems(self.text) if self.text else []

    def described(self) -> JSON:
        """Give all that Meta tells of it."""
        return {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "categories": self.categories,
            "validation_errors": self.problems(),
            "json_version": self.definition().get("version"),
            "health_status": {"can_send_message": "AVAILABLE", "entities": []},
        }


class Flows:
    def __init__(self) -> None:
        self._all: dict[str, Flow] = {}
        self._ids = count(FIRST_ID)
        self._addresses: dict[str, str] = {}  # of the JSON, by the token in them

    def add(self, flow_id: str, name: str, flow_json: Mapping[str, Any], status: str = "PUBLISHED") -> None:
        """Put a Flow into the account as it is; what is wrong with it shows when somebody opens it."""
        text = json.dumps(flow_json, ensure_ascii=False)
        self._all[flow_id] = Flow(flow_id, name, ["SIGN_UP"], text, status)

    def by_id(self, flow_id: str) -> Flow | None:
        return self._all.get(flow_id)

    def named(self, whole: JSON) -> Flow | None:
        """Find the Flow that a message or a template names, by `flow_id` or by `flow_name`."""
        by_id = self.by_id(str(whole.get("flow_id")))
        return by_id or next(
            (each for each in self._all.values() if each.name == whole.get("flow_name")), None
        )

    def sendable(self, whole: JSON, *, draft: bool = False) -> Flow:
        """Find the Flow that a message or a template names, if it may be sent."""
        flow = self.named(whole)
        if flow is None:
            raise GraphError(131009, "There is no such Flow in this account.")
        match flow.status:
            case "BLOCKED":
                raise GraphError(132068, f"Flow {flow.id} is blocked.")
            case "THROTTLED":
                raise GraphError(132069, f"Flow {flow.id} is throttled: 10 messages an hour.")
            case "PUBLISHED":
                return flow
            case "DRAFT" if draft:
                return flow
        raise GraphError(131009, f"Flow {flow.id} is {flow.status}, not PUBLISHED.")

    def page(self, query: Mapping[str, str], url: str) -> JSON:
        described = [flow.described() for flow in self._all.values()]
        return listing.page(described, query, url=url, fields=LISTED)

    def create(self, asked: JSON) -> Flow:
        name, categories = self._free_name(asked.get("name")), asked.get("categories")
        known = isinstance(categories, list) and [each for each in categories if each in CATEGORIES]
        if not known or known != categories:
            raise GraphError(100, f"A Flow's categories are of {', '.join(CATEGORIES)}.")
        flow_id = next(new for number in self._ids if (new := str(number)) not in self._all)
        flow = Flow(flow_id, name, known, self._first_text(asked))
        self._all[flow.id] = flow
        return flow

    def upload(self, flow: Flow, text: str) -> None:
        if flow.status != "DRAFT":
            raise GraphError(139001, f"Flow {flow.id} is {flow.status}, and its JSON stays as it is.")
        if len(text.encode()) > LARGEST:
            raise GraphError(100, "A Flow's JSON has at most 10 MB.")
        flow.text = text

    def rename(self, flow: Flow, asked: JSON) -> None:
        if asked.get("name", flow.name) != flow.name:
            flow.name = self._free_name(asked["name"])

    def publish(self, flow: Flow) -> None:
        if flow.status != "DRAFT" or not flow.text or flow.problems():
            raise GraphError(139002, f"Flow {flow.id} is no draft, or its JSON is missing or wrong.")
        flow.status = "PUBLISHED"

    def deprecate(self, flow: Flow) -> None:
        if flow.status != "PUBLISHED":
            raise GraphError(139003, f"Flow {flow.id} is {flow.status}, not PUBLISHED.")
        flow.status = "DEPRECATED"

    def delete(self, flow: Flow) -> None:
        if flow.status != "DRAFT":
            raise GraphError(139004, f"Flow {flow.id} is {flow.status}; only a draft can be deleted.")
        del self._all[flow.id]

    def assets(self, flow: Flow, base_url: str) -> list[JSON]:
        """List where its JSON can be fetched, by anybody who knows the address."""
        if not flow.text:
            return []
        token = secrets.token_urlsafe(16)
        self._addresses[token] = flow.id
        url = f"{base_url}/assets/{token}"
        return [{"name": "flow.json", "asset_type": "FLOW_JSON", "download_url": url}]

    def at(self, token: str) -> str | None:
        """Give the JSON at an address."""
        flow = self.by_id(self._addresses.get(token, ""))
        return flow.text if flow else None

    def _free_name(self, name: Any) -> str:
        if not isinstance(name, str) or not name.strip() or self.named({"flow_name": name}):
            raise GraphError(100, "A Flow needs a name that no other has.")
        return name

    def _first_text(self, asked: JSON) -> str:
        if source := asked.get("clone_flow_id"):
            if (cloned := self.by_id(str(source))) is None:
                raise GraphError(100, "There is no such Flow to clone.")
            return cloned.text
        text = asked.get("flow_json", "")
        if not isinstance(text, str):
            raise GraphError(100, "The parameter flow_json must be a string.")
        return text
