import Foundation
import Tensors
import TestSupport
import Testing

/// Layers on plain arrays against sums written out, and what they refuse.
struct DenseNetworkTests {
  private typealias Nonlinearity = DenseNetwork<Float>.Nonlinearity

  /// A network and, in double precision, its layers by the textbook.
  private static func network(
    _ sizes: [Int], _ inner: Nonlinearity
  ) -> (network: DenseNetwork<Float>, outputs: @Sendable ([Double]) -> [Double]) {
    var network = DenseNetwork<Float>()
    var functions: [@Sendable ([Double]) -> [Double]] = []
    for (index, (inputs, outputs)) in zip(sizes, sizes.dropFirst()).enumerated() {
      let weight = uniformNumbers(inputs * outputs, seed: 2 * index)
      let bias = uniformNumbers(outputs, seed: 2 * index + 1)
      let nonlinearity = index == sizes.count - 2 ? .identity : inner
      network.append(
        weight: Tensor(weight.map(Float.init), shape: Shape(inputs, outputs)),
        bias: Tensor(bias.map(Float.init), shape: Shape(1, outputs)), nonlinearity: nonlinearity)
      functions.append { x in
        (0..<outputs).map { column in
          let sum = x.indices.reduce(bias[column]) { $0 + x[$1] * weight[$1 * outputs + column] }
          return switch nonlinearity {
          case .identity: sum
          case .tanh: tanh(sum)
          case .rectified: max(sum, 0)
          }
        }
      }
    }
    return (network, { [functions] x in functions.reduce(x) { $1($0) } })
  }

  @Test(arguments: [[3, 2], [2, 64, 64, 2], [5, 16, 3, 40, 7], [1, 33, 1]], [1, 4, 17])
  func `layers compute what their sums say`(sizes: [Int], rows: Int) {
    for inner in [Nonlinearity.tanh, .rectified] {
      var (network, expected) = Self.network(sizes, inner)
      #expect(network.outputSize == sizes[sizes.count - 1])
      network.reserve(rowCount: 17)
      let input = uniformNumbers(rows * sizes[0], seed: 99)
      var found = [Float](repeating: -7, count: 18 * network.outputSize)
      // Twice, since the second call finds what the first has left.
      for _ in 0..<2 { network.apply(input.map(Float.init), rows: rows, into: &found) }
      let outputs = (0..<rows).flatMap {
        expected(Array(input[$0 * sizes[0]..<($0 + 1) * sizes[0]]))
      }
      expectClose(Array(found.prefix(outputs.count)), outputs, within: .absolute(2e-5))
      #expect(found.dropFirst(outputs.count).allSatisfy { $0 == -7 })
    }
  }

  @Test func `no rows are nothing to do`() {
    var (network, _) = Self.network([3, 5, 2], .tanh)
    network.reserve(rowCount: 0)
    var found: [Float] = []
    network.apply([], rows: 0, into: &found)
    #expect(found.isEmpty)
  }

  @Test func `rows without room are refused`() async {
    await #expect(processExitsWith: .failure) { Self.apply(rows: 5, reserving: 4) }
    await #expect(processExitsWith: .failure) { Self.apply(rows: 5, reserving: nil) }
    await #expect(processExitsWith: .failure) { Self.apply(rows: -1, reserving: 4) }
    await #expect(processExitsWith: .failure) { Self.apply(rows: 0, reserving: -1) }
    await #expect(processExitsWith: .failure) { Self.apply(rows: 5, reserving: 5, given: 14) }
    await #expect(processExitsWith: .failure) { Self.apply(rows: 5, reserving: 5, taken: 9) }
    await #expect(processExitsWith: .success) { Self.apply(rows: 5, reserving: 5) }
  }

  /// Applies a network of 3 inputs and 2 outputs.
  private static func apply(
    rows: Int, reserving room: Int?, given: Int = 15, taken: Int = 10
  ) {
    var (network, _) = network([3, 5, 2], .tanh)
    if let room { network.reserve(rowCount: room) }
    var output = [Float](repeating: 0, count: taken)
    network.apply([Float](repeating: 0, count: given), rows: rows, into: &output)
  }

  @Test func `layers that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) {
      var (network, _) = Self.network([3, 5], .tanh)
      network.append(
        weight: Tensor([1, 2, 3, 4], shape: Shape(4, 1)), bias: Tensor([0], shape: Shape(1, 1)),
        nonlinearity: .tanh)
    }
    await #expect(processExitsWith: .failure) {
      var network = DenseNetwork<Float>()
      network.append(
        weight: Tensor([1, 2], shape: Shape(1, 2)), bias: Tensor([0], shape: Shape(1, 1)),
        nonlinearity: .tanh)
    }
    await #expect(processExitsWith: .failure) {
      var network = DenseNetwork<Float>()
      network.reserve(rowCount: 1)
      var output: [Float] = []
      network.apply([], rows: 0, into: &output)
    }
    await #expect(processExitsWith: .failure) {
      // A wider inner layer than there was room made for.
      var (network, _) = Self.network([3, 5, 2], .tanh)
      network.reserve(rowCount: 1)
      network.append(
        weight: Tensor([Float](repeating: 1, count: 40), shape: Shape(2, 20)),
        bias: Tensor([Float](repeating: 0, count: 20), shape: Shape(1, 20)), nonlinearity: .tanh)
      network.append(
        weight: Tensor([Float](repeating: 1, count: 20), shape: Shape(20, 1)),
        bias: Tensor([0], shape: Shape(1, 1)), nonlinearity: .identity)
      var output: [Float] = [0]
      network.apply([1, 2, 3], rows: 1, into: &output)
    }
  }
}
