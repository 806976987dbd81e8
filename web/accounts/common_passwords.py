"""
Passwords that are among the first that others try (NIST SP 800-63B, blocklist).

The lists are those of zxcvbn: leaked passwords, names and common words. Its estimate of strength
is not used: some passwords take it seconds.
"""

from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

from web.private_store.accounts import normal_email

SERVICE = "comptoir"
LONGEST_ENDING = 4
"""Many people make a word a password by adding a year or "1!"."""


def is_common(password: str, email: str) -> bool:
    """Whether a password is a common one, the service's name, or part of the person's address."""
    spellings = _spellings(normal_email(password))
    return not (spellings.isdisjoint(_common()) and spellings.isdisjoint(_parts_of(email)))


def _spellings(password: str) -> set[str]:
    """The password itself, and without its last few characters where those are no letters."""
    lengths = [len(password) - n for n in range(1, LONGEST_ENDING + 1)]
    shorter = {
        password[:length]
        for length in lengths
        if _is_partly_alphabetic(password[:length]) and not _is_partly_alphabetic(password[length:])
    }
    return {password, *shorter}


def _is_partly_alphabetic(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _parts_of(email: str) -> set[str]:
    name, _, domain = normal_email(email).partition("@")
    return {SERVICE, f"{name}@{domain}", name, domain, *domain.split(".")}


@cache
def _common() -> frozenset[str]:
    return frozenset(word.casefold() for words in FREQUENCY_LISTS.values() for word in words)
