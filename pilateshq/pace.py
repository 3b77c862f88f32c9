"""Meta's rate for one person: 45 messages at once, and one more every six seconds.

`Contact.paced_to` is the moment at which all that was sent would have gone at one each six seconds. How far
that lies ahead is how much of the burst is used up, so one moment for each person is all that must be kept.
"""

from datetime import datetime, timedelta

from peewee import Expression

from pilateshq.models import Contact, Lane, Outbound

EVERY = timedelta(seconds=6)
# How much of the burst a lane may use: what nobody waits for leaves the rest to chat, and a little is left
# for clocks that differ.
BORROWED = {Lane.chat: 43 * EVERY, Lane.reminder: 10 * EVERY, Lane.bulk: 0 * EVERY}


def allows(now: datetime) -> Expression:
    """Tell in a query whether one more message may go to its person."""
    is_free = Contact.paced_to.is_null() | (Contact.paced_to <= now)
    for lane, ahead in BORROWED.items():
        is_free |= (Outbound.lane == lane) & (Contact.paced_to <= now + ahead)
    return is_free


def count(contact: Contact, *, now: datetime) -> None:
    """Note that a message is on its way to somebody."""
    paced_to = max(now, contact.paced_to or now) + EVERY
    Contact.update(paced_to=paced_to).where(Contact.id == contact.id).execute()
