"""The forms of this slice. They read and check what was typed; the actions decide and write."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.errors import say
from sekisho.procedures.exercises import SCENARIOS
from sekisho.procedures.reporting import Leak
from sekisho.procedures.statements import Claim
from sekisho.server.accounts.queries import sections as all_sections
from sekisho.server.incidents import case_queries
from sekisho.server.incidents.attack_form import FIELDS
from sekisho.server.incidents.models import Draft, Incident
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.picking import PickMany
from sekisho.server.ui.words import label, said
from sekisho.terms import IncidentKind, PaperKind, StatementChannel

if TYPE_CHECKING:
    from sekisho.server.accounts.models import Section
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor


def _words(kind: Any) -> list[tuple[str, str]]:  # noqa: ANN401  a class of the glossary
    return [(one.value, label(one)) for one in kind]


def _area(text: Any, rows: int = 3, **options: Any) -> forms.CharField:  # noqa: ANN401  Django's own options
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=text, widget=widget, **{"max_length": 5000, **options})


def _field(form: forms.Form, name: str) -> Any:  # noqa: ANN401  whichever kind of field
    return form.fields[name]


class YesNoField(forms.TypedChoiceField):
    """はい, いいえ or not known yet."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  Django's own options
        choices = [("", _("まだ分からない")), ("yes", _("はい")), ("no", _("いいえ"))]
        super().__init__(
            choices=choices, coerce=lambda value: value == "yes", empty_value=None, required=False, **options
        )

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  whatever the form holds
        """Show True and False as their choices."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def moment(day: dt.date, time: dt.time | None) -> dt.datetime:
    """Return the moment meant: without a time, the beginning of the day; today without a time, now."""
    if time is None and day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(dt.datetime.combine(day, time or dt.time()))


class OpenForm(forms.Form):
    """事案を起こす."""

    title = forms.CharField(label=_("事案の名称"), max_length=120)
    kind = forms.ChoiceField(label=_("事案の種類"))
    known_on = WarekiDateField(label=_("知った日"), initial=timezone.localdate)
    known_time = forms.TimeField(label=_("知った時刻"), required=False, help_text=_("例：09:15"))
    words = forms.CharField(
        label=_("関係する委託先・サービス"),
        required=False,
        max_length=200,
        help_text=_("名前か法人番号。書くと、預けているものを台帳から写します。"),
    )
    another = forms.BooleanField(
        label=_("別の事案として起こす"),
        required=False,
        help_text=_("同じ相手の事案がもう起きていて、別の出来事のときに選びます。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        super().__init__(*args, **options)
        _field(self, "kind").choices = _words(IncidentKind)

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = dict(self.cleaned_data)
        given["known_at"] = moment(given.pop("known_on"), given.pop("known_time"))
        return given


class FactsForm(forms.Form):
    """分かったことを書く: facts, numbers and the texts of the nine items."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("事案の名称"), max_length=120)
    kind = forms.ChoiceField(label=_("事案の種類"))
    known_on = WarekiDateField(label=_("知った日"))
    known_time = forms.TimeField(label=_("知った時刻"), required=False)
    occurred_on = WarekiDateField(label=_("発生した日"), required=False)
    firms: forms.ModelMultipleChoiceField[Contractor] = forms.ModelMultipleChoiceField(
        None, label=_("関係する相手"), required=False, widget=PickMany
    )
    sections: forms.ModelMultipleChoiceField[Section] = forms.ModelMultipleChoiceField(
        None, label=_("関係する課"), widget=PickMany
    )
    persons_low = forms.IntegerField(label=_("本人の数（少なくとも）"), min_value=0, initial=0)
    persons_high = forms.IntegerField(
        label=_("本人の数（最大）"),
        min_value=0,
        required=False,
        help_text=_("わからないときは空けておきます。期限は止まりません。"),
    )

    def __init__(self, *args: Any, actor: Actor, row: Incident, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the firms and sections of the body, and start from what is known."""
        names = (*case_queries.FACTS, *case_queries.TEXTS)
        plain = ("version", "title", "kind", "occurred_on", "persons_low", "persons_high")
        known = {name: getattr(row, name) for name in (*plain, *names, *case_queries.CONTACT)}
        at = timezone.localtime(row.known_at)
        known |= {"known_on": at.date(), "known_time": at.time().replace(second=0, microsecond=0)}
        known |= {
            "leak": case_queries.leak(row).value,
            "firms": row.firms.all(),
            "sections": row.sections.all(),
        }
        options["initial"] = known
        super().__init__(*args, **options)
        self.row = row
        self.fields["leak"] = forms.ChoiceField(
            label=_("漏えいの有無"),
            choices=_words(Leak),
            help_text=_("おそれのあるときも、報告の要否と期限は漏えいしたときと同じです。"),
        )
        for name in names:
            text = Incident._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # noqa: SLF001  Django's documented API
            self.fields[name] = (
                YesNoField(label=text) if name not in case_queries.TEXTS else _area(text, required=False)
            )
        for name in case_queries.CONTACT:
            field: Any = Incident._meta.get_field(name)  # noqa: SLF001  the same
            self.fields[name] = forms.CharField(
                label=field.verbose_name, max_length=field.max_length, required=False
            )
        _field(self, "kind").choices = _words(IncidentKind)
        _field(self, "firms").queryset = ledgers.contractors(actor, retired=None)
        _field(self, "sections").queryset = all_sections()

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action; the moment known is kept to the second where it stands."""
        given = dict(self.cleaned_data)
        at = moment(given.pop("known_on"), given.pop("known_time"))
        same = timezone.localtime(self.row.known_at).replace(second=0, microsecond=0)
        leak = Leak(given.pop("leak"))
        given["leaked"] = {Leak.LEAKED: True, Leak.NONE: False}.get(leak)
        given["leak_suspected"] = leak is Leak.SUSPECTED
        given["known_at"] = self.row.known_at if timezone.localtime(at) == same else at
        return given


class StatementForm(forms.Form):
    """What a firm said."""

    firm: forms.ModelChoiceField[Contractor] = forms.ModelChoiceField(None, label=_("相手"))
    said_on = WarekiDateField(label=_("言った日"), initial=timezone.localdate)
    said_by = forms.CharField(label=_("言った人"), required=False, max_length=80)
    said_to = forms.CharField(label=_("聞いた人"), max_length=80)
    channel = forms.ChoiceField(label=_("伝え方"))
    text = _area(_("言ったこと"), 4)
    persons = forms.IntegerField(label=_("言った人数"), required=False, min_value=0)
    cause = forms.CharField(label=_("言った原因"), required=False, max_length=200)

    def __init__(self, *args: Any, actor: Actor, row: Incident, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the firms of the case, or all where none is meant yet."""
        super().__init__(*args, **options)
        self.initial.setdefault("said_to", actor.name)
        meant = row.firms.all()
        firms: Any = self.fields["firm"]
        firms.queryset = meant if meant.exists() else ledgers.contractors(actor)
        if meant.count() == 1:
            self.initial.setdefault("firm", meant[0].pk)
        _field(self, "channel").choices = _words(StatementChannel)
        for claim in Claim:
            self.fields[f"claim_{claim}"] = YesNoField(label=label(claim))

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = dict(self.cleaned_data)
        given["claims"] = {claim.value: given.pop(f"claim_{claim}") for claim in Claim}
        return given


class EntryForm(forms.Form):
    """One step of the course of events."""

    on = WarekiDateField(label=_("日付"), initial=timezone.localdate)
    time = forms.TimeField(label=_("時刻"), required=False, help_text=_("例：09:15"))
    text = _area(_("したこと・起きたこと"), 4)

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = self.cleaned_data
        return {"at": moment(given["on"], given["time"]), "text": given["text"]}


class SentForm(forms.Form):
    """That a paper was sent."""

    kind = forms.ChoiceField(label=_("文書"))
    sent_on = WarekiDateField(label=_("送った日"), initial=timezone.localdate)
    how = forms.CharField(
        label=_("送り方"), max_length=200, help_text=_("例：個人情報保護委員会の報告フォーム、受付番号")
    )
    draft: forms.ModelChoiceField[Draft] = forms.ModelChoiceField(
        None, label=_("送った版"), required=False, empty_label=_("ここで作ったものではない")
    )

    def __init__(self, *args: Any, row: Incident, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        super().__init__(*args, **options)
        _field(self, "kind").choices = _words(PaperKind)
        _field(self, "draft").queryset = row.drafts.all()
        _field(self, "draft").label_from_instance = named


def named(draft: Draft) -> str:
    """Return title and version of a paper in the language of the screen."""
    return said(say("{title}（第{serial}版）", title=draft.title, serial=draft.serial))


LONGEST_PASSAGE = 100_000
"""A passage holds the log of the case, as long as it is."""


class DraftForm(forms.Form):
    """The text of a paper, passage by passage."""

    title = forms.CharField(label=_("件名"), max_length=200)
    to = forms.CharField(label=_("宛先"), max_length=120)

    def __init__(self, *args: Any, draft: Draft, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        initial = {"title": draft.title, "to": draft.to}
        self.headings = [str(heading) for heading, _text in draft.passages]
        initial |= {f"passage_{place}": text for place, (_heading, text) in enumerate(draft.passages)}
        options["initial"] = initial
        super().__init__(*args, **options)
        for place, heading in enumerate(self.headings):
            self.fields[f"passage_{place}"] = _area(
                heading or _("書き出し"), 5, required=False, max_length=LONGEST_PASSAGE
            )

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = self.cleaned_data
        texts = [[heading, given[f"passage_{place}"]] for place, heading in enumerate(self.headings)]
        return {"title": given["title"], "to": given["to"], "passages": texts}


class ReasonForm(forms.Form):
    """Why a case is closed or opened again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = _area(_("理由"), 4)


class AttackForm(forms.Form):
    """What the common form for ransomware and DDoS asks beyond the nine items."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Incident, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        options["initial"] = {"version": row.version, **row.attack}
        super().__init__(*args, **options)
        for field in FIELDS:
            if row.kind in field.kinds:
                made = (
                    YesNoField(label=_(field.label))
                    if field.yes_no
                    else _area(_(field.label), 2, required=False)
                )
                self.fields[field.key] = made

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = dict(self.cleaned_data)
        return {"version": given.pop("version"), "attack": given}


class ExerciseForm(forms.Form):
    """Which exercise, and with which firm of the ledgers it is played."""

    key = forms.ChoiceField(label=_("訓練"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("訓練の相手"),
        max_length=200,
        help_text=_("委託先の名前か法人番号。この団体の台帳にある相手で訓練します。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        super().__init__(*args, **options)
        _field(self, "key").choices = [(one.key, label(one.title)) for one in SCENARIOS]
