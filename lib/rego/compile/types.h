/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of terms, as OPA's type checker has them.  Immutable; NULL is a type not known. */
#ifndef REGO_TYPES_H
#define REGO_TYPES_H

#include "rego/value/value.h"

struct ss_strbuf;

enum rego_type_kind { /* in the order of comparison */
		      REGO_TYPE_NULL,
		      REGO_TYPE_BOOLEAN,
		      REGO_TYPE_NUMBER,
		      REGO_TYPE_STRING,
		      REGO_TYPE_ARRAY,
		      REGO_TYPE_OBJECT,
		      REGO_TYPE_SET,
		      REGO_TYPE_ANY,
		      REGO_TYPE_FUNCTION,
		      REGO_TYPE_RECURSIVE, /* of a JSON schema that refers to itself */
};

struct rego_property {
	struct rego_val key; /* without sets */
	const struct rego_type *value;
};

struct rego_type {
	enum rego_type_kind kind;
	uint32_t count;
	uint32_t below; /* how many types are in it; what is there twice counts twice */
	uint32_t depth;
	bool dynamic;			  /* an object has key and value */
	const char *label;		  /* of an argument or a result of a built-in; else NULL */
	const char *note;		  /* what that is, or NULL */
	const struct rego_type *labelled; /* a built-in's: the same with labels; else NULL */
	union {
		const struct rego_type **items; /* array: the first elements; any: what of, none is
						   all; function: arguments */
		struct rego_property *props;	/* object: sorted by key */
		const char *name;		/* recursive */
	};
	const struct rego_type *key;   /* object; function: type of more arguments */
	const struct rego_type *value; /* array, set, object: of the rest; function: result;
					  recursive: what it is */
};

extern const struct rego_type rego_type_null, rego_type_boolean, rego_type_number, rego_type_string,
	rego_type_any;

const struct rego_type *rego_type_array(struct rego_arena *a, const struct rego_type **items,
					uint32_t count, const struct rego_type *rest);
const struct rego_type *rego_type_set(struct rego_arena *a, const struct rego_type *of);
/* Sorts props.  With dynamic, other keys have the types key and value. */
const struct rego_type *rego_type_object(struct rego_arena *a, struct rego_property *props,
					 uint32_t count, bool dynamic, const struct rego_type *key,
					 const struct rego_type *value);
const struct rego_type *rego_type_function(struct rego_arena *a, const struct rego_type **args,
					   uint32_t count, const struct rego_type *result);
struct rego_type *rego_type_recursive(struct rego_arena *a, const char *name);
/* The union of two types, or of many; NULLs do not count. */
const struct rego_type *rego_type_or(struct rego_arena *a, const struct rego_type *x,
				     const struct rego_type *y);
const struct rego_type *rego_type_or_all(struct rego_arena *a, const struct rego_type **list,
					 uint32_t count);

const struct rego_type *rego_type_unlabelled(struct rego_arena *a, const struct rego_type *t);

int rego_type_compare(const struct rego_type *a, const struct rego_type *b);
bool rego_type_contains(const struct rego_type *a, const struct rego_type *b);
/* The type behind a recursive one; else t itself. */
const struct rego_type *rego_type_bare(const struct rego_type *t);
bool rego_type_is_any(const struct rego_type *t); /* of everything */
/* Whether something in it is not known. */
bool rego_type_nil(const struct rego_type *t);
/* Of what can be written in brackets behind a value of that type, and of what that gives; NULL
 * when nothing can. */
const struct rego_type *rego_type_keys(struct rego_arena *a, const struct rego_type *t);
const struct rego_type *rego_type_values(struct rego_arena *a, const struct rego_type *t);
const struct rego_type *rego_type_select(struct rego_arena *a, const struct rego_type *t,
					 struct rego_val key);
const struct rego_type *rego_type_of(struct rego_arena *a, struct rego_val v);
/* The nth element of an array or argument of a function. */
const struct rego_type *rego_type_item(const struct rego_type *t, uint32_t n);

/* What OPA prints: array<number, string>[any]; "???" for NULL. */
void rego_type_print(struct ss_strbuf *out, const struct rego_type *t);
/* "(x: number, any...)": the arguments of a function; then its result as one more. */
void rego_type_print_args(struct ss_strbuf *out, const struct rego_type *f, bool result);
/* A declaration in that form, with => result; NULL when it is none. */
const struct rego_type *rego_type_parse(struct rego_arena *a, const char *text);

#endif
