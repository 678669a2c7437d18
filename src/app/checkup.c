#include "app/checkup.h"

#include <string.h>

#include "app/kept.h"
#include "app/live.h"

#define KEPT_MUTES "muted"
#define KEPT_TAGS "tags"

struct check_limits checkup_limits(const struct config *c)
{
    return (struct check_limits){
#define CHECK_LIMIT(name, value) .name = c->checks_##name,
        CHECK_LIMITS(CHECK_LIMIT)
#undef CHECK_LIMIT
    };
}

static bool add_name(const char *name, size_t n, unsigned *kinds)
{
    for (unsigned i = 0; i < FINDING_RATE; i++)
        if (strlen(finding_name(i)) == n && strncmp(finding_name(i), name, n) == 0) {
            *kinds |= 1u << i;
            return true;
        }
    return false;
}

bool checkup_names(const char *list, unsigned *kinds)
{
    *kinds = 0;
    for (size_t n; *list; list += n + (list[n] == ',')) {
        list += strspn(list, " ");
        n = strcspn(list, ", ");
        if (!add_name(list, n, kinds))
            return false;
        n += strspn(list + n, " ");
    }
    return true;
}

unsigned checkup_kinds(const struct config *c)
{
    unsigned off;
    checkup_names(c->checks_off, &off);
    return CHECKS_ALL & ~off;
}

static void keep(void *ctx, const char *mutes)
{
    struct fault_text why;
    (void)ctx;
    (void)kept_write(KEPT_MUTES, mutes, &why); /* then they are muted for this run */
}

static void keep_tags(void *ctx, const char *tags)
{
    struct fault_text why;
    struct live *l = ctx;
    if (kept_write(KEPT_TAGS, tags, &why) != STATUS_OK && l->ui)
        ui_message(l->ui, why.text); /* it is there until the program ends */
}

enum status checkup_screen(struct ui **out, struct ui_options *o, const struct config *c, struct fault_text *why)
{
    struct check_limits limits = checkup_limits(c);
    struct str mutes = STR_INIT, tags = STR_INIT;
    kept_read(KEPT_TAGS, &tags);
    o->tags = str_text(&tags);
    o->host.keep_tags = keep_tags;
    kept_read(KEPT_MUTES, &mutes);
    o->checks = (struct ui_checks){.limits = &limits, .kinds = checkup_kinds(c), .mutes = str_text(&mutes)};
    o->host.mute = keep;
    enum status s = ui_open(out, o, why);
    str_release(&mutes);
    str_release(&tags);
    return s;
}
