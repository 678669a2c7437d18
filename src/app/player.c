#include "app/player.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

struct player {
    struct feed feed; /* first: what is handed out */
    struct tape *tape;
    char *path;
    bool incomplete; /* the next snapshot is news: at the begin, and behind damage */
    bool telling;    /* it is being handed over; a large one comes in several blocks */
    bool over;
    uint64_t damaged; /* places */
    struct str first; /* of them, as a sentence */
    struct str warning;
};

static struct player *player_of(struct feed *f)
{
    return (struct player *)f;
}

static size_t poll_fds(struct feed *f, struct pollfd *fds)
{
    (void)f;
    (void)fds;
    return 0;
}

static int timeout(struct feed *f, uint64_t now)
{
    (void)now;
    return player_of(f)->over ? -1 : 0;
}

static void serve(struct feed *f, const struct pollfd *fds, size_t n, uint64_t now)
{
    (void)f;
    (void)fds;
    (void)n;
    (void)now;
}

static void note_damage(struct player *p, const struct fault_text *why)
{
    if (p->damaged++ == 0)
        str_add(&p->first, why->text);
    p->incomplete = true;
    p->telling = false;
    str_clear(&p->warning);
    str_add(&p->warning, str_text(&p->first));
    if (p->damaged > 1)
        str_addf(&p->warning, " (and %llu more such places)", (unsigned long long)p->damaged - 1);
}

static void note_end(struct player *p)
{
    struct tape_info info = tape_info(p->tape);
    p->over = true;
    if (!info.cut)
        return;
    str_addf(&p->warning, "%s%s was cut off: its first %llu of %llu bytes are whole", p->warning.len ? "; " : "",
             p->path, (unsigned long long)info.cut_at, (unsigned long long)info.bytes);
}

/* The first snapshot, and the next one behind damage, which may be far behind it, make the state whole; any
 * other only repeats what is known. */
static bool wanted(struct player *p, enum tape_part part)
{
    bool snapshot = part == TAPE_SNAPSHOT;
    if (!snapshot && (p->telling || !p->damaged))
        p->incomplete = false;
    p->telling = snapshot && p->incomplete;
    return !snapshot || p->telling;
}

static bool drain(struct feed *f, size_t max, feed_take *take, void *ctx)
{
    struct player *p = player_of(f);
    struct fault_text why;
    enum tape_part part;
    const void *records;
    size_t len;
    for (size_t done = 0; done < max && !p->over;) {
        enum status status = tape_next(p->tape, &part, &records, &len, &why);
        if (status == STATUS_EMPTY) {
            note_end(p);
        } else if (status != STATUS_OK) {
            note_damage(p, &why);
        } else if (wanted(p, part)) {
            take(ctx, records, len);
            done += len;
        }
    }
    return p->over;
}

static bool sleep_now(struct feed *f)
{
    return player_of(f)->over;
}

static enum status command(struct feed *f, const struct command *cmd, struct fault_text *why)
{
    (void)f;
    (void)cmd;
    return fault_set(why, STATUS_UNSUPPORTED,
                     "this is a tape: what was recorded cannot be changed");
}

static bool over(const struct feed *f)
{
    return ((const struct player *)f)->over;
}

static const struct feed_ops ops = {.poll = poll_fds,
                                    .timeout = timeout,
                                    .serve = serve,
                                    .drain = drain,
                                    .sleep = sleep_now,
                                    .command = command,
                                    .over = over};

enum status player_open(struct player **out, const char *path, struct fault_text *why)
{
    struct tape *tape;
    *out = NULL;
    enum status status = tape_open(&tape, path, why);
    if (status != STATUS_OK)
        return status;
    *out = mem_zalloc(sizeof **out);
    **out = (struct player){.feed = {&ops}, .tape = tape, .incomplete = true};
    (*out)->path = mem_strdup(path);
    return STATUS_OK;
}

void player_free(struct player *p)
{
    if (!p)
        return;
    tape_free(p->tape);
    free(p->path);
    str_release(&p->first);
    str_release(&p->warning);
    free(p);
}

struct feed *player_feed(struct player *p)
{
    return &p->feed;
}

struct tape_info player_info(const struct player *p)
{
    return tape_info(p->tape);
}

const char *player_warning(const struct player *p)
{
    return str_text(&p->warning);
}
