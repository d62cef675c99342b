import Recording
import Testing

struct FileFormatTests {
  private static let policy = FileFormat(kind: "policy", version: 1)
  private static let replay = FileFormat(kind: "replay", version: 4, oldestReadable: 2)

  @Test func `a file's own format is accepted`() throws {
    #expect(Self.policy.tag == "fledge-policy/1")
    #expect(try Self.policy.version(in: ["format": "fledge-policy/1"], path: "x") == 1)
    for version in 2...4 {
      #expect(
        try Self.replay.version(in: ["format": "fledge-replay/\(version)"], path: "x") == version)
    }
  }

  @Test(
    arguments: [
      (policy, nil, "it is not a Fledge policy (its metadata has no 'format')."),
      (policy, "pt", "it is not a Fledge policy (its metadata's 'format' is 'pt')."),
      (policy, "", "it is not a Fledge policy (its metadata's 'format' is '')."),
      (policy, "fledge-replay/1", "it is a fledge-replay, but a fledge-policy is needed."),
      (replay, "fledge-policy/9", "it is a fledge-policy, but a fledge-replay is needed."),
      (
        policy, "fledge-policy",
        "its format is 'fledge-policy', but 'fledge-policy/' and a version is needed. It is damaged."
      ),
      (
        policy, "fledge-policy/01",
        "its format is 'fledge-policy/01', but 'fledge-policy/' and a version is needed. It is damaged."
      ),
      (
        policy, "fledge-policy/1/2",
        "its format is 'fledge-policy/1/2', but 'fledge-policy/' and a version is needed. It is damaged."
      ),
      (
        policy, "fledge-policy/3",
        "it has format version 3, but this build reads 1. "
          + "Update fledge or retrain with 'fledge train point-robot'."
      ),
      (
        replay, "fledge-replay/1",
        "it has format version 1, but this build reads 2 to 4. "
          + "Update fledge or retrain with 'fledge train point-robot'."
      ),
    ] as [(FileFormat, String?, String)])
  func `another format is an error`(needed: FileFormat, format: String?, text: String) throws {
    let metadata = format.map { ["format": $0] } ?? [:]
    let error = try #require(throws: FileFormatError.self) {
      try needed.version(
        in: metadata, path: "x.safetensors", remedy: "retrain with 'fledge train point-robot'")
    }
    #expect(error.description == "Cannot read 'x.safetensors': \(text)")
  }

  @Test func `without a remedy only an update is proposed`() throws {
    let error = try #require(throws: FileFormatError.self) {
      try Self.policy.version(in: ["format": "fledge-policy/2"], path: "x")
    }
    #expect(
      error
        == FileFormatError(
          path: "x", needed: Self.policy, problem: .unsupportedVersion(found: 2, remedy: nil)))
    #expect(
      error.description
        == "Cannot read 'x': it has format version 2, but this build reads 1. Update fledge.")
  }
}
