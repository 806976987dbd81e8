import pytest

from tests.support.reactions import WatchedReactor
from tests.web.assessments.taking.exam_fixture import ED, INES, exam_of, send
from tests.web.shop import open_shop, settings_at
from web.assessments.taking.reactors import ResultEmails
from web.private_store.accounts import account_of


@pytest.fixture(scope="package")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("exam"))) as shop:
        shop.app.config["WTF_CSRF_ENABLED"] = False
        yield shop


@pytest.fixture
def exam(shop, sqlite_url):
    with exam_of(shop, sqlite_url) as exam:
        yield exam


@pytest.fixture
def ed(exam, signed_in):  # noqa: ARG001 - the test must be in the log before they ask
    return signed_in(ED)


@pytest.fixture
def ines(exam, signed_in):  # noqa: ARG001 - the test must be in the log before they ask
    return signed_in(INES)


@pytest.fixture
def take(exam, ed):
    """Take the test with these answers and submit it; returns the attempt's id."""

    def take(answers, rules=None):
        attempt_id = exam.starts(rules=rules)
        right = exam.all_right(attempt_id)
        for question in answers:
            values = answers[question] if isinstance(answers, dict) else right[question]
            assert send(ed, attempt_id, question, values).status_code == 200
        ed.post(f"/attempts/{attempt_id}/submit")
        exam.catch_up()
        return attempt_id

    return take


@pytest.fixture
def emails(exam, shop):
    """The reactor that writes the e-mails about attempts."""
    reactor = ResultEmails(exam.market, shop.store, shop.settings).reactor
    return WatchedReactor(reactor, exam.market, shop.store)


@pytest.fixture
def change_ed(shop):
    """Change the candidate's account until the test ends."""

    def change(**values):
        with shop.store.sessions() as session:
            account = account_of(session, ED)
            for name, value in values.items():
                setattr(account, name, value)
            session.commit()

    yield change
    change(language=None, active=True)
