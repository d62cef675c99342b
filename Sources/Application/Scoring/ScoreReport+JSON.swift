import Gym
import Scoring

extension ScoreReport: Report {
  private enum Key: String, CodingKey {
    case byRollouts, test, drop, dropOfTrial
  }

  /// Writes the object "fledge-score/1"; Documentation/formats.md lists its keys.
  package func encode(to encoder: any Encoder) throws {
    try ScoreDocument(main, of: distribution).encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    if sheets.count > 1 {
      try container.encode(sheets.map(ScoreObject.init), forKey: .byRollouts)
    }
    if let test = testSheets.last, let drop = drop(at: sheets.count - 1) {
      try container.encode(ScoreObject(test), forKey: .test)
      try container.encode(drop.curve.map { ScoreObject.Drop($0, step: $0.step) }, forKey: .drop)
      if isSeparate {
        try container.encode(ScoreObject.Drop(drop.trial, step: nil), forKey: .dropOfTrial)
      }
    }
  }
}
