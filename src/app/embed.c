/* The bytes of the embedded files; Makefile.am writes each as a list of numbers. Constant data. */
#include "app/embed.h"

const unsigned char embed_cpu_c[] = {
#include "embed/cpu_c.inc"
    0};
const size_t embed_cpu_c_size = sizeof embed_cpu_c - 1;

const unsigned char embed_cpu_so[] = {
#include "embed/cpu_so.inc"
    0};
const size_t embed_cpu_so_size = sizeof embed_cpu_so - 1;
