/* hmr_int.h - the swap engine from inside.
 *
 *   save ──► module.c: hash, snapshot, compile (build.c) ──► loader.c: a generation
 *        ──► stage.c: the body is evaluated, nothing that runs is touched
 *        ──► commit.c: every track is aligned (align.c) with what was staged; statements follow
 *        ──► sweep.c: generations that nothing refers to are unloaded
 *
 * A failure before commit leaves everything as it was: the stage is dropped. Loop thread only. */
#ifndef RXSCOPE_HMR_HMR_INT_H
#define RXSCOPE_HMR_HMR_INT_H

#include <time.h>

#include "base/str.h"
#include "hmr/hmr.h"
#include "hmr/places.h"
#include "hmr/reach.h"
#include "hmr/symbols.h"
#include "rx/rx_int.h"

#define HMR_KEEP_ARTEFACTS 32  /* generations whose files stay, besides pinned ones */
#define HMR_BEHIND_WAIT    30  /* ms that the full compiler waits behind the quick one, to let the new code run first */
#define HMR_REMOVAL_WAIT   150 /* ms that a save which removes a track waits for a newer one */

struct hmr_module;

/* Files in the work folder. */
struct artefact {
    char *so_path;
    char *object_path; /* NULL: what functions reach is not known */
    char *source_path; /* the copy that the compiler has read; NULL: none */
    bool compiled;     /* the source was made into the object here */
    bool fast;         /* by the quick compiler */
};

/* A header as a generation was compiled with it; its content is kept under its hash (headers.c). */
struct kept_header {
    char *path;
    uint64_t hash;
};

/* One load of a module. Its files stay after unloading, so that an earlier version can be forced. */
struct hmr_generation {
    struct hmr_module *module;
    struct hmr_generation *next; /* newest first */
    uint32_t number;
    char *so_path, *object_path, *source_path; /* as in struct artefact */
    bool artefact;               /* so_path still exists */
    bool compiled;               /* its files serve for the same content again */
    bool fast;                   /* made by the quick compiler: the full one's build follows (behind.c) */
    bool second;                 /* is that build */
    bool replaced;               /* had its place taken by that build */
    bool fast_only;              /* there is no such build: the full compiler refuses it */
    uint64_t source_hash;
    struct kept_header *headers;
    size_t nheaders;
    uint32_t same_as;            /* the generation whose files were used again; 0: compiled */
    void *handle;                /* NULL: not loaded */
    const rx_module_descriptor *descriptor;
    uintptr_t base, end;         /* where it is mapped */
    struct symbols *symbols;
    struct reach *reach;
    struct places *places;       /* of its source; NULL: there was none */
    int pins;                    /* slots, envs, values and stages that point into it */
    bool looked;                 /* for what it may have left in the process: `lasts`, or NULL */
    const char *lasts;
    bool told_kept;
    bool committed;              /* and not freed since */
    bool ran;                    /* it was committed once */
    bool quarantined;            /* its code has failed: not loaded again, whatever asks for it */
    char *tried;                 /* what its trial has found (rehearse.h); NULL: there was none */
    rx_observable **held;        /* tracks that its body was given: static data may name them */
    size_t nheld, cap_held;
};

struct hmr_version {
    uint32_t version, generation;
    uint32_t last; /* generation that has it unchanged: its files are kept longest */
};

/* What was told of a version; `at`: when first. */
struct told_version {
    uint32_t version, generation;
    uint64_t at;
    entity_id entity;
    char *what;  /* NULL: nothing */
    bool update; /* by track-update, else by track-register */
    bool forced;
};

/* What was told of a track, for late readers (snapshot.c). Of a module: since, at, result. */
struct told_track {
    uint64_t since;    /* when it was told first; 0: not yet */
    uint32_t order;    /* among all tracks */
    struct rx_place at;
    entity_id parent, entity;
    char *key;
    uint32_t version, waiting;
    uint8_t flags;
    uint64_t swapped_at;
    struct told_version *versions; /* oldest first */
    size_t nversions, cap_versions;
    struct event result; /* the last outcome, or step of a build; kind 0: none; its text is `reason` */
    char *reason;
    uint32_t *tags;      /* rx_tag_add() */
};

