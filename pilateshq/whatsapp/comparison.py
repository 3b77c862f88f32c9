"""The catalogue held against the account: what each template is there, and where it is another than ours."""

from collections.abc import Sequence
from dataclasses import dataclass

from pilateshq.settings import Settings
from pilateshq.whatsapp.lenient import JSON, object_in, text_in
from pilateshq.whatsapp.template_events import NO_REASON
from pilateshq.whatsapp.templates import TemplateDefinition, definition_of, differences, wanted

MISSING, APPROVED = "missing", "approved"
GOOD = ("", "GREEN", "UNKNOWN")


@dataclass(frozen=True)
class Compared:
    """One template of the catalogue, as the account has it."""

    ours: TemplateDefinition
    state: str  # as Meta calls it, in small letters; or "missing"
    fits: bool  # what is sent for ours
    remarks: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        return self.state == APPROVED and self.fits


def compare(listed: Sequence[JSON], *, settings: Settings) -> list[Compared]:
    """Hold what the settings want against the account's list of templates."""
    ours = wanted(settings.lead_template)
    return [_compared(each, listed, settings.template_language) for each in ours]


def _compared(ours: TemplateDefinition, listed: Sequence[JSON], language: str) -> Compared:
    by_language = {text_in(each, "language"): each for each in listed if text_in(each, "name") == ours.name}
    found = by_language.get(language)
    if found is None:
        others = f"there is one in {', '.join(by_language)}; see TEMPLATE_LANG"
        return Compared(ours, MISSING, fits=True, remarks=(others,) if by_language else ())
    # News of a template may have come before it was ever listed.
    theirs = definition_of(found) if "components" in found else None
    fits = theirs is None or not theirs.misfit(parameters=len(ours.examples), document=ours.document)
    remarks = (*_of_meta(found, ours), *(differences(ours, theirs) if theirs else ()))
    return Compared(ours, text_in(found, "status").lower() or "not known", fits, remarks)


def _of_meta(found: JSON, ours: TemplateDefinition) -> list[str]:
    """Say what Meta thinks of it."""
    category, reason = text_in(found, "category"), text_in(found, "rejected_reason")
    quality = text_in(object_in(found, "quality_score"), "score")
    is_rejected = text_in(found, "status") == "REJECTED"
    other_category = f"other category: {category.lower()}, not {ours.category.lower()}"
    remarks = {
        f"Meta's reason: {reason}": is_rejected and reason not in NO_REASON,
        other_category: category not in ("", ours.category),
        f"its quality is {quality.lower()}": quality not in GOOD,
    }
    return [remark for remark, is_true in remarks.items() if is_true]
