#include "app/tapetime.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

/* Sums in ns of doubles would lose microseconds of a wall clock: the distance alone is one. */
static uint64_t moved(const struct tapetime *t, uint64_t from, double ns)
{
    double low = -(double)(from - t->begin), high = (double)(t->end - from);
    if (ns <= low)
        return t->begin;
    if (ns >= high)
        return t->end;
    return ns < 0 ? from - (uint64_t)-ns : from + (uint64_t)ns;
}

static double unit(const char *text)
{
    static const struct {
        const char *name;
        double ns;
    } units[] = {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"m", 60e9}, {"min", 60e9}, {"h", 3600e9}};
    while (*text == ' ')
        text++;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (!strcmp(text, units[i].name))
            return units[i].ns;
    return 0;
}

static bool parse_distance(const char *text, const struct tapetime *t, uint64_t *wall)
{
    char *end;
    double n = strtod(text, &end);
    uint64_t now = t->now < t->begin ? t->begin : t->now > t->end ? t->end : t->now;
    if (end == text || !isfinite(n) || !isdigit((unsigned char)end[-1]))
        return false;
    if (*end == '%' && !end[1] && isdigit((unsigned char)*text)) {
        *wall = moved(t, t->begin, (double)(t->end - t->begin) * n / 100);
        return true;
    }
    if ((*text != '+' && *text != '-') || unit(end) == 0)
        return false;
    *wall = moved(t, now, n * unit(end));
    return true;
}

static bool parse_number(const char **text, double below, double *out)
{
    char *end;
    if (!isdigit((unsigned char)**text))
        return false;
    *out = strtod(*text, &end);
    *text = end;
    return *out < below;
}

/* "10:06:02.25" into seconds since midnight; hours and minutes at least. */
static bool parse_clock(const char *text, double *seconds)
{
    double h, m, s = 0;
    if (!parse_number(&text, 24, &h) || *text++ != ':' || !parse_number(&text, 60, &m))
        return false;
    if (*text == ':') {
        text++;
        if (!parse_number(&text, 61, &s))
            return false;
    }
    *seconds = h * 3600 + m * 60 + s;
    return *text == '\0' && h == (int)h && m == (int)m;
}

static uint64_t midnight(uint64_t wall, int days)
{
    time_t seconds = (time_t)(wall / NS_PER_S);
    struct tm tm;
    localtime_r(&seconds, &tm);
    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_mday += days;
    tm.tm_isdst = -1;
    return (uint64_t)mktime(&tm) * NS_PER_S;
}

/* A clock is typed in whole seconds: the second in which the tape begins is on it. */
static uint64_t on_the_tape(const struct tapetime *t, double seconds)
{
    uint64_t past = (uint64_t)(seconds * 1e9), wall = midnight(t->begin, 0) + past;
    uint64_t next = midnight(t->begin, 1) + past;
    if (wall + NS_PER_S <= t->begin && next <= t->end)
        wall = next;
    return wall < t->begin ? t->begin : wall > t->end ? t->end : wall;
}

enum status tapetime_parse(const char *text, const struct tapetime *t, uint64_t *wall,
                           struct fault_text *why)
{
    double seconds;
    while (*text == ' ')
        text++;
    if (parse_distance(text, t, wall))
        return STATUS_OK;
    if (!parse_clock(text, &seconds))
        return fault_set(why, STATUS_USAGE,
                         "'%s' is no place on a tape: type 10:06:02, +30s, -5s or 50%%", text);
    *wall = on_the_tape(t, seconds);
    return STATUS_OK;
}
