/// The position in the episodes that are played, and the speed.
package struct Playback: Equatable, Sendable {
  /// How many steps the longest episode has; a position beyond it moves to the end.
  package var length: Int {
    didSet { position = min(position, Double(length)) }
  }
  /// Steps per second at speed 1.
  package var stepsPerSecond: Double
  /// How many steps were played, with the fraction of the next, from 0 to `length`.
  package private(set) var position = 0.0
  /// Whether time moves the position.
  package var isPlaying = true
  /// A factor of `stepsPerSecond`.
  package private(set) var speed = 1.0

  static let speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8]

  /// Creates a playback at the first step.
  package init(length: Int, stepsPerSecond: Double) {
    self.length = length
    self.stepsPerSecond = stepsPerSecond
  }

  /// How many whole steps were played.
  package var step: Int { min(length, Int(position)) }

  /// Whether all steps were played.
  package var isAtEnd: Bool { step >= length }

  /// Moves on by a time in seconds; stops at the end.
  package mutating func advance(by seconds: Double) {
    guard isPlaying else { return }
    position = min(Double(length), position + seconds * speed * stepsPerSecond)
    if isAtEnd { isPlaying = false }
  }

  /// Goes to a step, clamped to the episode, and pauses.
  package mutating func move(to step: Int) {
    position = Double(max(0, min(length, step)))
    isPlaying = false
  }

  /// Plays or pauses; at the end it starts over.
  package mutating func toggle() {
    if isPlaying {
      isPlaying = false
    } else {
      if isAtEnd { position = 0 }
      isPlaying = length > 0
    }
  }

  /// Plays from the start.
  package mutating func restart() {
    position = 0
    isPlaying = length > 0
  }

  /// Sets the next higher or lower speed.
  package mutating func changeSpeed(isUp: Bool) {
    let index = Self.speeds.firstIndex(of: speed) ?? 3
    speed = Self.speeds[max(0, min(Self.speeds.count - 1, index + (isUp ? 1 : -1)))]
  }
}
