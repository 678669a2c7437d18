/* receivers.h - who receives from a definition, and giving them another one, within a commit.
 *
 * What a receiver is sent at once may run code of any module: a fault of that is told and does not end the commit
 * half-way. Both ways of changing return how many values were sent at once. Loop thread. */
#ifndef RXSCOPE_HMR_RECEIVERS_H
#define RXSCOPE_HMR_RECEIVERS_H

#include "hmr/hmr_int.h"

enum { MAIN = -1 }; /* the source of a pipe, or what a track stands for; else the index of an arg */

struct nodes {
    struct rx_node **items; /* the caller's to free */
    size_t n, cap;
};

/* The living receivers of `o` on behalf of `user`: the definition that names it, or the track's wrapper. */
struct nodes receivers(rx_observable *o, rx_observable *user, int input);

/* As rx_splice() takes them. */
struct splice {
    struct rx_node *c;
    unsigned removed, n;
    rx_observable *const *added;
    rx_observable *above, *below;
    uint64_t sent;
};
uint64_t splice(struct splice *x);
uint64_t reconnect(struct rx_node *c, rx_observable *o, rx_observable *below); /* rx_reconnect() */

#endif
