"""The list of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from sekisho.server.ui.tables import ListTable, PageColumn
from sekisho.server.ui.words import label, word

if TYPE_CHECKING:
    from sekisho.server.accounts.models import Person


def posts_text(person: Person) -> list[str]:
    """Return the posts of the day as one line each."""
    return [f"{post.section.name} {post.title}（{label(word('Role', post.role))}）" for post in person.held]  # type: ignore[attr-defined]  # set by directory.listed


class PeopleTable(ListTable):
    """People with their posts of today."""

    name = PageColumn("person", verbose_name=_("氏名"))
    username = Column(_("利用者ID"))
    posts_now = Column(_("今の職"), empty_values=(), orderable=False)

    class Meta(ListTable.Meta):
        """Sorted by user name unless asked otherwise."""

        order_by = "username"

    def render_posts_now(self, record: Person) -> str:
        """Return one line for each post."""
        return format_html_join("", "<div>{}</div>", ((line,) for line in posts_text(record))) or "—"
