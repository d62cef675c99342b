import Foundation
import TestSupport
import Testing

/// `benchmarks kernel` and `count`.
struct CountsTests {
  @Test func `a kernel is repeated as often as asked for`() throws {
    let folder = try ProgramFolder()
    let run = try folder.object("benchmarks", "kernel tanh --times 2000")
    #expect(run["format"] as? String == "fledge-kernel/1")
    #expect(run["unitCount"] as? Int == 64_000)
    #expect(run["times"] as? Int == 2000)
    #expect(try #require(run["seconds"] as? Double) > 0)
    let ending = try folder.run("benchmarks", "kernel cosine")
    #expect(ending.code == 64)
    #expect(ending.errors.hasPrefix("There is no kernel 'cosine'. Kernels: tanh, affine-tanh,"))
  }

  /// Prints what valgrind would of a process that takes 1,000 instructions and 7 allocations to start, and
  /// of which each repeat takes 128,000 and, from the 12th on, 5 instead of 3.
  private static let valgrind = """
    #!/bin/bash
    for word; do [[ $before != --times ]] || times=$word; before=$word; done
    late=$((times > 12 ? times - 12 : 0))
    echo "==1== I   refs:      $(printf "%'d" $((1000 + 128000 * times)))" >&2
    echo "==1==     in use at exit: $((64 + 8 * times)) bytes in 3 blocks" >&2
    echo "==1==   total heap usage: $((7 + 3 * times + 2 * late)) allocs, 2 frees" >&2
    """

  @Test func `counts are differences of runs of different lengths`() throws {
    let folder = try ProgramFolder()
    try folder.write(Self.valgrind.utf8, to: "valgrind")
    let ending = try folder.count("--only tanh --json")
    #expect(ending.code == 0, "\(ending.errors)")
    let report = try ProgramFolder.object(ending.output)
    #expect(report["format"] as? String == "fledge-benchmark-counts/1")
    let counts = try #require(report["counts"] as? [[String: Any]])
    let tanh = try #require(counts.first { $0["name"] as? String == "tanh" })
    #expect(tanh["instructions"] as? Double == 2)
    #expect(tanh["allocations"] as? Double == 5)
    #expect(tanh["allocationGrowth"] as? Double == 2)
    #expect(tanh["bytesKept"] as? Double == 8)
  }

  @Test func `counts without valgrind say what to do`() throws {
    let folder = try ProgramFolder()
    try folder.write("#!/bin/bash\necho no such instruction >&2\nexit 132\n".utf8, to: "valgrind")
    let ending = try folder.count("--only philox")
    #expect(ending.code == 1)
    #expect(
      ending.errors
        == "Error: Counting 'philox': it ended with code 132: no such instruction. Install valgrind. It"
        + " does not support all instructions of new processors; 'make bench-counts' builds for one"
        + " that it supports.\n")
  }
}

extension ProgramFolder {
  /// Counts with the `valgrind` in the folder.
  fileprivate func count(_ options: String) throws -> Ending {
    try shell("chmod +x valgrind; PATH=$PWD:$PATH; exec \"$PROGRAMS/benchmarks\" count \(options)")
  }
}
