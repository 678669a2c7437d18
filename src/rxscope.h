/* rxscope.h - reactive streams in C whose code can be replaced while they run.
 *
 * A module is one C file with one RX_MODULE body that declares streams. `rxscope run FILE.c` compiles
 * it, runs it on a loop, and swaps its functions each time the file is saved; a program linked with
 * librxscope can use the streams alone. librxscope(3) and `man rxscope` hold worked examples.
 *
 * Thread: everything here belongs to the loop thread.
 * Time: milliseconds, as in timers of libuv.
 *
 * Ownership
 *   - A callback borrows its arguments and returns a value that it owns: made by rx_i64(), rx_string()
 *     and the like, or rx_retain() of a borrowed one. Functions that take a value take it over, unless
 *     they say "borrowed".
 *   - Observables and operators need not be freed: what nobody subscribes to, tracks or references
 *     goes away when the callback or module body that made it returns. rx_observable_ref() keeps one.
 *
 * Errors travel as error notifications. A callback that returns rx_error(...) makes its stream fail;
 * a callback that must return an observable fails its stream by returning NULL.
 *
 * Terms follow ReactiveX (https://reactivex.io/documentation/operators.html) with RxJS 7's semantics. */
#ifndef RXSCOPE_H
#define RXSCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __TINYC__
#undef __attribute__ /* tcc has it; glibc's headers define it away */
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define RX_ABI 1 /* raised by every incompatible change of this file */

#if defined(__GNUC__) || defined(__TINYC__)
#define RX_API        __attribute__((visibility("default")))
#define RX_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define RX_API
#define RX_PRINTF(a, b)
#endif

typedef struct rx_observable rx_observable;
typedef struct rx_observable rx_subject; /* an observable that rx_next() can send into */
typedef struct rx_operator rx_operator;
typedef struct rx_subscription rx_subscription;
typedef struct rx_subscriber rx_subscriber; /* the receiving side, inside rx_create() */

/* ---- values ---------------------------------------------------------------------------------- */

enum rx_type { RX_NONE, RX_BOOL, RX_I64, RX_F64, RX_STRING, RX_BYTES, RX_USER, RX_ERROR, RX_OBSERVABLE };

/* 16 bytes, passed by value. The fields of scalars may be read directly; all else through functions. */
typedef struct rx_value {
    union {
        bool b;
        int64_t i64;
        double f64;
        void *box; /* reference counted, in host memory */
    };
    uint32_t type; /* enum rx_type */
    uint32_t reserved;
} rx_value;

/* A struct of the module's own as a value. `destroy` may be NULL; `equal` NULL: compared by bytes;
 * `print` NULL: shown by name and size. Members may point to data of a module: its code stays as long as the value. What
 * stands in rx_bytes() or in a number keeps nothing. */
typedef struct rx_user_type {
    const char *name;
    size_t size; /* bytes */
    void (*destroy)(void *data);
    bool (*equal)(const void *a, const void *b);
    int (*print)(const void *data, char *out, size_t size); /* as snprintf */
} rx_user_type;

static inline rx_value rx_none(void)
{
    rx_value v = {{0}, RX_NONE, 0};
    v.i64 = 0;
    return v;
}
static inline rx_value rx_bool(bool b)
{
    rx_value v = rx_none();
    v.b = b;
    v.type = RX_BOOL;
    return v;
}
static inline rx_value rx_i64(int64_t i)
{
    rx_value v = rx_none();
    v.i64 = i;
    v.type = RX_I64;
    return v;
}
static inline rx_value rx_f64(double f)
{
    rx_value v = rx_none();
    v.f64 = f;
    v.type = RX_F64;
    return v;
}
RX_API rx_value rx_string(const char *text);                        /* copied */
RX_API rx_value rx_stringf(const char *fmt, ...) RX_PRINTF(1, 2);
RX_API rx_value rx_bytes(const void *data, size_t size);            /* copied */
RX_API rx_value rx_user(const rx_user_type *type, const void *data); /* type->size bytes, copied */
RX_API rx_value rx_error(int code, const char *fmt, ...) RX_PRINTF(2, 3);
RX_API rx_value rx_stream(rx_observable *o);                        /* an observable as a value */
RX_API rx_value rx_list(const rx_value *values, size_t n);          /* takes the values */

