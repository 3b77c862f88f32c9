"""What people want to hear from the studio, said by them: STOP and START, reminders, news, a wrong number."""

import re

from pilateshq.conversation import registration
from pilateshq.conversation.commands import Speaker
from pilateshq.conversation.turn import Answer, Turn, asked, to_owner
from pilateshq.models import Client, Contact
from pilateshq.studio import consents, reach
from pilateshq.studio.reach import Wish

_KIND = {"please", "pls", "plz", "thanks", "hi", "hello", "sorry", "now", "just", "kindly", "ok"}
_NO = r"(?:no|stop|end|no more|dont send|do not send)(?: the| your| sending| me| any| more)*"
_PATTERNS = {  # of the whole line, without kind words and signs
    Wish.stop: rf"stop(?: all)?|{_NO} (?:texting|messaging|messages|texts)(?: me)?|unsubscribe(?: me)?"
    r"|(?:i )?(?:want to )?opt ?out",
    Wish.start: r"(?:re)?start(?: messages)?|unstop|opt ?in",
    Wish.no_reminders: rf"{_NO} reminders?|reminders? off"
    r"|(?:turn|switch) (?:off (?:the )?reminders?|reminders? off)",
    Wish.reminders: r"reminders? on|(?:re)?start(?: the)? reminders?|yes to reminders"
    r"|(?:turn|switch) (?:on (?:the )?reminders?|reminders? on)",
    Wish.no_news: rf"{_NO} news|news off|no to news",
    Wish.news: r"news on|yes to(?: the)? news|start(?: the)? news",
    Wish.wrong_number: r"(?:i think )?"
    r"(?:(?:this is |its |it is |you have |youve got |you have got )?(?:the |a )?"
    r"(?:not me|wrong (?:number|nr|no|person))(?: |$))+",
}


def read(words: str) -> Wish | None:
    """Read what somebody wants to hear, where a line says that and nothing else."""
    if "?" in words:
        return None
    cleaned = re.sub(r"[’'`]", "", words.casefold())
    said = " ".join(each for each in re.findall(r"\w+", cleaned) if each not in _KIND)
    return next((wish for wish, pattern in _PATTERNS.items() if re.fullmatch(pattern, said)), None)


def answer(turn: Turn) -> Answer | None:
    """Obey such a wish at once, however old it is; None for anything else, and for an admin."""
    wish = read(turn.words) if turn.kind in ("text", "tap") and turn.speaker is not Speaker.admin else None
    if wish is None or turn.contact is None:
        return None
    match wish:
        case Wish.wrong_number:
            return _wrong_number(turn, turn.contact)
        case Wish.news | Wish.no_news:
            return _news(turn, turn.contact, wish)
        case _:
            return _obeyed(turn, turn.contact, wish)


def _obeyed(turn: Turn, contact: Contact, wish: Wish) -> Answer | None:
    is_new = reach.obey(contact, wish, actor=turn.actor, now=turn.now)
    if wish is Wish.start and not is_new:
        return None  # it is also how people greet a bot
    return Answer(turn.say.wish_obeyed(wish, contact))


def _wrong_number(turn: Turn, contact: Contact) -> Answer:
    """Keep silent at this number until the owner has looked; a stranger has nothing to be looked at."""
    client = turn.client
    reach.obey(contact, Wish.wrong_number if client else Wish.stop, actor=turn.actor, now=turn.now)
    flag = turn.say.not_them(client, turn.words) if client else turn.say.not_the_stranger(contact)
    notices = to_owner(turn, key=f"wrong number:{turn.key}", message=flag)
    return Answer(turn.say.wish_obeyed(Wish.wrong_number, contact), notices)


def _news(turn: Turn, contact: Contact, wish: Wish) -> Answer | None:
    """Keep or withdraw the consent to news; only a client can give it, and under 18 only a guardian."""
    client = turn.client
    if client is None:
        return None
    if wish is Wish.news:
        return _news_please(turn, client)
    reach.obey(contact, wish, actor=turn.actor, now=turn.now)
    return Answer(turn.say.wish_obeyed(wish, contact))


def _news_please(turn: Turn, client: Client) -> Answer:
    if registration.is_minor(turn, client):
        return asked(turn.say.guardian_must_agree())
    reach.obey(client.contact, Wish.news, actor=turn.actor, now=turn.now)
    consents.give(client, consents.NEWS, through="chat", at=turn.now, actor=turn.actor)
    return Answer(turn.say.wish_obeyed(Wish.news, client.contact))
