"""Who was erased, told beside the backups: an older one that is put back must not bring them back."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from peewee import PeeweeException

from pilateshq import db
from pilateshq.backups import making
from pilateshq.errors import BackupError
from pilateshq.settings import Settings
from pilateshq.studio import erased
from pilateshq.studio.erased import Record

NAME = "erased"


def note(settings: Settings, records: Iterable[Record]) -> None:
    """Keep records in a file that holds all that were ever kept there."""
    path = _path(settings)
    with making.trouble_told(path):
        kept = _kept(path)
        together = dict.fromkeys([*kept, *records])
        if len(together) == len(kept):
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{NAME}.tmp")
        making.empty(draft)
        draft.write_text("".join(f"{_written(each)}\n" for each in together))
        making.put(draft, path)


def known(settings: Settings) -> list[Record]:
    """List who was erased, by the file and by the database as far as it can be read."""
    path = _path(settings)
    with making.trouble_told(path):
        return [*dict.fromkeys([*_kept(path), *_in_database(settings)])]


def _kept(path: Path) -> list[Record]:
    try:
        return [_read(line) for line in path.read_text().splitlines()] if path.exists() else []
    except (ValueError, TypeError):
        raise BackupError(f"{path} is damaged: nobody can tell who was erased. Set it aside.") from None


def _in_database(settings: Settings) -> list[Record]:
    if settings.sqlite_path and not settings.sqlite_path.exists():
        return []
    db.open_database(settings.database_url)
    try:
        with db.transaction():
            return erased.records()
    except PeeweeException:  # it is damaged, or older than this table: the file is all that there is
        return []
    finally:
        db.database.obj.close_all()


def _written(record: Record) -> str:
    return json.dumps(asdict(record) | {"at": record.at.isoformat()})


def _read(line: str) -> Record:
    fields = json.loads(line)
    return Record(**fields | {"at": datetime.fromisoformat(fields["at"])})


def _path(settings: Settings) -> Path:
    return making.folder_of(settings) / NAME
