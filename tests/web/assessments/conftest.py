"""A brand with a test of its own, and its manager Inès signed in."""

import pytest

from tests.web.assessments.authoring_fixture import school_of


@pytest.fixture
def school(app, sqlite_url):
    app.config["WTF_CSRF_ENABLED"] = False
    with school_of(app, sqlite_url) as school:
        yield school
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def ines(school, signed_in):  # noqa: ARG001 - the test must be in the log before she asks
    return signed_in("ines@nest.example")
