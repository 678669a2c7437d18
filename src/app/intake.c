#include "app/intake.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/links.h"
#include "app/options.h"
#include "app/player.h"
#include "app/pump.h"
#include "base/clock.h"
#include "base/mem.h"

struct intake {
    struct links *links; /* NULL: a tape */
    struct player *player;
    struct remote **remotes;
    size_t n_remotes, remotes_cap;
};

/* --- programs -------------------------------------------------------------------------------- */

static enum status add_all(struct links *l, const struct targets *t, struct remote *remote,
                           struct fault_text *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < t->n && status == STATUS_OK; i++)
        status = links_add(l, &t->items[i], remote, why);
    return status;
}

static enum status add_named(struct intake *i, const char *text, unsigned flags,
                             struct fault_text *why)
{
    struct targets found;
    enum status status = targets_find(text, &found, why);
    if (status == STATUS_OK && flags & INTAKE_ONE)
        status = targets_only_one(&found, text, why);
    if (status == STATUS_OK)
        status = add_all(i->links, &found, NULL, why);
    targets_release(&found);
    return status;
}

static enum status add_remote(struct intake *i, const char *url, unsigned flags,
                              struct fault_text *why)
{
    struct targets found = {0};
    struct remote *r;
    enum status status = remote_open(&r, url, why);
    if (status != STATUS_OK)
        return status;
    MEM_GROW(i->remotes, i->n_remotes, i->remotes_cap);
    i->remotes[i->n_remotes++] = r;
    status = remote_find(r, remote_program(r), &found, why);
    if (status == STATUS_OK && flags & INTAKE_ONE)
        status = targets_only_one(&found, url, why);
    if (status == STATUS_OK)
        status = add_all(i->links, &found, r, why);
    targets_release(&found);
    return status;
}

/* What died, or is not ours, is no reason not to show the others. */
static enum status add_every(struct intake *i, unsigned flags, struct fault_text *why)
{
    struct targets found;
    enum status status = targets_list(&found, why);
    for (size_t k = 0; k < found.n && status == STATUS_OK; k++) {
        enum status one = links_add(i->links, &found.items[k], NULL, why);
        if (one == STATUS_GONE)
            target_remove_dead(&found.items[k]);
        else if (one != STATUS_OK)
            complain(EXIT_DONE, "%s", why->text);
    }
    targets_release(&found);
    if (status == STATUS_OK && !links_count(i->links) && !(flags & INTAKE_STAY))
        status = fault_set(why, STATUS_GONE, "no program runs; start one with rxscope run");
    return status;
}

static enum status open_programs(struct intake *i, const char *const *operands, size_t n,
                                 unsigned flags, struct fault_text *why)
{
    enum status status = STATUS_OK;
    i->links = links_new(&(struct links_options){.stay = flags & INTAKE_STAY,
                                                 .all = flags & INTAKE_STAY && n == 0});
    for (size_t k = 0; k < n && status == STATUS_OK; k++)
        status = remote_is_url(operands[k]) ? add_remote(i, operands[k], flags, why)
                                            : add_named(i, operands[k], flags, why);
    return n ? status : add_every(i, flags, why);
}

/* --- tapes ----------------------------------------------------------------------------------- */

static bool is_file(const char *path)
{
    struct stat st;
    return !remote_is_url(path) && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* A program of that name comes before a file in the current folder. */
static bool is_tape(const char *operand)
{
    struct targets found;
    if (!is_file(operand))
        return false;
    bool program = !strchr(operand, '/') && targets_find(operand, &found, NULL) == STATUS_OK;
    if (program)
        targets_release(&found);
    return !program;
}

static enum status open_tape(struct intake *i, const char *path, size_t n, unsigned flags,
                             struct fault_text *why)
{
    if (!(flags & INTAKE_TAPE))
        return fault_set(why, STATUS_USAGE, "%s: this is a file, not a program that runs", path);
    if (n > 1)
        return fault_set(why, STATUS_USAGE, "%s: a tape is looked at alone", path);
    return player_open(&i->player, path, why);
}

/* --- both ------------------------------------------------------------------------------------ */

enum status intake_open(struct intake **out, const char *const *operands, size_t n, unsigned flags,
                        struct fault_text *why)
{
    struct intake *i = mem_zalloc(sizeof *i);
    const char *tape = NULL;
    for (size_t k = 0; k < n && !tape; k++)
        if (is_tape(operands[k]))
            tape = operands[k];
    enum status status = tape ? open_tape(i, tape, n, flags, why)
                              : open_programs(i, operands, n, flags, why);
    *out = status == STATUS_OK ? i : NULL;
    if (status != STATUS_OK)
        intake_free(i);
    return status;
}

void intake_free(struct intake *i)
{
    if (!i)
        return;
    links_free(i->links);
    player_free(i->player);
    for (size_t k = 0; k < i->n_remotes; k++)
        remote_free(i->remotes[k]);
    free(i->remotes);
    free(i);
}

struct feed *intake_feed(struct intake *i)
{
    return i->links ? links_feed(i->links) : player_feed(i->player);
}

bool intake_is_tape(const struct intake *i)
{
    return !i->links;
}

const char *intake_warning(const struct intake *i)
{
    return i->player ? player_warning(i->player) : "";
}

void intake_warn(const struct intake *i)
{
    if (*intake_warning(i))
        complain(EXIT_DONE, "%s", intake_warning(i));
}

size_t intake_programs(const struct intake *i)
{
    return i->links ? links_count(i->links) : 0;
}

static bool intake_over(const struct intake *i)
{
    struct feed *f = player_feed(i->player);
    return f->ops->over(f);
}

bool intake_synced(const struct intake *i)
{
    return i->links ? links_synced(i->links) : intake_over(i);
}

enum status intake_outcome(const struct intake *i, struct fault_text *why)
{
    return i->links ? links_outcome(i->links, why) : STATUS_OK;
}

static bool synced(void *ctx)
{
    return intake_synced(ctx);
}

enum status intake_sync(struct intake *i, struct state *state, struct fault_text *why)
{
    struct pump p = {.feed = intake_feed(i),
                     .state = state,
                     .done = synced,
                     .ctx = i,
                     .deadline = clock_mono_ns() + INTAKE_ANSWER_MS * NS_PER_MS,
                     .signal_fd = -1};
    if (intake_is_tape(i))
        p.deadline = 0;
    pump_run(&p);
    return intake_outcome(i, why);
}
