/* frames_story.c - a program in miniature: every kind of event at least once, so that it can be folded. */
#include "base/mem.h"
#include "tests/support/frames.h"

#define TEXT(t) .text = (t), .text_len = sizeof(t) - 1
#define VALUE(t, n) .value = {.type = (t), .i64 = (n), .text = ""}

#define MODULE       ID_MAKE(ENT_MODULE, 0, 1)
#define TRACK        ID_MAKE(ENT_TRACK, 0, 1)
#define OBSERVABLE(n) ID_MAKE(ENT_OBSERVABLE, 0, n)
#define PIPE         ID_MAKE(ENT_PIPE, 0, 1)
#define FUN          ID_MAKE(ENT_OPERATOR_FUN, 0, 1)
#define OPERATOR     ID_MAKE(ENT_OPERATOR, 0, 1)
#define ARG(n)       ID_MAKE(ENT_ARG, 0, n)
#define OBSERVER     ID_MAKE(ENT_SUBSCRIPTION, 0, 1)
#define UPSTREAM     ID_MAKE(ENT_SUBSCRIPTION, 3, 2) /* its slot was used three times before */
#define SEND(n)      ID_MAKE(ENT_SEND, 0, n)
#define CALL         ID_MAKE(ENT_ARG_CALL, 0, 1)

enum { CPU_C = 1, INTERVAL, MAP, LOAD, SHOW, HOT, CPU_PATH };

