import Tensors
import TestSupport
import Testing

struct BLASTests {
  @Test(arguments: [1, 2, 3, 10, 30, 65])
  func `a positive definite system is solved`(size: Int) throws {
    let matrix = positiveDefiniteMatrix(size: size, seed: size)
    let solution = uniformNumbers(size, seed: 7)
    let rightHandSide = matrix.times(NaiveMatrix(solution, size, 1)).elements
    let found = try #require(BLAS.solvePositiveDefinite(matrix.elements, rightHandSide))
    // Condition number about 5.
    expectClose(found, solution, within: .absolute(1e-13))
    let lower = NaiveMatrix(size, size) { $0 >= $1 ? matrix[$0, $1] : .nan }
    #expect(BLAS.solvePositiveDefinite(lower.elements, rightHandSide) == found)
  }

  @Test func `a system of two is solved as one does by hand`() {
    #expect(BLAS.solvePositiveDefinite([4, 2, 2, 5], [10, 17]) == [1, 3])
    #expect(BLAS.solvePositiveDefinite([], []) == [])
    #expect(BLAS.solvePositiveDefinite([4, 2, 2, 5], [10, 17, 6, 7], count: 2) == [1, 3, 1, 1])
  }

  @Test(arguments: [
    [1.0, 2, 2, 1], [0, 0, 0, 0], [-1, 0, 0, -1], [1, 0, 0, 0], [Double.nan, 0, 0, 1],
    [1, 0, Double.nan, 1],
  ])
  func `a matrix that is not positive definite has no solution`(matrix: [Double]) {
    #expect(BLAS.solvePositiveDefinite(matrix, [1, 1]) == nil)
  }

  @Test func `a right-hand side that is not finite has no solution`() {
    #expect(BLAS.solvePositiveDefinite([1, 0, 0, 1], [1, .nan]) == nil)
    #expect(BLAS.solvePositiveDefinite([1, 0, 0, 1], [.infinity, 1]) == nil)
  }

  @Test func `counts must match`() async {
    await #expect(processExitsWith: .failure) {
      _ = BLAS.solvePositiveDefinite([1, 2, 3], [1, 2])
    }
  }

  @Test func `the kernels have a name`() {
    #expect(!BLAS.coreName.isEmpty)
    #expect(BLAS.coreName != "unknown")
  }
}
