"""The pages about taking tests, for app.py."""

from web.member import attempts, attempts_answers, attempts_mine, attempts_start, result

PAGES = (
    attempts_mine.pages,
    attempts_start.pages,
    attempts.pages,
    attempts_answers.pages,
    result.pages,
)
