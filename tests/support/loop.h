/* loop.h - a test's own loop and folder.
 *
 * Nothing sleeps: loop_until() turns the loop until a condition holds or a deadline has passed. */
#ifndef RXSCOPE_TESTS_LOOP_H
#define RXSCOPE_TESTS_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

enum { LOOP_DEADLINE_MS = 10000 };

extern uv_loop_t loop;
extern char loop_dir[64];

/* Before and after each test; a handle that was forgotten fails it. */
void loop_setup(void);
void loop_teardown(void);

void loop_turn_until(uint64_t at); /* of uv_hrtime() */
bool loop_until(bool (*holds)(void));
const char *loop_path(const char *name); /* in the folder; good for the next seven */

#endif
