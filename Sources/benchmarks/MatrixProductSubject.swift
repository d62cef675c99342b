import Tensors

/// Matrix products of the size that training consists of, on all threads at once.
struct MatrixProductSubject: Subject {
  let name = "sgemm 2000x64x64"
  private let rows = 2000
  private let width = 64
  private let productCount = 600

  func check() throws {
    let left = Tensor(UniformArray.make(rows * width, 1), shape: Shape(rows, width))
    let right = Tensor(UniformArray.make(width * width, 2), shape: Shape(width, width))
    let result = Tensor.product(left, right).elements
    let (a, b) = (left.elements, right.elements)
    for (row, column) in [(0, 0), (777, 13), (1999, 63)] {
      var sum = 0.0
      for k in 0..<width { sum += Double(a[row * width + k]) * Double(b[k * width + column]) }
      let found = Double(result[row * width + column])
      guard abs(found - sum) < 1e-4 else {
        throw WrongResult(subject: name, finding: "[\(row), \(column)] is \(found), not \(sum)")
      }
    }
  }

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let (rows, width, productCount) = (rows, width, productCount)
    let times = try bench.seconds {
      _ = try bench.workers.map(bench.workers.count) { _ in
        let left = UniformArray.make(rows * width, 1)
        let right = UniformArray.make(width * width, 2)
        var result = left
        for _ in 0..<productCount {
          BLAS.multiplyInOneCall(left, right, into: &result, inner: width)
        }
      }
    }
    let flops = Double(2 * rows * width * width * productCount * bench.workers.count)
    var result = Result(name, times: times, work: flops / 1e9, unit: "GFLOP/s")
    result.sgemmRate = flops / result.median
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
