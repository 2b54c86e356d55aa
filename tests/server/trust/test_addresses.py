"""No address and no posted number is a fault of the server."""

import pytest


@pytest.mark.parametrize("query", ["per_page=-5", "per_page=100000", "q=" + "a+" * 1500, "page=" + "9" * 30])
@pytest.mark.parametrize("path", ["/trust/", "/ledgers/services/", "/applications/"])
def test_no_address_is_a_fault(service, evidence, signed_in, path, query):
    evidence(service())
    assert signed_in("general").get(f"{path}?{query}").status_code < 500


@pytest.mark.parametrize("given", ["²", "٣", "-1", "9" * 5000])
def test_what_looks_like_a_number_is_no_section(signed_in, given):
    assert signed_in("staff").post("/applications/new/", {"section": given}).status_code < 500


def test_the_home_page_opens_beside_an_account_of_one_who_left_long_ago(service, city, actor, signed_in):
    import datetime as dt  # noqa: PLC0415  beside its one use

    from sekisho.server.access import actions as access  # noqa: PLC0415  the same
    from sekisho.server.accounts.models import Post  # noqa: PLC0415  the same

    row, person = service(), city.people["nobody"]
    Post.make(
        person=person,
        section=city.sections["税務課"],
        role="staff",
        title="主事",
        starts=dt.date(2008, 4, 1),
        ends=dt.date(2013, 3, 31),
    )
    access.open_account(
        actor("manager"),
        service=row,
        login="x",
        kind="personal",
        person=person,
        opened_on=dt.date(2012, 4, 1),
    )
    assert signed_in("manager").get("/").status_code == 200
    assert signed_in("ciso").get("/").status_code == 200
