/* spec.c - the phases of specialisation in order. */
#include "exec/spec.h"

#include <stdlib.h>

void spec_init(struct spec *s)
{
    *s = (struct spec){ .ntemps = 0 };
}

void spec_release(struct spec *s)
{
    vec_release(&s->ops);
    vec_release(&s->val);
    vec_release(&s->map);
    vec_release(&s->reach);
    vec_release(&s->uses);
    vec_release(&s->def);
    vec_release(&s->code);
    vec_release(&s->uops);
}

void spec_run(struct spec *s, const struct spec_in *in, struct dinsn *d)
{
    s->in = *in;
    s->failed = false;
    s->in.outside_slot = d && in->isa->delay_slots; /* so that targets are known */
    spec_fold(s);
    if (d)
        spec_facts(s, d);
    if (s->in.outside_slot) {
        s->in.outside_slot = false;
        spec_fold(s);
    }
    spec_combine(s);
    spec_emit(s);
}
