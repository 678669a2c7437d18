/* compiler.h - command lines for a module's compiler, in the words that it understands.
 *
 * gcc and clang are told the same. tcc 0.9.27 is told what it has: -I where they have -iquote, -MD (which leaves
 * out the system's headers, as -MMD does), no -W for single warnings. It ignores -f and -O, makes no unwind tables, and
 * gives each symbol its size, which serves reach.c as well as sections of their own. To what a #line says it adds the
 * folder of the source as that is named, and it keeps its own __LINE__ whatever -D says: so it is run in the private
 * folder, where the source's name has none, and finds __LINE__ undefined as a macro and declared as a constant. */
#ifndef RXSCOPE_HMR_COMPILER_H
#define RXSCOPE_HMR_COMPILER_H

#include <stdbool.h>

enum compile_for {
    COMPILE_OBJECT, /* the shared object that is loaded */
    COMPILE_REACH   /* the object that is only read (reach.h) */
};

/* All borrowed. */
struct compile {
    const char *command, *cflags; /* split at white space */
    const char *folder;           /* where #include "..." of the source looks */
    const char *include;          /* the private folder, where rxscope.h lies */
    const char *source, *out;     /* in there, with all of their path */
    const char *dep;              /* gets the names of what was included */
    bool strict;                  /* of tcc: whatever it would warn about is an error, for the full compiler to judge */
};

/* Ends with NULL; compiler_free(). */
char **compiler_line(const struct compile *c, enum compile_for what);
void compiler_free(char **line);
/* Where the line is to be run; relative names of what was included (`dep`) are meant from there. */
const char *compiler_folder(const struct compile *c);

/* A file that must lie in the private folder of a compiler that is tcc. */
#define COMPILER_LINE_FILE "rxscope-line.h"
#define COMPILER_LINE_TEXT "enum { __LINE__ = 0 };\n"

/* Whether the command is tcc, by its name: "tcc", "ccache /opt/bin/tcc", "x86_64-tcc -B.". */
bool compiler_is_tcc(const char *command);
/* Whether a program of that name can be started from PATH. */
bool compiler_exists(const char *name);

#endif
