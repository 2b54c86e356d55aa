"""What the pages and papers of an application say is what was judged, answered and given, in one wording."""

import re

import pytest
from django.urls import reverse

from sekisho.errors import BadInput
from sekisho.server.applications import actions, details, steps
from sekisho.server.applications.judged import judged

ADVISED = {"certifications": ["iso27017"], "governing_law_japan": False}


def url(name, *args):
    return reverse(f"applications:{name}", args=args)


def page(client, name, *args):
    return client.get(url(name, *args)).content.decode()


def rows_of(html, clause):
    """The table rows (or list items) that name ``clause``."""
    return [row for row in re.findall(r"<tr>.*?</tr>|<li>.*?</li>", html, re.DOTALL) if clause in row]


@pytest.fixture
def consulted(reviewed, sensitive, actor):
    """A reviewed application with a consultation answered by 同意しない and an opinion."""

    def make(*, agrees=False, note="保存先の国を契約に書くべきです。"):
        row = reviewed(sensitive | ADVISED)
        return actions.consult(actor("manager"), row.pk, version=row.version, agrees=agrees, note=note)

    return make


def test_advice_is_called_advice_on_paper_as_on_the_screen(signed_in, submitted, sensitive):
    row = submitted(sensitive | ADVISED)
    client = signed_in("policy")
    for name in ("detail", "print"):
        (shown,) = rows_of(page(client, name, row.pk), "EXT-030")
        assert "助言する" in shown, name
        assert "満たさない" not in shown, name
        assert "準拠法と管轄を日本とするよう" in shown, name


def test_a_stage_never_answered_is_missing_and_not_put_in(draft, words, actor):
    row = draft({name: value for name, value in words.ordinary.items() if name != "phase"})
    with pytest.raises(BadInput, match="段階"):
        actions.submit(actor("staff"), row.pk, version=row.version)


def test_a_stage_never_answered_is_asked_and_stands_in_no_clause(signed_in, draft, sensitive):
    row = draft({name: value for name, value in sensitive.items() if name != "phase"})
    shown = page(signed_in("staff"), "detail", row.pk)
    assert "段階：" not in shown
    panel = page(signed_in("staff"), "edit", row.pk, 1).split('id="judgement"')[1]
    assert "段階" in panel


def test_a_stage_is_said_in_the_words_of_the_form(signed_in, submitted, sensitive):
    row = submitted(sensitive)
    shown = page(signed_in("policy"), "detail", row.pk)
    assert "段階：これから選ぶ・契約する" in shown
    assert "段階：選定" not in shown


def test_a_clause_not_compared_with_its_source_is_marked_wherever_it_is_used(
    signed_in, submitted, draft, sensitive
):
    row = submitted(sensitive | ADVISED)
    client = signed_in("policy")
    for name in ("detail", "print"):
        shown = page(client, name, row.pk)
        (unsure,) = rows_of(shown, "EXT-030")
        assert "要確認" in unsure, name
        (sure,) = rows_of(shown, "REL-002")
        assert "要確認" not in sure, name
    unmet = draft(sensitive | {"sub_processors": True, "sub_processors_approved": False})
    panel = page(signed_in("staff"), "edit", unmet.pk, 3).split('id="judgement"')[1]
    (hit,) = rows_of(panel, "EXT-032")
    assert "要確認" in hit


@pytest.mark.parametrize(("agrees", "word"), [(True, "同意する"), (False, "同意しない")])
def test_the_answer_to_a_consultation_reaches_the_decider_and_the_record(agrees, word, signed_in, consulted):
    row = consulted(agrees=agrees)
    general = signed_in("general")
    for name in ("detail", "decide", "print"):
        shown = page(general, name, row.pk)
        assert f"合議に回答（{word}）" in shown or f">{word}<" in shown, name
        assert "保存先の国を契約に書くべきです。" in shown, name
    newest = details.events(row)[0]
    assert word in newest["text"]


def test_an_answer_of_an_earlier_round_keeps_its_word(consulted, actor, checks, again):
    row = consulted()
    for who in ("general", "manager"):
        row = actions.send_back(actor(who), row.pk, version=row.version, reason="直してください")
        row = actions.submit(actor("staff"), row.pk, version=row.version)
        row = actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=True)
    row = again(row)
    told = [one["text"] for one in details.events(row) if "合議" in one["text"]]
    assert "同意する" in told[0]
    assert "同意しない" in told[1]
    assert [one["answer"] for one in details.consultations(row)] == ["同意する"]


def test_a_file_and_a_sheet_are_not_called_required_beside_the_filing(signed_in, draft):
    row = draft()
    shown = page(signed_in("staff"), "edit", row.pk, 5)
    for field in ("attach_file_field", "sheet_sheet_field"):
        part = shown.split(f'id="{field}"')[1].split("<input")[0]
        assert "必須" not in part, field
        assert "任意" in part, field


