/* sem_parse_stmt.c - statements and match arms of the semantics language. */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_parser.h"

static bool parse_one(struct parser *p, struct stmt ***tail);

/* ---- match ------------------------------------------------------------------------------------------- */

/* One arm: pattern => value, or pattern => statement or block. */
static struct match_arm *parse_arm(struct parser *p, bool statements)
{
    struct match_arm *m = ARENA_NEW(p->s->arena, struct match_arm);
    m->at = tok_here(p);
    if (!tok_accept_word(p, "_") && !(m->pattern = parse_expr(p))) {
        return NULL;
    }
    if (!tok_need(p, P_ARROW)) {
        return NULL;
    }
    if (!statements) {
        return (m->value = parse_expr(p)) ? m : NULL;
    }
    if (tok_at(p, P_LBRACE)) {
        return parse_block(p, &m->body) ? m : NULL;
    }
    struct stmt **tail = &m->body;
    return parse_one(p, &tail) ? m : NULL;
}

bool parse_arms(struct parser *p, bool statements, struct match_arm **out)
{
    if (!parse_enter(p) || !tok_need(p, P_LBRACE)) {
        return false;
    }
    tok_skip_newlines(p);
    while (!tok_at(p, P_RBRACE)) {
        if (!(*out = parse_arm(p, statements))) {
            return false;
        }
        out = &(*out)->next;
        if (!tok_accept(p, P_COMMA) && tok_cur(p)->kind != T_NL && !tok_at(p, P_RBRACE)) {
            return tok_unexpected(p, "a new line or '}' after a match arm");
        }
        tok_skip_newlines(p);
    }
    p->pos++;
    p->nest--;
    return true;
}

/* ---- statements -------------------------------------------------------------------------------------- */

static struct stmt *new_stmt(struct parser *p, enum stmt_kind kind)
{
    struct stmt *st = ARENA_NEW(p->s->arena, struct stmt);
    st->kind = (uint8_t)kind;
    st->at = tok_here(p);
    return st;
}

static bool at_end(struct parser *p)
{
    return tok_cur(p)->kind == T_NL || tok_cur(p)->kind == T_EOF || tok_at(p, P_RBRACE);
}

static bool parse_let(struct parser *p, struct stmt *st)
{
    p->pos++;
    st->at = tok_here(p);
    st->name = parse_name(p, "a name");
    if (!st->name) {
        return false;
    }
    if (tok_accept(p, P_COLON) && !(st->width = parse_prec(p, 9))) {
        return false;
    }
    return tok_need(p, P_ASSIGN) && (st->e = parse_expr(p));
}

static bool parse_if(struct parser *p, struct stmt *st)
{
    p->pos++;
    if (!parse_enter(p) || !(st->e = parse_expr(p)) || !parse_block(p, &st->body)) {
        return false;
    }
    bool ok = true;
    if (tok_at_word(p, "elif")) {
        st->other = new_stmt(p, ST_IF);
        ok = parse_if(p, st->other);
    } else if (tok_accept_word(p, "else")) {
        if (tok_at_word(p, "if")) {
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
    return (st->name = parse_name(p, "a name")) && (tok_accept_word(p, "in") || tok_unexpected(p, "'in'")) &&
           (st->e = parse_expr(p)) && tok_need(p, P_DOTDOT) && (st->width = parse_expr(p)) &&
           parse_block(p, &st->body);
}

static bool parse_raise(struct parser *p, struct stmt *st)
{
    p->pos++;
    st->at = tok_here(p);
    st->name = parse_name(p, "a trap name");
    if (!st->name) {
        return false;
    }
    if (tok_accept(p, P_LPAREN) && !tok_accept(p, P_RPAREN)) {
        return (st->e = parse_expr(p)) && tok_need(p, P_RPAREN);
    }
    return true;
}

static bool parse_fetch(struct parser *p, struct stmt *st)
{
    p->pos++;
    st->at = tok_here(p);
    st->name = parse_name(p, "an operand");
    if (!st->name) {
        return false;
    }
    if (tok_accept(p, P_DOT)) {
        st->part = tok_at_word(p, "lo") ? 1 : tok_at_word(p, "hi") ? 2 : 0;
        if (!st->part) {
            return tok_unexpected(p, "'lo' or 'hi'");
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
    if (tok_accept(p, P_ASSIGN)) {
        st->kind = st->kind == ST_DELAYED ? ST_DELAYED : ST_ASSIGN;
        st->target = st->e;
        return (st->e = parse_expr(p));
    }
    return st->kind != ST_DELAYED || tok_unexpected(p, "'='");
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
        if (tok_at_word(p, words[i].word)) {
            return words[i].kind;
        }
    }
    return ST_EXPR;
}

/* One statement (a cell may hold several) appended to the list that ends at **tail. */
static bool parse_one(struct parser *p, struct stmt ***tail)
{
    if (tok_cur(p)->kind == T_CELL) {
        const struct token *next = tok_cur(p) + 1;
        if (next->kind == T_NL || next->kind == T_EOF || (next->kind == T_OP && next->op == P_RBRACE)) {
            return parse_cell_stmts(p, tail);
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

bool parse_list(struct parser *p, bool in_block, struct stmt ***tail)
{
    tok_skip_newlines(p);
    while (tok_cur(p)->kind != T_EOF && !(in_block && tok_at(p, P_RBRACE))) {
        if (!parse_one(p, tail)) {
            return false;
        }
        if (!at_end(p) || (!in_block && tok_at(p, P_RBRACE))) {
            return tok_unexpected(p, "the end of the statement");
        }
        tok_skip_newlines(p);
    }
    return true;
}

bool parse_block(struct parser *p, struct stmt **out)
{
    struct place_in at = tok_here(p);
    if (!tok_need(p, P_LBRACE)) {
        return false;
    }
    if (!parse_enter(p) || !parse_list(p, true, &out)) {
        return false;
    }
    p->nest--;
    if (!tok_accept(p, P_RBRACE)) {
        tok_unexpected(p, "'}'");
        sem_note(p->d, at, "to close this block");
        return false;
    }
    return true;
}
