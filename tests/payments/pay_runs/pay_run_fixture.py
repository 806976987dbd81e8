"""Experts who are owed something by the statements of a week, and the pay run of that week."""

from datetime import timedelta
from uuid import UUID, uuid4

from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.earnings.unstated_items import AccountHolder
from payments.pay_runs.pay_run import PayRun, PayRunLimits, pay_run_id
from payments.pay_runs.pay_run_commands import PayRunCommands, lines_of
from payments.pay_runs.payee_receivers import receivers_in
from payments.pay_runs.payout import Payout, Rail, payout_id
from payments.pay_runs.payout_commands import PayoutCommands
from payments.payees.payee import MANDATE_VERSION
from payments.payees.payee_commands import PayeeCommands
from payments.statements.statement_account import statement_account_id
from payments.statements.statement_commands import StatementCommands
from payments.weeks import week_of
from tests.support.people import EXPERT, MANAGER, after, euros

WEEK = week_of(after(0))
TUESDAY = WEEK.ends_at + timedelta(days=1, hours=8)
LIMITS = PayRunLimits(run_minor=500_000, payout_minor=2_000)
SECOND_PERSON = UUID("a0000000-0000-4000-8000-000000000021")
OWED = euros(2_500)


class PayRunDesk:
    """Acts as the programs and people around a pay run do."""

    def __init__(self, ledger_desk):
        self.ledger, self.log = ledger_desk, ledger_desk.log
        self.statements, self.payees = StatementCommands(self.log), PayeeCommands(self.log)
        receivers = receivers_in(self.log)
        self.runs, self.payouts = (
            PayRunCommands(self.log, receivers),
            PayoutCommands(self.log, receivers),
        )

    def owes(self, *expert_ids, amount=OWED, stripe=None, week=WEEK):
        """Experts with all details, and a bonus that the statement of the week lists."""
        at = week.begins_at + timedelta(days=1)
        for expert_id in expert_ids or (EXPERT,):
            self.payees.record_details(expert_id, "FR", (), expert_id, at)
            self.payees.grant_mandate(expert_id, MANDATE_VERSION, expert_id, at)
            if stripe:
                self.payees.link_recipient(expert_id, stripe, expert_id, at)
            self.adds(amount, expert_id, at)
            self.closes_week(expert_id, amount.currency, week)

    def adds(self, amount, expert_id=EXPERT, at=None):
        holder = AccountHolder(expert_id, amount.currency)
        text = WrittenText(uuid4(), 5)
        self.statements.adjust(holder, amount, "bonus", text, MANAGER, at or after(60))

    def closes_week(self, expert_id=EXPERT, currency="EUR", week=WEEK):
        holder = AccountHolder(expert_id, currency)
        self.statements.close_statement(holder, str(week), week.ends_at)

    def prepares(self, rail=Rail.MANUAL, limits=LIMITS, by=MANAGER, at=TUESDAY, week=WEEK):
        self.runs.prepare(str(week), rail, limits, by, at)
        return pay_run_id(str(week), rail)

    def starts(self, rail=Rail.MANUAL, **values):
        """Prepare, start and initiate; return the run's id."""
        id = self.prepares(rail, **values)
        self.runs.start(id, MANAGER, TUESDAY)
        self.runs.initiate_payouts(id, TUESDAY)
        return id

    def run(self, id):
        return self.log.load(PayRun, id)

    def lines(self, id):
        """What a run pays each expert, as it was prepared last."""
        return lines_of(self.log, self.run(id))

    def payout(self, expert_id=EXPERT, currency="EUR", week=WEEK):
        return self.log.load_or_new(Payout, payout_of(expert_id, currency, week))

    def balances(self, expert_id=EXPERT):
        """What the expert's accounts and the platform's hold, by the end of their names."""
        progress = self.ledger.posted()
        assert (progress.behind, progress.failure) == (0, None)
        assert self.ledger.difference() is None
        return {
            name.removeprefix(f"expert:{expert_id}:"): balance
            for (name, _), balance in self.ledger.balances().items()
            if not name.endswith("adjustments")
        }


def payout_of(expert_id=EXPERT, currency="EUR", week=WEEK):
    return payout_id(statement_account_id(expert_id, currency), str(week))


def pounds(pence):
    return Money(pence, "GBP")
