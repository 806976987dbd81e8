"""The composition root: the one place that knows every part by name."""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.assessment_commands import AssessmentCommands
from domain.assessments.attempt_commands import AttemptCommands, ReadTexts
from domain.assessments.regrading import RegradingCommands
from domain.bookings.booking_commands import BookingCommands
from domain.bookings.shift_commands import ShiftCommands
from domain.brands.brand_commands import BrandCommands
from domain.brands.subject import SubjectCommands
from domain.clock import Clock, system_clock
from domain.conversations.conversation_commands import ConversationCommands
from domain.conversations.imported_history import ImportedHistoryCommands
from domain.log.event_log import EventLog
from domain.members.member_commands import MemberCommands
from domain.moderation.suspension_commands import SuspensionCommands
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.recruitment.ambassador_application_commands import AmbassadorApplicationCommands
from domain.recruitment.call_for_experts_commands import CallForExpertsCommands
from domain.recruitment.staff_invitation_commands import StaffInvitationCommands
from domain.rewards.programme_commands import ProgrammeCommands
from domain.rewards.recognition_commands import RecognitionCommands
from domain.rewards.redemption_commands import RedemptionCommands
from payments.accounting.dac7_filing import Dac7FilingCommands
from payments.brand_accounts.brand_account_commands import BrandAccountCommands
from payments.earnings.earning_commands import EarningCommands
from payments.invoices.billing_details import BillingDetailsCommands
from payments.invoices.invoice_commands import InvoiceCommands
from payments.invoices.invoice_run_commands import InvoiceRunCommands
from payments.ledger.database import LedgerDatabase
from payments.ledger.general_ledger import GeneralLedgerCommands
from payments.ledger.poster import Poster
from payments.pay_runs.pay_run_commands import PayRunCommands
from payments.pay_runs.payee_receivers import receivers_in
from payments.pay_runs.payout_commands import PayoutCommands
from payments.payees.payee_commands import PayeeCommands
from payments.payout_forecasts.known_market import KnownMarkets
from payments.rail_statements.rail_statement_commands import (
    RailStatementCommands,
    ReconciliationBreakCommands,
)
from payments.reconciliation.rail_reconciliation import Reconciliations
from payments.statements.statement_commands import StatementCommands
from payments.statements.statement_week_commands import StatementWeekCommands
from projections.engine.projector import Projector
from projections.engine.read_model_store import ReadModelStore
from projections.read_models import ReadModels
from web.marketplace import Marketplace


def no_texts(_ids: Sequence[UUID]) -> Texts:
    return {}


def compose(
    database_url: str,
    read_texts: ReadTexts = no_texts,
    wait_for: Callable[[float], object] = time.sleep,
    clock: Clock = system_clock,
) -> Marketplace:
    """
    Open or create everything in one database.

    read_texts: hands out people's own words, which lie elsewhere; without it they count as erased.
    clock: the present time, UTC, for commands and pages.
    wait_for: is called with seconds, again and again, until read models have caught up.
    """
    log = EventLog(database_url)
    read_model_store = ReadModelStore(database_url, log)
    read_models = ReadModels(log, read_model_store, wait_for)
    ledger = LedgerDatabase(database_url)
    return Marketplace(
        clock=clock,
        log=log,
        brands=BrandCommands(log),
        subjects=SubjectCommands(log),
        members=MemberCommands(log),
        assessments=AssessmentCommands(log),
        applications=AmbassadorApplicationCommands(log),
        attempts=AttemptCommands(log, read_texts),
        regrading=RegradingCommands(log, read_texts),
        calls=CallForExpertsCommands(log),
        bookings=BookingCommands(log),
        shifts=ShiftCommands(log),
        staff_invitations=StaffInvitationCommands(log),
        suspensions=SuspensionCommands(log),
        presence=PresenceSessionCommands(log),
        conversations=ConversationCommands(log),
        history=ImportedHistoryCommands(log),
        programmes=ProgrammeCommands(log),
        recognitions=RecognitionCommands(log),
        redemptions=RedemptionCommands(log),
        read_models=read_models,
        read_model_store=read_model_store,
        projector=Projector(log, read_model_store, read_models.all),
        earnings=EarningCommands(log),
        payees=PayeeCommands(log),
        known_markets=KnownMarkets(),
        invoices=InvoiceCommands(log),
        invoice_runs=InvoiceRunCommands(log),
        billing_details=BillingDetailsCommands(log),
        ledger=ledger,
        poster=Poster(log, ledger),
        dac7_filings=Dac7FilingCommands(log),
        general_ledger=GeneralLedgerCommands(log),
        statements=StatementCommands(log),
        statement_weeks=StatementWeekCommands(log),
        brand_accounts=BrandAccountCommands(log),
        pay_runs=PayRunCommands(log, receivers_in(log)),
        payouts=PayoutCommands(log, receivers_in(log)),
        rail_statements=RailStatementCommands(log),
        reconciliation_breaks=ReconciliationBreakCommands(log),
        reconciliations=Reconciliations(log, ledger),
    )
