import Tensors

/// Derivatives by five-point differences.
///
///     f'(x) = (f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)) / 12h
///
/// The formula is off by h⁴ f⁽⁵⁾ / 30, and rounding adds about 1e-16 f / h.
struct FiniteDifference {
  /// The step h.
  var step: Double

  /// The derivative of a vector along a direction.
  func slope(
    at point: [Double], along direction: [Double], of function: ([Double]) -> [Double]
  ) -> [Double] {
    var result: [Double] = []
    for (multiple, weight) in [(-2.0, 1.0), (-1, -8), (1, 8), (2, -1)] {
      let value = function(VectorMath.sum(point, direction, times: multiple * step))
      if result.isEmpty { result = value.map { _ in 0 } }
      VectorMath.add(value, times: weight / (12 * step), to: &result)
    }
    return result
  }

  /// The derivatives of a vector with respect to each coordinate.
  func columns(at point: [Double], of function: ([Double]) -> [Double]) -> [[Double]] {
    point.indices.map { index in
      var direction = point.map { _ in 0.0 }
      direction[index] = 1
      return slope(at: point, along: direction, of: function)
    }
  }

  /// The gradient of a number.
  func gradient(at point: [Double], of function: ([Double]) -> Double) -> [Double] {
    columns(at: point) { [function($0)] }.map { $0[0] }
  }
}
