import Tensors
import TestSupport
import Testing

struct ConjugateGradientsTests {
  private struct StopError: Error {}

  @Test(arguments: 1...30)
  func `a positive definite system is solved in as many steps as it has unknowns`(size: Int) {
    let matrix = positiveDefiniteMatrix(size: size, seed: size)
    let solution = uniformNumbers(size, seed: 100 + size)
    var productCount = 0
    let found = solve(
      matrix.times(column(solution)).elements, iterationCount: size, tolerance: 1e-26
    ) { direction in
      productCount += 1
      return matrix.times(column(direction)).elements
    }
    #expect(productCount <= size)
    expectClose(found, solution, within: .absolute(1e-8))
  }

  @Test func `it stops when the residual is small enough`() {
    let matrix = positiveDefiniteMatrix(size: 20, seed: 1)
    let rightHandSide = uniformNumbers(20, seed: 2)
    let found = solve(
      rightHandSide, iterationCount: 100, tolerance: 1e-4
    ) { matrix.times(column($0)).elements }
    let residual = VectorMath.sum(
      matrix.times(column(found)).elements, rightHandSide, times: -1)
    #expect(VectorMath.dot(residual, residual) <= 1e-4 * 1.0001)
    #expect(VectorMath.dot(residual, residual) > 1e-10)
  }

  @Test(arguments: 0...4)
  func `no more products are taken than allowed`(limit: Int) {
    let matrix = positiveDefiniteMatrix(size: 10, seed: 3)
    var productCount = 0
    _ = solve(
      uniformNumbers(10, seed: 4), iterationCount: limit, tolerance: 0
    ) { direction in
      productCount += 1
      return matrix.times(column(direction)).elements
    }
    #expect(productCount == limit)
  }

  @Test func `each step gets nearer in the norm of the matrix`() {
    let matrix = positiveDefiniteMatrix(size: 15, seed: 5)
    let solution = uniformNumbers(15, seed: 6)
    let rightHandSide = matrix.times(column(solution)).elements
    let distances = (0...8).map { count in
      let found = solve(
        rightHandSide, iterationCount: count, tolerance: 0
      ) { matrix.times(column($0)).elements }
      let error = VectorMath.sum(found, solution, times: -1)
      return VectorMath.dot(error, matrix.times(column(error)).elements)
    }
    for (before, after) in zip(distances, distances.dropFirst()) { #expect(after < before) }
  }

  @Test func `single precision solves as well as it can`() {
    let matrix = positiveDefiniteMatrix(size: 12, seed: 7)
    let solution = uniformNumbers(12, seed: 8)
    let found = solve(
      matrix.times(column(solution)).elements.map(Float.init), iterationCount: 12,
      tolerance: 1e-12
    ) { matrix.times(column($0.map(Double.init))).elements.map(Float.init) }
    expectClose(found, solution, within: .absolute(5e-6))
  }

  @Test func `zeros are solved by zeros without a product`() {
    let found = solve(
      [0.0, 0, 0], iterationCount: 10, tolerance: 0
    ) { _ in
      Issue.record("A product was taken.")
      return [1, 1, 1]
    }
    #expect(found == [0, 0, 0])
    #expect(solve([Float](), iterationCount: 5, tolerance: 0) { $0 } == [])
  }

  @Test func `it stops at negative curvature with the best so far`() {
    func indefinite(_ x: [Double]) -> [Double] { [x[0], -x[1]] }
    // Along (1, 2) the curvature is 1 - 4.
    #expect(
      solve([1, 2], iterationCount: 5, tolerance: 0, product: indefinite)
        == [0, 0])
    // Along (2, 1) it is 3, so the first step is 5/3 (2, 1); the next direction is (20, 40) / 9.
    expectClose(
      solve([2, 1], iterationCount: 5, tolerance: 0, product: indefinite),
      [10.0 / 3, 5.0 / 3], within: .relative(1e-15))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `it stops at products that are not finite`(bad: Double) {
    var productCount = 0
    let found = solve([3, 4], iterationCount: 5, tolerance: 0) { direction in
      productCount += 1
      return productCount == 1 ? [direction[0], 2 * direction[1]] : [bad, bad]
    }
    // One step of length 25 / (9 + 32).
    expectClose(found, [75.0 / 41, 100.0 / 41], within: .relative(1e-15))
    #expect(productCount == 2)
  }

  @Test func `an error of the product is thrown on`() {
    #expect(throws: StopError.self) {
      try solve([1.0], iterationCount: 1, tolerance: 0) { _ in
        throw StopError()
      }
    }
  }

  @Test func `a product of the wrong size is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = solve([1.0, 2], iterationCount: 1, tolerance: 0) { _ in [1] }
    }
  }

  private func column(_ elements: [Double]) -> NaiveMatrix {
    NaiveMatrix(elements, elements.count, 1)
  }
}

private func solve<Scalar: TensorScalar>(
  _ rightHandSide: [Scalar], iterationCount: Int, tolerance: Scalar,
  product: ([Scalar]) throws -> [Scalar]
) rethrows -> [Scalar] {
  try conjugateGradients(
    rightHandSide, iterationCount: iterationCount, tolerance: tolerance, product: product
  ).solution
}
