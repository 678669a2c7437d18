/* options.h - the command line: one table of commands, one of ctl's actions, one of options. What
 * is parsed, what --help prints and what the manual page is compared with come from these tables.
 */
#ifndef RXSCOPE_APP_OPTIONS_H
#define RXSCOPE_APP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"

/* What main() returns. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_GONE = 3 };

struct options;
struct config;

struct verb {
    const char *name, *operands, *help;
    int (*run)(const struct options *o); /* returns an EXIT_ code */
    int least, most;                     /* operands */
    unsigned takes;                      /* OPT_ bits */
};

struct flag {
    const char *name, *arg, *help; /* arg NULL: it takes none; "[=...]": it may take one, behind = */
    int short_name;                /* 0: there is none */
    unsigned bit;
};

/* The entries of the tables, by number; NULL behind the last one. */
const struct verb *options_verb(size_t i);
const struct flag *options_flag(size_t i);
/* Whether a command takes an option. */
bool options_takes(const struct verb *v, const struct flag *f);

enum {
    OPT_HEADLESS = 1,
    OPT_FOR = 2,
    OPT_CC = 4,
    OPT_CFLAGS = 8,
    OPT_NAME = 16,
    OPT_ASCII = 32,
    OPT_JSON = 64,
    OPT_DRY_RUN = 128,
    OPT_HELP = 256,
    OPT_VERSION = 512,
    OPT_SPEED = 1024,
    OPT_AT = 2048,
    OPT_TURN_LIMIT = 4096,
    OPT_ALL = 8192,
    OPT_ROTATE = 1 << 14,
    OPT_RESTART = 1 << 15,
    OPT_PERFETTO = 1 << 16,
    OPT_JSONL = 1 << 17,
    OPT_MARBLE = 1 << 18,
    OPT_OTLP = 1 << 19,
    OPT_OUTPUT = 1 << 20,
    OPT_FILTER = 1 << 21,
    OPT_WIDTH = 1 << 22,
    OPT_FAIL_ON = 1 << 23,
    OPT_ERROR = 1 << 25,
    OPT_FAST = 1 << 26,
    OPT_TRIAL = 1 << 27,
    OPT_HISTORY = 1 << 28,
    OPT_CONFIG = 1 << 24 /* every command takes it */
};

/* Everything is borrowed from argv. */
struct options {
    const struct verb *verb;
    const struct config *config; /* main()'s: defaults and what the config file says */
    const char *config_file;     /* NULL: where it usually is */
    unsigned given;  /* OPT_ bits */
    uint64_t for_ns; /* 0: no limit */
    double speed;    /* of a tape */
    const char *at;  /* a place on it */
    uint64_t rotate; /* bytes; 0: never */
    uint64_t history; /* bytes; 0: nothing is kept */
    const char *cc, *cflags, *name;
    const char *output, *filter, *fail_on;
    const char *marble_form, *otlp_url; /* NULL: not said */
    unsigned width; /* columns */
    unsigned turn_ms; /* of a callback that does not return; 0: no limit */
    int argc; /* operands of the command */
    char **argv;
    int module_argc; /* behind `--` */
    char **module_argv;
};

/* STATUS_USAGE with a message. argv is reordered. --help and --version need no command. */
enum status options_parse(struct options *o, int argc, char **argv, struct fault_text *why);
void options_help(FILE *out);

/* "rxscope: text" on stderr; returns `code`. */
int complain(int code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The exit code for a status. */
int exit_code(enum status s);

#endif
