#include "ui/ui_private.h"

static void draw(struct ui *ui, const struct rect *at)
{
    views_draw_nothing(ui, at, "nothing is to be seen here yet");
}

const struct view_ops view_marbles = {.name = "marbles", .brief = "marbles", .draw = draw};
