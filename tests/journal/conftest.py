"""The log most tests attack."""

import pytest
from memorylog import grow


@pytest.fixture
def log():
    return grow((1, 7, 250, 256, 300, 511, 900, 901))
