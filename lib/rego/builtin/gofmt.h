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
