"""The limits of a run (`models.limits`, where extractors find them too)."""

from models.limits import Limits

__all__ = ["Limits"]
