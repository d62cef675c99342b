#if Viewer
import Foundation
import FoundationXML
import Testing

/// `fledge render`: pictures and films of replays.
struct RenderTests {
  @Test func `a PNG file has the size and the scale that are asked for`() throws {
    let workspace = try Workspace()
    try workspace.record()
    #expect(
      try workspace("render replay.safetensors --output still.png")
        == .init(output: "Wrote still.png: 1200 × 800 pixels.\n", errors: "", code: 0))
    let ending = try workspace(
      "render replay.safetensors --output small.png --size 400x300 --scale 1.5 --theme dark --quiet"
    )
    #expect(ending == .init(output: "", errors: "", code: 0))
    #expect(try workspace.sizeOfPNG("still.png") == [1200, 800])
    #expect(try workspace.sizeOfPNG("small.png") == [600, 450])
  }

  @Test func `trials, episodes, stages and themes make different pictures`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    _ = try workspace("score run --tasks 2 --rollouts 2 --steps 2 --record replay.safetensors")
    var pictures: Set<[UInt8]> = []
    let lines = ["", "--trial 2", "--episode 2", "--stages ends", "--theme dark", "--size 600x400"]
    for line in lines {
      _ = try workspace("render replay.safetensors --output a.png \(line)")
      pictures.insert(try workspace.content("a.png"))
    }
    #expect(pictures.count == lines.count)
  }

  @Test func `an SVG file is XML`() throws {
    let workspace = try Workspace()
    try workspace.record()
    #expect(
      try workspace("render replay.safetensors --output still.SVG")
        == .init(output: "Wrote still.SVG: sharp at any size.\n", errors: "", code: 0))
    let parser = XMLParser(data: Data(try workspace.content("still.SVG")))
    #expect(parser.parse())
  }

  @Test(arguments: [
    (
      "--output a.jpg",
      "The value 'a.jpg' is invalid for '--output <file>': its ending must be '.png', '.svg', '.gif' or '.mp4'."
    ),
    (
      "--output png",
      "The value 'png' is invalid for '--output <file>': its ending must be '.png', '.svg', '.gif' or '.mp4'."
    ),
    (
      "",
      "Missing option '--output <file>': The file to write: .png, .svg, .gif or .mp4."
    ),
    (
      "--output a.png --trial 2",
      "The value '2' is invalid for '--trial <number>': 'replay.safetensors' has 1 trial."
    ),
    (
      "--output a.gif --episode 3",
      "The value '3' is invalid for '--episode <number>': each stage of the trial has 2 episodes."
    ),
    (
      "--output a.png --fps 10",
      "'a.png' is a picture: --speed and --fps are for films, which end in .gif or .mp4."
    ),
    (
      "--output a.svg --scale 2",
      "'a.svg' is sharp at any size: leave out --scale, or set --size."
    ),
    (
      "--output a.png --size 8000x8000 --scale 8",
      "The picture would have 64000 × 64000 pixels, but at most 16384 on a side and 100 million in all are supported. Give a smaller --size or --scale."
    ),
  ])
  func `wrong usage is said in words`(options: String, words: String) throws {
    let workspace = try Workspace()
    try workspace.record()
    expectFailure(
      try workspace("render replay.safetensors \(options)"), 64,
      words + " See 'fledge render --help'."
    )
    #expect(try workspace.names() == ["replay.safetensors", "run"])
  }

  @Test func `a folder that is not there is found out before anything is drawn`() throws {
    let workspace = try Workspace()
    try workspace.record()
    expectFailure(
      try workspace("render replay.safetensors --output nowhere/a.mp4"), 1,
      "Error: Cannot write 'nowhere/a.mp4': its folder does not exist (No such file or directory). Create the folder first."
    )
  }
}

extension Workspace {
  /// Records how a policy adapts, in `replay.safetensors`.
  fileprivate func record() throws {
    try train(into: "run")
    let ending = try self("adapt run --steps 1 --rollouts 2 --record replay.safetensors")
    try #require(ending.code == 0)
  }

  /// Width and height of a PNG file.
  fileprivate func sizeOfPNG(_ path: String) throws -> [Int] {
    let bytes = try content(path)
    try #require(bytes.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    return [16, 20].map { start in
      bytes[start..<start + 4].reduce(0) { 256 * $0 + Int($1) }
    }
  }
}
#else
import Testing

/// `fledge render` in a build that cannot draw.
struct RenderTests {
  @Test func `without the trait the command says what it needs`() throws {
    let workspace = try Workspace()
    expectFailure(
      try workspace("render replay.safetensors --output a.png"), 1,
      "Error: 'fledge render' is not in this build, which was made without the trait 'Viewer'. Install libcairo2-dev, then build without --disable-default-traits."
    )
  }
}
#endif
