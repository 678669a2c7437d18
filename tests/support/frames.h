/* frames.h - streams of frames: as tests/fixtures/frames/ holds them, for this and for other implementations
 * of the protocol. */
#ifndef RXSCOPE_TESTS_FRAMES_H
#define RXSCOPE_TESTS_FRAMES_H

#include "tests/support/noted.h"
#include "wire/wire.h"

struct fixture {
    const char *name, *about;
    void (*note)(struct noted *n);     /* by hand, as the manual says */
    void (*encode)(struct str *out);   /* by the encoders; NULL: they never write such a thing */
};

extern const struct fixture fixtures[];
extern const size_t n_fixtures;
const struct fixture *fixture_find(const char *name);

/* The records of the fixture "events": every kind, in an order in which it can happen. */
size_t fixture_story(const struct event **events);
/* A command that the fixtures send. */
struct command fixture_command(void);

/* What a stream of frames decodes to, as JSON: an array of frames. The caller frees it. */
char *frames_describe(const void *bytes, size_t len);

#endif
