import Foundation
import TestSupport
import Testing

/// `studies estimators`, with far too few meta-batches.
struct EstimatorsTests {
  @Test func `every estimator has a row without and with the score-function term`() throws {
    let report = try ProgramFolder().object(
      "studies", "estimators --meta-batches 3 --training-iterations 1 --repeats 1 --json")
    #expect(report["format"] as? String == "fledge-estimators/1")
    #expect(report["tasks"] as? Int == 20 && report["rollouts"] as? Int == 20)
    let rows = try #require(report["rows"] as? [[String: Any]])
    #expect(
      rows.map { $0["name"] as? String } == [
        "first order", "log-likelihood", "likelihood-ratio", "dice", "first order + score",
        "log-likelihood + score", "likelihood-ratio + score", "dice + score",
      ])
    for row in rows {
      let cosine = try #require(row["cosineToDiceLargeBatch"] as? [String: Any])
      #expect((-1...1).contains(try #require(cosine["value"] as? Double)))
    }
    // A cost is in iterations of first order.
    let cost = try #require(rows[0]["adamIteration"] as? [String: Any])
    #expect(cost["median"] as? Double == 1)
  }
}
