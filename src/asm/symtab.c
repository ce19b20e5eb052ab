/* symtab.c - symbols of the files being assembled: labels, numbered labels, assignments, and how files see
 * each other. */
#include "asm/asm.h"

#include <stdlib.h>
#include <string.h>

struct asym *sym_get(struct assembler *as, const char *name, size_t len)
{
    char buf[128];
    char *key = len < sizeof buf ? buf : xmalloc(len + 1);
    memcpy(key, name, len);
    key[len] = 0;
    struct asym *s = map_get(&as->file->symbols, key);
    if (!s) {
        s = ARENA_NEW(&as->arena, struct asym);
        s->name = arena_strndup(&as->arena, name, len);
        s->file = as->file;
        map_put(&as->file->symbols, s->name, s);
    }
    if (key != buf)
        free(key);
    return s;
}

uint64_t pos_address(const struct pos *p)
{
    const struct section *sec = p->sec;
    if (p->item >= sec->items.count)
        return sec->addr + sec->size;
    const struct item *it = &sec->items.data[p->item];
    return sec->addr + (p->item < sec->placed ? it->offset : it->run_offset) + p->off;
}

/* The place at the end of the section at hand: always inside a data item, so that distances can be constant.
 */
static bool here(struct assembler *as, struct pos *out)
{
    struct section *sec = as->sec;
    if (!sec->items.count || sec->items.data[sec->items.count - 1].kind != ITEM_DATA) {
        if (!section_item(as, ITEM_DATA))
            return false;
    }
    struct item *it = &sec->items.data[sec->items.count - 1];
    *out = (struct pos){ sec, sec->items.count - 1, it->size };
    return true;
}

struct expr *sym_here(struct assembler *as, struct loc loc)
{
    struct expr *e = expr_new(as, EX_POS, loc);
    here(as, &e->pos);
    return e;
}

static int redefined(struct assembler *as, const struct asym *s, size_t offset)
{
    as_error(as, offset, "'%s' is already defined", s->name);
    diag_note(as->d, s->def.loc, "first defined here");
    return -1;
}

int sym_label(struct assembler *as, const char *name, size_t len, size_t offset)
{
    struct asym *s = sym_get(as, name, len);
    if (s->state != ASYM_UNDEF)
        return redefined(as, s, offset);
    s->state = ASYM_LABEL;
    s->def = as_where(as, offset);
    here(as, &s->pos);
    return 0;
}

int sym_assign(struct assembler *as, const char *name, size_t len, struct expr *e, bool once)
{
    struct asym *s = sym_get(as, name, len);
    if (s->state == ASYM_LABEL || s->state == ASYM_COMMON || (once && s->state != ASYM_UNDEF))
        return redefined(as, s, 0);
    s->state = ASYM_EQU;
    s->kind = SYM_ABS;
    s->def = as_where(as, 0);
    s->equ = e;
    return 0;
}

void sym_word(struct assembler *as, const char *name, size_t len, const struct token *t)
{
    struct token *copy = ARENA_NEW(&as->arena, struct token);
    *copy = *t;
    copy->text = arena_strndup(&as->arena, t->text, t->len);
    map_put(&as->words, arena_strndup(&as->arena, name, len), copy);
}

void sym_words(struct assembler *as, size_t first)
{
    char key[128];
    for (size_t i = first; as->words.count && i < as->toks.v.count; i++) {
        struct token *t = &as->toks.v.data[i];
        if (t->kind != TOK_IDENT || t->len >= sizeof key)
            continue;
        memcpy(key, t->text, t->len);
        key[t->len] = 0;
        const struct token *word = map_get(&as->words, key);
        if (!word)
            continue;
        t->kind = word->kind;
        t->text = word->text;
        t->len = word->len;
    }
}

static struct local_label *local_slot(struct assembler *as, uint64_t number)
{
    struct local_label *l;
    vec_each (l, &as->file->locals) {
        if (l->number == number)
            return l;
    }
    l = vec_push(&as->file->locals);
    *l = (struct local_label){ number, NULL, NULL };
    return l;
}

static struct asym *local_new(struct assembler *as, uint64_t number)
{
    struct asym *s = ARENA_NEW(&as->arena, struct asym);
    s->name = arena_printf(&as->arena, "%llu", (unsigned long long)number);
    s->file = as->file;
    s->internal = true;
    return s;
}

int sym_local_label(struct assembler *as, uint64_t number)
{
    struct local_label *l = local_slot(as, number);
    l->last = l->next ? l->next : local_new(as, number);
    l->next = NULL;
    l->last->state = ASYM_LABEL;
    l->last->def = as_where(as, 0);
    here(as, &l->last->pos);
    return 0;
}

