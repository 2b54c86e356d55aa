"""The command line: thin, every command with ``--json`` and honest exit codes."""
