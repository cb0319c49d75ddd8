"""A grade in words: what was chosen and why it is wrong, what is right, and the reasoning."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.domain.cards import Misconception
from quizapp.domain.questions import Grade, Question


def feedback_markdown(question: Question, grade: Grade, misconceptions: Mapping[str, Misconception]) -> str:
    """Return the feedback as Markdown: remarks first, wrong ones with the belief they show, then the reasoning."""
    lines = []
    for remark in grade.remarks:
        mark = "✓" if remark.right else "✗"
        why = f" {remark.why}" if remark.why else ""
        lines.append(f"{mark} **{remark.about}**{_stop(remark.about) if why else ''}{why}\n")
        belief = misconceptions.get(remark.misconception)
        if belief is not None and not remark.right:
            lines.append(f"> *A common belief:* {belief.belief} *In fact:* {belief.correction}\n")
    if question.explain:
        lines.append(question.explain)
    return "\n".join(lines)


def _stop(text: str) -> str:
    return "" if text.rstrip().endswith((".", "?", "!", ":")) else "."
