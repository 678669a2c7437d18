/* main.c - reads the command line and runs the command that it names. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/config.h"
#include "app/look.h"
#include "app/options.h"
#include "base/str.h"
#include "base/version.h"
#include "hmr/hmr.h"

/* Descriptors 0 to 2 may come closed; what is opened later must not become stdout by accident. */
static void open_standard(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

static int run(const struct options *o)
{
    if (o->given & OPT_HELP)
        options_help(stdout);
    else if (o->given & OPT_VERSION)
        puts("rxscope " RXSCOPE_VERSION);
    else
        return o->verb->run(o);
    return EXIT_DONE;
}

/* What a trial starts (hmr.h); nothing for people. */
static bool is_helper(int argc, char **argv)
{
    return argc == 5 && strcmp(argv[1], "trial") == 0;
}

static void warn(void *ctx, const char *text)
{
    (void)ctx;
    complain(EXIT_DONE, "%s", text);
}

/* The config file: nothing in it, nor its being unusable, stops the program, unless it was asked for by name. */
static enum status configure(struct options *o, struct config *c, struct fault_text *why)
{
    char *unread = NULL, *usual = o->config_file ? NULL : config_path(&unread);
    const char *path = o->config_file ? o->config_file : usual;
    enum status s = path ? config_read(c, path, warn, NULL, why) : STATUS_NOTFOUND;
    if (!o->config_file) {
        if (s != STATUS_OK && s != STATUS_NOTFOUND)
            warn(NULL, why->text);
        s = STATUS_OK;
    }
    if (unread) {
        char *text = str_format("%s is not read, since %s is there: remove one of them", unread, usual);
        warn(NULL, text);
        free(text);
    }
    o->config = c;
    look_apply(c, warn, NULL);
    if (c->screen_ascii)
        o->given |= OPT_ASCII;
    setenv("RXSCOPE_SSH", c->attach_ssh, 0); /* the environment comes before the file */
    free(usual);
    free(unread);
    return s;
}

static int run_configured(struct options *o, struct fault_text *why)
{
    struct config c;
    config_init(&c);
    int code = configure(o, &c, why) == STATUS_OK ? run(o) : complain(EXIT_USAGE, "%s", why->text);
    config_release(&c);
    return code;
}

int main(int argc, char **argv)
{
    struct options o;
    struct fault_text why;
    open_standard();
    setlocale(LC_ALL, "");
    if (is_helper(argc, argv))
        return hmr_rehearse(argv[2], argv[3], (unsigned)strtoul(argv[4], NULL, 10));
    if (options_parse(&o, argc, argv, &why) != STATUS_OK)
        return complain(EXIT_USAGE, "%s", why.text);
    int code = o.verb ? run_configured(&o, &why) : run(&o);
    if (fflush(stdout) != 0 || ferror(stdout))
        return complain(EXIT_FAILED, "stdout cannot be written: %s", strerror(errno));
    return code;
}
