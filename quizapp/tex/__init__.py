"""A typesetter for a LaTeX subset: parser, layout, font and paint apart. Knows nothing of cards.

Without Qt: ``parser.parse`` (source to syntax tree) and ``speech.speak`` (source to spoken English).
With Qt: ``formula.formula`` and ``formula.Formula`` (source to something that paints itself).
"""
