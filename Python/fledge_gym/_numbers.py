"""Whole numbers of a caller: checked before they go to the library, whose own have 64 bits."""

from __future__ import annotations

import operator
from typing import Any


def whole_number(value: Any, what: str, low: int, high: int) -> int:
    """A whole number in a range.

    Args:
        value: What the caller gave.
        what: How the message begins: "tasks is".
        low: The smallest possible one.
        high: The largest possible one.

    Raises:
        TypeError: It is no whole number.
        ValueError: It is outside the range.
    """
    number = operator.index(value)
    if not low <= number <= high:
        raise ValueError(f"{what} {shown(number)}, but from {low} to {high} is possible.")
    return number


def shown(value: Any) -> str:
    """A value for a message; Python refuses to print whole numbers of some thousand digits."""
    if isinstance(value, int) and value.bit_length() > 512:
        return f"a whole number of {value.bit_length()} bits"
    return repr(value)
