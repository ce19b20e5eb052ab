/* pipe_check.c - what a machine file may get wrong about a pipeline: orders in which nothing can flow, paths
 * that never carry anything, parts that do not go together. Reads the description, changes nothing but what
 * predict_prepare() derives. Keys of the file are named as mistake.h says. */
#include "timing/pipe_check.h"

#include <stdio.h>
#include <string.h>

/* ---- places ------------------------------------------------------------------------------------------ */

/* The keys under which a file may speak of a kind, itself or as what it is done as, then others. */
struct kind_keys {
    char text[128];
};

static const char *keys_of(struct kind_keys *b, enum kind k, const char *others)
{
    size_t n = 0;
    for (; k != KIND_NONE && n < sizeof b->text; k = kind_parent(k))
        n += (size_t)snprintf(b->text + n, sizeof b->text - n, "%s/from %s ", kind_name(k), kind_name(k));
    if (n < sizeof b->text)
        snprintf(b->text + n, sizeof b->text - n, "%s", others);
    return b->text;
}

bool pipe_needs_early(const struct pipe_desc *d, unsigned s, struct mistake *m)
{
    struct kind_keys keys;
    enum kind k = KIND_NONE;
    for (size_t i = 0; i < PIPE_PERFORMED; i++) {
        enum kind p = pipe_performed[i];
        if (d->kind[p].stage == s && (d->kind[p].given || d->kind[kind_parent(p)].given))
            k = p;
    }
    const char *others = s == d->store_data ? "store_data read" : s == d->address ? "address read" : "read";
    return mistake(m, keys_of(&keys, k, others), "stage %s works with operands that are only read in %s",
                   d->stage[s], d->stage[d->read]);
}

static bool check_order(const struct pipe_desc *d, struct mistake *m)
{
    struct kind_keys keys;
    for (size_t i = 0; i < PIPE_PERFORMED; i++) {
        enum kind k = pipe_performed[i];
        unsigned s = d->kind[k].stage;
        if (s > d->write && pipe_root_place(k) != PLACE_BRANCH)
            return mistake(m, keys_of(&keys, k, "write"),
                           "%s makes its result in %s, after it should have been written in %s", kind_name(k),
                           d->stage[s], d->stage[d->write]);
    }
    if (d->load > d->write)
        return mistake(m, "load/from load write", "loads make their result after the stage that writes it");
    if (d->store_data > d->store)
        return mistake(m, "store_data store/from store",
                       "the data of a store is needed after the access that stores it");
    if (d->address > d->load || d->address > d->store)
        return mistake(m, d->address > d->load ? "address load/from load" : "address store/from store",
                       "an address is computed after the access that uses it");
    if (d->decode > d->exec)
        return mistake(m, "decode", "an instruction is decoded after it begins to execute");
    if (d->read < d->decode)
        return mistake(m, "read decode", "operands are read before the instruction is decoded");
    if (d->trap < d->exec)
        return mistake(m, "trap", "traps are taken in %s, before instructions execute in %s",
                       d->stage[d->trap], d->stage[d->exec]);
    return true;
}

static bool check_results(const struct pipe_desc *d, struct mistake *m)
{
    struct kind_keys keys;
    for (unsigned k = 1; k < KIND_COUNT; k++) {
        unsigned made = k == KIND_LOAD ? d->load : d->kind[k].stage, result = d->result[k] - 1u;
        if (!d->result[k] || (result >= made && result <= d->write))
            continue;
        return mistake(m, keys_of(&keys, (enum kind)k, "any"),
                       "the result of %s cannot come from %s: it is made in %s and written in %s",
                       kind_name((enum kind)k), d->stage[result], d->stage[made], d->stage[d->write]);
    }
    return true;
}

