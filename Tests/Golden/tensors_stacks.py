"""Golden numbers for operations on stacks of matrices, in float64, with their derivatives.

Values follow the definitions of PyTorch (softmax after masked_fill, matmul, index_select, index_add,
layer_norm). Derivatives are of the sum of weights times values, by complex steps: f'(x) = Im f(x + ih) / h,
which has no rounding error of differences. Independent of the Swift sources. Run
`python3 Tests/Golden/tensors_stacks.py` to write tensors_stacks.json again.
"""

import json
import pathlib

import numpy as np

GENERATOR = np.random.default_rng(16)


def normal(*shape):
    # Few digits, so that the file is short.
    return GENERATOR.normal(size=shape).round(4)


def masked_softmax(x, mask):
    """Rows of exponentials where the mask is not 0, divided by their sum; zeros if there are none."""
    keeps = np.broadcast_to(mask != 0, x.shape)
    largest = np.max(np.where(keeps, x.real, -np.inf), axis=-1, keepdims=True)
    shifted = np.where(keeps, x - np.where(np.isfinite(largest), largest, 0), 0)
    exponentials = np.where(keeps, np.exp(shifted), 0)
    sums = exponentials.sum(axis=-1, keepdims=True)
    return np.divide(exponentials, sums, out=np.zeros_like(exponentials), where=sums != 0)


def product(left, right, left_transposed, right_transposed):
    return np.matmul(left.swapaxes(-1, -2) if left_transposed else left,
                     right.swapaxes(-1, -2) if right_transposed else right)


def scatter_add(x, rows, count):
    result = np.zeros((x.shape[0], count, x.shape[2]), x.dtype)
    for matrix in range(x.shape[0]):
        np.add.at(result[matrix], rows, x[matrix])
    return result


def layer_norm(x, epsilon):
    centered = x - x.mean(axis=-1, keepdims=True)
    return centered / np.sqrt((centered * centered).mean(axis=-1, keepdims=True) + epsilon)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def case(function, inputs, **options):
    """The values, and the gradients of their sum with weights, of a function of stacks."""
    value = function(*inputs)
    weights = normal(*value.shape)
    gradients = []
    for number, array in enumerate(inputs):
        gradient = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            moved = [other.astype(complex) for other in inputs]
            moved[number][place] += 1e-30j
            gradient[place] = (weights * function(*moved)).sum().imag / 1e-30
        gradients.append(stack(gradient))
    return dict(options, inputs=[stack(array) for array in inputs], weights=stack(weights),
                value=stack(value), gradients=gradients)


def stack(array):
    return dict(shape=list(array.shape), elements=array.ravel().tolist())


def softmax_case(x, mask):
    return case(lambda x: masked_softmax(x, mask), [x], mask=stack(mask))


def product_case(left, right, left_transposed=False, right_transposed=False):
    return case(lambda left, right: product(left, right, left_transposed, right_transposed),
                [left, right], leftTransposed=left_transposed, rightTransposed=right_transposed)


def softmax_cases():
    x = normal(2, 4, 5)
    mask = (GENERATOR.random((2, 4, 5)) < 0.6).astype(float)
    mask[0, 1] = 0
    mask[1, 3] = 0
    mask[1, 0] = 1
    causal = np.tril(np.ones((1, 4, 4)))
    row = np.array([[[1.0, 0, 1]]])
    large = normal(1, 3, 3) * [1, 100, 3000]
    return [softmax_case(x, mask), softmax_case(normal(3, 4, 4), causal),
            softmax_case(normal(2, 2, 3), row), softmax_case(large, np.ones((1, 3, 3))),
            softmax_case(normal(3, 1, 1), np.array([[[1.0]], [[0]], [[1]]]))]


def product_cases():
    return [product_case(normal(2, 3, 4), normal(2, 4, 2)),
            product_case(normal(3, 4, 2), normal(3, 4, 5), left_transposed=True),
            product_case(normal(3, 2, 3), normal(3, 4, 3), right_transposed=True),
            product_case(normal(2, 3, 1), normal(2, 2, 3), True, True),
            product_case(normal(4, 2, 3), normal(1, 3, 2)),
            product_case(normal(1, 2, 3), normal(4, 3, 2)),
            product_case(normal(1, 3, 2), normal(2, 3, 1), left_transposed=True)]


def gather_cases():
    return [dict(case(lambda x: x[:, rows], [x]), rows=rows)
            for x, rows in [(normal(1, 4, 3), [2, 0, 2, 2, 3]), (normal(3, 2, 1), [1, 1, 0]),
                            (normal(2, 1, 2), [0]), (normal(2, 3, 2), [2, 1, 0])]]


def scatter_cases():
    return [dict(case(lambda x: scatter_add(x, rows, count), [x]), rows=rows, count=count)
            for x, rows, count in [(normal(1, 5, 3), [2, 0, 2, 2, 3], 4),
                                   (normal(3, 3, 1), [1, 1, 0], 2), (normal(2, 1, 2), [0], 1),
                                   (normal(1, 2, 2), [4, 1], 6)]]


def norm_cases():
    return [dict(case(lambda x: layer_norm(x, epsilon), [x]), epsilon=epsilon)
            for x, epsilon in [(normal(2, 3, 5), 1e-5), (normal(1, 4, 2), 1e-3),
                               (normal(2, 2, 1), 1e-5), (normal(1, 1, 7) + 100, 1e-5)]]


if __name__ == "__main__":
    groups = dict(softmax=softmax_cases(), product=product_cases(), gather=gather_cases(),
                  scatter=scatter_cases(), norm=norm_cases(),
                  sigmoid=[case(sigmoid, [normal(1, 2, 4) * [1, 5, 20, 100]])])
    text = ",\n".join(f'"{name}":[\n' + ",\n".join(map(json.dumps, cases)) + "]"
                      for name, cases in groups.items())
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("{" + text + "}\n")
