import Foundation
import Testing
@Test func probe() {
  print("ARG0", CommandLine.arguments)
  print("BUNDLE", Bundle.main.bundlePath, Bundle.main.executablePath ?? "")
}
