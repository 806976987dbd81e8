"""
Question types, each with its answer key: what is asked for, and what each answer earns.

Each type has the class of its answers (`answer_type`), the keys and the limit of an answer, the
errors an author can make, and `percent_of`: the share of the points that an answer earns. The
types and their grading follow Moodle. A key never reaches a browser before the attempt has ended.
"""
