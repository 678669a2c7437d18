/* actions.h - what keys do: the handlers that the key table names.
 *
 * Each works on the entity that is selected when the key is pressed. None changes the state: they
 * send commands, or change what is shown. */
#ifndef RXSCOPE_UI_ACTIONS_H
#define RXSCOPE_UI_ACTIONS_H

#include "ui/keys.h"

key_fn action_swap, action_pin, action_sweep, action_sweep_dry, action_edit, action_unsubscribe,
    action_reset, action_reload, action_filter, action_tags, action_freeze, action_down, action_up,
    action_page_down, action_page_up, action_first, action_last, action_unfold, action_fold,
    action_open, action_escape, action_redraw, action_help,
    action_quit, action_record;
/* Of views and panes: actions_views.c. */
/* Of the marbles: how much of the time is shown, and where. */
key_fn action_closer, action_wider, action_sooner, action_later_on;
key_fn action_view_tree, action_view_subscriptions, action_view_tracks, action_view_marbles, action_view_events,
    action_view_checks, action_mute, action_next_pane, action_previous_pane, action_grow, action_shrink;
/* find.c */
key_fn action_search, action_search_next, action_search_previous;
/* sorting.c */
key_fn action_sort, action_below, action_plumbing;
/* ordering.c */
key_fn action_order;
/* marks.c */
key_fn action_mark_row;
/* Of living streams: actions_live.c. */
key_fn action_pause, action_send, action_tag, action_log;
/* Of saves: actions_hot.c. */
key_fn action_diff, action_approve, action_trial;
/* mouse.c. */
key_fn action_mouse;
/* Whether a key's label stands on the key line: what is selected. */
key_applies_fn applies_to_swaps, applies_to_hot_track, applies_to_approval, applies_to_subscription, applies_to_paused, applies_to_subject,
    applies_to_object, applies_to_finding;
/* Of a tape: pane_transport.c. */
key_fn action_space, action_step, action_step_back, action_event, action_event_back, action_mark,
    action_about, action_about_back, action_mark_back, action_later, action_earlier, action_faster, action_slower, action_own_speed,
    action_begin, action_end, action_go;

#endif
