import Tensors
import TestSupport
import Testing

/// Operations on stacks of matrices against what Tests/Golden/tensors_stacks.py writes.
struct StackGoldenTests {
  struct Answers: Decodable {
    let softmax: [Case]
    let product: [Case]
    let gather: [Case]
    let scatter: [Case]
    let norm: [Case]
    let sigmoid: [Case]
  }

  struct Stack: Decodable {
    let shape: [Int]
    let elements: [Double]

    func tensor<Scalar: TensorScalar>(isVariable: Bool = false) -> Tensor<Scalar> {
      let shape = Shape(shape[0], shape[1], shape[2])
      let elements = elements.map { Scalar($0) }
      return isVariable ? Tensor(variable: elements, shape: shape) : Tensor(elements, shape: shape)
    }
  }

  /// Inputs, the value, and the gradients of the sum of weights times values.
  struct Case: Decodable {
    let inputs: [Stack]
    let weights: Stack
    let value: Stack
    let gradients: [Stack]
    // What some operations need beside their inputs.
    let mask: Stack?
    let leftTransposed: Bool?
    let rightTransposed: Bool?
    let rows: [Int32]?
    let count: Int?
    let epsilon: Double?
  }

  private let answers: Answers

  init() throws { answers = try golden("tensors_stacks.json") }

  /// Inputs up to 3000 are rounded to single precision, which changes exponents by up to 1e-4; the
  /// scale of such rows' probabilities and gradients does not exceed a few units.
  @Test func `softmax with a mask`() throws {
    for answer in answers.softmax {
      let mask = try #require(answer.mask)
      check(answer, single: 5e-5) {
        $0[0].softmax(where: mask.tensor())
      } double: {
        $0[0].softmax(where: mask.tensor())
      }
    }
    #expect(answers.softmax.count == 5)
  }

  @Test func `products of stacks`() throws {
    for answer in answers.product {
      let left = try #require(answer.leftTransposed as Bool?)
      let right = try #require(answer.rightTransposed as Bool?)
      check(answer) {
        .product($0[0], $0[1], isLeftTransposed: left, isRightTransposed: right)
      } double: {
        .product($0[0], $0[1], isLeftTransposed: left, isRightTransposed: right)
      }
    }
    #expect(answers.product.count == 7)
  }

  @Test func `rows gathered and added up`() throws {
    for answer in answers.gather {
      let rows = try #require(answer.rows)
      check(answer) {
        $0[0].gathering(rows: rows)
      } double: {
        $0[0].gathering(rows: rows)
      }
    }
    for answer in answers.scatter {
      let rows = try #require(answer.rows)
      let count = try #require(answer.count)
      check(answer) {
        $0[0].scatterAdding(rows: rows, of: count)
      } double: {
        $0[0].scatterAdding(rows: rows, of: count)
      }
    }
    #expect(answers.gather.count == 4 && answers.scatter.count == 4)
  }

  /// Elements near 100 of which the mean is subtracted lose two digits of seven.
  @Test func `normalised rows`() throws {
    for answer in answers.norm {
      let epsilon = try #require(answer.epsilon)
      check(answer, single: 3e-4, double: 1e-12) {
        $0[0].normalizedRows(epsilon: Float(epsilon))
      } double: {
        $0[0].normalizedRows(epsilon: epsilon)
      }
    }
    #expect(answers.norm.count == 4)
  }

  @Test func `sigmoid up to large arguments`() {
    for answer in answers.sigmoid {
      check(answer) {
        $0[0].sigmoid
      } double: {
        $0[0].sigmoid
      }
    }
    #expect(answers.sigmoid.count == 1)
  }

  private func check(
    _ answer: Case, single: Double = 2e-6, double: Double = 1e-13,
    _ function: ([Tensor<Float>]) -> Tensor<Float>,
    double doubleFunction: ([Tensor<Double>]) -> Tensor<Double>
  ) {
    check(answer, within: .relative(single, floor: single), function)
    check(answer, within: .relative(double, floor: double), doubleFunction)
  }

  private func check<Scalar: TensorScalar>(
    _ answer: Case, within tolerance: Tolerance, _ function: ([Tensor<Scalar>]) -> Tensor<Scalar>
  ) {
    let inputs: [Tensor<Scalar>] = answer.inputs.map { $0.tensor(isVariable: true) }
    let value = function(inputs)
    #expect([value.shape.stack, value.shape.rows, value.shape.columns] == answer.value.shape)
    expectClose(value.elements, answer.value.elements, within: tolerance, "\(Scalar.self) value")
    let found = gradients(
      of: [value], withRespectTo: inputs, cotangents: [answer.weights.tensor()])
    for (gradient, expected) in zip(found, answer.gradients) {
      expectClose(
        gradient.elements, expected.elements, within: tolerance, "\(Scalar.self) gradient")
    }
  }
}
