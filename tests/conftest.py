"""Every test starts in Japanese, whatever language a request of the test before it left behind."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def japanese():
    with translation.override("ja"):
        yield
