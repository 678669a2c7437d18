/* ring_model.c - every order of the steps of one writer and one reader on a very small ring.
 *
 * usage: ring_model [RECORDS]     (default 4)
 *
 * An explicit-state model checker for the protocol of src/ring/ring.c: the indices with their cached
 * copies, padding at the wrap, batches, and the handshake of sleep and wake. The ring has four cells
 * (a cell is 8 bytes), a record has one or two, and positions are 8 bits wide and pass their end.
 *
 * Memory: each thread has a store buffer, from which stores reach memory one at a time and in any
 * order, but stores to one place in theirs, and a release store only after everything before it. A
 * sequentially consistent fence waits until the own buffer is empty. Loads happen in program order:
 * a missing acquire is not found here, that is the thread sanitizer's part (ring_threads.c).
 *
 * Found in any state: a cell overwritten before it was released; a cell read before it was written;
 * and a state that is not the end and has no next step, which is what a lost wake-up looks like.
 *
 * The model must be able to fail, so it also runs with one thing taken out at a time, and then each
 * run has to find what that thing is there for. TAP on stdout. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

enum { CELLS = 4, SIZE_MAX_CELLS = CELLS / 2, PAD = 255, SPURIOUS = 1 };
enum { LOC_HEAD = CELLS, LOC_TAIL, LOC_ASLEEP, LOC_COUNT };
enum { WRITER_BUFFER = 6, READER_BUFFER = 3 };

/* MUTANT(symbol, what is taken out) */
#define MUTANT_LIST(MUTANT)                                                                        \
    MUTANT(NONE, "the protocol as it is")                                                          \
    MUTANT(WRITER_FENCE, "no fence between head and asleep")                                       \
    MUTANT(READER_FENCE, "no fence between asleep and head")                                       \
    MUTANT(RECHECK, "no look at head after announcing the sleep")                                  \
    MUTANT(HEAD_RELEASE, "head stored relaxed")                                                    \
    MUTANT(PAD_ROOM, "no room counted for the padding")                                            \
    MUTANT(PAD_MARK, "padding not marked")                                                         \
    MUTANT(REFRESH_TAIL, "the cached tail never refreshed")                                        \
    MUTANT(PUBLISH_FULL, "no publish before waiting for room")                                     \
    MUTANT(EARLY_TAIL, "everything seen given back, read or not")                                  \
    MUTANT(SLEEP_RELEASE, "no release before sleeping")                                            \
    MUTANT(LATE_CLEAR, "the eventfd cleared after the ring was found empty")                       \
    MUTANT(NO_SIGNAL, "asleep taken back without a write to the eventfd")

enum mutant {
#define MUTANT(sym, text) M_##sym,
    MUTANT_LIST(MUTANT)
#undef MUTANT
        M_COUNT
};

static const char *const mutant_text[] = {
#define MUTANT(sym, text) text,
    MUTANT_LIST(MUTANT)
#undef MUTANT
};

/* ---- A state. All members are bytes, so that states can be compared as bytes. ---- */

struct store {
    uint8_t loc, value, release;
    uint8_t pos; /* of a cell: the free-running position that is written */
};

struct writer {
    uint8_t pc, at, limit, published, record, size, part, back;
    uint8_t stores;
    struct store buffer[WRITER_BUFFER];
};

struct reader {
    uint8_t pc, at, end, released, record, spurious;
    uint8_t stores;
    struct store buffer[READER_BUFFER];
};

struct state {
    uint8_t mem[LOC_COUNT];
    uint8_t eventfd;
    struct writer w;
    struct reader r;
};

/* The states seen: an array in order of discovery, and a hash table of indices (+1) into it. */
struct model {
    enum mutant mutant;
    uint8_t records;
    struct state *seen;
    size_t n, cap, done;
    uint32_t *table;
    size_t slots; /* a power of two */
    size_t successors; /* of the state at hand */
    const char *wrong;
};

static void table_insert(struct model *m, uint32_t index)
{
    size_t i = bytes_hash(BYTES_HASH_SEED, &m->seen[index], sizeof *m->seen) & (m->slots - 1);

    while (m->table[i])
        i = (i + 1) & (m->slots - 1);
    m->table[i] = index + 1;
}

