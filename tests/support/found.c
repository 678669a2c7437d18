#include "tests/support/found.h"

#include <check.h>
#include <string.h>

struct state *found_s;
struct growth *found_growth;
struct recorded found_r;

void found_begin(void)
{
    found_s = state_new(NULL);
    found_growth = growth_new(NULL);
    recorded_program(&found_r);
}

void found_end(void)
{
    growth_free(found_growth);
    state_free(found_s);
    recorded_release(&found_r);
}

void found_look(void)
{
    ck_assert_int_eq(state_fold_records(found_s, found_r.bytes, found_r.n), STATUS_OK);
    found_r.n = 0;
    growth_see(found_growth, found_s, 1, found_r.now);
}

void found_looks(unsigned seconds)
{
    for (; seconds; seconds--) {
        recorded_wait(&found_r, 1000);
        found_look();
    }
}

struct findings found_with(const char *list, const char *filter)
{
    struct checks checks;
    struct findings found;
    struct fault_text why = {""};
    struct filter *f = NULL;
    ck_assert_msg(checks_parse(&checks, list, &why) == STATUS_OK, "%s", why.text);
    if (filter)
        ck_assert_int_eq(filter_parse(&f, filter, &why), STATUS_OK);
    if (found_r.n)
        found_look();
    findings_collect(found_s, found_growth, &checks, f, &found);
    filter_free(f);
    return found;
}

void found_one(const char *list, const char *filter, const char *what, uint64_t count)
{
    struct findings found = found_with(list, filter);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_str_eq(found.items[0].what, what);
    ck_assert_uint_eq(found.items[0].count, count);
    findings_release(&found);
}

void found_none(const char *list, const char *filter)
{
    struct findings found = found_with(list, filter);
    ck_assert_msg(found.n == 0, "%s", found.n ? found.items[0].what : "");
    findings_release(&found);
}

void found_by(const char *list, const char *evidence)
{
    struct findings found = found_with(list, NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_msg(strstr(found.items[0].evidence, evidence) != NULL, "'%s' has no '%s'", found.items[0].evidence,
                  evidence);
    findings_release(&found);
}
