"""Consent: what a client has agreed to, when and through what; it is the studio's proof."""

from datetime import datetime

from pilateshq.models import Client, Consent
from pilateshq.studio import history

RECORDS, NEWS = "records", "news"


def has_given(client: Client, to: str) -> bool:
    found: bool = Consent.select().where(Consent.client == client, Consent.to == to).exists()
    return found


def give(client: Client, to: str, *, through: str, at: datetime, actor: str) -> bool:
    """Keep what was agreed to, once; tell whether it is new."""
    if has_given(client, to):
        return False
    Consent.create(client=client, to=to, given_at=at, through=through)
    history.record("consent given", actor=actor, now=at, client=client, detail=f"{to}, {through}")
    return True
