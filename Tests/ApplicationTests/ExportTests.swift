import Foundation
import Recording
import Testing

/// `fledge export`: the structure of the model, read back field by field.
///
/// `Python/clients/test_onnx.py` runs such models.
struct ExportTests {
  /// A message as a reader sees it: what each field has, in order.
  private struct Message {
    var numbers: [Int: [UInt64]] = [:]
    var contents: [Int: [ArraySlice<UInt8>]] = [:]

    init(_ bytes: ArraySlice<UInt8>) throws {
      var rest = bytes
      func varint() throws -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
          let byte = try #require(rest.first)
          rest = rest.dropFirst()
          value |= UInt64(byte & 0x7F) << shift
          if byte < 0x80 { return value }
          shift += 7
        }
      }
      while !rest.isEmpty {
        let tag = try varint()
        let field = Int(tag >> 3)
        switch tag & 7 {
        case 0: numbers[field, default: []].append(try varint())
        case 2:
          let count = Int(try varint())
          try #require(count <= rest.count)
          contents[field, default: []].append(rest.prefix(count))
          rest = rest.dropFirst(count)
        default: Issue.record("A field of the type \(tag & 7).")
        }
      }
    }

    func messages(_ field: Int) throws -> [Message] {
      try (contents[field] ?? []).map { try Message($0) }
    }

    func texts(_ field: Int) -> [String] {
      (contents[field] ?? []).map { String(decoding: $0, as: UTF8.self) }
    }

    func text(_ field: Int) -> String { texts(field).first ?? "" }
  }

  /// Exports a policy and reads the model.
  private func model(_ workspace: Workspace, _ policy: String = "run") throws -> Message {
    let ending = try workspace("export \(policy) --onnx model.onnx")
    #expect(ending == .init(output: "", errors: "The model is in model.onnx.\n", code: 0))
    return try Message(try workspace.content("model.onnx")[...])
  }

  /// Checks that every operation uses what is there before it, and names nothing twice.
  private func checkOrder(_ graph: Message) throws {
    var known = Set(try (graph.messages(11)).map { $0.text(1) })
    for initializer in try graph.messages(5) {
      #expect(known.insert(initializer.text(8)).inserted)
    }
    for node in try graph.messages(1) {
      for input in node.texts(1) { #expect(known.contains(input), "\(input)") }
      for output in node.texts(2) { #expect(known.insert(output).inserted, "\(output)") }
    }
    for output in try graph.messages(12) { #expect(known.contains(output.text(1))) }
  }

  private func operations(_ graph: Message) throws -> [String] {
    try graph.messages(1).map { $0.text(4) }
  }

  @Test func `a policy of discrete actions is layers and a softmax`() throws {
    let workspace = try Workspace()
    let ending = try workspace(
      "train cart-pole/reversed --output run --quiet --iterations 1 --tasks 2 --rollouts 2 --hidden 8,4"
    )
    try #require(ending.code == 0)
    let model = try model(workspace)
    #expect(model.numbers[1] == [8])
    #expect(model.texts(2) == ["fledge"])
    let operators = try #require(try model.messages(8).first)
    #expect(operators.text(1) == "" && operators.numbers[2] == [17])
    let graph = try #require(try model.messages(7).first)
    try checkOrder(graph)
    #expect(
      try operations(graph) == ["Gemm", "Tanh", "Gemm", "Tanh", "Gemm", "Identity", "Softmax"])
    #expect(try graph.messages(11).map { $0.text(1) } == ["observation"])
    #expect(try graph.messages(12).map { $0.text(1) } == ["logits", "probabilities"])
    let metadata = try model.messages(14).map { [$0.text(1), $0.text(2)] }
    #expect(metadata == [["distribution", "cart-pole/reversed"], ["learner", "maml"]])
    // The batch is free, the rest is the policy's.
    let tensor = try #require(
      try graph.messages(11)[0].messages(2).first?.messages(1).first)
    let dimensions = try #require(try tensor.messages(2).first?.messages(1))
    #expect(dimensions[0].text(2) == "batch" && dimensions[1].numbers[1] == [4])
    let policy = try Safetensors(readingFrom: workspace.path("run/policy.safetensors"))
    let constants = try graph.messages(5)
    for array in policy.arrays where array.name.hasPrefix("policy/") {
      let constant = try #require(
        constants.first { "policy/" + $0.text(8) == array.name }, "\(array.name)")
      guard case .float32(let values) = array.values else { continue }
      let bytes = values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
      }
      #expect(constant.contents[9].map { Array($0[0]) } == bytes)
      #expect(constant.contents[1].map { $0[0].map(Int.init) } == array.shape)
    }
  }

  @Test func `a policy of continuous actions has means and deviations`() throws {
    let workspace = try Workspace()
    try workspace.train("point-robot/goals", into: "run", "--activation relu --learner cavia")
    let graph = try #require(try model(workspace).messages(7).first)
    try checkOrder(graph)
    #expect(
      try operations(graph) == ["Gemm", "Gemm", "Relu", "Gemm", "Identity", "Max", "Exp"])
    #expect(try graph.messages(12).map { $0.text(1) } == ["mean", "standard_deviation"])
  }

  @Test(arguments: [
    ("--core gru --encoder 0", ["Sigmoid", "Tanh"]),
    ("--core gru --encoder 0 --reset-gate before", ["Sigmoid", "Tanh"]),
    (
      "--core lstm --encoder 3 --decoder 5",
      ["Tanh", "Sigmoid", "Tanh", "Sigmoid", "Sigmoid", "Tanh", "Tanh"]
    ),
  ])
  func `a memory enters and leaves`(options: String, nonlinearities: [String]) throws {
    let workspace = try Workspace()
    let ending = try workspace(
      "train bandit/bernoulli --output run --quiet --iterations 1 --tasks 2 --learner rl2 --memory 4"
        + " --minibatches 1 \(options)")
    try #require(ending.code == 0)
    let graph = try #require(try model(workspace).messages(7).first)
    try checkOrder(graph)
    #expect(
      try graph.messages(11).map { $0.text(1) } == [
        "observation", "memory", "previous_action", "previous_reward", "episode_start",
        "trial_start",
      ])
    #expect(
      try graph.messages(12).map { $0.text(1) } == [
        "logits", "probabilities", "next_memory", "value",
      ])
    #expect(
      try operations(graph).filter { ["Tanh", "Sigmoid"].contains($0) } == nonlinearities)
  }

  @Test func `a saved policy is exported as it was adapted`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    _ = try model(workspace)
    let before = try workspace.content("model.onnx")
    _ = try model(workspace)
    #expect(try workspace.content("model.onnx") == before, "The same policy gives the same bytes.")
    _ = try workspace("adapt run --steps 1 --save one.safetensors")
    _ = try model(workspace, "one.safetensors")
    #expect(try workspace.content("model.onnx") != before)
  }

  @Test(arguments: [
    ("", "Missing option '--onnx <file>': The file to write, which ends in .onnx."),
    (
      "--onnx model.pb",
      "The value 'model.pb' is invalid for '--onnx <file>': it must end in .onnx."
    ),
    (
      "--onnx link.onnx",
      "'--onnx link.onnx' would replace the policy. Give the model a file of its own."
    ),
  ])
  func `a file that cannot be meant is wrong usage`(options: String, words: String) throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("link.onnx"),
      withDestinationPath: workspace.path("run/policy.safetensors"))
    expectFailure(
      try workspace("export run \(options)"), 64, words + " See 'fledge export --help'.")
  }
}
