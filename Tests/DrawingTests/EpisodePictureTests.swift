#if Viewer
import Drawing
import Environments
import Gym
import Testing

/// Pictures of episodes that are under way.
struct EpisodePictureTests {
  /// A robot that moves to the right, to the goal or not yet.
  private func trace(steps: Int, isTerminated: Bool = false) -> EpisodeTrace {
    EpisodeTrace(
      stateSize: 2, actionSize: 2, states: (0...steps).flatMap { [0.1 * Float($0), 0] },
      actions: (0..<steps).flatMap { _ in [0.1, 0] },
      rewards: Array(repeating: -0.5, count: steps), isTerminated: isTerminated)
  }

  private func pixels(_ trace: EpisodeTrace, _ width: Int, _ height: Int) throws -> [UInt8] {
    let distribution = try Catalog.distribution(named: "point-robot/goals")
    let canvas = EpisodePicture.makeCanvas(width: width, height: height)
    try #require(canvas.pixelWidth == width && canvas.pixelHeight == height)
    EpisodePicture(of: distribution, task: [0.4, 0], trace: trace).draw(on: canvas)
    var bytes = [UInt8](repeating: 0, count: 3 * width * height)
    unsafe bytes.withUnsafeMutableBufferPointer { unsafe canvas.copyRGB(into: $0) }
    return bytes
  }

  @Test func `every size has just so many pixels and something on them`() throws {
    let sides = [32, 33, 50, 84, 149, 150, 151, 210, 399, 401, 479, 1023, 1080]
    for (width, height) in zip(sides, sides.reversed()) + sides.map({ ($0, $0) }) {
      let bytes = try pixels(trace(steps: 3), width, height)
      #expect(Set(bytes).count > 10, "\(width) x \(height)")
    }
    for (width, height) in [(32, 2000), (2000, 32), (150, 2000), (2000, 150)] {
      #expect(Set(try pixels(trace(steps: 3), width, height)).count > 10)
    }
  }

  @Test func `steps look different, and words say which was the last`() throws {
    for side in [100, 300] {
      let running = try pixels(trace(steps: 4), side, side)
      // Small pictures have no words.
      let ended = try pixels(trace(steps: 4, isTerminated: true), side, side)
      #expect((ended == running) == (side == 100))
      #expect(try pixels(trace(steps: 3), side, side) != running)
      #expect(try pixels(trace(steps: 4), side, side) == running)
    }
  }

  /// A bar of pulls has room for the whole horizon; an episode fills it step by step.
  @Test func `steps that are still to come leave the scene as it is`() throws {
    let distribution = try Catalog.distribution(named: "bandit/two-armed", options: ["pulls": "10"])
    func picture(_ pulls: Int) -> [UInt32] {
      let trace = EpisodeTrace(
        stateSize: 1, actionSize: 1, states: Array(repeating: 1, count: pulls + 1),
        actions: Array(repeating: 0, count: pulls), rewards: Array(repeating: 1, count: pulls),
        isTerminated: false)
      let canvas = EpisodePicture.makeCanvas(width: 140, height: 140)
      EpisodePicture(of: distribution, task: [0.75], trace: trace).draw(on: canvas)
      // Down the first arm's column, below the numbers of arms.
      return (0..<140).map { canvas.pixel(44, $0) }
    }
    func filled(_ pulls: Int) -> Int {
      let blue: UInt32 = 0x006FC8
      return picture(pulls).suffix(50).count { $0 == blue }
    }
    #expect(filled(0) == 0)
    // The bar of pulls grows with each, and half of them fill half of its room.
    #expect(filled(5) > 8 && abs(filled(10) - 2 * filled(5)) <= 2)
  }
}
#endif
