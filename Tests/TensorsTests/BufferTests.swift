import Foundation
import Tensors
import TestSupport
import Testing

/// Memory of tensors goes back to a pool and is used again.
///
/// The pool itself cannot be seen, so these tests look at the memory of a process of their own.
struct BufferTests {
  @Test func `iterations of training do not take more and more memory`() async {
    await #expect(processExitsWith: .success) {
      let weight = uniformNumbers(31 * 33, seed: 1).map(Float.init)
      let input = Tensor<Float>(
        uniformNumbers(240 * 31, seed: 2).map(Float.init), shape: Shape(240, 31))
      var middle = 0
      for iteration in 1...1000 {
        let variables = [
          Tensor(variable: weight, shape: Shape(31, 33)),
          Tensor(variable: Array(weight[..<33]), shape: Shape(1, 33)),
        ]
        let hidden = Tensor.affineTanh(input, weight: variables[0], bias: variables[1])
        let loss = hidden.logSoftmax.squared.sum
        let slopes = gradients(of: [loss], withRespectTo: variables, isRecorded: true)
        let products = gradients(of: slopes, withRespectTo: variables, cotangents: variables)
        #expect(products[0].elements[0].isFinite)
        if iteration == 100 { middle = try ProcessStatus.residentByteCount() }
      }
      // One kept tensor of a single number would be 250 kB by now, one of a layer's values 28 MB. The
      // system itself moves by some pages.
      let growth = try ProcessStatus.residentByteCount() - middle
      #expect(growth < 150_000, "\(growth) bytes more")
    }
  }

  @Test func `memory of every size is used again`() async {
    await #expect(processExitsWith: .success) {
      func round() {
        for count in stride(from: 1, through: 40_000, by: 37) {
          let tensor = Tensor<Double>(repeating: 1, shape: Shape(1, count))
          #expect(tensor.sum.scalar == Double(count))
        }
      }
      round()
      let before = try ProcessStatus.residentByteCount()
      for _ in 0..<20 { round() }
      let growth = try ProcessStatus.residentByteCount() - before
      #expect(growth < 1_000_000, "\(growth) bytes more")
    }
  }

  @Test func `a thread's memory is freed with the thread`() async {
    await #expect(processExitsWith: .success) {
      func runThread() throws {
        let threadCount = try ProcessStatus.threadCount()
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
          // Alive together, so that the pool gets 16 MB back.
          let tensors = (0..<128).map {
            Tensor<Double>(repeating: Double($0), shape: Shape(128, 128))
          }
          #expect(tensors[127].elements[0] == 127)
          done.signal()
        }
        done.wait()
        for _ in 0..<2000 where try ProcessStatus.threadCount() > threadCount { usleep(500) }
      }
      for _ in 0..<3 { try runThread() }
      let before = try ProcessStatus.residentByteCount()
      for _ in 0..<30 { try runThread() }
      // Kept pools would be 480 MB.
      let growth = try ProcessStatus.residentByteCount() - before
      #expect(growth < 40_000_000, "\(growth) bytes more")
    }
  }

  @Test(arguments: DerivativeCase.all)
  func `results do not depend on what memory held before`(operation: DerivativeCase) {
    /// The result, its gradients and their gradients.
    func compute() -> [[Double]] {
      var start = 0
      let inputs = operation.shapes.map { shape in
        defer { start += shape.count }
        return Tensor(variable: operation.point[start..<start + shape.count], shape: shape)
      }
      let result = operation.function(inputs)
      let slopes = gradients(of: [result], withRespectTo: inputs, isRecorded: true)
      let products = gradients(of: slopes, withRespectTo: inputs)
      return ([result] + slopes + products).map(\.elements)
    }
    let expected = compute()
    for sizeClass in 0..<10 {
      _ = (0..<50).map { _ in Tensor<Double>(repeating: .nan, shape: Shape(8, 1 << sizeClass)) }
    }
    #expect(compute() == expected)
  }

  @Test func `a tensor outlives what it was computed from`() {
    var result: Tensor<Double>?
    do {
      let x = Tensor<Double>(variable: [1, 2, 3], shape: Shape(1, 3))
      result = x.squared.detached
    }
    // If the memory of the result were free, one of these would take it.
    let others = (0..<20).map { Tensor<Double>(repeating: -Double($0), shape: Shape(1, 3)) }
    #expect(result?.elements == [1, 4, 9])
    // Nor do they share memory among each other.
    #expect(others.map(\.elements) == (0..<20).map { Array(repeating: -Double($0), count: 3) })
  }
}
