"""Golden numbers for Adam: algorithm 1 of Kingma and Ba 2015 in float64, ascending.

Independent of the Swift sources. Run `python3 Tests/Golden/tensors_adam.py` to write
tensors_adam.json again.
"""

import json
import pathlib

import numpy as np


def adam(parameters, gradients, alpha, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The parameters and both moments after each step."""
    theta, m, v = np.array(parameters), np.zeros(len(parameters)), np.zeros(len(parameters))
    steps = []
    for t, gradient in enumerate(np.array(gradients), start=1):
        # The paper minimises: its gradient is the negative of ours.
        g = -gradient
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        theta = theta - alpha * m_hat / (np.sqrt(v_hat) + epsilon)
        steps.append(dict(parameters=theta.tolist(), firstMoment=(-m).tolist(),
                          secondMoment=v.tolist()))
    return steps


def case(**options):
    generator = np.random.default_rng(5)
    parameters = generator.normal(size=6)
    # Large, small, zero and sign-changing gradients.
    gradients = generator.normal(size=(5, 6)) * [100, 1, 1e-3, 1e-9, 1, 1]
    gradients[:, 4] = 0
    gradients[2:, 5] = 0
    return dict(options, start=parameters.tolist(), gradients=gradients.tolist(),
                steps=adam(parameters, gradients, **options))


if __name__ == "__main__":
    cases = [
        case(alpha=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8),
        case(alpha=0.3, beta1=0.5, beta2=0.9, epsilon=1e-3),
    ]
    lines = ",\n".join(json.dumps(case) for case in cases)
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text('{"cases":[\n' + lines + "]}\n")
