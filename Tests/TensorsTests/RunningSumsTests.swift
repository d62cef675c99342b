import Tensors
import TestSupport
import Testing

struct RunningSumsTests {
  @Test func `each row has the sum of its segment so far`() {
    let column = Tensor<Double>([1, 2, 4, 8, 16, 32], shape: Shape(6, 1))
    #expect(column.runningSums(ofSegments: [6]).elements == [1, 3, 7, 15, 31, 63])
    #expect(column.runningSums(ofSegments: [2, 3, 1]).elements == [1, 3, 4, 12, 28, 32])
    #expect(column.runningSums(ofSegments: [2, 3, 1]).shape == Shape(6, 1))
  }

  @Test func `segments of one row are left as they are, and those without rows skipped`() {
    let column = Tensor<Float>([3, -1, 5], shape: Shape(3, 1))
    #expect(column.runningSums(ofSegments: [1, 1, 1]).elements == [3, -1, 5])
    #expect(column.runningSums(ofSegments: [0, 2, 0, 0, 1, 0]).elements == [3, 2, 5])
  }

  /// The gradient of a sum down to a row flows from that row up to the segment's first.
  @Test func `the gradient is the sum of what each row's successors get`() {
    let column = Tensor<Double>(variable: [1, 1, 1, 1, 1], shape: Shape(5, 1))
    let sums = column.runningSums(ofSegments: [3, 0, 2])
    let cotangent = Tensor<Double>([1, 10, 100, 1000, 10_000], shape: Shape(5, 1))
    let gradient = gradients(of: [sums], withRespectTo: [column], cotangents: [cotangent])
    #expect(gradient[0].elements == [111, 110, 100, 11_000, 10_000])
  }

  @Test(arguments: DerivativeCase.segmentLengths)
  func `a long way round gives the same sums`(lengths: [Int]) {
    let count = lengths.reduce(0, +)
    let values = uniformNumbers(count, seed: 4)
    var (expected, start) = ([Double](), 0)
    for length in lengths {
      for row in start..<start + length { expected.append(values[start...row].reduce(0, +)) }
      start += length
    }
    let column = Tensor(values, shape: Shape(count, 1))
    #expect(column.runningSums(ofSegments: lengths).elements == expected)
  }

  @Test(arguments: [[2, 2], [6], [6, -1], []])
  func `segments must be as long as the column`(lengths: [Int]) async {
    await #expect(processExitsWith: .failure) { [lengths] in
      let column = Tensor<Double>(repeating: 1, shape: Shape(5, 1))
      _ = column.runningSums(ofSegments: lengths)
    }
  }

  @Test func `only a column has running sums`() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Double>(repeating: 1, shape: Shape(2, 2)).runningSums(ofSegments: [2])
    }
  }
}
