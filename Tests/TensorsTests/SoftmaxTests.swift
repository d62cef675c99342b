import Foundation
import Tensors
import TestSupport
import Testing

/// What softmax, sigmoid and normalised rows must satisfy whatever their inputs are.
struct SoftmaxTests {
  private static let shapes = [Shape(1, 1), Shape(3, 5), Shape(2, 4, 17), Shape(5, 1, 33)]

  private static func numbers<Scalar: TensorScalar>(
    _ shape: Shape, in range: ClosedRange<Double> = -3...3, seed: Int = 1
  ) -> Tensor<Scalar> {
    Tensor(uniformNumbers(shape.count, in: range, seed: seed).map { Scalar($0) }, shape: shape)
  }

  @Test(arguments: shapes)
  func `rows of probabilities sum to 1, or to 0 where all is left out`(shape: Shape) {
    let mask = DerivativeCase.mask(shape)
    let isKept = (mask.rowSums.elements).map { $0 > 0 ? 1.0 : 0 }
    #expect(isKept.last == 0 || isKept.count == 1)
    let double: Tensor<Double> = Self.numbers(shape)
    let single: Tensor<Float> = Self.numbers(shape)
    let singleMask = Tensor(mask.elements.map(Float.init), shape: shape)
    let ones = [Double](repeating: 1, count: isKept.count)
    expectClose(double.softmax.rowSums.elements, ones, within: .absolute(1e-14))
    expectClose(single.softmax.rowSums.elements, ones, within: .absolute(1e-6))
    let (found, foundSingle) = (double.softmax(where: mask), single.softmax(where: singleMask))
    expectClose(found.rowSums.elements, isKept, within: .absolute(1e-14))
    expectClose(foundSingle.rowSums.elements, isKept, within: .absolute(1e-6))
    for (element, kept) in zip(found.elements, mask.elements) {
      #expect((element > 0) == (kept > 0))
    }
  }

  @Test func `a mask of ones changes nothing, and a constant moves no probability`() {
    let x: Tensor<Float> = Self.numbers(Shape(2, 3, 19))
    let ones = Tensor<Float>(repeating: 1, shape: Shape(1, 19))
    #expect(x.softmax(where: ones).elements == x.softmax.elements)
    expectClose(
      x.adding(100).softmax.elements, x.softmax.elements.map(Double.init),
      within: .absolute(1e-5))
    expectClose(
      x.softmax.elements, x.logSoftmax.exponential.elements.map(Double.init),
      within: .absolute(1e-6))
  }

  /// Softmax of the elements that count alone, put back where they were.
  @Test func `what a mask leaves out makes no difference`() {
    let kept: [Int] = [0, 3, 4]
    var mask = [Double](repeating: 0, count: 6)
    for column in kept { mask[column] = 1 }
    for bad in [0, 1e300, .infinity, -.infinity, Double.nan] {
      var elements = [Double](repeating: bad, count: 6)
      for (index, column) in kept.enumerated() { elements[column] = Double(index) - 0.5 }
      let x = Tensor(variable: elements, shape: Shape(1, 6))
      let found = x.softmax(where: Tensor(mask, shape: Shape(1, 6)))
      let alone = Tensor<Double>([-0.5, 0.5, 1.5], shape: Shape(1, 3)).softmax
      #expect(kept.map { found.elements[$0] } == alone.elements)
      let weights = Tensor<Double>([1, -2, 3, -4, 5, -6], shape: Shape(1, 6))
      let gradient = gradients(of: [found], withRespectTo: [x], cotangents: [weights])[0]
      for column in [1, 2, 5] {
        #expect(found.elements[column] == 0)
        #expect(gradient.elements[column] == 0)
      }
      #expect(gradient.elements.allSatisfy { $0.isFinite })
    }
  }

