/* leak.c - a program with a mistake in it, to be found on the screen:
 *
 *     rxscope run leak.c
 *
 * It turns pages: each page shows the newest of the samples while it is open. Something becomes more and more. Press 6: the
 * checks say what, and in which line; Enter goes there, e opens the line in an editor, and a save swaps what was changed. */
#include <stdio.h>

#include "rxscope.h"

enum { SAMPLE_MS = 100, TURN_MS = 250 };

static rx_observable *samples;
static rx_observable *pages;

static rx_value doubled(rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 * 2);
}

static void show(rx_value v, void *env)
{
    (void)v;
    (void)env;
}

/* The page before is not closed: what it subscribed goes on. A rx_switch_map behind `pages` would end it. */
static void turn(rx_value page, void *env)
{
    (void)page;
    (void)env;
    rx_subscribe(samples, show);
}

RX_MODULE(leak)
{
    samples = RX_TRACK(samples, rx_pipe(rx_interval(SAMPLE_MS), rx_map(doubled)));
    pages = RX_TRACK(pages, rx_interval(TURN_MS));
    RX_SUBSCRIBE(pages, turn);
}
