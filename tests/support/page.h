/* page.h - an RxJS page as its runtime tells it: a subject and a stream of a module, a stream that a function made, a
 * subscription of a library. */
#ifndef RXSCOPE_TESTS_PAGE_H
#define RXSCOPE_TESTS_PAGE_H

#include "tests/support/events.h"

/* Strings that tests may name in events of their own. */
enum {
    PAGE_MODULE = 1,
    PAGE_FILE,
    PAGE_SUBJECT,
    PAGE_CLICKS,
    PAGE_INTERVAL,
    PAGE_TICK,
    PAGE_CLOCK,
    PAGE_MAP,
    PAGE_SHOW,
    PAGE_ON_CLICK,
    PAGE_FROM_EVENT,
    PAGE_EXTERNAL,
    PAGE_PAUSED,
    PAGE_STRINGS
};

/* Its parts. clicks$ is a subject and a track; the function makes
 *   const tick$ = interval(1000);  const clock$ = tick$.pipe(map(hand));  clock$.subscribe(show); */
#define PAGE_APP       ID_MAKE(ENT_MODULE, 0, 1)
#define PAGE_TRACK     ID_MAKE(ENT_TRACK, 0, 1)
#define PAGE_CLICKS_O  ID_MAKE(ENT_OBSERVABLE, 0, 1)
#define PAGE_SHOWN     ID_MAKE(ENT_SUBSCRIPTION, 0, 31)
#define PAGE_UPSTREAM  ID_MAKE(ENT_SUBSCRIPTION, 0, 32)
#define PAGE_CLICKED   ID_MAKE(ENT_SUBSCRIPTION, 0, 33)
#define PAGE_LIBRARY   ID_MAKE(ENT_SUBSCRIPTION, 0, 34)

struct event source_info(uint32_t source, unsigned field, const char *text);
/* A root subscription in a function of the module: of clock$ when `observable` is 12. */
struct event page_subscribe(unsigned sub, unsigned observable, uint32_t name, unsigned line);

/* The whole page, from the source-start to the end of its snapshot; the events stay valid. */
size_t page_events(const char *name, const char *title, const struct event **out);

#endif
