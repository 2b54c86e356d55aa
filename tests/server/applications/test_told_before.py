"""Who may not do it is told before the form: who does, why not they, and what they may do instead."""

import pytest
from django.urls import reverse

from sekisho.errors import Refused
from sekisho.server.applications import actions

FORM = 'name="version"'


def page(signed_in, who, verb, row):
    answer = signed_in(who).get(reverse(f"applications:{verb}", args=[row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("verb", ["decide", "act_for"])
def test_a_deputy_is_told_that_the_decider_is_there(reviewed, signed_in, verb):
    shown = page(signed_in, "deputy", verb, reviewed())
    assert FORM not in shown
    for words in ("あなたは、今これをすることができません", "税務課 課長 上野 恵", "不在"):
        assert words in shown, words
    assert "自分の申請" not in shown


def test_a_deputy_of_an_absent_decider_is_led_to_act_for(reviewed, signed_in, absent):
    row = reviewed()
    absent("manager")
    shown = page(signed_in, "deputy", "decide", row)
    assert FORM not in shown
    assert "「代決する」で決めます" in shown
    assert reverse("applications:act_for", args=[row.pk]) in shown
    assert FORM in page(signed_in, "deputy", "act_for", row)


def test_the_decider_gets_the_form(reviewed, signed_in):
    shown = page(signed_in, "manager", "decide", reviewed())
    assert FORM in shown
    assert "今これをすることができません" not in shown


def test_what_is_not_yet_or_no_more_to_be_decided_says_so(submitted, decided, signed_in):
    for row in (submitted(), decided()):
        shown = page(signed_in, "manager", "decide", row)
        assert FORM not in shown
        assert "今これをすることができません" in shown


@pytest.mark.parametrize(
    ("away", "verb", "words"),
    [
        ((), "act_for", "決裁者（上野 恵）の不在が登録されているとき"),
        ((), "decide", "代決できるのは、決裁者が不在のときだけです"),
        (("manager", "deputy"), "act_for", "代決できる人が、みな不在です"),
        (("manager",), "decide", "「代決する」で決めます"),
    ],
)
def test_the_act_refuses_with_the_true_reason(reviewed, actor, absent, away, verb, words):
    row = reviewed()
    if away:
        absent(*away)
    more = {"reason": "急ぐ"} if verb == "act_for" else {}
    with pytest.raises(Refused) as refused:
        getattr(actions, verb)(actor("deputy"), row.pk, version=row.version, **more)
    assert words in refused.value.why


def test_the_applicant_and_the_filer_are_told_so(submitted, actor, checks, signed_in):
    row = submitted(who="deputy")
    row = actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))
    with pytest.raises(Refused) as refused:
        actions.decide(actor("deputy"), row.pk, version=row.version)
    assert refused.value.what
    assert FORM not in page(signed_in, "deputy", "decide", row)
