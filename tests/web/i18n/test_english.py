"""The English that users read: no word that the glossary has replaced."""

import re

import pytest

from tests.web.i18n.sentences import (
    command_line_texts,
    forms_of,
    refusals,
    without_placeholders,
)
from web.i18n import catalogue

BANNED = {
    "name the actor or use you": (
        r"\b(some|any|every|no)body\b",
        r"\bsomeone\b",
        r"\bwhoever\b",
        r"\bwhom\b",
        r"\bone may\b",
        r"\bone likes\b",
    ),
    "e-mail, inbox": (
        r"(?<!lowercase )(?<!capital )\bletters?\b",
        r"\bmailbox\b",
        r"\bunwanted mail\b",
    ),
    "correct answers": (
        r"\bthe key (already|below|as)\b",
        r"\bthe new key\b(?! for another)",
        r"\bput right\b",
        r"\bsay which is right\b",
    ),
    "rebuild, select": (r"\bdraw(s|n)?\b", r"\bdrew\b"),
    "accept, reject, withdraw, grant": (
        r"\bwelcomed\b",
        r"\bturn(ed|s)? down\b",
        r"\btak(e|en) back\b",
        r"\bupheld\b",
        r"\bthought better\b",
    ),
    "start, submit, expire": (
        r"\bbegun?\b",
        r"\bbegin\b",
        r"\bhand(ed)? in\b",
        r"\blapsed?\b",
    ),
    "go online, conversation slot": (r"\btake a seat\b", r"\bat (a|your|their) desk\b"),
    "routing policy, price": (r"\bcascade\b", r"\bprice card\b", r"\bpurse\b"),
    "grade": (r"\bmark(ed|ing|er|ers)\b", r"\bmarking guide\b"),
    "handling time, working time": (r"\bhandled time\b", r"\bwork time\b"),
    "no metaphors": (
        r"\bstands? (here|there)\b",
        r"\bmakes no sense\b",
        r"\bmanieth\b",
        r"\bno machine\b",
        r"\bin short\b",
        r"\blook it over\b",
        r"\bwith us\b",
        r"\btold\b",
        r"\b(is|are) so\b",
        r"\bpart first\b",
    ),
    "say what is wrong and what to do": (
        r"\bdo not go together\b",
        r"\bnot yours to\b",
        r"\bnot that way\b",
        r"\bnothing here\b(?! yet)",
        r"\btoo big\b",
        r"\bbroke\b",
        r"\bfewer than no\b",
        r"\bthat was often\b",
        r"\bhad all the attempts\b",
        r"\bis no (number|time|percentage|currency|picture|proof)\b",
        r"\bis nothing or more\b",
        r"\bmore than nothing\b",
        r"\bgoes from\b",
        r"\bis written like\b",
        r"\bsuch (brand|member|subject|test|question|attempt|call|cost|suspension)\b",
    ),
}
"""What to write instead, and the words that it replaces."""
SENTENCES = sorted(
    {(english, english) for english, _ in forms_of(catalogue.committed())}
    | set(refusals())
    | set(command_line_texts())
)


@pytest.mark.parametrize("instead", BANNED)
def test_no_sentence_uses_a_replaced_word(instead):
    banned = re.compile("|".join(BANNED[instead]), re.IGNORECASE)
    found = [
        (where, match[0])
        for where, sentence in SENTENCES
        if (match := banned.search(without_placeholders(sentence)))
    ]

    assert found == []


def test_sentences_outside_the_catalogue_are_found_with_their_values():
    sentences = {sentence for _, sentence in SENTENCES}

    assert "A subject called %(slug)s already exists." in sentences
    assert "There is no brand called {}." in sentences
    assert "Extra time cannot be negative." in sentences
    assert "A price cannot be negative." in sentences
    assert "Invited: {}. E-mails queued: {}." in sentences
    assert "Its currency, such as EUR." in sentences


def test_english_has_straight_apostrophes_and_plain_spaces():
    typographic = re.compile(
        "[\N{RIGHT SINGLE QUOTATION MARK}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
    )

    assert [where for where, sentence in SENTENCES if typographic.search(sentence)] == []


def test_a_refusal_is_a_sentence():
    """Reasons that follow "line 3: " in a list of errors are none: they begin in lower case."""
    finished = re.compile(r"[.}]$|: %\(\w+\)s$")
    unfinished = [
        text for _, text in refusals() if text[:1].isupper() and not finished.search(text)
    ]

    assert unfinished == []
