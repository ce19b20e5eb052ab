/* sem_parse.c - the semantics language: tokens -> trees, by recursive descent.
 *
 * Only syntax: names, widths and meaning are the compiler's. A table cell `$col` is parsed where it stands,
 * by a parser of its own over the cell's scalar, so precedence cannot slip and every node knows its own
 * place. Stops at the first error of a text. Nesting is bounded, so that recursion over trees is, here and
 * everywhere after. */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_int.h"

#define MAX_NEST  64  /* brackets, blocks, if-else inside each other */
#define MAX_DEPTH 400 /* height of an expression tree (a + b + c + ... leans left) */
#define MAX_CELLS 8   /* cells that mention cells */

struct parser {
    struct sem *s;
    struct diag *d;
    const struct sem_cells *cells;
    const struct loc *row;
    const struct yaml *y;
    struct tokens toks;
    size_t pos;
    int nest, cell_depth;
};

static struct sem_expr *parse_expr(struct parser *p);
static bool parse_block(struct parser *p, struct stmt **out);
static bool parse_one(struct parser *p, struct stmt ***tail);
static bool parse_list(struct parser *p, bool in_block, struct stmt ***tail);

/* ---- tokens -----------------------------------------------------------------------------------------------
 */

static struct token *cur(struct parser *p)
{
    return &p->toks.data[p->pos];
}

static struct place_in here(struct parser *p)
{
    return (struct place_in){ p->y, cur(p)->off, p->row };
}

static bool at_op(struct parser *p, unsigned op)
{
    return cur(p)->kind == T_OP && cur(p)->op == op;
}

static bool at_word(struct parser *p, const char *word)
{
    return cur(p)->kind == T_ID && strcmp(cur(p)->name->text, word) == 0;
}

static bool accept(struct parser *p, unsigned op)
{
    return at_op(p, op) ? p->pos++, true : false;
}

static bool accept_word(struct parser *p, const char *word)
{
    return at_word(p, word) ? p->pos++, true : false;
}

static bool unexpected(struct parser *p, const char *wanted)
{
    const struct token *t = cur(p);
    const char *end = p->cell_depth ? "the end of the cell" : "the end";
    if (t->kind == T_EOF) {
        return sem_error(p->s, p->d, here(p), "expected %s, found %s", wanted, end);
    }
    if (t->kind == T_NL) {
        return sem_error(p->s, p->d, here(p), "expected %s, found the end of the %s", wanted,
                         p->y->text[t->off] == ';' ? "statement" : "line");
    }
    return sem_error(p->s, p->d, here(p), "expected %s, found '%.*s'", wanted,
                     (int)(t->len < 40 ? t->len : 40), p->y->text + t->off);
}

static bool need(struct parser *p, unsigned op)
{
    char buf[16];
    if (accept(p, op)) {
        return true;
    }
    snprintf(buf, sizeof buf, "'%s'", sem_op_text(op));
    return unexpected(p, buf);
}

static void skip_newlines(struct parser *p)
{
    while (cur(p)->kind == T_NL) {
        p->pos++;
    }
}

static bool enter(struct parser *p)
{
    if (++p->nest > MAX_NEST) {
        return sem_error(p->s, p->d, here(p), "this is nested too deeply");
    }
    return true;
}

/* ---- table cells ------------------------------------------------------------------------------------------
 */

