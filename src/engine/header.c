/* The bytes; Makefile.am writes them as a list of numbers. */
#include "engine/header.h"

const unsigned char header_text[] = {
#include "embed/rxscope_h.inc"
    0};
const size_t header_size = sizeof header_text - 1;
