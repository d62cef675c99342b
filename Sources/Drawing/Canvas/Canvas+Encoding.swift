#if Viewer
private import CCairo

extension Canvas {
  /// Encodes the picture as the bytes of a PNG file.
  ///
  /// - Precondition: The canvas has pixels, that is, it is not one of `encodedSVG`.
  public func encodedPNG() -> [UInt8] {
    unsafe cairo_surface_flush(surface)
    let sink = ByteSink()
    let status = unsafe cairo_surface_write_to_png_stream(
      surface, ByteSink.write, Unmanaged.passUnretained(sink).toOpaque())
    precondition(status == CAIRO_STATUS_SUCCESS, "Canvas.encodedPNG: Cairo reports \(status).")
    return sink.bytes
  }

  /// Draws a picture and encodes it as the bytes of an SVG file.
  ///
  /// Text is stored as outlines, so that it looks the same in every program.
  ///
  /// - Parameters:
  ///   - size: The size in points, which are CSS pixels.
  ///   - draw: Draws on the canvas that it receives. The canvas must not be used afterwards.
  /// - Returns: The content of the file.
  public static func encodedSVG(size: Size, _ draw: (Canvas) -> Void) -> [UInt8] {
    let sink = ByteSink()
    guard
      let surface = unsafe cairo_svg_surface_create_for_stream(
        ByteSink.write, Unmanaged.passUnretained(sink).toOpaque(), size.width, size.height)
    else {
      preconditionFailure("Canvas.encodedSVG: Cairo cannot create a surface.")
    }
    unsafe cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
    let canvas = unsafe Canvas(surface: surface, size: size, scale: 1)
    draw(canvas)
    unsafe cairo_surface_finish(surface)
    let status = unsafe cairo_surface_status(surface)
    precondition(status == CAIRO_STATUS_SUCCESS, "Canvas.encodedSVG: Cairo reports \(status).")
    // The surface has an unmanaged reference to the sink until it is destroyed.
    return withExtendedLifetime((canvas, sink)) { sink.bytes }
  }
}

extension Canvas {
  /// Creates a canvas with the picture of a PNG file; `nil` if the bytes are not a PNG file.
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

/// The source of bytes that Cairo reads as a stream.
private final class ByteSource {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// The function that Cairo calls for each piece; `closure` is the source.
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

/// Collects the bytes that Cairo writes to a stream.
private final class ByteSink {
  private(set) var bytes: [UInt8] = []

  /// The function that Cairo calls for each piece; `closure` is the sink.
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
