// The header names and documents these functions.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

import CFledge
import Glibc

/// Where a function stores its message.
typealias ErrorText = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Runs what can fail.
///
/// - Parameters:
///   - text: Receives the message of a failure, to be released by the caller.
///   - body: The work.
/// - Returns: What `body` returns, or `nil` if it failed.
func reporting<Result>(to text: ErrorText?, _ body: () throws -> Result) -> Result? {
  do {
    return try body()
  } catch {
    if let text = unsafe text { unsafe text.pointee = copied("\(error)") }
    return nil
  }
}

/// A copy of a text for C.
func copied(_ text: String) -> UnsafeMutablePointer<CChar>? {
  unsafe text.withCString { unsafe strdup($0) }
}

/// A wrong call.
struct CallError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

@c @implementation
public func fledge_version() -> UnsafePointer<CChar>! {
  let version: StaticString = "0.1.0"
  return unsafe UnsafeRawPointer(version.utf8Start).assumingMemoryBound(to: CChar.self)
}

@c @implementation
public func fledge_free(_ text: UnsafeMutablePointer<CChar>!) {
  unsafe free(text)
}
