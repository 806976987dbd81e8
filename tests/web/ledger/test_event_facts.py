"""An entry's event as finance reads it: labelled, with names, and without ids or code."""

import re
from pathlib import Path

import pytest

from domain.log.mapper import decode
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay, EarningRefusalReason
from tests.support.people import BRAND, CONVERSATION, after, euros
from web.ledger.event_facts import event_facts
from web.ledger.labels import EVENTS

SAMPLES = Path(__file__).parents[2] / "support" / "recorded_events"
POSTED = [
    path for path in sorted(SAMPLES.glob("*.json")) if ".".join(path.name.split(".")[:2]) in EVENTS
]
RAW = re.compile(r"[0-9a-f]{8}|[{}\[\]]|Money|None|datetime")


@pytest.fixture
def _reader(desk):
    with desk.shop.app.test_request_context():
        yield


@pytest.mark.usefixtures("_reader")
@pytest.mark.parametrize("sample", POSTED, ids=lambda path: path.stem)
def test_no_event_shows_ids_or_code(sample):
    event = decode(".".join(sample.name.split(".")[:3]), sample.read_bytes())

    facts = event_facts(event)

    assert [fact for fact in facts if RAW.search(fact.text)] == []
    assert all(fact.label and fact.text for fact in facts)


@pytest.mark.usefixtures("_reader")
def test_people_and_brands_are_named_and_amounts_are_read_as_amounts(desk):
    pay = ConversationPay(CONVERSATION, BRAND, desk.alice, euros(200), euros(40), euros(160))
    reasons = (EarningRefusalReason.SAME_VISITOR, EarningRefusalReason.VISITOR_WROTE_NOTHING)
    refused = Earning.Refused(at=after(0), pay=pay, reasons=reasons, appeal_until=after(60))

    facts = dict(event_facts(refused))

    assert facts["Brand"] == "Road"
    assert facts["Expert"] == "Alice Martin"
    assert (facts["Price"], facts["Paid to the expert"]) == ("€2.00", "€1.60")
    assert "the visitor wrote nothing" in facts["Reasons"]
