"""
Commands on payees; every command returns the log's position after it.

One reservation for each detail that an expert has given: so one query says who lacks what.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from domain.log.commands import Commands
from domain.log.commit_metadata import command_of
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from payments.payees.payee import Payee, payee_id
from payments.payees.payee_details import MissingDetail

ALL = "all"
"""The holder of all given details: they are listed together."""


def missing_of(log: EventLog, expert_id: UUID) -> tuple[MissingDetail, ...]:
    """What is missing before an expert can be paid; everything for one who never gave anything."""
    return payee_of(log, expert_id).missing


def payee_of(log: EventLog, expert_id: UUID) -> Payee:
    """An expert as the receiver of pay; without a version for one who never gave anything."""
    return log.load_or_new(Payee, payee_id(expert_id))


def missing_by_expert(log: EventLog) -> Mapping[UUID, tuple[MissingDetail, ...]]:
    """What is missing, by expert, in one query; everything for experts who are not in it."""
    recorded: dict[str, list[str]] = defaultdict(list)
    for key in log.rows.keys_held_by("payee-detail", ALL):
        expert_id, _, detail = key.partition("/")
        recorded[expert_id].append(detail)
    missing = {UUID(id): _others(tuple(details)) for id, details in recorded.items()}
    return defaultdict(lambda: tuple(MissingDetail), missing)


@cache
def _others(details: tuple[str, ...]) -> tuple[MissingDetail, ...]:
    """Of few combinations for many experts."""
    return tuple(detail for detail in MissingDetail if detail.value not in details)


def detail_reservation(expert_id: UUID, detail: MissingDetail) -> Reservation:
    """An expert has given a detail."""
    return Reservation("payee-detail", f"{expert_id}/{detail.value}", ALL)


class PayeeCommands(Commands):
    def record_details(
        self,
        expert_id: UUID,
        country: str,
        missing: Sequence[MissingDetail],
        by: UUID,
        at: datetime,
    ) -> int:
        """Raises what Payee.record_details raises."""
        return self._change(
            expert_id, lambda payee: payee.record_details(expert_id, country, missing, by, at)
        )

    def erase_details(self, expert_id: UUID, at: datetime) -> int:
        """Record that an expert's details were deleted; nothing for one who never gave any."""
        return self._change(expert_id, lambda payee: payee.erase_details(expert_id, at))

    def grant_mandate(self, expert_id: UUID, mandate_version: str, by: UUID, at: datetime) -> int:
        """Raises what Payee.grant_mandate raises."""
        return self._change(
            expert_id, lambda payee: payee.grant_mandate(expert_id, mandate_version, by, at)
        )

    def withdraw_mandate(self, expert_id: UUID, by: UUID, at: datetime) -> int:
        """Raises what Payee.withdraw_mandate raises."""
        return self._change(expert_id, lambda payee: payee.withdraw_mandate(expert_id, by, at))

    def link_recipient(
        self, expert_id: UUID, stripe_account_id: str, by: UUID, at: datetime
    ) -> int:
        """Raises what Payee.link_recipient raises."""
        return self._change(
            expert_id, lambda payee: payee.link_recipient(expert_id, stripe_account_id, by, at)
        )

    def _change(self, expert_id: UUID, change: Callable[[Payee], None]) -> int:
        """Change a payee, and list what the expert has given."""

        def decide() -> Decision:
            payee = payee_of(self._log, expert_id)
            before = _reservations_of(expert_id, payee)
            change(payee)
            after = _reservations_of(expert_id, payee)
            return Decision([payee], reserve=sorted(after - before), release=sorted(before - after))

        return self._log.execute(decide, command=command_of(change))


def _reservations_of(expert_id: UUID, payee: Payee) -> set[Reservation]:
    details = set(MissingDetail) - set(payee.missing)
    return {detail_reservation(expert_id, detail) for detail in details}
