import Foundation
package import Recording

extension FileError.Reason {
  /// Takes the operating system's reason out of an error of Foundation.
  package init(_ error: any Error) {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    self = .system(code: underlying.map { Int32(($0 as NSError).code) } ?? EIO)
  }
}
