// Arithmetic on sixteen lanes, for Swift's SIMD16.
//
// Swift's own operators on SIMD types are lane-by-lane programs that the optimizer must recognize as
// one instruction; in a long function it does not. These are one instruction from the start, on every
// architecture. No function multiplies and adds, so that nothing can be fused with anything.

#ifndef FLEDGE_LANES_H
#define FLEDGE_LANES_H

#pragma STDC FP_CONTRACT OFF

typedef float lanes_float __attribute__((ext_vector_type(16)));
typedef int lanes_int __attribute__((ext_vector_type(16)));
typedef unsigned lanes_word __attribute__((ext_vector_type(16)));
typedef unsigned long long lanes_pair __attribute__((ext_vector_type(8)));
typedef _Bool lanes_bool __attribute__((ext_vector_type(16)));
typedef unsigned char lanes_byte __attribute__((ext_vector_type(16)));

#define LANES static inline __attribute__((always_inline))

LANES lanes_float lanes_add(lanes_float a, lanes_float b) { return a + b; }
LANES lanes_float lanes_subtract(lanes_float a, lanes_float b) { return a - b; }
LANES lanes_float lanes_multiply(lanes_float a, lanes_float b) { return a * b; }
LANES lanes_float lanes_divide(lanes_float a, lanes_float b) { return a / b; }
LANES lanes_float lanes_square_root(lanes_float a) { return __builtin_elementwise_sqrt(a); }
LANES lanes_float lanes_floor(lanes_float a) { return __builtin_elementwise_floor(a); }
LANES lanes_float lanes_truncate(lanes_float a) { return __builtin_elementwise_trunc(a); }
LANES lanes_float lanes_round_to_even(lanes_float a) { return __builtin_elementwise_roundeven(a); }
LANES lanes_float lanes_convert(lanes_int a) { return __builtin_convertvector(a, lanes_float); }

// The same number in all lanes, hidden from the optimizer: it would turn sixteen equal comparisons into a
// branch, which the processor cannot predict where it depends on an action.
static lanes_float __attribute__((noinline, unused)) lanes_repeated(float a) { return a; }

// The lanes of even and of odd number of thirty-two, and the other way round.
LANES lanes_float lanes_even(lanes_float a, lanes_float b) {
  return __builtin_shufflevector(
      a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}
LANES lanes_float lanes_odd(lanes_float a, lanes_float b) {
  return __builtin_shufflevector(
      a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
LANES lanes_float lanes_interleaved_low(lanes_float a, lanes_float b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
LANES lanes_float lanes_interleaved_high(lanes_float a, lanes_float b) {
  return __builtin_shufflevector(
      a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

// The second number where the mask's sign bit is set, else the first.
LANES lanes_float lanes_select(lanes_int mask, lanes_float a, lanes_float b) {
  return mask < 0 ? b : a;
}

// The sign bits of a mask, the first lane's lowest.
LANES unsigned lanes_bits(lanes_int mask) {
  lanes_bool signs = __builtin_convertvector(mask < 0, lanes_bool);
  unsigned short bits;
  __builtin_memcpy(&bits, &signs, sizeof bits);
  return bits;
}

// The mask whose sign bits are given.
LANES lanes_int lanes_mask(unsigned bits) {
  unsigned short low = (unsigned short)bits;
  lanes_bool signs;
  __builtin_memcpy(&signs, &low, sizeof low);
  return -__builtin_convertvector(signs, lanes_int);
}

// 1 in the bytes whose bits are set, else 0.
LANES lanes_byte lanes_bytes(unsigned bits) {
  unsigned short low = (unsigned short)bits;
  lanes_bool signs;
  __builtin_memcpy(&signs, &low, sizeof low);
  return __builtin_convertvector(signs, lanes_byte);
}

LANES lanes_word lanes_word_add(lanes_word a, lanes_word b) { return a + b; }
LANES lanes_word lanes_word_subtract(lanes_word a, lanes_word b) { return a - b; }
LANES lanes_word lanes_word_multiply(lanes_word a, lanes_word b) { return a * b; }
LANES lanes_word lanes_word_and(lanes_word a, lanes_word b) { return a & b; }
LANES lanes_word lanes_word_or(lanes_word a, lanes_word b) { return a | b; }
LANES lanes_word lanes_word_exclusive_or(lanes_word a, lanes_word b) { return a ^ b; }
LANES lanes_word lanes_word_not(lanes_word a) { return ~a; }
LANES lanes_word lanes_word_left(lanes_word a, lanes_word b) { return a << (b & 31); }
LANES lanes_word lanes_word_right(lanes_word a, lanes_word b) { return a >> (b & 31); }
LANES lanes_int lanes_int_right(lanes_int a, lanes_int b) { return a >> (b & 31); }

// Pairs of words: what is computed of the lower words; the upper ones are left open where they would
// cost an instruction.
LANES lanes_pair lanes_pair_even(lanes_word a) { return (lanes_pair)a; }
LANES lanes_pair lanes_pair_odd(lanes_word a) { return (lanes_pair)a >> 32; }
LANES lanes_word lanes_pair_joined(lanes_pair even, lanes_pair odd) {
  return (lanes_word)((even & 0xFFFFFFFFu) | odd << 32);
}
LANES lanes_pair lanes_pair_product(lanes_pair a, unsigned factor) {
  return (a & 0xFFFFFFFFu) * (unsigned long long)factor;
}
LANES lanes_pair lanes_pair_upper(lanes_pair a) { return a >> 32; }
LANES lanes_pair lanes_pair_exclusive_or(lanes_pair a, lanes_pair b, unsigned c) {
  return a ^ b ^ (unsigned long long)c;
}

#endif
