"""
The kinds of questions, each with its key: what is to be done, and what each answer is worth.

Each kind says which answers it takes, what makes no sense in it, and the share of the points that
an answer earns. A key never reaches a browser before the attempt has ended.
"""