static const struct yaml *find_cell(struct parser *p, const struct token *t)
{
    char buf[DIAG_SUGGEST_MAX];
    for (unsigned i = 0; p->cells && i < p->cells->count; i++) {
        if (strcmp(p->cells->names[i], t->name->text) == 0) {
            if (p->cell_depth >= MAX_CELLS) {
                sem_error(p->s, p->d, here(p), "table cells mention each other in a circle");
                return NULL;
            }
            if (p->cells->cells[i]->kind != YAML_SCALAR) {
                sem_error(p->s, p->d, here(p), "the cell '$%s' is not a text", t->name->text);
                return NULL;
            }
            return p->cells->cells[i];
        }
    }
    if (!p->cells) {
        sem_error(p->s, p->d, here(p), "'$%s': there is no table here", t->name->text);
    } else {
        sem_error(p->s, p->d, here(p), "the table has no column '%s'%s", t->name->text,
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

static struct sem_expr *cell_expr(struct parser *p)
{
    struct parser sub;
    const struct yaml *cell = find_cell(p, cur(p));
    if (!cell) {
        return NULL;
    }
    p->pos++;
    struct sem_expr *e = NULL;
    if (open_cell(p, cell, &sub)) {
        skip_newlines(&sub);
        e = parse_expr(&sub);
        skip_newlines(&sub);
        if (e && cur(&sub)->kind != T_EOF) {
            unexpected(&sub, "the end of the cell");
            e = NULL;
        }
    }
    vec_release(&sub.toks);
    return e;
}

static bool cell_stmts(struct parser *p, struct stmt ***tail)
{
    struct parser sub;
    const struct yaml *cell = find_cell(p, cur(p));
    if (!cell) {
        return false;
    }
    p->pos++;
    bool ok = open_cell(p, cell, &sub) && parse_list(&sub, false, tail);
    vec_release(&sub.toks);
    return ok;
}

/* A name, or a cell that holds one. */
static struct sem_name *parse_name(struct parser *p, const char *wanted)
{
    struct sem_name *n = NULL;
    if (cur(p)->kind == T_ID && strcmp(cur(p)->name->text, "_") != 0) {
        n = cur(p)->name;
        p->pos++;
        return n;
    }
    if (cur(p)->kind == T_CELL) {
        struct place_in at = here(p);
        struct sem_expr *e = cell_expr(p);
        if (e && e->kind == EX_NAME) {
            return e->name;
        }
        if (e) {
            sem_error(p->s, p->d, at, "this cell must hold %s", wanted);
        }
        return NULL;
    }
    unexpected(p, wanted);
    return NULL;
}

/* ---- expressions ------------------------------------------------------------------------------------------
 */

static struct sem_expr *node(struct parser *p, enum expr_kind kind, struct place_in at)
{
    struct sem_expr *e = ARENA_NEW(p->s->arena, struct sem_expr);
    e->kind = (uint8_t)kind;
    e->at = at;
    return e;
}

/* Sets the depth from the parts; NULL if it is too high or a part is missing. */
static struct sem_expr *close_node(struct parser *p, struct sem_expr *e)
{
    struct sem_expr *parts[] = { e->a, e->b, e->c };
    unsigned depth = 0;
    for (unsigned i = 0; i < 3; i++) {
        depth = parts[i] && parts[i]->depth > depth ? parts[i]->depth : depth;
    }
    for (unsigned i = 0; i < e->nargs; i++) {
        depth = e->args[i]->depth > depth ? e->args[i]->depth : depth;
    }
    for (struct match_arm *m = e->arms; m; m = m->next) {
        unsigned deep = m->value ? m->value->depth : 0;
        depth = deep > depth ? deep : depth;
    }
    e->depth = (uint16_t)(depth + 1);
    if (e->depth > MAX_DEPTH) {
        sem_error(p->s, p->d, e->at,
                  "this expression is nested too deeply; give a part of it a name with let");
        return NULL;
    }
    return e;
}

static int precedence(unsigned op)
{
    if (op >= OP_EQ && op <= OP_GES) {
        return 3;
    }
    switch (op) {
    case OP_OROR: return 1;
    case OP_ANDAND: return 2;
    case OP_OR: return 4;
    case OP_XOR: return 5;
    case OP_AND: return 6;
    case OP_CONCAT: return 7;
    case OP_SHL:
    case OP_SHR:
    case OP_SAR: return 8;
    case OP_ADD:
    case OP_SUB: return 9;
    case OP_MUL:
    case OP_DIV:
    case OP_REM:
    case OP_DIVS:
    case OP_REMS: return 10;
    default: return 0;
    }
}

/* Arguments after '('. */
static bool parse_args(struct parser *p, struct sem_expr *e)
{
    VEC(struct sem_expr *) args = { 0 };
    bool ok = need(p, P_LPAREN) && enter(p);
    while (ok && !at_op(p, P_RPAREN)) {
        if (at_word(p, "as") && p->toks.data[p->pos + 1].kind == T_OP &&
            p->toks.data[p->pos + 1].op == P_COLON) {
            p->pos += 2;
            ok = accept_word(p, "store") || unexpected(p, "'store'");
            e->as_store = true;
        } else {
            struct sem_expr *arg = parse_expr(p);
            ok = arg != NULL;
            if (ok) {
                *vec_push(&args) = arg;
            }
        }
        if (ok && !accept(p, P_COMMA)) {
            break;
        }
    }
    ok = ok && need(p, P_RPAREN);
    p->nest--;
    if (ok && args.count > 64) {
        ok = sem_error(p->s, p->d, e->at, "too many arguments");
    }
    if (ok && args.count) {
        e->nargs = (uint16_t)args.count;
        e->args = ARENA_ARRAY(p->s->arena, struct sem_expr *, args.count);
        memcpy(e->args, args.data, args.count * sizeof *args.data);
    }
    vec_release(&args);
    return ok;
}

static struct sem_expr *parse_prec(struct parser *p, int min);

/* Built-ins that take <width>; only after these names is '<' not a comparison. */
static bool takes_width(const struct sem_name *n)
{
    static const char *const names[] = { "load",       "store",         "phys_load",
                                         "phys_store", "load_reserved", "store_conditional",
                                         "sext",       "zext",          "resize",
                                         "rep",        "bits" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], n->text) == 0) {
            return true;
        }
    }
    return false;
}

