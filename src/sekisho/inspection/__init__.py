"""Checks of incoming files: bytes in, findings or a refusal out. No check trusts a file's name."""
