"""
References of payments as banks and people write them: they stay in the log for ever.

So none has a name, an account number or an e-mail address: of a bank's line such words are left
out, and in a form they are refused.
"""

import re
from collections.abc import Iterator

from marshmallow import ValidationError
from stdnum import iban as iban_numbers

from web.i18n.language import gettext

MAX_REFERENCE = 60
REFERENCE = re.compile(rf"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 ./:_+-]{{0,{MAX_REFERENCE - 1}}}")
"""With a digit, and without what only names have."""
IBAN_BEGINS = re.compile(r"(?=[A-Z]{2}[0-9]{2})")
SHORTEST_IBAN, LONGEST_IBAN = 15, 34


def parse_bank_reference(text: str, sentence: str) -> str:
    """
    A reference as people type it.

    sentence: what is wrong, in the reader's language, with what is none. Raises ValidationError.
    """
    words = text.split()
    if len(public_words(text)) < len(words):
        raise ValidationError(
            gettext(
                "Leave out account numbers (IBAN) and e-mail addresses: the reference is kept for"
                " ever."
            )
        )
    if not REFERENCE.fullmatch(" ".join(words)):
        raise ValidationError(sentence)
    return " ".join(words)


def statement_sentence() -> str:
    """What is wrong with what is not on a bank statement."""
    return gettext(
        "Enter the reference as on the bank statement: up to %(n)s characters without accents, at "
        "least one of them a digit.",
        n=MAX_REFERENCE,
    )


def public_words(text: str) -> list[str]:
    """The words of a reference that are no e-mail address, and no part of an account number."""
    words = text.split()
    private = set(_words_of_ibans(words))
    return [word for number, word in enumerate(words) if number not in private and "@" not in word]


def _words_of_ibans(words: list[str]) -> Iterator[int]:
    """Their numbers. Banks write an IBAN in one word, in groups, or with others in one word."""
    signs = [
        (sign, number)
        for number, word in enumerate(words)
        for sign in word.upper()
        if sign.isascii() and sign.isalnum()
    ]
    written = "".join(sign for sign, _ in signs)
    for match in IBAN_BEGINS.finditer(written):
        first = match.start()
        for end in range(first + SHORTEST_IBAN, min(first + LONGEST_IBAN, len(written)) + 1):
            if iban_numbers.is_valid(written[first:end], check_country=False):
                yield from (number for _, number in signs[first:end])
