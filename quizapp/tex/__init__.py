"""A typesetter for a LaTeX subset: parser, layout, font and paint apart. Knows nothing of cards."""
