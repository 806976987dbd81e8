"""The aggregates of payments: a reader of the log imports this, so that their events are known."""

from payments.accounting.dac7_filing import Dac7Filing
from payments.brand_accounts.booking_refund import BookingRefund
from payments.brand_accounts.brand_account import BrandAccount
from payments.earnings.earning import Earning
from payments.invoices.billing_details import BillingDetails
from payments.invoices.invoice_run import InvoiceRun
from payments.invoices.invoice_series import InvoiceSeries
from payments.ledger.general_ledger import GeneralLedger
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.pay_run_lines import PayRunLines
from payments.pay_runs.payout import Payout
from payments.payees.payee import Payee
from payments.rail_statements.rail_fee import RailFee
from payments.rail_statements.rail_statement import RailStatement
from payments.rail_statements.reconciliation_break import ReconciliationBreak
from payments.statements.statement_account import StatementAccount
from payments.statements.statement_week import StatementWeek

AGGREGATE_TYPES = (
    BillingDetails,
    BookingRefund,
    BrandAccount,
    Dac7Filing,
    Earning,
    GeneralLedger,
    InvoiceRun,
    InvoiceSeries,
    PayRun,
    PayRunLines,
    Payee,
    Payout,
    RailFee,
    RailStatement,
    ReconciliationBreak,
    StatementAccount,
    StatementWeek,
)
"""The aggregates, in the order in which docs/events.md lists them."""
