/* remote_xml.c - gdb's remote protocol: what gdb is told about the target, made from the ISA and the machine.
 */
#include <stdlib.h>
#include <string.h>
#include "debug/remote_private.h"
#include "mem/mem.h"

static void add_escaped(struct str *out, const char *text)
{
    for (; *text; text++)
        if (strchr("<>&\"'", *text))
            str_addf(out, "&#%d;", *text);
        else
            str_addc(out, *text);
}

static void make_features(struct remote *r, struct str *s)
{
    const char *open = NULL;
    const struct remote_reg *reg;
    vec_each (reg, &r->regs) {
        if (!open || strcmp(open, reg->feature) != 0) {
            str_add(s, open ? "</feature>\n<feature name=\"" : "<feature name=\"");
            add_escaped(s, reg->feature);
            str_add(s, "\">\n");
            open = reg->feature;
        }
        str_add(s, "<reg name=\"");
        add_escaped(s, reg->name);
        bool pointer = strcmp(reg->type, "int") != 0 && reg->bytes >= 4;
        str_addf(s, "\" bitsize=\"%u\" type=\"%s\" regnum=\"%zu\"/>\n", reg->bytes * 8,
                 pointer ? reg->type : "int", (size_t)(reg - r->regs.data));
    }
    str_add(s, open ? "</feature>\n" : "");
}

static void make_target(struct remote *r, struct str *s)
{
    str_add(
        s,
        "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n");
    if (r->o.isa->abi.gdb_architecture) {
        str_add(s, "<architecture>");
        add_escaped(s, r->o.isa->abi.gdb_architecture);
        str_add(s, "</architecture>\n");
    }
    make_features(r, s);
    str_add(s, "</target>\n");
}

static void make_memory_map(struct remote *r, struct str *s)
{
    const struct mem *m = machine_mem(engine_machine(r->o.engine));
    str_add(s, "<?xml version=\"1.0\"?>\n<!DOCTYPE memory-map PUBLIC \"+//IDN gnu.org//DTD GDB Memory Map "
               "V1.0//EN\" \"http://sourceware.org/gdb/gdb-memory-map.dtd\">\n<memory-map>\n");
    for (size_t i = 0; i < m->nregions; i++)
        if (m->regions[i].kind != REGION_DEVICE) /* reading a device may change it */
            str_addf(s, "<memory type=\"%s\" start=\"0x%llx\" length=\"0x%llx\"/>\n",
                     m->regions[i].kind == REGION_ROM ? "rom" : "ram", (unsigned long long)m->regions[i].base,
                     (unsigned long long)m->regions[i].size);
    str_add(s, "</memory-map>\n");
}

static void make_exec_file(struct remote *r, struct str *s)
{
    char *path = r->o.img ? realpath(r->o.img->name, NULL) : NULL;
    str_add(s, path ? path : r->o.img ? r->o.img->name : "");
    free(path);
}

static const struct {
    const char *name;
    void (*make)(struct remote *r, struct str *s);
} objects[] = {
    { "features:read:target.xml:", make_target },
    { "memory-map:read::", make_memory_map },
    { "exec-file:read:", make_exec_file }, /* and the number of the process */
};

/* "OBJECT:read:ANNEX:OFFSET,LENGTH" */
void remote_transfer(struct remote *r, const char *args)
{
    struct str all, part;
    uint64_t offset, length;
    const char *place = strrchr(args, ':');
    size_t i = 0, n = sizeof objects / sizeof objects[0];
    while (i < n && strncmp(args, objects[i].name, strlen(objects[i].name)) != 0)
        i++;
    if (i == n || !place) {
        remote_reply(r, "");
        return;
    }
    place++;
    if (!remote_number(&place, &offset) || *place++ != ',' || !remote_number(&place, &length)) {
        remote_error(r);
        return;
    }
    str_init(&all);
    str_init(&part);
    objects[i].make(r, &all);
    size_t from = offset < all.len ? (size_t)offset : all.len, left = all.len - from;
    size_t some = length < left ? (size_t)length : left;
    if (some > REMOTE_PACKET / 2) /* each may need two */
        some = REMOTE_PACKET / 2;
    str_addc(&part, some < left ? 'm' : 'l');
    str_addn(&part, all.buf + from, some);
    remote_reply_bytes(r, part.buf, part.len);
    str_release(&all);
    str_release(&part);
}
