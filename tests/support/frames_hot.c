/* frames_hot.c - a program whose saves are swapped: its hello, the commands about what waits, a diff. */
#include <string.h>

#include "base/mem.h"
#include "tests/support/frames_parts.h"

#define TRACK  ID_MAKE(ENT_TRACK, 0, 1)
#define MODULE ID_MAKE(ENT_MODULE, 0, 1)

static struct hello page(void)
{
    return (struct hello){.oldest = 1,
                          .newest = 1,
                          .kinds = 45,
                          .role = WIRE_PROGRAM,
                          .ready = READY_LIVE,
                          .pid = 4242,
                          .started = 1709287331000000000,
                          .name = "127.0.0.1-5173",
                          .host = "browser",
                          .title = "Order book",
                          .version = "0.1.0",
                          .hot = "1",
                          .approval = "1"};
}

void note_hot_page(struct noted *n)
{
    struct hello h = page();
    note_hello(n, &h);
}

void encode_hot_page(struct str *out)
{
    struct hello h = page();
    hello_encode(&h, out);
}

static const struct {
    enum command_kind kind;
    entity_id id;
    uint32_t version;
} commands[] = {
    {CMD_DIFF, TRACK, 0},    /* the newest */
    {CMD_DIFF, TRACK, 3},    /* compared with version 2 */
    {CMD_APPROVE, 0, 1},     /* saves wait from now on */
    {CMD_APPROVE, TRACK, 0},
    {CMD_APPROVE, MODULE, 0},
    {CMD_APPROVE, 0, 0},
};

static struct command command_at(size_t i)
{
    return (struct command){.kind = (uint8_t)commands[i].kind,
                            .id = commands[i].id,
                            .version = commands[i].version,
                            .request = (uint32_t)(20 + i),
                            .text = ""};
}

void note_hot_commands(struct noted *n)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        struct command c = command_at(i);
        note_command(n, &c, c.kind == CMD_DIFF ? "kind (diff)" : "kind (approve)");
    }
}

void encode_hot_commands(struct str *out)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        struct command c = command_at(i);
        command_encode(&c, out);
    }
}

static const char diff[] = "--- v1 scan\n+++ v2 scan\n@@ -1 +1 @@\n-(sum, n) => sum + n\n+(sum, n) => sum * n\n";

void note_diff(struct noted *n)
{
    struct noted p = {{0}, {0}};
    note_u32(&p, 20, "request");
    note_verdict(&p, 0, "status (ok)");
    note_text(&p, diff, strlen(diff), "text");
    note_frame(n, 5, "reply", &p);
}

void encode_diff(struct str *out)
{
    reply_encode(&(struct reply){20, STATUS_OK, diff, (uint32_t)strlen(diff)}, out);
}
