import Numerics
import Tensors

/// Matrix products of the size that training consists of, on all threads at once.
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

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let products = MatrixProducts(count: 200)
    let times = try bench.seconds { try products.run(on: bench.workers) }
    return Result(
      name, times: times, work: products.flops(on: bench.workers) / 1e9, unit: "GFLOP/s")
  }
}

/// Products of [2000, 64] by [64, 64]: what the speed of training is measured in.
struct MatrixProducts: Sendable {
  static let rows = 2000
  static let width = 64
  /// What results that are measured in them call them.
  static let yardstick = "sgemm"

  /// How many each thread computes.
  let count: Int
  let left = UniformArray.make(rows * width, 1)
  let right = UniformArray.make(width * width, 2)

  /// Computes as many on each of the threads, independently of each other.
  func run(on workers: Workers) throws {
    _ = try workers.map(workers.count) { _ in run() }
  }

  /// Computes them on the calling thread.
  ///
  /// Each is one call of OpenBLAS's `sgemm`, as anybody would write it: training itself cuts products
  /// into slices where that is faster.
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

/// Numbers to compute with.
enum UniformArray {
  /// Draws numbers uniform on -1...1 by address.
  static func make(_ count: Int, _ number: Int) -> [Float] {
    let key = RandomKey(seed: 1).child(.measurement, number)
    return (0..<count).map { 2 * key.uniform(UInt32($0)) - 1 }
  }
}
