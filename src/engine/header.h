/* header.h - the text of rxscope.h, carried along so that modules compile where it is not installed.
 * Constant data. */
#ifndef RXSCOPE_ENGINE_HEADER_H
#define RXSCOPE_ENGINE_HEADER_H

#include <stddef.h>

extern const unsigned char header_text[]; /* a C string: a NUL follows that the size does not count */
extern const size_t header_size;

#endif
