"""`serve` as it is, on a clock that another process moves: `python -m tests.fortnight.shifted FILE`."""

import asyncio
import mmap
import os
import struct
import sys
from datetime import datetime, timedelta
from pathlib import Path

from pilateshq import logs, server, settings
from pilateshq.clock import utcnow


class Shift:
    """How far the clock is moved, in a file that both processes see."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(struct.pack("d", 0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 8)

    def __call__(self) -> datetime:
        (seconds,) = struct.unpack("d", self._shared[:])
        return utcnow() + timedelta(seconds=seconds)

    def to(self, moment: datetime) -> None:
        self._shared[:] = struct.pack("d", (moment - utcnow()).total_seconds())


if __name__ == "__main__":
    logs.set_up()
    asyncio.run(server.run(settings.read(os.environ, serving=True), Shift(Path(sys.argv[1]))))
