"""Questions to the assistant: who asked how many today, and what the month has cost."""

from datetime import datetime
from zoneinfo import ZoneInfo

from peewee import fn

from pilateshq.models import Contact, Question, QuestionState


def keep(contact: Contact, inbound: int, state: QuestionState, *, now: datetime) -> None:
    Question.create(contact=contact, inbound=inbound, asked_at=now, state=state)


def asked_today(contact: Contact, *, zone: ZoneInfo, now: datetime) -> int:
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return Question.select().where(Question.contact == contact, Question.asked_at >= today).count()


def spent_this_month(*, zone: ZoneInfo, now: datetime) -> int:
    """Sum up what the month has cost so far, in millionths of a rand."""
    month = now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    spent = Question.select(fn.SUM(Question.cost)).where(Question.asked_at >= month).scalar()
    return int(spent or 0)
