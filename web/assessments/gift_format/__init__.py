"""
Tests as files in GIFT, the text format in which Moodle keeps questions.

All question types of Moodle's format are read, and the ordering questions of its plug-in. Our texts
are plain text: `[html]` loses its tags, and the reader's notes say so. What GIFT has no syntax for
stands in a comment above the question, which Moodle ignores:

    // [id:6f1f53a0-0000-4000-8000-000000000001]
    // comptoir: {"points": "2", "guide": "Names both fuses.", "longest": 500}
    ::Fuses::[plain]Which fuses does it need?{}

The fields of such a line are those of `Metadata`. Nothing of a file is imported when there is any
error in it.
"""
