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

  /// Draws a picture as the bytes of an SVG file, which is sharp at any size.
  ///
  /// Text becomes outlines, so that it looks the same wherever the file is opened.
  ///
  /// - Parameters:
  ///   - size: The size in points, which are pixels of CSS.
  ///   - draw: Draws on the canvas it is given, which must not be kept.
  /// - Returns: The content of the file.
  public static func encodedSVG(size: Size, _ draw: (Canvas) -> Void) -> [UInt8] {
    let sink = ByteSink()
    guard
      let surface = unsafe cairo_svg_surface_create_for_stream(
        ByteSink.write, Unmanaged.passUnretained(sink).toOpaque(), size.width, size.height)
    else {
      preconditionFailure("Canvas.encodedSVG: Cairo made no surface.")
    }
    unsafe cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
    let canvas = unsafe Canvas(surface: surface, size: size, scale: 1)
    draw(canvas)
    unsafe cairo_surface_finish(surface)
    let status = unsafe cairo_surface_status(surface)
    precondition(status == CAIRO_STATUS_SUCCESS, "Canvas.encodedSVG: Cairo reports \(status).")
    // The surface writes to the sink until it is finished, and refers to it until it is gone.
    return withExtendedLifetime((canvas, sink)) { sink.bytes }
  }
}

extension Canvas {
  /// Creates a canvas with the picture of a PNG file; fails if it is none.
  ///
  /// - Parameter bytes: The content of the file.
  package convenience init?(decodingPNG bytes: [UInt8]) {
    let source = ByteSource(bytes)
    guard
      let surface = unsafe cairo_image_surface_create_from_png_stream(
        ByteSource.read, Unmanaged.passUnretained(source).toOpaque()),
      unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS
    else { return nil }
    let width = unsafe cairo_image_surface_get_width(surface)
    let height = unsafe cairo_image_surface_get_height(surface)
    unsafe self.init(
      surface: surface, size: Size(Double(width), Double(height)), scale: 1)
  }
}

/// Gives Cairo what it reads from a stream.
private final class ByteSource {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// What Cairo calls for each piece, with a source as its closure.
  fileprivate static let read: cairo_read_func_t = { closure, data, length in
    guard let closure = unsafe closure, let data = unsafe data else {
      return CAIRO_STATUS_READ_ERROR
    }
    let source = unsafe Unmanaged<ByteSource>.fromOpaque(closure).takeUnretainedValue()
    guard source.rest.count >= Int(length) else { return CAIRO_STATUS_READ_ERROR }
    let piece = source.rest.prefix(Int(length))
    source.rest.removeFirst(Int(length))
    unsafe UnsafeMutableRawBufferPointer(start: data, count: Int(length)).copyBytes(from: piece)
    return CAIRO_STATUS_SUCCESS
  }
}

/// Collects what Cairo writes to a stream.
private final class ByteSink {
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
