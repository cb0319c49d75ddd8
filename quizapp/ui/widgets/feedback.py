"""A grade in words: what was chosen and why it is wrong, what is right, and the reasoning."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.domain.cards import Misconception
from quizapp.domain.kinds import kinds
from quizapp.domain.questions import Grade, Question


def feedback_markdown(question: Question, grade: Grade, misconceptions: Mapping[str, Misconception]) -> str:
    """Return the feedback as Markdown: remarks first, wrong ones with the belief they show, then the reasoning."""
    lines = []
    for remark in grade.remarks:
        mark = "✓" if remark.right else "✗"
        decision = f", {remark.decision}" if remark.decision else ""
        stop = _stop(decision or remark.about) if remark.why else ""
        lines.append(f"{mark} **{remark.about}**{decision}{stop} {remark.why}\n")
        belief = misconceptions.get(remark.misconception)
        if belief is not None and not remark.right:
            lines.append(f"> *A common belief:* {belief.belief} *In fact:* {belief.correction}\n")
    if question.explain:
        lines.append(question.explain)
    return "\n".join(lines)


def question_markdown(question: Question) -> str:
    """Return what was asked: the prompt, and the statement it is about if there is one."""
    statement = kinds()[question.body.kind].statement(question.body)
    return f"**{question.prompt}**" + (f"\n\n> {statement}" if statement else "")


def _stop(text: str) -> str:
    return "" if text.rstrip().endswith((".", "?", "!", ":")) else "."
