/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading DER: a cursor over bytes that are somebody else's. */
#ifndef REGO_DER_H
#define REGO_DER_H

#include "rego/value/value.h"

struct rego_der {
	const unsigned char *data;
	size_t len;
};

enum {
	REGO_DER_BOOLEAN = 1,
	REGO_DER_INTEGER = 2,
	REGO_DER_BITS = 3,
	REGO_DER_OCTETS = 4,
	REGO_DER_NULL = 5,
	REGO_DER_OID = 6,
	REGO_DER_UTF8 = 12,
	REGO_DER_NUMERIC = 18,
	REGO_DER_PRINTABLE = 19,
	REGO_DER_T61 = 20,
	REGO_DER_IA5 = 22,
	REGO_DER_UTC_TIME = 23,
	REGO_DER_TIME = 24,
	REGO_DER_BMP = 30,
	REGO_DER_SEQUENCE = 0x30,
	REGO_DER_SET = 0x31,
	REGO_DER_CONTEXT = 0x80, /* | tag number */
	REGO_DER_CONSTRUCTED = 0x20,
};

/* Each takes an element from the front of s; false, and s as it was, when there is none such. */
bool rego_der_any(struct rego_der *s, unsigned int *tag, struct rego_der *body,
		  struct rego_der *whole);
bool rego_der_read(struct rego_der *s, unsigned int tag, struct rego_der *body);
/* With tag and length. */
bool rego_der_element(struct rego_der *s, unsigned int tag, struct rego_der *whole);
/* True when it is not there; *present says whether it was. */
bool rego_der_optional(struct rego_der *s, unsigned int tag, struct rego_der *body, bool *present);
bool rego_der_peek(const struct rego_der *s, unsigned int tag);
/* The bytes of an integer in its shortest form, two's complement. */
bool rego_der_integer(struct rego_der *s, struct rego_der *body);
bool rego_der_int64(struct rego_der *s, unsigned int tag, int64_t *out);
/* Bits that are whole bytes; right aligned when they are not. */
bool rego_der_bits(struct rego_der *s, struct rego_der *bytes, unsigned int *unused);

/* An object identifier: up to REGO_OID_MOST components of 31 bits. */
#define REGO_OID_MOST 64
struct rego_oid {
	uint32_t count;
	uint32_t part[REGO_OID_MOST];
};
bool rego_der_oid(struct rego_der *s, struct rego_oid *oid);
bool rego_oid_parse(struct rego_der body, struct rego_oid *oid);
/* "1.2.840.113549.1.1.1" */
const char *rego_oid_text(struct rego_arena *a, const struct rego_oid *oid);
struct rego_val rego_oid_value(struct rego_arena *a, const struct rego_oid *oid);
bool rego_oid_is(const struct rego_oid *oid, const char *text);

#endif
