"""申請手続の中核: the states, the route by 専決規程, the document number, what a decision binds.

Beside it, the duty to report a leak: which triggers are met, and by which day (``reporting``).

Pure: nothing here reads a file, a clock or a database; the rule table comes in as text, days as parameters.
"""
