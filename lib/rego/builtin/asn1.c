/* SPDX-License-Identifier: BSD-2-Clause */
/* A reader of DER driven by descriptions; it fails where Go's encoding/asn1 does, and says so. */
#include "rego/builtin/asn1.h"

enum type { INT, BIG, OCTETS, OID, BITS, RAW, STRUCT, LIST };

struct member {
	enum type type;
	bool optional, explicit_tag, omit_empty;
	int tag; /* -1: none */
	const struct rego_asn1_struct *as;
};

struct rego_asn1_struct {
	const char *name; /* of the type in Go: it is in the texts */
	struct member members[12];
	int count;
};

#define PLAIN(t)                                                                                   \
	{                                                                                          \
		.type = (t), .tag = -1                                                             \
	}
#define OPTIONAL(t)                                                                                \
	{                                                                                          \
		.type = (t), .tag = -1, .optional = true                                           \
	}
#define INSIDE(s)                                                                                  \
	{                                                                                          \
		.type = STRUCT, .tag = -1, .as = &(s)                                              \
	}

const struct rego_asn1_struct rego_asn1_algorithm = { "AlgorithmIdentifier",
						      { PLAIN(OID), OPTIONAL(RAW) },
						      2 };
const struct rego_asn1_struct rego_asn1_spki = { "publicKeyInfo",
						 { INSIDE(rego_asn1_algorithm), PLAIN(BITS) },
						 2 };
const struct rego_asn1_struct rego_asn1_pkcs8 = {
	"pkcs8", { PLAIN(INT), INSIDE(rego_asn1_algorithm), PLAIN(OCTETS) }, 3
};
const struct rego_asn1_struct rego_asn1_pkcs1 = {
	"pkcs1PrivateKey",
	{ PLAIN(INT),
	  PLAIN(BIG),
	  PLAIN(INT),
	  PLAIN(BIG),
	  PLAIN(BIG),
	  PLAIN(BIG),
	  OPTIONAL(BIG),
	  OPTIONAL(BIG),
	  OPTIONAL(BIG),
	  { .type = LIST, .tag = -1, .optional = true, .omit_empty = true } },
	10
};
const struct rego_asn1_struct rego_asn1_pkcs1_public = { "pkcs1PublicKey",
							 { PLAIN(BIG), PLAIN(INT) },
							 2 };
const struct rego_asn1_struct rego_asn1_sec1 = {
	"ecPrivateKey",
	{ PLAIN(INT),
	  PLAIN(OCTETS),
	  { .type = OID, .optional = true, .explicit_tag = true, .tag = 0 },
	  { .type = BITS, .optional = true, .explicit_tag = true, .tag = 1 } },
	4
};
static const struct rego_asn1_struct tbs_request = {
	"tbsCertificateRequest",
	{ PLAIN(INT), PLAIN(RAW), INSIDE(rego_asn1_spki), { .type = LIST, .tag = 0 } },
	4
};
const struct rego_asn1_struct rego_asn1_request = {
	"certificateRequest", { INSIDE(tbs_request), INSIDE(rego_asn1_algorithm), PLAIN(BITS) }, 3
};

struct head {
	unsigned int class, tag;
	bool compound;
	size_t length;
};

struct reader {
	struct rego_arena *arena;
	struct rego_asn1 *out;
	int made;
	const char *error;
};

static bool bad(struct reader *r, const char *kind, const char *text)
{
	r->error = rego_printf(r->arena, "asn1: %s error: %s", kind, text);
	return false;
}
#define SYNTAX(r, text)	   bad(r, "syntax", text)
#define STRUCTURE(r, text) bad(r, "structure", text)

static bool base128(struct reader *r, struct rego_der d, size_t *at, uint32_t *out)
{
	uint64_t v = 0;

	for (int i = 0; *at < d.len; i++) {
		unsigned char b = d.data[*at];

		if (i == 5)
			return STRUCTURE(r, "base 128 integer too large");
		v <<= 7;
		if (!i && b == 0x80)
			return SYNTAX(r, "integer is not minimally encoded");
		v |= b & 0x7f;
		++*at;
		if (!(b & 0x80)) {
			if (v > INT32_MAX)
				return STRUCTURE(r, "base 128 integer too large");
			*out = (uint32_t)v;
			return true;
		}
	}
	return SYNTAX(r, "truncated base 128 integer");
}

