// Passes over the rows of a caller's memory, which this compiler turns into vector instructions.

#ifndef FLEDGE_ROWS_H
#define FLEDGE_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Whether all numbers are finite: no exponent has all its bits.
static inline int rows_are_finite(const float *values, size_t count) {
  uint32_t other = 0;
  for (size_t index = 0; index < count; ++index) {
    uint32_t bits;
    memcpy(&bits, values + index, sizeof bits);
    other |= ((bits & 0x7f800000u) + 0x00800000u) >> 31;
  }
  return other == 0;
}

// Whether all numbers are whole ones from 0 to below the limit.
static inline int rows_are_choices(const float *values, size_t count, float limit) {
  uint32_t other = 0;
  for (size_t index = 0; index < count; ++index) {
    float value = values[index];
    float inside = value >= 0 && value < limit ? value : 0.5f;
    other |= (float)(int32_t)inside != inside;
  }
  return other == 0;
}

// Lists the rows where either flag is set and `ended` is not yet, and sets it there; returns how many.
static inline size_t rows_list_ends(const uint8_t *terminated, const uint8_t *truncated,
                                    uint8_t *ended, size_t count, ptrdiff_t *list) {
  size_t found = 0, row = 0;
  for (; row + 8 <= count; row += 8) {
    uint64_t first, second, known;
    memcpy(&first, terminated + row, 8);
    memcpy(&second, truncated + row, 8);
    memcpy(&known, ended + row, 8);
    // A byte of 1 for each that ends; mostly none of eight does.
    uint64_t ends = (first | second) & ~known;
    if (ends == 0) continue;
    known |= ends;
    memcpy(ended + row, &known, 8);
    for (size_t place = row; place < row + 8; ++place) {
      list[found] = (ptrdiff_t)place;
      found += (ends >> 8 * (place - row)) & 1;
    }
  }
  for (; row < count; ++row) {
    uint8_t ends = (uint8_t)((terminated[row] | truncated[row]) & ~ended[row]);
    list[found] = (ptrdiff_t)row;
    found += ends;
    ended[row] |= ends;
  }
  return found;
}

// Copies the listed rows of `size` numbers.
static inline void rows_copy(const float *source, float *target, size_t size, const ptrdiff_t *list,
                             size_t count) {
  for (size_t index = 0; index < count; ++index) {
    size_t first = (size_t)list[index] * size;
    for (size_t place = first; place < first + size; ++place) target[place] = source[place];
  }
}

// Keeps the listed rows whose flag is set, in their order; returns how many.
static inline size_t rows_keep(const uint8_t *flags, ptrdiff_t *list, size_t count) {
  size_t kept = 0;
  for (size_t index = 0; index < count; ++index) {
    ptrdiff_t row = list[index];
    list[kept] = row;
    kept += flags[row];
  }
  return kept;
}

// How many of the listed rows have their flag set.
static inline size_t rows_count(const uint8_t *flags, const ptrdiff_t *list, size_t count) {
  size_t found = 0;
  for (size_t index = 0; index < count; ++index) found += flags[list[index]];
  return found;
}

// Puts a byte into each listed row.
static inline void rows_fill(uint8_t *rows, uint8_t value, const ptrdiff_t *list, size_t count) {
  for (size_t index = 0; index < count; ++index) rows[list[index]] = value;
}

// Writes that the listed rows were paid nothing and go on.
static inline void rows_clear(float *rewards, uint8_t *terminated, uint8_t *truncated,
                              const ptrdiff_t *list, size_t count) {
  for (size_t index = 0; index < count; ++index) {
    rewards[list[index]] = 0;
    terminated[list[index]] = truncated[list[index]] = 0;
  }
}

#endif
