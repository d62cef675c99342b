/// Sixteen numbers, one for each of sixteen copies of an environment.
public typealias Lanes = SIMD16<Float>

/// Sixteen truth values, one for each of sixteen copies.
public typealias LaneMask = SIMDMask<SIMD16<Int32>>
