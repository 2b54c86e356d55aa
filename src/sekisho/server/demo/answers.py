"""What the clerks of さくら市 wrote into their applications. Invented services of invented firms."""

from __future__ import annotations

from typing import Any

from sekisho.japan.corporate_number import check_digit

_FIRM = "990002000015"

MAP: dict[str, Any] = {
    "name": "観光地図サービス「さくらマップ」",
    "purpose": "市の観光地図を市民と来訪者に見せる。",
    "service_kind": "map",
    "works_for_us": False,
    "is_cloud": False,
    "phase": "selection",
    "starts": "2026-12-01",
    "no_assets": True,
    "zone": "internet",
    "provider_name": "みどり地図株式会社",
    "terms_kind": "terms_only",
    "terms_read": True,
    "risk_accepted": True,
    "data_regions": ["JP"],
}
"""機密性1 only, on the provider's terms: the section's head decides."""

FORM: dict[str, Any] = MAP | {
    "name": "オンライン申込み「まちの窓口」",
    "purpose": "催しや講座の申込みを受け付ける。",
    "service_kind": "cloud",
    "is_cloud": True,
    "no_assets": None,
    "provider_name": "東西クラウド株式会社",
    "provider_corporate_number": f"{check_digit(_FIRM)}{_FIRM}",
    "terms_kind": "individual",
    "certifications": ["ismap", "iso27017"],
    "reliability_text": "ISMAPに登録され、使う機能が言明の対象範囲に入っている。",
    "governing_law_japan": True,
    "foreign_law_assessed": True,
    "no_other_use": True,
    "measures_disclosed": True,
    "change_control": True,
    "personnel_disclosed": True,
    "sub_processors": False,
    "usage_criteria_met": True,
    "requirements_set": True,
    "responsibility_undecided": 0,
    "responsibility_nobody": 0,
    "incident_handling_agreed": True,
    "performance_check_agreed": True,
    "exit_plan": True,
    "audit_accepted": True,
    "sla_agreed": True,
    "mfa": True,
    "encryption_in_transit": True,
    "encryption_at_rest": True,
    "logs_available": True,
}
"""機密性2 or 3, with an individual contract and everything the clauses ask for."""


def of_kind(base: dict[str, Any], name: str, purpose: str, provider: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  answers of the form
    """Return ``base`` for another service."""
    return base | {"name": name, "purpose": purpose, "provider_name": provider, **more}


MEETING = of_kind(
    FORM,
    "Web会議「つどい」",
    "庁外の関係者との打合せに使う。",
    "北辰通信株式会社",
    service_kind="web_meeting",
    provider_corporate_number=None,
    for_all_staff=True,
)
SEARCH = of_kind(
    MAP,
    "検索サービス「しらべる」",
    "公開情報の調査に使う。",
    "しらべる株式会社",
    service_kind="search",
    for_all_staff=True,
)
TRANSLATION = of_kind(
    MAP,
    "翻訳サービス「ことのは」",
    "公表済みの案内文を外国語に訳す。",
    "ことのは合同会社",
    service_kind="translation",
)
SURVEY = of_kind(
    FORM,
    "アンケート集計「こえ箱」",
    "市民アンケートの回答を集める。",
    "こえ箱株式会社",
    provider_corporate_number=None,
)
STORAGE = of_kind(
    MAP,
    "ファイル共有「おきば」",
    "業者との図面の受渡しに使う。",
    "おきば株式会社",
    service_kind="cloud",
    is_cloud=True,
)
