"""Reading ledgers that people keep in Excel or CSV. Knows no database: bytes in, rows and problems out.

``asset_rows.read`` and ``contract_rows.read`` are the two ways in; ``columns.recognise`` tells a screen
which columns were recognised, so that a person can correct it; ``rejected.workbook`` and
``templates.workbook`` make the files that go back to people. Who may write what into the database, and
that nothing is written without consent, is the business of ``ledgers.actions``.
"""
