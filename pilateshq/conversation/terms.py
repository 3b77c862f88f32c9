"""Prices, packages and charges, as the owner decides on them."""

from dataclasses import replace
from datetime import UTC, datetime, time

from pilateshq.conversation import whom
from pilateshq.conversation.money_commands import (
    AmountOff,
    Bought,
    Charge,
    EndPackage,
    ExtendPackage,
    OwnPrice,
    PercentOff,
    Waive,
)
from pilateshq.conversation.turn import Answer, Turn, asked
from pilateshq.models import Client
from pilateshq.money_models import Ruling
from pilateshq.studio import booking, charges, discounts, packages, prices


def percent_off(turn: Turn, command: PercentOff) -> Answer:
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    prices.agree_percent(found, command.percent, actor=turn.actor, now=turn.now)
    return Answer(turn.say.percent_agreed(found, command.percent))


def amount_off(turn: Turn, command: AmountOff) -> Answer:
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    discounts.give(found, command.cents, actor=turn.actor, now=turn.now)
    return Answer(turn.say.amount_off(found, command.cents))


def own_price(turn: Turn, command: OwnPrice) -> Answer:
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    today = turn.now.astimezone(turn.settings.zone).date()
    since = datetime.combine(today, time(), turn.settings.zone).astimezone(UTC)
    agreed = prices.agree_price(
        found, command.kind, command.cents, since=since, actor=turn.actor, now=turn.now
    )
    return Answer(turn.say.price_agreed(found, agreed))


def bought(turn: Turn, command: Bought) -> Answer:
    """Sell a package of the kind that is said, or that the client usually books."""
    found = whom.person(turn, command.person, lambda who: replace(command, person=who))
    if isinstance(found, Answer):
        return found
    kind = command.kind or booking.usual_kind(found)
    if kind is None or kind not in turn.settings.studio.kinds:
        return _ask_kind(turn, found, command)
    package = packages.buy(
        found,
        kind,
        command.sessions,
        command.cents,
        settings=turn.settings,
        actor=turn.actor,
        now=turn.now,
    )
    return Answer(turn.say.bought(package))


def _ask_kind(turn: Turn, client: Client, command: Bought) -> Answer:
    known = replace(command, person=f"#{client.id}")
    options = [(each.capitalize(), str(replace(known, kind=each))) for each in turn.settings.studio.kinds]
    return asked(turn.say.which_package_kind(client, options))


def extend(turn: Turn, command: ExtendPackage) -> Answer:
    package, days = packages.find(command.package), turn.settings.studio.packages.extend_days
    packages.extend(package, days, actor=turn.actor, now=turn.now)
    return Answer(turn.say.package_extended(package, days))


def end(turn: Turn, command: EndPackage) -> Answer:
    package = packages.find(command.package)
    packages.end(package, actor=turn.actor, now=turn.now)
    return Answer(turn.say.package_ended(package))


def decide(turn: Turn, command: Charge | Waive) -> Answer:
    """Charge for a no-show or a late cancel, or not, by the owner's tap only."""
    decided = booking.find(command.booking)
    ruling = Ruling.charged if isinstance(command, Charge) else Ruling.waived
    charges.decide(decided, ruling, settings=turn.settings, actor=turn.actor, now=turn.now)
    say = turn.say.charged if ruling is Ruling.charged else turn.say.waived
    return Answer(say(decided))


def to_decide(turn: Turn) -> Answer:
    return Answer(turn.say.to_decide(charges.to_decide(before=turn.now)))
