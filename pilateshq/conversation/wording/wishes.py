"""What is said to those who want to hear less or more, and of them to the owner."""

from pilateshq.conversation.wording.identities import Identities
from pilateshq.conversation.wording.voice import first_name
from pilateshq.messages import Button, Buttons, Message, Template, Text
from pilateshq.models import Client, Contact
from pilateshq.studio.reach import Wish

STOP_NEWS = Button("Stop", Wish.no_news)


class Wishes(Identities):
    def wish_obeyed(self, wish: Wish, contact: Contact) -> Message:
        """Confirm what somebody wants to hear, and say what still comes."""
        match wish:
            case Wish.stop:
                return Text(
                    "Done: you get no more messages from us, only answers to what you write."
                    f" If one of your bookings changes, {self.owner} calls you. START takes this back."
                )
            case Wish.start:
                return Text("Welcome back: confirmations, changes and reminders come again. STOP ends them.")
            case Wish.no_reminders:
                return Text(
                    "Done: no more reminders. Confirmations and changes of your bookings still come."
                    " To have them back, write: reminders on"
                )
            case Wish.reminders:
                stopped = " You have said STOP, though, and get nothing until you write START."
                return Text(f"Done: reminders come again.{stopped if contact.stopped_at else ''}")
            case Wish.no_news:
                return Text(
                    "Done: no more news. What concerns your own bookings still comes; STOP ends that too."
                )
            case Wish.news:
                return Text("Thank you! You get the studio's news from now on. To end them, write: news off")
            case Wish.wrong_number:
                return Text(
                    f"Sorry about that! We write nothing more here until {self.owner} has checked the number."
                )

    def not_them(self, client: Client, words: str) -> Message:
        body = (
            f"⚠️ From {client.name}'s number ({client.contact.phone}) comes: “{words[:100]}”."
            " I tell this number nothing more and show it nothing, until you have checked it."
            f" The right one can be set with: pilateshq clients edit {client.name} --phone …"
        )
        return Buttons(body, (self.number_is_right(client),))

    def not_the_stranger(self, contact: Contact) -> Message:
        return Text(f"{contact.name or 'Somebody'} ({contact.phone}) says that we have the wrong number.")

    def news(self, client: Client, text: str) -> tuple[Message, Template]:
        """Tell news, in both forms; a tap on Stop ends them."""
        free = Buttons(f"Hi {first_name(client)}, {text}", (STOP_NEWS,))
        otherwise = f"Reply {STOP_NEWS.command.upper()} if you want no more of it."
        words = first_name(client), text
        return free, Template("client_news_us", words, (STOP_NEWS.command,), otherwise=otherwise)
