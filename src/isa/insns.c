/* insns.c - the array of instructions: what overlays replace and remove is taken out. */
#include "isa/load.h"

#include <string.h>

static bool same_pattern(const struct insn *a, const struct insn *b)
{
    return a->len == b->len && memcmp(&a->mask, &b->mask, sizeof a->mask) == 0 &&
           memcmp(&a->value, &b->value, sizeof a->value) == 0;
}

/* `replace`: an instruction of the same name and encoding must be there. */
static bool replace(struct loader *l, struct proto *p)
{
    bool hit = false;
    for (size_t i = 0; i < l->protos.count; i++) {
        struct proto *o = l->protos.data[i];
        if (o == p)
            break;
        if (!o->dropped && strcmp(o->insn.name, p->insn.name) == 0 && same_pattern(&o->insn, &p->insn))
            hit = o->dropped = true;
    }
    if (!hit)
        diag_error(l->d, p->insn.loc, "nothing to replace: no instruction '%s' has this encoding",
                   p->insn.name);
    return hit;
}

static bool remove_one(struct loader *l, struct removal *r)
{
    for (size_t i = 0; i < l->protos.count; i++) {
        struct proto *p = l->protos.data[i];
        const struct yaml *enc = yaml_get(p->item->value, "enc");
        bool same = !r->enc || strcmp(r->enc, p->insn.enc_text) == 0 ||
                    (enc && enc->kind == YAML_SCALAR && strcmp(r->enc, enc->text) == 0);
        /* the same overlay may add what it removes: with another encoding */
        if (strcmp(p->insn.name, r->name) == 0 && same && p->item->value->loc.src != r->at->loc.src)
            r->hit = p->dropped = true;
    }
    if (!r->hit)
        diag_error(l->d, r->at->loc, "nothing to remove: there is no instruction '%s'%s", r->name,
                   r->enc ? " with this encoding" : "");
    return r->hit;
}

static bool apply_overlays(struct loader *l)
{
    struct removal *r;
    bool ok = true;
    vec_each (r, &l->removals)
        ok &= remove_one(l, r);
    for (size_t i = 0; i < l->protos.count; i++)
        if (l->protos.data[i]->item->replaces)
            ok &= replace(l, l->protos.data[i]);
    size_t kept = 0;
    for (size_t i = 0; i < l->protos.count; i++)
        if (!l->protos.data[i]->dropped)
            l->protos.data[kept++] = l->protos.data[i];
    l->protos.count = kept;
    return ok;
}

bool load_finish_insns(struct loader *l)
{
    struct isa *isa = l->isa;
    if (!apply_overlays(l))
        return false;
    if (l->protos.count == 0) {
        diag_error(l->d, l->targets.data[l->targets.count - 1]->loc, "target '%s' has no instructions",
                   isa->target);
        return false;
    }
    isa->insns = ARENA_ARRAY(l->a, struct insn, l->protos.count);
    for (size_t i = 0; i < l->protos.count; i++) {
        struct insn *insn = &isa->insns[i];
        *insn = l->protos.data[i]->insn;
        insn->index = (unsigned)i;
        if (insn->len > isa->max_len)
            isa->max_len = insn->len;
    }
    isa->ninsns = (unsigned)l->protos.count;
    return true;
}
