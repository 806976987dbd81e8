"""The names of people."""

from uuid import UUID

from sqlalchemy import event

from web.http.account_names import BATCH, account_names, names_of, person_name
from web.private_store.accounts import account_of


def test_the_names_of_very_many_accounts_are_read_in_batches(app, shop):
    with shop.store.sessions() as session:
        known = account_of(session, "ed@expert.example").id
    ids = [UUID(int=number) for number in range(2 * BATCH)] + [known]
    asked = []
    event.listen(shop.store.engine, "before_cursor_execute", lambda *_: asked.append(1))

    with app.app_context():
        names = names_of(iter(ids))

    assert list(names) == [known]
    assert len(asked) == 3


def test_a_person_without_an_account_is_named_as_such(app, shop):
    with shop.store.sessions() as session:
        known = account_of(session, "ed@expert.example")

    with app.test_request_context():
        names = account_names([known.id, UUID(int=1)])

        assert person_name(known.id, names) == known.name
        erased = person_name(UUID(int=1), names), person_name(None, names)
        assert erased == ("a person whose account was erased",) * 2
