public import Tensors
public import Testing

/// Differentiates a function of many numbers by differences, one number after the other.
///
/// Four points, at distances of one and two steps, cancel the error's terms up to the fourth order,
/// so what is left is step⁴ f⁽⁵⁾ / 30, and rounding: about 1e-16 |f| / step.
///
/// - Parameters:
///   - point: Where.
///   - step: The distance of the points.
///   - function: What is differentiated.
/// - Returns: The partial derivatives.
public func finiteDifferences(
  at point: [Double], step: Double, of function: ([Double]) -> Double
) -> [Double] {
  point.indices.map { index in
    func value(_ steps: Double) -> Double {
      var moved = point
      moved[index] += steps * step
      return function(moved)
    }
    return (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * step)
  }
}

/// A differentiable function whose derivatives, of any order, are compared with differences.
///
/// The function's result is contracted with fixed weights to a number, S₀ = w₀ · f(x). Its gradient
/// is contracted again, S₁ = w₁ · ∇S₀, and so on. The derivative of order n is right if ∇Sₙ₋₁, from
/// `gradients`, is what differences of Sₙ₋₁ say. From the second order on w₀ counts as an input as
/// well, so that rules are also differentiated by the gradient that reaches them.
public struct DerivativeCheck {
  let shapes: [Shape]
  let function: ([Tensor<Double>]) -> Tensor<Double>

  /// Creates a check of a function.
  ///
  /// - Parameters:
  ///   - shapes: The sizes of the function's inputs.
  ///   - function: Computes the result from the inputs.
  public init(_ shapes: [Shape], of function: @escaping ([Tensor<Double>]) -> Tensor<Double>) {
    self.shapes = shapes
    self.function = function
  }

  /// Records an issue unless a derivative agrees with differences.
  ///
  /// - Parameters:
  ///   - order: Which derivative, from 1.
  ///   - point: The inputs' elements, one after the other.
  ///   - step: The distance of the points of the differences.
  ///   - tolerance: How far the two may be apart.
  ///   - what: What is differentiated, for the report.
  ///   - sourceLocation: Where the test is.
  public func expectMatch(
    order: Int, at point: [Double], step: Double, within tolerance: Tolerance, _ what: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let outputShape = function(constants(point, shapes)).shape
    let shapes = shapes + [outputShape]
    let point = point + weights(outputShape, order: 0)
    // The first derivative by the weights is the value itself, which no rule computes.
    let isWeightCounted = order > 1
    let computed = derivative(order, at: variables(point, shapes))
    let differences = finiteDifferences(at: point, step: step) { moved in
      contraction(derivative(order - 1, at: variables(moved, shapes)), order: order - 1, moved)
    }
    expectClose(
      computed.flatMap(\.elements),
      isWeightCounted ? differences : Array(differences.dropLast(outputShape.count)),
      within: tolerance, "\(what) derivative \(order):", sourceLocation: sourceLocation)
  }

  /// ∇Sₙ₋₁, one tensor for each input; f itself for n = 0.
  private func derivative(_ order: Int, at inputs: [Tensor<Double>]) -> [Tensor<Double>] {
    let arguments = Array(inputs.dropLast())
    var result = [function(arguments)]
    for reached in 0..<order {
      let cotangents =
        reached == 0
        ? inputs.suffix(1)
        : result.map { Tensor(weights($0.shape, order: reached), shape: $0.shape) }
      result = gradients(
        of: result, withRespectTo: reached == 0 ? arguments : inputs, cotangents: cotangents,
        isRecorded: reached + 1 < order)
    }
    return result
  }

  /// Sₙ, with w₀ from the end of the point and all later weights fixed.
  private func contraction(
    _ tensors: [Tensor<Double>], order: Int, _ point: [Double]
  ) -> Double {
    let factors =
      order == 0
      ? Array(point.suffix(tensors[0].shape.count))
      : tensors.flatMap { weights($0.shape, order: order) }
    return zip(tensors.flatMap(\.elements), factors).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func weights(_ shape: Shape, order: Int) -> [Double] {
    uniformNumbers(shape.count, seed: 1000 + 100 * order + shape.count)
  }

  private func constants(_ point: [Double], _ shapes: [Shape]) -> [Tensor<Double>] {
    cut(point, shapes) { Tensor($0, shape: $1) }
  }

  private func variables(_ point: [Double], _ shapes: [Shape]) -> [Tensor<Double>] {
    cut(point, shapes) { Tensor(variable: $0, shape: $1) }
  }

  private func cut(
    _ point: [Double], _ shapes: [Shape], _ make: (ArraySlice<Double>, Shape) -> Tensor<Double>
  ) -> [Tensor<Double>] {
    var start = 0
    return shapes.map { shape in
      defer { start += shape.count }
      return make(point[start..<start + shape.count], shape)
    }
  }
}
