"""Screens, widgets and dialogs: turn events into service calls and values into pictures."""
