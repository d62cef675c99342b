import Foundation
import Measuring
import Testing

struct ChildProcessTests {
  private func shell(_ script: String) -> ChildProcess { ChildProcess("bash", ["-c", script]) }

  @Test func `what a process writes is captured, with changes to its environment`() throws {
    var process = shell("echo out $WORD; echo err ${HOME-none} >&2")
    process.environment = ["WORD": "there", "HOME": nil]
    let capture = try process.capture()
    #expect(String(decoding: capture.output, as: UTF8.self) == "out there\n")
    #expect(capture.errors == "err none\n")
    #expect(capture.seconds > 0)
  }

  @Test func `more output than a pipe holds does not block`() throws {
    #expect(try shell("head -c 1000000 /dev/zero").capture().output.count == 1_000_000)
  }

  @Test(arguments: [
    ("exit 3", "it ended with code 3"),
    ("echo first >&2; echo last >&2; echo >&2; exit 1", "it ended with code 1: last"),
  ])
  func `a failure has the code and the last line of errors`(script: String, reason: String) throws {
    #expect(throws: ChildProcessError(program: "bash", reason: reason)) {
      try shell(script).capture()
    }
  }

  @Test func `a program that does not exist cannot be started`() throws {
    let program = "/nowhere/program"
    #expect(throws: ChildProcessError(program: program, reason: "it cannot be started")) {
      try ChildProcess(program, []).capture()
    }
  }

  @Test func `an interrupt is passed on once`() throws {
    // Threads that run tests block signals, and a child would inherit that.
    var (interrupts, before) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&interrupts)
    unsafe sigaddset(&interrupts, SIGINT)
    unsafe pthread_sigmask(SIG_UNBLOCK, &interrupts, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try TemporaryFolder.use { folder in
      let process = shell(
        "trap 'echo >>\(folder)/caught' INT; touch \(folder)/began"
          + "; until [[ -e \(folder)/caught ]]; do sleep 0.1; done; sleep 0.2")
      let ending = try process.run(
        output: "/dev/null", errors: folder + "/errors",
        isInterrupted: { FileManager.default.fileExists(atPath: folder + "/began") }
      ).ending
      #expect(ending == .interrupted)
      #expect(try String(contentsOfFile: folder + "/caught", encoding: .utf8) == "\n")
    }
  }

  @Test func `a temporary folder is removed also after an error`() throws {
    struct Failure: Error {}
    var path = ""
    #expect(throws: Failure.self) {
      try TemporaryFolder.use { folder in
        path = folder
        #expect(FileManager.default.fileExists(atPath: folder))
        throw Failure()
      }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
