"""配布: what a prefecture hands down to its municipalities, and what each of them does with it."""
