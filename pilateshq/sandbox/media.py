"""Files that went up, and the short-lived addresses to fetch them from."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pilateshq.clock import Clock
from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON

MEGABYTE = 1024**2
LARGEST = 100 * MEGABYTE
LARGEST_OF = {"audio": 16 * MEGABYTE, "image": 5 * MEGABYTE, "video": 16 * MEGABYTE}
LARGEST_STICKER = 512 * 1024
TYPES_OF = {
    "audio": ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
    "image": ("image/jpeg", "image/png", "image/webp"),
    "video": ("video/mp4", "video/3gpp"),
}
BEGINNING_OF = {"application/pdf": b"%PDF", "image/jpeg": b"\xff\xd8", "image/png": b"\x89PNG"}
KEPT = timedelta(days=30)
ADDRESS_LIVES = timedelta(minutes=5)


@dataclass(frozen=True)
class File:
    content: bytes
    mime_type: str
    filename: str
    gone_at: datetime


class Media:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._files: dict[str, File] = {}
        self._addresses: dict[str, tuple[str, datetime]] = {}

    def add(self, content: bytes, mime_type: str, filename: str = "") -> str:
        """Keep a file and give its id; refuse what Meta would not take."""
        _check(content, mime_type)
        media_id = str(10**15 + secrets.randbelow(9 * 10**15))
        self._files[media_id] = File(content, mime_type, filename, self._clock() + KEPT)
        return media_id

    def get(self, media_id: str) -> File | None:
        file = self._files.get(media_id)
        return file if file and self._clock() < file.gone_at else None

    def delete(self, media_id: str) -> None:
        del self._files[media_id]

    def describe(self, media_id: str, file: File, base_url: str) -> JSON:
        """Give what Meta tells of a file, with a new address of its bytes."""
        token = secrets.token_urlsafe(16)
        self._addresses[token] = (media_id, self._clock() + ADDRESS_LIVES)
        return {
            "messaging_product": "whatsapp",
            "url": f"{base_url}/files/{token}",
            "mime_type": file.mime_type,
            "sha256": base64.b64encode(hashlib.sha256(file.content).digest()).decode(),
            "file_size": str(len(file.content)),
            "id": media_id,
        }

    def at(self, token: str) -> File | None:
        """Give the file at an address, while the address lives."""
        media_id, dead_at = self._addresses.get(token, ("", self._clock()))
        return self.get(media_id) if self._clock() < dead_at else None


def _check(content: bytes, mime_type: str) -> None:
    kind = mime_type.split("/")[0]
    if mime_type.split(";")[0] not in TYPES_OF.get(kind, (mime_type.split(";")[0],)):
        raise GraphError(100, f"Param file must be of another type than {mime_type}.")
    if len(content) > (LARGEST_STICKER if mime_type == "image/webp" else LARGEST_OF.get(kind, LARGEST)):
        raise GraphError(131053, "The file is too large.")
    if not content.startswith(BEGINNING_OF.get(mime_type, b"")):
        raise GraphError(131053, f"The file's content is not {mime_type}.")
