import pytest
from flask import Blueprint, url_for
from marshmallow import ValidationError
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError, TimeoutError

from domain.assessments.assessment import Assessment
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.log.event_log import LOG_FAILURE
from projections.engine.read_model_store import NotOfThisLog
from tests.web.members.pool_fixture import scenario_of
from tests.web.shop import open_shop, session_of, settings_at
from web.api.tokens import ApiToken
from web.http.request_context import current_brand
from web.private_store.rate_limits import rate_limits
from web.private_store.store import open_private_store

bp = Blueprint("tried", __name__, url_prefix="/tried")
RAISED = {
    "not-allowed": NotAllowed("Another respondent has already taken this conversation."),
    "not-found": NotFound("This cost does not exist."),
    "not-now": NotNow("This conversation has ended."),
    "invalid": Invalid("The amount must be greater than zero."),
    "silent": NotNow(),
    "absent": NotFound(Assessment.ABSENT),
    "points": NotNow("You do not have enough points. Points missing: %(missing)s.", missing=1500),
    "other-log": NotOfThisLog("%(projection)s was built from another log.", projection="calls"),
    "mistakes": ValidationError({"price": ["Not a valid number."]}),
    "bug": RuntimeError("the secret inside"),
    "log": LOG_FAILURE("the secret inside"),
    "store": OperationalError("SELECT the secret inside", {}, Exception("it is away")),
    "pool": TimeoutError("all connections are in use"),
    "table": OperationalError("SELECT 1", {}, Exception("no such table: the secret inside")),
}


@bp.route("/raise/<what>", methods=["GET", "POST"])
def refuse(what):
    raise RAISED[what]


@bp.route("/forms", methods=["POST"])
def take_form():
    return "taken"


@bp.get("/brands/<brand_slug>")
def show_brand():
    return current_brand().name


@bp.get("/brands/<brand_slug>/links")
def show_links():
    return {"own": url_for(".show_brand"), "other": url_for(".show_brand", brand_slug="road")}


@pytest.fixture
def settings(tmp_path, database_url):
    return settings_at(tmp_path, database_url)


@pytest.fixture
def store(settings):
    store = open_private_store(settings)
    yield store
    store.close()


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("shop"))) as shop:
        shop.app.register_blueprint(bp)
        yield shop


@pytest.fixture
def app(shop):
    with shop.store.engine.begin() as db:
        db.execute(delete(rate_limits))
        db.execute(delete(ApiToken))
    return shop.app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def signed_in(app, shop):
    """A client of a signed-in account; signing in itself is tested elsewhere."""

    def client_of(email):
        client = app.test_client()
        with client.session_transaction() as session:
            session.update(session_of(shop.store, email))
        return client

    return client_of


@pytest.fixture
def scenario(app, shop, sqlite_url):
    """Behind the application: two brands, a test, and members who may join a call."""
    with scenario_of(app, shop.store, sqlite_url) as scenario:
        yield scenario
