import Application
import Environments
import MetaLearning
import Scoring
import Testing

struct ScoringDefaultsTests {
  /// A player is scored with the numbers of the learner that the program trains by default.
  @Test(arguments: Catalog.entries.map(\.fullName))
  func `a player is scored as the first learner is trained`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let settings = try LearnerCatalog.standard.first.defaultSettings(for: distribution)
    let defaults = ScoringDefaults(distribution: name)
    #expect(defaults.stepCount == Defaults.scoredSteps(trained: settings.stepCount))
    #expect(defaults.rolloutCount == settings.rolloutCount)
  }
}
