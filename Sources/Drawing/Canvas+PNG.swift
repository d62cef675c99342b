#if Viewer
private import CCairo

extension Canvas {
  /// The picture as the bytes of a PNG file.
  ///
  /// - Precondition: This is a canvas of pixels.
  public func encodedPNG() -> [UInt8] {
    unsafe cairo_surface_flush(surface)
    let sink = ByteSink()
    let status = unsafe cairo_surface_write_to_png_stream(
      surface, ByteSink.write, Unmanaged.passUnretained(sink).toOpaque())
    precondition(status == CAIRO_STATUS_SUCCESS, "Canvas.encodedPNG: Cairo reports \(status).")
    return sink.bytes
  }
}

/// Collects what Cairo writes to a stream.
final class ByteSink {
  private(set) var bytes: [UInt8] = []

  /// What Cairo calls for each piece, with a sink as its closure.
  fileprivate static let write: cairo_write_func_t = { closure, data, length in
    guard let closure = unsafe closure, let data = unsafe data else {
      return CAIRO_STATUS_WRITE_ERROR
    }
    let sink = unsafe Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    unsafe sink.bytes.append(
      contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
  }
}
#endif
