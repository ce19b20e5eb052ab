/* sem_parse_expr.c - expressions of the semantics language: precedence climbing over the table in
 * precedence(). */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_parser.h"

#define MAX_DEPTH 400 /* height of a tree (a + b + c + ... leans left) */

/* ---- expressions ------------------------------------------------------------------------------------- */

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
    bool ok = tok_need(p, P_LPAREN) && parse_enter(p);
    while (ok && !tok_at(p, P_RPAREN)) {
        if (tok_at_word(p, "as") && p->toks.data[p->pos + 1].kind == T_OP &&
            p->toks.data[p->pos + 1].op == P_COLON) {
            p->pos += 2;
            ok = tok_accept_word(p, "store") || tok_unexpected(p, "'store'");
            e->as_store = true;
        } else {
            struct sem_expr *arg = parse_expr(p);
            ok = arg != NULL;
            if (ok) {
                *vec_push(&args) = arg;
            }
        }
        if (ok && !tok_accept(p, P_COMMA)) {
            break;
        }
    }
    ok = ok && tok_need(p, P_RPAREN);
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
    if (tok_at(p, OP_LT) && takes_width(e->name)) {
        p->pos++;
        e->kind = EX_CALL;
        e->a = parse_prec(p, 9);
        if (!e->a || !tok_need(p, OP_GT) || !parse_args(p, e)) {
            return NULL;
        }
    } else if (tok_at(p, P_LPAREN)) {
        e->kind = EX_CALL;
        if (!parse_args(p, e)) {
            return NULL;
        }
    }
    return close_node(p, e);
}

static struct sem_expr *parse_match_expr(struct parser *p)
{
    struct sem_expr *e = node(p, EX_MATCH, tok_here(p));
    p->pos++;
    e->a = parse_expr(p);
    return e->a && parse_arms(p, false, &e->arms) ? close_node(p, e) : NULL;
}

static struct sem_expr *parse_if_expr(struct parser *p)
{
    struct sem_expr *e = node(p, EX_IF, tok_here(p));
    p->pos++;
    bool ok = parse_enter(p) && (e->a = parse_expr(p)) &&
              (tok_accept_word(p, "then") || tok_unexpected(p, "'then'")) && (e->b = parse_expr(p)) &&
              (tok_accept_word(p, "else") || tok_unexpected(p, "'else' (an if-then always has one)")) &&
              (e->c = parse_expr(p));
    p->nest--;
    return ok ? close_node(p, e) : NULL;
}

/* `[hl+]`: the name of an addressing mode, in a condition on modes. */
static struct sem_expr *parse_bracket_name(struct parser *p)
{
    struct sem_expr *e = node(p, EX_NAME, tok_here(p));
    const char *start = p->y->text + tok_cur(p)->off, *end = strchr(start, ']');
    if (!end) {
        tok_unexpected(p, "an expression");
        return NULL;
    }
    e->name = sem_intern(p->s, start, (size_t)(end - start) + 1);
    while (!tok_at(p, P_RBRACK) && tok_cur(p)->kind != T_EOF) {
        p->pos++;
    }
    return tok_need(p, P_RBRACK) ? close_node(p, e) : NULL;
}

static struct sem_expr *parse_paren(struct parser *p)
{
    p->pos++;
    struct sem_expr *e = parse_enter(p) ? parse_expr(p) : NULL;
    p->nest--;
    return e && tok_need(p, P_RPAREN) ? e : NULL;
}

