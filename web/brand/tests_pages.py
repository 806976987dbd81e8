"""All pages of a brand's tests."""

from web.brand import (
    test_editions,
    test_files,
    test_preview,
    test_publishing,
    test_questions,
    test_rescoring,
    tests,
)

PAGES = (
    tests.pages,
    test_questions.pages,
    test_publishing.pages,
    test_preview.pages,
    test_files.pages,
    test_editions.pages,
    test_rescoring.pages,
)
