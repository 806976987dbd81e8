"""Names of brands and experts for files that accountants read."""

from uuid import UUID

from sqlalchemy import select

from projections.brands.brands import all_brands
from web.marketplace import Marketplace
from web.private_store.accounts import Account
from web.private_store.store import PrivateStore


class NamesForFiles:
    """Read once, when they are first asked for."""

    def __init__(self, marketplace: Marketplace, store: PrivateStore) -> None:
        self._marketplace = marketplace
        self._store = store
        self._names: dict[UUID, str] = {}

    def of(self, id: UUID) -> str | None:
        """The name of a brand or of an expert's account; None: it has none."""
        if not self._names:
            self._names = self._brands() | self._accounts()
        return self._names.get(id)

    def _brands(self) -> dict[UUID, str]:
        read_models = self._marketplace.read_models
        with read_models.read(read_models.brands) as db:
            return {brand.brand_id: brand.name for brand in all_brands(db)}

    def _accounts(self) -> dict[UUID, str]:
        with self._store.engine.connect() as db:
            query = select(Account.id, Account.name)
            return {row.id: row.name for row in db.execute(query) if row.name}
