"""Lines about money: invoices, payments, prices, packages; and what clients ask about theirs.

An amount may be written 750, R750, R1,200.50 or R 1 200. A month without a year is the latest of that name.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from pilateshq.conversation import names
from pilateshq.conversation.line import FILLER, Line
from pilateshq.conversation.money_commands import (
    AmountOff,
    Bought,
    Charge,
    CreditInvoice,
    EndPackage,
    ExtendPackage,
    InvoiceAll,
    InvoiceFor,
    MoneyCommand,
    MyBalance,
    MyInvoice,
    OwnMoneyCommand,
    OwnPrice,
    Paid,
    PercentOff,
    RemindToPay,
    Report,
    ReversePayment,
    SendInvoice,
    StatementOf,
    ToDecide,
    Waive,
    WhoOwes,
)
from pilateshq.conversation.tokens import tokenise
from pilateshq.conversation.when import MONTHS

_WHO = r"(?P<who>\S.*?)"
_AMOUNT = r"(?:r|zar)?\s?(?P<amount>\d{1,3}(?:[ ,]\d{3})+(?:\.\d\d)?|\d{1,8}(?:\.\d\d?)?)(?:\s?(?:rand|zar))?"
_NUMBER = r"(?P<number>inv[ -]?\d{1,9})"
_METHOD = r"(?:(?:by|via|in|with|as)\s+)?(?P<method>eft|cash|card|payshap|snapscan|zapper|yoco)"
_NAMED = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = rf"(?:(?:for|of|in)\s+)?(?P<month>(?:last|this)\s+month|20\d\d-\d\d|(?:{_NAMED})(?:\s+20\d\d)?)"
_SEEN = r"(?:\s+seen\s+(?P<seen>\w{1,32}))?"
_MARK = r"\#(?P<mark>[1-9]\d{0,11})"
_EVERYONE = {"all", "everyone", "everybody"}
_KIND = r"(?P<kind>[^\W\d_]+?)s?"
_POLITE_END = re.compile(r"[\s,]*(?:\b(?:please|pls|plz|thanks|thx)\b)?[\s.!,]*$", re.IGNORECASE)

_Found = re.Match[str]
_Made = MoneyCommand | None


def said_of_money(line: Line) -> MoneyCommand | None:
    """Read what the owner says of money; what asks changes nothing, and is left to others."""
    text = _text(line)
    for pattern, make in _PATTERNS:
        found = pattern.fullmatch(text)
        made = make(line, found) if found else None
        if made and not (line.asks and made.changes):
            return made
    return None


def asked_of_money(line: Line) -> OwnMoneyCommand | None:
    """Read what a client asks of their own money."""
    said = " ".join(_text(line).casefold().replace("’", "'").split())
    if _OWN_INVOICE.fullmatch(said):
        return MyInvoice()
    return MyBalance() if _OWN_BALANCE.fullmatch(said) else None


def _text(line: Line) -> str:
    """Give the line from its first word that is not polite to the last, on one line."""
    if not line.tokens:
        return ""
    begin = line.words.rfind(line.tokens[0].raw, 0, line.tokens[0].end)
    text = " ".join(line.words[max(begin, 0) :].replace("?", " ").split())
    return _POLITE_END.sub("", text)


def _person(found: _Found) -> str:
    """Give the one person whom the words name; nothing where they name none, or more."""
    tokens = [each for each in tokenise(found["who"]) if each.text not in FILLER]
    people, strays = names.read_people(tokens)
    return people[0] if len(people) == 1 and not strays else ""


def _cents(amount: str) -> int:
    return int(Decimal(amount.replace(",", "").replace(" ", "")) * 100)


def _number(found: _Found) -> str:
    return f"INV-{int(re.sub(r'[^0-9]', '', found['number'])):04}" if found["number"] else ""


def _month(line: Line, words: str | None) -> date | None:
    """Read a month, the latest of that name unless a year is given; None where it is no month."""
    said = " ".join((words or "").casefold().split())
    this = line.now.date().replace(day=1)
    if not said or said == "this month":
        return this if said else None
    if said == "last month":
        return (this - timedelta(days=1)).replace(day=1)
    if said[:2] == "20":
        year, number = map(int, said.split("-"))
        return date(year, number, 1) if 1 <= number <= 12 else None
    name, _, year_said = said.partition(" ")
    latest = this.year if MONTHS[name] <= this.month else this.year - 1
    return date(int(year_said or latest), MONTHS[name], 1)


def _kind(line: Line, word: str | None) -> str | None:
    return line.kinds.get((word or "").casefold())


def _invoice(line: Line, found: _Found) -> _Made:
    month = _month(line, found["month"])
    if found["month"] and month is None:
        return None
    if found["who"].casefold() in _EVERYONE:
        return InvoiceAll(month, found["seen"])
    who = _person(found)
    return InvoiceFor(who, month, found["seen"]) if who else None


def _paid(line: Line, found: _Found) -> _Made:
    who = _person(found)
    amount = _cents(found["amount"]) if found["amount"] else None
    method = (found["method"] or "").casefold()
    return Paid(who, amount, method, _number(found)) if who else None


def _paid_number(line: Line, found: _Found) -> _Made:
    amount = _cents(found["amount"]) if found["amount"] else None
    return Paid("", amount, (found["method"] or "").casefold(), _number(found))


def _percent_off(line: Line, found: _Found) -> _Made:
    who, percent = _person(found), int(found["percent"])
    return PercentOff(who, percent) if who and percent <= 100 else None


def _amount_off(line: Line, found: _Found) -> _Made:
    who = _person(found)
    return AmountOff(who, _cents(found["amount"])) if who else None


def _own_price(line: Line, found: _Found) -> _Made:
    who, kind = _person(found), _kind(line, found["kind"])
    cents = _cents(found["amount"]) if found["amount"] else None
    return OwnPrice(who, cents, kind) if who and (kind or not found["kind"]) else None


def _bought(line: Line, found: _Found) -> _Made:
    who, kind = _person(found), _kind(line, found["kind"])
    if not who or (found["kind"] and not kind):
        return None
    return Bought(who, int(found["sessions"]), kind, _cents(found["amount"]) if found["amount"] else None)


def _of_person(command: Callable[[str], MoneyCommand]) -> Callable[[Line, _Found], _Made]:
    def make(line: Line, found: _Found) -> _Made:
        who = _person(found)
        return command(who) if who else None

    return make


def _of_mark(command: Callable[[int], MoneyCommand]) -> Callable[[Line, _Found], _Made]:
    return lambda line, found: command(int(found["mark"]))


def _report(line: Line, found: _Found) -> _Made:
    month = _month(line, found["month"])
    return None if found["month"] and month is None else Report(month)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace(" ", r"\s+"), re.IGNORECASE)


_FOR = "(?: for| to| of)?"
_PACKAGE_KIND = rf"(?: (?!sessions?|classes)(?!for ){_KIND})?"
_OWING = "(?:who owes(?: me| us)?(?: money| what)?|owing|outstanding|debtors)"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[Line, _Found], _Made]], ...] = (
    (_pattern(rf"charge {_MARK}"), _of_mark(Charge)),
    (_pattern(rf"waive {_MARK}"), _of_mark(Waive)),
    (_pattern(rf"extend package {_MARK}"), _of_mark(ExtendPackage)),
    (_pattern(rf"end package {_MARK}"), _of_mark(EndPackage)),
    (_pattern(rf"reverse payment {_MARK}"), _of_mark(ReversePayment)),
    (
        _pattern(rf"(?:re)?send(?: invoice)? {_NUMBER}"),
        lambda line, found: SendInvoice(_number(found)),
    ),
    (
        _pattern(rf"credit(?: note)?{_FOR} {_NUMBER}(?P<sure> sure)?"),
        lambda line, found: CreditInvoice(_number(found), bool(found["sure"])),
    ),
    (
        _pattern(rf"(?:paid )?{_NUMBER}(?: is)?(?: paid)?(?: {_AMOUNT})?(?: {_METHOD})?"),
        lambda line, found: _paid_number(line, found) if "paid" in found[0].casefold() else None,
    ),
    (_pattern(rf"(?:send )?(?:invoice|bill){_FOR} {_WHO}(?: {_MONTH})?{_SEEN}"), _invoice),
    (
        _pattern(
            rf"{_WHO}(?: has| have)?(?: just)? (?:paid|payed)(?: me)?(?: {_AMOUNT})?(?: {_METHOD})?"
            rf"(?:(?: for)? {_NUMBER})?"
        ),
        _paid,
    ),
    (
        _pattern(rf"(?P<percent>\d{{1,3}})\s?(?:%|percent|per cent) (?:off|discount){_FOR} {_WHO}"),
        _percent_off,
    ),
    (
        _pattern(rf"{_AMOUNT} (?:off|discount){_FOR} {_WHO}(?:['’]s)?(?: next)?(?: (?:invoice|bill))?"),
        _amount_off,
    ),
    (
        _pattern(
            rf"{_WHO} pays (?:{_AMOUNT}|(?:the )?(?:full|usual|normal|standard) price)"
            rf"(?:(?: for| per)?(?: an?)? {_KIND})?"
        ),
        _own_price,
    ),
    (
        _pattern(
            rf"{_WHO}(?: has)? bought(?: an?)?(?: package of| pack of)? (?P<sessions>\d{{1,3}})"
            rf"{_PACKAGE_KIND}(?: (?:sessions?|classes|lessons))?(?: for {_AMOUNT})?"
        ),
        _bought,
    ),
    (
        _pattern(
            r"(?:who owes(?: me| us)?(?: money| what)?|owing|outstanding|debtors)(?: page (?P<page>\d{1,4}))?"
        ),
        lambda line, found: WhoOwes(max(int(found["page"] or 1), 1)),
    ),
    (_pattern(rf"statement{_FOR} {_WHO}"), _of_person(StatementOf)),
    (_pattern(rf"{_WHO}(?:['’]s) statement"), _of_person(StatementOf)),
    (_pattern(rf"remind {_WHO} to pay"), _of_person(RemindToPay)),
    (_pattern(r"charges|late cancels|no[- ]shows"), lambda line, found: ToDecide()),
    (_pattern(rf"(?:monthly )?report(?: {_MONTH})?"), _report),
)
_OWN_INVOICE = re.compile(r"(?:send )?(?:me )?(?:my |the |a )?(?:last |latest |newest )?invoice(?: again)?")
_OWN_BALANCE = re.compile(
    r"(?:what is |what's |whats )?(?:my )?balance"
    r"|(?:so )?(?:how much|what) (?:do|must|should) i (?:still )?(?:owe|pay)(?: you)?(?: now)?"
    r"|do i owe (?:you )?(?:anything|something|money)"
    r"|(?:how many )?(?:sessions|classes|lessons)(?: do i)?(?: still)?(?: have)?(?: i have)? left"
    r"|hoeveel (?:sessies|klasse) het ek (?:nog )?oor|hoeveel skuld ek(?: jou| julle)?"
)
