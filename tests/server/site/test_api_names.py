"""Every shape of the API has a name of its own: the document keeps one shape for each name."""

from __future__ import annotations

from collections import Counter

from ninja import Schema

from sekisho.server.site.api import api


def shapes(root):
    for one in root.__subclasses__():
        yield one
        yield from shapes(one)


def test_no_two_shapes_share_a_name():
    api.get_openapi_schema()
    ours = {one for one in shapes(Schema) if one.__module__.startswith("sekisho.")}
    assert len(ours) > 50
    names = Counter(one.__name__ for one in ours)
    assert [name for name, count in names.items() if count > 1] == []
