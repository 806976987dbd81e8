"""
Tests as files in GIFT, the text format in which Moodle keeps questions.

All kinds of Moodle's format are read, and the ordering questions of its plug-in. Our texts are
plain text: `[html]` loses its tags, and the reader's notes say so. What the format has no word for
stands in a comment above the question, which Moodle leaves alone:

    // [id:6f1f53a0-0000-4000-8000-000000000001]
    // comptoir: {"points": "2", "guide": "Names both fuses.", "longest": 500}
    ::Fuses::[plain]Which fuses does it need?{}

The words of such a line are the fields of `Carried` in remarks.py. Nothing of a file is taken when
there is any mistake in it.
"""
