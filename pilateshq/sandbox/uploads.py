"""Samples for the headers of templates: a session for each file, its bytes, and then a handle."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON


@dataclass
class Upload:
    length: int
    received: int = 0


class Uploads:
    def __init__(self) -> None:
        self.handles: set[str] = set()
        self._open: dict[str, Upload] = {}

    def begin(self, query: Mapping[str, str]) -> JSON:
        """Open a session for a file of a name, a kind and a length."""
        size = query.get("file_length", "")
        if not query.get("file_name") or not query.get("file_type") or not size.isdecimal() or int(size) < 1:
            raise GraphError(100, "An upload needs file_name, file_type and file_length.")
        name = f"upload:{secrets.token_urlsafe(16)}"
        self._open[name] = Upload(int(size))
        return {"id": f"{name}?sig={secrets.token_urlsafe(8)}"}

    def has(self, name: str) -> bool:
        return name in self._open

    def told(self, name: str) -> JSON:
        return {"id": name, "file_offset": self._open[name].received}

    def take(self, name: str, content: bytes, *, offset: str | None) -> JSON:
        """Take the rest of the file, and give the handle once all of it is there."""
        upload = self._open[name]
        if offset != str(upload.received) or upload.received + len(content) > upload.length:
            raise GraphError(
                100, f"The file_offset must be {upload.received}, and the file as long as was said."
            )
        upload.received += len(content)
        if upload.received < upload.length:
            return self.told(name)
        handle = f"4::{secrets.token_urlsafe(24)}"
        self.handles.add(handle)
        return {"h": handle}