struct hmr_track {
    struct hmr_track *next; /* of the module, in order of appearance */
    struct hmr_module *module;
    struct hmr_track *parent;
    char *name, *key;       /* "load", "cpu.c:load" */
    char *function;         /* where it stands; NULL: in the module's body */
    unsigned ordinal;       /* among those of its name there, from 1 */
    char *group;            /* its key without a number: that of all that share it */
    uint32_t rank, settled_rank; /* its place in the group, in this evaluation and in the last commit; 0: none */
    struct rx_place at;
    entity_id id;
    rx_observable *wrapper;
    uint32_t version, newest;
    uint64_t fingerprint;        /* of what runs */
    uint64_t newest_fingerprint; /* of the newest version, which may wait behind a pin */
    struct hmr_version *versions;
    size_t nversions, cap_versions;
    uint32_t waiting;
    bool registered, orphan, pinned;
    bool awaited;                /* rx_use() named it before its module declared it */
    struct told_track told;
    uint64_t walked;             /* mark of the last walk over the graph (validate.c) */
    char *former_key;            /* before it was renamed; NULL: never */
};

/* A module-level subscribe. */
struct hmr_statement {
    struct hmr_statement *next;
    char *key;
    struct hmr_track *track;
    rx_subscription *sub;
    bool orphaned; /* its track had left the source; it subscribes again when that is back */
};

struct staged_track {
    struct hmr_track *track;
    rx_observable *def; /* counted */
    struct rx_place at;
    uint64_t fingerprint;
};

struct staged_statement {
    char *key;
    struct hmr_track *track;
    rx_observer observer;
    char *args;
    char *file;
    unsigned line;
    bool taken;
};

struct staged_tag {
    rx_observable *o; /* counted */
    uint32_t tag;
};

/* What one evaluation declared. */
struct stage {
    struct hmr_module *module;
    struct hmr_generation *generation;
    struct staged_track *tracks;
    size_t ntracks, cap_tracks;
    struct staged_statement *statements;
    size_t nstatements, cap_statements;
    struct staged_tag *tags;
    size_t ntags, cap_tags;
    struct hmr_track *open[32]; /* scopes of RX_TRACK that are being evaluated */
    struct rx_place open_at[32];
    size_t nopen;
    char failed[256];           /* rx_fail's reason, "" none */
    bool rolls_back;            /* to a generation that ran before */
};

/* A content whose code has failed. */
struct hmr_bad {
    uint32_t generation;
    uint64_t content; /* generation_content() */
    char *what;       /* "SIGFPE (division by zero) in ratio" */
    char *told;       /* that, and what came of it; NULL: nothing yet */
};

struct hmr_dep {
    char *path;
    uint64_t hash;
    void *watch;
    struct hmr_module *module;
};

struct build; /* build.c: a compile under way */

struct hmr_module {
    struct hmr *hmr;
    struct hmr_module *next;
    char *given;         /* absolute, as it was named; a link, perhaps */
    char *path;          /* absolute; where it leads to */
    char *file;          /* its last part, for keys */
    char *waits_for;     /* RX_USE named a module that is not live yet; NULL: none */
    char *name;          /* RX_MODULE's, NULL before the first good load */
    bool shared_object;  /* given as .so */
    entity_id id;
    void *watch;
    struct hmr_dep *deps;
    size_t ndeps;
    uint64_t built_hash; /* of the source that was compiled last, or is being compiled */
    bool built;          /* built_hash means something */
    struct places *places; /* of the source that is being built */
    bool refused;        /* the newest attempt was refused */
    struct hmr_bad *bad; /* contents that are not loaded again */
    size_t nbad, cap_bad;
    struct stage *back;  /* evaluated; the module goes back to it when the stack is empty */
    uint32_t freed;      /* generations so far */
    struct told_track told;
    uint32_t next_number;
    struct hmr_generation *generations; /* newest first */
    struct hmr_generation *current;
    struct build *build;
    struct build *behind; /* of the generation that runs, by the full compiler */
    void *behind_timer;   /* until that is begun; NULL: it has, or is not wanted */
    char *fast_says;      /* why the quick compiler has not compiled what is being built; NULL: it has, or was not asked */
    struct hmr_rehearsal *rehearsal; /* the newest build is tried elsewhere; NULL: none is */
    uint64_t noticed;    /* ns: when the save under way was seen */
    struct stage *waiting; /* evaluated; waits because it removes a track */
    void *wait_timer;
    struct stage *held;    /* evaluated; waits until somebody approves it */
    struct hmr_track *tracks, **tracks_end;
    struct hmr_statement *statements, **statements_end;
};

