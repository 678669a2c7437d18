/* embed.h - the files that the program carries inside itself, so that it needs no path at run time.
 *
 * The demo's source, which is copied to a work folder to be edited; and the demo compiled, for machines
 * without a compiler. (The text of the public header is the engine's: engine/header.h.)
 * Each is followed by one NUL byte that its size does not count, so the texts are C strings. */
#ifndef RXSCOPE_APP_EMBED_H
#define RXSCOPE_APP_EMBED_H

#include <stddef.h>

extern const unsigned char embed_cpu_c[]; /* examples/cpu.c */
extern const size_t embed_cpu_c_size;

extern const unsigned char embed_cpu_so[]; /* examples/cpu.c, compiled when rxscope was built */
extern const size_t embed_cpu_so_size;

#endif
