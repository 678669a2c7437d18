/* happened.h - the events that are kept, for the views of them. They are kept from the first time that one of
 * these views is shown: before, they cost nothing. */
#ifndef RXSCOPE_UI_HAPPENED_H
#define RXSCOPE_UI_HAPPENED_H

#include <stdbool.h>
#include <stdint.h>

struct ui;
struct state;

bool happened_begin(struct ui *ui); /* false: they are not kept here */
/* The state that has them; it may be another one than what is shown, which may be a moment of it. */
const struct state *happened_state(const struct ui *ui);
/* The number of the newest event that was by the moment that is shown. */
uint64_t happened_until(const struct ui *ui);
/* Another state is shown. */
void happened_renew(struct ui *ui);

#endif
