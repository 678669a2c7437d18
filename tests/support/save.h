/* save.h - the ways in which editors save a file. */
#ifndef RXSCOPE_TESTS_SAVE_H
#define RXSCOPE_TESTS_SAVE_H

void save(const char *path, const char *text);             /* truncated, then written */
void save_over(const char *path, const char *text);        /* written in place, cut to its length after */
void save_in_two(const char *path, const char *text, int ms); /* truncated, half of it, a pause, the rest */
void save_renamed(const char *path, const char *text);     /* a new file, moved over the old one */
void save_with_backup(const char *path, const char *text); /* the old one moved away, a new one made */
void save_script(const char *path, const char *text);      /* executable, behind a #!/bin/sh line */
/* For scenarios that say so ("two saves 30 ms apart"), never to wait for something. */
void pause_ms(int ms);

/* Copies tests/fixtures/NAME into the test's folder; returns its path there. */
const char *fixture(const char *name);
char *file_text(const char *path); /* the caller's */
/* The text with the first `from` replaced, the caller's; fails when it is not there. */
char *replaced(const char *text, const char *from, const char *to);
/* Saves the file with that replacement. */
void edit(const char *path, const char *from, const char *to);

#endif
