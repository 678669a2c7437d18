/* color.h - colours of 256, or by their parts, as the nearest one that a terminal has. Pure. */
#ifndef RXSCOPE_UI_COLOR_H
#define RXSCOPE_UI_COLOR_H

enum { COLOR_DEFAULT = -1, COLOR_RGB = 1 << 24 /* set in colours by their parts: COLOR_RGB | 0xrrggbb */ };

/* The number by which a terminal of `all` colours knows the nearest one to `color` among its first `most` colours.
 * 2^24 colours: their numbers are their parts. */
int color_fit(int color, int most, int all);
/* What xterm shows for a colour of the 256: 0xrrggbb. */
int color_parts(int index);

#endif
