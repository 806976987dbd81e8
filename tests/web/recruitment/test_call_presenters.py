from domain.terms import Voluntary
from web.recruitment.call_presenters import terms_view


def test_terms_of_volunteers_are_in_points():
    terms = terms_view(Voluntary(10), "en")

    assert terms.lines == (("Points per conversation", "10"),)
    assert terms.example == "Example: 10 conversations earn 100 points."
