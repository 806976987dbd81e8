"""The deliverers' side of the outbox: taking a letter, and saying what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, select, update

from domain.aggregate import now
from web.mail.message import LetterKind
from web.mail.outbox import Carried, LetterState, letter_of, letters
from web.mail.subscriptions import unsubscribed

HANDED_OUT_AT_ONCE = 50


class Handling:
    """What one deliverer, in one round, does with letters; see the picture in `outbox.py`."""

    def __init__(self, engine: Engine, post: str) -> None:
        self._engine = engine
        self._post = post

    def due(self, at: datetime) -> Sequence[int]:
        """Letters to be sent by now, those that wait longest first; without the unwanted ones."""
        if not self._waiting(at):
            return []  # asked every second, so nothing is written for nothing
        self._set_aside_unwanted(at)
        return self._waiting(at)

    def _waiting(self, at: datetime) -> Sequence[int]:
        waits = (letters.c.state == LetterState.WAITING) & (letters.c.due_at <= at)
        query = select(letters.c.number).where(waits).limit(HANDED_OUT_AT_ONCE)
        with self._engine.connect() as db:
            return db.scalars(query.order_by(letters.c.due_at, letters.c.number)).all()

    def _set_aside_unwanted(self, at: datetime) -> None:
        """Who has said no since a letter was written does not get it."""
        unwanted = (letters.c.state == LetterState.WAITING) & _said_no()
        self._change(unwanted, {"state": LetterState.UNWANTED, "changed_at": at})

    def claim(self, number: int, carrier: int, at: datetime) -> Carried | None:
        """Take a letter into one's hands, for all to see, or find that somebody else has it."""
        mine = (letters.c.number == number) & (letters.c.state == LetterState.WAITING) & ~_said_no()
        change = {
            "state": LetterState.SENDING,
            "changed_at": at,
            "carrier": carrier,
            "post": self._post,
            "tries": letters.c.tries + 1,
        }
        statement = update(letters).where(mine).values(change).returning(*letters.c)
        with self._engine.begin() as db:
            row = db.execute(statement).first()
        return Carried(row.number, letter_of(row), row.created_at, row.tries) if row else None

    def settle(
        self, number: int, carrier: int, becomes: LetterState, error: str | None = None, **more: Any
    ) -> None:
        """
        Say what became of a letter in one's hands.

        Also when somebody took us for dead meanwhile: what we saw is what happened.
        """
        states = (LetterState.SENDING, LetterState.UNKNOWN)
        mine = (letters.c.number == number) & (letters.c.carrier == carrier)
        change = {"state": becomes, "changed_at": now(), "error": error, **more}
        self._change(mine & letters.c.state.in_(states), change)

    def in_hands(self) -> dict[int, int]:
        """The letters that are being sent, and who has them."""
        query = select(letters.c.number, letters.c.carrier)
        with self._engine.connect() as db:
            rows = db.execute(query.where(letters.c.state == LetterState.SENDING))
            return {row.number: row.carrier for row in rows}

    def give_up(self, number: int, carrier: int) -> None:
        """Whoever had this letter is dead, and nobody knows how far they got."""
        theirs = (letters.c.number == number) & (letters.c.carrier == carrier)
        change = {"state": LetterState.UNKNOWN, "changed_at": now(), "error": "the sender died"}
        self._change(theirs & (letters.c.state == LetterState.SENDING), change)

    def unknown(self) -> Sequence[Any]:
        """Letters that this kind of post may have taken."""
        ours = (letters.c.state == LetterState.UNKNOWN) & (letters.c.post == self._post)
        with self._engine.connect() as db:
            return db.execute(select(letters.c.number, letters.c.key).where(ours)).all()

    def find_out(self, number: int, *, arrived: bool) -> None:
        """The post was asked whether it has a letter that may have been sent."""
        becomes = LetterState.SENT if arrived else LetterState.WAITING
        lost = (letters.c.number == number) & (letters.c.state == LetterState.UNKNOWN)
        self._change(lost, {"state": becomes, "changed_at": now(), "error": None})

    def _change(self, chosen: ColumnElement[bool], change: dict[str, Any]) -> None:
        with self._engine.begin() as db:
            db.execute(update(letters).where(chosen).values(change))


def _said_no() -> ColumnElement[bool]:
    their = (unsubscribed.c.account_id == letters.c.account_id) & (
        unsubscribed.c.kind == letters.c.kind
    )
    no: ColumnElement[bool] = select(unsubscribed.c.kind).where(their).correlate(letters).exists()
    return and_(letters.c.kind != LetterKind.ACCOUNT, no)
