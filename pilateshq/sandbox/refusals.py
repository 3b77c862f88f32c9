"""How Meta says no."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"

MEANINGS = {
    100: (400, "Invalid parameter"),
    130429: (429, "Rate limit hit"),
    131000: (500, "Something went wrong"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (503, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131047: (400, "Re-engagement message"),
    131050: (400, "User has stopped receiving marketing messages from the business"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Translated text too long"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132018: (400, "There was a problem with the parameters in the template"),
    132068: (400, "Flow is blocked"),
    132069: (400, "Flow is throttled"),
    139001: (400, "Updating attempt failed"),
    139002: (400, "Publishing failed"),
    139003: (400, "Deprecating failed"),
    139004: (400, "Deleting failed"),
}
WINDOW_CLOSED = (
    "Message failed to send because more than 24 hours have passed "
    "since the customer last replied to this number."
)
LAYOUT = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"


@dataclass(frozen=True)
class Answer:
    """What goes back over HTTP: JSON, or a text as it is."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class GraphError(Exception):
    """A code of Meta's, with the details that a developer would read."""

    def __init__(
        self,
        code: int,
        details: str,
        *,
        subcode: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code
        self.subcode = subcode
        self.details = details
        self.http_status, self.title = MEANINGS[code]
        self.headers = headers or {}
        super().__init__(f"(#{code}) {self.title}")

    def answer(self) -> Answer:
        error: dict[str, Any] = {
            "message": str(self),
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
        }
        if self.subcode is not None:  # what the management of an account refuses
            error |= {"error_subcode": self.subcode, "error_user_msg": self.details}
        return _refuse(self.http_status, error, self.headers)

    def in_status(self) -> dict[str, Any]:
        """Give the form that it has in a `failed` status."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details},
            "href": HREF,
        }


def bad_token(why: str, *, subcode: int | None = None) -> Answer:
    error = {"message": f"Error validating access token: {why}", "type": "OAuthException", "code": 190}
    return _refuse(401, error if subcode is None else {**error, "error_subcode": subcode})


def unknown_object(method: str, object_id: str) -> Answer:
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation."
    )
    return _refuse(
        400, {"message": message, "type": "GraphMethodException", "code": 100, "error_subcode": 33}
    )


def _refuse(status: int, error: dict[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
    return Answer({"error": {**error, "fbtrace_id": f"A{secrets.token_urlsafe(16)}"}}, status, headers or {})
