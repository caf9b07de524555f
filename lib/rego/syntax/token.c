/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of tokens, and which words are keywords. */
#include "rego/syntax/token.h"

#include <string.h>

static const char *const names[] = {
	[TOK_ILLEGAL] = "illegal",
	[TOK_EOF] = "eof",
	[TOK_SPACE] = "whitespace",
	[TOK_IDENT] = "identifier",
	[TOK_COMMENT] = "comment",
	[TOK_PACKAGE] = "package",
	[TOK_IMPORT] = "import",
	[TOK_AS] = "as",
	[TOK_DEFAULT] = "default",
	[TOK_ELSE] = "else",
	[TOK_NOT] = "not",
	[TOK_SOME] = "some",
	[TOK_WITH] = "with",
	[TOK_NULL] = "null",
	[TOK_TRUE] = "true",
	[TOK_FALSE] = "false",
	[TOK_NUMBER] = "number",
	[TOK_STRING] = "string",
	[TOK_TEMPLATE_PART] = "template-string-part",
	[TOK_TEMPLATE_END] = "template-string-end",
	[TOK_RAW_TEMPLATE_PART] = "raw-template-string-part",
	[TOK_RAW_TEMPLATE_END] = "raw-template-string-end",
	[TOK_LBRACK] = "[",
	[TOK_RBRACK] = "]",
	[TOK_LBRACE] = "{",
	[TOK_RBRACE] = "}",
	[TOK_LPAREN] = "(",
	[TOK_RPAREN] = ")",
	[TOK_COMMA] = ",",
	[TOK_COLON] = ":",
	[TOK_ADD] = "plus",
	[TOK_SUB] = "minus",
	[TOK_MUL] = "mul",
	[TOK_QUO] = "div",
	[TOK_REM] = "rem",
	[TOK_AND] = "and",
	[TOK_OR] = "or",
	[TOK_UNIFY] = "eq",
	[TOK_EQUAL] = "equal",
	[TOK_ASSIGN] = "assign",
	[TOK_IN] = "in",
	[TOK_NEQ] = "neq",
	[TOK_GT] = "gt",
	[TOK_LT] = "lt",
	[TOK_GTE] = "gte",
	[TOK_LTE] = "lte",
	[TOK_DOT] = ".",
	[TOK_SEMICOLON] = ";",
	[TOK_EVERY] = "every",
	[TOK_CONTAINS] = "contains",
	[TOK_IF] = "if",
};

const char *rego_token_name(enum rego_token t)
{
	return names[t];
}

static bool same(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(text, word, len);
}

uint32_t rego_future_keyword(const char *text, size_t len)
{
	static const struct {
		const char *word;
		uint32_t bit;
	} all[] = {
		{ "in", FUTURE_IN }, { "every", FUTURE_EVERY }, { "contains", FUTURE_CONTAINS },
		{ "if", FUTURE_IF }, { "not", FUTURE_NOT },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (same(text, len, all[i].word))
			return all[i].bit;
	}
	return 0;
}

static enum rego_token future_token(uint32_t bit)
{
	switch (bit) {
	case FUTURE_IN: return TOK_IN;
	case FUTURE_EVERY: return TOK_EVERY;
	case FUTURE_CONTAINS: return TOK_CONTAINS;
	case FUTURE_IF: return TOK_IF;
	default: return TOK_NOT;
	}
}

enum rego_token rego_keyword(const char *text, size_t len, uint32_t future)
{
	uint32_t bit;

	if (len < 2 || len > 8)
		return TOK_IDENT;
	for (enum rego_token t = TOK_PACKAGE; t <= TOK_FALSE; t++) {
		if (t != TOK_NOT && same(text, len, names[t]))
			return t;
	}
	bit = rego_future_keyword(text, len);
	return bit & future ? future_token(bit) : TOK_IDENT;
}

bool rego_token_is_keyword(enum rego_token t)
{
	return (t >= TOK_PACKAGE && t <= TOK_FALSE) || t == TOK_IN || t == TOK_EVERY ||
	       t == TOK_CONTAINS || t == TOK_IF;
}
