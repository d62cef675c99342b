#if Viewer
private import CCairo

extension Canvas {
  /// Creates a canvas of pixels.
  ///
  /// - Parameters:
  ///   - size: The size in points; each side is rounded up to whole pixels, at least one.
  ///   - scale: The number of pixels per point.
  /// - Precondition: No side has more than 32,767 pixels, Cairo's limit.
  public convenience init(size: Size, scale: Double = 1) {
    // The subtraction compensates rounding where a size is a number of pixels divided by the scale.
    let width = max(1, Int32((size.width * scale - 1e-6).rounded(.up)))
    let height = max(1, Int32((size.height * scale - 1e-6).rounded(.up)))
    precondition(
      width <= 32_767 && height <= 32_767,
      "Canvas: \(width) × \(height) pixels, but a side may have at most 32767.")
    guard let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height) else {
      preconditionFailure("Canvas: Cairo cannot create a surface.")
    }
    unsafe self.init(surface: surface, size: size, scale: scale)
  }

  /// The width in pixels.
  public var pixelWidth: Int { unsafe Int(cairo_image_surface_get_width(surface)) }

  /// The height in pixels.
  public var pixelHeight: Int { unsafe Int(cairo_image_surface_get_height(surface)) }

  /// Gives access to the pixels: 32 bits each, blue in the lowest byte, then green and red.
  ///
  /// - Parameter body: Receives the bytes, and the distance from row to row in bytes.
  /// - Returns: The result of the body.
  /// - Precondition: The canvas has pixels, that is, it is not one of `encodedSVG`.
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

  /// Copies the pixels as red, green and blue, a byte each, row by row from the top.
  ///
  /// - Parameter target: Receives `[pixelHeight, pixelWidth, 3]`.
  /// - Precondition: There is room for that.
  public func copyRGB(into target: UnsafeMutableBufferPointer<UInt8>) {
    let (width, height) = (pixelWidth, pixelHeight)
    precondition(
      target.count == 3 * width * height,
      "Canvas.copyRGB: \(target.count) bytes for \(width) x \(height) pixels.")
    unsafe withPixels { bytes, stride in
      var place = 0
      for row in 0..<height {
        for column in 0..<width {
          let pixel = row * stride + 4 * column
          unsafe target[place] = bytes[pixel + 2]
          unsafe target[place + 1] = bytes[pixel + 1]
          unsafe target[place + 2] = bytes[pixel]
          place += 3
        }
      }
    }
  }

  /// Reads the colour of a pixel as 0xRRGGBB.
  ///
  /// - Parameters:
  ///   - column: The column, from 0 at the left.
  ///   - row: The row, from 0 at the top.
  /// - Returns: The colour.
  public func pixel(_ column: Int, _ row: Int) -> UInt32 {
    unsafe withPixels { bytes, stride in
      unsafe bytes.loadUnaligned(fromByteOffset: row * stride + 4 * column, as: UInt32.self)
        & 0xFF_FFFF
    }
  }
}
#endif
