import msgspec
import pytest

from domain.terms import MODELS, Terms, disclosure_of
from tests.support.people import PAID, VOLUNTARY

BOTH = pytest.mark.parametrize("terms", [PAID, VOLUNTARY], ids=["paid", "voluntary"])

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


@pytest.mark.parametrize(
    ("terms", "language", "sentence"),
    [
        (VOLUNTARY, "en", VOLUNTARILY),
        (VOLUNTARY, "fr", BENEVOLEMENT),
        (PAID, "en", FOR_MONEY),
        (PAID, "fr", CONTRE_PAIEMENT),
    ],
)
def test_the_disclosure_says_who_answers_and_what_they_get(terms, language, sentence):
    assert disclosure_of(terms, language) == sentence


@BOTH
def test_another_language_gets_the_english_disclosure(terms):
    assert disclosure_of(terms, "de") == disclosure_of(terms, "en")


def test_disclosures_do_not_confuse_paid_and_voluntary():
    for language in ("fr", "en"):
        assert "payé" not in disclosure_of(VOLUNTARY, language)
        assert "paid" not in disclosure_of(VOLUNTARY, language)
        assert "volunt" not in disclosure_of(PAID, language)
        assert "bénévole" not in disclosure_of(PAID, language)


def test_each_model_has_its_name():
    assert (VOLUNTARY.model, PAID.model) == MODELS == ("voluntary", "paid")


@BOTH
def test_stored_terms_decode_to_themselves(terms):
    stored = msgspec.json.encode(terms)

    assert msgspec.json.decode(stored, type=Terms) == terms
    assert msgspec.json.decode(stored)["model"] == terms.model
