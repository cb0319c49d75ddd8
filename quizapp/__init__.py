"""The desktop app: deep-learning interview questions whose answers you can run."""

__version__ = "0.1.0"
