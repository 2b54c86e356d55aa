"""期日のある仕事: the list, as file and on paper, and recording that a check was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig
from django_tables2.data import TableListData

from sekisho.errors import NotFound
from sekisho.procedures.phases import Kind
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.acting import attempt
from sekisho.server.ledgers import downloads
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.server.lifecycle import actions, duties, regular, sources
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.picking import QuickSelect
from sekisho.server.ui.tables import NOWRAP, PER_PAGE, ListTable, TermColumn, WarekiColumn
from sekisho.server.ui.words import said
from sekisho.terms import DueState, TaskResult

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.lifecycle.duties import Glimpse, Line

_STATES = labels_of(DueState)
COLUMNS = (
    Column("期限", lambda line: line.duty.due, 12),
    Column("状態", lambda line: _STATES[line.state.value], 10),
    Column("種類", lambda line: line.duty.kind, 16),
    Column("すること", lambda line: line.duty.what, 50),
    Column("対象", lambda line: line.duty.thing, 30),
    Column("所管課", lambda line: line.duty.section_name, 16),
    Column("担当", lambda line: line.duty.who, 20),
    Column("上がった先", lambda line: line.climbed, 30),
    Column("いつから", lambda line: line.climbed_on, 12),
)


class DutyTable(ListTable):
    """期日のある仕事."""

    due = WarekiColumn(accessor="duty__due", verbose_name=gettext_lazy("期限"), orderable=False)
    state = TermColumn("DueState", badge=True, verbose_name=gettext_lazy("状態"), orderable=False)
    kind = tables.Column(accessor="duty__kind", verbose_name=gettext_lazy("種類"), orderable=False)
    what = tables.Column(accessor="duty__what", verbose_name=gettext_lazy("すること"), orderable=False)
    thing = tables.Column(accessor="duty__thing", verbose_name=gettext_lazy("対象"), orderable=False)
    section = tables.Column(
        accessor="duty__section_name", verbose_name=gettext_lazy("所管課"), orderable=False
    )
    who = tables.Column(accessor="duty__who", verbose_name=gettext_lazy("担当"), orderable=False)
    climbed = tables.Column(verbose_name=gettext_lazy("上がった先"), orderable=False)
    climbed_on = WarekiColumn(verbose_name=gettext_lazy("いつから"), orderable=False, attrs=NOWRAP)

    class Meta(ListTable.Meta):
        """The day first."""

        fields: ClassVar[tuple[str, ...]] = (
            "due", "state", "kind", "what", "thing", "section", "who", "climbed", "climbed_on",
        )  # fmt: skip

    def render_kind(self, value: str) -> str:
        """Say the kind in the language in force."""
        return _(value)

    def render_who(self, value: str) -> str:
        """Say the office in the language in force; a name stays as it is."""
        return said(value)

    def render_climbed(self, value: str) -> str:
        """Say the office in the language in force; a name stays as it is."""
        return said(value)

    def render_what(self, record: Line) -> SafeString:
        """Lead to where it is done; a kind or the text of a clause is said in the language in force."""
        return format_html('<a href="{}">{}</a>', record.duty.url, said(record.duty.what))


class DutyForm(forms.Form):
    """What the list can be narrowed by."""

    section = forms.ChoiceField(label=gettext_lazy("所管課"), required=False, widget=QuickSelect)
    kind = forms.ChoiceField(label=gettext_lazy("種類"), required=False, widget=QuickSelect)
    state = forms.ChoiceField(label=gettext_lazy("状態"), required=False, widget=QuickSelect)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the sections the actor sees and the kinds there are."""
        super().__init__(*args, **options)
        seen = ledgers.sections_seen(actor, Permission.SERVICE_VIEW).values_list("pk", "name")
        self._offer("section", _("すべての課"), [(str(pk), name) for pk, name in seen])
        self._offer("kind", _("すべて"), [(kind, _(kind)) for kind in duties.kinds()])
        self._offer("state", _("すべて"), [(one.value, _(one.label)) for one in DueState])

    def _offer(self, name: str, nothing: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", nothing), *choices]

    def narrowed(self, found: list[Glimpse]) -> list[Glimpse]:
        """Return the duties asked for; a choice there is not keeps all."""
        wanted = self.cleaned_data if self.is_valid() else {}
        section, kind, state = (wanted.get(name) for name in ("section", "kind", "state"))
        if section:
            found = [one for one in found if str(one.section) == section]
        if kind:
            found = [one for one in found if one.kind == kind]
        if state:
            day = timezone.localdate()
            found = [one for one in found if duties.state(one.due, day).value == state]
        return found


class CheckForm(forms.Form):
    """What a check came to."""

    due = forms.DateField(widget=forms.HiddenInput)
    on = WarekiDateField(label=gettext_lazy("した日"), initial=timezone.localdate)
    result = forms.ChoiceField(
        label=gettext_lazy("結果"), choices=TaskResult.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("確かめたこと"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("だれが、何を見て確かめたかを書きます。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Say the results in the language in force."""
        super().__init__(*args, **options)
        field = self.fields["result"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, _(one.label)) for one in TaskResult]


class _Narrowing:
    """What the listing's template asks of a filter."""

    def __init__(self, form: DutyForm) -> None:
        self.form = form


@page(Permission.SERVICE_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show what has to be done by a day, the nearest first, and who has it now."""
    actor, day = actor_of(request), timezone.localdate()
    form = DutyForm(request.GET, actor=actor)
    found = form.narrowed(duties.glimpses(actor, day))
    table = DutyTable(TableListData(duties.Lines(actor, found, day)))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": _Narrowing(form),
        "table": table,
        "late": sum(1 for one in found if one.due < day),
        "exports": downloads.links(actor, "lifecycle:duty_export", request.GET.urlencode()),
        "empty": _("期日のある仕事はありません。"),
    }
    return render(request, "lifecycle/duties.html", context)


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen, of the sections whose ledgers one may write out."""
    actor, day = actor_of(request), timezone.localdate()
    sections = actor.sections_for(Permission.LEDGER_EXPORT)
    found = DutyForm(request.GET, actor=actor).narrowed(duties.glimpses(actor, day))
    rows = duties.Lines(actor, [one for one in found if sections is None or one.section in sections], day)
    return downloads.send(actor, form, subject="duty", title="期日のある仕事", columns=COLUMNS, rows=rows[:])


@page(Permission.DUTY_FINISH)
def check(request: HttpRequest, kind: str, pk: int, what: str) -> HttpResponse:
    """Record that a check was done, or a renewal decided."""
    actor, of, sort = actor_of(request), _of(kind), regular.of_word(what)
    here = regular.open_of(actor, of, pk, sort, timezone.localdate())
    require(actor, regular.NEEDS[sort], section=here.row.section_id, owner=regular.owner_of(here))
    form = CheckForm(request.POST or None, initial={"due": here.due})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {"due": data["due"], "on": data["on"], "note": data["note"]}
        result = TaskResult(data["result"])
        done = attempt(form, lambda: actions.record_check(actor, of, pk, sort, result=result, **given))
        if done is not None:
            messages.success(request, _("記録しました。"))
            return redirect("lifecycle:duties")
    context = {
        "here": here,
        "thing": sources.name_of(here),
        "thing_url": reverse(f"ledgers:{of.value}", args=[pk]),
        "form": form,
        "before": regular.checks_of(actor, of, pk),
        "crumbs": [(_("期日のある仕事"), reverse("lifecycle:duties")), (_(sort.label), "")],
    }
    return render(request, "lifecycle/check.html", context, status=422 if form.errors else 200)


def _of(name: str) -> Kind:
    if name not in {one.value for one in Kind}:
        raise NotFound("このページはありません。", next_step="一覧から開いてください。")
    return Kind(name)
