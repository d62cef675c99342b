import Gym
import MetaLearning
import Testing

/// Tables of settings whose parts may be missing.
struct SettingsTableTests {
  private struct Part: Equatable, Sendable {
    var size = 1
    var share = 0.5

    static let table: SettingsTable<Part> = [
      .init(
        "size", \.size, in: .within(1...9),
        option: .init("size", value: "count", help: "A size.", section: "Part")),
      Setting(
        "share", \.share, in: .within(0...1),
        option: .init("share", value: "share", help: "A share.", section: "Part")
      ).used(when: { $0.size > 1 }, otherwise: "only sizes above 1 use it"),
    ]
  }

  private struct Settings: LearnerSettings {
    let learner: String
    var part: Part?
    let taskCount = 1
    let rolloutCount = 1
    let stepCount = 0

    init?(learner: String) {
      self.learner = learner
      part = learner == "whole" ? Part() : nil
    }

    static let table = Part.table.within(
      "part", get: { (whole: Settings) in whole.part }, set: { $0.part = $1 })
  }

  private let specification = Payout().specification

  private func refusal(_ learner: String, _ given: [String: SettingValue]) -> String? {
    do throws(SettingsError) {
      _ = try Settings(learner: learner, given: given, for: specification)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `an option that has an effect is accepted`() throws {
    let settings = try Settings(
      learner: "whole", given: ["part.size": 2, "part.share": 0.25], for: specification)
    #expect(settings.part == Part(size: 2, share: 0.25))
  }

  @Test func `an option without an effect is refused with a reason`() {
    #expect(
      refusal("whole", ["part.share": 0.25])
        == "'--share' changes nothing here: only sizes above 1 use it.")
  }

  /// Neither silently ignored nor refused without a word, whether or not the setting has a condition.
  @Test(arguments: ["size", "share"])
  func `an option of a part that is missing is refused with a reason`(name: String) {
    #expect(
      refusal("empty", ["part.\(name)": 1])
        == "'--\(name)' changes nothing here: it does not go with the other settings.")
  }

  @Test func `defaults of a part that is missing are ignored`() throws {
    let settings = try Settings(
      learner: "empty", defaults: ["part.size": 2, "part.share": 0.25], for: specification)
    #expect(settings.part == nil)
    #expect(settings["part.size"] == nil)
  }
}
