"""Commits of one request share a correlation id, which no other request has."""

import pytest
from flask import Blueprint, abort

from domain.log.commit_metadata import metadata_for
from tests.web.shop import open_shop, settings_at

bp = Blueprint("correlated", __name__, url_prefix="/correlated")


@bp.get("/")
def show_correlations():
    return [str(metadata_for("test").correlation_id) for _ in range(2)]


@bp.get("/failing")
def fail():
    abort(500)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("shop"))) as shop:
        shop.app.register_blueprint(bp)
        yield shop


def test_commits_of_a_request_share_an_id_and_those_of_two_requests_do_not(signed_in):
    ines = signed_in("ines@nest.example")
    [first, second], [other, _] = (ines.get("/correlated/").json for _ in range(2))

    assert first == second != other


def test_after_a_request_that_fails_nothing_is_correlated_with_it(signed_in):
    signed_in("ines@nest.example").get("/correlated/failing")

    outside = metadata_for("test")
    assert outside.correlation_id == outside.commit_id
