"""What is said beside commands: greetings, thanks, and the call for help."""

from collections.abc import Sequence

from pilateshq.conversation.commands import Greeting, Help, SmallTalk, Thanks
from pilateshq.conversation.line import is_word
from pilateshq.conversation.tokens import Token

_GREETINGS = {
    *("hi", "hey", "hello", "hallo", "hiya", "howzit", "heita", "sawubona", "molo", "dumela"),
    *("morning", "afternoon", "evening", "menu", "start", "goeie", "goeiemôre", "goeiemore", "goeiedag"),
}
_THANKS = {"thanks", "thank", "thx", "thnx", "ty", "tx", "ta", "dankie", "cheers", "tnx", "tks", "enkosi"}
_WITH_GREETING = {
    "good",
    "there",
    "all",
    "again",
    "please",
    "pls",
    ",",
    "môre",
    "more",
    "dag",
    "middag",
    "naand",
}
_KIND = {
    *("ok", "okay", "great", "perfect", "cool", "awesome", "lovely", "super", "baie", "shot", "so", "very"),
    *(
        "much",
        ",",
        "you",
        "that",
        "that's",
        "thats",
        "'s",
        "is",
        "fine",
        "good",
        "please",
        "pls",
        "will",
        "do",
    ),
}
_WITH_THANKS = _KIND | {"a", "lot", "see", "then", "noted", "got", "it"}
_HELP = {"help", "hulp", "?"}
_WITH_HELP = {
    "me",
    "please",
    "pls",
    "with",
    "on",
    "about",
    "?",
    "how",
    "do",
    "i",
    "to",
    "the",
    "my",
    ",",
    "'s",
}
_THANKFUL = set("👍🙏💜❤🧡💛💚💙🤍🖤🤎💗💕💖😊🥰😘😁😀🙂😍👌🙌💪👏🤗🔥")
_SKIN = dict.fromkeys(range(0x1F3FB, 0x1F400))  # tones
_MOST_WORDS = 8


def small_talk(tokens: Sequence[Token], addressed: set[str]) -> SmallTalk | None:
    """Read a line that is nothing but small talk; any other word makes it something else."""
    said = [token.text for token in tokens if is_word(token)]
    words = {*said} - addressed
    if len(said) > _MOST_WORDS:
        return None
    if words & _GREETINGS and words <= _GREETINGS | _WITH_GREETING:
        return Greeting()
    if words & _THANKS and words <= _THANKS | _WITH_THANKS:
        return Thanks()
    symbols = "".join(token.raw for token in tokens if not is_word(token)).translate(_SKIN)
    if symbols and words <= {"ok", "okay"} and set(symbols) <= _THANKFUL:
        return Thanks()
    return _help(tokens)


def _help(tokens: Sequence[Token]) -> Help | None:
    """Read `help`, `?`, `help booking`, `help with my weekly slots`."""
    texts = [token.text for token in tokens]
    if texts == ["?"]:
        return Help()
    if texts[:1] not in (["help"], ["hulp"]) or len(texts) > _MOST_WORDS:
        return None
    return Help(" ".join(text for text in texts[1:] if text not in _WITH_HELP))
