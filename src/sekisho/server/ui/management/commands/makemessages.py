"""Django's collector of messages, which also knows our short marker ``N("…")`` and never guesses."""

from __future__ import annotations

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """``makemessages`` with the marker ``N``; a changed string is untranslated, not fuzzily translated."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=N"]  # noqa: RUF012  as Django declares it
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]  # noqa: RUF012  as Django declares it