static bool table_has(const struct model *m, const struct state *s)
{
    size_t i = bytes_hash(BYTES_HASH_SEED, s, sizeof *s) & (m->slots - 1);

    for (; m->table[i]; i = (i + 1) & (m->slots - 1))
        if (memcmp(&m->seen[m->table[i] - 1], s, sizeof *s) == 0)
            return true;
    return false;
}

static void table_grow(struct model *m)
{
    free(m->table);
    m->slots *= 2;
    m->table = mem_zalloc(m->slots * sizeof *m->table);
    for (size_t i = 0; i < m->n; i++)
        table_insert(m, (uint32_t)i);
}

/* `next` follows from the state at hand. */
static void emit(struct model *m, const struct state *next)
{
    m->successors++;
    if (table_has(m, next))
        return;
    MEM_GROW(m->seen, m->n, m->cap);
    m->seen[m->n++] = *next;
    if (m->n * 2 > m->slots)
        table_grow(m);
    else
        table_insert(m, (uint32_t)m->n - 1);
}

/* ---- Memory. ---- */

/* What stands in a cell: which record, of which size, which part of it. Never 0 and never PAD. */
static uint8_t cell_value(uint8_t record, uint8_t size, uint8_t part)
{
    return (uint8_t)(1 + record * 4 + (size - 1) * 2 + part);
}

static void writer_store(struct state *s, uint8_t loc, uint8_t value, bool release, uint8_t pos)
{
    s->w.buffer[s->w.stores++] = (struct store){loc, value, release, pos};
}

static void writer_store_cell(struct state *s, uint8_t pos, uint8_t value)
{
    writer_store(s, pos % CELLS, value, false, pos);
}

static void reader_store(struct state *s, uint8_t loc, uint8_t value, bool release)
{
    s->r.buffer[s->r.stores++] = (struct store){loc, value, release, 0};
}

static bool may_drain(const struct store *buffer, uint8_t k)
{
    if (buffer[k].release)
        return k == 0;
    for (uint8_t i = 0; i < k; i++)
        if (buffer[i].loc == buffer[k].loc)
            return false;
    return true;
}

static void remove_store(struct store *buffer, uint8_t *n, uint8_t k)
{
    memmove(buffer + k, buffer + k + 1, sizeof *buffer * (size_t)(*n - k - 1));
    memset(&buffer[--*n], 0, sizeof *buffer);
}

/* Each store of the writer that may reach memory now does, in a state of its own. */
static void drain_writer(struct model *m, const struct state *s)
{
    for (uint8_t k = 0; k < s->w.stores; k++) {
        struct state t = *s;
        struct store st = s->w.buffer[k];
        if (!may_drain(s->w.buffer, k))
            continue;
        if (st.loc < CELLS && (uint8_t)(st.pos - s->r.released) >= CELLS)
            m->wrong = "a cell is overwritten before it was released";
        t.mem[st.loc] = st.value;
        remove_store(t.w.buffer, &t.w.stores, k);
        emit(m, &t);
    }
}

static void drain_reader(struct model *m, const struct state *s)
{
    for (uint8_t k = 0; k < s->r.stores; k++) {
        struct state t = *s;
        if (!may_drain(s->r.buffer, k))
            continue;
        t.mem[s->r.buffer[k].loc] = s->r.buffer[k].value;
        remove_store(t.r.buffer, &t.r.stores, k);
        emit(m, &t);
    }
}

/* ---- The writer: one step each, at most one access to memory. `t` is a copy to change and emit. ---- */

enum { W_CHOOSE, W_RESERVE, W_TAIL, W_FULL, W_WAIT, W_PAD, W_WRITE, W_COMMIT, W_PUBLISH, W_FENCE, W_ASLEEP,
       W_EXCHANGE, W_SIGNAL, W_DONE };

static uint8_t padding(const struct writer *w)
{
    uint8_t to_end = (uint8_t)(CELLS - w->at % CELLS);

    return w->size <= to_end ? 0 : to_end;
}

static bool has_room(const struct model *m, const struct writer *w)
{
    uint8_t pad = m->mutant == M_PAD_ROOM ? 0 : padding(w);

    return pad + w->size <= (uint8_t)(w->limit - w->at);
}

