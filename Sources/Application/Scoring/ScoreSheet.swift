package import Scoring

/// What came of one protocol: the score, and how it compares with the others'.
package struct ScoreSheet {
  package var scoring: ScoringProtocol
  package var score: PooledScore
  package var comparison: Comparison?
}
