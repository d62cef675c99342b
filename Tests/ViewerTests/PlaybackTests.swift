import Testing
import Viewer

struct PlaybackTests {
  @Test func `time moves it on, and it stops at the end`() {
    var playback = Playback(length: 10, stepsPerSecond: 4)
    playback.advance(by: 1)
    #expect(playback.step == 4 && playback.isPlaying)
    playback.changeSpeed(isUp: true)
    playback.advance(by: 0.5)
    #expect(playback.step == 8)
    playback.advance(by: 60)
    #expect(playback.step == 10 && playback.isAtEnd && !playback.isPlaying)
    playback.toggle()
    #expect(playback.step == 0 && playback.isPlaying)
  }

  @Test func `a pause stops time, and moving pauses`() {
    var playback = Playback(length: 10, stepsPerSecond: 4)
    playback.toggle()
    playback.advance(by: 1)
    #expect(playback.step == 0)
    playback.toggle()
    playback.move(to: 99)
    #expect(playback.step == 10 && !playback.isPlaying)
    playback.move(to: -1)
    #expect(playback.step == 0)
  }

  @Test func `the speed stays within its bounds`() {
    var playback = Playback(length: 10, stepsPerSecond: 4)
    for _ in 0..<20 { playback.changeSpeed(isUp: true) }
    #expect(playback.speed == 8)
    for _ in 0..<20 { playback.changeSpeed(isUp: false) }
    #expect(playback.speed == 0.1)
  }

  @Test func `shorter episodes take the position to their end`() {
    var playback = Playback(length: 500, stepsPerSecond: 50)
    playback.move(to: 400)
    playback.length = 22
    #expect(playback.position == 22 && playback.isAtEnd)
    playback.length = 500
    #expect(playback.step == 22)
  }

  @Test func `nothing to play is the end`() {
    var playback = Playback(length: 0, stepsPerSecond: 4)
    playback.restart()
    playback.toggle()
    #expect(playback.isAtEnd && !playback.isPlaying)
  }
}
