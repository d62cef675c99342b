// The header names and documents these functions.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

import CFledge
import Numerics

/// The key at an address of two words.
private func key(_ words: UnsafePointer<UInt32>) -> RandomKey {
  unsafe RandomKey(address: [words[0], words[1]])
}

@c @implementation
public func fledge_random_child(
  _ key: UnsafePointer<UInt32>!, _ purpose: UInt32, _ index: Int64,
  _ child: UnsafeMutablePointer<UInt32>!
) {
  let result = unsafe FledgeC.key(key).child(number: purpose, Int(index)).address
  for word in 0..<2 { unsafe child[word] = result[word] }
}

@c @implementation
public func fledge_random_words(
  _ key: UnsafePointer<UInt32>!, _ count: Int, _ positions: UnsafePointer<UInt32>!,
  _ words: UnsafeMutablePointer<UInt32>!
) {
  let key = unsafe FledgeC.key(key)
  for index in 0..<count {
    let drawn = unsafe key.bits(
      positions[3 * index], positions[3 * index + 1], positions[3 * index + 2])
    for word in 0..<4 { unsafe words[4 * index + word] = drawn[word] }
  }
}

@c @implementation
public func fledge_random_normals(
  _ key: UnsafePointer<UInt32>!, _ count: Int, _ positions: UnsafePointer<UInt32>!,
  _ numbers: UnsafeMutablePointer<Float>!
) {
  let key = unsafe FledgeC.key(key)
  for index in 0..<count {
    let pair = unsafe key.normals(
      positions[3 * index], positions[3 * index + 1], positions[3 * index + 2])
    for number in 0..<2 { unsafe numbers[2 * index + number] = pair[number] }
  }
}

@c @implementation
public func fledge_random_betas(
  _ key: UnsafePointer<UInt32>!, _ count: Int, _ positions: UnsafePointer<UInt32>!,
  _ first: UnsafePointer<Double>!, _ second: UnsafePointer<Double>!,
  _ numbers: UnsafeMutablePointer<Double>!,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> Int32 {
  let done: Void? = unsafe reporting(to: error) {
    let key = unsafe FledgeC.key(key)
    for index in 0..<count {
      let (first, second) = unsafe (first[index], second[index])
      guard first >= 1, second >= 1, first.isFinite, second.isFinite else {
        throw CallError(
          "The parameters of a beta distribution are \(first) and \(second), but must be finite and"
            + " at least 1.")
      }
      unsafe numbers[index] = key.beta(
        first, second, positions[2 * index], positions[2 * index + 1])
    }
  }
  return done == nil ? 1 : 0
}
