"""The site's secret key: made once, kept in the data folder, never in the repository."""

from __future__ import annotations

import os
import secrets

from sekisho.server.site.paths import keys_folder


def secret_key() -> str:
    """Return the secret key, making it on first use.

    ``SEKISHO_SECRET_KEY`` wins where an installation keeps its secrets elsewhere. The file is
    created exclusively, so that two processes starting at once agree on one key.
    """
    given = os.environ.get("SEKISHO_SECRET_KEY")
    if given:
        return given
    path = keys_folder() / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(64))
        out.flush()
        os.fsync(out.fileno())
    return path.read_text(encoding="ascii").strip()
