"""Tables for pandas, where it is installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def data_frame(columns: Mapping[str, Any]) -> Any:
    """A `pandas.DataFrame` with these columns.

    Raises:
        ImportError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise ImportError(
            "A DataFrame needs pandas, which is not installed: 'pip install pandas'."
        ) from error
    return pandas.DataFrame(dict(columns))
