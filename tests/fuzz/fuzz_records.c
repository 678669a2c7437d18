/* fuzz_records.c - any records, folded: whatever a program, a tape or a socket tells, the state holds its
 * invariants, and what was decoded is encoded to the same bytes again, but for padding. */
#include <string.h>

#include "event/event.h"
#include "state/query.h"
#include "state/state.h"
#include "tests/fuzz/fuzz.h"

const char fuzz_name[] = "records";
const char *const fuzz_seeds = NULL;

enum {
    CHECK_EACH = 2048, /* bytes of input up to which the invariants are checked after every record */
};

static void check(const struct state *s)
{
    struct fault_text why;
    if (state_check(s, &why) != STATUS_OK) {
        fprintf(stderr, "invariant: %s\n", why.text);
        abort();
    }
}

static void round_trip(const struct event *ev, size_t size)
{
    static char bytes[EVENT_MAX];
    struct event back;
    size_t used;
    FUZZ_HOLDS(event_size(ev) == size && event_encode(ev, bytes) == size);
    FUZZ_HOLDS(event_decode(bytes, size, &back, &used) == STATUS_OK && used == size);
    FUZZ_HOLDS(back.kind == ev->kind && back.id == ev->id && back.num == ev->num);
    FUZZ_HOLDS(back.text_len == ev->text_len && memcmp(back.text, ev->text, ev->text_len) == 0);
}

static void print(const struct event *ev)
{
    struct str line = STR_INIT;
    event_print(ev, &line);
    for (size_t i = 0; i < line.len; i++)
        FUZZ_HOLDS((unsigned char)line.data[i] >= 0x20 && line.data[i] != 0x7f);
    str_release(&line);
}

/* Small limits, so that retention is reached by short inputs. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct state_limits limits = {.ended = 4, .sends = 8, .log_lines = 8};
    struct state *state = state_new(&limits);
    bool each = size <= CHECK_EACH;
    for (size_t used; size > 0; data += used, size -= used) {
        struct event ev;
        enum status s = event_decode(data, size, &ev, &used);
        if (s != STATUS_OK && s != STATUS_VERSION)
            break;
        FUZZ_HOLDS(used > 0 && used <= size);
        if (s == STATUS_VERSION)
            continue;
        round_trip(&ev, used);
        print(&ev);
        ev.source = 1 + ev.source % 3;
        s = state_fold(state, &ev);
        FUZZ_HOLDS(s == STATUS_OK || s == STATUS_FORMAT);
        if (each)
            check(state);
    }
    check(state);
    state_free(state);
    return 0;
}
