/* path.h - names of files as text: nothing is looked up but the current folder. */
#ifndef RXSCOPE_BASE_PATH_H
#define RXSCOPE_BASE_PATH_H

/* The path as it is meant from any folder, links and dots as they are; as it came when the current folder has no name
 * any more. The caller's. */
char *path_absolute(const char *path);
/* All before the last slash, "/" for what lies in the root, "." for a bare name. The caller's. */
char *path_folder(const char *path);
/* What stands behind the last slash; borrowed. */
const char *path_name(const char *path);

#endif
