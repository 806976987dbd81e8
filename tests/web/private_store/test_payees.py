"""Payment details in the private store, on both databases."""

from uuid import uuid4

import pytest
from sqlalchemy import LargeBinary, select, type_coerce

from payments.payees.payee_details import NO_DETAILS, PayeeDetailsOf, VatStatus
from tests.payments.payees.payee_examples import COMPLETE, VAT_NUMBER
from tests.support.people import EXPERT, MORNING, OTHER_EXPERT, after
from web.private_store.payees import BATCH, PayeeStore, payee_rows, save_payee


@pytest.fixture
def payees(store):
    return PayeeStore(store)


@pytest.fixture
def save(store):
    def save_for(details, expert_id=EXPERT, at=MORNING):
        with store.engine.begin() as db:
            save_payee(expert_id, details, at, db)

    return save_for


@pytest.mark.parametrize(
    "details",
    [
        COMPLETE,
        NO_DETAILS,
        COMPLETE._replace(vat_status=VatStatus.REGISTERED, vat_number=VAT_NUMBER),
    ],
)
def test_details_are_read_as_they_were_saved(payees, save, details):
    save(details)

    assert payees.of(EXPERT) == details


def test_payments_read_details_and_an_expert_who_saved_nothing_has_none(payees):
    details_of: PayeeDetailsOf = payees.of

    assert details_of(EXPERT) is None


def test_saving_again_replaces_what_was_there(payees, save, store):
    save(COMPLETE)
    save(COMPLETE._replace(city="Lyon"), at=after(10))

    assert payees.of(EXPERT) == COMPLETE._replace(city="Lyon")
    with store.engine.connect() as db:
        assert db.execute(select(payee_rows.c.changed_at)).all() == [(after(10),)]


def test_details_of_many_experts_are_read_in_batches(payees, save):
    save(COMPLETE)
    save(COMPLETE._replace(city="Lyon"), OTHER_EXPERT)
    many = [uuid4() for _ in range(BATCH)]

    found = payees.of_all([EXPERT, *many, OTHER_EXPERT])

    assert found == {EXPERT: COMPLETE, OTHER_EXPERT: COMPLETE._replace(city="Lyon")}


def test_equal_values_are_not_recognised_as_equal(save, store):
    save(COMPLETE)
    save(COMPLETE, OTHER_EXPERT)

    with store.engine.connect() as db:
        ibans = db.scalars(select(type_coerce(payee_rows.c.iban, LargeBinary))).all()
    assert len(set(ibans)) == 2


def test_erased_details_are_gone(payees, save):
    save(COMPLETE)
    payees.erase(EXPERT)

    assert payees.of(EXPERT) is None
    assert payees.without_account() == []


def saves_and_fails(store):
    with store.engine.begin() as db:
        save_payee(EXPERT, COMPLETE, after(0), db)
        raise RuntimeError


def test_what_fails_with_the_save_saves_nothing(payees, store):
    with pytest.raises(RuntimeError):
        saves_and_fails(store)

    assert payees.of(EXPERT) is None
