import Recording
import Testing

/// What a graph knows of itself; `ExportTests` reads whole models.
struct ONNXGraphTests {
  @Test func `constants that nothing uses are known`() {
    var graph = ONNXGraph()
    graph.addInput("x", [.free("batch"), .fixed(1)], "What enters.")
    graph.addConstant("a", [1], [Float(2)])
    graph.addConstant("b", [1], [3])
    #expect(graph.unusedConstants == ["a", "b"])
    #expect(graph.add("Mul", ["x", "a"]) == "mul_1")
    #expect(graph.unusedConstants == ["b"])
    #expect(graph.add("Split", ["mul_1", "b"], resultCount: 2) == ["split_2", "split_3"])
    #expect(graph.unusedConstants == [])
  }

  @Test func `a model has the bytes that its fields say`() {
    var graph = ONNXGraph()
    graph.addConstant("a", [1], [Float(2)])
    graph.add("Neg", ["a"], as: "y")
    graph.addOutput("y", [.fixed(1)], "n")
    let node = Self.text(0x0A, "a") + Self.text(0x12, "y") + Self.text(0x1A, "Neg_0")
    let operation = Self.text(0x22, "Neg")
    let tensor = Self.part(0x0A, [1]) + [0x10, 1] + Self.text(0x42, "a")
    let numbers = Self.part(0x4A, [0, 0, 0, 0x40])
    let shape = Self.part(0x12, Self.part(0x0A, [0x08, 1]))
    let type = Self.part(0x12, Self.part(0x0A, [0x08, 1] + shape))
    let output = Self.text(0x0A, "y") + type + Self.text(0x1A, "n")
    var content = Self.part(0x0A, node + operation)
    content += Self.text(0x12, "g")
    content += Self.part(0x2A, tensor + numbers)
    content += Self.part(0x62, output)
    var expected: [UInt8] = [0x08, 8]
    expected += Self.text(0x12, "p")
    expected += Self.text(0x32, "d")
    expected += Self.part(0x3A, content)
    expected += Self.part(0x42, [0x0A, 0, 0x10, 17])
    expected += Self.part(0x72, Self.text(0x0A, "k") + Self.text(0x12, "v"))
    #expect(graph.encoded(name: "g", note: "d", producer: "p", metadata: ["k": "v"]) == expected)
  }

  /// A field with its length before it.
  private static func part(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    [tag, UInt8(content.count)] + content
  }

  private static func text(_ tag: UInt8, _ content: String) -> [UInt8] {
    part(tag, Array(content.utf8))
  }
}