/* name, name(args), name<w>(args) */
static struct sem_expr *finish_name(struct parser *p, struct sem_expr *e)
{
    if (at_op(p, OP_LT) && takes_width(e->name)) {
        p->pos++;
        e->kind = EX_CALL;
        e->a = parse_prec(p, 9);
        if (!e->a || !need(p, OP_GT) || !parse_args(p, e)) {
            return NULL;
        }
    } else if (at_op(p, P_LPAREN)) {
        e->kind = EX_CALL;
        if (!parse_args(p, e)) {
            return NULL;
        }
    }
    return close_node(p, e);
}

static struct sem_expr *parse_match_expr(struct parser *p);

static struct sem_expr *parse_if_expr(struct parser *p)
{
    struct sem_expr *e = node(p, EX_IF, here(p));
    p->pos++;
    bool ok = enter(p) && (e->a = parse_expr(p)) && (accept_word(p, "then") || unexpected(p, "'then'")) &&
              (e->b = parse_expr(p)) &&
              (accept_word(p, "else") || unexpected(p, "'else' (an if-then always has one)")) &&
              (e->c = parse_expr(p));
    p->nest--;
    return ok ? close_node(p, e) : NULL;
}

/* `[hl+]`: the name of an addressing mode, in a condition on modes. */
static struct sem_expr *parse_bracket_name(struct parser *p)
{
    struct sem_expr *e = node(p, EX_NAME, here(p));
    const char *start = p->y->text + cur(p)->off, *end = strchr(start, ']');
    if (!end) {
        unexpected(p, "an expression");
        return NULL;
    }
    e->name = sem_intern(p->s, start, (size_t)(end - start) + 1);
    while (!at_op(p, P_RBRACK) && cur(p)->kind != T_EOF) {
        p->pos++;
    }
    return need(p, P_RBRACK) ? close_node(p, e) : NULL;
}

static struct sem_expr *parse_paren(struct parser *p)
{
    p->pos++;
    struct sem_expr *e = enter(p) ? parse_expr(p) : NULL;
    p->nest--;
    return e && need(p, P_RPAREN) ? e : NULL;
}

static struct sem_expr *parse_primary(struct parser *p)
{
    struct token *t = cur(p);
    struct sem_expr *e;
    switch (t->kind) {
    case T_NUM:
    case T_TEXT:
        e = node(p, t->kind == T_NUM ? EX_NUM : EX_TEXT, here(p));
        e->num = t->num;
        e->name = t->name;
        p->pos++;
        return close_node(p, e);
    case T_CELL:
        e = cell_expr(p);
        if (e && e->kind == EX_NAME && at_op(p, P_LPAREN)) {
            struct sem_expr *call = node(p, EX_NAME, e->at);
            call->name = e->name;
            return finish_name(p, call);
        }
        return e;
    case T_ID:
        if (at_word(p, "if")) {
            return parse_if_expr(p);
        }
        if (at_word(p, "match")) {
            return parse_match_expr(p);
        }
        if (at_word(p, "_")) {
            break;
        }
        e = node(p, EX_NAME, here(p));
        e->name = t->name;
        p->pos++;
        return finish_name(p, e);
    case T_OP:
        if (t->op == P_LPAREN) {
            return parse_paren(p);
        }
        if (t->op == P_LBRACK) {
            return parse_bracket_name(p);
        }
        break;
    default: break;
    }
    unexpected(p, "an expression");
    return NULL;
}