static void go_publish(struct writer *w, uint8_t back)
{
    w->pc = w->at == w->published ? back : W_PUBLISH;
    w->back = back;
}

static void w_choose(struct model *m, struct state *t)
{
    if (t->w.record == m->records) {
        go_publish(&t->w, W_DONE);
        emit(m, t);
        return;
    }
    t->w.pc = W_RESERVE;
    t->w.part = 0;
    for (t->w.size = 1; t->w.size <= SIZE_MAX_CELLS; t->w.size++)
        emit(m, t);
}

static void go_write(struct writer *w)
{
    w->pc = padding(w) ? W_PAD : W_WRITE;
}

static void w_reserve(struct model *m, struct state *t)
{
    if (has_room(m, &t->w))
        go_write(&t->w);
    else
        t->w.pc = m->mutant == M_REFRESH_TAIL ? W_FULL : W_TAIL;
    emit(m, t);
}

static void w_tail(struct model *m, struct state *t)
{
    t->w.limit = (uint8_t)(t->mem[LOC_TAIL] + CELLS);
    if (has_room(m, &t->w))
        go_write(&t->w);
    else
        t->w.pc = W_FULL;
    emit(m, t);
}

static void w_full(struct model *m, struct state *t)
{
    if (m->mutant == M_PUBLISH_FULL)
        t->w.pc = W_WAIT;
    else
        go_publish(&t->w, W_WAIT);
    emit(m, t);
}

/* Trying again is a step only when there is something new to see: so that waiting for ever shows as
 * a state without a next one. */
static void w_wait(struct model *m, struct state *t)
{
    if ((uint8_t)(t->mem[LOC_TAIL] + CELLS) == t->w.limit || m->mutant == M_REFRESH_TAIL)
        return;
    t->w.pc = W_TAIL;
    emit(m, t);
}

/* After the padding the record may also be given up, and the padding published alone. */
static void w_pad(struct model *m, struct state *t)
{
    if (t->w.stores == WRITER_BUFFER)
        return;
    if (m->mutant != M_PAD_MARK)
        writer_store_cell(t, t->w.at, PAD);
    t->w.at = (uint8_t)(t->w.at + padding(&t->w));
    t->w.pc = W_WRITE;
    emit(m, t);
    go_publish(&t->w, W_CHOOSE);
    emit(m, t);
}

static void w_write(struct model *m, struct state *t)
{
    struct writer *w = &t->w;

    if (w->stores == WRITER_BUFFER)
        return;
    writer_store_cell(t, (uint8_t)(w->at + w->part), cell_value(w->record, w->size, w->part));
    if (++w->part == w->size)
        w->pc = W_COMMIT;
    emit(m, t);
}

static void w_commit(struct model *m, struct state *t)
{
    t->w.at = (uint8_t)(t->w.at + t->w.size);
    t->w.record++;
    t->w.pc = W_CHOOSE; /* one more in this batch */
    emit(m, t);
    go_publish(&t->w, W_CHOOSE);
    emit(m, t);
}

static void w_publish(struct model *m, struct state *t)
{
    if (t->w.stores == WRITER_BUFFER)
        return;
    t->w.published = t->w.at;
    writer_store(t, LOC_HEAD, t->w.at, m->mutant != M_HEAD_RELEASE, 0);
    t->w.pc = W_FENCE;
    emit(m, t);
}

static void w_fence(struct model *m, struct state *t)
{
    if (t->w.stores && m->mutant != M_WRITER_FENCE)
        return;
    t->w.pc = W_ASLEEP;
    emit(m, t);
}

static void w_asleep(struct model *m, struct state *t)
{
    t->w.pc = t->mem[LOC_ASLEEP] ? W_EXCHANGE : t->w.back;
    emit(m, t);
}

static void w_exchange(struct model *m, struct state *t)
{
    bool was = t->mem[LOC_ASLEEP];

    t->mem[LOC_ASLEEP] = 0;
    t->w.pc = was && m->mutant != M_NO_SIGNAL ? W_SIGNAL : t->w.back;
    emit(m, t);
}

static void w_signal(struct model *m, struct state *t)
{
    t->eventfd = 1;
    t->w.pc = t->w.back;
    emit(m, t);
}

static void w_done(struct model *m, struct state *t)
{
    (void)m, (void)t;
}

