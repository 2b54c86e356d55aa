"""The sections and people of さくら市. Everything here is invented.

Accounts are named after the post, so that a visitor knows whom they are: ``zeimu-1`` is the first clerk
of 税務課, ``zeimu-kacho`` its head. One password serves all of them; the site says so on its sign-in page
as long as it runs as a demonstration.
"""

from __future__ import annotations

import datetime as dt

import attrs
from django.contrib.auth.hashers import make_password

from sekisho.server.accounts.actions import name_key
from sekisho.server.accounts.models import Body, Person, Post, Section
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.demo import PASSWORD
from sekisho.terms import NetworkModel, Role

CODE = "999901"
NAME = "さくら市"
FOUNDED = dt.date(2019, 5, 1)
APPOINTED = dt.date(2026, 4, 1)

SECTIONS: tuple[tuple[str, str, str, str], ...] = (
    # code, name, document symbol, account stem
    ("010", "総務課", "総", "somu"),
    ("015", "情報政策課", "情", "joho"),
    ("020", "税務課", "税", "zeimu"),
    ("030", "市民課", "市", "shimin"),
    ("040", "保険年金課", "保", "hoken"),
    ("050", "福祉課", "福", "fukushi"),
    ("060", "こども家庭課", "こ", "kodomo"),
    ("070", "農林水産課", "農", "norin"),
    ("080", "建設課", "建", "kensetsu"),
    ("090", "都市計画課", "都", "toshi"),
    ("100", "上下水道課", "水", "suido"),
    ("110", "会計課", "会", "kaikei"),
    ("120", "教育総務課", "教", "kyoiku"),
    ("130", "消防本部総務課", "消", "shobo"),
    ("140", "議会事務局", "議", "gikai"),
)

SURNAMES = (
    *("青木", "石田", "上野", "江川", "小野", "葛󠄀城", "木村", "久保", "小林", "斎藤", "清水", "𠮷田"),
    *("瀬戸", "曽我", "高橋", "千葉", "土屋", "寺田", "富田", "中島", "西村", "沼田", "根岸", "野口"),
    *("橋本", "平野", "福島", "辺見", "堀内", "松本", "三浦", "村上", "目黒", "森田", "矢野", "湯川"),
    *("横山", "頼本", "林", "若林", "渡邊", "阿部", "井上", "宇野", "榎本", "岡本", "加藤", "菊地"),
    *("工藤", "児玉", "桜井", "島田", "杉山", "関口", "園田", "武田", "長南", "塚本", "手塚", "徳永"),
)
GIVEN = (
    *("誠", "恵", "直樹", "みのり", "翔", "葵", "健", "梓", "隆", "桂", "弘", "司"),
    *("昭", "文", "亮", "昌", "薫", "望", "進", "和子", "浩二", "友美", "大輔", "彩"),
)


@attrs.frozen
class Demo:
    """Keys of the demo city by the names used here."""

    body: Body
    sections: dict[str, Section]
    people: dict[str, Person]


SPECIAL = (
    # account, role, section, title
    ("ciso", Role.CISO, "総務課", "副市長"),
    ("bucho", Role.OFFICER, "総務課", "総務部長"),
    ("general", Role.GENERAL_OFFICER, "情報政策課", "情報政策課長"),
    ("joho-1", Role.POLICY_STAFF, "情報政策課", "情報セキュリティ担当 主査"),
    ("joho-2", Role.POLICY_STAFF, "情報政策課", "情報セキュリティ担当 主任"),
    ("system", Role.SYSTEM_MANAGER, "情報政策課", "基盤係長"),
    ("csirt", Role.CSIRT, "情報政策課", "CSIRT要員"),
    ("iinkai", Role.COMMITTEE, "総務課", "情報セキュリティ委員"),
    ("kansa", Role.AUDITOR, "総務課", "監査責任者"),
    ("zeimu-service", Role.SERVICE_MANAGER, "税務課", "市税係長"),
)


def settle() -> Demo:
    """Found the city with its sections and people; a few queries for each section."""
    body = Body.objects.create(code=CODE, name=NAME, network_model=NetworkModel.BETA.value)
    with in_body(body.pk):
        sections = {
            name: Section.make(code=code, name=name, symbol=symbol, starts=FOUNDED)
            for code, name, symbol, _ in SECTIONS
        }
        people: dict[str, Person] = {}
        shared = make_password(PASSWORD)
        for account, role, section, title in _everybody():
            person = people.get(account) or _person(body, account, len(people), shared)
            people[account] = person
            Post.make(
                person=person, section=sections[section], role=role.value, title=title, starts=APPOINTED
            )
        Post.make(
            person=people["zeimu-hosa"], section=sections["会計課"], role=Role.STAFF.value,
            title="会計課（兼務）", starts=APPOINTED, ends=dt.date(2027, 3, 31),
        )  # fmt: skip
        record(None, "body.founded", Subject("body", body.pk), {"code": CODE, "people": len(people)})
    return Demo(body=body, sections=sections, people=people)


def _everybody() -> list[tuple[str, Role, str, str]]:
    posts: list[tuple[str, Role, str, str]] = list(SPECIAL)
    for _, section, _, stem in SECTIONS:
        head = "局長" if section.endswith("局") else "課長"
        if section != "情報政策課":
            posts.append((f"{stem}-kacho", Role.MANAGER, section, head))
            posts += [(f"{stem}-{n}", Role.STAFF, section, ("主査", "主事")[n - 1]) for n in (1, 2)]
        else:
            posts.append(("general", Role.MANAGER, section, head))
            posts += [("joho-3", Role.STAFF, section, "主事")]
        posts.append((f"{stem}-hosa", Role.DEPUTY, section, f"{head}補佐"))
    return posts


def _person(body: Body, account: str, number: int, password: str) -> Person:
    name = f"{SURNAMES[number % len(SURNAMES)]} {GIVEN[(number * 7) % len(GIVEN)]}"
    person: Person = Person.objects.create(
        body=body, username=account, name=name, name_key=name_key(name), password=password
    )
    return person
