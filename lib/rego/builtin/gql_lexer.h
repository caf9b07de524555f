/* SPDX-License-Identifier: BSD-2-Clause */
/* The tokens of GraphQL. */
#ifndef REGO_GQL_LEXER_H
#define REGO_GQL_LEXER_H

#include "rego/builtin/gql.h"

enum rego_gql_token_kind {
	GQL_INVALID,
	GQL_EOF,
	GQL_BANG,
	GQL_DOLLAR,
	GQL_AMP,
	GQL_PAREN_L,
	GQL_PAREN_R,
	GQL_SPREAD,
	GQL_COLON,
	GQL_EQUALS,
	GQL_AT,
	GQL_BRACKET_L,
	GQL_BRACKET_R,
	GQL_BRACE_L,
	GQL_BRACE_R,
	GQL_PIPE,
	GQL_NAME,
	GQL_INT,
	GQL_FLOAT,
	GQL_STRING,
	GQL_BLOCK_STRING,
	GQL_COMMENT,
};

struct rego_gql_token {
	enum rego_gql_token_kind kind;
	const char *value; /* in the arena, or "" */
	size_t len;
	struct rego_gql_pos pos;
	const char *error; /* of GQL_INVALID */
	int error_column;
};

struct rego_gql_lexer {
	struct rego_arena *arena;
	const char *text, *file;
	size_t len, start, end;
	/* The same in code points. */
	int start_runes, end_runes, line, line_start;
};

struct rego_gql_token rego_gql_next(struct rego_gql_lexer *l);
const char *rego_gql_token_name(enum rego_gql_token_kind kind);

/* What lexers of strings share with that of the rest. */
struct rego_gql_token rego_gql_lex_make(struct rego_gql_lexer *l, enum rego_gql_token_kind kind,
					const char *value, size_t len);
struct rego_gql_token rego_gql_lex_make_span(struct rego_gql_lexer *l,
					     enum rego_gql_token_kind kind);
struct rego_gql_token rego_gql_lex_bad(struct rego_gql_lexer *l, const char *error);
void rego_gql_lex_step(struct rego_gql_lexer *l, size_t bytes, int runes);
const char *rego_gql_lex_byte_text(struct rego_arena *a, unsigned char c);
struct rego_gql_token rego_gql_lex_string(struct rego_gql_lexer *l);
struct rego_gql_token rego_gql_lex_block_string(struct rego_gql_lexer *l);

#endif
