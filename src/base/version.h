/* version.h - the version, as configure knows it. */
#ifndef RXSCOPE_BASE_VERSION_H
#define RXSCOPE_BASE_VERSION_H

#ifdef PACKAGE_VERSION
#define RXSCOPE_VERSION PACKAGE_VERSION
#else
#define RXSCOPE_VERSION "unknown"
#endif

#endif
