extension Tensor {
  /// e raised to each element.
  public var exponential: Tensor {
    mapped(.exponential) { $0.gradient * $0.result }
  }

  /// The natural logarithm of each element.
  public var logarithm: Tensor {
    mapped(.logarithm) { [self] in $0.gradient / self }
  }

  /// The hyperbolic tangent of each element.
  public var tanh: Tensor {
    mapped(.tanh) { $0.gradient.timesTanhSlope(ofValue: $0.result) }
  }

  /// The logistic function of each element, 1 / (1 + e⁻ˣ).
  public var sigmoid: Tensor {
    mapped(.sigmoid) { $0.gradient.timesSigmoidSlope(ofValue: $0.result) }
  }

  /// The square root of each element; the slope at 0 is infinite.
  public var squareRoot: Tensor {
    mapped(.squareRoot) { ($0.gradient / $0.result).scaled(by: 0.5) }
  }

  /// Each element where positive, otherwise 0; the slope at 0 is 0.
  public var rectified: Tensor {
    mapped(.rectified) { [self] in $0.gradient * isAbove(0) }
  }

  /// The square of each element.
  public var squared: Tensor {
    mapped(.squared) { [self] in ($0.gradient * self).scaled(by: 2) }
  }

  /// One divided by each element.
  public var reciprocal: Tensor {
    mapped(.reciprocal) { -($0.gradient * $0.result.squared) }
  }

  /// The larger of each element and a bound; the slope at the bound is 0.
  public func maximum(_ bound: Scalar) -> Tensor {
    mapped(.maximum(bound)) { [self] in $0.gradient * isAbove(bound) }
  }

  /// Multiplies by the slope of tanh, 1 - y².
  ///
  /// - Parameter value: y, the value of tanh.
  /// - Returns: x (1 - y²), repeated to a common shape.
  public func timesTanhSlope(ofValue value: Tensor) -> Tensor {
    Tensor.zipped(.tanhGradient, self, value) { [self] incoming in
      Operands(
        incoming.isNeeded[0] ? incoming.gradient.timesTanhSlope(ofValue: value) : nil,
        incoming.isNeeded[1]
          ? incoming.gradient * Tensor.minusTwiceProduct(self, value) : nil)
    }
  }

  /// Multiplies by the slope of the logistic function, y (1 - y).
  ///
  /// - Parameter value: y, the value of the logistic function.
  /// - Returns: x y (1 - y), repeated to a common shape.
  public func timesSigmoidSlope(ofValue value: Tensor) -> Tensor {
    Tensor.zipped(.sigmoidGradient, self, value) { [self] incoming in
      Operands(
        incoming.isNeeded[0] ? incoming.gradient.timesSigmoidSlope(ofValue: value) : nil,
        // Of y (1 - y) it is 1 - 2 y.
        incoming.isNeeded[1]
          ? incoming.gradient * self * value.scaled(by: -2).adding(1) : nil)
    }
  }

  /// The derivative of `timesTanhSlope` along a direction: that of x (1 - y²) is
  /// ẋ (1 - y²) - 2 x y ẏ.
  ///
  /// - Parameters:
  ///   - value: y, the value of tanh.
  ///   - tangent: ẋ, the direction of this tensor, x.
  ///   - valueTangent: ẏ, the direction of y.
  /// - Returns: The derivative, of the same shape, computed in one loop.
  /// - Precondition: All have one shape, and nothing is recorded.
  public func tanhSlopeTangent(ofValue value: Tensor, tangent: Tensor, valueTangent: Tensor)
    -> Tensor
  {
    precondition(
      value.shape == shape && tangent.shape == shape && valueTangent.shape == shape,
      "Tensor.tanhSlopeTangent: shapes \(shape), \(value.shape), \(tangent.shape) and"
        + " \(valueTangent.shape).")
    precondition(
      !ThreadContext.isRecording,
      "Tensor.tanhSlopeTangent: has no derivative, but operations are recorded.")
    let result = Tensor(Node(shape: shape))
    unsafe Scalar.tanhSlopeTangent(
      SlopeOperand(value: node.buffer.pointer, tangent: tangent.node.buffer.pointer),
      SlopeOperand(value: value.node.buffer.pointer, tangent: valueTangent.node.buffer.pointer),
      result.node.buffer.pointer, shape.count)
    return result
  }

  /// Multiplies by the slope of the rectifier: 1 where its value is positive, otherwise 0.
  public func timesRectifierSlope(ofValue value: Tensor) -> Tensor {
    self * value.isAbove(0)
  }

  private static func minusTwiceProduct(_ left: Tensor, _ right: Tensor) -> Tensor {
    zipped(.minusTwiceProduct, left, right) { incoming in
      Operands(
        incoming.isNeeded[0] ? minusTwiceProduct(incoming.gradient, right) : nil,
        incoming.isNeeded[1] ? minusTwiceProduct(incoming.gradient, left) : nil)
    }
  }

  /// 1 where an element exceeds a bound, otherwise 0, as a constant.
  private func isAbove(_ bound: Scalar) -> Tensor {
    withoutRecording { mapped(.isAbove(bound)) { $0.gradient } }
  }
}
