// Passes over the rows of a caller's memory, which this compiler turns into vector instructions.

#ifndef FLEDGE_ROWS_H
#define FLEDGE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Copies numbers; returns whether all are finite: no exponent has all its bits.
static inline int rows_read_finite(const float *source, float *target, size_t count) {
  uint32_t other = 0;
  for (size_t index = 0; index < count; ++index) {
    uint32_t bits;
    memcpy(&bits, source + index, sizeof bits);
    memcpy(target + index, &bits, sizeof bits);
    other |= ((bits & 0x7f800000u) + 0x00800000u) >> 31;
  }
  return other == 0;
}

// Copies numbers; returns whether all are whole ones from 0 to below the limit.
static inline int rows_read_whole_numbers(const float *source, float *target, size_t count,
                                          float limit) {
  uint32_t other = 0;
  for (size_t index = 0; index < count; ++index) {
    float value = source[index];
    float inside = value >= 0 && value < limit ? value : 0.5f;
    other |= (float)(int32_t)inside != inside;
    target[index] = value;
  }
  return other == 0;
}

// Copies whole numbers as floating-point ones; returns whether all are from 0 to below the limit.
static inline int rows_read_choices(const int64_t *source, float *target, size_t count,
                                    int64_t limit) {
  uint64_t other = 0;
  for (size_t index = 0; index < count; ++index) {
    int64_t value = source[index];
    other |= (uint64_t)value >= (uint64_t)limit;
    target[index] = (float)(int32_t)value;
  }
  return other == 0;
}

// Copies numbers to twice as many bits.
static inline void rows_widen(const float *source, double *target, size_t count) {
  for (size_t index = 0; index < count; ++index) target[index] = source[index];
}

// Copies both flags, notes where either is set, and returns in how many rows that is.
static inline size_t rows_note_ends(const bool *is_terminated, const bool *is_truncated,
                                    uint8_t *terminated, uint8_t *truncated, uint8_t *ended,
                                    size_t count) {
  memcpy(terminated, is_terminated, count);
  memcpy(truncated, is_truncated, count);
  size_t found = 0, row = 0;
  // Eight rows at once: a byte of 1 for each that ends.
  for (; row + 8 <= count; row += 8) {
    uint64_t first, second;
    memcpy(&first, is_terminated + row, 8);
    memcpy(&second, is_truncated + row, 8);
    first |= second;
    memcpy(ended + row, &first, 8);
    found += (size_t)__builtin_popcountll(first);
  }
  for (; row < count; ++row) {
    ended[row] = is_terminated[row] | is_truncated[row];
    found += ended[row];
  }
  return found;
}

// Copies the rows of `size` numbers whose flag is set.
static inline void rows_copy(const float *source, float *target, size_t size, const uint8_t *flags,
                             size_t count) {
  for (size_t row = 0; row < count; ++row) {
    if (flags[row]) memcpy(target + row * size, source + row * size, size * sizeof(float));
  }
}

#endif
