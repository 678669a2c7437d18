#include "tests/support/loop.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

uv_loop_t loop;
static uv_timer_t tick; /* turns the loop while nothing happens */
char loop_dir[64];

static void on_tick(uv_timer_t *t)
{
    (void)t;
}

void loop_setup(void)
{
    strcpy(loop_dir, "/tmp/rxscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(loop_dir));
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    uv_timer_init(&loop, &tick);
    uv_timer_start(&tick, on_tick, 2, 2);
}

void loop_teardown(void)
{
    char *command = str_format("rm -rf %s", loop_dir);
    uv_close((uv_handle_t *)&tick, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0); /* no handle was forgotten */
    ck_assert_int_eq(system(command), 0);
    free(command);
}

void loop_turn_until(uint64_t at)
{
    while (uv_hrtime() < at)
        uv_run(&loop, UV_RUN_ONCE);
}

bool loop_until(bool (*holds)(void))
{
    uint64_t deadline = uv_hrtime() + LOOP_DEADLINE_MS * NS_PER_MS;
    while (!holds() && uv_hrtime() < deadline)
        uv_run(&loop, UV_RUN_ONCE);
    return holds();
}

const char *loop_path(const char *name)
{
    static char path[8][128];
    static unsigned next;
    char *p = path[next++ % 8];
    snprintf(p, sizeof path[0], "%s/%s", loop_dir, name);
    return p;
}
