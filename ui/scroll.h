/* scroll.h - the keys that move a position through a list, the same in every pane. */
#ifndef RXSCOPE_UI_SCROLL_H
#define RXSCOPE_UI_SCROLL_H

#include <stdbool.h>
#include <stddef.h>

/* Moves *at within [0, last] by a line, a page of `page` or to an end; false: no moving key. */
bool scroll_key(int key, size_t *at, size_t page, size_t last);

#endif
