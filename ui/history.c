#include "ui/history.h"

#include <string.h>

#include "base/str.h"

static void drop(struct history *h, size_t i)
{
    h->n--;
    memmove(h->items[i], h->items[i + 1], (h->n - i) * sizeof h->items[0]);
}

void history_add(struct history *h, const char *text)
{
    for (size_t i = h->n; i-- > 0;)
        if (strcmp(h->items[i], text) == 0)
            drop(h, i);
    if (h->n == HISTORY_MAX)
        drop(h, 0);
    str_copy(h->items[h->n++], sizeof h->items[0], text);
    h->at = h->n;
}

const char *history_older(struct history *h)
{
    return h->at > 0 ? h->items[--h->at] : NULL;
}

const char *history_newer(struct history *h)
{
    if (h->at >= h->n)
        return NULL;
    return ++h->at < h->n ? h->items[h->at] : "";
}
