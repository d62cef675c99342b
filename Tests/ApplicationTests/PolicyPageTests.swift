import Foundation
import Testing

/// The policies that ship do what their pages say.
struct PolicyPageTests {
  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(
      atPath: packageFolder.path + "/Policies")
    return (files ?? []).filter { $0.hasSuffix(".safetensors") }
      .map { String($0.dropLast(".safetensors".count)) }.sorted()
  }()

  static func page(_ name: String) throws -> String {
    try String(contentsOfFile: "\(packageFolder.path)/Policies/\(name).md", encoding: .utf8)
  }

  /// A mean after a number of steps, or on a number of rollouts, with its interval, as in `fledge score`.
  struct Figure: Equatable {
    var step: Int
    var mean: Double
    var interval: ClosedRange<Double>
  }

  /// The rows of the first table of scores in a text.
  static func figures(in text: String) -> [Figure] {
    text.split(separator: "\n").compactMap { line in
      let cells = line.replacing(/[\[\],]/, with: " ").split(separator: " ")
      let words = cells.compactMap { Double($0) }
      guard words.count == cells.count else { return nil }
      guard let step = words.first.flatMap({ Int(exactly: $0) }) else { return nil }
      switch words.count {
      case 9: return Figure(step: step, mean: words[3], interval: words[4]...words[5])
      // An episode of separate trials.
      case 8: return Figure(step: step, mean: words[2], interval: words[3]...words[4])
      // A row of "By rollouts per step", with one step.
      case 5: return Figure(step: step, mean: words[1], interval: words[2]...words[3])
      default: return nil
      }
    } + trial(in: text)
  }

  /// The return of the whole trial, as step -1.
  private static func trial(in text: String) -> [Figure] {
    guard
      let match = text.firstMatch(
        of: /(?:whole trial of \d+ episodes?:|\n +trial) +(-?[\d.]+) +\[(-?[\d.]+), (-?[\d.]+)\]/),
      let mean = Double(match.1), let low = Double(match.2), let high = Double(match.3)
    else { return [] }
    return [Figure(step: -1, mean: mean, interval: low...high)]
  }

  /// The command of the score on a page.
  static func command(on page: String) throws -> String {
    let score = try #require(page.range(of: "## Score"))
    let command = try #require(page[score.upperBound...].firstMatch(of: /`fledge (score [^`]*)`/))
    return String(command.1)
  }

  @Test func `every policy has a page, and every page a policy`() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: packageFolder.path + "/Policies")
    let pages = files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
    #expect(pages == Self.names)
    #expect(!pages.isEmpty)
  }

  @Test(arguments: names)
  func `a page says how its policy was made`(name: String) throws {
    let page = try Self.page(name)
    for row in ["distribution", "learner", "made by", "iterations", "environment steps"] {
      #expect(page.contains("\n| \(row) | "), "\(row)")
    }
    #expect(page.contains(/\n\| made by \| `fledge train [^`]*`/))
    #expect(!Self.figures(in: page).isEmpty)
  }

  @Test(arguments: names)
  func `a policy scores what its page says`(name: String) throws {
    let page = try Self.page(name)
    let workspace = try Workspace()
    let ending = try workspace(
      try Self.command(on: page).split(separator: " ").map { word in
        Self.names.contains(String(word))
          ? "\(packageFolder.path)/Policies/\(word).safetensors" : String(word)
      }.joined(separator: " ") + " --quiet")
    #expect(ending.code == 0, "\(ending.errors)")
    let promised = Self.figures(in: page)
    let found = Self.figures(in: ending.output)
    #expect(found.map(\.step) == promised.map(\.step))
    #expect(promised.last?.step == -1)
    for (figure, promise) in zip(found, promised) {
      // Another OpenBLAS kernel rounds otherwise, so a score is another sample of the same policy: one
      // mean has to lie in the other's interval, which has no width where all episodes were alike.
      #expect(
        promise.interval.contains(figure.mean) || figure.interval.contains(promise.mean),
        "after \(figure.step) steps \(figure), but the page has \(promise)")
    }
  }
}
