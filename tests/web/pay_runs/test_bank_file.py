"""The file for the bank: written once, kept encrypted until its run is completed."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy import text as sql

from domain.errors import NotNow
from payments.company.debtor import Debtor
from payments.pay_runs.payout import Rail
from payments.pay_runs.payout_lists import open_payouts
from tests.payments.pay_runs.pay_run_fixture import TUESDAY
from tests.payments.payees.payee_examples import COMPLETE
from tests.support.people import EXPERT, MANAGER, OTHER_EXPERT, after
from web.jobs.purging import Purge
from web.pay_runs.bank_file import bank_file
from web.pay_runs.stored_files import bank_files
from web.private_store.accounts import Account
from web.private_store.payees import PayeeStore, save_payee

DEBTOR = Debtor("Comptoir SAS", "FR7630006000011234567890189")


class FileDesk:
    """A started SEPA run of two experts, and the private store with their accounts."""

    def __init__(self, jobs, settings):
        self.jobs, self.desk, self.store = jobs, jobs.desk, jobs.store
        self.settings = replace(settings, debtor=DEBTOR)
        self.desk.owes(EXPERT, OTHER_EXPERT)
        for expert_id in (EXPERT, OTHER_EXPERT):
            self.changes(expert_id, COMPLETE.iban)
        self.id = self.desk.starts(Rail.SEPA)

    def changes(self, expert_id, iban):
        with self.store.engine.begin() as db:
            save_payee(expert_id, COMPLETE._replace(iban=iban), after(0), db)

    def writes(self, at=TUESDAY):
        run = self.desk.run(self.id)
        return bank_file(self.jobs.market, self.store, self.settings, run, MANAGER, at)

    def loses_what_is_kept(self):
        with self.store.engine.begin() as db:
            db.execute(delete(bank_files))

    def kept(self):
        with self.store.engine.connect() as db:
            return db.scalar(select(func.count()).select_from(bank_files))

    def purges(self):
        Purge(self.jobs.market, self.store, self.settings).purge_expired(TUESDAY, Event())


@pytest.fixture
def files(jobs, settings):
    return FileDesk(jobs, settings)


def test_a_file_is_written_again_as_it_was_although_an_account_number_changed(files):
    first = files.writes()
    files.changes(EXPERT, "DE89370400440532013000")

    again = files.writes(TUESDAY + timedelta(days=9))

    assert again == first
    assert first.sha256 == hashlib.sha256(first.content).hexdigest()
    assert files.desk.run(files.id).file_sha256 == first.sha256


def test_without_the_kept_file_the_same_is_made_again_weeks_later(files):
    first = files.writes()
    files.loses_what_is_kept()

    assert files.writes(TUESDAY + timedelta(weeks=9)) == first


def test_without_the_kept_file_another_one_is_refused_as_the_bank_may_have_the_first(files):
    files.writes()
    files.loses_what_is_kept()
    files.changes(EXPERT, "DE89370400440532013000")

    with pytest.raises(NotNow, match="was written before"):
        files.writes()


def test_a_file_first_written_weeks_later_asks_for_a_day_to_come(files):
    content = files.writes(TUESDAY + timedelta(weeks=9)).content.decode()

    assert "<Dt>2026-08-12</Dt>" in content


def test_of_two_files_that_were_written_at_once_the_noted_one_comes_back(files):
    first = files.writes()
    stale = files.desk.run(files.id)
    stale.file_sha256, stale.file_execution_day = "", None
    with pytest.raises(NotNow, match="was written before"):
        bank_file(
            files.jobs.market,
            files.store,
            files.settings,
            stale,
            MANAGER,
            TUESDAY + timedelta(days=9),
        )

    assert files.kept() == 2
    assert files.writes() == first


def test_what_is_kept_cannot_be_read_without_the_key(files):
    files.writes()

    with files.store.engine.connect() as db:
        table = "bank_file" if db.dialect.name == "sqlite" else "private.bank_file"
        content = bytes(db.scalar(sql(f"SELECT content FROM {table}")))  # noqa: S608 - a table

    assert COMPLETE.iban.encode() not in content
    assert b"CstmrCdtTrfInitn" not in content


def test_it_is_kept_until_the_run_is_completed(files):
    files.writes()
    files.purges()
    assert files.kept() == 1
    ids = list(open_payouts(files.desk.log, files.id))
    files.desk.payouts.record_payments(ids, "B-17", MANAGER, TUESDAY)
    files.desk.runs.complete_if_done(files.id, TUESDAY)

    files.purges()

    assert files.kept() == 0


def test_whose_account_number_is_gone_is_said_by_name(files):
    with files.store.sessions() as session, session.begin():
        session.add(
            Account(
                id=EXPERT,
                email="edith@expert.example",
                name="Edith Xpert",
                password="-",
                fs_uniquifier="1",
            )
        )
    PayeeStore(files.store).erase(EXPERT)

    with pytest.raises(NotNow) as refused:
        files.writes()

    assert "Edith Xpert" in str(refused.value)
    assert str(EXPERT) not in str(refused.value)
