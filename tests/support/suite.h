/* suite.h - the main function of suites, mostly of those that start the real program.
 *
 * Each test is a test case of its own, so that CK_RUN_CASE=name runs it alone. */
#ifndef RXSCOPE_TESTS_SUITE_H
#define RXSCOPE_TESTS_SUITE_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

/* Runs the tests, each between place_open() and place_close(), with TAP on stdout; for main().
 * Without a program to test, the whole suite is a skip. */
int suite_run(const char *name, const TTest *const *tests, size_t n);
/* The same for a suite made by hand, which needs no program. */
int suite_main(Suite *suite);
/* To be called by a test that cannot run here, which then returns: TAP shows it as skipped. */
void suite_skip(const char *reason);

/* How long something may take before a test gives up, in ms: much longer under a sanitizer. */
unsigned suite_patience(void);
bool suite_defers_signals(void); /* ThreadSanitizer: until the thread calls something */
bool suite_sanitized(void); /* built with AddressSanitizer or ThreadSanitizer */

#endif
