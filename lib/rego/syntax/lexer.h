/* SPDX-License-Identifier: BSD-2-Clause */
/* Tokens of a Rego text, one at a time.  A lexer is a plain value: who wants to come back to a
 * place keeps a copy. */
#ifndef REGO_LEXER_H
#define REGO_LEXER_H

#include "rego/syntax/token.h"
#include "rego/value/arena.h"

/* What is wrong with a token; newest first. */
struct rego_lex_error {
	const char *message;
	const struct rego_lex_error *before;
};

struct rego_lexer {
	struct rego_arena *arena;
	const char *text;
	uint32_t len;
	uint32_t next;	/* after the current character; len + 1 at the end */
	uint32_t width; /* bytes of the current character; of the last one at the end */
	uint32_t row, col;
	int32_t ch;	   /* current character, -1 at the end */
	uint32_t keywords; /* enum rego_future */
	uint32_t error_count;
	const struct rego_lex_error *errors;
};

struct rego_lexeme {
	enum rego_token token;
	uint32_t start, end, row, col;
	const char *text; /* of words, numbers, strings with their quotes, comments with # */
	uint32_t len;
	const struct rego_lex_error *errors; /* then token is to be taken as illegal */
};

enum rego_lex_mode {
	LEX_CODE,
	LEX_TEMPLATE,	  /* goes on after the } of $"... {x}" */
	LEX_RAW_TEMPLATE, /* of $`...` */
};

void rego_lexer_init(struct rego_lexer *l, struct rego_arena *a, const char *text, uint32_t len,
		     uint32_t keywords);
void rego_lex(struct rego_lexer *l, enum rego_lex_mode mode, struct rego_lexeme *out);

#endif
