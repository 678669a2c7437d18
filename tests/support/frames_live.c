/* frames_live.c - commands to living streams and values: pause, resume, step, send, tag and log. */
#include <string.h>

#include "base/mem.h"
#include "tests/support/frames_parts.h"

#define SHOW   ID_MAKE(ENT_SUBSCRIPTION, 1, 31)
#define CLICKS ID_MAKE(ENT_OBSERVABLE, 0, 4)
#define LOAD   ID_MAKE(ENT_TRACK, 0, 1)

enum { NEXT, ERROR, COMPLETE, REMOVED = 0, ADDED };

static const struct {
    enum command_kind kind;
    entity_id id;
    uint32_t version;
    const char *text;
} commands[] = {
    {CMD_PAUSE, SHOW, 0, ""},
    {CMD_STEP, SHOW, 0, ""},
    {CMD_RESUME, SHOW, 0, ""},
    {CMD_SEND, CLICKS, NEXT, "{\"x\":1,\"name\":\"\xc3\xa9t\xc3\xa9\"}"},
    {CMD_SEND, CLICKS, ERROR, "\"no network\""},
    {CMD_SEND, CLICKS, COMPLETE, ""},
    {CMD_TAG, LOAD, ADDED, "slow"},
    {CMD_TAG, LOAD, REMOVED, "slow"},
    {CMD_LOG, CLICKS, 0, "clicks"},
    {CMD_LOG, SHOW, 0, ""},
};

static const char *const kinds[] = {
#define COMMAND(sym, num, name, what) [num] = "kind (" name ")",
    COMMAND_LIST(COMMAND)
#undef COMMAND
};

static struct command command_at(size_t i)
{
    return (struct command){.kind = (uint8_t)commands[i].kind,
                            .id = commands[i].id,
                            .version = commands[i].version,
                            .request = (uint32_t)(10 + i),
                            .text = commands[i].text,
                            .text_len = (uint32_t)strlen(commands[i].text)};
}

void note_live_commands(struct noted *n)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        struct command c = command_at(i);
        note_command(n, &c, kinds[commands[i].kind]);
    }
}

void encode_live_commands(struct str *out)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        struct command c = command_at(i);
        command_encode(&c, out);
    }
}
