"""The pages about people: who may open them, what they change, what they refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.accounts import departures, directory
from sekisho.server.accounts.models import Absence, Person, Post
from sekisho.server.crossings.models import JournalEntry

PERSON = {"name": "髙﨑 新", "username": "takasaki", "email": "", "password": "correct horse battery"}


def last_verb():
    return JournalEntry.objects.order_by("-pk").first().verb


def test_the_list_is_narrowed_and_written_out(signed_in):
    client = signed_in("policy")
    page = client.get(reverse("people"), {"words": "青木"}).content.decode()
    assert "青木 みのり" in page
    assert "石田 直樹" not in page
    written = client.get(reverse("people"), {"role": "manager", "format": "csv"})
    assert written["Content-Type"].startswith("text/csv")
    assert "上野 恵" in written.content.decode("utf-8-sig")
    assert "青木" not in written.content.decode("utf-8-sig")


def test_the_list_asks_the_same_number_of_questions_however_long(signed_in, django_assert_max_num_queries):
    client = signed_in("policy")
    with django_assert_max_num_queries(14):
        assert client.get(reverse("people")).status_code == 200


def test_a_person_is_added_with_the_name_as_typed_and_then_appointed(city, signed_in):
    client = signed_in("policy")
    answer = client.post(reverse("person_add"), PERSON)
    made = Person.objects.get(username="takasaki")
    assert made.name == "髙﨑 新"
    assert answer.url == reverse("person_appoint", kwargs={"pk": made.pk})
    post = {
        "section": city.sections["税務課"].pk,
        "role": "staff",
        "title": "主事",
        "starts": "R8.4.1",
        "ends": "",
    }
    assert client.post(answer.url, post).status_code == 302
    assert Post.objects.get(person=made).starts == dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"username": "staff"}, "使われています"), ({"username": "漢字"}, "半角の英数字"),
     ({"password": "short"}, "10"), ({"name": ""}, "必須")],
)  # fmt: skip
def test_what_cannot_be_is_explained_at_its_field(signed_in, change, told):
    page = signed_in("policy").post(reverse("person_add"), PERSON | change)
    assert page.status_code == 200
    assert told in page.content.decode()
    assert not Person.objects.filter(username="takasaki").exists()


def test_an_upside_down_period_is_refused_in_the_form(city, signed_in):
    url = reverse("person_appoint", kwargs={"pk": city.people["staff"].pk})
    post = {
        "section": city.sections["税務課"].pk,
        "role": "staff",
        "title": "主事",
        "starts": "R8.4.1",
        "ends": "R8.3.1",
    }
    page = signed_in("policy").post(url, post)
    assert "終了日が発令日より前です" in page.content.decode()


def test_a_post_ends_and_the_person_loses_it_the_next_day(city, actor, signed_in):
    post = Post.objects.get(person=city.people["staff"])
    url = reverse("post_end", kwargs={"pk": post.pk})
    assert signed_in("policy").post(url, {"ends": "令和8年3月31日"}).status_code == 302
    post.refresh_from_db()
    assert post.ends == dt.date(2026, 3, 31)
    assert last_verb() == "post.ended"
    assert actor("staff").posts == ()
    with pytest.raises(BadInput):
        departures.end_post(actor("policy"), post=post.pk, ends=dt.date(2000, 1, 1))


def test_a_stopped_account_cannot_sign_in_and_holds_no_post_tomorrow(city, actor, client):
    today = timezone.localdate()
    stopped = departures.stop_person(actor("policy"), person=city.people["staff"].pk, today=today)
    assert not stopped.is_active
    assert Post.objects.get(person=stopped).ends == today
    assert last_verb() == "person.stopped"
    client.post(reverse("account_login"), {"login": "staff", "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session
    with pytest.raises(Conflict):
        departures.stop_person(actor("policy"), person=stopped.pk, today=today)
    with pytest.raises(Conflict):
        departures.stop_person(actor("policy"), person=actor("policy").person, today=today)


def test_nobody_else_and_no_other_body_is_reached(city, other_city, actor, signed_in):
    stranger = other_city.people["staff"].pk
    for page in ("person", "person_appoint"):
        assert signed_in("policy").get(reverse(page, kwargs={"pk": stranger})).status_code == 404
    today = timezone.localdate()
    with pytest.raises(NotFound):
        departures.stop_person(actor("policy"), person=stranger, today=today)
    with pytest.raises(Refused):
        departures.stop_person(actor("manager"), person=city.people["staff"].pk, today=today)
    names = {person.username for person in directory.listed(actor("policy"), directory.Wanted(), today)}
    assert not any(name.startswith("other-") for name in names)


def test_an_absence_is_declared_and_taken_back_by_its_owner_alone(city, actor, signed_in):
    today = timezone.localdate()
    client = signed_in("manager")
    given = {"starts": today.isoformat(), "ends": (today + dt.timedelta(3)).isoformat(), "reason": "出張"}
    assert client.post(reverse("absence"), given).status_code == 302
    row = Absence.objects.get(person=city.people["manager"])
    with pytest.raises(NotFound):
        departures.cancel_absence(actor("manager2"), absence=row.pk, today=today)
    assert client.post(reverse("absence_cancel", kwargs={"pk": row.pk})).status_code == 302
    row.refresh_from_db()
    assert row.ends == today, "what has begun ends today and stays on record"
    assert last_verb() == "absence.cancelled"


def test_an_absence_to_come_disappears(city, actor):
    today = timezone.localdate()
    row = Absence.make(
        person=city.people["manager"],
        starts=today + dt.timedelta(5),
        ends=today + dt.timedelta(6),
        reason="休暇",
    )
    departures.cancel_absence(actor("manager"), absence=row.pk, today=today)
    assert not Absence.objects.exists()


def test_a_forgotten_password_is_replaced(city, signed_in, client):
    url = reverse("person", kwargs={"pk": city.people["staff"].pk})
    assert signed_in("policy").post(url, {"password": "another horse battery"}).status_code == 302
    client.post(reverse("account_login"), {"login": "staff", "password": "another horse battery"})
    assert "_auth_user_id" in client.session


def test_five_wrong_passwords_lock_the_account_for_a_while(city, client):
    for _ in range(5):
        page = client.post(reverse("account_login"), {"login": "staff", "password": "wrong"})
    assert "30分" in page.content.decode()
    client.post(reverse("account_login"), {"login": "staff", "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session


def test_two_step_sign_in_and_the_pages_that_set_it_up(city, signed_in, client):
    secret = generate_totp_secret()
    TOTP.activate(city.people["staff"], secret)
    assert "使っています" in signed_in("staff").get(reverse("mfa_index")).content.decode()
    client.post(reverse("account_login"), {"login": "staff", "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session
    page = client.get(reverse("mfa_authenticate"))
    assert "6桁の数字" in page.content.decode()
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" in client.session
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize("path", ["signup", "email", "password/reset"])
def test_no_sign_up_and_no_reset_by_mail(db, client, path):
    assert client.get(f"/account/{path}/").status_code == 404
