"""Small windows over the main one; opened, never executed, so that nothing blocks."""