struct hmr {
    struct hmr_options options;
    char *work_dir, *cc, *cflags;
    const char *fast;           /* static; the quick compiler; NULL: none is used */
    struct hmr_module *modules, **modules_end;
    struct stage *stage;        /* the evaluation under way */
    struct hmr_generation *last_found;
    bool alone;                 /* in a helper process: other modules are not there */
    bool approval;              /* saves wait until they are approved */
    uint64_t walks;
    uint64_t commits;           /* counts; marks what a commit has touched */
    unsigned files;             /* counts; names of work files */
    uint32_t tracks_told;       /* counts */
    struct hmr_lookup *lookups; /* of places of faults, under way */
};

extern struct hmr *hmr_current; /* rx_track_begin() and friends have no other way to find it */

/* snapshot.c: each tells one thing and keeps it for late readers. */
void hmr_tell_module(struct hmr_module *m, unsigned kind, unsigned flags, uint32_t generation);
void hmr_tell_scope(struct hmr_track *t, unsigned kind, uint32_t generation);
void hmr_tell_register(struct hmr_track *t, uint32_t generation);
void hmr_tell_update(struct hmr_track *t, uint32_t generation, bool forced, const char *what);
void hmr_tell_state(struct hmr_track *t);
void hmr_tell_orphan(struct hmr_track *t, uint32_t generation);
/* At the end of a commit: tracks of all modules whose entity or enclosing track is another one now. */
void hmr_tell_changed_tracks(const struct hmr *h);
void hmr_told_release(struct told_track *told);
bool hmr_tell_known(void *hmr, struct rx_snapshot *s, entity_id id, bool whole); /* rx_snapshot_tell_fn */
void hmr_tell_result(entity_id id, unsigned outcome, uint32_t generation, uint32_t version,
                     const char *text);
void hmr_tell_build(struct hmr_module *m, unsigned step, uint32_t generation, const char *text);
/* report.c */
void hmr_log(entity_id id, unsigned level, const char *fmt, ...) RX_PRINTF(3, 4);
/* The line that says most of a compiler's message, with the place that a person has to look at; the caller's. */
char *hmr_headline(const struct hmr_module *m, const char *message);

/* build.c: compiles a private copy of the bytes that were hashed. `done` is called from the loop, with
 * a status and, on failure, the compiler's words; on success with the paths of what was built. */
struct built {
    enum status status;
    bool fast;               /* by the quick compiler */
    const char *message;     /* of the compiler; warnings too */
    struct artefact files;   /* the receiver's; so_path NULL: there are none */
    struct timespec started; /* by the clock of the files, before the compiler read anything */
    char **deps;             /* the receiver's (deps_free) */
    size_t ndeps;
};
enum build_with {
    BUILD_FULL,
    BUILD_FAST,  /* by the quick compiler */
    BUILD_BEHIND /* what that has compiled, by the full one: without the object that is only read */
};
struct build *build_start(struct hmr_module *m, uint32_t number, enum build_with with, const void *source, size_t size,
                          void (*done)(struct hmr_module *m, struct built *b), struct fault_text *why);
void build_cancel(struct build *b);
/* Reads a whole file of at most 16 MiB; *data is the caller's. */
enum status hmr_read_file(const char *path, char **data, size_t *size, struct fault_text *why);
/* The same for what is going to be run: only a file that nobody else can have written (trust.h). */
enum status hmr_read_trusted(const char *path, char **data, size_t *size, struct fault_text *why);
enum status hmr_write_file(const char *path, const void *data, size_t size, struct fault_text *why);

/* behind.c */
/* Where what runs was made by the quick compiler: the full one is started, and its build will take the place. */
void behind_start(struct hmr_module *m);
void behind_stop(struct hmr_module *m);
void behind_commit(struct stage *s);                            /* of such a build */
void behind_tell_why_not(struct hmr_module *m, uint32_t number); /* where the full compiler had to come first */

