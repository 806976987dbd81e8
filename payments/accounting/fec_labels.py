"""The journals of the FEC, and how its entries are called: in French, as the law wants them."""

from collections.abc import Iterable, Mapping
from enum import Enum

from payments.accounting.french_chart import FrenchAccount
from payments.ledger.entries import LedgerEntry


class Journal(Enum):
    """Where an entry is written; its value is code and name."""

    OPENING = ("AN", "À nouveaux")
    BANK = ("BQ", "Banque")
    SALES = ("VT", "Ventes")
    OTHER = ("OD", "Opérations diverses")

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def label(self) -> str:
        return self.value[1]


LABELS: Mapping[str, str] = {
    "Booking.FundingReceived": "Versement de la marque",
    "Booking.InvoiceReduced": "Facture réduite",
    "Booking.Refunded": "Remboursement dû à la marque",
    "BookingRefund.Paid": "Remboursement versé à la marque",
    "BookingRefund.PaymentReversed": "Remboursement annulé",
    "BrandAccount.PaymentReceived": "Règlement de la marque",
    "BrandAccount.PaymentReversed": "Règlement annulé",
    "BudgetReservation.Released": "Réserve libérée",
    "BudgetReservation.Reserved": "Réserve pour une conversation",
    "BudgetReservation.Returned": "Prix rendu au budget",
    "BudgetReservation.Spent": "Réserve dépensée",
    "BudgetReservation.SpentAgain": "Prix repris au budget",
    "Conversation.Closed": "Conversation close",
    "Earning.AppealGranted": "Recours accepté",
    "Earning.ContestAccepted": "Contestation acceptée",
    "Earning.Refused": "Conversation non rémunérée",
    "Earning.Released": "Gain payable",
    "Payout.FoundNotPaid": "Paiement non effectué",
    "Payout.FoundPaid": "Paiement à l'expert",
    "Payout.FurtherPaymentFound": "Paiement en double à l'expert",
    "Payout.Initiated": "Paiement lancé",
    "Payout.Paid": "Paiement à l'expert",
    "Payout.PaidAfterRefusal": "Paiement à l'expert après refus",
    "Payout.PaymentRecorded": "Paiement à l'expert",
    "Payout.RefusalRecorded": "Paiement refusé",
    "Payout.Refused": "Paiement refusé",
    "Payout.Retried": "Paiement relancé",
    "Payout.ReturnRecorded": "Paiement revenu",
    "Payout.Reversed": "Paiement revenu",
    "StatementAccount.Adjusted": "Ajustement du relevé",
    "StatementAccount.BonusEarned": "Prime selon la règle",
    "StatementAccount.StatementClosed": "Avance récupérée",
}
"""By the event's name; other events have their name as label."""


def journal_of(accounts: Iterable[FrenchAccount]) -> Journal:
    """The bank's, if money came or went; else sales, if the commission changed."""
    classes = {account.number[:2] for account in accounts}
    if "51" in classes:
        return Journal.BANK
    return Journal.SALES if "70" in classes else Journal.OTHER


def entry_label(entry: LedgerEntry) -> str:
    """What happened, and with which conversation or booking."""
    name = entry.event_type.rpartition(".")[0]
    subject = entry.conversation_id or entry.booking_id
    return " ".join([LABELS.get(name, name), *([str(subject)] if subject else [])])
