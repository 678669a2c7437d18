/* rx.h - a runtime to test streams with: virtual clock, recording sink, observers that write down what
 * they get, sources that are driven by hand. One runtime at a time, as in a program. */
#ifndef RXSCOPE_TESTS_RX_H
#define RXSCOPE_TESTS_RX_H

#include "event/event.h"
#include "event/sink.h"
#include "rx/runtime.h"
#include "rxscope.h"

/* ---- the runtime ---- */

void rx_up(void);           /* nobody inspects */
void rx_up_inspected(void); /* every event goes to rx_events() */
void rx_up_into(struct sink *sink); /* every event goes there */
void rx_down(void);         /* ends it; checks the events of an inspected one first */
void rx_wait(uint64_t ms);  /* moves the clock, firing what is due */

/* ---- events ---- */

struct recorder {
    struct sink sink;
    struct event *events; /* decoded from their records */
    size_t n, cap;
    void **records;
    bool refuse_detail;
    bool keep_nothing; /* counts only: for millions of events */
    uint64_t seen[EV_LIMIT];
    uint64_t merged, merged_for_reader; /* next sends told by send-merged */
    uint64_t merged_calls;
    uint64_t nexts; /* send-call of a next */
};

struct recorder *rx_events(void);
void recorder_print(const struct recorder *r); /* to stderr */
/* Every start has its end, properly nested; whatever is referred to was announced before; nothing is
 * told of a subscription after its end; parents live. Fails the test otherwise. */
void recorder_check(const struct recorder *r);
/* Sends of next to the subscription, recorded or merged. */
uint64_t recorder_nexts(const struct recorder *r, entity_id subscription);
/* The id of the n-th (from 0) subscription of an observable with this name; 0: none. */
entity_id recorder_subscription(const struct recorder *r, const char *observable, unsigned n);
const struct event *recorder_find(const struct recorder *r, unsigned kind, entity_id id);
const char *recorder_string(const struct recorder *r, uint32_t string_id);

/* ---- observers ---- */

/* Writes "1 2 3 |" or "1 X5:message". */
struct seen {
    struct str text;
    rx_subscription *handle;
    unsigned values, ends;
    int64_t stop_at;                  /* unsubscribes itself inside the n-th value; 0: never */
    void (*then)(struct seen *s);     /* called inside each value, after it was written; may be NULL */
    void (*at_end)(struct seen *s);   /* called inside error and complete; may be NULL */
    void *arg;
    unsigned released;                /* calls of the observer's release */
};

void seen_start(struct seen *s, rx_observable *o);
void seen_stop(struct seen *s); /* unsubscribes, if that was not done */
void seen_release(struct seen *s); /* seen_stop() and frees */
void seen_expect(struct seen *s, const char *text);
/* Subscribes, stops, compares: for streams that send all at once. */
void expect_stream(rx_observable *o, const char *text);
void value_print(rx_value v, struct str *out);

/* ---- a source driven by hand ---- */

struct probe {
    unsigned subscribed, unsubscribed;
    rx_subscriber *to; /* the newest subscriber; NULL after its teardown */
};

rx_observable *probe_stream(struct probe *p); /* of the pool, as any fresh stream */
void probe_send(struct probe *p, int64_t i);
void probe_fail(struct probe *p, int code);
void probe_complete(struct probe *p);

/* ---- values that are counted ---- */

extern int tokens_living;
extern const rx_user_type token_type;
rx_value token(int64_t n);         /* a user struct with a destructor */
int64_t token_number(rx_value v);

#endif
