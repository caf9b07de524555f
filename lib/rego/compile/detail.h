/* SPDX-License-Identifier: BSD-2-Clause */
/* What a type error knows of itself, for programs that read it: "details" of opa check -f json. */
#ifndef REGO_DETAIL_H
#define REGO_DETAIL_H

#include "rego/compile/types.h"
#include "rego/syntax/ast.h"

enum rego_detail_kind {
	REGO_DETAIL_ARGUMENTS, /* list, want */
	REGO_DETAIL_MATCH,     /* have, want: left and right */
	REGO_DETAIL_REF,       /* ref, place, have */
	REGO_DETAIL_KEY,       /* ref, place, have (may be NULL), want, one_of */
};

struct rego_type_detail {
	enum rego_detail_kind kind;
	const struct rego_type *const *list;
	uint32_t count;
	const struct rego_type *have, *want;
	bool result; /* of the function wanted is an argument, too */
	const struct rego_term *ref;
	uint32_t place;
	const struct rego_term *const *one_of;
	uint32_t one_of_count;
};

struct rego_json_out;

/* The object behind "details"; the error has one. */
void rego_detail_write(struct rego_json_out *o, const struct rego_type_detail *d);
void rego_type_write(struct rego_json_out *o, const struct rego_type *t);

#endif
