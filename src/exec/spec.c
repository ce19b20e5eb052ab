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
    spec_fold(s);
    if (d)
        spec_facts(s, d);
    spec_combine(s);
    spec_emit(s);
}