/* ---- The reader. ---- */

enum { R_NEXT, R_READ, R_READ_SECOND, R_TAKEN, R_RELEASE, R_ANNOUNCE, R_FENCE, R_RECHECK, R_CALL_OFF, R_POLL,
       R_WAKE, R_CLEAR, R_DONE };

static void r_next(struct model *m, struct state *t)
{
    if (t->r.at == t->r.end)
        t->r.end = t->mem[LOC_HEAD];
    t->r.pc = t->r.at == t->r.end ? R_RELEASE : R_READ;
    emit(m, t);
}

static void r_read(struct model *m, struct state *t)
{
    uint8_t v = t->mem[t->r.at % CELLS];

    if (v == PAD) {
        t->r.at = (uint8_t)((t->r.at | (CELLS - 1)) + 1);
        t->r.pc = R_NEXT;
    } else if (v == cell_value(t->r.record, 1, 0)) {
        t->r.pc = R_TAKEN;
    } else if (v == cell_value(t->r.record, 2, 0)) {
        t->r.pc = R_READ_SECOND;
    } else {
        m->wrong = "a cell is read before it was written";
    }
    if (t->r.pc == R_TAKEN)
        t->r.at++;
    emit(m, t);
}

static void r_read_second(struct model *m, struct state *t)
{
    if (t->mem[(t->r.at + 1) % CELLS] != cell_value(t->r.record, 2, 1))
        m->wrong = "a cell is read before it was written";
    t->r.at = (uint8_t)(t->r.at + 2);
    t->r.pc = R_TAKEN;
    emit(m, t);
}

/* false when there is no place in the buffer; the step waits then. */
static bool release(const struct model *m, struct state *t)
{
    uint8_t to = m->mutant == M_EARLY_TAIL ? t->r.end : t->r.at;

    if (to == t->r.released)
        return true;
    if (t->r.stores == READER_BUFFER)
        return false;
    t->r.released = t->r.at;
    reader_store(t, LOC_TAIL, to, true);
    return true;
}

static void r_taken(struct model *m, struct state *t)
{
    t->r.record++;
    t->r.pc = t->r.record == m->records ? R_DONE : R_NEXT;
    emit(m, t); /* one more in this batch */
    if (release(m, t))
        emit(m, t);
}

static void r_release(struct model *m, struct state *t)
{
    if (m->mutant != M_SLEEP_RELEASE && !release(m, t))
        return;
    t->r.pc = R_ANNOUNCE;
    emit(m, t);
}

static void r_announce(struct model *m, struct state *t)
{
    if (t->r.stores == READER_BUFFER)
        return;
    reader_store(t, LOC_ASLEEP, 1, false);
    t->r.pc = R_FENCE;
    emit(m, t);
}

static void r_fence(struct model *m, struct state *t)
{
    if (t->r.stores && m->mutant != M_READER_FENCE)
        return;
    t->r.pc = m->mutant == M_RECHECK ? R_POLL : R_RECHECK;
    emit(m, t);
}

static void r_recheck(struct model *m, struct state *t)
{
    t->r.end = t->mem[LOC_HEAD];
    t->r.pc = t->r.at == t->r.end ? R_POLL : R_CALL_OFF;
    if (m->mutant == M_LATE_CLEAR)
        t->eventfd = 0;
    emit(m, t);
}

static void r_call_off(struct model *m, struct state *t)
{
    if (t->r.stores == READER_BUFFER)
        return;
    reader_store(t, LOC_ASLEEP, 0, false);
    t->r.pc = R_NEXT;
    emit(m, t);
}

/* Something else may wake the reader too, but only so often: it must not hide a lost wake-up. */
static void r_poll(struct model *m, struct state *t)
{
    t->r.pc = R_WAKE;
    if (t->eventfd)
        emit(m, t);
    if (t->r.spurious == 0)
        return;
    t->r.spurious--;
    emit(m, t);
}

static void r_wake(struct model *m, struct state *t)
{
    if (t->r.stores == READER_BUFFER)
        return;
    reader_store(t, LOC_ASLEEP, 0, false);
    t->r.pc = R_CLEAR;
    emit(m, t);
}

static void r_clear(struct model *m, struct state *t)
{
    t->eventfd = 0;
    t->r.pc = R_NEXT;
    emit(m, t);
}

