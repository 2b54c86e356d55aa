"""What is agreed with a provider or contractor: requirements, who does what, contract items, questions.

Pure and without a clock, as the rest of the core: data in (``rules/``), values out.
"""
