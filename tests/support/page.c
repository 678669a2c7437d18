#include "tests/support/page.h"

#include <string.h>

#include "base/mem.h"

struct event source_info(uint32_t source, unsigned field, const char *text)
{
    struct event ev = plain_event(EV_SOURCE_INFO, 4000 + source);
    ev.source = source;
    ev.flags = (uint8_t)field;
    ev.text = text;
    ev.text_len = (uint32_t)strlen(text);
    return ev;
}

static struct event placed(struct event ev, unsigned line)
{
    ev.named.file = PAGE_FILE;
    ev.named.line = line;
    return ev;
}

struct event page_subscribe(unsigned sub, unsigned observable, uint32_t name, unsigned line)
{
    struct event ev = subscribe(sub, 0, observable);
    ev.num = (int64_t)PAGE_APP;
    ev.named.name = name;
    return placed(ev, line);
}

static struct event subject(void)
{
    struct event ev = observable_create(1, PAGE_TRACK, PAGE_SUBJECT);
    ev.num = OBSERVABLE_SUBJECT;
    return placed(ev, 3);
}

static struct event named_pipe(void)
{
    struct event ev = pipe_call(11, 0, 10, 1);
    ev.named.name = PAGE_CLOCK;
    return placed(ev, 11);
}

/* As a track of C has it: key and name. */
static struct event clicks_track(unsigned kind)
{
    struct event ev = kind == EV_TRACK_REGISTER ? track_register(1, PAGE_APP, PAGE_CLICKS_O, 1)
                                                : scope_start(1, PAGE_APP, 1);
    ev.named.name = PAGE_CLICKS;
    if (kind == EV_TRACK_REGISTER) {
        ev.text = "src/clock.ts:clicks$";
        ev.text_len = (uint32_t)strlen(ev.text);
    }
    return placed(ev, 3);
}

static struct event module_begins(void)
{
    struct event ev = module_start(1, 1);
    ev.named.name = PAGE_MODULE;
    ev.named.file = PAGE_FILE;
    return ev;
}

static const char *const strings[PAGE_STRINGS] = {
    [PAGE_MODULE] = "src/clock.ts", [PAGE_FILE] = "/app/src/clock.ts", [PAGE_SUBJECT] = "Subject",
    [PAGE_CLICKS] = "clicks$",      [PAGE_INTERVAL] = "interval",      [PAGE_TICK] = "tick$",
    [PAGE_CLOCK] = "clock$",        [PAGE_MAP] = "map",                [PAGE_SHOW] = "show",
    [PAGE_ON_CLICK] = "onClick",    [PAGE_FROM_EVENT] = "fromEvent",   [PAGE_EXTERNAL] = "external",
    [PAGE_PAUSED] = "paused"};

static struct event begin(unsigned flag)
{
    struct event ev = plain_event(EV_SNAPSHOT, 0);
    ev.flags = (uint8_t)flag;
    return ev;
}

size_t page_events(const char *name, const char *title, const struct event **out)
{
    static struct event all[64];
    size_t n = 0;
    all[n++] = source_start(1, name);
    all[n++] = source_info(1, INFO_HOST, "browser");
    if (title)
        all[n++] = source_info(1, INFO_TITLE, title);
    for (uint32_t id = 1; id < PAGE_STRINGS; id++)
        all[n++] = string_event(id, strings[id]);
    const struct event rest[] = {
        begin(SNAPSHOT_BEGIN), module_begins(), clicks_track(EV_TRACK_SCOPE_START), subject(),
        clicks_track(EV_TRACK_REGISTER), scope_end(1, 1), module_end(1, 1, MODULE_END_COMMITTED),
        page_subscribe(33, 1, PAGE_ON_CLICK, 5), subscribe_return(33),
        placed(observable_create(10, 0, PAGE_INTERVAL), 10), placed(factory_call(10, PAGE_TICK, "1000"), 10),
        named_pipe(), operator_fun(11, PAGE_MAP, "hand"), operator_call(11, 11, 11, 0),
        placed(observable_create(12, operator_id(11), PAGE_MAP), 11), operator_return(11, 10, 12),
        pipe_return(11, 12), page_subscribe(31, 12, PAGE_SHOW, 12), subscribe(32, 31, 10), subscribe_return(32),
        subscribe_return(31), observable_create(20, 0, PAGE_FROM_EVENT), subscribe(34, 0, 20),
        subscribe_return(34), tag_event(PAGE_LIBRARY, PAGE_EXTERNAL, true), begin(SNAPSHOT_END)};
    for (size_t i = 0; i < ARRAY_LEN(rest); i++)
        all[n++] = rest[i];
    *out = all;
    return n;
}
