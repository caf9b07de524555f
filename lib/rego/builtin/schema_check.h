/* SPDX-License-Identifier: BSD-2-Clause */
/* A value while it is checked. */
#ifndef REGO_SCHEMA_CHECK_H
#define REGO_SCHEMA_CHECK_H

#include "rego/builtin/schema.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"

/* More work than this is stopped. */
#define REGO_SCHEMA_STEPS 50000000

/* Where in the value: the last part of the path first. */
struct rego_schema_context {
	const char *head;
	const struct rego_schema_context *tail;
};

struct rego_schema_problem {
	const char *type, *field, *text;
};

struct rego_schema_result {
	struct rego_schema_problem *problems;
	uint32_t count, room;
	int score;
};

struct rego_schema_checker {
	struct rego_call *call;
	struct rego_arena *arena;
	int depth;
	uint64_t steps;
};

const char *rego_schema_field(struct rego_schema_checker *k, const struct rego_schema_context *at);
__attribute__((format(printf, 5, 6))) void rego_schema_tell(struct rego_schema_checker *k,
							    struct rego_schema_result *r,
							    const struct rego_schema_context *at,
							    const char *type, const char *fmt, ...);
void rego_schema_merge(struct rego_schema_checker *k, struct rego_schema_result *r,
		       const struct rego_schema_result *other);
/* As one alternative of several. */
struct rego_schema_result rego_schema_check_apart(struct rego_schema_checker *k,
						  const struct rego_schema *s, struct rego_val v,
						  const struct rego_schema_context *at);

void rego_schema_keep_best(struct rego_schema_result *best, bool *has,
			   const struct rego_schema_result *one);

void rego_schema_common(struct rego_schema_checker *k, const struct rego_schema *s,
			struct rego_val v, struct rego_schema_result *r,
			const struct rego_schema_context *at);
void rego_schema_number(struct rego_schema_checker *k, const struct rego_schema *s,
			struct rego_val v, struct rego_schema_result *r,
			const struct rego_schema_context *at);
void rego_schema_string(struct rego_schema_checker *k, const struct rego_schema *s,
			struct rego_val v, struct rego_schema_result *r,
			const struct rego_schema_context *at);
void rego_schema_array(struct rego_schema_checker *k, const struct rego_schema *s,
		       struct rego_val v, struct rego_schema_result *r,
		       const struct rego_schema_context *at);
void rego_schema_object(struct rego_schema_checker *k, const struct rego_schema *s,
			struct rego_val v, struct rego_schema_result *r,
			const struct rego_schema_context *at);

void rego_schema_check(struct rego_schema_checker *k, const struct rego_schema *s,
		       struct rego_val v, struct rego_schema_result *r,
		       const struct rego_schema_context *at);

#endif
