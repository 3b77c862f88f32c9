"""The account's templates, as Meta keeps and lists them."""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from pilateshq.sandbox import listing
from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON, part

LISTED = "name,parameter_format,components,language,status,category,id"
FIRST_ID = 1259544702043867


class Templates:
    def __init__(self, given: Iterable[Mapping[str, Any]]) -> None:
        self.status_of_new = "PENDING"
        self._ids = count(FIRST_ID)
        self.replace(given)

    def replace(self, given: Iterable[Mapping[str, Any]]) -> None:
        """Let the account have these templates and no others."""
        self._all: list[JSON] = []
        for template in given:
            self._keep({"status": "APPROVED", **template})

    def sendable(self, message: JSON) -> JSON:
        """Find the template that a message names, if it may be sent."""
        name, language = message.get("name"), part(message, "language").get("code")
        template = self._find(name, language)
        if template and template["status"] == "APPROVED":
            return template
        raise _unsendable(name, language, template["status"] if template else None)

    def by_id(self, template_id: str) -> JSON | None:
        return next((each for each in self._all if each["id"] == template_id), None)

    def page(self, query: Mapping[str, str], url: str) -> JSON:
        """List the templates that the query asks for."""
        found = [each for each in self._all if _fits(each, query)]
        return listing.page(found, query, url=url, fields=LISTED)

    def create(self, asked: JSON) -> JSON:
        name, language = str(asked.get("name")), asked.get("language")
        if not re.fullmatch(r"[a-z0-9_]{1,512}", name):
            raise GraphError(100, "A name has only lowercase letters, digits and underscores.")
        if not isinstance(language, str) or not isinstance(asked.get("category"), str):
            raise GraphError(100, "A template needs a language and a category.")
        if self._find(name, language):
            raise GraphError(100, "There is already content in this language for this template.")
        template = self._keep({**asked, "status": self.status_of_new})
        return listing.select(template, "id,status,category")

    def delete(self, query: Mapping[str, str]) -> bool:
        """Delete one by `hsm_id`, or all languages of a `name`; tell whether there was any."""
        gone = [
            each
            for each in self._all
            if query.get("hsm_id", each["id"]) == each["id"] and _is_named(each, query)
        ]
        self._all = [each for each in self._all if each not in gone]
        return bool(gone)

    def _find(self, name: Any, language: Any) -> JSON | None:
        return next(
            (each for each in self._all if (each["name"], each["language"]) == (name, language)), None
        )

    def _keep(self, template: JSON) -> JSON:
        kept = {"parameter_format": "POSITIONAL", "components": [], "id": str(next(self._ids)), **template}
        self._all.append(kept)
        return kept


def _unsendable(name: Any, language: Any, status: str | None) -> GraphError:
    match status:
        case "PAUSED":
            return GraphError(132015, f"template name ({name}) is paused in {language}")
        case "DISABLED":
            return GraphError(132016, f"template name ({name}) is disabled in {language}")
    return GraphError(132001, f"template name ({name}) does not exist in {language}")


def _fits(template: JSON, query: Mapping[str, str]) -> bool:
    filters = ("name", "status", "language", "category")
    return all(template.get(name) == query[name] for name in filters if name in query)


def _is_named(template: JSON, query: Mapping[str, str]) -> bool:
    return "hsm_id" in query or template["name"] == query.get("name")
