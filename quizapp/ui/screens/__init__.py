"""The full pages of the window."""
