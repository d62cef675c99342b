#if Viewer
import Drawing
import Gym
import Testing

struct SceneArtistTests {
  private let scene = Scene(bounds: SceneBounds(x: -1...1, y: 0...1))

  @Test func `a point of the world comes back from the canvas`() {
    let artist = SceneArtist(
      scene, in: Rectangle(x: 10, y: 20, width: 300, height: 100), theme: .light)
    let place = artist.place(at: artist.point(ScenePoint(0.25, 0.75)))
    #expect(abs(place.x - 0.25) < 1e-6 && abs(place.y - 0.75) < 1e-6)
  }
}
#endif
