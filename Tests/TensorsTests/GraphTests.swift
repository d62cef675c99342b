import Foundation
import Tensors
import TestSupport
import Testing

/// Recorded graphs of any length on threads with little stack.
struct GraphTests {
  /// What the thread of a test found.
  private final class Findings: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: [Double] = []

    var numbers: [Double] {
      get { lock.withLock { stored } }
      set { lock.withLock { stored = newValue } }
    }
  }

  /// Runs a body on a thread with a stack of 512 kB; a recursion would end the process.
  private static func onSmallStack(_ body: @escaping @Sendable () -> [Double]) -> [Double] {
    let findings = Findings()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      findings.numbers = body()
      done.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    done.wait()
    return findings.numbers
  }

  private static func number(_ value: Double) -> Tensor<Double> {
    Tensor(variable: [value], shape: Shape(1, 1))
  }

  private static let length = 1_000_000

  @Test func `a chain of a million operations is differentiated and freed`() async {
    await #expect(processExitsWith: .success) {
      let found = GraphTests.onSmallStack {
        let x = GraphTests.number(2)
        var value = x
        for _ in 0..<GraphTests.length { value = value.adding(0.5) }
        return [value.scalar, gradients(of: [value], withRespectTo: [x])[0].scalar]
      }
      #expect(found == [500_002, 1])
    }
  }

  /// Each operation has both the last result and one computed from it as inputs, and the rule holds
  /// both.
  @Test func `a million operations whose inputs depend on each other are freed`() async {
    await #expect(processExitsWith: .success) {
      let found = GraphTests.onSmallStack {
        let x = GraphTests.number(1)
        var value = x
        for _ in 0..<GraphTests.length / 4 {
          value = value.scaled(by: 0.5) * value
          value = value + value.scaled(by: 1)
        }
        let gradient = gradients(of: [value], withRespectTo: [x])[0].scalar
        return [value.scalar, gradient]
      }
      // x ← (x² / 2) · 2 keeps 1; each step doubles the derivative, which overflows.
      #expect(found == [1, .infinity])
    }
  }

  @Test func `a recorded gradient of a chain is differentiated and freed`() async {
    await #expect(processExitsWith: .success) {
      let found = GraphTests.onSmallStack {
        let x = GraphTests.number(3)
        let (factor, length) = (GraphTests.number(1), GraphTests.length / 10)
        var value = x.squared
        for _ in 0..<length { value = value * factor }
        let slopes = gradients(of: [value], withRespectTo: [x, factor], isRecorded: true)
        let second = gradients(of: [slopes[0]], withRespectTo: [x, factor])
        return (slopes + second).map(\.scalar)
      }
      // x² fⁿ: 2 x fⁿ and n x² fⁿ⁻¹; of the first, 2 fⁿ and 2 n x fⁿ⁻¹.
      #expect(found == [6, 900_000, 2, 600_000])
    }
  }

  @Test func `long chains through shared memory and through many inputs are freed`() async {
    await #expect(processExitsWith: .success) {
      let found = GraphTests.onSmallStack {
        let x = GraphTests.number(1)
        var values = [x, x, x, x]
        for step in 0..<GraphTests.length / 10 {
          let row = Tensor.concatenating(columns: values).reshaped(to: Shape(2, 2))
          let rows = Tensor.concatenating(rows: [row.rows(1..<2), row.rows(0..<1)])
          values[step % 4] = rows.columns(step % 2..<step % 2 + 1).rows(0..<1)
        }
        return values.map(\.scalar)
      }
      #expect(found == [1, 1, 1, 1])
    }
  }

  /// As in truncated backpropagation through time.
  @Test func `a detached value or a new variable does not keep the graph it comes from`() async {
    await #expect(processExitsWith: .success) {
      let factor = GraphTests.number(1)
      var memory = GraphTests.number(2)
      var middle = 0
      for step in 1...GraphTests.length / 10 {
        let next = memory * factor + factor
        memory = step % 2 == 0 ? next.detached : next.variable
        if step == 1000 { middle = try ProcessStatus.residentByteCount() }
      }
      #expect(memory.scalar == 100_002)
      // Graphs that are kept would take more than 500 bytes a step, 50 MB.
      let growth = try ProcessStatus.residentByteCount() - middle
      #expect(growth < 2_000_000, "\(growth) bytes more")
    }
  }

  @Test func `memory that tensors share is used until the last of them is gone`() {
    func tensors() -> [Tensor<Double>] {
      let x = Tensor<Double>(variable: [1, 2, 3, 4], shape: Shape(2, 2))
      let square = x.squared
      return [square.detached.reshaped(to: Shape(1, 4)), square.variable.detached, square]
    }
    for kept in 0..<3 {
      var all = tensors()
      let tensor = all.remove(at: kept)
      all = []
      let others = (0..<20).map { Tensor<Double>(repeating: -Double($0), shape: Shape(2, 2)) }
      #expect(tensor.elements == [1, 4, 9, 16])
      #expect(others.map(\.elements[0]) == (0..<20).map { -Double($0) })
    }
  }

  @Test func `what a freed graph shares with a living one stays`() {
    let x = Self.number(2)
    let square = x.squared
    var outer: Tensor<Double>? = square * x
    let kept = square.exponential
    #expect(outer?.scalar == 8)
    outer = nil
    expectClose(
      gradients(of: [kept], withRespectTo: [x])[0].scalar, 4 * exp(4.0), within: .relative(1e-14))
  }

  @Test func `graphs of both precisions are freed together`() async {
    await #expect(processExitsWith: .success) {
      let found = GraphTests.onSmallStack {
        var single = Tensor<Float>(variable: [1], shape: Shape(1, 1))
        var double = GraphTests.number(1)
        for _ in 0..<GraphTests.length / 10 {
          single = single.adding(1)
          double = double.adding(1)
        }
        return [Double(single.scalar), double.scalar]
      }
      #expect(found == [100_001, 100_001])
    }
  }
}
