"""The forward passes of Fledge's networks in NumPy, on arrays as policy files name them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def mlp(arrays: Mapping[str, Array], rows: Array, activation: str) -> Array:
    """A multilayer perceptron: layers f(x W + b), the last without f.

    Args:
        arrays: `layer0.weight` and so on; perhaps `context`, which enters the first layer.
        rows: What enters, `[n, I]`.
        activation: `"tanh"` or `"relu"`.

    Returns:
        What comes out, `[n, outputs]`.
    """
    count = sum(name.endswith(".weight") and name.startswith("layer") for name in arrays)
    for index in range(count):
        bias = arrays[f"layer{index}.bias"]
        if index == 0 and "context" in arrays:
            bias = arrays["context"] @ arrays["context.weight"] + bias
        rows = rows @ arrays[f"layer{index}.weight"] + bias
        if index < count - 1:
            rows = np.tanh(rows) if activation == "tanh" else np.maximum(rows, 0)
    return rows


def recurrent(
    arrays: Mapping[str, Array], rows: Array, memory: Array, *, core: str, resets_before: bool
) -> tuple[Array, Array]:
    """One step of a recurrent network: encoder, core, decoder, output.

    Args:
        arrays: `core.inputWeight` and so on.
        rows: What enters, `[n, I]`.
        memory: What each row remembers, `[n, M]`: h, and of an LSTM h and then c.
        core: `"gru"` or `"lstm"`.
        resets_before: Whether a GRU's reset gate multiplies h (Cho et al. 2014) instead of h U + c
            (PyTorch).

    Returns:
        What comes out, `[n, outputs]`, and what each row remembers then, `[n, M]`.
    """
    entering = _dense(arrays, "encoder", rows) if "encoder.weight" in arrays else rows
    cell = lstm_cell if core == "lstm" else gru_before_cell if resets_before else gru_cell
    memory = cell(arrays, entering, memory)
    result = memory[:, : arrays["core.recurrentWeight"].shape[0]]
    if "decoder.weight" in arrays:
        result = _dense(arrays, "decoder", np.concatenate([result, entering], axis=1))
    return result @ arrays["output.weight"] + arrays["output.bias"], memory


def gru_cell(arrays: Mapping[str, Array], rows: Array, memory: Array) -> Array:
    """One step of a GRU as PyTorch has it: n = tanh(x W + b + r (h U + c))."""
    width = memory.shape[1]
    inner = rows @ arrays["core.inputWeight"] + arrays["core.inputBias"]
    outer = memory @ arrays["core.recurrentWeight"] + arrays["core.recurrentBias"]
    reset, update = np.split(sigmoid(inner[:, : 2 * width] + outer[:, : 2 * width]), 2, axis=1)
    candidate: Array = np.tanh(inner[:, 2 * width :] + reset * outer[:, 2 * width :])
    return (1 - update) * candidate + update * memory


def gru_before_cell(arrays: Mapping[str, Array], rows: Array, memory: Array) -> Array:
    """One step of a GRU as in its article: n = tanh(x W + b + (r h) U + c)."""
    width = memory.shape[1]
    weight, bias = arrays["core.recurrentWeight"], arrays["core.recurrentBias"]
    inner = rows @ arrays["core.inputWeight"] + arrays["core.inputBias"] + bias
    gates = sigmoid(inner[:, : 2 * width] + memory @ weight[:, : 2 * width])
    reset, update = np.split(gates, 2, axis=1)
    candidate: Array = np.tanh(inner[:, 2 * width :] + (reset * memory) @ weight[:, 2 * width :])
    return (1 - update) * candidate + update * memory


def lstm_cell(arrays: Mapping[str, Array], rows: Array, memory: Array) -> Array:
    """One step of an LSTM: c' = f c + i g, h' = o tanh(c')."""
    hidden, cell = np.split(memory, 2, axis=1)
    gates = rows @ arrays["core.inputWeight"] + arrays["core.inputBias"]
    gates = gates + hidden @ arrays["core.recurrentWeight"] + arrays["core.recurrentBias"]
    enter, keep, value, out = np.split(gates, 4, axis=1)
    cell = sigmoid(keep) * cell + sigmoid(enter) * np.tanh(value)
    return np.concatenate([sigmoid(out) * np.tanh(cell), cell], axis=1)


def sigmoid(values: Array) -> Array:
    """1 / (1 + exp(-x)), by tanh, which does not overflow."""
    half = np.float32(0.5)
    result: Array = half * (np.tanh(half * values) + np.float32(1))
    return result


def _dense(arrays: Mapping[str, Array], name: str, rows: Array) -> Array:
    result: Array = np.tanh(rows @ arrays[f"{name}.weight"] + arrays[f"{name}.bias"])
    return result
