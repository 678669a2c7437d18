/* completion.h - what makes a shell complete rxscope's command line, written from the tables of options.h: bash, zsh, fish. */
#ifndef RXSCOPE_APP_COMPLETION_H
#define RXSCOPE_APP_COMPLETION_H

#include <stdbool.h>
#include <stdio.h>

/* false: there is no such shell here. */
bool completion_print(const char *shell, FILE *out);

#endif
