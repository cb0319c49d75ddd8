"""Parts of screens that talk to a service, used by more than one screen."""