/* Time stands still in such a unit, and deciding takes time. */
static bool check_units(const struct pipe_desc *d, struct mistake *m)
{
    char keys[64];
    for (size_t i = 0; i < PIPE_PERFORMED; i++) {
        const struct pipe_rule *r = &d->kind[pipe_performed[i]];
        if (pipe_root_place(pipe_performed[i]) != PLACE_BRANCH || !r->unit || !d->unit[r->unit - 1].freeze)
            continue;
        snprintf(keys, sizeof keys, "%s/holds", d->unit[r->unit - 1].name);
        return mistake(m, keys, "unit %s decides transfers (%s): it cannot hold the pipeline",
                       d->unit[r->unit - 1].name, kind_name(pipe_performed[i]));
    }
    return true;
}

static bool check_hazards(const struct pipe_desc *d, struct mistake *m)
{
    if (d->pairs && d->read == d->last)
        return mistake(m, "after", "after: nothing is issued from the last stage");
    if (d->compare_raw && !d->interlock)
        return mistake(m, "compare", "compare: raw means nothing without an interlock");
    return true;
}

/* ---- forwarding -------------------------------------------------------------------------------------- */

/* The earliest stage at whose end some result exists. */
static unsigned first_result(const struct pipe_desc *d)
{
    unsigned first = d->decode < d->load ? d->decode : d->load;
    for (size_t i = 0; i < PIPE_PERFORMED; i++)
        if (pipe_root_place(pipe_performed[i]) != PLACE_BRANCH && d->kind[pipe_performed[i]].stage < first)
            first = d->kind[pipe_performed[i]].stage;
    return first;
}

/* The path from stage q to stage s. */
static bool check_path(const struct pipe_desc *d, unsigned q, unsigned s, struct mistake *m)
{
    char keys[64];
    snprintf(keys, sizeof keys, "%s/%s", d->stage[q], d->stage[s]);
    if (s > q)
        return mistake(m, keys,
                       "what stands in %s is older than what is in %s: nothing can be forwarded to it",
                       d->stage[s], d->stage[q]);
    if (s < d->read)
        return mistake(m, keys,
                       "stage %s comes before operands are read in %s: it can use no forwarded value",
                       d->stage[s], d->stage[d->read]);
    return true;
}

static bool check_forward(const struct pipe_desc *d, struct mistake *m)
{
    for (unsigned q = 0; q < d->nstages; q++) {
        if (d->forward[q] && q < first_result(d))
            return mistake(m, d->stage[q], "stage %s never has a result to forward: the first is made in %s",
                           d->stage[q], d->stage[first_result(d)]);
        for (unsigned s = 0; s < d->nstages; s++)
            if ((d->forward[q] >> s & 1) && !check_path(d, q, s, m))
                return false;
    }
    return true;
}

/* ---- prediction, redirects, replay ------------------------------------------------------------------- */

static bool check_predict(const struct pipe_desc *d, struct mistake *m)
{
    unsigned decided = d->kind[KIND_BRANCH].stage;
    decided = d->resolve > decided ? d->resolve : decided;
    if (d->predict_stage > d->exec || (d->predict_on > d->exec && d->use_predictor))
        return mistake(m, "stage kind",
                       "the prediction is made in %s, after instructions begin to execute in %s",
                       d->stage[d->predict_stage], d->stage[d->exec]);
    bool at_decode = d->use_predictor && !d->predict.btb_entries;
    if (at_decode && d->predict_stage >= decided && d->nstages != 1)
        return mistake(m, "stage kind",
                       "a prediction made in %s comes too late: branches are decided in %s; predict in an "
                       "earlier stage (stage:) or at the fetch (btb:)",
                       d->stage[d->predict_stage], d->stage[decided]);
    return true;
}

static bool check_tags(const struct pipe_desc *d, struct mistake *m)
{
    if (d->tags > 1)
        return mistake(m, "tags", "tags are compared in the first stage or on entering the second");
    if (d->tags && (!d->fetch_line || !d->fetch_skips))
        return mistake(
            m, "tags",
            "tags are compared in a later stage only in a cache of instructions alone that hits in "
            "one cycle");
    if (d->tags && d->hier.cache[d->first_fetch].lines < 2)
        return mistake(
            m, "tags",
            "an instruction in two lines would be fetched for ever: a cache with late tags needs two");
    return true;
}

