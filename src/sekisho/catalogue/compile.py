"""Clauses to Cedar: the enforcement policies, the explain policies, and the parsed handles of each kind.

Both texts come from the same clauses. *Enforcement* is what a gate runs: a violated ``deny`` clause is a
``forbid``; a ``condition`` clause forbids nothing, but is there so that it errs when a fact is missing.
A gate lets through only ``Allow`` **without errors**. *Explain* holds two permits for every clause,
``applies:ID`` and ``requires:ID``; one evaluation's reasons and errors tell how each clause stands.
For judging, equal conditions of one kind of crossing are evaluated once (:class:`RuleSlice`).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

import cedarpy
from attrs import field, frozen

from sekisho.catalogue.cedarwords import in_japanese
from sekisho.catalogue.conditions import parse_condition
from sekisho.catalogue.edition import Edition
from sekisho.catalogue.vocabulary import Vocabulary, action, schema_text
from sekisho.errors import BadInput, InvalidRulebook, NotFound
from sekisho.terms import CrossingKind, Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sekisho.catalogue.clause import Clause

BASE_PERMIT = '@id("base")\npermit(principal, action, resource);'


class Rule(NamedTuple):
    """One clause of a slice, with what judging needs at hand."""

    clause: Clause
    applies: str
    """Id of the probe for ``applies``."""
    requires: str
    """Id of the probe for ``requires``."""
    scope: tuple[str, ...]
    """The facts that ``applies`` reads."""
    reads: tuple[str, ...]
    """The facts that ``applies`` and ``requires`` read."""


@frozen(eq=False)
class RuleSlice:
    """The rules that one kind of crossing is judged by, parsed once."""

    kind: CrossingKind
    clauses: tuple[Clause, ...]
    probes: Any = field(repr=False)
    """PolicySet of one permit per distinct condition; ids are ``policy<N>`` by position.

    They name no action: the slice itself is chosen by it."""
    rules: tuple[Rule, ...] = field(repr=False)
    reads: tuple[str, ...] = field(repr=False)
    """Every fact that a condition of this slice reads."""
    enforcement: Any = field(repr=False)
    """PolicySet of :func:`enforcement_text` for this kind."""


@frozen(eq=False)
class Rulebook:
    """The rules in force: immutable, identified by the digest of everything that can change a decision."""

    digest: str
    editions: tuple[Edition, ...] = field(repr=False)
    clauses: Mapping[str, Clause] = field(repr=False)
    slices: Mapping[CrossingKind, RuleSlice] = field(repr=False)
    vocabulary: Vocabulary = field(repr=False)

    def clause(self, clause_id: str) -> Clause:
        """Return one clause; NotFound when the rulebook has no such id."""
        found = self.clauses.get(clause_id)
        if found is None:
            raise NotFound(
                f"「{clause_id}」という条文はありません。",
                next_step="番号を確かめてください。条文の一覧は sekisho catalogue show で見られます。",
            )
        return found

    def rules_for(self, kind: CrossingKind) -> RuleSlice:
        """Return the slice of ``kind``."""
        return self.slices[kind]

    @property
    def cedar_text(self) -> str:
        """The enforcement policies, as a third party's tools read them."""
        return enforcement_text(self.clauses.values())

    @property
    def explain_text(self) -> str:
        """The explain policies: two permits for every machine-judged clause."""
        return explain_text(self.clauses.values())

    @property
    def schema(self) -> str:
        """The Cedar schema that both are validated against."""
        return schema_text(self.vocabulary)

    def document_title(self, document_id: str) -> str:
        """Return the title of a document that clauses cite."""
        for edition in self.editions:
            title = edition.document_title(document_id)
            if title != document_id:
                return title
        return document_id


def compile_rulebook(editions: Edition | Sequence[Edition], vocabulary: Vocabulary) -> Rulebook:
    """Compile one edition, or an edition with a body's local clauses, into a rulebook.

    Raises InvalidRulebook for a clause that Cedar's strict validation refuses, an id used twice, or a
    condition that is not one expression over the facts.
    """
    chosen = (editions,) if isinstance(editions, Edition) else tuple(editions)
    clauses = _unique(clause for edition in chosen for clause in edition.clauses)
    validate(clauses.values(), vocabulary)
    slices = {kind: _slice(kind, clauses.values()) for kind in CrossingKind}
    return Rulebook(_digest(chosen, clauses, vocabulary), chosen, clauses, slices, vocabulary)


def _unique(clauses: Iterable[Clause]) -> dict[str, Clause]:
    found: dict[str, Clause] = {}
    for clause in clauses:
        if clause.id in found:
            raise InvalidRulebook(
                f"条文の番号「{clause.id}」が二度使われています。",
                why=f"初めに使われているのは {found[clause.id].where} です。",
                next_step="別の番号にしてください。自団体の条文は、版の条文を置き換えられません。",
                where=clause.where,
                clauses=(clause.id,),
            )
        found[clause.id] = clause
    return {clause_id: found[clause_id] for clause_id in sorted(found)}


