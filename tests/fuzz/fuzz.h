/* The functions that libFuzzer calls. */
#ifndef GUATU_TESTS_FUZZ_H
#define GUATU_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Tries one input; aborts when something does not hold. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Changes an input in place; returns its new size, at most `max`. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
/* libFuzzer's own way to do so. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

#endif
