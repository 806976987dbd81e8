"""The rules by which experts take and release the shifts of a booking."""

from msgspec import Struct


class ShiftRules(Struct, frozen=True):
    """How experts take and release the shifts of a booking, published with it."""

    notice_hours: int = 24
    """Until so many hours before its start, a shift is released without a reason."""
    newcomer_percent: int = 20
    """The share of seats held at first for experts who have no shift, rounded up."""
    newcomer_hours: int = 24
    """For so many hours after the booking was funded these seats are held."""

    def is_seat_for_newcomers(self, seat: int, seats: int) -> bool:
        """Whether it is among those held at first: the last ones, never the only one."""
        held = -(-seats * self.newcomer_percent // 100)
        return seats > 1 and seat > seats - held
