"""What is said of a line of a GIFT file, in the reader's language."""

import re
from collections.abc import Callable, Sequence

from web.assessments.authoring.labels import objection
from web.i18n.language import gettext

SENTENCES: tuple[Callable[[], str], ...] = (
    lambda: gettext(
        "A guide and a longest are for answers in one's own words: leave them out, or leave the"
        " braces empty."
    ),
    lambda: gettext(
        "Say how a person marks what is written, in a line above the question: // comptoir:"
        ' {"guide": "Names both fuses."}. Or write the answers in the braces.'
    ),
    lambda: gettext(
        "This order is marked by neighbours that follow each other, not as the file says."
    ),
    lambda: gettext("All things to order are shown, not some of them as the file says."),
    lambda: gettext("Begin each pair with =, like =Fuse -> Protects the cable."),
    lambda: gettext("Put -> between a thing and what belongs to it."),
    lambda: gettext("This line is not UTF-8; save the file as UTF-8."),
    lambda: gettext("Begin each answer with = when it is right, else with ~."),
    lambda: gettext("Write TRUE or FALSE in capitals, or =true for a word to give."),
    lambda: gettext("HTML became plain text: its tags are gone."),
    lambda: gettext("Markdown stays as it was typed."),
    lambda: gettext(
        "This asks nothing: write its answers in braces, {} for an answer in one's own words, or"
        " // before each line of a remark."
    ),
    lambda: gettext(
        "This } closes nothing: write \\} in a text, and leave no blank line within braces."
    ),
    lambda: gettext(
        "This { is never closed: write } before the next blank line, or \\{ in a text."
    ),
    lambda: gettext(
        "A question has one pair of braces: leave a blank line between two questions, and write"
        " \\{ and \\} in a text."
    ),
    lambda: gettext("Close the title with a second ::, like ::Fuses::."),
    lambda: gettext("There is no question in this file: write one, and its answers in braces."),
    lambda: gettext(
        "Name the topic before its questions, in a line of its own: $CATEGORY: Batteries."
    ),
    lambda: gettext("Tags are left out: there is no place for them."),
    lambda: gettext(
        "Put this line directly above its question, without a blank line between them."
    ),
    lambda: gettext("Say all of it in one line of // comptoir: above the question."),
    lambda: gettext("Points are a number, such as 2 or 0.5."),
    lambda: gettext("Leave a blank line after $CATEGORY: and its name."),
    lambda: gettext("Write the name of the topic after $CATEGORY:."),
    lambda: gettext("The feedback to any other number is left out: there is no place for it."),
)
"""What `web/gift` says: here, because a catalogue finds it here."""

PATTERNS: Sequence[tuple[str, Callable[[str], str]]] = (
    (
        r"The question on line (\d+) has the same id: give one another\.",
        lambda line: gettext(
            "The question on line %(line)s has the same id: give one another.", line=line
        ),
    ),
    (
        r"(.+) is no number; write it with a point, like 3\.5\.",
        lambda text: gettext("%(text)s is no number; write it with a point, like 3.5.", text=text),
    ),
    (
        r"(.+) is no percentage; write it like %50% or %-33\.33333%\.",
        lambda text: gettext(
            "%(text)s is no percentage; write it like %%50%% or %%-33.33333%%.", text=text
        ),
    ),
    (
        r"(.+) goes down; write the smaller number first\.",
        lambda text: gettext("%(text)s goes down; write the smaller number first.", text=text),
    ),
    (
        r"Here are (\d+) characters without a blank line, over \d+; make it shorter\.",
        lambda n: gettext("Here are %(n)s characters without a blank line: make it shorter.", n=n),
    ),
    (
        r"This is not how it is written \((.+)\): // comptoir: .*",
        lambda error: gettext(
            'This is not how it is written (%(error)s): // comptoir: {"points": "2"}', error=error
        ),
    ),
)
"""Sentences that name something of the file."""


def said_of_line(sentence: str) -> str:
    for pattern, say in PATTERNS:
        if found := re.fullmatch(pattern, sentence, re.DOTALL):
            return say(found[1])
    return objection(sentence)
