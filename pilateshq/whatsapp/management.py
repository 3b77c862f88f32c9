"""What only the account's manager does at Meta: templates made, samples given, Flows uploaded and published.

https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import aiohttp

from pilateshq.errors import Refusal, SendError
from pilateshq.settings import WhatsApp
from pilateshq.whatsapp.client import GraphClient
from pilateshq.whatsapp.lenient import JSON, objects_in, text_in
from pilateshq.whatsapp.templates import TemplateDefinition

SAMPLE = "sample_invoice.pdf"
_FLOW_PAGE = "100"
PDF = "application/pdf"


@dataclass(frozen=True)
class Manager:
    """An account's manager, who uses an open wire."""

    wire: GraphClient
    account: WhatsApp

    async def create_template(self, template: TemplateDefinition, components: Sequence[JSON]) -> str:
        """Propose a template, and give the status that Meta gives it at once."""
        proposed: JSON = {
            "name": template.name,
            "language": template.language,
            "category": template.category,
            "parameter_format": "POSITIONAL",
            "components": components,
        }
        path = f"{self.account.business_account_id}/message_templates"
        return text_in(await self.wire.call("POST", path, json=proposed), "status")

    async def sample(self, app_id: str) -> str:
        """Let Meta look at an invoice, and give the handle that stands for it when a template is made."""
        content = sample_invoice()
        query = {"file_name": SAMPLE, "file_length": str(len(content)), "file_type": PDF}
        session = await self.wire.call("POST", f"{app_id}/uploads", params=query)
        headers = {"Authorization": f"OAuth {self.account.token}", "file_offset": "0"}
        answer = await self.wire.call("POST", text_in(session, "id"), data=content, headers=headers)
        return _needed(answer, "h")

    async def flows(self) -> list[JSON]:
        query = {"fields": "id,name,status", "limit": _FLOW_PAGE}
        path = f"{self.account.business_account_id}/flows"
        return objects_in(await self.wire.call("GET", path, params=query), "data")

    async def flow(self, flow_id: str) -> JSON:
        return await self.wire.call("GET", flow_id, params={"fields": "id,name,status"})

    async def create_flow(self, name: str, category: str) -> str:
        """Begin a draft, and give its id."""
        path = f"{self.account.business_account_id}/flows"
        asked = {"name": name, "categories": [category]}
        return _needed(await self.wire.call("POST", path, json=asked), "id")

    async def upload_flow(self, flow_id: str, text: str) -> list[JSON]:
        """Put the JSON into a draft, and give all that Meta finds wrong with it."""
        form = aiohttp.FormData({"name": "flow.json", "asset_type": "FLOW_JSON"})
        form.add_field("file", text.encode(), filename="flow.json", content_type="application/json")
        return objects_in(await self.wire.call("POST", f"{flow_id}/assets", data=form), "validation_errors")

    async def publish_flow(self, flow_id: str) -> None:
        await self.wire.call("POST", f"{flow_id}/publish")


def sample_invoice() -> bytes:
    """Give a PDF like those that go out."""
    return resources.files("pilateshq.whatsapp").joinpath(SAMPLE).read_bytes()


def _needed(answer: JSON, name: str) -> str:
    if not (found := text_in(answer, name)):
        raise SendError(Refusal.unknown, f"Meta's answer has no {name}.")
    return found
