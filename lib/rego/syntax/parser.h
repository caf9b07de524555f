/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the parser: its state, and the functions its files share.
 *
 * Rego is parsed by trying: a rule, else a query; a comprehension, else a set.  So all that moves
 * is one plain value, struct rego_parse_state, which is copied before a try and put back after it,
 * with the errors and comments seen since. */
#ifndef REGO_PARSER_H
#define REGO_PARSER_H

#include "rego/syntax/ast.h"
#include "rego/syntax/lexer.h"

struct rego_parse_error { /* newest first */
	struct rego_loc loc;
	const char *message;
	const struct rego_parse_error *before;
};

struct rego_seen_comment { /* newest first */
	struct rego_comment comment;
	const struct rego_seen_comment *before;
};

struct rego_hint { /* newest first */
	const char *text;
	const struct rego_hint *before;
};

struct rego_parse_state {
	struct rego_lexer lexer;
	enum rego_token tok;
	bool skipped_newline;
	const char *lit;
	uint32_t lit_len;
	uint32_t last_end, tok_end;
	uint32_t wildcards;
	uint32_t error_count, comment_count;
	struct rego_loc loc;
	const struct rego_parse_error *errors;
	const struct rego_seen_comment *comments;
	const struct rego_hint *hints;
};

/* What parse_term gave at a place: a term, or NULL with an error in the state after it.  Places
 * fall along the list; each new one drops those behind it. */
struct rego_parse_cached {
	uint32_t at;
	struct rego_term *term;
	struct rego_parse_state after;
	struct rego_parse_cached *next;
};

struct rego_parser {
	struct rego_arena *arena;
	struct rego_intern *names;
	const struct rego_source *source;
	struct rego_parse_state s;
	struct rego_parse_cached *cache;
	enum rego_version version; /* V0 or V1 */
	uint32_t depth, most_depth;
	bool both;	 /* v0 that is to be v1, too */
	bool not_bodies; /* not { } is allowed */
	bool logical;	 /* so are x and y, x or y: only to see what was meant */
	bool annotations;
	bool skip_rules;
};

/* A list that grows in the arena. */
struct rego_list {
	void **items;
	uint32_t count, room;
};

void rego_list_add(struct rego_arena *a, struct rego_list *l, void *item);

/* --- parser.c: tokens, errors, locations ---------------------------------------- */
void rego_parser_scan(struct rego_parser *p);
void rego_parser_scan_space(struct rego_parser *p); /* white space is a token, too */
void rego_parser_scan_as(struct rego_parser *p, enum rego_lex_mode mode);
bool rego_parser_enter(struct rego_parser *p);
void rego_parser_leave(struct rego_parser *p);

__attribute__((format(printf, 3, 4))) void
rego_parser_error(struct rego_parser *p, struct rego_loc loc, const char *fmt, ...);
/* "unexpected X token", with ": note" unless that is empty. */
__attribute__((format(printf, 2, 3))) void rego_parser_illegal(struct rego_parser *p,
							       const char *fmt, ...);
void rego_parser_hint(struct rego_parser *p, const char *text);
/* loc with the text from start to end. */
struct rego_loc rego_parser_span(const struct rego_parser *p, struct rego_loc loc, uint32_t start,
				 uint32_t end);
/* A keyword may be a part of a ref: x.default, package.x; then the token becomes a word. */
bool rego_parser_word_or_keyword(struct rego_parser *p);
bool rego_parser_keyword_begins_ref(struct rego_parser *p);
bool rego_parser_at_ref_keyword(struct rego_parser *p);

/* --- making nodes ---------------------------------------------------------------- */
struct rego_term *rego_parser_var(struct rego_parser *p);
struct rego_term *rego_node_var(struct rego_parser *p, const char *name, size_t len,
				struct rego_loc loc);
struct rego_term *rego_node_wildcard(struct rego_parser *p, struct rego_loc loc);
struct rego_term *rego_node_value(struct rego_parser *p, struct rego_val v, struct rego_loc loc);
struct rego_term *rego_node_string(struct rego_parser *p, const char *s, size_t len,
				   struct rego_loc loc);
struct rego_term *rego_node_true(struct rego_parser *p, struct rego_loc loc);
/* The items of l, copied. */
struct rego_term *rego_node_list(struct rego_parser *p, enum rego_term_kind kind,
				 const struct rego_list *l, struct rego_loc loc);
struct rego_expr *rego_node_expr(struct rego_parser *p, enum rego_expr_kind kind,
				 struct rego_loc loc);
struct rego_body *rego_node_body(struct rego_parser *p, const struct rego_list *exprs);
struct rego_body *rego_node_true_body(struct rego_parser *p, struct rego_loc loc);

/* --- the grammar -------------------------------------------------------------------- */
/* All return NULL when there is no such thing here; errors are then in the state. */
struct rego_term *rego_parse_one_term(struct rego_parser *p);	/* no operators */
struct rego_term *rego_parse_infix(struct rego_parser *p);	/* with operators, k, v in xs */
struct rego_term *rego_parse_infix_item(struct rego_parser *p); /* the same without k, v in */
struct rego_term *rego_parse_head_ref(struct rego_parser *p, struct rego_term *head);
struct rego_term *rego_parse_ref(struct rego_parser *p, struct rego_term *head, uint32_t start);
struct rego_term *rego_parse_array(struct rego_parser *p);
struct rego_term *rego_parse_braces(struct rego_parser *p); /* set, object, comprehension */
struct rego_term *rego_parse_number(struct rego_parser *p);
struct rego_term *rego_parse_string(struct rego_parser *p);
struct rego_term *rego_parse_template(struct rego_parser *p, bool raw);
bool rego_parse_list(struct rego_parser *p, enum rego_token end, struct rego_list *l);
struct rego_expr *rego_parse_literal(struct rego_parser *p);
struct rego_body *rego_parse_query(struct rego_parser *p, bool one, enum rego_token end);
struct rego_body *rego_parse_block(struct rego_parser *p, enum rego_token end);
/* Adds one rule, and its chained bodies, to rules. */
bool rego_parse_rules(struct rego_parser *p, struct rego_list *rules);
/* Give all nodes below the same place. */
void rego_locate_term(struct rego_term *t, struct rego_loc loc);
void rego_locate_body(struct rego_body *b, struct rego_loc loc);
void rego_locate_head(struct rego_head *h, struct rego_loc loc);

/* Unescape a string literal with its quotes as JSON does; NULL when it is not one. */
char *rego_unquote(struct rego_arena *a, const char *s, size_t len, size_t *out_len);
/* Whether a call has the operator that messages call name: "eq". */
bool rego_is_call_of(const struct rego_term *call, const char *name);

#endif
