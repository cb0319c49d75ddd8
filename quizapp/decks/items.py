"""Quiz blocks to questions: the keys common to all kinds; each kind reads its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.toml_block import Span, TomlBlock, parse_block
from quizapp.domain.fields import Fields, near
from quizapp.domain.kinds import kinds
from quizapp.domain.questions import SKILLS, Question

MAX_TEXT = 4_000  # characters of a prompt, an explanation or an option
MAX_TIME_S = 3_600


def read_items(spans: Iterable[Span]) -> tuple[list[TomlBlock], list[Question], list[Diagnostic]]:
    """Read the quiz blocks of a card.

    Returns:
        The blocks that are TOML, the questions without fault, and what is wrong.
    """
    blocks: list[TomlBlock] = []
    questions: list[Question] = []
    findings: list[Diagnostic] = []
    for span in spans:
        block = parse_block(span, "E031", "quiz block")
        if isinstance(block, Diagnostic):
            findings.append(block)
            continue
        blocks.append(block)
        question, wrong = read_item(block)
        findings += wrong
        if question is not None:
            questions.append(question)
    return blocks, questions, [*findings, *_repeated(blocks)]


def read_item(block: TomlBlock) -> tuple[Question | None, list[Diagnostic]]:
    """Read one quiz block. A question is returned only if nothing is wrong."""
    fields = Fields(block.table)
    name = fields.text("type")
    kind = kinds().get(name)
    if kind is None:  # its keys are unknown too, so nothing else can be said about them
        if name:
            hint = near(name, kinds()) or f"; the types are {', '.join(kinds())}"
            fields.complain("E042", "type", f'unknown quiz type "{name}"{hint}')
        return None, block.locate(fields.complaints)
    computed = name == "generated"  # the problem family words the prompt and the solution
    fields.flag("confidence", True)
    fields.text("alt", "")
    fields.texts("prereq")
    question = Question(
        id=fields.slug("id"),
        prompt="" if computed else fields.text("prompt"),
        body=kind.read(fields),
        skill=fields.choice("skill", SKILLS, "recall"),
        difficulty=fields.whole("difficulty", 1, 3, 1),
        time_s=fields.whole("time_s", 5, MAX_TIME_S, 45),
        explain=fields.text("explain", "" if computed else None),
        hints=fields.texts("hints"),
        sources=fields.texts("sources"),
        run=fields.text("run", ""),
    )
    fields.finish()
    findings = block.locate(fields.complaints)
    findings += [
        block.finding("E077", path, f'"{path}" has more than {MAX_TEXT} characters')
        for path, text in texts_in(block.table)
        if len(text) > MAX_TEXT
    ]
    return (None if findings else question), findings


def _repeated(blocks: Iterable[TomlBlock]) -> Iterator[Diagnostic]:
    """Yield the ids that stand twice."""
    first: dict[str, TomlBlock] = {}
    for block in blocks:
        name = block.table.get("id")
        if not isinstance(name, str):
            continue
        if name in first:
            line = first[name].line_of("id")
            yield block.finding("E041", "id", f'duplicate quiz id "{name}", first used at line {line}')
        else:
            first[name] = block


def texts_in(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a table with its path.

    Example:
        >>> list(texts_in({"prompt": "Why?", "options": [{"text": "A"}]}))
        [('prompt', 'Why?'), ('options.1.text', 'A')]
    """
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_in(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for position, inner in enumerate(value, 1):
            yield from texts_in(inner, f"{path}.{position}")
