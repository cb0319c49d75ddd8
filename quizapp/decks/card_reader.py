"""The text of one card to a card, with everything that is wrong in that file alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from quizapp.decks.card_text import SECTIONS, CardText, split_card
from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.items import read_items
from quizapp.decks.toml_block import TomlBlock, parse_block, read_format
from quizapp.domain import predictions
from quizapp.domain.cards import LEVELS, Card, Citation, SimulationLink
from quizapp.domain.fields import SLUG, Fields
from quizapp.domain.questions import Question

MAX_REV = 1_000_000
MAX_STEP = 1_000_000_000  # the content check knows the run's own length and is stricter


@dataclass(slots=True)
class CardReading:
    """A card file that was read.

    Attributes:
        file: Path inside the deck.
        id: Name of the file without its ending, which is the card's id.
        text: Its parts.
        front: Front matter; None if it could not be read.
        items: Quiz blocks that could be read.
        draft: The card as far as it could be read; None without front matter.
        findings: What is wrong.
    """

    file: str
    id: str
    text: CardText
    front: TomlBlock | None = None
    items: list[TomlBlock] = field(default_factory=list)
    draft: Card | None = None
    findings: list[Diagnostic] = field(default_factory=list)

    @property
    def card(self) -> Card | None:
        """Return the card if nothing is wrong with it."""
        return None if any(finding.severity == "error" for finding in self.findings) else self.draft


def read_card(file: str, card_id: str, text: str) -> CardReading:
    """Read a card.

    Args:
        file: Path inside the deck.
        card_id: Name of the file without its ending.
        text: Text of the file, with plain line ends.
    """
    reading = CardReading(file, card_id, split_card(file, text))
    reading.findings += reading.text.findings
    if reading.text.front is None:
        return reading
    reading.items, questions, wrong = read_items(reading.text.quizzes)
    reading.findings += wrong
    front = parse_block(reading.text.front, "E010", "front matter")
    if isinstance(front, Diagnostic):
        reading.findings.append(front)
    else:
        reading.front = front
        _read_front(reading, front, tuple(questions))
    return reading


def _read_front(reading: CardReading, front: TomlBlock, questions: tuple[Question, ...]) -> None:
    """Read the front matter and put the card together."""
    fields = Fields(front.table)
    read_format(fields)
    sections = {
        name: reading.text.sections[title].text.strip("\n") if title in reading.text.sections else ""
        for title, name in SECTIONS.items()
    }
    reading.draft = Card(
        id=fields.slug("id"),
        title=fields.text("title"),
        topic=fields.slug("topic"),
        difficulty=fields.whole("difficulty", 1, 3),
        level=fields.choice("level", LEVELS),
        rev=fields.whole("rev", 1, MAX_REV),
        tags=fields.texts("tags"),
        aliases=fields.texts("aliases"),
        prerequisites=fields.texts("prerequisites"),
        confusable_with=fields.texts("confusable_with"),
        simulations=_simulations(fields),
        citations=_citations(fields),
        questions=questions,
        **sections,
    )
    if SLUG.fullmatch(reading.draft.id) and reading.draft.id != reading.id:
        fields.complain("E024", "id", f'id "{reading.draft.id}" is not the name of the file, {reading.id}')
    fields.finish()
    reading.findings += front.locate(fields.complaints)


def _simulations(fields: Fields) -> tuple[SimulationLink, ...]:
    links = []
    for table in fields.tables("simulations"):
        at = table.whole("at", 0, MAX_STEP, 0)
        gate = table.whole("gate", 0, MAX_STEP, 0)
        asked = table.child("predict")
        predict = None if asked is None else predictions.read(asked)
        links.append(SimulationLink(table.text("run"), at if table.has("at") else None, table.text("caption"), gate, predict))
        table.finish()
    return tuple(links)


def _citations(fields: Fields) -> tuple[Citation, ...]:
    citations = []
    for table in fields.tables("sources"):
        citations.append(Citation(table.text("key"), table.text("at", "")))
        table.finish()
    return tuple(citations)