static void r_done(struct model *m, struct state *t)
{
    (void)m, (void)t;
}

/* ---- The search. ---- */

typedef void step(struct model *m, struct state *t);

static step *const writer_steps[] = {
    [W_CHOOSE] = w_choose,   [W_RESERVE] = w_reserve,   [W_TAIL] = w_tail,       [W_FULL] = w_full,
    [W_WAIT] = w_wait,       [W_PAD] = w_pad,           [W_WRITE] = w_write,     [W_COMMIT] = w_commit,
    [W_PUBLISH] = w_publish, [W_FENCE] = w_fence,       [W_ASLEEP] = w_asleep,   [W_EXCHANGE] = w_exchange,
    [W_SIGNAL] = w_signal,   [W_DONE] = w_done,
};

static step *const reader_steps[] = {
    [R_NEXT] = r_next,       [R_READ] = r_read,         [R_READ_SECOND] = r_read_second,
    [R_TAKEN] = r_taken,     [R_RELEASE] = r_release,   [R_ANNOUNCE] = r_announce,
    [R_FENCE] = r_fence,     [R_RECHECK] = r_recheck,   [R_CALL_OFF] = r_call_off,
    [R_POLL] = r_poll,       [R_WAKE] = r_wake,         [R_CLEAR] = r_clear,
    [R_DONE] = r_done,
};

static void expand(struct model *m, struct state s)
{
    struct state t = s;

    m->successors = 0;
    writer_steps[s.w.pc](m, &t);
    t = s;
    reader_steps[s.r.pc](m, &t);
    drain_writer(m, &s);
    drain_reader(m, &s);
    if (m->successors == 0 && (s.w.pc != W_DONE || s.r.pc != R_DONE))
        m->wrong = s.r.pc == R_POLL && s.w.pc == W_DONE ? "the reader sleeps beside a record"
                                                        : "both sides wait for ever";
}

static struct state first_state(uint8_t start)
{
    struct state s;

    memset(&s, 0, sizeof s);
    s.mem[LOC_HEAD] = s.mem[LOC_TAIL] = start;
    s.w.at = s.w.published = start;
    s.w.limit = (uint8_t)(start + CELLS);
    s.r.at = s.r.end = s.r.released = start;
    s.r.spurious = SPURIOUS;
    return s;
}

/* All states from a ring that is empty at `start`; NULL, or what is wrong in one of them. */
static const char *explore(enum mutant mutant, uint8_t records, uint8_t start, size_t *states)
{
    struct model m = {.mutant = mutant, .records = records, .slots = 1024};
    struct state first = first_state(start);

    m.table = mem_zalloc(m.slots * sizeof *m.table);
    emit(&m, &first);
    while (m.done < m.n && !m.wrong)
        expand(&m, m.seen[m.done++]);
    *states += m.n;
    free(m.seen);
    free(m.table);
    return m.wrong;
}

/* From every position of the lap, so that every record meets the end of the lap and the end of the
 * positions. */
static const char *explore_all(enum mutant mutant, uint8_t records, size_t *states)
{
    const char *wrong = NULL;

    for (uint8_t i = 0; i < CELLS && !wrong; i++)
        wrong = explore(mutant, records, (uint8_t)(256 - CELLS + i), states);
    return wrong;
}

static bool run(enum mutant mutant, uint8_t records)
{
    size_t states = 0;
    const char *wrong = explore_all(mutant, records, &states);
    bool good = mutant == M_NONE ? !wrong : wrong != NULL;

    printf("%sok %d - %s: %s (%zu states)\n", good ? "" : "not ", (int)mutant + 1, mutant_text[mutant],
           wrong ? wrong : "nothing wrong", states);
    fflush(stdout);
    return good;
}

int main(int argc, char **argv)
{
    long records = argc > 1 ? strtol(argv[1], NULL, 10) : 4;
    bool good = true;

    if (records < 1 || records > 60) {
        fprintf(stderr, "usage: ring_model [RECORDS], 1 to 60\n");
        return EXIT_FAILURE;
    }
    printf("1..%d\n", (int)M_COUNT);
    for (int i = 0; i < M_COUNT; i++)
        good = run((enum mutant)i, (uint8_t)records) && good;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
