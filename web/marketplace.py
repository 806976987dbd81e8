"""All command services, and the read models: what pages, commands and jobs act through."""

from dataclasses import dataclass

from domain.assessments.assessment_commands import AssessmentCommands
from domain.assessments.attempt_commands import AttemptCommands
from domain.assessments.regrading import RegradingCommands
from domain.bookings.booking_commands import BookingCommands
from domain.bookings.shift_commands import ShiftCommands
from domain.brands.brand_commands import BrandCommands
from domain.brands.subject import SubjectCommands
from domain.clock import Clock
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


@dataclass(frozen=True)
class Marketplace:
    clock: Clock
    log: EventLog
    brands: BrandCommands
    subjects: SubjectCommands
    members: MemberCommands
    assessments: AssessmentCommands
    applications: AmbassadorApplicationCommands
    attempts: AttemptCommands
    regrading: RegradingCommands
    calls: CallForExpertsCommands
    bookings: BookingCommands
    shifts: ShiftCommands
    staff_invitations: StaffInvitationCommands
    suspensions: SuspensionCommands
    presence: PresenceSessionCommands
    conversations: ConversationCommands
    history: ImportedHistoryCommands
    programmes: ProgrammeCommands
    recognitions: RecognitionCommands
    redemptions: RedemptionCommands
    read_models: ReadModels
    read_model_store: ReadModelStore
    projector: Projector
    earnings: EarningCommands
    payees: PayeeCommands
    known_markets: KnownMarkets
    """What payout forecasts remember, in this process."""
    invoices: InvoiceCommands
    invoice_runs: InvoiceRunCommands
    billing_details: BillingDetailsCommands
    ledger: LedgerDatabase
    poster: Poster
    dac7_filings: Dac7FilingCommands
    general_ledger: GeneralLedgerCommands
    statements: StatementCommands
    statement_weeks: StatementWeekCommands
    brand_accounts: BrandAccountCommands
    pay_runs: PayRunCommands
    payouts: PayoutCommands
    rail_statements: RailStatementCommands
    reconciliation_breaks: ReconciliationBreakCommands
    reconciliations: Reconciliations
