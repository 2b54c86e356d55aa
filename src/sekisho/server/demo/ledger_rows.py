"""The ledgers of さくら市 as they stood before anybody applied: assets and contracts. All invented."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sekisho.japan.corporate_number import check_digit
from sekisho.server.ledgers.actions.assets import add_asset
from sekisho.server.ledgers.actions.contractors import find_or_enter
from sekisho.server.ledgers.actions.contracts import add_contract
from sekisho.terms import HandlingRestriction, Medium, Zone

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.demo.people import Demo
    from sekisho.server.ledgers.models import InformationAsset

REGISTERED = dt.date(2025, 4, 1)
PERSONAL, NUMBERED = "個", "番"
HELD = {
    # section: (name, 機密性, flags, number of people)
    "総務課": (
        ("例規集", 1, "", 0),
        ("文書管理簿", 2, "", 0),
        ("人事記録", 3, PERSONAL, 820),
        ("給与支給データ", 3, PERSONAL + NUMBERED, 820),
        ("庁議資料（公表前）", 2, "", 0),
        ("防災訓練の案内", 1, "", 0),
    ),
    "情報政策課": (
        ("ネットワーク構成図", 3, "", 0),
        ("情報システム台帳", 2, "", 0),
        ("アクセスログ", 3, PERSONAL, 900),
        ("職員アカウント一覧", 3, PERSONAL, 900),
        ("研修動画", 1, "", 0),
    ),
    "税務課": (
        ("住民税賦課データ", 3, PERSONAL + NUMBERED, 41_200),
        ("固定資産課税台帳", 3, PERSONAL, 33_800),
        ("滞納整理記録", 3, PERSONAL, 2_140),
        ("申告相談の予約表", 2, PERSONAL, 1_800),
        ("納期のお知らせ原稿", 1, "", 0),
        ("路線価図（公表済み）", 1, "", 0),
        ("家屋調査の写真", 2, "", 0),
    ),
    "市民課": (
        ("住民基本台帳", 3, PERSONAL + NUMBERED, 78_400),
        ("戸籍", 3, PERSONAL, 96_000),
        ("印鑑登録原票", 3, PERSONAL, 51_300),
        ("窓口案内の原稿", 1, "", 0),
        ("窓口の混雑状況", 1, "", 0),
        ("転入者アンケート", 2, PERSONAL, 640),
    ),
    "保険年金課": (
        ("国民健康保険資格データ", 3, PERSONAL + NUMBERED, 16_900),
        ("後期高齢者医療データ", 3, PERSONAL + NUMBERED, 12_300),
        ("レセプト点検結果", 3, PERSONAL, 9_700),
        ("健診のお知らせ原稿", 1, "", 0),
    ),
    "福祉課": (
        ("生活保護ケース記録", 3, PERSONAL, 730),
        ("障害福祉サービス受給者台帳", 3, PERSONAL + NUMBERED, 2_460),
        ("民生委員名簿", 2, PERSONAL, 96),
        ("福祉のしおり", 1, "", 0),
    ),
    "こども家庭課": (
        ("児童手当受給者データ", 3, PERSONAL + NUMBERED, 6_100),
        ("保育所入所申込書", 3, PERSONAL, 1_240),
        ("子育て講座の申込者一覧", 2, PERSONAL, 310),
        ("子育て情報誌の原稿", 1, "", 0),
    ),
    "農林水産課": (
        ("農家台帳", 2, PERSONAL, 1_460),
        ("補助金交付申請書", 2, PERSONAL, 380),
        ("有害鳥獣の目撃情報", 1, "", 0),
    ),
    "建設課": (
        ("道路台帳", 1, "", 0),
        ("用地買収の交渉記録", 3, PERSONAL, 220),
        ("工事設計書（入札前）", 3, "", 0),
        ("道路損傷の通報写真", 1, "", 0),
    ),
    "都市計画課": (
        ("都市計画図（公表済み）", 1, "", 0),
        ("開発許可申請書", 2, PERSONAL, 540),
        ("空き家所有者の調査票", 3, PERSONAL, 870),
    ),
    "上下水道課": (
        ("水道料金データ", 2, PERSONAL, 29_700),
        ("管路図", 2, "", 0),
        ("検針の予定表", 1, "", 0),
    ),
    "会計課": (
        ("支払データ", 2, PERSONAL, 5_200),
        ("債権者登録簿", 2, PERSONAL, 8_900),
        ("決算書（公表済み）", 1, "", 0),
    ),
    "教育総務課": (
        ("学齢簿", 3, PERSONAL, 5_640),
        ("就学援助認定記録", 3, PERSONAL, 690),
        ("学校だより", 1, "", 0),
        ("教職員研修の資料", 2, "", 0),
    ),
    "消防本部総務課": (
        ("救急搬送記録", 3, PERSONAL, 4_300),
        ("火災予防の広報原稿", 1, "", 0),
        ("団員名簿", 2, PERSONAL, 512),
    ),
    "議会事務局": (
        ("会議録（公表前）", 2, "", 0),
        ("会議録（公表済み）", 1, "", 0),
        ("傍聴申込書", 2, PERSONAL, 150),
    ),
}

FIRMS = (
    # name, the 12 base digits of an invented 法人番号
    ("株式会社かすみ電算", "990001000011"),
    ("みのり印刷株式会社", "990001000022"),
    ("あけぼのデータサービス株式会社", "990001000033"),
    ("さくら設備保守協同組合", "990001000044"),
)
CONTRACTED = (
    # section, title, firm, data, 機密性, people, handed over, due, confirmed
    ("税務課", "住民税当初課税の帳票印刷・封入封緘", 1, "納税通知書印字データ", 3, 41_200, 20, 60, 70),
    ("税務課", "固定資産評価替え支援", 0, "家屋評価データ", 3, 33_800, 30, 330, None),
    ("市民課", "住民票写し等の郵送請求処理", 2, "請求者一覧", 3, 2_400, 15, 345, None),
    ("保険年金課", "健診案内の印刷発送", 1, "対象者一覧", 3, 12_300, 40, 90, None),
    ("福祉課", "障害福祉計画のアンケート集計", 2, "回答票", 2, 1_000, 50, 120, 118),
    ("上下水道課", "検針・収納業務", 2, "使用者一覧", 2, 29_700, 10, 350, None),
    ("教育総務課", "学校ネットワーク保守", 0, "", 2, 0, 0, 0, None),
    ("総務課", "庁舎設備の保守", 3, "", 1, 0, 0, 0, None),
)


def fill(actor: Actor, demo: Demo) -> dict[str, InformationAsset]:
    """Enter assets and contracts in the name of the information-policy section; return assets by name."""
    assets: dict[str, InformationAsset] = {}
    for section, held in HELD.items():
        symbol = demo.sections[section].symbol
        for number, (name, grade, flags, people) in enumerate(held, 1):
            assets[name] = add_asset(
                actor,
                number=f"{symbol}-{number:04}",
                name=name,
                section=demo.sections[section],
                unit="庶務係" if number % 3 else "管理係",
                keeper=f"{section}長",
                confidentiality=grade,
                integrity=2 if grade > 1 else 1,
                availability=2 if people > BIG else 1,
                restrictions=_restrictions(grade),
                personal_data=PERSONAL in flags,
                specific_personal_data=NUMBERED in flags,
                person_count=people or None,
                medium=(Medium.ELECTRONIC if number % 4 else Medium.ELECTRONIC_AND_PAPER).value,
                zone=_zone(grade, numbered=NUMBERED in flags).value,
                retention="10年" if grade == 3 else "5年",  # noqa: PLR2004  the highest grade
                registered_on=REGISTERED,
            )
    _contracts(actor, demo)
    return assets


BIG = 10_000


def _restrictions(grade: int) -> list[str]:
    wanted = {
        3: [HandlingRestriction.NO_COPY, HandlingRestriction.ENCRYPT, HandlingRestriction.NO_TAKE_OUT],
        2: [HandlingRestriction.NO_REDISTRIBUTION],
    }
    return [str(restriction) for restriction in wanted.get(grade, [])]


def _zone(grade: int, *, numbered: bool) -> Zone:
    if numbered:
        return Zone.MY_NUMBER
    return Zone.LGWAN if grade > 1 else Zone.INTERNET


def _contracts(actor: Actor, demo: Demo) -> None:
    starts = dt.date(2026, 4, 1)
    for number, (section, title, firm, data, grade, people, given, due, done) in enumerate(CONTRACTED, 1):
        name, base = FIRMS[firm]
        add_contract(
            actor,
            number=f"R8-{number:04}",
            title=title,
            section=demo.sections[section],
            contractor=find_or_enter(actor, name=name, corporate_number=f"{check_digit(base)}{base}"),
            starts=starts,
            ends=dt.date(2027, 3, 31),
            provided_data=data,
            confidentiality=grade,
            person_count=people or None,
            medium="電子" if data else "",
            provided_on=starts + dt.timedelta(days=given) if data else None,
            return_due=starts + dt.timedelta(days=due) if data else None,
            returned_on=starts + dt.timedelta(days=done) if done else None,
        )
