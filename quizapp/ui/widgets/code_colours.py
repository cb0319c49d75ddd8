"""Code split into lines of coloured pieces: Pygments finds the tokens, the theme gives their colours."""

from __future__ import annotations

from quizapp.ui.theme import Theme


def coloured(code: str, language: str, theme: Theme) -> list[list[tuple[str, str]]]:
    """Return the lines of a listing, each a list of (text, colour). A language other than Python stays plain."""
    if language not in ("python", "py"):
        return [[(line, theme.text)] for line in code.split("\n")]
    from pygments.lexers.python import PythonLexer  # 25 ms, needed only by cards with code
    from pygments.token import Comment, Keyword, Literal, Name, Operator, _TokenType

    order = (
        (Comment, "comment"),
        (Keyword, "keyword"),
        (Operator.Word, "keyword"),
        (Literal.String, "string"),
        (Literal.Number, "number"),
        (Name.Function, "name"),
        (Name.Class, "name"),
        (Name.Builtin, "builtin"),
        (Operator, "operator"),
    )

    def colour(kind: _TokenType) -> str:
        return next((theme.syntax[name] for family, name in order if kind in family), theme.text)

    lines: list[list[tuple[str, str]]] = [[]]
    for kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(code):
        for position, part in enumerate(text.split("\n")):
            if position:
                lines.append([])
            if part:
                lines[-1].append((part, colour(kind)))
    return lines
