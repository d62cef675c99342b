import Scoring

/// What came of one protocol: the score, and how it compares with the others'.
struct ScoreSheet {
  var scoring: ScoringProtocol
  var score: PooledScore
  var comparison: Comparison?
}
