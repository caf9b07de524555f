/* SPDX-License-Identifier: BSD-2-Clause */
/* What a built-in function is, and what it may know of the evaluation that calls it. */
#ifndef REGO_BUILTIN_H
#define REGO_BUILTIN_H

#include "rego/value/value.h"

/* Kinds of failures, as OPA's codes: eval_builtin_error, eval_type_error and so on. */
enum rego_fault {
	REGO_FAULT_NONE,
	REGO_FAULT_BUILTIN,  /* undefined, unless errors of built-ins are strict */
	REGO_FAULT_TYPE,     /* the same */
	REGO_FAULT_CONFLICT, /* always ends the evaluation */
	REGO_FAULT_INTERNAL,
	REGO_FAULT_CANCEL,
};

struct rego_net; /* which hosts http.send may reach; NULL: none */
struct rego_cache;

/* What one evaluation shares with all built-ins it calls; the caller of the engine fills it. */
struct rego_env {
	int64_t now_ns; /* time.now_ns(): the same all through one evaluation */
	const struct rego_net *net;
	struct rego_cache *cache; /* compiled patterns and keys, kept between evaluations */
	struct rego_val runtime;  /* opa.runtime() */
	uint64_t random;	  /* seed; 0: from the system */
	void (*print)(void *arg, const char *file, int row, const char *text, size_t len);
	void *print_arg;
	/* Set when something was asked that may be other in the next evaluation of the same: the
	 * time, chance, the system. */
	bool changing;
};

struct rego_call {
	struct rego_arena *arena;
	struct rego_env *env;
	const char *name; /* of the function: its errors begin with it */
	enum rego_fault fault;
	const char *message; /* in the arena; without file, row and code */
};

/* args has as many values as the declaration says, all defined.  Undefined is no result; so is a
 * failure, which the rego_fail functions note in the call. */
typedef struct rego_val rego_builtin_fn(struct rego_call *c, const struct rego_val *args);

/* "NAME: text"; returns undefined. */
__attribute__((format(printf, 2, 3))) struct rego_val rego_fail(struct rego_call *c,
								const char *fmt, ...);
/* The text alone, as it is. */
__attribute__((format(printf, 3, 4))) struct rego_val
rego_fail_as(struct rego_call *c, enum rego_fault fault, const char *fmt, ...);
/* "NAME: operand N text", an error of type. */
__attribute__((format(printf, 3, 4))) struct rego_val
rego_operand_as(struct rego_call *c, int operand, const char *fmt, ...);
/* "NAME: operand 1 must be string but got number"; wanted is "string" or "one of {array, set}". */
struct rego_val rego_operand(struct rego_call *c, int operand, const char *wanted,
			     struct rego_val got);
/* The argument when it has the kind, else the failure above: if (!rego_want(...)) return undefined.
 */
bool rego_want(struct rego_call *c, const struct rego_val *args, int operand, enum rego_kind kind);
/* The argument as a number spelled as an integer. */
bool rego_want_int(struct rego_call *c, const struct rego_val *args, int operand, int64_t *out);

enum rego_builtin_flag {
	REGO_RELATION = 1 << 0, /* gives an array of results, each an answer (walk) */
	REGO_NONDET = 1 << 1,	/* asked once in an evaluation, then remembered (http.send, rand) */
	REGO_DEPRECATED = 1 << 2, /* an error in Rego v1 */
	REGO_INFIX = 1 << 3,
	REGO_COMPILED = 1 << 4,	 /* the compiler has its own way with it */
	REGO_TEST_ONLY = 1 << 5, /* unknown but with rego_options.test_builtins */
};

struct rego_builtin {
	const char *name;
	/* As OPA prints types, with the names that its errors show: "(x: string, any) => y:
	 * number". A function without a result has no "=>"; print alone is variadic: "(any...)". */
	const char *decl;
	const char *docs; /* what each argument and the result is, a line each; or NULL */
	rego_builtin_fn *fn;
	uint16_t flags;
	uint8_t arity;
	const char *infix; /* "+", or NULL */
};

/* Each family has a table that ends with a row without name. */
extern const struct rego_builtin *const rego_builtin_families[];
const struct rego_builtin *rego_builtin_find(const char *name, size_t len);
/* Of the operator, as the parser sees it: "+", ":=", "in". */
const struct rego_builtin *rego_builtin_infix(const char *text, size_t len);

/* Things that cost much to make and depend on a key alone (a compiled regex, a key set): found by
 * the family's make function and the key, else made.  The cache owns them and frees the least
 * used; what is returned is good until the next call.  make returns NULL and sets *error. */
struct rego_cached {
	void *(*make)(struct rego_call *c, const char *key, size_t len, const char **error);
	void (*free)(void *thing);
	size_t (*size)(const void *thing); /* bytes, about; NULL: few */
};
void *rego_cache_get(struct rego_call *c, const struct rego_cached *family, const char *key,
		     size_t len, const char **error);
/* Facts: whether one was noted with this key, and to note it.  Without a cache there are none. */
bool rego_cache_has(struct rego_call *c, const struct rego_cached *family, const char *key,
		    size_t len);
void rego_cache_note(struct rego_call *c, const struct rego_cached *family, const char *key,
		     size_t len);
struct rego_cache *rego_cache_new(size_t most);
void rego_cache_free(struct rego_cache *cache);

#endif
