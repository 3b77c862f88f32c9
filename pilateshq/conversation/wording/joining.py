"""What strangers are told, and what is said of them until they are clients."""

from collections.abc import Sequence
from datetime import date

from pilateshq import errors
from pilateshq.conversation.commands import AddClient, Leads, SendForm
from pilateshq.conversation.wording.refusals import Refusals
from pilateshq.conversation.wording.voice import Option, first_name
from pilateshq.messages import Button, Buttons, Choices, FlowOpening, Message, Row, Template, Text, plain
from pilateshq.models import Client, Lead

ADD_CLIENT = "Reply ADD CLIENT to register them."
SEND_DETAILS = "Please reply with your full name, number and e-mail address."
I_AGREE, READ_FIRST = Button("I agree", "i agree"), Button("Read first", "read first")


class Joining(Refusals):
    # to a stranger, and about them

    def greeting(self, name: str) -> Message:
        """Answer somebody's first words, of which the owner knows."""
        ask = "" if name else " What is your name?"
        told = f"I have passed your message on to {self.owner}, who will answer you here."
        return Text(f"{self._hello(name)} {told}{ask}")

    def first_question(self) -> Message:
        return Text(f"{self._hello('')} What is your name, and what can we do for you?")

    def _hello(self, name: str) -> str:
        return f"{f'Hi {name.split()[0]}' if name else 'Hello'}, this is {self.settings.studio.name}."

    def name_learnt(self, name: str) -> Message:
        return Text(
            f"Thank you, {name.split()[0]}. {self.owner} has your message and will answer you here."
            " If there is more to say, just write it."
        )

    def name_asked_again(self) -> Message:
        return Text(f"Thank you, {self.owner} will see that. What may we call you?")

    def passed_on_too(self) -> Message:
        return Text(f"Thank you, I have passed that on to {self.owner}.")

    def kept_too(self) -> Message:
        return Text(f"Thank you. I have put that with your message to {self.owner}.")

    def noted(self) -> Message:
        return Text("👍 Noted.")

    def read_only(self, message: Message) -> Message:
        return Text(f"{plain(message)} Here I can only read text: what matters, please type.")

    def sent_by_stranger(self, kind: str, words: str) -> str:
        """Put down what is no text, with its caption."""
        return f"(sent a thing that I cannot read: {kind}) {words}".strip()

    def who(self, lead: Lead) -> str:
        return f"{lead.name or self.somebody()} ({lead.contact.phone or 'number hidden'})"

    def new_lead(self, lead: Lead, *, public: bool, has_form: bool) -> tuple[Message, Template]:
        """Tell of an enquiry, in both forms; what is not `public` is not in the template."""
        add = str(AddClient(lead=lead.id))
        send = (Button("Send form", str(SendForm(lead.id))),) if has_form else ()
        body = f"🆕 {self.who(lead)} has written:\n{_newest(lead.words, 700)}"
        line = " · ".join(lead.words.splitlines())
        told = f"{self.who(lead)}: {_newest(line, 300) if public else '(tap Add client to read it)'}"
        template = Template(self.settings.lead_template, (told,), (add,), otherwise=ADD_CLIENT)
        return Buttons(body, (Button("Add client", add), *send)), template

    def no_leads(self) -> Message:
        return Text("There are no open enquiries, and no form waits for you.")

    def lead_line(self, lead: Lead) -> str:
        return f"{self.who(lead)}, {self.moment(lead.heard_at)}: {_newest(lead.words, 500)}"

    def form_line(self, name: str, phone: str, born_on: date | None, email: str) -> str:
        born = f"born {self.birthday(born_on)}" if born_on else ""
        return f"Form filled in: {', '.join(filter(None, (name, phone, born, email)))}."

    def leads(self, entries: Sequence[tuple[str, Sequence[Option]]], *, more: str) -> Message:
        """List what waits, each with what can be done about it; `more` shows the next page."""
        if len(entries) == 1 and not more:
            line, options = entries[0]
            return self.which(line, options)
        room = 900 // len(entries)
        lines = "\n".join(f"• {_newest(line, room)}" for line, _ in entries)
        options = [option for _, options in entries for option in options]
        rows = [Row(title, command) for title, command in options]
        return Choices(lines, "Choose", tuple([*rows, Row("More…", more)] if more else rows))

    def which_lead(self, leads: Sequence[Lead], *, more: str, new: str) -> Message:
        rows = [
            Row(lead.name or lead.contact.phone or self.somebody(), str(AddClient(lead=lead.id)), lead.words)
            for lead in leads
        ]
        rows += [Row("More…", more)] if more else []
        return Choices("Whom shall I add?", "Choose", (*rows, Row("Someone new", new)))

    # registration

    def fill_in(self, lead: Lead | None) -> str:
        if lead is None:
            return "Please fill in the form, and I will register the client."
        wrote = f"{self.who(lead)} wrote:\n{_newest(lead.words, 700)}\n\n" if lead.words else ""
        return f"{wrote}Please check the form and fill in the rest."

    def line_to_type(self, lead: Lead | None, name: str, phone: str) -> Message:
        wrote = f"{self.who(lead)} wrote:\n{_newest(lead.words, 700)}\n\n" if lead and lead.words else ""
        line = f"add client {name or 'Thandi Mokoena'} {phone or '082 111 0005'} dob 21/5/88"
        return Text(f"{wrote}Please write it in one line, like this: {line}")

    def mistakes(self, mistakes: Sequence[errors.StudioError]) -> str:
        return " ".join(map(self.refused, mistakes))

    def once_more(self, mistakes: Sequence[errors.StudioError]) -> str:
        return f"{self.mistakes(mistakes)} Nothing is lost: please open the form again and correct that."

    def registered(self, client: Client) -> str:
        return f"Registered: {self._details(client)}."

    def updated(self, client: Client, before: str) -> str:
        was = f" (was {before})" if before != client.name else ""
        return f"Known already, so I have updated: {self._details(client)}{was}."

    def _details(self, client: Client) -> str:
        born = f"born {self.birthday(client.born_on)}" if client.born_on else ""
        return ", ".join(filter(None, (client.name, client.contact.phone or "", born, client.email or "")))

    def birthday(self, born_on: date) -> str:
        return f"{born_on.day} {born_on:%b %Y}"

    def talk_to(self, name: str) -> str:
        return f"{name.split()[0]} would like to talk before the first session: please ask in person."

    def guardian_needed(self, name: str) -> str:
        return (
            f"⚠️ {name.split()[0]} is under 18: a parent or guardian has to agree. Please ask them yourself"
            " before the first session."
        )

    def stays_open(self, lead: Lead) -> str:
        return f"The enquiry of {self.who(lead)} stays open, as that is another number."

    def guardian_before_approving(self, name: str) -> str:
        return f"⚠️ {name.split()[0]} is under 18: approve only once a parent or guardian agrees."

    def register(self) -> str:
        return "Register"

    def together(self, *sentences: str) -> Message:
        return Text("\n".join(filter(None, sentences)))

    def form_unusable(self) -> Message:
        return Text(
            "That form was used before, is too old, or was not sent to you, so nothing was changed."
            " Write add client for a new one."
        )

    def form_unusable_to_others(self) -> Message:
        return Text(
            "That form cannot be used (any more), so nothing was changed."
            f" Please write here what you need, and {self.owner} will send you a new one."
        )

    def no_form_to_send(self) -> Message:
        return Text(
            "There is no form to send yet: CLIENT_REGISTRATION_FLOW_ID is not set."
            " Please write: add client Thandi Mokoena 082 111 0005 dob 21/5/88"
        )

    def form_sent(self, lead: Lead, *, by_template: bool) -> Message:
        form = "template" if by_template else "message"
        return Text(f"The form goes to {self.who(lead)} by {form}. What they fill in comes to you for a yes.")

    def please_fill_in(self, name: str) -> str:
        hello = f"Hi {name.split()[0]}, to" if name else "To"
        return (
            f"{hello} register you at {self.settings.studio.name}, we need a few details. It takes a minute."
        )

    def registration_form(self, name: str, form: FlowOpening) -> Template:
        to = name.split()[0] if name else "there"
        return Template("client_registration", (to,), flow=form, otherwise=SEND_DETAILS)

    def consent_missing(self) -> str:
        return (
            "Without your agreement the studio may not keep your details, so nothing was kept."
            f" Please open the form again and tick it, or write to {self.owner} here."
        )

    def form_received(self, name: str) -> Message:
        return Text(f"Thank you, {name.split()[0]}. {self.owner} will look at it and write to you here.")

    def form_to_decide(self, *sentences: str, approve: str, decline: str) -> Message:
        buttons = (Button("Approve", approve), Button("Decline", decline))
        return Buttons("\n".join(filter(None, sentences)), buttons)

    def form_waits(self, name: str, phone: str) -> Template:
        return self.owner_update(f"{name} ({phone}) filled in the registration form.", show=str(Leads()))

    def other_number(self, typed: str) -> str:
        return f"In the form they wrote the number {typed}; I keep the one that they write from."

    def form_declined(self, name: str) -> Message:
        return Text(
            f"Declined: nothing of {name}'s form is kept, and the enquiry is closed. They are not told."
        )

    # consent

    def welcome_client(self, client: Client) -> tuple[Message, Template]:
        """Welcome somebody whom the studio has registered, in both forms."""
        name, studio = first_name(client), self.settings.studio.name
        text = f"Hi {name}, welcome to {studio}! Write bookings here to see yours, or help for the rest."
        return Text(text), Template("client_welcome_us", (name,))

    def welcome_asking(self, client: Client) -> tuple[Message, Template]:
        """Welcome somebody, and ask for their consent where there is room for buttons."""
        message, template = self.welcome_client(client)
        return Buttons(f"{plain(message)}\n\n{self._may_we_keep()}", (I_AGREE, READ_FIRST)), template

    def may_we_keep(self) -> Message:
        return Buttons(self._may_we_keep(), (I_AGREE, READ_FIRST))

    def _may_we_keep(self) -> str:
        return "May the studio keep your details, to plan your sessions and to reach you?"

    def privacy_notice(self, *, has_agreed: bool) -> Message:
        studio, owner = self.settings.studio.name, self.owner
        notice = (
            f"{studio} keeps your name, number, date of birth, e-mail address and bookings, to plan your"
            " sessions, to reach you and to invoice you: invoices for as long as the law wants it, the rest"
            " for as long as you are with us. Messages travel through WhatsApp. Your details are sold to"
            " nobody, and news goes only to those who ask for it. You may at any time, free of charge, ask to"
            " see, correct or delete what we keep, object to its use, or take your consent back: just write"
            f" here. {owner} is our information officer; you may also complain to the Information Regulator"
            " (inforegulator.org.za)."
        )
        return Text(notice) if has_agreed else Buttons(notice, (I_AGREE,))

    def agreed(self) -> Message:
        return Text(
            "Thank you, I have noted that you agree. You may take it back at any time: just write here."
        )

    def agreed_already(self) -> Message:
        return Text("Thank you, you have agreed already.")

    def guardian_must_agree(self) -> Message:
        return Text(
            f"Thank you. As you are under 18, your parent or guardian has to agree: {self.owner} will ask."
        )

    def instead_of_a_form(self, body: str) -> Message:
        return Text(
            f"{body}\nThe form cannot be opened just now. In words it goes like this:"
            " add client Thandi Mokoena 082 111 0005 dob 21/5/88"
        )


def _newest(words: str, most: int) -> str:
    """Cut what is too long at its beginning: the end is what has come last."""
    return words if len(words) <= most else f"…{words[1 - most :].lstrip()}"