def validate(clauses: Iterable[Clause], vocabulary: Vocabulary) -> None:
    """Refuse conditions that do not parse alone or that Cedar's strict validation does not accept."""
    judged = [clause for clause in clauses if clause.machine]
    for clause in judged:
        check_conditions(clause)
    result = cedarpy.validate_policies(explain_text(judged), schema_text(vocabulary))
    if result.validation_passed:
        return
    error = result.errors[0]
    position = int(error.policy_id.removeprefix("policy") or 0)
    clause = judged[position // 2]
    raise InvalidRulebook(
        f"条文 {clause.id} の条件式が、事実の型や名前に合いません。",
        why=in_japanese(error.error),
        next_step="事実の名前と型は catalogue/schema.cedarschema にあります。",
        where=clause.where,
        clauses=(clause.id,),
    )


def check_conditions(clause: Clause) -> None:
    """Refuse a condition that is not one expression over the facts, naming the clause."""
    for text in (clause.applies, clause.requires):
        try:
            parse_condition(text)
        except InvalidRulebook as error:
            raise InvalidRulebook(
                error.what,
                why=error.why,
                next_step=error.next_step,
                where=clause.where,
                clauses=(clause.id,),
            ) from error


def explain_text(clauses: Iterable[Clause]) -> str:
    """Return the explain policies of ``clauses``: ``applies:ID`` and ``requires:ID``, in clause order."""
    return "\n\n".join(
        f'@id("{part}:{clause.id}")\npermit(principal, {_actions(clause)}, resource) when {{\n  {text}\n}};'
        for clause in clauses
        if clause.machine
        for part, text in (("applies", clause.applies), ("requires", clause.requirement))
    )


def enforcement_text(clauses: Iterable[Clause]) -> str:
    """Return the policies a gate runs for ``clauses``. Let through only ``Allow`` without errors."""
    policies = [BASE_PERMIT]
    for clause in clauses:
        if not clause.machine or clause.effect is Effect.ADVISE:
            continue
        head = f'@id("{clause.id}")\n@clause("{clause.id}")\n@effect("{clause.effect}")\n'
        scope = f"(principal, {_actions(clause)}, resource)"
        if clause.effect is Effect.DENY:
            body = f"forbid{scope} when {{\n  {clause.applies}\n}} unless {{\n  {clause.requirement}\n}};"
        else:
            body = f"permit{scope} when {{\n  {clause.applies}\n}} when {{\n  {clause.requirement}\n}};"
        policies.append(head + body)
    return "\n\n".join(policies) + "\n"


def _actions(clause: Clause) -> str:
    if len(clause.kinds) == 1:
        return f"action == {action(clause.kinds[0])}"
    return f"action in [{', '.join(action(kind) for kind in clause.kinds)}]"


def _slice(kind: CrossingKind, clauses: Iterable[Clause]) -> RuleSlice:
    chosen = tuple(clause for clause in clauses if clause.machine and kind in clause.kinds)
    positions: dict[str, int] = {}
    rules = []
    for clause in chosen:
        applies = positions.setdefault(clause.applies, len(positions))
        requires = positions.setdefault(clause.requirement, len(positions))
        scope = parse_condition(clause.applies).reads
        reads = tuple(dict.fromkeys((*scope, *parse_condition(clause.requires).reads)))
        rules.append(Rule(clause, f"policy{applies}", f"policy{requires}", scope, reads))
    probes = "\n".join(f"permit(principal, action, resource) when {{\n{text}\n}};" for text in positions)
    needed = {name: None for text in positions for name in parse_condition(text).reads}
    return RuleSlice(
        kind=kind,
        clauses=chosen,
        probes=cedarpy.PolicySet.from_str(probes),
        rules=tuple(rules),
        reads=tuple(needed),
        enforcement=cedarpy.PolicySet.from_str(enforcement_text(chosen)),
    )


def _digest(editions: Sequence[Edition], clauses: Mapping[str, Clause], vocabulary: Vocabulary) -> str:
    content = {
        "editions": [edition.id for edition in editions],
        "clauses": [clause.as_dict() for clause in clauses.values()],
        "schema": schema_text(vocabulary),
    }
    return digest_of(content)


def digest_of(content: object) -> str:
    """Return ``sha256:`` and the hash of ``content`` as canonical JSON (no floats occur in it)."""
    return "sha256:" + hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: object) -> bytes:
    """Return the one JSON text of ``content``: sorted keys, no white space, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BadInput(
            "文字として扱えない値が含まれています。", next_step="文字化けした値を入れ直してください。"
        ) from error
