/* SPDX-License-Identifier: BSD-2-Clause */
/* The tokens of Rego and their names in messages. */
#ifndef REGO_TOKEN_H
#define REGO_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rego_token {
	TOK_ILLEGAL,
	TOK_EOF,
	TOK_SPACE,
	TOK_IDENT,
	TOK_COMMENT,

	TOK_PACKAGE,
	TOK_IMPORT,
	TOK_AS,
	TOK_DEFAULT,
	TOK_ELSE,
	TOK_NOT,
	TOK_SOME,
	TOK_WITH,
	TOK_NULL,
	TOK_TRUE,
	TOK_FALSE,

	TOK_NUMBER,
	TOK_STRING,
	TOK_TEMPLATE_PART,
	TOK_TEMPLATE_END,
	TOK_RAW_TEMPLATE_PART,
	TOK_RAW_TEMPLATE_END,

	TOK_LBRACK,
	TOK_RBRACK,
	TOK_LBRACE,
	TOK_RBRACE,
	TOK_LPAREN,
	TOK_RPAREN,
	TOK_COMMA,
	TOK_COLON,

	TOK_ADD,
	TOK_SUB,
	TOK_MUL,
	TOK_QUO,
	TOK_REM,
	TOK_AND,
	TOK_OR,
	TOK_UNIFY,
	TOK_EQUAL,
	TOK_ASSIGN,
	TOK_IN,
	TOK_NEQ,
	TOK_GT,
	TOK_LT,
	TOK_GTE,
	TOK_LTE,
	TOK_DOT,
	TOK_SEMICOLON,

	TOK_EVERY,
	TOK_CONTAINS,
	TOK_IF,
};

/* Keywords that an import or the version turns on; bits of rego_lexer.keywords. */
enum rego_future {
	FUTURE_IN = 1 << 0,
	FUTURE_EVERY = 1 << 1,
	FUTURE_CONTAINS = 1 << 2,
	FUTURE_IF = 1 << 3,
	FUTURE_V1 = FUTURE_IN | FUTURE_EVERY | FUTURE_CONTAINS | FUTURE_IF,
	FUTURE_NOT = 1 << 4, /* a keyword from the start, but not in the path of an import */
};

/* As messages name it: "identifier", "eq", "]". */
const char *rego_token_name(enum rego_token t);
/* The keyword a text is, among those of v0 and the future ones given; else TOK_IDENT. */
enum rego_token rego_keyword(const char *text, size_t len, uint32_t future);
/* The bit of a future keyword; 0 when it is none. */
uint32_t rego_future_keyword(const char *text, size_t len);
/* Whether messages call it a keyword and not a token. */
bool rego_token_is_keyword(enum rego_token t);

#endif
