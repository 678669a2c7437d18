#include "ui/scroll.h"

#include "ui/keys.h"

bool scroll_key(int key, size_t *at, size_t page, size_t last)
{
    size_t step = key == KEYCODE_PGDN || key == KEYCODE_PGUP ? page : 1;
    switch (key) {
    case 'j':
    case KEYCODE_DOWN:
    case KEYCODE_PGDN:
        *at += step;
        break;
    case 'k':
    case KEYCODE_UP:
    case KEYCODE_PGUP:
        *at -= *at < step ? *at : step;
        break;
    case 'g':
    case KEYCODE_HOME:
        *at = 0;
        break;
    case 'G':
    case KEYCODE_END:
        *at = last;
        break;
    default:
        return false;
    }
    if (*at > last)
        *at = last;
    return true;
}