static bool check_late_places(const struct pipe_desc *d, struct mistake *m)
{
    if (d->resolve && d->resolve < d->kind[KIND_BRANCH].stage)
        return mistake(m, "resolve", "transfers act in %s, before they are decided in %s",
                       d->stage[d->resolve], d->stage[d->kind[KIND_BRANCH].stage]);
    if (d->request >= d->load && (d->port_interval > 1 || d->replay_miss || d->replay_collision))
        return mistake(m, "request load/from load",
                       "accesses are requested in %s, which is not before they are made in %s",
                       d->stage[d->request], d->stage[d->load]);
    return true;
}

/* The last stage in which a transfer may act. */
static unsigned latest_transfer(const struct pipe_desc *d)
{
    unsigned last = d->resolve;
    for (unsigned k = KIND_BRANCH; k <= KIND_JUMP_INDIRECT; k++)
        last = d->kind[k].stage > last ? d->kind[k].stage : last;
    return d->load > last ? d->load : last;
}

static bool check_redirect(const struct pipe_desc *d, struct mistake *m)
{
    if (!d->late_redirect || latest_transfer(d) < d->last)
        return true;
    return mistake(m, "redirect", "a transfer that acts in its last cycle in %s needs a stage behind it",
                   d->stage[latest_transfer(d)]);
}

static bool check_replay(const struct pipe_desc *d, struct mistake *m)
{
    const char *keys = d->replay_miss ? "miss" : "collision";
    if (!d->replay_miss && !d->replay_collision)
        return true;
    if (d->hier.path[HIER_DATA][0] == HIER_MEMORY)
        return mistake(m, keys, "without a data cache no load is replayed");
    if (!d->interlock)
        return mistake(m, keys,
                       "a machine without interlock does not replay loads: what was read too early cannot be "
                       "read again");
    if (d->predict.ras_entries)
        return mistake(m, keys,
                       "a return stack cannot be put back to what it was when loads are replayed: ras needs "
                       "replay off");
    return true;
}

/* ---- all of it --------------------------------------------------------------------------------------- */

bool pipe_check(struct pipe_desc *d, struct mistake *m)
{
    static const struct {
        const char *section;
        bool (*check)(const struct pipe_desc *d, struct mistake *m);
    } checks[] = {
        { "pipeline/place", check_order },     { "pipeline/result", check_results },
        { "pipeline/forward", check_forward }, { "pipeline/units", check_units },
        { "pipeline/hazards", check_hazards }, { "pipeline/predict", check_predict },
        { "pipeline/place", check_tags },      { "pipeline/place", check_late_places },
        { "pipeline", check_redirect },        { "pipeline/replay", check_replay },
    };
    if (!predict_prepare(&d->predict, m))
        return false;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        mistake_in(m, "%s", checks[i].section);
        if (!checks[i].check(d, m))
            return false;
    }
    return true;
}

/* A packet of two: what pipe_wide.c leaves to scalar pipelines. */
bool pipe_check_width(const struct pipe_desc *d, struct mistake *m)
{
    mistake_in(m, "pipeline/issue");
    if (d->width == 1)
        return true;
    if (d->nstages > PIPE_SLOTS / 2 - 2)
        return mistake(m, "width", "two instructions at once need a pipeline of at most 14 stages");
    if (d->exec != d->read + 1 || d->works_at_fetch || d->needs_here)
        return mistake(
            m, "width",
            "two instructions at once issue in the read stage, and begin to work in the stage behind "
            "it");
    if (!d->interlock || d->rigid || d->freezes || d->shared_port || d->compare_raw || d->pairs)
        return mistake(
            m, "width",
            "two instructions at once need an interlock on decoded operands and a split memory port, "
            "and know no frozen pipeline, no replay, no late redirect and no hazards after");
    return true;
}