/* artefact.c */
/* A name in the work folder that no other file has, without an ending. */
char *artefact_stem(struct hmr_module *m, uint32_t number);
char *artefact_copy_file(const char *from, const char *stem, const char *ending); /* the name; NULL: not done */
void artefact_drop(struct artefact *a); /* removes the files, frees the names */
/* The private copy for the compiler, and what stood in it. */
enum status artefact_write_source(const struct hmr_module *m, const char *path, const void *source, size_t size,
                                  struct fault_text *why);
enum status artefact_read_source(const struct hmr_generation *g, char **data, size_t *size, struct fault_text *why);
/* A generation that was compiled of this source and of the headers as they are now; NULL: none is kept. */
const struct hmr_generation *artefact_find(const struct hmr_module *m, uint64_t hash, const void *data, size_t size);
/* false: something of it could not be copied, and nothing was. */
bool artefact_copy(struct hmr_module *m, const struct hmr_generation *g, uint32_t number, struct artefact *out);

/* headers.c */
uint64_t headers_hash(const char *path); /* of the content; 0: it cannot be read */
/* Takes the headers that are known for what a compile that starts now reads. */
void headers_note(struct hmr_module *m);
/* Watches what the compiler has read; tells whether a header has changed since the compile began. */
bool headers_take(struct hmr_module *m, const struct built *b);
/* The compiler has read the headers by their names: nobody else may have had a hand in those. One that is
 * gone by now cannot be judged, so what was built with it is not loaded either. */
enum status headers_judge(const struct hmr_module *m, const struct built *b, struct fault_text *why);
void headers_forget(struct hmr_module *m);
/* The module's headers as they are now are those of the generation; or the other way round. */
void headers_keep(struct hmr_generation *g);
void headers_restore(struct hmr_module *m, const struct hmr_generation *g);
bool headers_are_as_in(const struct hmr_generation *g); /* the files themselves */
void headers_copy(struct hmr_generation *to, const struct hmr_generation *from);
char *headers_kept_at(const struct hmr *h, uint64_t hash); /* the path, for the caller to free */
void headers_release(struct hmr_generation *g);

/* loader.c */
struct hmr_generation *generation_new(struct hmr_module *m, uint32_t number,
                                      const struct artefact *files); /* takes the files */
enum status generation_load(struct hmr_generation *g, struct fault_text *why);
/* dlclose, verified. STATUS_BUSY: the object is still mapped. */
enum status generation_unload(struct hmr_generation *g);
/* A hash of all that it was compiled of. */
uint64_t generation_content(const struct hmr_generation *g);
void generation_hold(struct hmr_generation *g, rx_observable *o); /* while it is loaded */
void generation_free(struct hmr_generation *g); /* unloaded; removes its files */
struct hmr_generation *generation_at(struct hmr *h, const void *addr);
struct hmr_generation *generation_find(struct hmr_module *m, uint32_t number);
/* The hash of what the function in a slot reaches; false: not known. */
bool generation_reach(const struct hmr_generation *g, const void *addr, uint64_t *hash);
const struct rx_owner_ops *loader_owner_ops(struct hmr *h);

/* stage.c */
/* Runs the module's body. *out is the caller's also when STATUS_EVAL says that it is no good: rx_fail(), a
 * NULL stream, ... */
enum status stage_evaluate(struct hmr_generation *g, struct stage **out, struct fault_text *why);
void stage_free(struct stage *s);
/* Of a stage that is not committed as a whole: its subjects stand for those that live under the same tracks, since
 * static data of code that runs may name them by now. */
void stage_lead(const struct stage *s, const struct hmr_track *but);
const struct staged_track *stage_find(const struct stage *s, const struct hmr_track *t);
/* Also under the key that it had before it was renamed. */
const struct staged_track *stage_find_renamed(const struct stage *s, const struct hmr_track *t);

/* validate.c */
/* STATUS_EVAL: a track would be its own source. */
enum status validate_stage(const struct stage *s, struct fault_text *why);
/* The same for one track that is taken to another version; STATUS_STATE: it needs one that is gone. */
enum status validate_forced(const struct stage *s, struct hmr_track *t, struct fault_text *why);

