/* watch.h - tells when a file was saved, however its editor does that.
 *
 * Folders are watched, not files: a file that is replaced by a rename is another file under the
 * same name. One inotify watch a folder, shared by all its files; a symbolic link is followed, and
 * the folders of the link and of what it points at are watched. So are the folders above, up to the
 * root, as far as they may be read: when one of them is replaced, all names below are looked up anew.
 *
 * Not noticed: writes through a memory map, truncate(2) without open, and files on a network file
 * system that another machine changes.
 *
 * Loop thread only. */
#ifndef RXSCOPE_ENGINE_WATCH_H
#define RXSCOPE_ENGINE_WATCH_H

#include <uv.h>

#include "base/status.h"

struct watch;
struct watch_folder;

struct watches {
    uv_poll_t poll;
    uv_timer_t retry; /* runs only while a watched folder is missing */
    int fd;           /* inotify */
    struct watch *first;
    struct watch_folder *folders;
};

/* STATUS_IO when the system gives no inotify descriptor. */
enum status watches_init(struct watches *w, uv_loop_t *loop, struct fault_text *why);
/* Ends all watches and closes the handles. */
void watches_close(struct watches *w);

/* As watch of struct hmr_host: `changed` is called from the loop, never from inside watch_new. */
struct watch *watch_new(struct watches *w, const char *path, void (*changed)(void *arg), void *arg,
                        struct fault_text *why);
/* Fine from inside `changed`. */
void watch_free(struct watches *w, struct watch *watch);

#endif
