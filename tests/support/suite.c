/* suite.c - Check writes its TAP into a pipe; a child copies it to stdout and marks what was skipped,
 * which Check has no word for. */
#include "tests/support/suite.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/program.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { PATIENCE_MS = 100000, SANITIZED = 1 };
#else
enum { PATIENCE_MS = 20000, SANITIZED = 0 };
#endif

static int skips[2]; /* a pipe: suite_skip() writes a line for the test that runs */

unsigned suite_patience(void)
{
    return PATIENCE_MS;
}

bool suite_defers_signals(void)
{
#if defined(__SANITIZE_THREAD__)
    return true;
#else
    return false;
#endif
}

bool suite_sanitized(void)
{
    return SANITIZED;
}

void suite_skip(const char *reason)
{
    ck_assert_int_gt(dprintf(skips[1], "%s\n", reason), 0);
}

/* The line of a test that called suite_skip() comes after its reason was written. */
static void copy_line(const char *line)
{
    char reason[256];
    size_t n = 0;
    bool result = strncmp(line, "ok ", 3) == 0;
    while (result && n < sizeof reason - 1 && read(skips[0], reason + n, 1) == 1 && reason[n] != '\n')
        n++;
    reason[n] = '\0';
    printf("%.*s%s%s\n", (int)strcspn(line, "\n"), line, n ? " # SKIP " : "", reason);
    fflush(stdout);
}

static pid_t start_filter(int tap[2])
{
    char line[8192];
    fflush(stdout);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    close(tap[1]);
    close(skips[1]);
    FILE *in = fdopen(tap[0], "r");
    while (in && fgets(line, sizeof line, in))
        copy_line(line);
    _exit(0);
}

int suite_main(Suite *suite)
{
    int tap[2];
    char name[32];
    if (pipe(tap) != 0 || pipe2(skips, O_NONBLOCK) != 0) {
        perror("pipe");
        return EXIT_FAILURE;
    }
    pid_t filter = start_filter(tap);
    close(tap[0]);
    snprintf(name, sizeof name, "/dev/fd/%d", tap[1]);
    SRunner *sr = srunner_create(suite);
    srunner_set_tap(sr, name);
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    close(tap[1]);
    waitpid(filter, NULL, 0);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int suite_run(const char *name, const TTest *const *tests, size_t n)
{
    Suite *suite = suite_create(name);
    if (!getenv("RXSCOPE")) {
        puts("1..0 # SKIP RXSCOPE does not name a program to test");
        return EXIT_SUCCESS;
    }
    setenv("CK_MAX_MSG_SIZE", "65536", 0); /* screens and logs are shown */
    for (size_t i = 0; i < n; i++) {
        TCase *tc = tcase_create(tests[i]->name);
        tcase_set_timeout(tc, PATIENCE_MS / 1000 * 2);
        tcase_add_checked_fixture(tc, place_open, place_close);
        tcase_add_test(tc, tests[i]);
        suite_add_tcase(suite, tc);
    }
    return suite_main(suite);
}
