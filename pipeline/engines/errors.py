"""What can be wrong with an engine; the message is Chinese and ends with what to do."""

from pipeline.errors import EngineError


class EngineMissing(EngineError):
    """The engine, or a part of it, is not installed."""


class EngineTimeout(EngineError):
    """The engine did not answer within its time."""
