"""Settings of the test suite: the product's own, in a throw-away data folder, hashing made quick."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("SEKISHO_DATA", tempfile.mkdtemp(prefix="sekisho-test-"))

from sekisho.server.site.settings import *  # noqa: F403  the data folder must be named first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
