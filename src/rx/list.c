/* list.c - a list of values as one value, which the buffers send: a user struct of the host's own. */
#include "rxscope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rx/rx_int.h"

struct list {
    size_t n;
    rx_value *items;
};

static void destroy(void *data)
{
    struct list *l = data;
    for (size_t i = 0; i < l->n; i++)
        rx_release(l->items[i]);
    free(l->items);
}

static bool equal(const void *a, const void *b)
{
    const struct list *x = a, *y = b;
    bool same = x->n == y->n;
    for (size_t i = 0; same && i < x->n; i++)
        same = rx_equal(x->items[i], y->items[i]);
    return same;
}

static void add_value(struct str *out, rx_value v)
{
    char scratch[EVENT_PREVIEW];
    struct event_value shown;
    rx_value_preview(v, &shown, scratch, sizeof scratch);
    event_value_print(&shown, out);
}

/* As much of it as a preview can show. */
static int print(const void *data, char *out, size_t size)
{
    const struct list *l = data;
    struct str s = STR_INIT;
    str_addc(&s, '[');
    for (size_t i = 0; i < l->n && s.len < size; i++) {
        str_add(&s, i ? ", " : "");
        add_value(&s, l->items[i]);
    }
    str_addc(&s, ']');
    int n = snprintf(out, size, "%s", str_text(&s));
    str_release(&s);
    return n;
}

static const rx_user_type list_type = {"rx_list", sizeof(struct list), destroy, equal, print};

rx_value rx_list(const rx_value *values, size_t n)
{
    struct list l = {.n = n, .items = n ? mem_dup(values, n * sizeof *values) : NULL};
    return rx_user(&list_type, &l);
}

bool rx_is_list(rx_value v)
{
    return rx_as(v, &list_type) != NULL;
}

size_t rx_list_size(rx_value list)
{
    const struct list *l = rx_as(list, &list_type);
    return l ? l->n : 0;
}

rx_value rx_list_at(rx_value list, size_t index)
{
    const struct list *l = rx_as(list, &list_type);
    return l && index < l->n ? l->items[index] : rx_none();
}
