import Measuring
import Numerics
import Tensors

/// Matrix products of the size of training's, on all threads at once: the yardstick of training.
struct MatrixProductSubject: Subject {
  let name = "sgemm 2000x64x64, all threads"

  func check() throws {
    let products = MatrixProducts(count: 1)
    let (rows, width) = (MatrixProducts.rows, MatrixProducts.width)
    let result = products.one()
    let (a, b) = (products.left, products.right)
    for (row, column) in [(0, 0), (777, 13), (1999, 63)] {
      var sum = 0.0
      for k in 0..<width { sum += Double(a[row * width + k]) * Double(b[k * width + column]) }
      let found = Double(result[row * width + column])
      guard result.count == rows * width, abs(found - sum) < 1e-4 else {
        throw WrongResult(subject: name, finding: "[\(row), \(column)] is \(found), not \(sum)")
      }
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let products = MatrixProducts(count: 200)
    let times = try bench.seconds { try products.run(on: bench.workers) }
    return SubjectResult(
      name, times: times, work: products.flops(on: bench.workers) / 1e9, unit: "GFLOP/s")
  }
}

/// Products of [2000, 64] by [64, 64]: the unit in which the speed of training is measured.
struct MatrixProducts: Sendable {
  static let rows = 2000
  static let width = 64
  /// The yardstick's name in results.
  static let yardstick = "sgemm"

  /// Products of each thread.
  let count: Int
  let left = UniformArray.make(rows * width, 1)
  let right = UniformArray.make(width * width, 2)

  /// Computes the products on each of the threads.
  func run(on workers: Workers) throws {
    _ = try workers.map(workers.count) { _ in run() }
  }

  /// Computes them on the calling thread.
  ///
  /// Each product is one call of OpenBLAS's `sgemm`; training cuts products into slices where that is
  /// faster.
  func run() {
    var result = [Float](repeating: 0, count: left.count)
    for _ in 0..<count {
      BLAS.multiplyInOneCall(left, right, into: &result, inner: Self.width)
    }
  }

  /// Floating-point operations of all threads together.
  func flops(on workers: Workers) -> Double { flops * Double(workers.count) }

  /// Floating-point operations of one thread.
  var flops: Double { Double(2 * Self.rows * Self.width * Self.width * count) }

  /// The elements of one product.
  func one() -> [Float] {
    var result = [Float](repeating: 0, count: left.count)
    BLAS.multiplyInOneCall(left, right, into: &result, inner: Self.width)
    return result
  }
}

/// Numbers to compute with, the same in every run.
enum UniformArray {
  /// Draws `count` numbers uniform on -1...1; another `number` gives others.
  static func make(_ count: Int, _ number: Int) -> [Float] {
    let key = RandomKey(seed: 1).child(.measurement, number)
    return (0..<count).map { 2 * key.uniform(UInt32($0)) - 1 }
  }
}
