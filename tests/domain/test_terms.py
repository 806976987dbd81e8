import msgspec
import pytest

from domain.errors import Invalid
from domain.terms import MAX_HOURLY_WAGE, MODELS, Employed, Terms, disclosure_of, terms_errors
from tests.support.people import EMPLOYED, PAID, VOLUNTARY, euros

EVERY_MODEL = pytest.mark.parametrize(
    "terms", [PAID, VOLUNTARY, EMPLOYED], ids=["paid", "voluntary", "employed"]
)

# What visitors are told: the words of the community chats that we follow, and since a volunteer's
# thanks may be worth something, that gifts are possible.
VOLUNTARILY = (
    "A member of the community will answer you. They answer voluntarily, out of passion or"
    " interest for the brand, and may receive gifts."
)
BENEVOLEMENT = (
    "Un membre de la communauté va vous répondre. Il répond bénévolement, par passion ou par"
    " intérêt pour la marque, et peut recevoir des cadeaux."
)
FOR_MONEY = "An independent expert, paid by the brand for this conversation, will answer you."
CONTRE_PAIEMENT = (
    "Un expert indépendant, payé par la marque pour cette conversation, va vous répondre."
)
BY_STAFF = "An employee of the brand will answer you."
PAR_LE_PERSONNEL = "Un membre du personnel de la marque va vous répondre."


@pytest.mark.parametrize(
    ("terms", "language", "sentence"),
    [
        (VOLUNTARY, "en", VOLUNTARILY),
        (VOLUNTARY, "fr", BENEVOLEMENT),
        (PAID, "en", FOR_MONEY),
        (PAID, "fr", CONTRE_PAIEMENT),
        (EMPLOYED, "en", BY_STAFF),
        (EMPLOYED, "fr", PAR_LE_PERSONNEL),
    ],
)
def test_the_disclosure_says_who_answers_and_what_they_get(terms, language, sentence):
    assert disclosure_of(terms, language) == sentence


@EVERY_MODEL
def test_another_language_gets_the_english_disclosure(terms):
    assert disclosure_of(terms, "de") == disclosure_of(terms, "en")


def test_disclosures_do_not_confuse_paid_and_voluntary():
    for language in ("fr", "en"):
        assert "payé" not in disclosure_of(VOLUNTARY, language)
        assert "paid" not in disclosure_of(VOLUNTARY, language)
        assert "volunt" not in disclosure_of(PAID, language)
        assert "bénévole" not in disclosure_of(PAID, language)


def test_each_model_has_its_name():
    models = (VOLUNTARY.model, PAID.model, EMPLOYED.model)

    assert models == MODELS == ("voluntary", "paid", "employed")


@EVERY_MODEL
def test_stored_terms_decode_to_themselves(terms):
    stored = msgspec.json.encode(terms)

    assert msgspec.json.decode(stored, type=Terms) == terms
    assert msgspec.json.decode(stored)["model"] == terms.model


@pytest.mark.parametrize("cents", [0, 2150, MAX_HOURLY_WAGE])
def test_a_wage_within_bounds_is_valid(cents):
    assert list(terms_errors(Employed(euros(cents)))) == []


@pytest.mark.parametrize("cents", [-1, MAX_HOURLY_WAGE + 1])
def test_a_wage_below_zero_or_far_too_high_is_refused(cents):
    [error] = terms_errors(Employed(euros(cents)))

    assert isinstance(error, Invalid)
    assert "Check the hourly wage" in str(error)
