"""Golden numbers for recurrent layers: PyTorch's GRU and LSTM in float64, with gradients by autograd.

Weights are written in Fledge's layout: the transposes of PyTorch's. Needs PyTorch (`pip install torch`). Run
`python3 Tests/Golden/networks_recurrent.py` to write networks_recurrent.json again.
"""

import json
import pathlib

import torch

torch.manual_seed(17)
torch.set_default_dtype(torch.float64)

STEPS, SEQUENCES, INPUTS, WIDTH = 4, 3, 2, 5


def rounded(*shape):
    # Few digits, so that the file is short.
    return torch.randn(*shape).mul(0.7).round(decimals=3)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


def answer(kind):
    layer = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[kind](INPUTS, WIDTH)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(rounded(*parameter.shape))
    rows = rounded(STEPS, SEQUENCES, INPUTS).requires_grad_()
    hidden = rounded(1, SEQUENCES, WIDTH).requires_grad_()
    cell = rounded(1, SEQUENCES, WIDTH).requires_grad_()
    weights = rounded(STEPS, SEQUENCES, WIDTH)
    output, final = layer(rows, hidden if kind == "gru" else (hidden, cell))
    (output * weights).sum().backward()
    memory = [hidden] if kind == "gru" else [hidden, cell]
    finals = [final] if kind == "gru" else list(final)
    names = {
        "inputWeight": layer.weight_ih_l0, "inputBias": layer.bias_ih_l0,
        "recurrentWeight": layer.weight_hh_l0, "recurrentBias": layer.bias_hh_l0,
    }
    return {
        "kind": kind,
        "parameters": {name: flat(value.t()) for name, value in names.items()},
        "rows": flat(rows),
        "memory": flat(torch.cat([part[0] for part in memory], dim=1)),
        "weights": flat(weights),
        "output": flat(output),
        "finalMemory": flat(torch.cat([part[0] for part in finals], dim=1)),
        "gradients": {name: flat(value.grad.t()) for name, value in names.items()},
        "rowGradient": flat(rows.grad),
        "memoryGradient": flat(torch.cat([part.grad[0] for part in memory], dim=1)),
    }


if __name__ == "__main__":
    target = pathlib.Path(__file__).with_suffix(".json")
    target.write_text(json.dumps([answer("gru"), answer("lstm")]) + "\n")
