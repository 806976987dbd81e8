"""A marketplace to load the demonstration into; its private texts stay in memory."""

from dataclasses import dataclass
from uuid import UUID

from web.composition import compose
from web.demo import load
from web.marketplace import Marketplace


@dataclass(frozen=True)
class DemoMarket:
    market: Marketplace
    texts: dict[UUID, str]

    @classmethod
    def at(cls, database_url):
        texts = {}
        market = compose(database_url, lambda ids: {id: texts[id] for id in ids if id in texts})
        return cls(market, texts)

    def load(self, **options):
        return load(self.market, self.keep, **options)

    def keep(self, texts):
        self.texts.update({text.id: text.text for text in texts})

    @property
    def log(self):
        return self.market.log

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.market.read_model_store.close()
        self.market.ledger.close()
        self.log.close()
