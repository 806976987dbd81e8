"""An invoice run: a person asks, it is carried out once, and asked for again for what is left."""

import pytest

from domain.errors import NotNow
from payments.invoices.invoice_blocker import InvoiceBlocker
from payments.invoices.invoice_run import InvoiceRun, LeftOutExpert
from payments.invoices.invoice_run_commands import (
    InvoiceRunCommands,
    invoice_run_of,
    requested_months,
)
from tests.payments.invoices.invoice_examples import IN_JULY, JULY, JUNE
from tests.support.history import given, happened
from tests.support.people import EXPERT, MANAGER

LEFT_OUT = (LeftOutExpert(EXPERT, (InvoiceBlocker.MANDATE,)),)
REQUESTED = InvoiceRun.Requested(at=IN_JULY, month=JUNE, experts=3, by=MANAGER)
COMPLETED = InvoiceRun.Completed(at=IN_JULY, month=JUNE, left_out=LEFT_OUT)


def test_a_month_is_asked_for_by_a_person():
    run = given(InvoiceRun)

    run.request(JUNE, 3, MANAGER, IN_JULY)
    run.request(JUNE, 4, EXPERT, IN_JULY)

    assert happened(run) == [REQUESTED]
    assert run.is_open


def test_it_ends_once_and_says_who_was_left_out_and_why():
    run = given(InvoiceRun, REQUESTED)

    run.complete(LEFT_OUT, IN_JULY)
    run.complete((), IN_JULY)

    assert happened(run) == [COMPLETED]
    assert not run.is_open


def test_what_was_left_is_asked_for_again():
    run = given(InvoiceRun, REQUESTED, COMPLETED)

    run.request(JUNE, 1, MANAGER, IN_JULY)

    assert run.is_open
    assert run.completed is None


def test_the_month_that_lasts_is_refused():
    run = given(InvoiceRun)

    with pytest.raises(NotNow, match="not over yet"):
        run.request(JULY, 3, MANAGER, IN_JULY)

    assert happened(run) == []


def test_what_was_never_asked_for_does_not_end():
    run = given(InvoiceRun)

    run.complete((), IN_JULY)

    assert happened(run) == []


def test_the_months_that_are_being_issued_are_listed(desk):
    log = desk.log
    runs = InvoiceRunCommands(log)

    runs.request(JUNE, 3, MANAGER, IN_JULY)
    runs.request(JUNE, 3, MANAGER, IN_JULY)
    assert requested_months(log) == [JUNE]
    runs.complete(JUNE, LEFT_OUT, IN_JULY)
    runs.complete(JUNE, LEFT_OUT, IN_JULY)

    assert requested_months(log) == []
    assert invoice_run_of(log, JUNE).completed == COMPLETED
    runs.request(JUNE, 1, MANAGER, IN_JULY)
    assert requested_months(log) == [JUNE]
