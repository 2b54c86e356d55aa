"""Sekisho (関所): judges every crossing of a municipality's information and keeps a provable record."""

__version__ = "0.1.0"
