"""The aggregates of payments: a reader of the log imports this, so that their events are known."""

from payments.earnings.earning import Earning
from payments.invoices.billing_details import BillingDetails
from payments.invoices.invoice_series import InvoiceSeries
from payments.ledger.general_ledger import GeneralLedger
from payments.payees.payee import Payee

AGGREGATE_TYPES = (Earning, Payee, BillingDetails, InvoiceSeries, GeneralLedger)
"""The aggregates, in the order in which docs/events.md lists them."""
