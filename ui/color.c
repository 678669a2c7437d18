#include "ui/color.h"

#include <limits.h>

enum { CUBE = 16, GREY = 232, TRUE_COLORS = 1 << 24 };

int color_parts(int index)
{
    static const int sixteen[] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
                                  0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
    static const int levels[] = {0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
    if (index < CUBE)
        return sixteen[index];
    if (index >= GREY)
        return (8 + (index - GREY) * 10) * 0x010101;
    index -= CUBE;
    return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
}

static int distance(int a, int b)
{
    int sum = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        int d = (a >> shift & 0xff) - (b >> shift & 0xff);
        sum += d * d;
    }
    return sum;
}

/* The first sixteen are what the user made of them: of 256 only the others are sure to be near. */
static int nearest(int parts, int most)
{
    int best = 0, least = INT_MAX;
    for (int i = most >= 256 ? CUBE : 0; i < most; i++) {
        int d = distance(parts, color_parts(i));
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

int color_fit(int color, int most, int all)
{
    int steps = most >= 256 ? 256 : most >= 16 ? 16 : 8;
    if (color == COLOR_DEFAULT || color < 8)
        return color; /* everybody has them */
    if (color & COLOR_RGB && most < TRUE_COLORS)
        color = nearest(color & 0xffffff, steps);
    else if (color < 16 && steps < 16)
        color -= 8;
    else if (color < 256 && color >= steps)
        color = nearest(color_parts(color), steps);
    if (all < TRUE_COLORS || color < 8)
        return color;
    /* Numbers below 8 are the palette's there. */
    int parts = color & COLOR_RGB ? color & 0xffffff : color_parts(color);
    return parts < 8 ? 0 : parts;
}
