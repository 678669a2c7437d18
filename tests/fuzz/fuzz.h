/* fuzz.h - what a fuzz target is: a function that takes any bytes and comes back.
 *
 * The same file is linked with libFuzzer, with AFL++'s driver (which calls the same function) and with
 * replay_main.c, which makes a test of it that replays what is kept in corpus/ and found/. A target holds no
 * state between two inputs and ends the program (abort) when a promise is broken. */
#ifndef RXSCOPE_TESTS_FUZZ_H
#define RXSCOPE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Its name: corpus/NAME and found/NAME belong to it. */
extern const char fuzz_name[];
/* Another folder of inputs, below the top of the source tree; NULL: none. */
extern const char *const fuzz_seeds;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What has to hold, also where assert() is left out. */
#define FUZZ_HOLDS(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
