"""In whose name a command acts: the person given by ``--as``, with the posts of today."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sekisho.cli.django_setup import start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from sekisho.server.accounts.permissions import Actor

as_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--as", "username", required=True, metavar="利用者ID", help="だれとして行うか（権限を確かめます）"
)


@contextmanager
def acting_as(username: str) -> Iterator[Actor]:
    """Put the person's body in force and give their actor.

    Raises:
        NotFound: no active person has this user name.
    """
    start()
    from django.utils import timezone

    from sekisho.server.accounts.queries import actor_on, person_named
    from sekisho.server.accounts.tenancy import in_body

    person = person_named(username)
    with in_body(person.body_id):
        yield actor_on(person, timezone.localdate())
