"""A message as Meta carries it becomes one as a phone shows it."""

from datetime import datetime

from pilateshq.sandbox.filling import Filled
from pilateshq.sandbox.people import Row, Shown
from pilateshq.sandbox.rules import FILES, JSON, parts


def received(message: JSON, *, wamid: str, at: datetime, filled: Filled | None) -> Shown:
    """Show what the bot sent; `filled` is its template."""
    kind = message.get("type", "text")
    shown = Shown(wamid, at, kind, reply_to=message.get("context", {}).get("message_id"))
    if filled:
        shown.template = message["template"]["name"]
        shown.text, shown.buttons, shown.commands = filled.text, filled.buttons, filled.commands
        shown.media_id, shown.filename = filled.file.get("id"), filled.file.get("filename")
    elif kind == "interactive":
        _show_interactive(shown, message["interactive"])
    else:
        _show_plain(shown, message)
    return shown


def typed(message: JSON, *, at: datetime) -> Shown:
    """Show what a person sent."""
    reply_to = message.get("context", {}).get("id")
    kind = message.get("type", "unknown")
    shown = Shown(message["id"], at, kind, outgoing=True, reply_to=reply_to, status="sent")
    match message:
        case {"button": {"text": str() as title}} | {
            "interactive": {"button_reply": {"title": str() as title}}
            | {"list_reply": {"title": str() as title}}
            | {"nfm_reply": {"body": str() as title}}
        }:
            shown.text = title
        case _:
            _show_plain(shown, message)
    return shown


def reply(shown: Shown, index: int) -> JSON:
    """Give the message that tapping one of the buttons sends."""
    title, command = shown.buttons[index], shown.commands[index]
    if shown.kind == "template":
        return {"type": "button", "button": {"payload": command, "text": title}}
    chosen = {"id": command, "title": title}
    if shown.kind == "list" and shown.rows[index].description:
        chosen["description"] = shown.rows[index].description
    kind = "list_reply" if shown.kind == "list" else "button_reply"
    return {"type": "interactive", "interactive": {"type": kind, kind: chosen}}


def submitted(response_json: str) -> JSON:
    """Give the message that sending a form makes."""
    filled = {"name": "flow", "body": "Sent", "response_json": response_json}
    return {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": filled}}


def _show_plain(shown: Shown, message: JSON) -> None:
    match message.get(shown.kind):
        case {"body": str() as body}:
            shown.text = body
        case {"message_id": str() as wamid}:
            shown.text, shown.reply_to = message[shown.kind].get("emoji", ""), wamid
        case dict() as file if shown.kind in FILES:
            shown.media_id, shown.filename = file.get("id"), file.get("filename")
            shown.text = file.get("caption", "")


def _show_interactive(shown: Shown, interactive: JSON) -> None:
    shown.text = interactive["body"]["text"]
    action = interactive["action"]
    match interactive["type"]:
        case "button":
            shown.kind = "buttons"
            _offer(shown, [button["reply"] for button in parts(action, "buttons")])
        case "list":
            _show_list(shown, action)
        case "flow":
            shown.kind, shown.buttons, shown.commands = "flow", [action["parameters"]["flow_cta"]], [""]


def _show_list(shown: Shown, action: JSON) -> None:
    shown.kind, shown.label = "list", action["button"]
    rows = [row for section in parts(action, "sections") for row in parts(section, "rows")]
    shown.rows = [Row(row["title"], row.get("description", "")) for row in rows]
    _offer(shown, rows)


def _offer(shown: Shown, choices: list[JSON]) -> None:
    shown.buttons = [choice["title"] for choice in choices]
    shown.commands = [choice["id"] for choice in choices]
