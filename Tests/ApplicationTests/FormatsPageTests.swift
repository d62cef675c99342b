import Foundation
import MetaLearning
import Testing
import Wording

/// The table of settings in `Documentation/formats.md`, which the learners' descriptions decide.
struct FormatsPageTests {
  @Test func `the page of formats has the settings that learners describe`() throws {
    let page = try String(
      contentsOf: packageFolder.appendingPathComponent("Documentation/formats.md"), encoding: .utf8)
    let section = try #require(page.components(separatedBy: "\n### Settings\n").last)
    let found = section.components(separatedBy: "\n### ")[0].split(separator: "\n")
      .filter { $0.hasPrefix("|") }.map(String.init)
    let expected = Self.tables(of: .standard)
    #expect(found == expected, "The tables should be\n\n\(expected.joined(separator: "\n"))\n")
  }

  /// A table for each family of learners.
  private static func tables(of catalog: LearnerCatalog) -> [String] {
    var families: [[LearnerEntry]] = []
    for entry in catalog.entries {
      if families.last?.last?.familySettings == entry.familySettings {
        families[families.count - 1].append(entry)
      } else {
        families.append([entry])
      }
    }
    return families.flatMap(table)
  }

  private static func table(of family: [LearnerEntry]) -> [String] {
    var table = TextTable(["setting", "option", "values", "learners"], aligned: .left)
    for setting in family[0].familySettings {
      let learners = family.filter { entry in
        entry.settings.contains { $0.key == setting.key }
      }.map { "`\($0.name)`" }
      table.append([
        "`\(setting.key)`", setting.option.map(words) ?? "", words(setting.form),
        learners.count == family.count && family.count > 1
          ? "all" : learners.joined(separator: ", "),
      ])
    }
    return table.markdown
  }

  private static func words(_ option: SettingOption) -> String {
    "`--\(option.name)`" + (option.flagValue ? "" : " gives `false`")
  }

  private static func words(_ form: SettingForm) -> String {
    switch form {
    case .flag: "`true` or `false`"
    case .count(let range): "a whole number" + words(range)
    case .number(let range): "a number" + words(range)
    case .counts(let range): "a list of whole numbers" + words(range)
    case .numbers(let range): "a list of numbers" + words(range)
    case .choice(let choices): choices.map { "`\($0.name)`" }.joined(separator: ", ")
    }
  }

  private static func words(_ range: SettingRange) -> String {
    var range = range
    range.note = ""
    return range == .all ? "" : " " + range.words
  }
}
