"""Errors that say what to do."""


class BeamletError(Exception):
    """What happened, and the remedy, in one line."""

    def __init__(self, what: str, remedy: str):
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy
