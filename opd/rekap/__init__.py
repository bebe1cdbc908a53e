"""Roll-ups: every number of the programme, computed once, from facts, per date (`until`) and knowledge (`known_at`).

One GROUP BY per fact, joined by key in Python; pages, exports and tests read the same frozen rows.
"""
