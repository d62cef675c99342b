import Foundation
import Recording
import Testing

/// Python's own `safetensors` reads what is written here, and the other way round.
///
/// The interpreter is the one that the environment variable `FLEDGE_PYTHON` names, otherwise
/// `python3` on the path.
@Suite(
  .enabled(
    if: Python.hasSafetensors,
    "needs Python with safetensors and numpy; name the interpreter in FLEDGE_PYTHON"))
struct SafetensorsPythonTests {
  private static let file = Safetensors(
    metadata: ["format": "fledge-policy/1", "quoted \"θ\"": "line\nline\u{1F916}"],
    arrays: [
      .init(name: "bytes", shape: [3], values: .uint8([0, 128, 255])),
      .init(name: "singles", shape: [2, 2], values: .float32([1.5, -0.0, .infinity, 0.1])),
      .init(name: "doubles", shape: [1, 2], values: .float64([.pi, .leastNonzeroMagnitude])),
      .init(name: "scalar", shape: [], values: .int32([-7])),
      .init(name: "nothing", shape: [0, 3], values: .float32([])),
      .init(name: "θ \"q\"\\", shape: [2], values: .int64([.min, .max])),
      .init(name: "words", shape: [1], values: .uint32([.max])),
    ])

  @Test func `Python reads what Fledge writes`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/ours.safetensors"
      try Self.file.write(to: path)
      let output = try Python.run(
        """
        import sys, numpy
        from safetensors import safe_open
        from safetensors.numpy import load_file
        arrays = load_file(sys.argv[1])
        expected = {
            "bytes": numpy.array([0, 128, 255], numpy.uint8),
            "singles": numpy.array([[1.5, -0.0], [numpy.inf, 0.1]], numpy.float32),
            "doubles": numpy.array([[numpy.pi, 5e-324]], numpy.float64),
            "scalar": numpy.array(-7, numpy.int32),
            "nothing": numpy.zeros((0, 3), numpy.float32),
            "θ \\"q\\"\\\\": numpy.array([-2**63, 2**63 - 1], numpy.int64),
            "words": numpy.array([2**32 - 1], numpy.uint32),
        }
        assert arrays.keys() == expected.keys(), arrays.keys()
        for name, array in expected.items():
            found = arrays[name]
            assert (found.dtype, found.shape) == (array.dtype, array.shape), (name, found.dtype, found.shape)
            assert found.tobytes() == array.tobytes(), (name, found)
        with safe_open(sys.argv[1], "numpy") as file:
            metadata = file.metadata()
        assert metadata == {"format": "fledge-policy/1", "quoted \\"θ\\"": "line\\nline\\U0001F916"}, metadata
        print("same")
        """, path)
      #expect(output == "same\n")
    }
  }

  @Test func `Fledge reads what Python writes`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/theirs.safetensors"
      _ = try Python.run(
        """
        import sys, numpy
        from safetensors.numpy import save_file
        save_file({
            "bytes": numpy.array([0, 128, 255], numpy.uint8),
            "singles": numpy.array([[1.5, -0.0], [numpy.inf, 0.1]], numpy.float32),
            "doubles": numpy.array([[numpy.pi, 5e-324]], numpy.float64),
            "scalar": numpy.array(-7, numpy.int32),
            "nothing": numpy.zeros((0, 3), numpy.float32),
            "θ \\"q\\"\\\\": numpy.array([-2**63, 2**63 - 1], numpy.int64),
            "words": numpy.array([2**32 - 1], numpy.uint32),
        }, sys.argv[1], {"format": "fledge-policy/1", "quoted \\"θ\\"": "line\\nline\\U0001F916"})
        """, path)
      let theirs = try Safetensors(readingFrom: path)
      #expect(theirs.metadata == Self.file.metadata)
      #expect(theirs.arrays.count == Self.file.arrays.count)
      for array in Self.file.arrays {
        #expect(theirs.array(named: array.name) == array)
      }
    }
  }

  @Test func `a type that only Python writes is refused by name`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/half.safetensors"
      _ = try Python.run(
        """
        import sys, numpy
        from safetensors.numpy import save_file
        save_file({"half": numpy.zeros(2, numpy.float16)}, sys.argv[1])
        """, path)
      #expect(
        throws: SafetensorsError.undecodable(
          path: path, .unsupportedType(array: "half", type: "F16"))
      ) {
        try Safetensors(readingFrom: path)
      }
    }
  }
}

/// Runs Python programs.
private enum Python {
  static let hasSafetensors = (try? run("import safetensors, numpy", "")) != nil

  struct Failure: Error {
    let message: String
  }

  /// Runs a program with one argument and returns what it prints.
  static func run(_ program: String, _ argument: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let interpreter = ProcessInfo.processInfo.environment["FLEDGE_PYTHON"] ?? "python3"
    process.arguments = [interpreter, "-c", program, argument]
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let complaints = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      throw Failure(message: String(decoding: complaints, as: UTF8.self))
    }
    return String(decoding: printed, as: UTF8.self)
  }
}