static bool long_length(struct reader *r, struct rego_der d, size_t *at, unsigned int bytes,
			size_t *length)
{
	if (!bytes)
		return SYNTAX(r, "indefinite length found (not DER)");
	for (*length = 0; bytes; bytes--) {
		if (*at >= d.len)
			return SYNTAX(r, "truncated tag or length");
		if (*length >= 1u << 23)
			return STRUCTURE(r, "length too large");
		*length = *length << 8 | d.data[(*at)++];
		if (!*length)
			return STRUCTURE(r, "superfluous leading zeros in length");
	}
	return *length >= 0x80 || STRUCTURE(r, "non-minimal length");
}

static bool read_head(struct reader *r, struct rego_der d, size_t *at, struct head *h)
{
	unsigned char b = d.data[(*at)++];

	h->class = b >> 6;
	h->compound = b & 0x20;
	h->tag = b & 0x1f;
	if (h->tag == 0x1f) {
		if (!base128(r, d, at, &h->tag))
			return false;
		if (h->tag < 0x1f)
			return SYNTAX(r, "non-minimal tag");
	}
	if (*at >= d.len)
		return SYNTAX(r, "truncated tag or length");
	b = d.data[(*at)++];
	h->length = b;
	return !(b & 0x80) || long_length(r, d, at, b & 0x7f, &h->length);
}

static const struct {
	unsigned int tag;
	bool compound;
	const char *go_name;
} types[] = {
	[INT] = { 2, false, "int" },	    [BIG] = { 2, false, "" },
	[OCTETS] = { 4, false, "" },	    [OID] = { 6, false, "ObjectIdentifier" },
	[BITS] = { 3, false, "BitString" }, [STRUCT] = { 16, true, "" },
	[LIST] = { 16, true, "" },	    [RAW] = { 0, false, "RawValue" },
};

static bool tags_differ(struct reader *r, const struct member *m, const struct head *h, size_t at)
{
	unsigned int want =
		m->tag >= 0 && !m->explicit_tag ? (unsigned int)m->tag : types[m->type].tag;
	char tag[24] = "<nil>";

	if (m->tag >= 0)
		strcpy(tag, "0xc000012345"); /* Go prints an address */
	r->error = rego_printf(
		r->arena,
		"asn1: structure error: tags don't match (%u vs {class:%u tag:%u length:%zu "
		"isCompound:%s}) {optional:%s explicit:%s application:false private:false "
		"defaultValue:<nil> tag:%s stringType:0 timeType:0 set:false omitEmpty:%s} %s @%zu",
		want, h->class, h->tag, h->length, h->compound ? "true" : "false",
		m->optional ? "true" : "false", m->explicit_tag ? "true" : "false", tag,
		m->omit_empty ? "true" : "false",
		m->type == STRUCT ? m->as->name : types[m->type].go_name, at);
	return false;
}

static bool read_integer(struct reader *r, bool big, struct rego_der d, int64_t *out)
{
	uint64_t v;

	if (!d.len)
		return STRUCTURE(r, "empty integer");
	if (d.len > 1 &&
	    ((d.data[0] == 0 && !(d.data[1] & 0x80)) || (d.data[0] == 0xff && (d.data[1] & 0x80))))
		return STRUCTURE(r, "integer not minimally-encoded");
	if (big)
		return true;
	if (d.len > 8)
		return STRUCTURE(r, "integer too large");
	v = d.data[0] & 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < d.len; i++)
		v = v << 8 | d.data[i];
	*out = (int64_t)v;
	return true;
}

static bool read_oid(struct reader *r, struct rego_der d, struct rego_oid *oid)
{
	size_t at = 0;
	uint32_t v;

	if (!d.len)
		return SYNTAX(r, "zero length OBJECT IDENTIFIER");
	if (!base128(r, d, &at, &v))
		return false;
	oid->part[0] = v < 80 ? v / 40 : 2;
	oid->part[1] = v < 80 ? v % 40 : v - 80;
	oid->count = 2;
	while (at < d.len) {
		if (!base128(r, d, &at, &v))
			return false;
		if (oid->count == REGO_OID_MOST)
			return STRUCTURE(r, "base 128 integer too large");
		oid->part[oid->count++] = v;
	}
	return true;
}

static bool read_bits(struct reader *r, struct rego_asn1 *o)
{
	unsigned int pad;

	if (!o->body.len)
		return SYNTAX(r, "zero length BIT STRING");
	pad = o->body.data[0];
	if (pad > 7 || (o->body.len == 1 && pad) ||
	    (o->body.data[o->body.len - 1] & ((1u << pad) - 1)))
		return SYNTAX(r, "invalid padding bits in BIT STRING");
	o->unused = pad;
	o->body.data++;
	o->body.len--;
	return true;
}

