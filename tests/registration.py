"""Flows to try: a registration in two screens as one writes it, and one as Meta's builder makes it."""

from typing import Any

FLOW_ID, BUILT_ID = "24571517685863108", "24571517685863109"
HELPER = "With the country's code"
CONSENT = "You may keep these details."


def text_input(name: str, label: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """Make a field that must be filled in; the other properties' names with _ for -."""
    other = {each.replace("_", "-"): value for each, value in more.items()}
    return {"type": "TextInput", "name": name, "label": label, "input-type": kind, "required": True, **other}


def example(text: str) -> dict[str, str]:
    return {"type": "string", "__example__": text}


def layout(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "SingleColumnLayout", "children": list(children)}


def footer(label: str, **action: Any) -> dict[str, Any]:
    return {"type": "Footer", "label": label, "on-click-action": action}


def to(screen: str, **payload: Any) -> dict[str, Any]:
    return {"name": "navigate", "next": {"type": "screen", "name": screen}, "payload": payload}


def options(*titles: str) -> list[dict[str, str]]:
    return [{"id": title.lower(), "title": title} for title in titles]


FLOW: dict[str, Any] = {
    "version": "7.3",
    "screens": [
        {
            "id": "REGISTER",
            "title": "Your details",
            "data": {
                "intro": example("Please check your details."),
                "name": example("Thandi Mokoena"),
                "phone": example("+27821110001"),
                "latest": example("2016-12-31"),
            },
            "layout": layout(
                {"type": "TextBody", "text": "${data.intro}"},
                text_input("name", "Name", min_chars="2", max_chars="60", init_value="${data.name}"),
                text_input("phone", "Mobile", "phone", helper_text=HELPER, init_value="${data.phone}"),
                text_input("email", "E-mail", "email", required=False),
                {
                    "type": "DatePicker",
                    "name": "born",
                    "label": "Date of birth",
                    "required": True,
                    "min-date": "1920-01-01",
                    "max-date": "${data.latest}",
                },
                footer("Next", **to("HEALTH")),
            ),
        },
        {
            "id": "HEALTH",
            "title": "Before you move",
            "terminal": True,
            "data": {},
            "layout": layout(
                {
                    "type": "RadioButtonsGroup",
                    "name": "health",
                    "label": "Anything to know?",
                    "required": True,
                    "data-source": options("Yes", "No"),
                },
                {
                    "type": "Dropdown",
                    "name": "kind",
                    "label": "Sessions",
                    "required": False,
                    "data-source": options("Single", "Duo"),
                },
                {
                    "type": "CheckboxGroup",
                    "name": "days",
                    "label": "Days that suit",
                    "required": False,
                    "data-source": options("Monday", "Friday"),
                },
                {"type": "TextArea", "name": "note", "label": "Anything else", "required": False},
                {
                    "type": "OptIn",
                    "name": "consent",
                    "label": CONSENT,
                    "required": True,
                },
                footer(
                    "Register",
                    name="complete",
                    payload={
                        "name": "${screen.REGISTER.form.name}",
                        "phone": "${screen.REGISTER.form.phone}",
                        "email": "${screen.REGISTER.form.email}",
                        "born": "${screen.REGISTER.form.born}",
                        "asked": "${screen.REGISTER.data.intro}",
                        "health": "${form.health}",
                        "kind": "${form.kind}",
                        "days": "${form.days}",
                        "note": "${form.note}",
                        "consent": "${form.consent}",
                        "form": "registration 1",
                    },
                ),
            ),
        },
    ],
}
BUILT: dict[str, Any] = {
    "version": "5.0",
    "screens": [
        {
            "id": "RECOMMEND",
            "title": "Register",
            "data": {},
            "layout": layout(
                {
                    "type": "Form",
                    "name": "flow_path",
                    "init-values": {"Client_Name_4ab": "Thandi"},
                    "children": [
                        text_input("Client_Name_4ab", "Client Name"),
                        footer("Continue", **to("RATE", screen_0_Client_Name_0="${form.Client_Name_4ab}")),
                    ],
                }
            ),
        },
        {
            "id": "RATE",
            "title": "Almost done",
            "terminal": True,
            "data": {"screen_0_Client_Name_0": example("Example")},
            "layout": layout(
                {
                    "type": "Form",
                    "name": "flow_path",
                    "children": [
                        {"type": "TextHeading", "text": "${data.screen_0_Client_Name_0}"},
                        {"type": "TextCaption", "text": "Thank you"},
                        footer(
                            "Done",
                            name="complete",
                            payload={"screen_0_Client_Name_0": "${data.screen_0_Client_Name_0}"},
                        ),
                    ],
                }
            ),
        },
    ],
}
DATA = {"intro": "Welcome!", "name": "Thandi", "phone": "+27821110001", "latest": "2016-12-31"}
ANSWERS: dict[str, Any] = {"name": "Thandi Mokoena", "born": "1990-05-17", "health": "no", "consent": True}


def invitation(data: Any = None, *, screen: str | None = "REGISTER", **more: Any) -> dict[str, Any]:
    """Make the message that opens the Flow; what is None is left out."""
    payload = {"screen": screen, "data": data}
    parameters = {
        "flow_message_version": "3",
        "flow_id": FLOW_ID,
        "flow_cta": "Register",
        "flow_token": "token 1",
        "flow_action_payload": {name: value for name, value in payload.items() if value is not None},
        **more,
    }
    action = {
        "name": "flow",
        "parameters": {name: value for name, value in parameters.items() if value is not None},
    }
    interactive = {"type": "flow", "body": {"text": "Please fill in the form."}, "action": action}
    return {"type": "interactive", "interactive": interactive}


def flow_button(action: Any, index: int = 0) -> dict[str, Any]:
    parameters = [{"type": "action", "action": action}]
    return {"type": "button", "sub_type": "flow", "index": str(index), "parameters": parameters}
