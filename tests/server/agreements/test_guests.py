"""The guest's door under attack: tokens, other questionnaires, other bodies, what is shown, what is kept."""

import datetime as dt
import re

import pytest
from answering import all_yes
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sekisho.server.accounts.tenancy import in_body
from sekisho.server.agreements import actions, guests, questionnaire_queries
from sekisho.server.agreements.models import AnswerVersion, GuestLink, Questionnaire


@pytest.fixture(autouse=True)
def _fresh_counts(db):
    cache.clear()


@pytest.fixture
def stranger():
    return Client(enforce_csrf_checks=True)


def url_of(token, name="guest"):
    return reverse(f"agreements:{name}", args=[token])


def posted(row, **more):
    given = {f"reply-{key}": answer["reply"] for key, answer in all_yes(row).items()}
    return given | {"digest": questionnaire_queries.asked(row).digest, "by_name": "東西クラウド 山本"} | more


def enter(client, token):
    page = client.get(url_of(token)).content.decode()
    return {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]}


def test_a_guest_sees_the_questions_and_nothing_of_the_house(stranger, sent, asked, service, city):
    other = asked(service(name="ほかのサービス"), title="ほかの質問票")
    _row, token = sent(asked(title="まちの窓口の確認"))
    answer = stranger.get(url_of(token))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "まちの窓口の確認" in page
    assert "さくら市" in page
    for secret in (other.title, other.number, "山本様", *(person.name for person in city.people.values())):
        assert secret not in page, secret
    assert "<nav" not in page
    links = set(re.findall(r'(?:href|action|hx-post)="([^"]*)"', page))
    assert {link for link in links if "static" not in link} == {"#main", url_of(token, "guest_draft")}
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "sessionid" not in stranger.cookies


def test_a_guest_reads_the_page_in_english(stranger, sent):
    _row, token = sent()
    assert 'name="language" value="en"' in stranger.get(url_of(token)).content.decode()
    answer = stranger.get(url_of(token), {"language": "en"})
    assert answer["Location"] == url_of(token)
    page = stranger.get(url_of(token)).content.decode()
    assert '<html lang="en">' in page
    assert 'name="language" value="ja"' in page
    assert stranger.get(url_of(token), {"language": "//evil.example"}).status_code == 200


def test_a_guest_writes_is_kept_and_hands_in_once(stranger, sent):
    row, token = sent()
    proof = enter(stranger, token)
    kept = stranger.post(url_of(token, "guest_draft"), posted(row) | proof | {"reply-R-1001": ""})
    assert "まだ答えていない質問 1件" in kept.content.decode()
    row.refresh_from_db()
    assert row.state == "answering"
    refused = stranger.post(url_of(token), posted(row) | proof | {"reply-R-1001": "no"})
    assert refused.status_code == 422
    assert "まだ答えていない質問が1件" in refused.content.decode()
    assert AnswerVersion.objects.count() == 0
    assert "受け取りました" in stranger.post(url_of(token), posted(row) | proof).content.decode()
    assert AnswerVersion.objects.get().by_name == "東西クラウド 山本"
    for name in ("guest", "guest_draft"):
        assert stranger.post(url_of(token, name), posted(row) | proof).status_code == 410
    assert stranger.get(url_of(token)).status_code == 410
    assert AnswerVersion.objects.count() == 1


def test_only_the_fields_of_its_own_questions_are_read(stranger, sent, asked, service):
    other = asked(service(name="ほか"))
    row, token = sent()
    proof = enter(stranger, token)
    evil = {
        "reply-X-1": "yes",
        "state": "confirmed",
        "questionnaire": other.pk,
        "version": 1,
        "words-X-1": "x",
    }
    stranger.post(url_of(token, "guest_draft"), posted(row) | proof | evil)
    row.refresh_from_db()
    other.refresh_from_db()
    assert "X-1" not in row.draft
    assert (row.state, other.draft, other.state) == ("answering", {}, "draft")


def test_a_post_without_the_pages_own_token_is_refused(stranger, sent):
    row, token = sent()
    assert stranger.post(url_of(token), posted(row)).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_tokens_all_look_alike_and_are_slowed_down(sent, method):
    client = Client(REMOTE_ADDR="10.9.9.9")
    row, token = sent()
    selector, _, secret = token.partition(".")
    wrong = [f"{selector}.{'A' * len(secret)}", f"{'0' * 16}.{secret}", "x", f"{selector}.{secret}%00"]
    answers = [getattr(client, method)(f"/agreements/answer/{one}/") for one in wrong]
    assert {one.status_code for one in answers} <= {404, 422}
    assert len({one.content for one in answers if one.status_code == 404}) == 1
    codes = [client.get(url_of(f"{number:016x}.x")).status_code for number in range(30)]
    assert codes[-1] == 429
    assert client.get(url_of(token)).status_code == 200
    assert row.number not in answers[0].content.decode()


def test_an_expired_link_says_so_politely(stranger, sent):
    _, token = sent()
    GuestLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    answer = stranger.get(url_of(token))
    assert answer.status_code == 410
    assert "期限が過ぎました" in answer.content.decode()


def test_a_token_of_another_body_opens_that_bodys_questionnaire_alone(stranger, sent, other_city, signed_in):
    row, token = sent()
    theirs = Client()
    theirs.force_login(
        other_city.people["general"], backend="sekisho.server.accounts.backends.BodyAccountBackend"
    )
    page = theirs.get(url_of(token)).content.decode()
    assert "さくら市" in page
    assert "もみじ市" not in page
    with in_body(other_city.body.pk):
        assert not Questionnaire.objects.filter(pk=row.pk).exists()
    assert theirs.get(reverse("agreements:questionnaire", args=[row.pk])).status_code == 404


def test_writing_too_often_is_slowed_down(sent, monkeypatch):
    monkeypatch.setattr(guests, "MOST_WRITES", 3)
    row, token = sent()
    client = Client()
    codes = [client.post(url_of(token, "guest_draft"), posted(row)).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]


def test_an_answer_too_long_is_told_and_not_kept(stranger, sent):
    row, token = sent()
    proof = enter(stranger, token)
    answer = stranger.post(url_of(token, "guest_draft"), posted(row, **{"words-R-1001": "あ" * 4001}) | proof)
    assert "長すぎます" in answer.content.decode()
    row.refresh_from_db()
    assert row.draft == {}


def test_what_a_guest_writes_is_text_on_our_pages(stranger, signed_in, actor, sent):
    row, _token = sent()
    link = questionnaire_queries.open_link(row, timezone.now())
    evil = all_yes(row) | {"R-1001": {"reply": "no", "words": "<script>alert(1)</script>"}}
    actions.answer_as_guest(link, questionnaire_queries.asked(row).digest, evil, by_name="<b>x</b>")
    page = signed_in("manager").get(reverse("agreements:questionnaire", args=[row.pk])).content.decode()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("field", "door"), [("by_name", "guest"), ("words-R-1001", "guest"), ("words-R-1001", "guest_draft")]
)
def test_a_guests_nul_is_refused_in_words(stranger, sent, field, door):
    row, token = sent()
    proof = enter(stranger, token)
    answer = stranger.post(url_of(token, door), posted(row) | proof | {field: "a\x00b"})
    assert answer.status_code == 422
