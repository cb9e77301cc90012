"""pvlib, brought when it is first asked for: it takes a second, and most commands need nothing of it."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module of pvlib
    """Return one of its modules."""
    try:
        return import_module(f"pvlib.{name}")
    except ModuleNotFoundError as error:
        raise AttributeError(name) from error
