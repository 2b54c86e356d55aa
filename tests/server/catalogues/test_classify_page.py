"""Anybody who may read the clauses is led to the class of a deal; the API answers alike."""

import json
from http import HTTPStatus

import pytest

PAGE = "/catalogue/classify/"


def test_before_an_answer_only_the_questions_stand(signed_in):
    page = signed_in("staff").get(PAGE)
    assert page.status_code == HTTPStatus.OK
    assert "外部の者に行わせますか" in page.content.decode()
    assert page.context["answered"] is False


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"own_work": "yes", "general_service": "no"}, "業務委託"),
        (
            {"own_work": "no", "general_service": "yes", "confidentiality": "2"},
            "外部サービス（機密性2以上を取り扱う）",
        ),
        ({"own_work": "no", "general_service": "yes"}, "まだ決まりません"),
        ({"old": "terms_only", "confidentiality": "3"}, "約款への同意のみのサービスでは、原則として"),
    ],
)
def test_answers_lead_to_a_class_with_its_reason(signed_in, sent, shown):
    assert shown in signed_in("staff").get(PAGE, sent).content.decode()


@pytest.mark.parametrize("sent", [{"own_work": "perhaps"}, {"confidentiality": "4"}, {"old": "x"}])
def test_an_answer_that_is_no_choice_is_refused(signed_in, sent):
    assert signed_in("staff").get(PAGE, sent).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_api_classifies_and_converts(signed_in):
    given = {
        "answers": {"own_work": False, "general_service": True, "confidentiality": 1},
        "old": "social_media",
    }
    answer = signed_in("staff").post(
        "/api/v1/catalogue/classify", json.dumps(given), content_type="application/json"
    )
    assert answer.json()["service_class"] == "external_ordinary"
    assert answer.json()["conversion"]["new"] == "external_ordinary"
    asked = signed_in("staff").get("/api/v1/catalogue/classify").json()
    assert asked[0]["name"] == "own_work"