  @Test func `rows without elements that count are zeros, and so are their gradients`() {
    func check<Scalar: TensorScalar>(_ type: Scalar.Type) {
      for value in [Scalar(3), .infinity, .nan] {
        let x = Tensor<Scalar>(variable: [value, value, 1, 2], shape: Shape(2, 2))
        let mask = Tensor<Scalar>([0, 0, 1, 1], shape: Shape(2, 2))
        let found = x.softmax(where: mask)
        #expect(Array(found.elements.prefix(2)) == [0, 0])
        let slopes = gradients(of: [found.squared], withRespectTo: [x], isRecorded: true)
        let second = gradients(of: slopes, withRespectTo: [x])[0]
        #expect(Array(slopes[0].elements.prefix(2)) == [0, 0])
        #expect(Array(second.elements.prefix(2)) == [0, 0])
        #expect((slopes[0].elements + second.elements).allSatisfy { $0.isFinite })
      }
      // Minus infinity is another way to leave an element out.
      let x = Tensor<Scalar>([-.infinity, -.infinity, -.infinity, 5], shape: Shape(2, 2))
      #expect(x.softmax.elements == [0, 0, 0, 1])
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func `extreme numbers give finite probabilities, and what is no number stays so`() {
    func check<Scalar: TensorScalar>(_ type: Scalar.Type) {
      let x = Tensor<Scalar>([1e4, -1e4, 0, -1e30, -1e30, -1e30], shape: Shape(2, 3))
      let found = x.softmax.elements
      #expect(Array(found[0..<3]) == [1, 0, 0])
      expectClose(Array(found[3..<6]), [1.0 / 3, 1.0 / 3, 1.0 / 3], within: .absolute(1e-7))
      let bad = Tensor<Scalar>([1, .nan, 2, 1, 2, 3], shape: Shape(2, 3)).softmax.elements
      #expect(bad[0..<3].allSatisfy { $0.isNaN })
      #expect(bad[3..<6].allSatisfy { $0.isFinite })
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: shapes)
  func `the sigmoids of a number and its negative sum to 1`(shape: Shape) {
    let single: Tensor<Float> = Self.numbers(shape, in: -30...30)
    let double: Tensor<Double> = Self.numbers(shape, in: -30...30)
    let ones = [Double](repeating: 1, count: shape.count)
    expectClose((single.sigmoid + (-single).sigmoid).elements, ones, within: .absolute(2e-7))
    expectClose((double.sigmoid + (-double).sigmoid).elements, ones, within: .absolute(4e-16))
    // σ(x) = (1 + tanh(x / 2)) / 2.
    expectClose(
      double.sigmoid.elements,
      double.scaled(by: 0.5).tanh.adding(1).scaled(by: 0.5).elements, within: .absolute(4e-16))
  }

  @Test func `sigmoid has its limits, and small values keep their digits`() {
    let x = Tensor<Float>([-1000, -80, -20, 0, 20, 1000, .nan], shape: Shape(1, 7))
    let found = x.sigmoid.elements
    #expect(found[0] == 0 && found[3] == 0.5 && found[5] == 1 && found[6].isNaN)
    expectClose(
      Array(found[1..<3]), [exp(-80.0), exp(-20.0)], within: .relative(1e-6, floor: 1e-42))
    let double = Tensor<Double>([-1000, -80, 0, 1000, .nan], shape: Shape(1, 5)).sigmoid.elements
    #expect(double[0] == 0 && double[2] == 0.5 && double[3] == 1 && double[4].isNaN)
    expectClose(double[1], exp(-80.0), within: .relative(1e-14))
  }

  @Test(arguments: [Shape(3, 5), Shape(2, 4, 17)])
  func `normalised rows have mean 0 and variance 1`(shape: Shape) {
    let x: Tensor<Double> = Self.numbers(shape, in: 5...9)
    let found = x.normalizedRows(epsilon: 1e-12)
    let rowCount = shape.stack * shape.rows
    expectClose(
      found.rowMeans.elements, [Double](repeating: 0, count: rowCount), within: .absolute(1e-14))
    expectClose(
      found.squared.rowMeans.elements, [Double](repeating: 1, count: rowCount),
      within: .absolute(1e-11))
    // They do not change with shift and scale.
    expectClose(
      x.scaled(by: 3).adding(-40).normalizedRows(epsilon: 9e-12).elements, found.elements,
      within: .absolute(1e-12))
    let equal = Tensor<Double>(variable: [4, 4, 4], shape: Shape(1, 3))
    #expect(equal.normalizedRows().elements == [0, 0, 0])
    #expect(
      gradients(of: [equal.normalizedRows()], withRespectTo: [equal])[0].elements
        .allSatisfy { $0.isFinite })
  }

  @Test func `masks that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).softmax(
        where: Tensor(repeating: 1, shape: Shape(2, 1)))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 2, 3)).softmax(
        where: Tensor(repeating: 1, shape: Shape(3, 2, 3)))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).normalizedRows(epsilon: 0)
    }
  }
}
