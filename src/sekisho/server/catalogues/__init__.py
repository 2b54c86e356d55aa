"""The clauses in force and their standing."""
