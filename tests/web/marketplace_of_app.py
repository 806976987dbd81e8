"""A marketplace behind an application, for as long as a test asks for its pages."""

from contextlib import contextmanager

from web.composition import compose, no_texts


@contextmanager
def marketplace_in(app, database_url, read_texts=no_texts, *, is_projected=True):
    """
    Put it there. A request that waits for a read model updates it: no worker runs meanwhile.

    is_projected: otherwise waiting requests wait in vain.
    """

    def pause(_seconds):
        if is_projected:
            market.projector.catch_up()

    clock = app.extensions["comptoir.private_store"].clock
    market = compose(database_url, read_texts, pause, clock)
    app.extensions["comptoir.marketplace"] = market
    with market.log:
        yield market
        market.read_model_store.close()
        market.ledger.close()
    app.extensions["comptoir.marketplace"] = None
