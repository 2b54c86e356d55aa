"""Management commands of this slice."""
