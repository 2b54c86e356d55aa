"""The product's routes and one more page: every component in every state, for the tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django_cotton.compiler_regex import CottonCompiler
from django_tables2 import Column, RequestConfig

from sekisho.server.site.routes import public
from sekisho.server.site.urls import handler400, handler403, handler404, handler500
from sekisho.server.site.urls import urlpatterns as product
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.home import Bar
from sekisho.server.ui.picking import PickMany
from sekisho.server.ui.tables import ListTable, NumberColumn, TermColumn, WarekiColumn

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

GALLERY = Path(__file__).with_name("gallery.html")
DAY = dt.date(2026, 11, 26)
MOMENT = dt.datetime(2026, 11, 22, 1, 42, tzinfo=dt.UTC)


class GalleryForm(forms.Form):
    name = forms.CharField(label="サービスの名前", help_text="正式な名称を書いてください。")
    started = WarekiDateField(label="利用開始日")
    purpose = forms.CharField(label="使う目的", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="種類", choices=[("", "選んでください"), ("a", "Web会議サービス")])
    terms = forms.ChoiceField(
        label="契約", choices=[("i", "個別契約"), ("t", "約款への同意のみ")], widget=forms.RadioSelect
    )
    restrictions = forms.MultipleChoiceField(
        label="取扱制限",
        choices=[("c", "複製禁止"), ("e", "暗号化必須")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    paper = forms.FileField(label="契約書の写し", required=False)
    agreed = forms.BooleanField(label="約款を読みました")


class ManyForm(forms.Form):
    sections = forms.MultipleChoiceField(
        label="関係する課", choices=[(n, f"第{n}課") for n in range(12)], widget=PickMany, required=False
    )


class FilterForm(forms.Form):
    word = forms.CharField(label="ことば", required=False)
    grade = forms.ChoiceField(label="機密性", choices=[("", "すべて"), ("3", "機密性3")], required=False)


class GalleryTable(ListTable):
    name = Column("情報資産")
    confidentiality = TermColumn("Confidentiality", badge=True, verbose_name="機密性")
    persons = NumberColumn(verbose_name="人数")
    day = WarekiColumn(verbose_name="確認日")


def rows(count):
    return [
        {"name": f"住民基本台帳 {n}", "confidentiality": n % 3 + 1, "persons": n * 1234, "day": DAY}
        for n in range(count)
    ]


def context(request):
    table, nothing = GalleryTable(rows(120)), GalleryTable([])
    RequestConfig(request, paginate={"per_page": 10}).configure(table)
    return {
        "crumbs": [("決裁する", "/"), ("外部サービスの利用", "")],
        "steps": [
            {"label": "申請", "note": "11月20日 佐藤", "state": "done"},
            {"label": "審査", "note": "11月21日 情報政策課", "state": "done"},
            {"label": "決裁", "note": "福祉課長", "state": "now"},
            {"label": "台帳に登録", "note": "決裁の後に自動", "state": "todo"},
        ],
        "duties": [
            {
                "text": "責任分界表の「ログの提供」の分担を決める",
                "who": "情報政策課",
                "when": "決裁前",
                "due": DAY,
            },
            {"text": "認証の更新を確かめる", "who": "外部サービス管理者", "when": "運用中", "state": "na"},
            {"text": "消去の証明を受け取る", "when": "期限切れ", "state": "no", "due": dt.date(2026, 1, 5)},
        ],
        "clauses": [
            {
                "status": "satisfied",
                "title": "機密性2以上は、約款のみのサービスに置かない",
                "clause": "EXT-010",
                "facts": "個別契約あり（契約 R8-118）",
                "source": "①-1 3頁",
                "url": "#",
            },
            {
                "status": "unknown",
                "title": "分担を契約前に明らかにする",
                "clause": "EXT-020",
                "remedy": "「ログの提供」の分担を決める",
                "facts": "22項目のうち1項目が「未定」",
                "source": "①（2/2）",
            },
        ],
        "events": [{"at": MOMENT, "text": "総務課が合議に同意", "note": "ログの分担を確認のこと"}],
        "tabs": [
            {"label": "待っているもの", "url": "#", "current": True, "count": 3},
            {"label": "すべて", "url": "#2", "count": 1200},
        ],
        "bars": [
            Bar("満たす", 88, "ok"),
            Bar("条件付き", 6, "wait"),
            Bar("満たさない", 3, "no"),
            Bar("わからない", 0),
        ],
        "form": GalleryForm({"name": "", "started": "令和8年2月30日", "terms": "i"}),
        "many": ManyForm(),
        "table": table,
        "nothing": nothing,
        "filter": SimpleNamespace(form=FilterForm({"word": "住民"})),
        "exports": [{"label": "Excel", "url": "#"}, {"label": "CSV", "url": "#"}],
    }


@public("exists only in the tests")
def gallery(request):
    page = engines["django"].from_string(_compiled())
    return HttpResponse(page.render(context(request), request))


def _compiled():
    return CottonCompiler().process(GALLERY.read_text(encoding="utf-8"))


urlpatterns = [path("gallery", gallery), *product]
