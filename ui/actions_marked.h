/* actions_marked.h - keys while rows are marked. */
#ifndef RXSCOPE_UI_ACTIONS_MARKED_H
#define RXSCOPE_UI_ACTIONS_MARKED_H

#include <stdbool.h>

struct ui;

enum deed {
    DEED_SWAP,
    DEED_PIN,
    DEED_APPROVE,
    DEED_RESET,
    DEED_RELOAD,
    DEED_UNSUBSCRIBE,
    DEED_PAUSE,
    DEED_STEP,
    DEED_SEND,
    DEED_TAG,
    DEED_LOG
};

/* Does it to all that is marked; false: nothing is, the key is about the selection. */
bool ui_on_marks(struct ui *ui, enum deed deed);

/* What an item of a popup makes of the batch that waits for it. */
enum batch_choice { BATCH_NONE, BATCH_AS_IT_IS, BATCH_VERSION_BEFORE };
void ui_batch_chosen(struct ui *ui, enum batch_choice choice);

#endif
