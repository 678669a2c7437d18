#include "tests/support/plausible.h"

#include <string.h>

#include "base/mem.h"

entity_id plausible_id(struct random *r, unsigned kind)
{
    if (random_below(r, 40) == 0)
        return 0;
    if (random_below(r, 60) == 0)
        kind = (unsigned)random_below(r, ENT_LIMIT + 1);
    if (kind == ENT_SEND || kind == ENT_ARG_CALL)
        return (uint64_t)kind << 56 | (1 + random_below(r, 400));
    unsigned reuse = random_below(r, 12) ? 0 : (unsigned)random_below(r, 3);
    return ID_MAKE(kind, reuse, 1 + random_below(r, PLAUSIBLE_SLOTS));
}

static entity_id one_of(struct random *r, unsigned a, unsigned b)
{
    return plausible_id(r, random_below(r, 2) ? a : b);
}

static unsigned id_kind_of(unsigned kind, struct random *r)
{
    switch (kind) {
    case EV_MODULE_START:
    case EV_MODULE_END:
    case EV_MODULE_BUILD:
        return ENT_MODULE;
    case EV_OBSERVABLE_CREATE:
    case EV_FACTORY_CALL:
        return ENT_OBSERVABLE;
    case EV_PIPE_CALL:
    case EV_PIPE_RETURN:
        return ENT_PIPE;
    case EV_OPERATOR_FUN:
        return ENT_OPERATOR_FUN;
    case EV_OPERATOR_CALL:
    case EV_OPERATOR_RETURN:
        return ENT_OPERATOR;
    case EV_ARG:
        return ENT_ARG;
    case EV_ARG_CALL:
    case EV_ARG_RETURN:
        return ENT_ARG_CALL;
    case EV_SEND_CALL:
    case EV_SEND_RETURN:
        return ENT_SEND;
    case EV_TAG:
    case EV_ENTITY_END:
    case EV_SWAP_RESULT:
    case EV_SWEPT:
        return 1 + (unsigned)random_below(r, ENT_LIMIT - 1);
    default:
        return kind >= EV_SUBSCRIBE_CALL ? ENT_SUBSCRIPTION : ENT_TRACK;
    }
}

static entity_id parent_of(unsigned kind, struct random *r)
{
    switch (kind) {
    case EV_TRACK_SCOPE_START:
    case EV_TRACK_REGISTER:
        return one_of(r, ENT_MODULE, ENT_TRACK);
    case EV_OBSERVABLE_CREATE:
        return random_below(r, 2) ? plausible_id(r, ENT_ARG_CALL) : one_of(r, ENT_TRACK, ENT_OPERATOR);
    case EV_PIPE_CALL:
        return plausible_id(r, ENT_TRACK);
    case EV_OPERATOR_CALL:
        return plausible_id(r, ENT_PIPE);
    case EV_OPERATOR_RETURN:
        return plausible_id(r, ENT_OBSERVABLE);
    case EV_ARG:
        return one_of(r, ENT_OPERATOR_FUN, ENT_OBSERVABLE);
    case EV_ARG_CALL:
    case EV_SUBSCRIBE_CALL:
    case EV_SUBSCRIPTION_REBIND:
        return plausible_id(r, ENT_SUBSCRIPTION);
    default:
        return random_below(r, 9);
    }
}

static entity_id ref_of(unsigned kind, struct random *r)
{
    switch (kind) {
    case EV_TRACK_REGISTER:
    case EV_TRACK_UPDATE:
        return one_of(r, ENT_PIPE, ENT_OBSERVABLE);
    case EV_OPERATOR_CALL:
        return plausible_id(r, ENT_OPERATOR_FUN);
    case EV_ARG_CALL:
        return plausible_id(r, ENT_ARG);
    case EV_SEND_CALL:
        return plausible_id(r, ENT_SUBSCRIPTION);
    default:
        return plausible_id(r, ENT_OBSERVABLE);
    }
}

struct event plausible(struct random *r)
{
    static const char *const texts[] = {"", "x", "a longer text", "$args.0", "1", TAG_OLD_CODE};
    unsigned kind = 1 + (unsigned)random_below(r, EV_LIMIT - 1);
    /* What starts a source anew, and what marks it, would hide the rest. */
    if ((kind == EV_SOURCE_START || kind == EV_SOURCE_END) && random_below(r, 500))
        kind = EV_SUBSCRIBE_CALL;
    if (random_below(r, 3) == 0)
        kind = EV_SUBSCRIBE_CALL + (unsigned)random_below(r, 8);
    struct event ev = plain_event(kind, plausible_id(r, id_kind_of(kind, r)));
    ev.source = 1 + (uint32_t)random_below(r, PLAUSIBLE_SOURCES);
    ev.flags = (uint8_t)random_below(r, 4);
    ev.parent = parent_of(kind, r);
    ev.ref = ref_of(kind, r);
    ev.num = kind == EV_SUBSCRIBE_CALL ? (int64_t)one_of(r, ENT_MODULE, ENT_TRACK)
                                       : (int64_t)random_below(r, 300);
    ev.named.name = (uint32_t)random_below(r, 40);
    ev.text = texts[random_below(r, ARRAY_LEN(texts))];
    ev.text_len = (uint32_t)strlen(ev.text);
    ev.value.type = (uint8_t)random_below(r, VT_OBSERVABLE + 1);
    ev.value.text = ev.text;
    ev.value.len = (uint16_t)ev.text_len;
    if (kind == EV_SOURCE_INFO)
        ev.flags = (uint8_t)(INFO_HOST + random_below(r, 5));
    if (kind == EV_STRING)
        ev.id = random_below(r, 40);
    return ev;
}