/* compare.c: definitions side by side, without touching what runs. */
/* A number that is the same while nothing that the definition reaches has changed. */
uint64_t compare_fingerprint(rx_observable *def);
bool compare_slots_differ(const struct rx_slot *a, const struct rx_slot *b);
bool compare_values(const struct rx_arg *a, const struct rx_arg *b, uint32_t n);
/* The same operator with the same kinds of args. */
bool compare_signature(const rx_operator *a, const rx_operator *b);
/* How well two operators match: 0 not at all, 1 when what it holds is carried over to other plain values, more
 * when the function has kept its name. */
unsigned compare_match(const rx_operator *a, const rx_operator *b);
bool compare_creators(const rx_observable *a, const rx_observable *b);
/* Shape and source equal: a gone track and a new one that is the same under another name. */
bool compare_shapes(rx_observable *a, rx_observable *b);

/* chain.c */
struct hmr_chain {
    rx_observable **items; /* targets, upstream first; the caller frees it */
    unsigned n;
    rx_observable *source;
};
struct hmr_chain chain_of(rx_observable *o);
/* pair[j]: index in a of the operator that stays as b's j-th, or -1; the caller frees it. `commit`: its number, in which
 * some definitions may have become others already; 0: none. */
int *chain_pair(const struct hmr_chain *a, const struct hmr_chain *b, uint64_t commit);

/* align.c */
enum { ALIGN_MOVED = 1, ALIGN_RESET = 2, ALIGN_RECONNECTED = 4, ALIGN_MIGRATED = 8 };
struct align {
    uint64_t commit;  /* number of this commit */
    unsigned flags;   /* ALIGN_ bits of what was done */
    struct str what;  /* operator by operator, one a line */
    uint64_t sent;    /* values that reconnected receivers were sent at once */
    unsigned inner;   /* depth of streams among args: what is written down of them says so */
    bool structure;   /* the fingerprint changed: the new pipes are adopted and told */
    bool dry;         /* only what would be done is written down; of what runs nothing is touched */
    uint32_t generation;
};
/* Makes the wrapper's current definition be like `def`; what must change of what runs is changed. */
void align_track(struct align *al, rx_observable *wrapper, rx_observable *def);
/* Starts the state of everything over that the track's subscribers receive from. */
void align_reset(rx_observable *wrapper);
bool align_reset_operator(entity_id op);

/* ordinals.c */
/* The track of that place in its group; NULL: none yet. */
struct hmr_track *ordinals_find(const struct hmr_module *m, const char *group, uint32_t rank);
void ordinals_begin(const struct hmr_module *m);  /* before an evaluation */
void ordinals_settle(const struct hmr_module *m); /* it is committed */
/* Gives tracks that share a group the places of what they are like; true: the body has to be evaluated again. */
bool ordinals_rearrange(const struct stage *s);

/* inner.c */
/* Streams that callbacks of the module made: their functions move to generation `to`. Those that were subscribed
 * after `births` nodes had been made are new. */
void inner_commit(const struct hmr_module *m, const struct hmr_generation *to, uint64_t births);

/* commit.c */
bool commit_removes(const struct stage *s);
void commit_stage(struct stage *s); /* the whole module; frees the stage */
/* One track to `version` by hand (0: the newest); pin: it stays there. */
enum status commit_force(struct hmr_track *t, uint32_t version, bool pin, struct fault_text *why);
void commit_pin(struct hmr_track *t, bool pin);
/* What commit_stage() would do with a track, operator by operator, one a line. The caller counts h->commits on. */
void commit_plan(const struct hmr_track *t, rx_observable *def, struct str *out);
/* Whether its key has left the source, and the track that takes it over then, or NULL. */
bool commit_gone(const struct stage *s, const struct hmr_track *t);
struct hmr_track *commit_renamed_to(const struct stage *s, const struct hmr_track *t);
/* Newest generation of a version whose files are kept and may be loaded; NULL: there is none. */
struct hmr_generation *commit_generation(const struct hmr_track *t, const struct hmr_version *v);
void track_free(struct hmr_track *t);
struct hmr_track *track_find(struct hmr *h, entity_id id);

