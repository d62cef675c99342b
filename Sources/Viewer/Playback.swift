/// Where in an episode the show is, and how fast it goes on.
package struct Playback: Equatable, Sendable {
  /// How many steps the longest episode on show has.
  package var length: Int
  /// How many steps are played in a second at speed 1.
  package var stepsPerSecond: Double
  /// How many steps have been played; the fraction is the time towards the next.
  package private(set) var position = 0.0
  /// Whether time goes on.
  package var isPlaying = true
  /// A factor of the natural speed.
  package private(set) var speed = 1.0

  static let speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8]

  /// Creates the playback of episodes that take a few seconds each.
  package init(length: Int, stepsPerSecond: Double) {
    self.length = length
    self.stepsPerSecond = stepsPerSecond
  }

  /// How many whole steps have been played.
  package var step: Int { min(length, Int(position)) }

  /// Whether nothing is left to play.
  package var isAtEnd: Bool { step >= length }

  /// Lets time pass.
  package mutating func advance(by seconds: Double) {
    guard isPlaying else { return }
    position = min(Double(length), position + seconds * speed * stepsPerSecond)
    if isAtEnd { isPlaying = false }
  }

  /// Goes to a step and stays there until played on.
  package mutating func move(to step: Int) {
    position = Double(max(0, min(length, step)))
    isPlaying = false
  }

  /// Starts or stops; at the end it begins anew.
  package mutating func toggle() {
    if isPlaying {
      isPlaying = false
    } else {
      if isAtEnd { position = 0 }
      isPlaying = length > 0
    }
  }

  /// Begins anew.
  package mutating func restart() {
    position = 0
    isPlaying = length > 0
  }

  /// Goes to the next of the speeds, up or down.
  package mutating func changeSpeed(isUp: Bool) {
    let index = Self.speeds.firstIndex(of: speed) ?? 3
    speed = Self.speeds[max(0, min(Self.speeds.count - 1, index + (isUp ? 1 : -1)))]
  }
}
