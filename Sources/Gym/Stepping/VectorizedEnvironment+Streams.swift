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
    for copy in 0..<count where chosen[copy] {
      let (group, lane) = (copy / 16, copy % 16)
      waiting[group].remove(lane)
      endedLanes[group] |= 1 << UInt16(lane)
      endedCount += 1
      guard let ownStreams else { continue }
      streams[copy] = ownStreams[copy]
      hasOwnStreams = true
      // The first episode has the number after this.
      episodeNumbers[copy] = .max
    }
    return waiting
  }

  private func checkCount(_ found: Int, of name: String) {
    precondition(
      found == count, "VectorizedEnvironment: \(found) \(name) for \(count) copies.")
  }
}