RX_API rx_value rx_retain(rx_value v);  /* one more owner; returns v */
RX_API void rx_release(rx_value v);     /* one owner less */
RX_API bool rx_equal(rx_value a, rx_value b); /* same type and content; NaN equals itself; borrowed */

/* Borrowed views. Of another type: "", 0, NULL, 0. */
RX_API const char *rx_text(rx_value v);          /* RX_STRING, and the message of RX_ERROR */
RX_API const void *rx_data(rx_value v);          /* RX_STRING, RX_BYTES, RX_USER */
RX_API size_t rx_size(rx_value v);               /* bytes in rx_data() */
RX_API int rx_error_code(rx_value v);
RX_API rx_observable *rx_value_observable(rx_value v);
RX_API size_t rx_list_size(rx_value list);
RX_API rx_value rx_list_at(rx_value list, size_t index); /* beyond its end: none */
RX_API const void *rx_as(rx_value v, const rx_user_type *type); /* NULL when it is no such struct */

/* ---- callbacks; `env` is NULL unless given by an _env form ------------------------------------ */

typedef void rx_release_fn(void *env);
typedef rx_value rx_map_fn(rx_value v, void *env);
typedef bool rx_filter_fn(rx_value v, void *env);
typedef rx_value rx_reduce_fn(rx_value acc, rx_value v, void *env);
typedef bool rx_equal_fn(rx_value a, rx_value b, void *env);
typedef void rx_next_fn(rx_value v, void *env);
typedef void rx_done_fn(void *env);
typedef rx_observable *rx_project_fn(rx_value v, void *env);
typedef rx_observable *rx_make_fn(void *env);
typedef void rx_produce_fn(rx_subscriber *to, void *env);
typedef rx_value rx_combine_fn(const rx_value *latest, size_t n, void *env);
typedef rx_observable *rx_retry_fn(rx_value error, int64_t count, void *env);
typedef rx_value rx_state_fn(void *state, rx_value v, void *env);
typedef bool rx_migrate_fn(const void *old, size_t old_size, void *state);

/* Where something stands in the source; made by the macros, copied by the functions. */
typedef struct rx_site {
    const char *name; /* "map" */
    const char *args; /* as written */
    const char *file;
    unsigned line;
} rx_site;

/* `args` as text, made with # in the macro that the user writes, so that it stays as written. */
#define RX_SITE(name, args) (&(const rx_site){name, args, __FILE__, __LINE__})
/* A callback of the wrong type is an error here: "not compatible with any association". */
#define RX_FN(type, f) (RX_USE_OF(type, f), _Generic((f), type *: (f)))
/* Leaves a note of it in the object: a save moves living callbacks only to functions of the type that they had. */
#if defined(__GNUC__) || defined(__TINYC__)
#define RX_USE_OF(type, f)                                                                         \
    __extension__({                                                                                \
        static const char rx_use_of_[] __attribute__((used, section("rx_fns"))) = #type " " #f;    \
        (void)0;                                                                                   \
    })
#else
#define RX_USE_OF(type, f) ((void)0)
#endif

/* ---- creators -------------------------------------------------------------------------------- */

