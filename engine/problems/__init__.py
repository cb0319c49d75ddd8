"""One file a family of computed questions; the module's name is the family's id and its constant is ``FAMILY``."""
