/* SPDX-License-Identifier: BSD-2-Clause */
/* DER read by a description of the structure, with the error texts of Go's encoding/asn1. */
#ifndef REGO_ASN1_H
#define REGO_ASN1_H

#include "rego/builtin/der.h"

#define REGO_ASN1_MOST 24

/* What was read of one member, in the order of the description; a structure comes before what
 * is in it. */
struct rego_asn1 {
	bool present;
	unsigned int unused;   /* of a bit string */
	struct rego_der whole; /* with tag and length */
	struct rego_der body;  /* the content; of a bit string without the count of bits */
	int64_t number;
	struct rego_oid oid;
};

struct rego_asn1_struct;
extern const struct rego_asn1_struct rego_asn1_spki, rego_asn1_pkcs1, rego_asn1_pkcs1_public,
	rego_asn1_pkcs8, rego_asn1_sec1, rego_asn1_request, rego_asn1_algorithm;

/* Places of members in out. */
enum {
	SPKI_ALGORITHM = 2,
	SPKI_PARAMS,
	SPKI_BITS,
	SPKI_COUNT,
	PKCS8_ALGORITHM = 3,
	PKCS8_PARAMS,
	PKCS8_KEY,
	SEC1_VERSION = 1,
	SEC1_KEY,
	SEC1_CURVE,
	PKCS1_VERSION = 1,
	PKCS1_N,
	PKCS1_E,
	PKCS1_D,
	REQUEST_TBS = 1,
	REQUEST_VERSION,
	REQUEST_SUBJECT,
	REQUEST_SPKI,
	REQUEST_KEY_ALGORITHM = 6,
	REQUEST_KEY_PARAMS,
	REQUEST_KEY_BITS,
	REQUEST_ATTRIBUTES,
	REQUEST_ALGORITHM = 11,
	REQUEST_PARAMS,
	REQUEST_SIGNATURE,
};

/* NULL, or what is wrong, in the arena.  der is left at what follows. */
const char *rego_asn1_read(struct rego_arena *a, const struct rego_asn1_struct *as,
			   struct rego_der *der, struct rego_asn1 *out);
/* One octet string. */
const char *rego_asn1_octets(struct rego_arena *a, struct rego_der *der, struct rego_der *out);

#endif
