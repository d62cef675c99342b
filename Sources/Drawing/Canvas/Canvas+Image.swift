#if Viewer
private import CCairo

extension Canvas {
  /// Creates a canvas of pixels.
  ///
  /// - Parameters:
  ///   - size: The size in points; rounded up to whole pixels, at least one.
  ///   - scale: Pixels for each point.
  /// - Precondition: No side has more than 32,767 pixels, Cairo's limit.
  public convenience init(size: Size, scale: Double = 1) {
    // A whole number of pixels that was divided by the scale comes back as it was.
    let width = max(1, Int32((size.width * scale - 1e-6).rounded(.up)))
    let height = max(1, Int32((size.height * scale - 1e-6).rounded(.up)))
    precondition(
      width <= 32_767 && height <= 32_767,
      "Canvas: \(width) × \(height) pixels, but a side may have 32767.")
    guard let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height) else {
      preconditionFailure("Canvas: Cairo made no surface.")
    }
    unsafe self.init(surface: surface, size: size, scale: scale)
  }

  /// How many pixels there are from left to right.
  public var pixelWidth: Int { unsafe Int(cairo_image_surface_get_width(surface)) }

  /// How many pixels there are from top to bottom.
  public var pixelHeight: Int { unsafe Int(cairo_image_surface_get_height(surface)) }

  /// Gives access to the pixels: 32 bits each, blue in the lowest byte, then green and red.
  ///
  /// - Parameter body: Receives the bytes and how many there are from row to row.
  /// - Returns: What the body returns.
  /// - Precondition: This is a canvas of pixels.
  public func withPixels<Result>(
    _ body: (UnsafeMutableRawBufferPointer, _ stride: Int) throws -> Result
  ) rethrows -> Result {
    unsafe cairo_surface_flush(surface)
    guard let bytes = unsafe cairo_image_surface_get_data(surface) else {
      preconditionFailure("Canvas.withPixels: this canvas has no pixels.")
    }
    let stride = unsafe Int(cairo_image_surface_get_stride(surface))
    defer { unsafe cairo_surface_mark_dirty(surface) }
    return try unsafe body(
      UnsafeMutableRawBufferPointer(start: bytes, count: stride * pixelHeight), stride)
  }

  /// The colour of a pixel as 0xRRGGBB.
  public func pixel(_ column: Int, _ row: Int) -> UInt32 {
    unsafe withPixels { bytes, stride in
      unsafe bytes.loadUnaligned(fromByteOffset: row * stride + 4 * column, as: UInt32.self)
        & 0xFF_FFFF
    }
  }
}
#endif
