/* SPDX-License-Identifier: BSD-2-Clause */
/* Formatting as Go's package fmt does it: the part that sprintf shows. */
#ifndef REGO_GOFMT_H
#define REGO_GOFMT_H

#include "rego/builtin/text.h"

struct rego_gofmt { /* what stands between % and the verb */
	int width, precision;
	bool has_width, has_precision;
	bool minus, plus, sharp, space, zero;
	bool sharp_v, plus_v; /* of %#v, %+v */
};

struct rego_gofmt_reader { /* of a format; all zero but for the first lines */
	struct rego_text *out;
	const char *at, *end;
	size_t next, count; /* of the arguments */
	/* The argument as a whole number, which * stands for; false: it is none. */
	bool (*number)(const struct rego_gofmt_reader *f, size_t i, int64_t *n);

	struct rego_gofmt spec; /* of the verb found */
	bool reordered, good_index, after_index;
};

/* Writes what comes before the next verb that has an argument, the one at the place next, which
 * the caller prints and counts; false: the end. */
bool rego_gofmt_verb(struct rego_gofmt_reader *f, uint32_t *verb);
/* Whether arguments are left that are to be told. */
bool rego_gofmt_extra(struct rego_gofmt_reader *f);

void rego_gofmt_pad(struct rego_text *t, const struct rego_gofmt *f, const char *s, size_t len);
/* verb is one of v d b o O x X c q U. */
void rego_gofmt_int(struct rego_text *t, const struct rego_gofmt *f, int64_t n, char verb);
/* Digits of a big integer, without sign, in the base of the verb: v s d b o O x X. */
void rego_gofmt_big(struct rego_text *t, const struct rego_gofmt *f, bool negative,
		    const char *digits, char verb);
/* verb is one of v e E f F g G b x X. */
void rego_gofmt_float(struct rego_text *t, const struct rego_gofmt *f, double d, char verb);
/* verb is one of v s q x X. */
void rego_gofmt_string(struct rego_text *t, const struct rego_gofmt *f, const char *s, size_t len,
		       char verb);

/* A rune within quotes of that kind; ascii: of nothing but ASCII. */
void rego_gofmt_escape(struct rego_text *t, uint32_t code, char quote, bool ascii);

#endif
