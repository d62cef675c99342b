"""Tables and scores as data frames of pandas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fledge_gym.files import read_run, read_score

pytest.importorskip("pandas", reason="pandas is not installed")

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"


def test_a_log_is_a_data_frame() -> None:
    log = read_run(GOLDEN / "run").log
    frame = log.to_pandas()
    assert list(frame.columns) == list(log) and len(frame) == log.row_count == 3
    for name in log:
        np.testing.assert_array_equal(frame[name].to_numpy(), log[name])


def test_the_curve_of_a_score_is_a_data_frame() -> None:
    score = read_score(GOLDEN / "thompson-trials.json")
    frame = score.to_pandas()
    assert frame["mean"].tolist() == score.means.tolist()
    assert frame["step"].tolist() == [0, 1, 2]
    ends = frame[["confidence95_low", "confidence95_high"]].to_numpy()
    assert [tuple(row) for row in ends] == [point.confidence95 for point in score.curve]
