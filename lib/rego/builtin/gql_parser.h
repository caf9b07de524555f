/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parsers of queries and of schemas share. */
#ifndef REGO_GQL_PARSER_H
#define REGO_GQL_PARSER_H

#include "rego/builtin/gql_lexer.h"

struct rego_gql_parser {
	struct rego_arena *arena;
	struct rego_gql_lexer lexer;
	const char *error; /* the first; all stops then */
	bool peeked, in_comments;
	struct rego_gql_token peek_token, prev;
	rego_gql_comments *comment; /* in front of the token that was peeked */
	int depth;
};

/* The next token, which stays. */
struct rego_gql_token rego_gql_peek(struct rego_gql_parser *p);
struct rego_gql_token rego_gql_take(struct rego_gql_parser *p);
struct rego_gql_pos *rego_gql_peek_pos(struct rego_gql_parser *p);
bool rego_gql_is(struct rego_gql_parser *p, enum rego_gql_token_kind kind);
bool rego_gql_skip(struct rego_gql_parser *p, enum rego_gql_token_kind kind);
rego_gql_comments *rego_gql_expect(struct rego_gql_parser *p, enum rego_gql_token_kind kind);
rego_gql_comments *rego_gql_keyword(struct rego_gql_parser *p, const char *word);
const char *rego_gql_name(struct rego_gql_parser *p);
void rego_gql_unexpected(struct rego_gql_parser *p, const struct rego_gql_token *t);
void rego_gql_unexpected_peek(struct rego_gql_parser *p);
/* True while there is more up to end: for (first = true; rego_gql_more(...);) in start ... end. */
bool rego_gql_open(struct rego_gql_parser *p, enum rego_gql_token_kind start);
bool rego_gql_more(struct rego_gql_parser *p, enum rego_gql_token_kind end);
/* Close it: an error unless there was some. */
rego_gql_comments *rego_gql_close(struct rego_gql_parser *p, bool some);
void rego_gql_deeper(struct rego_gql_parser *p);

struct rego_gql_value *rego_gql_value(struct rego_gql_parser *p, bool constant);
struct rego_gql_type *rego_gql_type(struct rego_gql_parser *p);
struct rego_gql_list rego_gql_directives(struct rego_gql_parser *p, bool constant);
struct rego_gql_list rego_gql_arguments(struct rego_gql_parser *p, bool constant);
const char *rego_gql_operation_type(struct rego_gql_parser *p);

#endif
