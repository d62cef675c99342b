import Foundation
import Numerics
import TestSupport
import Testing

struct RandomTests {
  /// The published answers for philox4x32_10 (Random123, kat_vectors).
  static let knownAnswers: [(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, words: SIMD4<UInt32>)] = [
    (
      SIMD4(0, 0, 0, 0), SIMD2(0, 0),
      SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4(repeating: 0xffff_ffff), SIMD2(repeating: 0xffff_ffff),
      SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ]

  @Test(arguments: 0..<3)
  func `Philox gives the published answers`(number: Int) {
    let answer = Self.knownAnswers[number]
    #expect(Philox.words(counter: answer.counter, key: answer.key) == answer.words)
  }

  @Test func `sixteen lanes give what single counters give`() {
    let key = RandomKey(seed: 0x0123_4567_89ab_cdef).child(.measurement)
    // Scattered coordinates, small and large.
    let x = SIMD16<UInt32>((0..<16).map { $0 &* 0x9e37_79b9 })
    let y = SIMD16<UInt32>((0..<16).map { 0xffff_ffff - $0 * $0 })
    let z = SIMD16<UInt32>((0..<16).map { 1 << (2 * $0) })
    let lanes = key.bits16(x, y, z)
    let uniforms = RandomKey.unitInterval(lanes.word2)
    for lane in 0..<16 {
      let words = key.bits(x[lane], y[lane], z[lane])
      let found = SIMD4(
        lanes.word0[lane], lanes.word1[lane], lanes.word2[lane], lanes.word3[lane])
      #expect(found == words, "lane \(lane)")
      #expect(uniforms[lane] == RandomKey.unitInterval(words[2]), "lane \(lane)")
    }
  }

  @Test func `the same address gives the same number for ever`() {
    let key = RandomKey(seed: 7).child(.iteration, 12).child(.task, 3).child(.actions)
    // Computed by the Philox in Tests/Golden/environments.py.
    #expect(key.bits(5, 2) == SIMD4(0xa393_ac2e, 0xb3c0_7454, 0xfc01_830c, 0x4d47_a4f7))
  }

  @Test func `children differ from each other and from their parent`() {
    let parent = RandomKey(seed: 1)
    var words: Set<SIMD4<UInt32>> = [parent.bits(0)]
    let indices = Array(-2...20) + [1 << 31, 1 << 32, 1 << 40, Int.max, Int.min]
    for purpose in RandomPurpose.allCases {
      for index in indices { words.insert(parent.child(purpose, index).bits(0)) }
    }
    #expect(words.count == 1 + RandomPurpose.allCases.count * indices.count)
  }

  @Test func `the order of narrowing matters`() {
    let key = RandomKey(seed: 1)
    #expect(key.child(.task, 1).child(.task, 2) != key.child(.task, 2).child(.task, 1))
  }

  @Test func `both halves of a seed count`() {
    let keys = [0, 1, 1 << 32, 1 << 63, UInt64.max].map { RandomKey(seed: $0) }
    #expect(Set(keys.map { $0.bits(0) }).count == 5)
  }

  @Test func `uniform numbers fill the interval from 0 up to but not including 1`() {
    #expect(RandomKey.unitInterval(UInt32(0)) == 0)
    #expect(RandomKey.unitInterval(UInt32.max) == 1 - 0x1p-23)
    #expect(RandomKey.unitInterval(UInt32(1) << 31) == 0.5)
  }

  @Test func `uniform numbers have the moments of a uniform distribution`() {
    let key = RandomKey(seed: 2).child(.measurement)
    let numbers = (0..<200_000).map { Double(key.uniform(UInt32($0), 3)) }
    let count = Double(numbers.count)
    expectClose(
      SampleMean(numbers).mean, 0.5,
      within: .standardErrors(4, of: (1 / 12 / count).squareRoot()), "mean")
    expectClose(
      SampleMean(numbers).variance, 1 / 12,
      within: .standardErrors(4, of: (1 / 180 / count).squareRoot()), "variance")
    let products = zip(numbers, numbers.dropFirst()).map { ($0 - 0.5) * ($1 - 0.5) }
    expectClose(
      SampleMean(products).mean, 0,
      within: .standardErrors(4, of: 1 / 12 / count.squareRoot()), "correlation of neighbours")
  }

  @Test func `normal numbers have the moments of a normal distribution`() {
    let key = RandomKey(seed: 3).child(.measurement)
    let pairs = (0..<200_000).map { key.normals(UInt32($0)) }
    let count = Double(2 * pairs.count)
    let numbers = pairs.flatMap { [Double($0[0]), Double($0[1])] }
    // The nth moment's standard error comes from the moment of twice the order: 1, 3, 15, 105.
    for (order, moment, variance) in [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      let powers = numbers.map { number in (0..<order).reduce(1.0) { power, _ in power * number } }
      expectClose(
        SampleMean(powers).mean, moment,
        within: .standardErrors(4, of: (variance / count).squareRoot()), "moment \(order)")
    }
    expectClose(
      SampleMean(pairs.map { Double($0[0] * $0[1]) }).mean, 0,
      within: .standardErrors(4, of: 1 / Double(pairs.count).squareRoot()), "correlation in pairs")
  }

  @Test(arguments: [UInt32(0), 1, 1 << 9, UInt32.max - 1, UInt32.max])
  func `normal numbers are finite even for extreme words`(word: UInt32) {
    for other in [UInt32(0), 1 << 30, UInt32.max] {
      let pair = RandomKey.normals(word, other)
      #expect(pair[0].isFinite && pair[1].isFinite)
    }
  }

  /// Shape, mean logarithm (the digamma function of the shape), and the share below the shape.
  static let gammas: [(shape: Double, meanLogarithm: Double, shareBelowMean: Double)] = [
    (0.3, -3.502_524_222, 0.726_957_344), (1, -0.577_215_665, 0.632_120_559),
    (2.5, 0.703_156_641, 0.584_119_813), (50, 3.901_989_673, 0.518_808_315),
  ]

  @Test(arguments: 0..<gammas.count)
  func `gamma numbers are distributed as they should be`(number: Int) {
    let (shape, meanLogarithm, shareBelowMean) = Self.gammas[number]
    let key = RandomKey(seed: 3).child(.measurement)
    let values = (0..<200_000).map { key.gamma(shape: shape, UInt32($0), 7) }
    let mean = SampleMean(values)
    expectClose(mean.mean, shape, within: .standardErrors(4, of: mean.standardError), "mean")
    // The fourth central moment of a gamma distribution is 3α² + 6α.
    let spread = ((2 * shape * shape + 6 * shape) / 200_000).squareRoot()
    expectClose(mean.variance, shape, within: .absolute(4 * spread), "variance")
    let logarithm = SampleMean(values.map { log($0) })
    expectClose(
      logarithm.mean, meanLogarithm, within: .standardErrors(4, of: logarithm.standardError))
    let share = Double(values.count { $0 < shape }) / 200_000
    expectClose(share, shareBelowMean, within: .absolute(4 * 0.5 / 200_000.0.squareRoot()))
    #expect(values.allSatisfy { $0 > 0 })
    #expect(key.gamma(shape: shape, 11, 7) == values[11])
    #expect(key.gamma(shape: shape, 11, 8) != values[11])
  }
}
