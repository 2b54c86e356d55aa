"""Of a list of thousands only the page that is shown is made."""

import datetime as dt
import re

from django.urls import reverse
from django.utils import timezone

from sekisho.server.lifecycle import duties
from sekisho.server.lifecycle.duties import Duty, Glimpse, Lines

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def duty(what):
    return Duty("種類", "check", what, "物", 1, "税務課", TODAY, "課長", "/")


def test_only_the_page_that_is_asked_for_is_made(actor):
    made = []

    def make(_actor, what):
        made.append(what)
        return duty(what)

    found = [Glimpse(TODAY + DAY, "種類", "物", str(n), 1, str(n), make) for n in range(120)]
    page = Lines(actor("manager"), found, TODAY)
    assert (len(page), made) == (120, [])
    assert [line.duty.what for line in page[50:53]] == made == ["50", "51", "52"]
    assert (page[-1].duty.what, page[0].duty.what) == ("119", "0")
    assert len(list(page)) == 120


def test_the_pages_together_show_every_duty_once_in_its_order(old, actor, signed_in):
    for number in range(53):
        old(name=f"窓口{number:02}")
    client, url = signed_in("manager"), reverse("lifecycle:duties")
    pages = [client.get(url, {"page": number}).content.decode() for number in (1, 2)]
    shown = [re.findall(r">(窓口\d\d)<", page) for page in pages]
    assert [len(one) for one in shown] == [50, 3]
    every = [one.thing for one in duties.duties(actor("manager"), TODAY)]
    assert [*shown[0], *shown[1]] == every == sorted(every)
    assert all("期限切れが53件" in page for page in pages)
