"""Reading tables that people keep in Excel or CSV, for whichever slice takes them in. Knows no database.

``columns`` says what a kind of table consists of and which column of a sheet is which; ``reading`` turns
bytes into typed rows and problems, each with its place; ``rejected`` and ``templates`` make the files that
go back to people. What a row means, who may write it, and that nothing is written without consent, is the
business of the slice.
"""
