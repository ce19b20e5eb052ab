/* sem_parse.c - the semantics language: tokens -> trees, by recursive descent. Here: tokens, table cells and
 * the entry points; expressions and statements have files of their own.
 *
 * Only syntax: names, widths and meaning are the compiler's. A table cell `$col` is parsed where it stands,
 * by a parser of its own over the cell's scalar, so precedence cannot slip and every node knows its own
 * place. Stops at the first error of a text. Nesting is bounded, so that recursion over trees is, here and
 * everywhere after. */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_parser.h"

#define MAX_NEST  64 /* brackets, blocks, if-else inside each other */
#define MAX_CELLS 8  /* cells that mention cells */

/* ---- tokens ------------------------------------------------------------------------------------------ */

struct token *tok_cur(struct parser *p)
{
    return &p->toks.data[p->pos];
}

struct place_in tok_here(struct parser *p)
{
    return (struct place_in){ p->y, tok_cur(p)->off, p->row };
}

bool tok_at(struct parser *p, unsigned op)
{
    return tok_cur(p)->kind == T_OP && tok_cur(p)->op == op;
}

bool tok_at_word(struct parser *p, const char *word)
{
    return tok_cur(p)->kind == T_ID && strcmp(tok_cur(p)->name->text, word) == 0;
}

bool tok_accept(struct parser *p, unsigned op)
{
    return tok_at(p, op) ? p->pos++, true : false;
}

bool tok_accept_word(struct parser *p, const char *word)
{
    return tok_at_word(p, word) ? p->pos++, true : false;
}

bool tok_unexpected(struct parser *p, const char *wanted)
{
    const struct token *t = tok_cur(p);
    const char *end = p->cell_depth ? "the end of the cell" : "the end";
    if (t->kind == T_EOF) {
        return sem_error(p->s, p->d, tok_here(p), "expected %s, found %s", wanted, end);
    }
    if (t->kind == T_NL) {
        return sem_error(p->s, p->d, tok_here(p), "expected %s, found the end of the %s", wanted,
                         p->y->text[t->off] == ';' ? "statement" : "line");
    }
    return sem_error(p->s, p->d, tok_here(p), "expected %s, found '%.*s'", wanted,
                     (int)(t->len < 40 ? t->len : 40), p->y->text + t->off);
}

bool tok_need(struct parser *p, unsigned op)
{
    char buf[16];
    if (tok_accept(p, op)) {
        return true;
    }
    snprintf(buf, sizeof buf, "'%s'", sem_op_text(op));
    return tok_unexpected(p, buf);
}

void tok_skip_newlines(struct parser *p)
{
    while (tok_cur(p)->kind == T_NL) {
        p->pos++;
    }
}

bool parse_enter(struct parser *p)
{
    if (++p->nest > MAX_NEST) {
        return sem_error(p->s, p->d, tok_here(p), "this is nested too deeply");
    }
    return true;
}

/* ---- table cells ------------------------------------------------------------------------------------- */

static const struct yaml *find_cell(struct parser *p, const struct token *t)
{
    char buf[DIAG_SUGGEST_MAX];
    for (unsigned i = 0; p->cells && i < p->cells->count; i++) {
        if (strcmp(p->cells->names[i], t->name->text) == 0) {
            if (p->cell_depth >= MAX_CELLS) {
                sem_error(p->s, p->d, tok_here(p), "table cells mention each other in a circle");
                return NULL;
            }
            if (p->cells->cells[i]->kind != YAML_SCALAR) {
                sem_error(p->s, p->d, tok_here(p), "the cell '$%s' is not a text", t->name->text);
                return NULL;
            }
            return p->cells->cells[i];
        }
    }
    if (!p->cells) {
        sem_error(p->s, p->d, tok_here(p), "'$%s': there is no table here", t->name->text);
    } else {
        sem_error(p->s, p->d, tok_here(p), "the table has no column '%s'%s", t->name->text,
                  diag_suggest(buf, t->name->text, p->cells->names, p->cells->count));
    }
    return NULL;
}

static bool open_cell(struct parser *p, const struct yaml *cell, struct parser *sub)
{
    *sub = *p;
    sub->y = cell;
    sub->toks = (struct tokens){ 0 };
    sub->pos = 0;
    sub->cell_depth++;
    return sem_lex(p->s, cell, p->row, p->d, &sub->toks);
}

struct sem_expr *parse_cell_expr(struct parser *p)
{
    struct parser sub;
    const struct yaml *cell = find_cell(p, tok_cur(p));
    if (!cell) {
        return NULL;
    }
    p->pos++;
    struct sem_expr *e = NULL;
    if (open_cell(p, cell, &sub)) {
        tok_skip_newlines(&sub);
        e = parse_expr(&sub);
        tok_skip_newlines(&sub);
        if (e && tok_cur(&sub)->kind != T_EOF) {
            tok_unexpected(&sub, "the end of the cell");
            e = NULL;
        }
    }
    vec_release(&sub.toks);
    return e;
}

bool parse_cell_stmts(struct parser *p, struct stmt ***tail)
{
    struct parser sub;
    const struct yaml *cell = find_cell(p, tok_cur(p));
    if (!cell) {
        return false;
    }
    p->pos++;
    bool ok = open_cell(p, cell, &sub) && parse_list(&sub, false, tail);
    vec_release(&sub.toks);
    return ok;
}

