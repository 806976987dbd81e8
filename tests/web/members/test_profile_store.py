"""What only the platform knows of members."""

from uuid import UUID

from web.members.profile_store import BATCH, names_of
from web.private_store.accounts import account_of


def test_the_names_of_very_many_accounts_are_read_in_batches(app, shop, statements):
    with shop.store.sessions() as session:
        known = account_of(session, "ed@expert.example").id
    ids = [UUID(int=number) for number in range(2 * BATCH)] + [known]
    statements.taken_out()

    with app.app_context():
        names = names_of(ids)

    assert list(names) == [known]
    assert len(statements.taken_out()) == 3
