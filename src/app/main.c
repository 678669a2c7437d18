/* main.c - reads the command line and runs the command that it names. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/options.h"
#include "base/version.h"

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

int main(int argc, char **argv)
{
    struct options o;
    struct fault_text why;
    open_standard();
    setlocale(LC_ALL, "");
    if (options_parse(&o, argc, argv, &why) != STATUS_OK)
        return complain(EXIT_USAGE, "%s", why.text);
    int code = run(&o);
    if (fflush(stdout) != 0 || ferror(stdout))
        return complain(EXIT_FAILED, "stdout cannot be written: %s", strerror(errno));
    return code;
}
