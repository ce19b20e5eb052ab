/* remote_data.c - gdb's remote protocol: registers and memory. */
#include <string.h>
#include "base/bits.h"
#include "debug/remote_private.h"

#define OWN_FEATURE "org.orrery.registers"

/* ---- which registers --------------------------------------------------------------------------------- */

static bool known_name(const struct remote *r, const char *name)
{
    for (size_t i = 0; i < r->regs.count; i++)
        if (strcmp(r->regs.data[i].name, name) == 0)
            return true;
    return false;
}

static bool known_slot(const struct remote *r, unsigned slot, bool is_pc)
{
    for (size_t i = 0; i < r->regs.count; i++)
        if (is_pc ? r->regs.data[i].is_pc : !r->regs.data[i].is_pc && r->regs.data[i].slot == slot)
            return true;
    return false;
}

/* name is taken by the vector's arena: the ISA's. */
static void add(struct remote *r, const struct reg *reg, unsigned index, const char *feature,
                const char *name)
{
    struct remote_reg *n;
    if (known_name(r, name) || r->regs.count >= ISA_MAX_SLOTS)
        return;
    n = vec_push(&r->regs);
    *n = (struct remote_reg){ .name = name, .feature = feature, .reg = reg };
    n->slot = reg->slot + index;
    n->bytes = 1;
    while (n->bytes < 8 && n->bytes * 8 < reg->width)
        n->bytes *= 2;
    n->is_pc = reg == r->o.isa->pc;
    n->is_zero = reg->zero >= 0 && (unsigned)reg->zero == index;
    n->type = n->is_pc || isa_has_role(reg, index, "ra") ? "code_ptr"
              : isa_has_role(reg, index, "sp")           ? "data_ptr"
                                                         : "int";
}

/* A name that lives as long as the remote. */
static const char *keep(struct remote *r, const char *prefix, const char *middle, unsigned index,
                        bool numbered)
{
    struct str s;
    str_init(&s);
    str_add(&s, prefix);
    str_add(&s, middle);
    if (numbered)
        str_addf(&s, "%u", index);
    const char *name = arena_strdup(&r->arena, s.buf);
    str_release(&s);
    return name;
}

/* As the ISA prints it, without what its assembler writes before. */
static const char *own_name(struct remote *r, const struct reg *reg, unsigned index)
{
    if (reg->names && index < reg->count)
        return reg->names[index];
    if (!reg->count)
        return reg->name;
    return keep(r, reg->numbered && *reg->numbered ? reg->numbered : reg->name, "", index, true);
}

void remote_make_registers(struct remote *r)
{
    const struct isa *isa = r->o.isa;
    for (unsigned f = 0; f < isa->abi.ngdb; f++) {
        const struct gdb_feature *g = &isa->abi.gdb[f];
        for (unsigned i = 0; i < g->nregs; i++)
            for (unsigned k = 0; k < (g->regs[i].reg->count ? g->regs[i].reg->count : 1); k++)
                add(r, g->regs[i].reg, k, g->name,
                    keep(r, g->regs[i].name, "", k, g->regs[i].reg->count != 0));
    }
    for (unsigned i = 0; i < isa->nregs; i++) {
        const struct reg *reg = &isa->regs[i];
        unsigned index;
        if (reg->join || (reg != isa->pc && isa_slot_reg(isa, reg->slot, &index) != reg))
            continue;
        for (unsigned k = 0; k < (reg->count ? reg->count : 1); k++)
            if (!known_slot(r, reg->slot + k, reg == isa->pc))
                add(r, reg, k, OWN_FEATURE, own_name(r, reg, k));
    }
    if (isa->pc && !known_slot(r, 0, true))
        add(r, isa->pc, 0, OWN_FEATURE, "pc");
}

/* ---- registers --------------------------------------------------------------------------------------- */

static uint64_t register_number(const struct remote *r, const struct remote_reg *reg, const unsigned char *p)
{
    return bits_from_bytes(p, reg->bytes, r->o.isa->mem.big_endian);
}

static void add_register(const struct remote *r, const struct remote_reg *reg, struct str *out)
{
    unsigned char bytes[8];
    bits_to_bytes(bytes, reg->bytes, r->o.isa->mem.big_endian, engine_slot(r->o.engine, reg->slot));
    remote_add_hex(out, bytes, reg->bytes);
}

