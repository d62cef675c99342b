// The header names and documents these functions.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

import CFledge
import Gym

#if Viewer
import Drawing
#endif

@c @implementation
public func fledge_draws() -> Int32 {
  #if Viewer
  return 1
  #else
  return 0
  #endif
}

@c @implementation
public func fledge_environments_watch(
  _ environments: OpaquePointer!, _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> Int32 {
  let done: Void? = unsafe reporting(to: error) {
    try checkDrawing()
    try unsafe SteppedCopies.at(environments).keepPaths()
  }
  return done == nil ? 1 : 0
}

@c @implementation
public func fledge_environments_render(
  _ environments: OpaquePointer!, _ copy: Int, _ width: Int, _ height: Int,
  _ pixels: UnsafeMutablePointer<UInt8>!,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> Int32 {
  let done: Void? = unsafe reporting(to: error) {
    try checkDrawing()
    #if Viewer
    guard let pixels = unsafe pixels else { throw CallError("There is no memory for pixels.") }
    try unsafe SteppedCopies.at(environments).draw(copy, width, height, into: pixels)
    #endif
  }
  return done == nil ? 1 : 0
}

/// Throws if the library draws nothing.
private func checkDrawing() throws {
  guard fledge_draws() == 1 else {
    throw CallError("This library was built without Cairo: it draws nothing.")
  }
}

#if Viewer
extension SteppedCopies {
  /// Draws the episode of a copy, `[height, width, 3]`.
  fileprivate func draw(
    _ copy: Int, _ width: Int, _ height: Int, into pixels: UnsafeMutablePointer<UInt8>
  ) throws {
    let sides = 32...4096
    guard sides.contains(width), sides.contains(height) else {
      throw CallError(
        "A picture of \(width) x \(height) pixels was asked for, but both sides are from"
          + " \(sides.lowerBound) to \(sides.upperBound).")
    }
    guard let paths else {
      throw CallError("Nothing was kept of episodes: watch them before the first begins.")
    }
    guard let path = paths.path(ofCopy: copy) else {
      throw CallError("Copy \(copy) has no episode to draw; there are \(paths.count) copies.")
    }
    let picture = EpisodePicture(of: distribution, task: path.task, trace: path.trace)
    let canvas = EpisodePicture.makeCanvas(width: width, height: height)
    picture.draw(on: canvas)
    unsafe canvas.copyRGB(
      into: UnsafeMutableBufferPointer(start: pixels, count: 3 * width * height))
  }
}
#endif