/* After '[': index, slice or based slice. */
static struct sem_expr *parse_index(struct parser *p, struct sem_expr *of, struct place_in at)
{
    struct sem_expr *e = node(p, EX_INDEX, at);
    e->a = of;
    if (!enter(p) || !(e->b = parse_expr(p))) {
        return NULL;
    }
    if (accept(p, P_COLON)) {
        e->kind = EX_SLICE;
    } else if (accept(p, P_PLUSCOLON)) {
        e->kind = EX_DSLICE;
    } else {
        e->at = of->at;
    }
    if (e->kind != EX_INDEX && !(e->c = parse_expr(p))) {
        return NULL;
    }
    p->nest--;
    return need(p, P_RBRACK) ? close_node(p, e) : NULL;
}

static struct sem_expr *parse_sized(struct parser *p, struct sem_expr *width)
{
    struct sem_expr *e = node(p, EX_SIZED, width->at);
    p->pos++;
    if (cur(p)->kind != T_NUM) {
        unexpected(p, "a number after the width (as in 8'0xFF)");
        return NULL;
    }
    e->a = width;
    e->num = cur(p)->num;
    p->pos++;
    return close_node(p, e);
}

static struct sem_expr *parse_postfix(struct parser *p)
{
    struct sem_expr *e = parse_primary(p);
    while (e) {
        struct place_in at = here(p);
        if (at_op(p, P_TICK)) {
            e = parse_sized(p, e);
        } else if (accept(p, P_LBRACK)) {
            e = parse_index(p, e, at);
        } else if (accept(p, P_DOT)) {
            struct sem_expr *f = node(p, EX_FIELD, here(p));
            f->a = e;
            f->name = parse_name(p, "a field or method name");
            if (!f->name) {
                return NULL;
            }
            if (at_op(p, P_LPAREN)) {
                f->kind = EX_METHOD;
                if (!parse_args(p, f)) {
                    return NULL;
                }
            }
            e = close_node(p, f);
        } else {
            break;
        }
    }
    return e;
}

static struct sem_expr *parse_unary(struct parser *p)
{
    struct token *t = cur(p);
    if (t->kind == T_OP && (t->op == OP_SUB || t->op == OP_NOT || t->op == OP_LNOT)) {
        struct sem_expr *e = node(p, EX_UNARY, here(p));
        e->op = t->op;
        p->pos++;
        e->a = enter(p) ? parse_unary(p) : NULL;
        p->nest--;
        return e->a ? close_node(p, e) : NULL;
    }
    return parse_postfix(p);
}

static struct sem_expr *parse_prec(struct parser *p, int min)
{
    struct sem_expr *l = parse_unary(p);
    while (l) {
        int prec = cur(p)->kind == T_OP ? precedence(cur(p)->op) : 0;
        if (!prec || prec < min) {
            break;
        }
        struct sem_expr *e = node(p, EX_BINARY, here(p));
        e->op = cur(p)->op;
        p->pos++;
        e->a = l;
        e->b = parse_prec(p, prec + 1);
        if (!e->b) {
            return NULL;
        }
        if (prec == 3 && cur(p)->kind == T_OP && precedence(cur(p)->op) == 3) {
            sem_error(p->s, p->d, here(p), "comparisons do not chain; write  a < b && b < c");
            return NULL;
        }
        l = close_node(p, e);
    }
    return l;
}

static struct sem_expr *parse_expr(struct parser *p)
{
    return parse_prec(p, 1);
}

/* ---- match ------------------------------------------------------------------------------------------------
 */

/* One arm: pattern => value, or pattern => statement or block. */
static struct match_arm *parse_arm(struct parser *p, bool statements)
{
    struct match_arm *m = ARENA_NEW(p->s->arena, struct match_arm);
    m->at = here(p);
    if (!accept_word(p, "_") && !(m->pattern = parse_expr(p))) {
        return NULL;
    }
    if (!need(p, P_ARROW)) {
        return NULL;
    }
    if (!statements) {
        return (m->value = parse_expr(p)) ? m : NULL;
    }
    if (at_op(p, P_LBRACE)) {
        return parse_block(p, &m->body) ? m : NULL;
    }
    struct stmt **tail = &m->body;
    return parse_one(p, &tail) ? m : NULL;
}

