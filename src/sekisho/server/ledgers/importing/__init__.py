"""The ledgers that are read from Excel or CSV: their columns and typed rows. Knows no database.

``asset_rows.read`` and ``contract_rows.read`` are the two ways in; how a file is read is in
``sekisho.server.importing``. Who may write what into the database, and that nothing is written without
consent, is the business of ``ledgers.actions``.
"""