def test_what_an_advising_clause_reads_is_asked_where_it_applies(draft, sensitive, words):
    unasked = {
        name: value
        for name, value in sensitive.items()
        if name not in {"governing_law_japan", "audit_accepted"}
    }
    row, plain = draft(unasked), draft(words.ordinary)
    assert "governing_law_japan" in {field.name for field in steps.asked(row, 3)}
    assert "audit_accepted" in {field.name for field in steps.asked(row, 4)}
    assert "audit_accepted" not in {field.name for field in steps.asked(plain, 4)}


def statements(row, checks, **changed):
    values = {"version": row.version, "note": ""}
    for clause in checks(row):
        answer, note = changed.get(clause.replace("-", "_"), ("yes", ""))
        values |= {f"answer-{clause}": answer, f"note-{clause}": note}
    return values


def test_a_statement_without_its_reason_is_refused_at_its_field(signed_in, submitted, sensitive, checks):
    row = submitted(sensitive)
    client = signed_in("policy")
    response = client.post(url("review", row.pk), statements(row, checks, EXT_049=("na", "")))
    form = response.context["form"]
    assert list(form.errors) == ["note-EXT-049"]
    assert "当たらない" in form.errors["note-EXT-049"][0]
    assert "根拠条文" not in form.errors["note-EXT-049"][0]
    row.refresh_from_db()
    assert row.state == "under_review"


def test_an_unmet_statement_is_refused_at_its_field_and_sending_back_is_offered(
    signed_in, submitted, sensitive, checks
):
    row = submitted(sensitive)
    client = signed_in("policy")
    response = client.post(url("review", row.pk), statements(row, checks, PRO_014=("no", "書かれていない")))
    assert list(response.context["form"].errors) == ["answer-PRO-014"]
    shown = response.content.decode()
    assert url("send_back", row.pk) in shown
    assert url("send_back", row.pk) in page(client, "review", row.pk)


def test_the_reviewer_sees_what_the_statements_are_about(signed_in, submitted, sensitive):
    row = submitted(sensitive)
    shown = page(signed_in("policy"), "review", row.pk)
    for label, value in (
        ("利用期限", "書かれていません"),
        ("クラウドの要素", "はい"),
        ("認定・認証", "ISO/IEC 27017"),
    ):
        part = shown.split(f"<dt>{label}</dt>")[1].split("</dd>")[0]
        assert value in part, label


def test_the_class_that_hangs_on_the_assets_is_asked_with_the_assets(draft, sensitive):
    row = draft({name: value for name, value in sensitive.items() if name != "asset_ids"})
    now = row.created_at

    found = judged(row, now.date(), now)
    (asked,) = [one for one in found.missing if one["fact"] == "service_class"]
    assert asked["field"] == "asset_ids"


def test_the_open_shares_of_responsibility_are_asked_for_together(draft, sensitive):

    row = draft({name: value for name, value in sensitive.items() if not name.startswith("responsibility_")})
    found = judged(row, row.created_at.date(), row.created_at)
    named = {one["fact"] for one in found.missing}
    assert {"responsibility_undecided", "responsibility_nobody"} <= named


def test_a_remedy_says_which_certificates_count(draft, sensitive):

    row = draft(sensitive | {"certifications": ["iso27001"]})
    found = judged(row, row.created_at.date(), row.created_at)
    (unmet,) = [one for one in found.violated if one["clause"] == "REL-002"]
    for words in ("ISMAP", "ISO/IEC 27017", "27001だけでは"):
        assert words in unmet["remedy"]


def test_the_live_panel_leads_to_the_clause_and_to_the_exception(signed_in, draft, sensitive):
    row = draft(sensitive | {"terms_kind": "terms_only"})
    panel = page(signed_in("staff"), "edit", row.pk, 3).split('id="judgement"')[1]
    (hit,) = [one for one in rows_of(panel, "EXT-010") if "→" in one]
    assert f'href="{reverse("catalogues:clause", args=["EXT-010"])}"' in hit
    assert f"{url('ask_exception', row.pk)}?clause=EXT-010" in hit


def test_nobody_is_shown_the_task_of_another_as_their_own(signed_in, submitted, sensitive):
    row = submitted(sensitive)
    for who, theirs in (("policy", True), ("staff", False)):
        panel = page(signed_in(who), "detail", row.pk).split("次にすること</h2>")[1].split("</section>")[0]
        assert ("今、あなたがすることはありません" not in panel) is theirs, who
        assert "審査票に答え、審査を終える" in panel


def test_who_consults_or_decides_sees_every_answer_and_the_review(
    signed_in, submitted, sensitive, actor, checks
):
    row = submitted(sensitive)
    row = actions.review(
        actor("policy"), row.pk, version=row.version, checks=checks(row), note="保存先は国内だけ"
    )
    shown = page(signed_in("manager"), "consult", row.pk)
    for expected in ("すべての答え", "多要素認証", "審査票", "保存先は国内だけ"):
        assert expected in shown, expected


def test_the_next_act_stands_before_the_conditions(signed_in, submitted, sensitive):
    row = submitted(sensitive)
    shown = page(signed_in("policy"), "detail", row.pk).split("次にすること</h2>")[1]
    assert shown.index(url("review", row.pk)) < shown.index('class="todo')
    assert 'data-kind="solid"' in shown.split(url("review", row.pk))[1].split(">")[0]