static bool parse_arms(struct parser *p, bool statements, struct match_arm **out)
{
    if (!enter(p) || !need(p, P_LBRACE)) {
        return false;
    }
    skip_newlines(p);
    while (!at_op(p, P_RBRACE)) {
        if (!(*out = parse_arm(p, statements))) {
            return false;
        }
        out = &(*out)->next;
        if (!accept(p, P_COMMA) && cur(p)->kind != T_NL && !at_op(p, P_RBRACE)) {
            return unexpected(p, "a new line or '}' after a match arm");
        }
        skip_newlines(p);
    }
    p->pos++;
    p->nest--;
    return true;
}

static struct sem_expr *parse_match_expr(struct parser *p)
{
    struct sem_expr *e = node(p, EX_MATCH, here(p));
    p->pos++;
    e->a = parse_expr(p);
    return e->a && parse_arms(p, false, &e->arms) ? close_node(p, e) : NULL;
}

/* ---- statements -------------------------------------------------------------------------------------------
 */

static struct stmt *new_stmt(struct parser *p, enum stmt_kind kind)
{
    struct stmt *st = ARENA_NEW(p->s->arena, struct stmt);
    st->kind = (uint8_t)kind;
    st->at = here(p);
    return st;
}

static bool at_end(struct parser *p)
{
    return cur(p)->kind == T_NL || cur(p)->kind == T_EOF || at_op(p, P_RBRACE);
}

static bool parse_let(struct parser *p, struct stmt *st)
{
    p->pos++;
    st->at = here(p);
    st->name = parse_name(p, "a name");
    if (!st->name) {
        return false;
    }
    if (accept(p, P_COLON) && !(st->width = parse_prec(p, 9))) {
        return false;
    }
    return need(p, P_ASSIGN) && (st->e = parse_expr(p));
}

static bool parse_if(struct parser *p, struct stmt *st)
{
    p->pos++;
    if (!enter(p) || !(st->e = parse_expr(p)) || !parse_block(p, &st->body)) {
        return false;
    }
    bool ok = true;
    if (at_word(p, "elif")) {
        st->other = new_stmt(p, ST_IF);
        ok = parse_if(p, st->other);
    } else if (accept_word(p, "else")) {
        if (at_word(p, "if")) {
            st->other = new_stmt(p, ST_IF);
            ok = parse_if(p, st->other);
        } else {
            ok = parse_block(p, &st->other);
        }
    }
    p->nest--;
    return ok;
}

static bool parse_for(struct parser *p, struct stmt *st)
{
    p->pos++;
    return (st->name = parse_name(p, "a name")) && (accept_word(p, "in") || unexpected(p, "'in'")) &&
           (st->e = parse_expr(p)) && need(p, P_DOTDOT) && (st->width = parse_expr(p)) &&
           parse_block(p, &st->body);
}

static bool parse_raise(struct parser *p, struct stmt *st)
{
    p->pos++;
    st->at = here(p);
    st->name = parse_name(p, "a trap name");
    if (!st->name) {
        return false;
    }
    if (accept(p, P_LPAREN) && !accept(p, P_RPAREN)) {
        return (st->e = parse_expr(p)) && need(p, P_RPAREN);
    }
    return true;
}

static bool parse_fetch(struct parser *p, struct stmt *st)
{
    p->pos++;
    st->at = here(p);
    st->name = parse_name(p, "an operand");
    if (!st->name) {
        return false;
    }
    if (accept(p, P_DOT)) {
        st->part = at_word(p, "lo") ? 1 : at_word(p, "hi") ? 2 : 0;
        if (!st->part) {
            return unexpected(p, "'lo' or 'hi'");
        }
        p->pos++;
    }
    return true;
}

static bool parse_assign(struct parser *p, struct stmt *st)
{
    st->e = parse_expr(p);
    if (!st->e) {
        return false;
    }
    if (accept(p, P_ASSIGN)) {
        st->kind = st->kind == ST_DELAYED ? ST_DELAYED : ST_ASSIGN;
        st->target = st->e;
        return (st->e = parse_expr(p));
    }
    return st->kind != ST_DELAYED || unexpected(p, "'='");
}

