import Gym
import Numerics
import Recording
import Testing

/// Damaged files: whatever their bytes, reading ends in a replay or in an error.
struct ReplayMutationTests {
  @Test func `a replay that is cut short is refused`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/replay"
      try ReplayFixture.replay().write(to: path)
      let bytes = try content(of: path)
      for length in stride(from: 0, to: bytes.count, by: 7) {
        try put(bytes[..<length], at: path)
        #expect(throws: SafetensorsError.self, "\(length) bytes") {
          try Replay(readingFrom: path)
        }
      }
    }
  }

  /// Each round changes up to eight bytes: bits, whole bytes, or a digit of the header.
  ///
  /// What can still be read is played again, which must agree or say where not.
  @Test func `no change of bytes makes reading or verifying crash`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/replay"
      try ReplayFixture.replay().write(to: path)
      let original = try content(of: path)
      var outcomes = (refused: 0, playable: 0, equal: 0)
      for round in 0..<3_000 {
        var bytes = original
        let key = RandomKey(seed: 3).child(.measurement, round)
        for change in 0..<1 + Int(key.bits(0)[0] % 8) {
          let words = key.bits(1, UInt32(change))
          // Half of the changes hit the header or the offsets, where most of the structure is.
          let end = words[0].isMultiple(of: 2) ? bytes.count : 1_800
          let position = Int(words[1]) % min(end, bytes.count)
          switch words[2] % 3 {
          case 0: bytes[position] ^= 1 << UInt8(words[3] % 8)
          case 1: bytes[position] = UInt8(truncatingIfNeeded: words[3])
          default: bytes[position] = UInt8(ascii: "0") + UInt8(words[3] % 10)
          }
        }
        do {
          let replay = try Replay(decoding: bytes, path: path)
          try replay.check(for: ReplayFixture.distribution)
          outcomes.playable += 1
          for trial in replay.trials { try ReplayFixture.distribution.verify(trial) }
          outcomes.equal += 1
        } catch {
          outcomes.refused += 1
          #expect(!"\(error)".isEmpty)
        }
      }
      // The test says something only if both happen.
      #expect(outcomes.refused > 1_000)
      #expect(outcomes.playable > 100)
      #expect(outcomes.equal < outcomes.playable)
    }
  }
}
