"""Registration forms: sent to one person, answered once, by nobody else."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta

from peewee import Expression

from pilateshq.errors import FormUnusable, NoSuchForm
from pilateshq.models import Contact, Form, Lead

GOOD_FOR = timedelta(days=14)


def send(contact: Contact, *, lead: Lead | None, now: datetime) -> str:
    """Make a form for one person, and give the token that it will come back with."""
    token = secrets.token_urlsafe(24)
    Form.create(secret=_secret(token), contact=contact, lead=lead, sent_at=now, expires_at=now + GOOD_FOR)
    return token


def use(token: str | None, contact: Contact, *, now: datetime) -> Form:
    """Take the form that comes back, once; raises FormUnusable if it is used, old, forged or another's."""
    form: Form | None = Form.get_or_none(Form.secret == _secret(token or ""), Form.contact == contact)
    if form is None or form.used_at is not None or form.expires_at <= now:
        raise FormUnusable
    form.used_at = now
    form.save()
    return form


def keep(form: Form, answer: dict[str, str]) -> None:
    """Let an answer wait until somebody decides; an earlier one of the same person makes way."""
    Form.update(answer=None, decided_at=form.used_at).where(_waits(), Form.contact == form.contact).execute()
    form.answer = json.dumps(answer, ensure_ascii=False)
    form.save()


def waiting() -> list[tuple[Form, dict[str, str]]]:
    """List the answers that wait for a decision, newest first."""
    rows = Form.select(Form, Contact).join(Contact).where(_waits()).order_by(Form.id.desc())
    return [(form, json.loads(form.answer or "{}")) for form in rows]


def decide(number: int, *, now: datetime) -> tuple[Form, dict[str, str]]:
    """Take a waiting answer, once; raises NoSuchForm if none waits."""
    form: Form | None = Form.get_or_none(Form.id == number, _waits())
    if form is None:
        raise NoSuchForm
    answer: dict[str, str] = json.loads(form.answer or "{}")
    form.decided_at, form.answer = now, None  # decided: the client's own row has it, or nobody needs it
    form.save()
    return form, answer


def _waits() -> Expression:
    return Form.answer.is_null(False) & Form.decided_at.is_null()


def _secret(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
