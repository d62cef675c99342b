import Tensors
import TestSupport
import Testing

struct VectorMathTests {
  @Test func `small vectors give what one works out by hand`() {
    let (x, y) = ([1.0, 2, -3], [4.0, -5, 6])
    #expect(VectorMath.dot(x, y) == -24)
    #expect(VectorMath.norm([3.0, 0, -4]) == 5)
    #expect(VectorMath.sum(y, x) == [5, -3, 3])
    #expect(VectorMath.sum(y, x, times: -2) == [2, -9, 12])
    #expect(VectorMath.scaled(x, by: 0.5) == [0.5, 1, -1.5])
    var target = y
    VectorMath.add(x, times: 10, to: &target)
    #expect(target == [14, 15, -24])
    VectorMath.add(x, to: &target)
    #expect(target == [15, 17, -27])
    VectorMath.add(target, to: &target)
    #expect(target == [30, 34, -54])
  }

  @Test(arguments: [1, 15, 16, 17, 240, 481, 10_000])
  func `single precision follows double precision`(count: Int) {
    let (x, y) = (uniformNumbers(count, seed: 1), uniformNumbers(count, seed: 2))
    let (single, other) = (x.map(Float.init), y.map(Float.init))
    let dot = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    // Roundings of partial sums of about √n / 3, n of them at random.
    let tolerance = Tolerance.absolute(0x1p-24 * Double(count + 1))
    expectClose(VectorMath.dot(single, other), dot, within: tolerance)
    expectClose(VectorMath.dot(x, y), dot, within: .absolute(1e-15 * Double(count)))
    expectClose(
      VectorMath.sum(single, other, times: 0.25), zip(x, y).map { $0 + 0.25 * $1 },
      within: .absolute(0x1p-23))
    expectClose(
      VectorMath.norm(single), zip(x, x).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot(),
      within: .relative(2e-6))
  }

  @Test func `vectors without elements are fine`() {
    let empty: [Float] = []
    #expect(VectorMath.dot(empty, empty) == 0)
    #expect(VectorMath.norm(empty) == 0)
    #expect(VectorMath.sum(empty, empty, times: 3) == [])
    #expect(VectorMath.scaled(empty, by: 2) == [])
  }

  @Test func `counts must be equal`() async {
    await #expect(processExitsWith: .failure) { _ = VectorMath.dot([1.0, 2], [1]) }
    await #expect(processExitsWith: .failure) { _ = VectorMath.sum([1.0], [1, 2]) }
    await #expect(processExitsWith: .failure) {
      var target: [Float] = [1, 2]
      VectorMath.add([1], to: &target)
    }
  }
}
