"""The account's templates, as Meta keeps and lists them."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from itertools import count
from typing import Any

from pilateshq.sandbox import listing, template_rules
from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON, part, parts
from pilateshq.sandbox.template_rules import EXISTS, NOT_NOW, refused
from pilateshq.sandbox.uploads import Uploads

LISTED = "name,parameter_format,components,language,status,category,id"
FIRST_ID = 1259544702043867
EDITABLE = ("APPROVED", "REJECTED", "PAUSED")


class Templates:
    def __init__(
        self, given: Iterable[Mapping[str, Any]], *, on_review: Callable[[JSON], None] = lambda _: None
    ) -> None:
        """Take what is to happen to a template that Meta has to look at."""
        self.uploads = Uploads()
        self._on_review = on_review
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
        template_rules.check(asked, self.uploads.handles)
        if self._find(asked["name"], asked["language"]):
            raise refused(EXISTS, "There is already content in this language for this template.")
        template = self._keep({**asked, "status": "PENDING"})
        self._on_review(template)
        return listing.select(template, "id,status,category")

    def edit(self, template: JSON, asked: JSON) -> None:
        """Put other components in a template, and look at it again."""
        if template["status"] not in EDITABLE:
            raise refused(NOT_NOW, f"A template that is {template['status']} cannot be edited.")
        if asked.get("category", template["category"]) != template["category"]:
            raise refused(NOT_NOW, "The category of this template cannot be changed.")
        template_rules.check_components(asked, self.uploads.handles)
        template |= {"components": asked["components"], "status": "PENDING"}
        self._on_review(template)

    def unpause(self, template: JSON) -> None:
        if template["status"] != "PAUSED":
            raise refused(NOT_NOW, f"The template is {template['status']}, not PAUSED.")
        template["status"] = "APPROVED"

    def change(self, name: str, language: str = "en_US", **changed: str) -> tuple[str, JSON]:
        """Let Meta change a template; give the field and the value of the webhook that tells of it.

        One of `status` (perhaps with a `reason`), `category`, `body` or `quality`.
        """
        template = self._find(name, language)
        if template is None:
            raise LookupError(f"there is no template {name} in {language}")
        named = {
            "message_template_id": int(template["id"]),
            "message_template_name": name,
            "message_template_language": language.replace("_", "-"),
        }
        field, told = _change(template, changed)
        return field, {**named, **told}

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
        new = {"parameter_format": "POSITIONAL", "components": [], "id": str(next(self._ids))}
        kept = {**new, **deepcopy(template)}
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


def _change(template: JSON, changed: Mapping[str, str]) -> tuple[str, JSON]:
    match changed:
        case {"status": status}:
            reason = changed.get("reason", "NONE")
            template |= {"status": status, "rejected_reason": reason}
            return "message_template_status_update", {"event": status, "reason": reason}
        case {"category": category}:
            before, template["category"] = template["category"], category
            return "template_category_update", {"previous_category": before, "new_category": category}
        case {"quality": score}:
            before = template.get("quality_score", {}).get("score", "UNKNOWN")
            template["quality_score"] = {"score": score}
            scores = {"previous_quality_score": before, "new_quality_score": score}
            return "message_template_quality_update", scores
        case {"body": text}:
            next(each for each in parts(template, "components") if each["type"] == "BODY")["text"] = text
            return "message_template_components_update", {"message_template_element": text}
    raise TypeError(f"no such change: {changed}")
