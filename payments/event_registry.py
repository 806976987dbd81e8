"""The aggregates of payments: a reader of the log imports this, so that their events are known."""

from payments.ledger.general_ledger import GeneralLedger

AGGREGATE_TYPES = (GeneralLedger,)
"""The aggregates, in the order in which docs/events.md lists them."""