static struct sem_expr *parse_primary(struct parser *p)
{
    struct token *t = tok_cur(p);
    struct sem_expr *e;
    switch (t->kind) {
    case T_NUM:
    case T_TEXT:
        e = node(p, t->kind == T_NUM ? EX_NUM : EX_TEXT, tok_here(p));
        e->num = t->num;
        e->name = t->name;
        p->pos++;
        return close_node(p, e);
    case T_CELL:
        e = parse_cell_expr(p);
        if (e && e->kind == EX_NAME && tok_at(p, P_LPAREN)) {
            struct sem_expr *call = node(p, EX_NAME, e->at);
            call->name = e->name;
            return finish_name(p, call);
        }
        return e;
    case T_ID:
        if (tok_at_word(p, "if")) {
            return parse_if_expr(p);
        }
        if (tok_at_word(p, "match")) {
            return parse_match_expr(p);
        }
        if (tok_at_word(p, "_")) {
            break;
        }
        e = node(p, EX_NAME, tok_here(p));
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
    tok_unexpected(p, "an expression");
    return NULL;
}

/* After '[': index, slice or based slice. */
static struct sem_expr *parse_index(struct parser *p, struct sem_expr *of, struct place_in at)
{
    struct sem_expr *e = node(p, EX_INDEX, at);
    e->a = of;
    if (!parse_enter(p) || !(e->b = parse_expr(p))) {
        return NULL;
    }
    if (tok_accept(p, P_COLON)) {
        e->kind = EX_SLICE;
    } else if (tok_accept(p, P_PLUSCOLON)) {
        e->kind = EX_DSLICE;
    } else {
        e->at = of->at;
    }
    if (e->kind != EX_INDEX && !(e->c = parse_expr(p))) {
        return NULL;
    }
    p->nest--;
    return tok_need(p, P_RBRACK) ? close_node(p, e) : NULL;
}

static struct sem_expr *parse_sized(struct parser *p, struct sem_expr *width)
{
    struct sem_expr *e = node(p, EX_SIZED, width->at);
    p->pos++;
    if (tok_cur(p)->kind != T_NUM) {
        tok_unexpected(p, "a number after the width (as in 8'0xFF)");
        return NULL;
    }
    e->a = width;
    e->num = tok_cur(p)->num;
    p->pos++;
    return close_node(p, e);
}

static struct sem_expr *parse_postfix(struct parser *p)
{
    struct sem_expr *e = parse_primary(p);
    while (e) {
        struct place_in at = tok_here(p);
        if (tok_at(p, P_TICK)) {
            e = parse_sized(p, e);
        } else if (tok_accept(p, P_LBRACK)) {
            e = parse_index(p, e, at);
        } else if (tok_accept(p, P_DOT)) {
            struct sem_expr *f = node(p, EX_FIELD, tok_here(p));
            f->a = e;
            f->name = parse_name(p, "a field or method name");
            if (!f->name) {
                return NULL;
            }
            if (tok_at(p, P_LPAREN)) {
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
    struct token *t = tok_cur(p);
    if (t->kind == T_OP && (t->op == OP_SUB || t->op == OP_NOT || t->op == OP_LNOT)) {
        struct sem_expr *e = node(p, EX_UNARY, tok_here(p));
        e->op = t->op;
        p->pos++;
        e->a = parse_enter(p) ? parse_unary(p) : NULL;
        p->nest--;
        return e->a ? close_node(p, e) : NULL;
    }
    return parse_postfix(p);
}

struct sem_expr *parse_prec(struct parser *p, int min)
{
    struct sem_expr *l = parse_unary(p);
    while (l) {
        int prec = tok_cur(p)->kind == T_OP ? precedence(tok_cur(p)->op) : 0;
        if (!prec || prec < min) {
            break;
        }
        struct sem_expr *e = node(p, EX_BINARY, tok_here(p));
        e->op = tok_cur(p)->op;
        p->pos++;
        e->a = l;
        e->b = parse_prec(p, prec + 1);
        if (!e->b) {
            return NULL;
        }
        if (prec == 3 && tok_cur(p)->kind == T_OP && precedence(tok_cur(p)->op) == 3) {
            sem_error(p->s, p->d, tok_here(p), "comparisons do not chain; write  a < b && b < c");
            return NULL;
        }
        l = close_node(p, e);
    }
    return l;
}

struct sem_expr *parse_expr(struct parser *p)
{
    return parse_prec(p, 1);
}
