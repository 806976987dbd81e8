"""
A payee: an expert as the receiver of pay: what is missing, the mandate, the account at Stripe.

The mandate lets the platform make out invoices in the expert's name. Its text has versions: what
was given stays given when there is a newer one, which the expert may give instead (decision 0056).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotNow, translatable
from payments.payees.payee_details import MissingDetail

MANDATE_VERSION = "2026-11"
"""Of the text that experts are shown now; a page of any older version stays readable."""
DETAILS = (MissingDetail.IDENTITY, MissingDetail.BANK_ACCOUNT, MissingDetail.TAX_DETAILS)
"""What the private store holds; the mandate is in the log."""


def payee_id(expert_id: UUID) -> UUID:
    """The id of an expert as the receiver of pay."""
    return uuid5(expert_id, "payee")


class Payee(Aggregate):
    """An expert as the receiver of pay."""

    ABSENT = translatable("This expert has no payment details.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.country = ""
        self.mandate_version = ""
        self.mandate_granted_at: datetime | None = None
        self.stripe_account_id = ""
        self._missing_details: tuple[MissingDetail, ...] = DETAILS

    # Events, and what each changes.

    class DetailsRecorded(Event, frozen=True):
        """An expert's details were stored in the private store, complete or not."""

        expert_id: UUID
        country: str
        """Of residence: ISO 3166; '' as long as it is not known."""
        missing: tuple[MissingDetail, ...]
        """Of the details; the mandate has events of its own."""
        by: UUID

        def apply(self, payee: "Payee") -> None:
            payee.country, payee._missing_details = self.country, self.missing  # noqa: SLF001 - its own event

    class DetailsErased(Event, frozen=True):
        """An expert's details were deleted from the private store: their time was over."""

        expert_id: UUID

        def apply(self, payee: "Payee") -> None:
            payee.country, payee._missing_details = "", DETAILS  # noqa: SLF001 - its own event

    class MandateGranted(Event, frozen=True):
        """The expert let the platform make out invoices in the expert's name."""

        expert_id: UUID
        mandate_version: str
        """Of the text that was shown."""
        by: UUID

        def apply(self, payee: "Payee") -> None:
            payee.mandate_version, payee.mandate_granted_at = self.mandate_version, self.at

    class MandateWithdrawn(Event, frozen=True):
        """The expert took the mandate back; invoices that were made out stay valid."""

        expert_id: UUID
        mandate_version: str
        """Of the text that had been given."""
        by: UUID

        def apply(self, payee: "Payee") -> None:
            payee.mandate_version = ""

    class RecipientLinked(Event, frozen=True):
        """The expert got an account at Stripe that receives pay."""

        expert_id: UUID
        stripe_account_id: str
        by: UUID

        def apply(self, payee: "Payee") -> None:
            payee.stripe_account_id = self.stripe_account_id

    # Decisions: the rules, then the event.

    @property
    def has_mandate(self) -> bool:
        """Whether invoices can be made out now, by whichever text was given."""
        return bool(self.mandate_version)

    @property
    def has_older_mandate(self) -> bool:
        """Whether there is a newer text than the one that was given."""
        return self.mandate_version not in ("", MANDATE_VERSION)

    @property
    def missing(self) -> tuple[MissingDetail, ...]:
        """What is missing before the expert can be paid, in the order of the list."""
        no_mandate = () if self.has_mandate else (MissingDetail.MANDATE,)
        return (*self._missing_details, *no_mandate)

    def record_details(
        self,
        expert_id: UUID,
        country: str,
        missing: Sequence[MissingDetail],
        by: UUID,
        at: datetime,
    ) -> None:
        """
        Record that details were stored; missing: what is not among them, with or without MANDATE.

        Raises NotAllowed to others than the expert.
        """
        _must_be_own(expert_id, by)
        without = tuple(detail for detail in DETAILS if detail in missing)
        self.record(
            self.DetailsRecorded(
                at=at, expert_id=expert_id, country=country, missing=without, by=by
            )
        )

    def erase_details(self, expert_id: UUID, at: datetime) -> None:
        """Record that details are deleted; nothing where all of them are missing anyway."""
        if self.country or self._missing_details != DETAILS:
            self.record(self.DetailsErased(at=at, expert_id=expert_id))

    def grant_mandate(self, expert_id: UUID, mandate_version: str, by: UUID, at: datetime) -> None:
        """
        Give the mandate in the version that was shown; a second time changes nothing.

        Raises NotAllowed to others than the expert; NotNow for another version than the present.
        """
        _must_be_own(expert_id, by)
        if mandate_version != MANDATE_VERSION:
            raise NotNow("The text of the mandate has changed. Read it again, then give it.")
        if self.mandate_version != mandate_version:
            self.record(
                self.MandateGranted(
                    at=at, expert_id=expert_id, mandate_version=mandate_version, by=by
                )
            )

    def withdraw_mandate(self, expert_id: UUID, by: UUID, at: datetime) -> None:
        """Take it back; without one, nothing changes. Raises NotAllowed to others."""
        _must_be_own(expert_id, by)
        if self.has_mandate:
            version = self.mandate_version
            self.record(
                self.MandateWithdrawn(at=at, expert_id=expert_id, mandate_version=version, by=by)
            )

    def link_recipient(
        self, expert_id: UUID, stripe_account_id: str, by: UUID, at: datetime
    ) -> None:
        """
        Note the account at Stripe; the same again changes nothing.

        Raises NotAllowed to others than the expert; Invalid without an account.
        """
        _must_be_own(expert_id, by)
        if not stripe_account_id:
            raise Invalid("An account at Stripe has an id.")
        if self.stripe_account_id != stripe_account_id:
            self.record(
                self.RecipientLinked(
                    at=at, expert_id=expert_id, stripe_account_id=stripe_account_id, by=by
                )
            )


def _must_be_own(expert_id: UUID, by: UUID) -> None:
    if by != expert_id:
        raise NotAllowed("Only you can change your payment details.")
