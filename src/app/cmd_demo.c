#include "app/cmd_demo.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/embed.h"
#include "app/search.h"
#include "app/session.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/workdir.h"

/* Whether the file still holds what was written into it. */
static bool untouched(const char *path)
{
    char *now = mem_alloc(embed_cpu_c_size + 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, now, embed_cpu_c_size + 1) : 0;
    bool same = n == (ssize_t)embed_cpu_c_size && memcmp(now, embed_cpu_c, (size_t)n) == 0;
    if (fd >= 0)
        close(fd);
    free(now);
    return same;
}

static int run(const struct options *o, const char *folder, const char *source)
{
    struct engine_module module = {.path = source};
    struct session_options so = {.options = o,
                                 .name = o->name ? o->name : "demo",
                                 .modules = &module,
                                 .module_count = 1,
                                 .shown_dir = folder};
    char *notice = NULL;
    if (!search_path(session_cc(o))) {
        module.prebuilt = embed_cpu_so;
        module.prebuilt_size = embed_cpu_so_size;
        notice =
            str_format("no C compiler (%s): the example runs as it was built, and edits need one; "
                       "install gcc, or name one with --cc",
                       session_cc(o));
        so.notice = notice;
    }
    if (o->given & OPT_HEADLESS) {
        printf("the example's source: %s\n", source);
        fflush(stdout);
    }
    int code = session_run(&so);
    free(notice);
    return code;
}

int cmd_demo(const struct options *o)
{
    struct str folder = STR_INIT;
    struct fault_text why;
    int code = EXIT_FAILED;
    if (workdir_make_visible(&folder, "rxscope-demo-", &why) != STATUS_OK) {
        str_release(&folder);
        return complain(code, "%s", why.text);
    }
    char *source = str_format("%s/cpu.c", str_text(&folder));
    if (workdir_write(source, embed_cpu_c, embed_cpu_c_size, &why) == STATUS_OK)
        code = run(o, str_text(&folder), source);
    else
        complain(code, "%s", why.text);
    if (access(source, F_OK) != 0 || untouched(source))
        workdir_remove(str_text(&folder));
    else
        printf("your edited example: %s (rxscope run opens it again)\n", source);
    free(source);
    str_release(&folder);
    return code;
}
