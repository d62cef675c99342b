import Environments
import TestSupport
import Testing

struct GittinsTests {
  static let byDiscount = [0.9, 0.99].map { GittinsIndices(discount: $0) } + [.standard]

  static func indices(_ discount: Double) throws -> GittinsIndices {
    try #require(byDiscount.first { $0.discount == discount })
  }

  /// From the tables of Gittins, Glazebrook and Weber 2011.
  @Test(arguments: [(0.9, 0.7029), (0.99, 0.8699)])
  func `an arm never pulled has the published index`(discount: Double, index: Double) throws {
    expectClose(
      try Self.indices(discount).index(wins: 0, pulls: 0), index, within: .absolute(1e-4))
  }

  @Test func `indices are those of bisection`() throws {
    for golden in try BanditNumbers.load().gittins {
      let index = try Self.indices(golden.discount).index(
        wins: golden.wins, pulls: golden.wins + golden.losses)
      expectClose(
        index, golden.index, within: .absolute(5e-4),
        "\(golden.wins) of \(golden.wins + golden.losses), discount \(golden.discount)")
    }
  }

  @Test func `an index exceeds the mean, the more the less is known`() {
    for pulls in [0, 1, 2, 5, 20, 100, 398, 399, 400, 401, 700, 1_000] as [Float] {
      for share in [0, 0.25, 0.5, 1] as [Float] {
        let wins = (share * pulls).rounded()
        let excess = Self.excess(wins, pulls)
        #expect(excess > 0, "\(wins) of \(pulls)")
        #expect(GittinsIndices.standard.index(wins: wins, pulls: pulls) <= 1)
      }
    }
    for (earlier, later) in [(10, 20), (100, 200), (390, 450), (500, 1_000)] as [(Float, Float)] {
      #expect(Self.excess(earlier / 2, earlier) > Self.excess(later / 2, later))
    }
  }

  static func excess(_ wins: Float, _ pulls: Float) -> Float {
    GittinsIndices.standard.index(wins: wins, pulls: pulls) - (wins + 1) / (pulls + 2)
  }

  @Test func `a win raises the index and a loss lowers it`() {
    let indices = GittinsIndices.standard
    for pulls in [0, 1, 7, 60, 397] as [Float] {
      for wins in [0, (pulls / 2).rounded(), pulls] {
        let index = indices.index(wins: wins, pulls: pulls)
        #expect(indices.index(wins: wins + 1, pulls: pulls + 1) > index)
        #expect(indices.index(wins: wins, pulls: pulls + 1) < index)
      }
    }
  }

  @Test func `who looks further ahead tries more`() throws {
    let near = try Self.indices(0.9)
    let far = try Self.indices(0.99)
    for pulls in [0, 2, 10, 100] as [Float] {
      #expect(
        far.index(wins: pulls / 2, pulls: pulls) > near.index(wins: pulls / 2, pulls: pulls))
    }
  }
}
