"""What touches the disk: files that must not lose a byte."""
