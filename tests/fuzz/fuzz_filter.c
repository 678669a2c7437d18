/* fuzz_filter.c - any text as a filter, asked about every entity of a small program. */
#include <string.h>

#include "base/mem.h"
#include "state/filter.h"
#include "state/state.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/frames.h"

const char fuzz_name[] = "filter";
const char *const fuzz_seeds = NULL;

static struct state *state;

/* The story of the fixtures, up to where things end. */
static void make_state(void)
{
    const struct event *events;
    size_t n = fixture_story(&events);
    state = state_new(NULL);
    for (size_t i = 0; i < n && events[i].kind != EV_UNSUBSCRIBE_CALL; i++) {
        struct event ev = events[i];
        ev.source = 1;
        FUZZ_HOLDS(state_fold(state, &ev) == STATUS_OK);
    }
}

static double rate(void *ctx, struct ref r)
{
    (void)ctx;
    return (double)ID_SLOT(r.id) * 100;
}

/* An entity that matches is within itself. */
static void ask(const struct filter *f, bool negated)
{
    struct filter_context c = {.state = state, .rate = rate};
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++)
        for (entity_id id = 0; (id = query_next(state, 1, kind, id)) != 0;) {
            struct ref r = {1, id};
            bool match = filter_match(f, &c, r), within = filter_match_within(f, &c, r);
            FUZZ_HOLDS(negated || !match || within);
        }
    filter_match(f, &c, (struct ref){2, 99});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!state)
        make_state();
    char *text = mem_strndup((const char *)data, size);
    struct filter *f;
    struct fault_text why = {""};
    enum status s = filter_parse(&f, text, &why);
    FUZZ_HOLDS((s == STATUS_OK) == (f != NULL));
    FUZZ_HOLDS(s == STATUS_OK || (s == STATUS_FORMAT && why.text[0]));
    if (f)
        ask(f, strchr(text, '-') != NULL);
    filter_free(f);
    free(text);
    return 0;
}
