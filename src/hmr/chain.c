/* chain.c - a pipe as the chain of its operators, and which of them are the same in two chains: a weighted longest
 * common subsequence over (operator, kinds of args, plain values, name of the function). */
#include "hmr/hmr_int.h"

#include <stdlib.h>

#include "base/mem.h"

struct hmr_chain chain_of(rx_observable *o)
{
    struct hmr_chain c = {0};
    for (rx_observable *t = o; rx_is_target(t); t = rx_resolve(t->source))
        c.n++;
    c.items = mem_alloc(c.n * sizeof *c.items);
    for (unsigned i = c.n; i-- > 0; o = rx_resolve(o->source))
        c.items[i] = o;
    c.source = o;
    return c;
}

/* A definition that became something for an earlier track of this commit stays that. */
static unsigned match(uint64_t commit, const rx_observable *a, const rx_observable *b)
{
    if (commit && b->became_in == commit && b->became)
        return b->became == a ? 4 : 0;
    return compare_match(a->fun, b->fun);
}

int *chain_pair(const struct hmr_chain *a, const struct hmr_chain *b, uint64_t commit)
{
    unsigned w = b->n + 1;
    unsigned *best = mem_zalloc((a->n + 1) * w * sizeof *best);
    int *pair = mem_alloc((b->n + 1) * sizeof *pair);
    for (unsigned i = a->n; i-- > 0;)
        for (unsigned j = b->n; j-- > 0;) {
            unsigned m = match(commit, a->items[i], b->items[j]);
            unsigned skip = best[(i + 1) * w + j] > best[i * w + j + 1] ? best[(i + 1) * w + j]
                                                                        : best[i * w + j + 1];
            unsigned take = m ? m + best[(i + 1) * w + j + 1] : 0;
            best[i * w + j] = take > skip ? take : skip;
        }
    for (unsigned j = 0; j < b->n; j++)
        pair[j] = -1;
    for (unsigned i = 0, j = 0; i < a->n && j < b->n;) {
        unsigned m = match(commit, a->items[i], b->items[j]);
        if (m && best[i * w + j] == m + best[(i + 1) * w + j + 1])
            pair[j++] = (int)i++;
        else if (best[(i + 1) * w + j] >= best[i * w + j + 1])
            i++;
        else
            j++;
    }
    free(best);
    return pair;
}