static bool read_struct(struct reader *r, const struct rego_asn1_struct *as, struct rego_der body);

/* The elements of a list must at least be there. */
static bool check_list(struct reader *r, struct rego_der d)
{
	size_t at = 0;

	while (at < d.len) {
		struct head h;

		if (!read_head(r, d, &at, &h))
			return false;
		if (d.len - at < h.length)
			return SYNTAX(r, "truncated sequence");
		at += h.length;
	}
	return true;
}

static bool read_content(struct reader *r, const struct member *m, struct rego_asn1 *o)
{
	switch (m->type) {
	case INT:
	case BIG: return read_integer(r, m->type == BIG, o->body, &o->number);
	case OID: return read_oid(r, o->body, &o->oid);
	case BITS: return read_bits(r, o);
	case LIST: return check_list(r, o->body);
	case STRUCT: return read_struct(r, m->as, o->body);
	default: return true;
	}
}

/* Slots of what a member has in it, when it is left out. */
static void leave_out(struct reader *r, const struct member *m)
{
	r->out[r->made++] = (struct rego_asn1){ 0 };
	for (int i = 0; m->type == STRUCT && i < m->as->count; i++)
		leave_out(r, &m->as->members[i]);
}

/* Open the explicit tag at *at: 1 done, 0 it is not there, -1 an error. */
static int open_explicit(struct reader *r, const struct member *m, struct rego_der d, size_t *at,
			 struct head *h)
{
	if (*at == d.len) {
		STRUCTURE(r, "explicit tag has no child");
		return -1;
	}
	if (h->class != 2 || h->tag != (unsigned int)m->tag || (h->length && !h->compound)) {
		if (m->optional)
			return 0;
		STRUCTURE(r, "explicitly tagged member didn't match");
		return -1;
	}
	if (!h->length) {
		STRUCTURE(r, "zero length explicit tag was not an asn1.Flag");
		return -1;
	}
	return read_head(r, d, at, h) ? 1 : -1;
}

static bool read_member(struct reader *r, const struct member *m, struct rego_der d, size_t *at)
{
	bool tagged = m->tag >= 0 && !m->explicit_tag;
	unsigned int class = tagged ? 2 : 0,
		     tag = tagged ? (unsigned int)m->tag : types[m->type].tag;
	size_t start = *at;
	struct rego_asn1 *o;
	struct head h;

	if (*at == d.len) {
		if (!m->optional)
			return SYNTAX(r, "sequence truncated");
		leave_out(r, m);
		return true;
	}
	if (!read_head(r, d, at, &h))
		return false;
	if (m->explicit_tag) {
		int open = open_explicit(r, m, d, at, &h);

		if (open <= 0) {
			*at = start;
			leave_out(r, m);
			return !open;
		}
	}
	if (m->type != RAW &&
	    (h.class != class || h.tag != tag || h.compound != types[m->type].compound)) {
		if (!m->optional)
			return tags_differ(r, m, &h, *at);
		*at = start;
		leave_out(r, m);
		return true;
	}
	if (d.len - *at < h.length)
		return SYNTAX(r, "data truncated");
	o = &r->out[r->made++];
	*o = (struct rego_asn1){ .present = true,
				 .whole = { d.data + start, *at + h.length - start },
				 .body = { d.data + *at, h.length } };
	*at += h.length;
	return read_content(r, m, o);
}

static bool read_struct(struct reader *r, const struct rego_asn1_struct *as, struct rego_der body)
{
	size_t at = 0;

	for (int i = 0; i < as->count; i++)
		if (!read_member(r, &as->members[i], body, &at))
			return false;
	return true;
}

const char *rego_asn1_read(struct rego_arena *a, const struct rego_asn1_struct *as,
			   struct rego_der *der, struct rego_asn1 *out)
{
	struct member top = { .type = STRUCT, .tag = -1, .as = as };
	struct reader r = { .arena = a, .out = out };
	size_t at = 0;

	if (!read_member(&r, &top, *der, &at))
		return r.error;
	*der = (struct rego_der){ der->data + at, der->len - at };
	return NULL;
}

const char *rego_asn1_octets(struct rego_arena *a, struct rego_der *der, struct rego_der *out)
{
	struct member top = { .type = OCTETS, .tag = -1 };
	struct rego_asn1 one[1];
	struct reader r = { .arena = a, .out = one };
	size_t at = 0;

	if (!read_member(&r, &top, *der, &at))
		return r.error;
	*out = one[0].body;
	return NULL;
}