struct asym *sym_local_ref(struct assembler *as, uint64_t number, bool forward)
{
    struct local_label *l = local_slot(as, number);
    if (!forward)
        return l->last;
    if (!l->next)
        l->next = local_new(as, number);
    return l->next;
}

/* ---- between files ----------------------------------------------------------------------------------- */

static bool defined(const struct asym *s)
{
    return s->state != ASYM_UNDEF;
}

/* Makes a file's global definition known; a strong one beats a weak or common one. */
static void publish(struct assembler *as, struct asym *s)
{
    struct asym *old = map_get(&as->globals, s->name);
    bool soft = s->weak || s->state == ASYM_COMMON;
    if (!old || ((old->weak || old->state == ASYM_COMMON) && !soft)) {
        map_put(&as->globals, s->name, s);
    } else if (old->state == ASYM_COMMON && s->state == ASYM_COMMON) {
        old->size = s->size > old->size ? s->size : old->size;
        old->align = s->align > old->align ? s->align : old->align;
    } else if (!soft && !old->weak && old->state != ASYM_COMMON) {
        as_error_at(as, &s->def, "'%s' is defined in two files", s->name);
        diag_note(as->d, old->def.loc, "the other definition");
    }
}

void sym_link(struct assembler *as)
{
    struct asm_file **f;
    struct map_entry *e;
    vec_each (f, &as->files) {
        map_each (e, &(*f)->symbols) {
            struct asym *s = e->value;
            if (defined(s) && (s->global || s->weak || (s->state == ASYM_COMMON && !s->local)))
                publish(as, s);
        }
    }
    vec_each (f, &as->files) {
        map_each (e, &(*f)->symbols) {
            struct asym *s = e->value;
            struct asym *g = map_get(&as->globals, s->name);
            bool yields = !defined(s) || s->weak || (s->state == ASYM_COMMON && !s->local);
            if (g && g != s && yields)
                s->link = g;
        }
    }
}

void sym_linker(struct assembler *as, const char *name, uint64_t address)
{
    struct asym *s = map_get(&as->linker_symbols, name);
    struct asm_file **f;
    if (!s) {
        s = ARENA_NEW(&as->arena, struct asym);
        s->name = arena_strdup(&as->arena, name);
        s->state = ASYM_LINKER;
        s->global = true;
        map_put(&as->linker_symbols, s->name, s);
        vec_each (f, &as->files) {
            struct asym *u = map_get(&(*f)->symbols, name);
            if (u && u->state == ASYM_UNDEF && !u->link) {
                u->link = s;
                s->used = true;
            }
        }
    }
    s->address = address;
}

static bool in_other_file(struct assembler *as, const struct asym *sym)
{
    struct asm_file **f;
    vec_each (f, &as->files) {
        struct asym *s = map_get(&(*f)->symbols, sym->name);
        if (s && s != sym && defined(s)) {
            diag_note(as->d, s->def.loc, "it is defined here, but not .globl");
            return true;
        }
    }
    return false;
}

typedef VEC(const char *) name_list;

/* What the name could have been meant for: symbols, registers, registers of spaces. */
static void candidates(struct assembler *as, const struct asym *sym, name_list *out)
{
    const struct isa *isa = as->isa;
    const struct map_entry *e;
    map_each (e, &sym->file->symbols) {
        const struct asym *s = e->value;
        if (defined(s) || s->link)
            *vec_push(out) = e->key;
    }
    map_each (e, &as->globals)
        *vec_push(out) = e->key;
    for (unsigned r = 0; r < isa->nregs; r++) {
        for (unsigned i = 0; isa->regs[r].names && i < isa->regs[r].count; i++)
            *vec_push(out) = isa->regs[r].names[i];
    }
    for (unsigned k = 0; k < isa->nspaces; k++) {
        for (unsigned i = 0; i < isa->spaces[k].nregs; i++)
            *vec_push(out) = isa->spaces[k].regs[i]->name;
    }
}

int sym_report_undefined(struct assembler *as, const struct where *at, const struct asym *sym)
{
    unsigned index;
    char buf[DIAG_SUGGEST_MAX];
    if (sym->internal)
        return as_error_at(as, at, "there is no label '%s:' after this line", sym->name);
    if (isa_reg_lookup(as->isa, NULL, sym->name, strlen(sym->name), &index))
        return as_error_at(as, at, "expected a number or a symbol, found register '%s'", sym->name);
    name_list names = { 0 };
    candidates(as, sym, &names);
    as_error_at(as, at, "undefined symbol '%s'%s", sym->name,
                diag_suggest(buf, sym->name, names.data, names.count));
    vec_release(&names);
    in_other_file(as, sym);
    return -1;
}
