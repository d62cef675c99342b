// Which stream of random numbers a copy is on, and beginning episodes in chosen copies.
extension VectorizedEnvironment {
  /// Puts every copy on a stream of its own; `nil` for the number of each.
  @usableFromInline
  mutating func takeStreams(_ chosen: [UInt32]?) {
    if let chosen { checkCount(chosen.count, of: "streams") }
    for copy in 0..<count { streams[copy] = chosen?[copy] ?? UInt32(copy) }
    hasOwnStreams = chosen != nil
  }

  /// Begins an episode in some copies, as if only theirs had ended.
  @inlinable
  mutating func beginEpisodes(in chosen: [Bool], _ ownStreams: [UInt32]?) {
    let waiting = endOnly(chosen, ownStreams)
    if endedCount > 0 { beginEpisodes() }
    for number in waiting.indices {
      endedLanes[number] = waiting[number].bits16
      endedCount += waiting[number].count
    }
  }

  /// Lists the chosen copies as the only ones whose episode has ended.
  ///
  /// - Returns: The other copies whose episode has ended, group by group.
  @usableFromInline
  mutating func endOnly(_ chosen: [Bool], _ ownStreams: [UInt32]?) -> [LaneSet] {
    checkCount(chosen.count, of: "choices")
    if let ownStreams { checkCount(ownStreams.count, of: "streams") }
    var waiting = endedLanes.map { LaneSet(bits: UInt32($0)) }
    for number in endedLanes.indices { endedLanes[number] = 0 }
    endedCount = 0
    for group in 0..<LaneGroup.count(of: count) {
      let beginning = LaneSet(chosen: chosen.span, inGroup: group)
      waiting[group] = waiting[group] - beginning
      endedLanes[group] = beginning.bits16
      endedCount += beginning.count
      if let ownStreams { take(ownStreams, of: beginning, in: group) }
    }
    return waiting
  }

  /// Puts copies of a group on streams of their own, at their beginnings.
  private mutating func take(_ ownStreams: [UInt32], of lanes: LaneSet, in group: Int) {
    for lane in lanes {
      let copy = 16 * group + lane
      streams[copy] = ownStreams[copy]
      hasOwnStreams = true
      // The first episode has the number after this.
      episodeNumbers[copy] = .max
    }
  }

  private func checkCount(_ found: Int, of name: String) {
    precondition(
      found == count, "VectorizedEnvironment: \(found) \(name) for \(count) copies.")
  }
}

extension LaneSet {
  /// The lanes of a group whose copies are chosen, `[E]`.
  fileprivate init(chosen: Span<Bool>, inGroup group: Int) {
    let first = 16 * group
    guard first + 16 <= chosen.count else {
      self.init(bits: 0)
      for copy in first..<chosen.count where chosen[copy] {
        bits |= 1 &<< UInt32(truncatingIfNeeded: copy - first)
      }
      return
    }
    // Eight bytes of 0 or 1; the product has their bits side by side in its first byte.
    let gather: UInt64 = 0x0102_0408_1020_4080
    let low = unsafe chosen.bytes.unsafeLoadUnaligned(fromByteOffset: first, as: UInt64.self)
    let high = unsafe chosen.bytes.unsafeLoadUnaligned(fromByteOffset: first + 8, as: UInt64.self)
    let (first8, last8) = ((low.littleEndian &* gather) >> 56, (high.littleEndian &* gather) >> 56)
    self.init(bits: UInt32(truncatingIfNeeded: first8 | (last8 << 8)))
  }
}
