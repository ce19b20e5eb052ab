/* returned.c - the value of a function that has just returned: it is where the target's abi: says. */
#include <stdlib.h>
#include <string.h>
#include "debug/dwarf.h"
#include "debug/stops.h"

const struct type *returns_of(struct session *s, const struct frame *f)
{
    struct debug_function d;
    if (!f || !s->isa->abi.nreturns || !debug_function_at(s->home.info, f->look, &d))
        return NULL;
    const struct type *t = d.type ? d.type->target : NULL;
    return t && type_strip(t)->kind != TYPE_VOID && t->size ? t : NULL;
}

static bool is_aggregate(const struct type *t)
{
    t = type_strip(t);
    return t->kind == TYPE_STRUCT || t->kind == TYPE_UNION || t->kind == TYPE_ARRAY;
}

static unsigned slot_bytes(const struct session *s, unsigned slot)
{
    unsigned index;
    const struct reg *r = isa_slot_reg(s->isa, slot, &index);
    return r ? (r->width + 7) / 8 : 8;
}

/* Registers one after the other, as they would lie in memory; a lone number in its register's low end. */
static void from_registers(struct session *s, const struct type *t, struct value *out)
{
    const struct abi *a = &s->isa->abi;
    unsigned char *to;
    size_t n = slot_bytes(s, a->return_slots[0]);
    if (t->size <= n && !is_aggregate(t)) {
        value_set_uint(&s->home.types, out, t, engine_slot(s->engine, a->return_slots[0]));
        return;
    }
    *out = (struct value){ .type = t };
    to = value_space(out, NULL);
    for (size_t at = 0; at < t->size; at += n) {
        unsigned char bytes[8];
        bytes_set(&s->home.types, bytes, n, engine_slot(s->engine, a->return_slots[at / n]));
        memcpy(to + at, bytes, t->size - at < n ? t->size - at : n);
    }
}

void tell_returned(struct session *s, const struct type *t)
{
    const struct abi *a = &s->isa->abi;
    struct value v;
    struct str text, error;
    str_init(&text);
    str_init(&error);
    size_t room = (size_t)a->nreturns * slot_bytes(s, a->return_slots[0]);
    if (t->size <= room && (a->return_aggregates || !is_aggregate(t)))
        from_registers(s, t, &v);
    else
        v = (struct value){
            .type = t, .place = LVAL_MEMORY, .addr = engine_slot(s->engine, a->return_slots[0]), .lazy = true
        };
    if (value_fetch(look(s), &v, NULL, &error) == 0) {
        v.place = LVAL_NONE;
        look_format(s, &v, 0, &text);
        out(s, "Value returned is $%u = %s\n", values_add(&s->home.values, &v), text.buf);
    } else {
        type_name(t, &text);
        out(s, "Value returned has type: %s. Cannot determine contents\n", text.buf);
    }
    str_release(&text);
    str_release(&error);
}
