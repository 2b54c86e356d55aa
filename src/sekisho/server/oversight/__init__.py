"""委託先の監督: who works for a contractor, where, with which media, and whether its measures are checked."""
