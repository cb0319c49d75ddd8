"""Every rule of a deck by its code: E is an error, W a warning. The table of ``docs/deck-format.md`` is this one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RULES: Mapping[str, str] = MappingProxyType(
    {
        "E001": "a card does not begin with front matter between two lines `+++`",
        "E002": "front matter is never closed",
        "E010": "front matter or another file of the deck is not valid TOML",
        "E020": "a required key is missing",
        "E021": "a value has the wrong type, or a text is empty",
        "E022": "a key is not known here",
        "E023": "a value is not one of the allowed ones, or outside its range",
        "E024": "an id has other characters than its kind allows, or a card's id is not its file name",
        "E025": "an id or alias is used twice in the deck",
        "E026": "a card, topic, source, misconception, run, problem family or picture does not exist, or a link is bad",
        "E027": "prerequisites go in a circle",
        "E030": "a fence is never closed",
        "E031": "a quiz block is not valid TOML",
        "E041": "two quiz items of a card have one id",
        "E042": "a quiz item is of no known type",
        "E050": "a numeric item states no tolerance",
        "E051": "a listed wrong value lies inside the tolerance of the answer",
        "E052": "the number of correct options or reasons is not what the type needs",
        "E053": "a wrong option, reason or listed value has no `why`",
        "E054": "two options read the same",
        "E060": "a problem family repeats its keys, has a distractor equal to the key, or solves its own problem otherwise",
        "E061": "a prediction names a readout or an outcome that does not exist, or one that is no number at its step",
        "E062": "a prediction has no later step that decides it: `at` is missing or not after `gate`",
        "E063": "the options of a prediction overlap, none of them holds what the run does, or none is wrong",
        "E064": "what the run does lies at an end of an option, where rounding would decide",
        "E070": "a section is missing or empty",
        "E071": "a formula cannot be set, or a `$` has no partner",
        "E072": "a source mark names no source of the card",
        "E073": "a picture has no text that says what it shows",
        "E074": "a text holds control characters, mostly LaTeX eaten by double quotes",
        "E075": "a text holds raw HTML",
        "E076": "a choice has fewer than 2 or more than 8 options",
        "E077": "a file or a text is too long",
        "E078": "a section is unknown, doubled or out of order, or text stands before the first one",
        "E079": "a section that must be a list is none",
        "E080": "a file is missing or cannot be read as UTF-8",
        "W101": "the 30-second answer has more than 75 words",
        "W102": "the 2-minute answer has more than 300 words",
        "W103": "a paragraph or list item states a number, year, person or law without a source",
        "W104": "the card has fewer than 3 quiz items",
        "W105": "the correct option is the longest in more than 40 % of the choices",
        "W106": "the 30-second answer reads harder than school grade 11",
        "W107": "an absolute word stands without a source",
        "W108": "a card with a simulation asks for no prediction",
        "W110": "the text of a card with a simulation holds fewer than two links that set it",
    }
)
