"""The rail of a demonstration: one entry of its list for each intent, however often it is asked."""

from dataclasses import replace
from uuid import uuid4

import pytest

from payments.gateway import (
    GatewayBug,
    PaymentMade,
    PaymentRefused,
    RefundIntent,
    ReversalIntent,
    TransferIntent,
)
from payments.practice_gateway import PracticeBook, PracticeGateway, PracticeTransfer
from tests.support.people import after, euros

TRANSFER = TransferIntent(id=uuid4(), amount=euros(1_440), account_id="")
RUN, OTHER_RUN = uuid4(), uuid4()


class KilledError(Exception):
    """Stands for the end of the program."""


@pytest.fixture
def book(tmp_path):
    return PracticeBook(tmp_path / "practice.db")


@pytest.fixture
def gateway(book):
    return PracticeGateway(book, wait_for=lambda _seconds: None)


def gateway_killed_at(book, pause):
    """A gateway that does not survive one of its two pauses."""
    pauses = []

    def wait_for(seconds):
        pauses.append(seconds)
        if len(pauses) == pause:
            raise KilledError

    return PracticeGateway(book, wait_for)


def test_an_intent_is_one_transfer_however_often_it_is_asked_for(book, gateway):
    outcomes = [gateway.transfer(TRANSFER), gateway.transfer(replace(TRANSFER, attempt=2))]

    assert outcomes == [PaymentMade(f"practice:{TRANSFER.id}")] * 2
    assert book.transfers([TRANSFER.id]) == {TRANSFER.id: PracticeTransfer(euros(1_440), 2)}


@pytest.mark.parametrize(("pause", "requests"), [(1, 0), (2, 1)])
def test_a_program_killed_before_or_after_the_list_is_written_pays_once(
    book, gateway, pause, requests
):
    with pytest.raises(KilledError):
        gateway_killed_at(book, pause).transfer(TRANSFER)
    assert sum(made.requests for made in book.transfers([TRANSFER.id]).values()) == requests

    gateway.transfer(TRANSFER)

    assert book.transfers([TRANSFER.id])[TRANSFER.id].amount == euros(1_440)


def test_another_amount_for_the_same_intent_needs_a_person(book, gateway):
    gateway.transfer(TRANSFER)

    with pytest.raises(GatewayBug):
        gateway.transfer(replace(TRANSFER, amount=euros(1_441)))

    assert book.transfers([TRANSFER.id])[TRANSFER.id].amount == euros(1_440)


def test_what_no_gateway_pays_is_not_on_the_list(book, gateway):
    assert isinstance(gateway.transfer(replace(TRANSFER, amount=euros(0))), PaymentRefused)

    assert book.transfers([TRANSFER.id]) == {}


def test_it_only_makes_transfers(gateway):
    reversal = ReversalIntent(id=uuid4(), amount=euros(160), transfer_id="tr")
    refund = RefundIntent(id=uuid4(), amount=euros(160), payment_id="pi")

    assert isinstance(gateway.reverse(reversal), PaymentRefused)
    assert isinstance(gateway.refund(refund), PaymentRefused)


def test_it_remembers_when_the_worker_was_killed_during_a_run(book):
    for run, minutes in ((RUN, 1), (OTHER_RUN, 2), (RUN, 3)):
        book.note_kill(run, after(minutes))

    assert book.kills(RUN) == [after(1), after(3)]
