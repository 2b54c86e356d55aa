"""The forms of the calls: what was heard, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.queries import sections as all_sections
from sekisho.server.incidents.forms import moment
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import in_words
from sekisho.terms import StatementChannel

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.models import Section
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.models import Incident

PHONE = StatementChannel.PHONE.value


class CallForm(forms.Form):
    """連絡を知らせる."""

    words = forms.CharField(label=_("相手の名前"), max_length=200, help_text=_("会社の名前か法人番号"))
    section: forms.ModelChoiceField[Section] = forms.ModelChoiceField(None, label=_("受けた課"))
    taken_on = WarekiDateField(
        label=_("受けた日"),
        initial=timezone.localdate,
        help_text=_("報告の期限は、この日から数えます。例：令和8年4月1日、R8.4.1、2026/4/1"),
    )
    taken_time = forms.TimeField(label=_("受けた時刻"), required=False, help_text=_("例：09:15"))
    channel = forms.ChoiceField(
        label=_("伝え方"), choices=in_words(StatementChannel), initial=StatementChannel.PHONE.value
    )
    caller = forms.CharField(label=_("話した人と電話番号"), required=False, max_length=200)
    text = forms.CharField(
        label=_("聞いたこと"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text=_("いつ、何が起き、どのデータに関係すると言ったか。言われたとおりに書きます。"),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the sections the person serves."""
        super().__init__(*args, **options)
        section: Any = self.fields["section"]
        section.queryset = _served(actor)
        if section.queryset.count() == 1:
            self.initial.setdefault("section", section.queryset[0].pk)

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = dict(self.cleaned_data)
        given["taken_at"] = moment(given.pop("taken_on"), given.pop("taken_time"))
        return given


class JoinForm(forms.Form):
    """起きている事案に加える."""

    incident: forms.ModelChoiceField[Incident] = forms.ModelChoiceField(None, label=_("起きている事案"))

    def __init__(self, *args: Any, cases: QuerySet[Incident], **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        super().__init__(*args, **options)
        incident: Any = self.fields["incident"]
        incident.queryset = cases


class AsideForm(forms.Form):
    """事案にしない."""

    reason = forms.CharField(label=_("事案にしない理由"), max_length=300)


def _served(actor: Actor) -> QuerySet[Section]:
    posts = {post.section for post in actor.posts if actor.may(Permission.CALL_REPORT, section=post.section)}
    return all_sections().filter(pk__in=posts)