static bool set_register(struct remote *r, const struct remote_reg *reg, uint64_t v)
{
    const char *why;
    v &= bits_mask(reg->reg->width);
    if (reg->is_zero)
        return true;
    return v == engine_slot(r->o.engine, reg->slot) || engine_set_slot(r->o.engine, reg->slot, v, &why);
}

void remote_read_all(struct remote *r, const char *args)
{
    struct str s;
    const struct remote_reg *reg;
    (void)args;
    str_init(&s);
    vec_each (reg, &r->regs)
        add_register(r, reg, &s);
    remote_reply(r, s.buf);
    str_release(&s);
}

void remote_write_all(struct remote *r, const char *args)
{
    const struct remote_reg *reg;
    vec_each (reg, &r->regs) {
        unsigned char bytes[8];
        if (!remote_hex_bytes(args, bytes, reg->bytes) ||
            !set_register(r, reg, register_number(r, reg, bytes))) {
            remote_error(r);
            return;
        }
        args += 2 * (size_t)reg->bytes;
    }
    remote_reply(r, "OK");
}

static const struct remote_reg *numbered(struct remote *r, const char **args)
{
    uint64_t n;
    return remote_number(args, &n) && n < r->regs.count ? &r->regs.data[n] : NULL;
}

void remote_read_one(struct remote *r, const char *args)
{
    struct str s;
    const struct remote_reg *reg = numbered(r, &args);
    if (!reg) {
        remote_error(r);
        return;
    }
    str_init(&s);
    add_register(r, reg, &s);
    remote_reply(r, s.buf);
    str_release(&s);
}

void remote_write_one(struct remote *r, const char *args)
{
    unsigned char bytes[8];
    const struct remote_reg *reg = numbered(r, &args);
    if (reg && *args == '=' && remote_hex_bytes(args + 1, bytes, reg->bytes) &&
        set_register(r, reg, register_number(r, reg, bytes)))
        remote_reply(r, "OK");
    else
        remote_error(r);
}

/* ---- memory ------------------------------------------------------------------------------------------ */

/* "ADDR,LENGTH" */
static bool range(const char **args, uint64_t *addr, uint64_t *length)
{
    return remote_number(args, addr) && *(*args)++ == ',' && remote_number(args, length);
}

void remote_read_memory(struct remote *r, const char *args)
{
    unsigned char bytes[REMOTE_PACKET / 2];
    uint64_t addr, length;
    struct str s;
    if (!range(&args, &addr, &length)) {
        remote_error(r);
        return;
    }
    size_t n = length < sizeof bytes ? (size_t)length : sizeof bytes;
    size_t got = engine_read(r->o.engine, addr, bytes, n);
    if (!got && n) {
        remote_error(r);
        return;
    }
    str_init(&s);
    remote_add_hex(&s, bytes, got);
    remote_reply(r, s.buf);
    str_release(&s);
}

static void write_memory(struct remote *r, uint64_t addr, const void *bytes, size_t n)
{
    const char *why;
    if (!n || engine_write(r->o.engine, addr, bytes, n, &why))
        remote_reply(r, "OK");
    else
        remote_error(r);
}

void remote_write_memory(struct remote *r, const char *args)
{
    unsigned char bytes[REMOTE_PACKET / 2];
    uint64_t addr, length;
    if (range(&args, &addr, &length) && *args == ':' && length <= sizeof bytes &&
        strlen(args + 1) == 2 * length && remote_hex_bytes(args + 1, bytes, (size_t)length))
        write_memory(r, addr, bytes, (size_t)length);
    else
        remote_error(r);
}

void remote_write_binary(struct remote *r, const char *args)
{
    unsigned char bytes[REMOTE_PACKET];
    const char *end = r->packet + r->size;
    uint64_t addr, length;
    size_t n = 0;
    if (!range(&args, &addr, &length) || *args++ != ':') {
        remote_error(r);
        return;
    }
    for (; args < end; args++) {
        bool escaped = *args == '}' && args + 1 < end;
        bytes[n++] = (unsigned char)(escaped ? *++args ^ 0x20 : *args);
    }
    if (n == length)
        write_memory(r, addr, bytes, n);
    else
        remote_error(r);
}
