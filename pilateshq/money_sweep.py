"""What is said of money by itself: charges that are lifted, and packages that are low or out of time."""

from datetime import datetime, timedelta

from pilateshq import outbox
from pilateshq.conversation.turn import WORTH_KNOWING, Notice
from pilateshq.conversation.wording import Wording
from pilateshq.messages import Message, Template
from pilateshq.models import Contact, Memory
from pilateshq.settings import Settings
from pilateshq.studio import charges, package_states, people, prices
from pilateshq.studio.package_states import State

PACKAGES_AT = "packages_at"  # in Memory: when they were last looked at
PACKAGES_AGAIN = timedelta(hours=1)


def queue_due(*, settings: Settings, now: datetime) -> None:
    """Note prices, lift charges, and tell of packages; each is said once, however often this is called."""
    prices.note(settings, now=now)
    for each in charges.lift_refilled(now=now):
        _tell(f"lifted:{each.id}", each.client.contact, *Wording(settings).lifted(each), now=now)
    if _is_time(now):
        for state in package_states.states(settings=settings, now=now):
            _tell_of_package(state, settings, now)


def _is_time(now: datetime) -> bool:
    """Tell whether packages were not looked at for long enough, and note that they are now."""
    looked = Memory.recall(PACKAGES_AT)
    if looked and now - datetime.fromisoformat(looked) < PACKAGES_AGAIN:
        return False
    Memory.keep(PACKAGES_AT, now.isoformat())
    return True


def _tell_of_package(state: State, settings: Settings, now: datetime) -> None:
    """Tell the client of one that is nearly used up; ask the owner about one that ran out of time."""
    say, package = Wording(settings), state.package
    if state.has_run_out_of_time and settings.owner_wa:
        owner = people.contact_of(settings.owner_wa)
        _tell(f"package:{package.id}:{state.good_until}", owner, say.package_ran_out(state), None, now=now)
    if state.left <= settings.studio.packages.low < package.sessions:
        _tell(f"low:{package.id}", package.client.contact, *say.package_low(state), now=now)


def _tell(key: str, to: Contact, message: Message, template: Template | None, *, now: datetime) -> None:
    notice = Notice(to=to, key=key, message=message, template=template, expires_at=now + WORTH_KNOWING)
    outbox.queue(notice, now=now)
