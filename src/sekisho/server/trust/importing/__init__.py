"""The public register of ISMAP and ISMAP-LIU as a table: its columns, its typed row, its doubts."""