static struct event story[] = {
    {EV_SOURCE_START, .id = 4242, .num = 1709287331000000000, TEXT("cpu")},
    {EV_STRING, .id = CPU_C, TEXT("cpu.c")},
    {EV_STRING, .id = INTERVAL, TEXT("interval")},
    {EV_STRING, .id = MAP, TEXT("map")},
    {EV_STRING, .id = LOAD, TEXT("load")},
    {EV_STRING, .id = SHOW, TEXT("show")},
    {EV_STRING, .id = HOT, TEXT("hot")},
    {EV_STRING, .id = CPU_PATH, TEXT("src/cpu.c")},
    {EV_SNAPSHOT, SNAPSHOT_BEGIN, .num = 500},
    {EV_TOTAL, TOTAL_NEXT, .num = 12345678901},
    {EV_MODULE_START, .id = MODULE, .num = 3, .named = {CPU_C, CPU_PATH, 0}},
    {EV_TRACK_SCOPE_START, .id = TRACK, .parent = MODULE, .num = 3, .named = {LOAD, CPU_PATH, 12}},
    {EV_OBSERVABLE_CREATE, .id = OBSERVABLE(1), .parent = TRACK, .named = {INTERVAL, CPU_PATH, 12}},
    {EV_FACTORY_CALL, .id = OBSERVABLE(1), .num = 1, .named = {INTERVAL, CPU_PATH, 12}, TEXT("250")},
    {EV_ARG, ARG_PLAIN, .id = ARG(2), .parent = OBSERVABLE(1), VALUE(VT_I64, 250), TEXT("$args.0")},
    {EV_PIPE_CALL, .id = PIPE, .parent = TRACK, .ref = OBSERVABLE(1), .num = 1, .named = {0, CPU_PATH, 12}},
    {EV_OPERATOR_FUN, .id = FUN, .num = 1, .named = {MAP, CPU_PATH, 12}, TEXT("load_of")},
    {EV_ARG, ARG_FUNCTION, .id = ARG(1), .parent = FUN, .num = 3, VALUE(VT_ABSENT, 0), TEXT("$args.0")},
    {EV_OPERATOR_CALL, .id = OPERATOR, .parent = PIPE, .ref = FUN},
    {EV_OBSERVABLE_CREATE, .id = OBSERVABLE(2), .parent = OPERATOR, .named = {MAP, CPU_PATH, 12}},
    {EV_OPERATOR_RETURN, .id = OPERATOR, .parent = OBSERVABLE(1), .ref = OBSERVABLE(2)},
    {EV_PIPE_RETURN, .id = PIPE, .ref = OBSERVABLE(2)},
    {EV_TRACK_REGISTER, .id = TRACK, .parent = MODULE, .ref = PIPE, .num = 1, .named = {LOAD, CPU_PATH, 12},
     TEXT("cpu.c:load")},
    {EV_TRACK_SCOPE_END, .id = TRACK, .num = 3},
    {EV_SUBSCRIBE_CALL, .id = OBSERVER, .ref = OBSERVABLE(2), .num = (int64_t)MODULE,
     .named = {SHOW, CPU_PATH, 14}},
    {EV_SUBSCRIBE_CALL, .id = UPSTREAM, .parent = OBSERVER, .ref = OBSERVABLE(1)},
    {EV_SUBSCRIBE_RETURN, .id = UPSTREAM},
    {EV_SUBSCRIBE_RETURN, .id = OBSERVER},
    {EV_MODULE_END, MODULE_END_COMMITTED, .id = MODULE, .num = 3},
    {EV_LOGGED, BUILD_LIVE, .id = MODULE, .num = EV_MODULE_BUILD, TEXT("81 ms after the save")},
    {EV_SNAPSHOT, SNAPSHOT_END, .num = 0},
    {EV_SOURCE_INFO, INFO_HOST, .id = 4242, TEXT("c")},
    {EV_SOURCE_INFO, INFO_TITLE, .id = 4242, TEXT("\xc3\xa9t\xc3\xa9")},
    {EV_SOURCE_INFO, INFO_HOT, .id = 4242, TEXT("1")},
    {EV_SOURCE_INFO, INFO_APPROVAL, .id = 4242, TEXT("")},
    {EV_TAG, 1, .id = OBSERVABLE(2), .named = {HOT, 0, 0}},
    {EV_SEND_CALL, SEND_NEXT, .id = SEND(1), .ref = UPSTREAM, VALUE(VT_I64, -1)},
    {EV_ARG_CALL, .id = CALL, .parent = OBSERVER, .ref = ARG(1)},
    {EV_ARG_RETURN, .id = CALL, VALUE(VT_I64, -2)},
    {EV_SEND_CALL, SEND_NEXT, .id = SEND(2), .ref = OBSERVER, VALUE(VT_I64, -2)},
    {EV_SEND_RETURN, .id = SEND(2)},
    {EV_SEND_RETURN, .id = SEND(1)},
    {EV_SEND_MERGED, 1, .id = OBSERVER, .num = 1204, .parent = 1204, .ref = ARG(1)},
    {EV_LOG, LOG_STDERR, .id = MODULE, TEXT("load 0.42")},
    {EV_MODULE_BUILD, BUILD_STARTED, .id = MODULE, .num = 4, .parent = 150},
    {EV_FAULT, .id = MODULE, .named = {LOAD, CPU_PATH, 9}, TEXT("cpu.c:9:5: expected ';'")},
    {EV_TRACK_UPDATE, .id = TRACK, .ref = PIPE, .num = 2, .parent = 4, .named = {LOAD, CPU_PATH, 13},
     TEXT("map load_of\nkept scan")},
    {EV_TRACK_STATE, TRACK_FLAG_PINNED, .id = TRACK, .num = 3},
    {EV_SUBSCRIPTION_REBIND, .id = UPSTREAM, .parent = OBSERVER, .ref = OBSERVABLE(1)},
    {EV_SWAP_RESULT, SWAP_SWAPPED, .id = TRACK, .parent = 4, .num = 2, TEXT("map load_of")},
    {EV_SWEPT, SWEPT_KEPT, .id = MODULE, .ref = UPSTREAM, .num = 3, TEXT("subscription#2 runs it")},
    {EV_TRACK_ORPHAN, .id = TRACK, .num = 5},
    {EV_UNSUBSCRIBE_CALL, END_ORPHANED, .id = OBSERVER},
    {EV_UNSUBSCRIBE_CALL, END_ORPHANED, .id = UPSTREAM},
    {EV_UNSUBSCRIBE_RETURN, .id = UPSTREAM},
    {EV_UNSUBSCRIBE_RETURN, .id = OBSERVER},
    {EV_LEFT, .id = ID_MAKE(ENT_SUBSCRIPTION, 6, 5), .num = 3},
    {EV_ARG_VALUE, .id = ARG(2), TEXT("250")},
    {EV_UNDER_WAY, UNDER_SEND, .id = SEND(3)},
    {EV_SEND_RETURN, .id = SEND(3)},
    {EV_ENTITY_END, .id = ARG(2)},
    {EV_STALE, .num = 17},
    {EV_SOURCE_END, .id = 4242, .num = 0},
};

size_t fixture_story(const struct event **events)
{
    for (size_t i = 0; i < ARRAY_LEN(story); i++) {
        story[i].time = 1000 + 10 * i;
        if (!story[i].text)
            story[i].text = "";
        if (!story[i].value.text)
            story[i].value.text = "";
    }
    *events = story;
    return ARRAY_LEN(story);
}
