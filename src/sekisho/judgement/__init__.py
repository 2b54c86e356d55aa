"""One core that judges every crossing: facts in, a decision with its clauses out. Deterministic, no I/O."""

from sekisho.judgement.crossing import Crossing
from sekisho.judgement.decision import Citation, Decision, Duty
from sekisho.judgement.facts import FACTS, questions_for, read_facts
from sekisho.judgement.judge import judge

__all__ = ["FACTS", "Citation", "Crossing", "Decision", "Duty", "judge", "questions_for", "read_facts"]
