/* sem_parser.h - what the files of the parser share; nobody else includes it. */
#ifndef ISA_SEM_PARSER_H
#define ISA_SEM_PARSER_H

#include "isa/sem_int.h"

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

/* ---- tokens (sem_parse.c) ---------------------------------------------------------------------------- */
struct token *tok_cur(struct parser *p);
struct place_in tok_here(struct parser *p);
bool tok_at(struct parser *p, unsigned op);
bool tok_at_word(struct parser *p, const char *word);
bool tok_accept(struct parser *p, unsigned op); /* takes it if it is there */
bool tok_accept_word(struct parser *p, const char *word);
bool tok_need(struct parser *p, unsigned op);              /* takes it or reports */
bool tok_unexpected(struct parser *p, const char *wanted); /* always false */
void tok_skip_newlines(struct parser *p);
bool parse_enter(struct parser *p); /* one level deeper; false: too deep. Left by p->nest-- */

/* ---- table cells (sem_parse.c): $col, parsed where it stands ----------------------------------------- */
struct sem_expr *parse_cell_expr(struct parser *p);
bool parse_cell_stmts(struct parser *p, struct stmt ***tail);
struct sem_name *parse_name(struct parser *p, const char *wanted); /* a name, or a cell that holds one */

/* ---- expressions (sem_parse_expr.c) and statements (sem_parse_stmt.c): NULL or false after reporting - */
struct sem_expr *parse_expr(struct parser *p);
struct sem_expr *parse_prec(struct parser *p, int min); /* operators that bind at least so tightly; 9: + - */
bool parse_arms(struct parser *p, bool statements, struct match_arm **out);
bool parse_block(struct parser *p, struct stmt **out);
bool parse_list(struct parser *p, bool in_block, struct stmt ***tail); /* appended at **tail */

#endif
