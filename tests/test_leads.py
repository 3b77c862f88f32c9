"""Leads and forms as rows: what is kept of a stranger, and what waits for a decision."""

from datetime import timedelta

import pytest

from pilateshq.errors import FormUnusable, NoSuchForm, NoSuchLead
from pilateshq.models import Contact, LeadState
from pilateshq.studio import forms, leads, people
from tests.conftest import MONDAY

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def stranger(database: None) -> Contact:
    return people.meet(wa_id="27821110009", user_id=None, name="Lerato", at=MONDAY)


def test_a_person_has_one_open_lead_with_all_that_they_wrote(stranger: Contact) -> None:
    first = leads.hear(stranger, "Do you have\n  space?", now=MONDAY)
    again = leads.hear(stranger, "On Saturday", now=MONDAY + HOUR)

    assert first == again == leads.open_lead(stranger) == leads.find(first.id)
    assert again.words == "Do you have space?\nOn Saturday"
    assert (again.opened_at, again.heard_at) == (MONDAY, MONDAY + HOUR)


def test_what_a_stranger_writes_is_cut_and_their_first_and_last_words_stay(stranger: Contact) -> None:
    leads.hear(stranger, "first", now=MONDAY)
    for number in range(20):
        lead = leads.hear(stranger, f"{number} " + "x" * 5000, now=MONDAY)

    lines = lead.words.splitlines()
    assert len(lead.words) <= leads.MOST_WORDS
    assert (lines[0], lines[-1][:4]) == ("first", "19 x")


def test_a_closed_enquiry_is_found_no_more_and_the_next_words_open_another(stranger: Contact) -> None:
    lead = leads.hear(stranger, "hello", now=MONDAY)
    leads.close(lead, LeadState.closed, actor="test", now=MONDAY)

    with pytest.raises(NoSuchLead):
        leads.find(lead.id)
    assert leads.listed() == []
    assert leads.hear(stranger, "me again", now=MONDAY) != lead


def test_leads_are_listed_newest_first(stranger: Contact) -> None:
    old = leads.hear(stranger, "hello", now=MONDAY)
    other = people.meet(wa_id="27821110008", user_id=None, name="Sam", at=MONDAY)
    new = leads.hear(other, "hello", now=MONDAY)

    assert leads.listed() == [new, old]


def test_an_alert_is_owed_at_first_and_again_after_an_hour(stranger: Contact) -> None:
    lead = leads.hear(stranger, "hello", now=MONDAY)
    assert leads.owes_alert(lead, now=MONDAY)

    lead.alerted_at = MONDAY
    assert not leads.owes_alert(lead, now=MONDAY + HOUR - SECOND)
    assert leads.owes_alert(lead, now=MONDAY + HOUR)


# forms


def test_a_form_is_used_once_by_the_person_it_was_sent_to(stranger: Contact) -> None:
    other = people.meet(wa_id="27821110008", user_id=None, name="Sam", at=MONDAY)
    token = forms.send(stranger, lead=None, now=MONDAY)

    for contact, wrong in ((other, token), (stranger, token + "x"), (stranger, ""), (stranger, None)):
        with pytest.raises(FormUnusable):
            forms.use(wrong, contact, now=MONDAY)
    form = forms.use(token, stranger, now=MONDAY)
    assert form.used_at == MONDAY
    assert token not in form.secret
    with pytest.raises(FormUnusable):
        forms.use(token, stranger, now=MONDAY)


def test_a_form_is_good_for_two_weeks(stranger: Contact) -> None:
    token = forms.send(stranger, lead=None, now=MONDAY)

    with pytest.raises(FormUnusable):
        forms.use(token, stranger, now=MONDAY + forms.GOOD_FOR)
    assert forms.use(token, stranger, now=MONDAY + forms.GOOD_FOR - SECOND)


def test_an_answer_waits_until_it_is_decided_and_is_then_forgotten(stranger: Contact) -> None:
    form = forms.use(forms.send(stranger, lead=None, now=MONDAY), stranger, now=MONDAY)
    forms.keep(form, {"name": "Zoë"})
    assert forms.waiting() == [(form, {"name": "Zoë"})]

    decided, answer = forms.decide(form.id, now=MONDAY)
    assert (decided.answer, answer) == (None, {"name": "Zoë"})
    assert forms.waiting() == []
    with pytest.raises(NoSuchForm):
        forms.decide(form.id, now=MONDAY)


def test_a_newer_answer_takes_the_place_of_an_older_one(stranger: Contact) -> None:
    old = forms.use(forms.send(stranger, lead=None, now=MONDAY), stranger, now=MONDAY)
    new = forms.use(forms.send(stranger, lead=None, now=MONDAY), stranger, now=MONDAY)
    forms.keep(old, {"name": "Lerato"})
    forms.keep(new, {"name": "Lerato Dube"})

    assert forms.waiting() == [(new, {"name": "Lerato Dube"})]
    with pytest.raises(NoSuchForm):
        forms.decide(old.id, now=MONDAY)
