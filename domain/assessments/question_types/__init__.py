"""
Question types, each with its answer key: what is asked for, and what each answer earns.

Each type has the same members:

* answer_type     the class of its answers
* keys            the keys of its choices, items or pairs, in the order of the author
* answer_limit    the maximum number of choices, or of characters; None: no limit
* errors          a refusal for each error of the author
* percent_of      the percentage of the points that an answer earns, 0 to 100; None when a person
                  has to grade it, or its text was erased

The types and their grading follow Moodle. A key never reaches a browser before the attempt has
ended.
"""
