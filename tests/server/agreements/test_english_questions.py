"""What is asked of firms is read in English on English pages; what is kept and sent stays Japanese."""

import pytest
from django.urls import reverse
from django.utils import translation

from sekisho.server.agreements import actions, questionnaire_queries, rules
from sekisho.server.applications import judging
from sekisho.server.ui.words import said

NOTE = "The Japanese text of clauses and questions is the binding one."


@pytest.fixture
def english(signed_in):
    def enter(who):
        client = signed_in(who)
        client.cookies["django_language"] = "en"
        return lambda name, *args: client.get(reverse(name, args=args)).content.decode()

    return enter


def test_requirements_and_their_questions(english, asked, service):
    matter = service()
    asked(matter)
    page = english("staff")("agreements:service_requirements", matter.pk)
    assert "Offer an ID for each user and multi-factor authentication." in page
    assert "State the IDs for each user and the methods of multi-factor authentication." in page
    assert "9 Access control" in page
    for line in rules.book().templates:
        assert line.text not in page
        assert line.question not in page
    removing = english("staff")("agreements:service_requirement_remove", matter.pk, "R-0901")
    assert "R-0901　Offer an ID for each user" in removing


def test_the_table_of_responsibilities(english, actor, service):
    matter = service()
    actions.begin_split(actor("staff"), matter, model="saas")
    page = english("staff")("agreements:service_split", matter.pk)
    assert "Erase equipment before reuse or disposal" in page
    assert not [one.id for one in rules.controls() if one.title in page]


def test_the_items_of_a_contract(english, contract):
    page = english("staff")("agreements:contract_items", contract().pk)
    assert "Duty of secrecy" in page
    assert not [one.id for one in rules.items() if one.title in page]


def test_a_firm_reads_the_questions_in_english_and_answers_the_japanese_ones(client, english, sent):
    row, token = sent()
    client.cookies["django_language"] = "en"
    page = client.get(reverse("agreements:guest", args=[token])).content.decode()
    assert page.count(NOTE) == 1
    assert "State the method and version of the encryption of traffic." in page
    asked = questionnaire_queries.questions_of(questionnaire_queries.asked(row))
    assert not [one.id for one in asked if one.text in page or one.requirement in page]
    assert {one.text for one in asked} <= {line.question for line in rules.book().templates}
    assert "State the method and version" in english("staff")("agreements:questionnaire", row.pk)


def test_a_requirement_a_person_added_is_marked_as_japanese(english, actor, service):
    matter = service()
    made = actions.set_requirements(actor("staff"), matter, version=0)
    own = {
        "heading": "9",
        "text": "印刷を禁じること。",
        "question": "印刷を禁じられますか。",
        "reason": "市の決まり",
    }
    actions.add_requirement(actor("staff"), matter, version=made.number, **own)
    page = english("staff")("agreements:service_requirements", matter.pk)
    assert '<span lang="ja">印刷を禁じること。</span>' in page


def test_every_question_to_reviewers_has_english():
    with translation.override("en"):
        assert all(said(one.question).isascii() for one in judging.questions_to_reviewers())
