"""Acts that meet at one moment: each is done or refused in words, none fails."""

import time

import pytest
from django.utils import timezone
from register_lists import listed

from sekisho.errors import SekishoError
from sekisho.server.access import actions as access
from sekisho.server.catalogues import runs
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.trust import actions as trust
from sekisho.server.trust.models import Evidence, Judgement

ROUNDS = 10


def broken(found):
    return [one for one in found if isinstance(one, Exception) and not isinstance(one, SekishoError)]


@pytest.mark.django_db(transaction=True)
def test_judging_while_the_evidence_changes(at_once, service, used, evidence, actor):
    row = service()
    used(row)
    proof = evidence(row)
    manager, policy = actor("manager"), actor("policy")

    def judge(serial):
        return trust.judge(manager, row, serial, sufficient=True, reason="見た", evidences=[proof.pk])

    judge(0)
    for turn in range(ROUNDS):
        serial = Judgement.objects.get(service=row, current=True).serial
        version = Evidence.objects.get(pk=proof.pk).version
        acts = (
            lambda serial=serial: judge(serial),
            lambda version=version, turn=turn: trust.change_evidence(
                policy, proof.pk, version, number=f"C{turn}"
            ),
        )
        assert not broken(at_once(lambda number, acts=acts: acts[number](), 2))


@pytest.mark.django_db(transaction=True)
def test_announcing_while_the_service_changes(at_once, service, actor):
    row = service()
    runs.judge_all()
    manager, policy = actor("manager"), actor("policy")
    for turn in range(ROUNDS):
        version = ExternalService.objects.get(pk=row.pk).version
        acts = (
            lambda version=version, turn=turn: ledgers.change_service(
                policy, row.pk, version, purpose=f"目的{turn}"
            ),
            lambda turn=turn: access.announce(manager, service=row, text=f"方針{turn}"),
        )
        assert not broken(at_once(lambda number, acts=acts: acts[number % 2](), 4))


@pytest.mark.django_db(transaction=True)
def test_two_certifications_are_withdrawn_while_judgements_wait_for_the_night(
    at_once, service, used, evidence, actor
):
    manager, policy = actor("manager"), actor("policy")
    rows = [service(name=f"サービス{place}") for place in range(2)]
    for row in rows:
        used(row)
    for turn in range(ROUNDS):
        proofs = [evidence(row, number=f"T{turn}-{row.pk}") for row in rows]
        for row, proof in zip(rows, proofs, strict=True):
            trust.judge(manager, row, turn, sufficient=True, reason="見た", evidences=[proof.pk])
        Judgement.objects.filter(current=True).update(functions=["別"])
        found = at_once(
            lambda number, proofs=proofs: trust.withdraw(
                policy, proofs[number].pk, 1, on=timezone.localdate(), why="取消"
            ),
            2,
        )
        assert not broken(found)
        assert not [one for one in found if isinstance(one, Exception)]


@pytest.mark.django_db(transaction=True)
def test_a_certification_is_withdrawn_while_a_register_withdraws_several(
    at_once, service, used, evidence, actor, register
):
    policy, manager = actor("policy"), actor("manager")
    rows = [service(name=f"サービス{place}") for place in range(3)]
    for row in rows:
        used(row)
    for turn in range(ROUNDS):
        numbers = [f"C26-{turn:02}{place}-2" for place in range(3)]
        proofs = [
            evidence(rows[place], kind="ismap", number=numbers[place], services=rows) for place in range(3)
        ]
        for row in rows:
            serial = Judgement.objects.filter(service=row).count()
            trust.judge(
                manager, row, serial, sufficient=True, reason="見た", evidences=[one.pk for one in proofs]
            )
        file = register(*(listed(number=number, state="取消") for number in numbers))

        def withdraw(proof=proofs[2], turn=turn):
            time.sleep(turn / 40)  # the register reads its file first
            return trust.withdraw(policy, proof.pk, 1, on=timezone.localdate(), why="取消")

        acts = (lambda file=file: trust.import_register(policy, file, accept_doubts=True), withdraw)
        assert not broken(at_once(lambda number, acts=acts: acts[number](), 2))
