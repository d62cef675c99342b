#if Viewer
import Drawing
import Environments
import Foundation
import FoundationXML
import Gym
import Testing

/// Whole pictures of trials, from the same task and the same players every time.
struct TrialPictureTests {
  static let names = ["point-robot/goals", "bandit/bernoulli", "cart-pole/reversed"]

  @Test(arguments: names, ["light", "dark"])
  func `a still matches the committed picture`(name: String, theme: String) throws {
    let canvas = Canvas(size: theme == "light" ? Size(720, 480) : Size(400, 300))
    try picture(of: name, theme: theme == "light" ? .light : .dark).draw(on: canvas)
    try expectPicture(canvas, "still-\(name.prefix { $0 != "/" })-\(theme)")
  }

  @Test(arguments: names)
  func `a frame of a film matches the committed picture`(name: String) throws {
    let canvas = Canvas(size: Size(640, 400))
    let picture = try picture(of: name, shownStages: [0, 2], theme: .dark)
    picture.drawFrame(step: picture.stepCount / 4, on: canvas)
    try expectPicture(canvas, "film-\(name.prefix { $0 != "/" })")
  }

  @Test(arguments: names)
  func `a visible difference is not tolerated`(name: String) throws {
    func frame(_ step: Int, _ episode: Int = 0) throws -> Canvas {
      let canvas = Canvas(size: Size(640, 400))
      try picture(of: name, episode: episode).drawFrame(step: step, on: canvas)
      return canvas
    }
    let reference = try frame(3)
    #expect(try PictureDifference(reference, frame(3)) == PictureDifference(fraction: 0, mean: 0))
    for other in [try frame(4), try frame(3, 1)] {
      let difference = try #require(PictureDifference(reference, other))
      #expect(!difference.isTolerable, "\(difference)")
    }
    #expect(PictureDifference(reference, Canvas(size: Size(641, 400))) == nil)
  }

  @Test(arguments: names)
  func `pictures of every size can be drawn`(name: String) throws {
    for size in [Size(1, 1), Size(40, 400), Size(120, 90), Size(300, 200), Size(2400, 500)] {
      let canvas = Canvas(size: size, scale: 0.5)
      let picture = try picture(of: name)
      picture.draw(on: canvas)
      picture.drawFrame(step: 5, on: canvas)
      #expect(canvas.pixelWidth >= 1)
    }
  }

  @Test func `one stage and one step are enough for a picture`() throws {
    let distribution = try Catalog.distribution(
      named: "bandit/bernoulli", options: ["pulls": "1"])
    let trial = try ExampleTrial.make(distribution, stageCount: 1, episodes: 1)
    let picture = TrialPicture(of: trial, distribution: distribution, policy: "one")
    let canvas = Canvas(size: Size(600, 400))
    picture.draw(on: canvas)
    #expect(picture.stepCount == 1)
    let drawn = canvas.encodedPNG()
    picture.drawFrame(step: 0, on: canvas)
    #expect(canvas.encodedPNG() != drawn)
  }

  @Test func `an SVG file is XML with a size in pixels and no text that needs a font`() throws {
    let picture = try picture(of: "point-robot/goals")
    let bytes = Canvas.encodedSVG(size: Size(720, 480), picture.draw(on:))
    let reader = SVGReader()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = reader
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    #expect(reader.root == "svg")
    #expect(reader.attributes["width"]?.hasPrefix("720") == true)
    #expect(reader.attributes["viewBox"] == "0 0 720 480")
    #expect(reader.counts["path", default: 0] > 50)
    #expect(reader.counts["text"] == nil && reader.counts["image"] == nil)
  }

  private func picture(
    of name: String, episode: Int = 0, shownStages: [Int]? = nil, theme: Theme = .light
  ) throws -> TrialPicture {
    let distribution = try Catalog.distribution(named: name)
    let anchors: [(name: String, value: Double)] =
      switch name {
      case "point-robot/goals": [("oracle", -0.5), ("blind", -44), ("random", -52)]
      case "bandit/bernoulli": [("oracle", 16.4), ("blind", 3.8), ("random", 6.7)]
      default: [("oracle", 500), ("blind", 9.3), ("random", 21.7)]
      }
    return TrialPicture(
      of: try ExampleTrial.make(distribution), distribution: distribution, policy: "example",
      anchors: anchors, episode: episode, shownStages: shownStages, theme: theme)
  }
}

/// Notes what elements an SVG file has.
private final class SVGReader: NSObject, XMLParserDelegate {
  var root: String?
  var attributes: [String: String] = [:]
  var counts: [String: Int] = [:]

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName: String?, attributes attributeDict: [String: String]
  ) {
    if root == nil { (root, attributes) = (elementName, attributeDict) }
    counts[elementName, default: 0] += 1
  }
}
#endif