/* approval.c */
/* Whether the stage waits for a yes from now on. */
bool approval_holds(struct stage *s);
/* What waits is replaced, taken back, or goes with its module. */
void approval_drop(struct hmr_module *m);
/* After a track was pinned, released or forced: which version waits for which reason. */
void approval_tell(struct hmr_module *m);
/* The generation in which another version of the track waits; NULL: none does. */
const struct hmr_generation *approval_generation(const struct hmr_track *t);

/* history.c */
/* Appends what the version has changed, or why that cannot be told. 0: the newest, or the one that waits for approval. */
enum status history_diff(const struct hmr_track *t, uint32_t version, uint32_t with, struct str *out);

/* statements.c */
void statement_drop(struct hmr_module *m, struct hmr_statement *st, int end);
/* `to` goes on under the name of `from`: what hangs on either hangs on `to`. */
void statements_rename(struct stage *s, struct hmr_track *from, struct hmr_track *to,
                       const char *old_key);
void statements_rekey(struct stage *s); /* after renames: the staged keys name the tracks as they are */
void statements_commit(struct stage *s);
/* Whether statements_commit() would change anything that can be told apart. */
bool statements_differ(const struct stage *s);

/* faults.c */
/* Code of a generation has failed, and control is back; rx_owner_ops.failed. */
void faults_failed(void *hmr, const struct rx_fault *f, struct rx_trial *t);
void faults_drop(struct hmr_module *m); /* the module goes, or something newer is committed */
void quarantine(struct hmr_generation *g, const char *what);
const struct hmr_bad *quarantine_find(const struct hmr_module *m, uint64_t content); /* NULL: it may be loaded */
void quarantine_release(struct hmr_module *m);
/* The lines in which a generation has failed are known. */
void quarantine_where(struct hmr_module *m, uint32_t generation, const char *lines);

/* where.c */
/* Tells the lines in which it happened, later. */
void where_look_up(const struct hmr_generation *g, const struct rx_fault *f);
void where_drop(struct hmr *h);

/* pins.c */
struct pin {
    entity_id id; /* 0: none */
    struct str reason;
};
/* What keeps the generation: fills in the first that is found. false: nothing does. */
bool pins_find(struct hmr_generation *g, struct pin *pin);
/* outside.c: the process outside of the runtime may still use it. */
bool outside_holds(struct hmr_generation *g, struct str *reason);
/* scan.c: debug builds look for addresses that nothing counts. */
bool scan_host(const struct hmr_generation *g, struct str *reason);

/* rehearse.c */
/* Tries the generation elsewhere and calls module_rehearsed() later. false: no trial is on, or none can be had. */
bool rehearse_start(struct hmr_generation *g);
struct hmr_generation *rehearse_cancel(struct hmr_module *m); /* the generation, for the caller; NULL: none was tried */

/* seal.c */
bool seal_wanted(void); /* RXSCOPE_SEAL is set */
/* The generation was mapped there and is unloaded: who uses an address between these fails. */
void seal(const struct hmr_generation *g, uintptr_t low, uintptr_t high);

/* sweep.c */
enum { SWEEP_AUTO, SWEEP_ASKED, SWEEP_DRY };
/* Appends what was freed to `out` when given. */
void sweep(struct hmr *h, int how, struct str *out);

/* module.c */
void module_commit(struct stage *s);  /* when the stack is empty */
void module_rehearsed(struct hmr_generation *g, const char *why); /* NULL: it goes on; else it is refused */
void module_discard(struct hmr_generation *g); /* it was evaluated, and never committed */
/* Checked, loaded, evaluated. On failure *out may be the caller's, too. */
enum status module_load_and_stage(struct hmr_generation *g, struct stage **out, struct fault_text *why);
enum status module_new(struct hmr *h, const char *path, struct hmr_module **out, struct fault_text *why);
enum status module_prebuilt(struct hmr_module *m, const void *so, size_t size, struct fault_text *why);
void module_changed(void *module);          /* something that it is made of may have been saved */
void module_rebuild(struct hmr_module *m);  /* a header has changed */
void module_reload(struct hmr_module *m);   /* by hand: compiled, whatever is kept */
void module_free(struct hmr_module *m);

#endif