/* Sends the listed values, then completes: rx_of(rx_i64(1), rx_i64(2)). */
#define rx_of(...)                                                                                 \
    rx_from_at((rx_value[]){__VA_ARGS__}, sizeof((rx_value[]){__VA_ARGS__}) / sizeof(rx_value),    \
               RX_SITE("of", #__VA_ARGS__))
#define rx_from_array(values, n)   rx_from_at(values, n, RX_SITE("from_array", #values ", " #n))
#define rx_range(start, count)     rx_range_at(start, count, RX_SITE("range", #start ", " #count))
#define rx_interval(ms)            rx_interval_at(ms, RX_SITE("interval", #ms))
/* One value 0 after `ms`, then completes. */
#define rx_timer(ms)               rx_timer_at(ms, RX_SITE("timer", #ms))
#define rx_empty()                 rx_empty_at(RX_SITE("empty", ""))
#define rx_never()                 rx_never_at(RX_SITE("never", ""))
#define rx_throw(error)            rx_throw_at(error, RX_SITE("throw", #error))
/* Calls f for each subscriber and subscribes to what it returns. */
#define rx_defer(f)                rx_defer_at(RX_FN(rx_make_fn, f), 0, 0, RX_SITE("defer", #f))
#define rx_defer_env(f, env, rel)  rx_defer_at(RX_FN(rx_make_fn, f), env, rel, RX_SITE("defer", #f))
/* Calls f for each subscriber; it sends with rx_send() and friends, at once or later. */
#define rx_create(f)               rx_create_at(RX_FN(rx_produce_fn, f), 0, 0, RX_SITE("create", #f))
#define rx_create_env(f, env, rel) rx_create_at(RX_FN(rx_produce_fn, f), env, rel, RX_SITE("create", #f))
#define rx_merge(...)                                                                              \
    rx_merge_at((rx_observable *[]){__VA_ARGS__},                                                  \
                sizeof((rx_observable *[]){__VA_ARGS__}) / sizeof(rx_observable *),                \
                RX_SITE("merge", #__VA_ARGS__))
/* Calls f(latest, n) whenever one of the n sources sends, once each has sent. */
#define rx_combine_latest(f, ...)                                                                  \
    rx_combine_latest_at(RX_FN(rx_combine_fn, f), (rx_observable *[]){__VA_ARGS__},                \
                         sizeof((rx_observable *[]){__VA_ARGS__}) / sizeof(rx_observable *),       \
                         RX_SITE("combine_latest", #f ", " #__VA_ARGS__))

#define rx_subject_new()           rx_subject_at(RX_SITE("subject", ""))
#define rx_behavior_subject(v)     rx_behavior_subject_at(v, RX_SITE("behavior_subject", #v))
#define rx_replay_subject(n)       rx_replay_subject_at(n, RX_SITE("replay_subject", #n))

RX_API rx_observable *rx_from_at(const rx_value *values, size_t n, const rx_site *at); /* takes them */
RX_API rx_observable *rx_range_at(int64_t start, int64_t count, const rx_site *at);
RX_API rx_observable *rx_interval_at(int64_t ms, const rx_site *at);
RX_API rx_observable *rx_timer_at(int64_t ms, const rx_site *at);
RX_API rx_observable *rx_empty_at(const rx_site *at);
RX_API rx_observable *rx_never_at(const rx_site *at);
RX_API rx_observable *rx_throw_at(rx_value error, const rx_site *at);
RX_API rx_observable *rx_defer_at(rx_make_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_observable *rx_create_at(rx_produce_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_observable *rx_merge_at(rx_observable *const *sources, size_t n, const rx_site *at);
RX_API rx_observable *rx_combine_latest_at(rx_combine_fn *f, rx_observable *const *sources, size_t n,
                                           const rx_site *at);
RX_API rx_subject *rx_subject_at(const rx_site *at);
RX_API rx_subject *rx_behavior_subject_at(rx_value initial, const rx_site *at);
RX_API rx_subject *rx_replay_subject_at(int64_t count, const rx_site *at); /* the last `count` values */

/* Into a subject. A send from inside a subscriber of the same subject is delivered after the current
 * one, in order. On anything that is no subject: a fault is reported, nothing else happens. */
RX_API void rx_next(rx_subject *s, rx_value v);
RX_API void rx_error_to(rx_subject *s, rx_value error);
RX_API void rx_complete(rx_subject *s);
RX_API rx_value rx_subject_value(const rx_subject *s); /* behavior subject's value, owned; else none */

/* Inside rx_create(): sends; after the end or an unsubscribe they do nothing. `to` is valid until the
 * teardown was called; rx_on_teardown registers one function that runs once at the end, however it
 * comes. */
RX_API void rx_send(rx_subscriber *to, rx_value v);
RX_API void rx_send_error(rx_subscriber *to, rx_value error);
RX_API void rx_send_complete(rx_subscriber *to);
RX_API bool rx_closed(const rx_subscriber *to);
RX_API void rx_on_teardown(rx_subscriber *to, rx_done_fn *f, void *env);

/* ---- operators ------------------------------------------------------------------------------- */

#define rx_pipe(source, ...)                                                                       \
    rx_pipe_at(source, (rx_operator *[]){__VA_ARGS__},                                             \
               sizeof((rx_operator *[]){__VA_ARGS__}) / sizeof(rx_operator *), RX_SITE("pipe", #source))

#define rx_map(f)                rx_map_at(RX_FN(rx_map_fn, f), 0, 0, RX_SITE("map", #f))
#define rx_map_env(f, env, rel)  rx_map_at(RX_FN(rx_map_fn, f), env, rel, RX_SITE("map", #f))
#define rx_filter(f)             rx_filter_at(RX_FN(rx_filter_fn, f), 0, 0, RX_SITE("filter", #f))
#define rx_filter_env(f, env, rel) rx_filter_at(RX_FN(rx_filter_fn, f), env, rel, RX_SITE("filter", #f))
/* acc = f(acc, v), sent at each value; starts with `seed`. */
#define rx_scan(f, seed)         rx_scan_at(RX_FN(rx_reduce_fn, f), 0, 0, seed, RX_SITE("scan", #f ", " #seed))
#define rx_scan_env(f, seed, env, rel)                                                             \
    rx_scan_at(RX_FN(rx_reduce_fn, f), env, rel, seed, RX_SITE("scan", #f ", " #seed))
#define rx_tap(f)                rx_tap_at(RX_FN(rx_next_fn, f), 0, 0, RX_SITE("tap", #f))
#define rx_tap_env(f, env, rel)  rx_tap_at(RX_FN(rx_next_fn, f), env, rel, RX_SITE("tap", #f))
#define rx_take(n)               rx_take_at(n, RX_SITE("take", #n))
/* The values before the first of which f says false; then completes. */
#define rx_take_while(f)         rx_take_while_at(RX_FN(rx_filter_fn, f), 0, 0, RX_SITE("take_while", #f))
#define rx_take_while_env(f, env, rel)                                                             \
    rx_take_while_at(RX_FN(rx_filter_fn, f), env, rel, RX_SITE("take_while", #f))
#define rx_skip(n)               rx_skip_at(n, RX_SITE("skip", #n))
#define rx_start_with(v)         rx_start_with_at(v, RX_SITE("start_with", #v))
#define rx_distinct_until_changed() rx_distinct_until_changed_at(0, RX_SITE("distinct_until_changed", ""))
#define rx_distinct_until_changed_by(f)                                                            \
    rx_distinct_until_changed_at(RX_FN(rx_equal_fn, f), RX_SITE("distinct_until_changed", #f))
/* f(previous, current) from the second value on. */
#define rx_pairwise(f)           rx_pairwise_at(RX_FN(rx_reduce_fn, f), RX_SITE("pairwise", #f))
#define rx_take_until(notifier)  rx_take_until_at(notifier, RX_SITE("take_until", #notifier))
#define rx_switch_map(f)         rx_switch_map_at(RX_FN(rx_project_fn, f), 0, 0, RX_SITE("switch_map", #f))
#define rx_switch_map_env(f, env, rel)                                                             \
    rx_switch_map_at(RX_FN(rx_project_fn, f), env, rel, RX_SITE("switch_map", #f))
#define rx_merge_map(f)          rx_merge_map_at(RX_FN(rx_project_fn, f), 0, 0, RX_SITE("merge_map", #f))
#define rx_merge_map_env(f, env, rel)                                                              \
    rx_merge_map_at(RX_FN(rx_project_fn, f), env, rel, RX_SITE("merge_map", #f))
/* One stream at a time: values that come meanwhile wait for their call of f. */
#define rx_concat_map(f)         rx_concat_map_at(RX_FN(rx_project_fn, f), 0, 0, RX_SITE("concat_map", #f))
#define rx_concat_map_env(f, env, rel)                                                             \
    rx_concat_map_at(RX_FN(rx_project_fn, f), env, rel, RX_SITE("concat_map", #f))
/* One stream at a time: values that come meanwhile are dropped. */
#define rx_exhaust_map(f)        rx_exhaust_map_at(RX_FN(rx_project_fn, f), 0, 0, RX_SITE("exhaust_map", #f))
#define rx_exhaust_map_env(f, env, rel)                                                            \
    rx_exhaust_map_at(RX_FN(rx_project_fn, f), env, rel, RX_SITE("exhaust_map", #f))
/* Sends each value on and calls f with it; what f's streams send goes the same way. What they send at once
 * comes level by level, so that the stack does not grow. */
#define rx_expand(f)             rx_expand_at(RX_FN(rx_project_fn, f), 0, 0, RX_SITE("expand", #f))
#define rx_expand_env(f, env, rel)                                                                 \
    rx_expand_at(RX_FN(rx_project_fn, f), env, rel, RX_SITE("expand", #f))
/* f(latest, n + 1) at each value once each of the n sources has sent; latest[0] is the value. At most 8. */
#define rx_with_latest_from(f, ...)                                                                \
    rx_with_latest_from_at(RX_FN(rx_combine_fn, f), (rx_observable *[]){__VA_ARGS__},              \
                           sizeof((rx_observable *[]){__VA_ARGS__}) / sizeof(rx_observable *),     \
                           RX_SITE("with_latest_from", #f ", " #__VA_ARGS__))

/* Subscribes the source n times, one after the other; 0: completes at once. */
#define RX_FOREVER               INT64_MAX
#define rx_repeat(n)             rx_repeat_at(n, 0, 0, 0, RX_SITE("repeat", #n))
/* Between two rounds waits for the first value of f(number of rounds so far); completes with that stream. */
#define rx_repeat_when(n, f)     rx_repeat_at(n, RX_FN(rx_project_fn, f), 0, 0, RX_SITE("repeat", #n ", " #f))
#define rx_repeat_when_env(n, f, env, rel)                                                         \
    rx_repeat_at(n, RX_FN(rx_project_fn, f), env, rel, RX_SITE("repeat", #n ", " #f))
/* On an error subscribes the source again, at most n times. */
#define rx_retry(n)              rx_retry_at(n, 0, 0, 0, RX_SITE("retry", #n))
/* Then waits for the first value of f(error, 1 for the first one); completes with that stream. */
#define rx_retry_when(n, f)      rx_retry_at(n, RX_FN(rx_retry_fn, f), 0, 0, RX_SITE("retry", #n ", " #f))
#define rx_retry_when_env(n, f, env, rel)                                                          \
    rx_retry_at(n, RX_FN(rx_retry_fn, f), env, rel, RX_SITE("retry", #n ", " #f))

/* The newest value once none has come for `ms`; one that waits goes out before the completion. */
#define rx_debounce_time(ms)     rx_debounce_time_at(ms, RX_SITE("debounce_time", #ms))
/* The newest value once f(value) sends or completes; a newer value drops that stream. */
#define rx_debounce(f)           rx_debounce_at(RX_FN(rx_project_fn, f), 0, 0, RX_SITE("debounce", #f))
#define rx_debounce_env(f, env, rel)                                                               \
    rx_debounce_at(RX_FN(rx_project_fn, f), env, rel, RX_SITE("debounce", #f))
/* Each value `ms` later; an error at once. */
#define rx_delay(ms)             rx_delay_at(ms, RX_SITE("delay", #ms))
/* A value, and then none for `ms`. */
#define rx_throttle_time(ms)     rx_throttle_time_at(ms, RX_SITE("throttle_time", #ms))
/* Values as lists (rx_list_size, rx_list_at): n of them; those of each `ms`; those until f() sends, which is
 * called again for the next list. What is left goes out before the completion. */
#define rx_buffer_count(n)       rx_buffer_count_at(n, RX_SITE("buffer_count", #n))
#define rx_buffer_time(ms)       rx_buffer_time_at(ms, RX_SITE("buffer_time", #ms))
#define rx_buffer_when(f)        rx_buffer_when_at(RX_FN(rx_make_fn, f), 0, 0, RX_SITE("buffer_when", #f))
#define rx_buffer_when_env(f, env, rel)                                                            \
    rx_buffer_when_at(RX_FN(rx_make_fn, f), env, rel, RX_SITE("buffer_when", #f))

/* On an error, goes on with the observable that f(error) returns. */
#define rx_catch(f)              rx_catch_at(RX_FN(rx_project_fn, f), 0, 0, RX_SITE("catch", #f))
/* One subscription of the source for all subscribers, ended with the last of them. */
#define rx_share()               rx_share_at(RX_SITE("share", ""))
/* The same, and who comes later gets the last n values first, also after the completion; after an error the
 * source is subscribed again. It stays connected without subscribers, until the source ends or nothing refers
 * to the stream any more. The second form ends with the last subscriber, as rx_share() does. */
#define rx_share_replay(n)       rx_share_replay_at(n, false, RX_SITE("share_replay", #n))
#define rx_share_replay_ref(n)   rx_share_replay_at(n, true, RX_SITE("share_replay_ref", #n))

/* As rx_map(), with a struct for what is to be remembered: f(state, value, env). Each subscription has its own,
 * zeroed, in memory that outlives the module:
 *
 *     rx_state(struct mean, next_mean)
 *     rx_state(struct mean, next_mean, .init = start, .migrate = grow, .destroy = end,
 *              .members = RX_MEMBERS(RX_MEMBER(struct mean, sum), RX_MEMBER(struct mean, n)))
 *
 * A save keeps the state while the struct keeps its name, its size and the members that are listed. When it
 * does not, migrate(old, old_size, state) fills the new struct, which init has seen; what the old one owned is
 * the new one's then. Without migrate, or when it returns false, this operator alone starts over. State must not
 * point into the module: no functions, no static data, no string literals. */
#define rx_state(type, ...)                                                                        \
    rx_state_at(RX_STATE(type, __VA_ARGS__, .reserved = 0), RX_SITE("state", #type ", " #__VA_ARGS__))
#define RX_STATE(t, f, ...)                                                                        \
    (&(const rx_state_spec){.type = #t, .size = sizeof(t), .fn = RX_FN(rx_state_fn, f), __VA_ARGS__})
#define RX_MEMBERS(...) ((const rx_member[]){__VA_ARGS__, {0, 0, 0, 0}})
#define RX_MEMBER(type, m)                                                                         \
    {#m, offsetof(type, m), sizeof(((type *)0)->m), RX_MEMBER_KIND(((type *)0)->m)}
#define RX_MEMBER_KIND(x)                                                                          \
    _Generic((x), bool: 'b', char: 'c', signed char: 'i', short: 'i', int: 'i', long: 'i', long long: 'i', \
             unsigned char: 'u', unsigned short: 'u', unsigned: 'u', unsigned long: 'u',           \
             unsigned long long: 'u', float: 'f', double: 'f', char *: 's', const char *: 's',     \
             void *: 'p', rx_value: 'v', default: '?')

typedef struct rx_member {
    const char *name;
    size_t offset, size; /* bytes */
    char kind;
} rx_member;

typedef struct rx_state_spec {
    const char *type;
    size_t size;
    rx_state_fn *fn;
    void (*init)(void *state);    /* of a zeroed one; NULL: nothing */
    rx_migrate_fn *migrate;       /* NULL: none */
    void (*destroy)(void *state); /* what it owns; NULL: nothing */
    const rx_member *members;     /* NULL: only name and size are compared */
    void *env;
    rx_release_fn *release;
    int reserved;
} rx_state_spec;

RX_API rx_observable *rx_pipe_at(rx_observable *source, rx_operator *const *ops, size_t n,
                                 const rx_site *at);
RX_API rx_operator *rx_map_at(rx_map_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_filter_at(rx_filter_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_scan_at(rx_reduce_fn *f, void *env, rx_release_fn *rel, rx_value seed,
                               const rx_site *at);
RX_API rx_operator *rx_tap_at(rx_next_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_take_at(int64_t n, const rx_site *at);
RX_API rx_operator *rx_take_while_at(rx_filter_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_skip_at(int64_t n, const rx_site *at);
RX_API rx_operator *rx_start_with_at(rx_value v, const rx_site *at);
RX_API rx_operator *rx_distinct_until_changed_at(rx_equal_fn *f, const rx_site *at);
RX_API rx_operator *rx_pairwise_at(rx_reduce_fn *f, const rx_site *at);
RX_API rx_operator *rx_take_until_at(rx_observable *notifier, const rx_site *at);
RX_API rx_operator *rx_switch_map_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_merge_map_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_concat_map_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_exhaust_map_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_expand_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_with_latest_from_at(rx_combine_fn *f, rx_observable *const *sources, size_t n,
                                           const rx_site *at);
RX_API rx_operator *rx_repeat_at(int64_t n, rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_retry_at(int64_t n, rx_retry_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_debounce_time_at(int64_t ms, const rx_site *at);
RX_API rx_operator *rx_debounce_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_delay_at(int64_t ms, const rx_site *at);
RX_API rx_operator *rx_throttle_time_at(int64_t ms, const rx_site *at);
RX_API rx_operator *rx_buffer_count_at(int64_t n, const rx_site *at);
RX_API rx_operator *rx_buffer_time_at(int64_t ms, const rx_site *at);
RX_API rx_operator *rx_buffer_when_at(rx_make_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_catch_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at);
RX_API rx_operator *rx_share_at(const rx_site *at);
RX_API rx_operator *rx_share_replay_at(int64_t n, bool ref, const rx_site *at);
RX_API rx_operator *rx_state_at(const rx_state_spec *spec, const rx_site *at);

RX_API rx_observable *rx_observable_ref(rx_observable *o);  /* returns o */
RX_API void rx_observable_unref(rx_observable *o);

/* ---- subscribing ----------------------------------------------------------------------------- */

/* What a subscriber does; `error` NULL: an error is reported as unhandled in the log. */
typedef struct rx_observer {
    rx_next_fn *next;
    rx_next_fn *error;
    rx_done_fn *complete;
    void *env;
    rx_release_fn *release; /* called with env once the subscription is over */
    int reserved;
} rx_observer;

#define RX_OBSERVER(f, ...) (&(const rx_observer){.next = RX_FN(rx_next_fn, f), __VA_ARGS__})

/* rx_subscribe(o, show) or rx_subscribe(o, show, .complete = done, .env = e): the handle is the
 * caller's until rx_unsubscribe(), which ends the subscription if it still lives and is called
 * exactly once. */
#define rx_subscribe(o, ...)                                                                       \
    rx_subscribe_at(o, RX_OBSERVER(__VA_ARGS__, .reserved = 0), RX_SITE("subscribe", #__VA_ARGS__))
RX_API rx_subscription *rx_subscribe_at(rx_observable *o, const rx_observer *observer, const rx_site *at);
RX_API void rx_unsubscribe(rx_subscription *s);
RX_API bool rx_subscription_closed(const rx_subscription *s);

/* ---- modules: hot replacement ---------------------------------------------------------------- */

/* The one body of a module. It is evaluated again at each save: what it declares with RX_TRACK and
 * RX_SUBSCRIBE is compared with what runs, and only what changed is changed.
 * Plain static data starts anew with each generation. */
#define RX_MODULE(name)                                                                            \
    static void rx_module_body_(void);                                                             \
    RX_API extern const rx_module_descriptor rxscope_module;                                       \
    const rx_module_descriptor rxscope_module = {RX_ABI, (uint32_t)sizeof(rx_module_descriptor),   \
                                                 (uint32_t)sizeof(rx_value),                       \
                                                 (uint32_t)sizeof(rx_observer), #name, __FILE__,   \
                                                 rx_module_body_};                                 \
    static void rx_module_body_(void)

typedef struct rx_module_descriptor {
    uint32_t abi, size, value_size, observer_size; /* must match the host's */
    const char *name, *file;
    void (*body)(void);
} rx_module_descriptor;

/* Gives the stream a stable identity under this name: subscribers stay when its code is replaced.
 * Evaluates to the stable observable. In a callback it evaluates to the plain expression. */
#define RX_TRACK(name, expr)                                                                       \
    (rx_track_begin(#name, __func__, &(const rx_site){#name, #expr, __FILE__, __LINE__}),          \
     rx_track_end(expr))
/* A subscription that belongs to the module: RX_SUBSCRIBE(total, show) or with .error, .complete. */
#define RX_SUBSCRIBE(o, ...)                                                                       \
    rx_module_subscribe(o, RX_OBSERVER(__VA_ARGS__, .reserved = 0), RX_SITE(#o, #__VA_ARGS__))
/* The track of another module. Until that module is live, the one that uses it waits. Two modules cannot
 * wait for each other. */
#define RX_USE(module, track) rx_use(#module, #track)

RX_API void rx_track_begin(const char *name, const char *function, const rx_site *at);
RX_API rx_observable *rx_track_end(rx_observable *o);
RX_API void rx_module_subscribe(rx_observable *o, const rx_observer *observer, const rx_site *at);
RX_API rx_observable *rx_use(const char *module, const char *track);
/* In a module body: this evaluation is no good; it is discarded and the old code runs on. */
RX_API void rx_fail(const char *fmt, ...) RX_PRINTF(1, 2);
/* A tag on the stream, shown and filtered by in the inspector; returns o. */
RX_API rx_observable *rx_tag(rx_observable *o, const char *tag);
/* One line into the inspector's log. */
RX_API void rx_log(const char *fmt, ...) RX_PRINTF(1, 2);
/* The arguments behind `--` of `rxscope run`. */
RX_API int rx_args(char ***argv);

/* ---- serving: a program with its own main() and its own loop -------------------------------- */

struct uv_loop_s;

typedef struct rxscope_options {
    const char *name;           /* what inspectors call the program; NULL: the name of its file */
    const char *title;          /* a line for people, shown beside the name; NULL: none */
    const char *const *modules; /* C files to compile, load and watch, NULL at the end; NULL: none */
    const char *cc, *cflags;    /* for these; NULL: $CC, else cc; $CFLAGS */
    int reserved[4];            /* 0 */
} rxscope_options;

/* Makes the streams of this process run on `loop` (a uv_loop_t) and lets `rxscope` look at them: through a
 * socket that only this user can open, $XDG_RUNTIME_DIR/rxscope/NAME-PID.sock. To be called once, on the
 * loop's thread, before any other rx_ function. While nobody looks, streams run as if it had not been called.
 * Serving does not keep the loop alive; timers of streams do as long as they run, and a compile under way.
 * With RXSCOPE=0 in the environment there is no socket. `options` NULL: the defaults; everything is
 * copied. Returns 0; or -1, and rxscope_error() says why: the streams run nevertheless when only the
 * socket could not be made. */
RX_API int rxscope_serve(struct uv_loop_s *loop, const rxscope_options *options);
/* Ends all streams, modules and the socket; the loop has to run once more (uv_run) to close the handles. From
 * inside a stream the end comes when its outermost turn is over. Harmless when nothing is served. */
RX_API void rxscope_stop(void);
/* What went wrong last, "" nothing; valid until the next call. */
RX_API const char *rxscope_error(void);

#ifdef __cplusplus
}
#endif

#endif
