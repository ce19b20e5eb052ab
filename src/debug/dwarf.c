/* dwarf.c - debugging information of programs. */
#include "debug/dwarf.h"

#include "debug/dwarf_frame.h"

struct debug_info *debug_open(const struct isa *isa, const struct image *img, struct types *types)
{
    (void)isa, (void)img, (void)types;
    return NULL;
}
void debug_close(struct debug_info *info)
{
    (void)info;
}
const struct type *debug_type(const struct debug_info *info, enum type_kind kind, const char *name)
{
    (void)info, (void)kind, (void)name;
    return NULL;
}
bool debug_is_variable(const struct debug_info *info, uint64_t pc, const char *name)
{
    (void)info, (void)pc, (void)name;
    return false;
}
int debug_variable(struct eval *e, enum debug_scope where, const char *scope, const char *name,
                   struct value *out, struct str *error)
{
    (void)e, (void)where, (void)scope, (void)name, (void)out, (void)error;
    return 0;
}
size_t debug_locals(const struct debug_info *info, uint64_t pc, struct debug_local **out)
{
    (void)info, (void)pc;
    *out = NULL;
    return 0;
}
int debug_local_value(struct eval *e, const struct debug_local *l, struct value *out, struct str *error)
{
    (void)e, (void)l, (void)out, (void)error;
    return -1;
}
bool debug_function_at(const struct debug_info *info, uint64_t pc, struct debug_function *out)
{
    (void)info, (void)pc, (void)out;
    return false;
}
bool debug_function_named(const struct debug_info *info, const char *name, struct debug_function *out)
{
    (void)info, (void)name, (void)out;
    return false;
}
void debug_each_symbol(const struct debug_info *info, bool (*each)(void *ctx, const struct debug_symbol *s),
                       void *ctx)
{
    (void)info, (void)each, (void)ctx;
}
int dwarf_unwind(const struct unwinder *u, struct frame *younger, struct frame *older)
{
    (void)u, (void)younger, (void)older;
    return 0;
}