/* A name, or a cell that holds one. */
struct sem_name *parse_name(struct parser *p, const char *wanted)
{
    struct sem_name *n = NULL;
    if (tok_cur(p)->kind == T_ID && strcmp(tok_cur(p)->name->text, "_") != 0) {
        n = tok_cur(p)->name;
        p->pos++;
        return n;
    }
    if (tok_cur(p)->kind == T_CELL) {
        struct place_in at = tok_here(p);
        struct sem_expr *e = parse_cell_expr(p);
        if (e && e->kind == EX_NAME) {
            return e->name;
        }
        if (e) {
            sem_error(p->s, p->d, at, "this cell must hold %s", wanted);
        }
        return NULL;
    }
    tok_unexpected(p, wanted);
    return NULL;
}

/* ---- entry points ------------------------------------------------------------------------------------ */

static bool start(struct parser *p, struct sem *s, const struct yaml *text, const struct sem_cells *cells,
                  struct diag *d)
{
    *p = (struct parser){ .s = s, .d = d, .cells = cells, .y = text };
    if (cells && cells->row.src) {
        struct loc *row = ARENA_NEW(s->arena, struct loc);
        *row = cells->row;
        p->row = row;
    }
    if (text->kind != YAML_SCALAR) {
        diag_error(d, text->loc, "expected a text");
        return false;
    }
    if (text->style == YAML_FOLDED) {
        diag_error(d, text->loc, "code in a folded text ('>') has no places; use '|' or quotes");
        return false;
    }
    return sem_lex(s, text, p->row, d, &p->toks);
}

struct sem_expr *sem_parse_expr(struct sem *s, const struct yaml *text, const struct sem_cells *cells,
                                struct diag *d)
{
    struct parser p;
    struct sem_expr *e = NULL;
    if (start(&p, s, text, cells, d)) {
        tok_skip_newlines(&p);
        e = parse_expr(&p);
        tok_skip_newlines(&p);
        if (e && tok_cur(&p)->kind != T_EOF) {
            tok_unexpected(&p, "the end of the expression");
            e = NULL;
        }
    }
    vec_release(&p.toks);
    return e;
}

struct stmt *sem_parse_stmts(struct sem *s, const struct yaml *text, const struct sem_cells *cells,
                             struct diag *d, bool *ok)
{
    struct parser p;
    struct stmt *list = NULL, **tail = &list;
    *ok = start(&p, s, text, cells, d) && parse_list(&p, false, &tail);
    vec_release(&p.toks);
    return list;
}

static bool parse_params(struct parser *p, struct sem_fn *fn)
{
    VEC(struct sem_param) params = { 0 };
    bool ok = tok_need(p, P_LPAREN);
    while (ok && !tok_at(p, P_RPAREN)) {
        struct sem_param *pm = vec_push(&params);
        struct cval w = { 0 };
        struct cenv env = { .s = p->s };
        ok = (pm->name = parse_name(p, "a parameter name")) && tok_need(p, P_COLON);
        struct place_in at = tok_here(p);
        struct sem_expr *e = ok ? parse_prec(p, 9) : NULL;
        ok = e != NULL;
        if (ok && (!sem_ceval(&env, e, 0, &w) || w.v < 1 || w.v > 64)) {
            ok = sem_error(p->s, p->d, at, "the width of a parameter is a constant from 1 to 64");
        }
        pm->width = (unsigned)w.v;
        for (size_t i = 0; ok && i + 1 < params.count; i++) {
            if (params.data[i].name == pm->name) {
                ok = sem_error(p->s, p->d, at, "two parameters are called '%s'", pm->name->text);
            }
        }
        if (ok && !tok_accept(p, P_COMMA)) {
            break;
        }
    }
    ok = ok && tok_need(p, P_RPAREN);
    if (ok && params.count) {
        fn->nparams = (unsigned)params.count;
        fn->params = ARENA_ARRAY(p->s->arena, struct sem_param, params.count);
        memcpy(fn->params, params.data, params.count * sizeof *params.data);
    }
    vec_release(&params);
    return ok;
}

/* "-> width" or nothing. The lexer reads "->" as '-' '>'. */
static bool parse_result(struct parser *p, struct sem_fn *fn)
{
    if (!tok_accept(p, OP_SUB)) {
        return tok_cur(p)->kind == T_EOF || tok_unexpected(p, "'->' or the end");
    }
    struct cval w;
    struct cenv env = { .s = p->s };
    if (!tok_need(p, OP_GT)) {
        return false;
    }
    struct place_in at = tok_here(p);
    struct sem_expr *e = parse_expr(p);
    if (!e) {
        return false;
    }
    if (!sem_ceval(&env, e, 0, &w) || w.v < 1 || w.v > 64) {
        return sem_error(p->s, p->d, at, "the width of a result is a constant from 1 to 64");
    }
    fn->ret = (unsigned)w.v;
    return tok_cur(p)->kind == T_EOF || tok_unexpected(p, "the end of the signature");
}

struct sem_fn *sem_parse_signature(struct sem *s, const struct yaml *key, struct diag *d)
{
    struct parser p;
    struct sem_fn *fn = ARENA_NEW(s->arena, struct sem_fn);
    fn->key = key;
    bool ok = start(&p, s, key, NULL, d) && (fn->name = parse_name(&p, "a function name")) &&
              parse_params(&p, fn) && parse_result(&p, fn);
    vec_release(&p.toks);
    return ok ? fn : NULL;
}