static bool parse_plain(struct parser *p, struct stmt *st)
{
    switch (st->kind) {
    case ST_LET:
    case ST_VAR: return parse_let(p, st);
    case ST_IF: return parse_if(p, st);
    case ST_FOR: return parse_for(p, st);
    case ST_RAISE: return parse_raise(p, st);
    case ST_FETCH: return parse_fetch(p, st);
    case ST_MATCH: p->pos++; return (st->e = parse_expr(p)) && parse_arms(p, true, &st->arms);
    case ST_RETURN: p->pos++; return at_end(p) || (st->e = parse_expr(p));
    case ST_JUMP: p->pos++; return (st->e = parse_expr(p));
    case ST_IDLE: p->pos++; return true;
    case ST_DELAYED: p->pos++; return parse_assign(p, st);
    default: return parse_assign(p, st);
    }
}

static enum stmt_kind stmt_kind_here(struct parser *p)
{
    static const struct {
        const char *word;
        enum stmt_kind kind;
    } words[] = {
        { "let", ST_LET },         { "var", ST_VAR },       { "if", ST_IF },       { "match", ST_MATCH },
        { "for", ST_FOR },         { "return", ST_RETURN }, { "raise", ST_RAISE }, { "jump", ST_JUMP },
        { "delayed", ST_DELAYED }, { "idle", ST_IDLE },     { "fetch", ST_FETCH },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (at_word(p, words[i].word)) {
            return words[i].kind;
        }
    }
    return ST_EXPR;
}

/* One statement (a cell may hold several) appended to the list that ends at **tail. */
static bool parse_one(struct parser *p, struct stmt ***tail)
{
    if (cur(p)->kind == T_CELL) {
        const struct token *next = cur(p) + 1;
        if (next->kind == T_NL || next->kind == T_EOF || (next->kind == T_OP && next->op == P_RBRACE)) {
            return cell_stmts(p, tail);
        }
    }
    struct stmt *st = new_stmt(p, stmt_kind_here(p));
    if (!parse_plain(p, st)) {
        return false;
    }
    **tail = st;
    *tail = &st->next;
    return true;
}

static bool parse_list(struct parser *p, bool in_block, struct stmt ***tail)
{
    skip_newlines(p);
    while (cur(p)->kind != T_EOF && !(in_block && at_op(p, P_RBRACE))) {
        if (!parse_one(p, tail)) {
            return false;
        }
        if (!at_end(p) || (!in_block && at_op(p, P_RBRACE))) {
            return unexpected(p, "the end of the statement");
        }
        skip_newlines(p);
    }
    return true;
}

static bool parse_block(struct parser *p, struct stmt **out)
{
    struct place_in at = here(p);
    if (!need(p, P_LBRACE)) {
        return false;
    }
    if (!enter(p) || !parse_list(p, true, &out)) {
        return false;
    }
    p->nest--;
    if (!accept(p, P_RBRACE)) {
        unexpected(p, "'}'");
        sem_note(p->d, at, "to close this block");
        return false;
    }
    return true;
}

/* ---- entry points -----------------------------------------------------------------------------------------
 */

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
        skip_newlines(&p);
        e = parse_expr(&p);
        skip_newlines(&p);
        if (e && cur(&p)->kind != T_EOF) {
            unexpected(&p, "the end of the expression");
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
    bool ok = need(p, P_LPAREN);
    while (ok && !at_op(p, P_RPAREN)) {
        struct sem_param *pm = vec_push(&params);
        struct cval w = { 0 };
        struct cenv env = { .s = p->s };
        ok = (pm->name = parse_name(p, "a parameter name")) && need(p, P_COLON);
        struct place_in at = here(p);
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
        if (ok && !accept(p, P_COMMA)) {
            break;
        }
    }
    ok = ok && need(p, P_RPAREN);
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
    if (!accept(p, OP_SUB)) {
        return cur(p)->kind == T_EOF || unexpected(p, "'->' or the end");
    }
    struct cval w;
    struct cenv env = { .s = p->s };
    if (!need(p, OP_GT)) {
        return false;
    }
    struct place_in at = here(p);
    struct sem_expr *e = parse_expr(p);
    if (!e) {
        return false;
    }
    if (!sem_ceval(&env, e, 0, &w) || w.v < 1 || w.v > 64) {
        return sem_error(p->s, p->d, at, "the width of a result is a constant from 1 to 64");
    }
    fn->ret = (unsigned)w.v;
    return cur(p)->kind == T_EOF || unexpected(p, "the end of the signature");
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
