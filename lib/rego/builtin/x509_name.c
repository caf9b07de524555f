/* SPDX-License-Identifier: BSD-2-Clause */
/* Distinguished names, algorithms and public keys of certificates. */
#include "rego/builtin/text.h"
#include "rego/builtin/x509.h"

void rego_put_member(struct rego_builder *b, const char *name, struct rego_val v)
{
	rego_add_pair(b, rego_cstring(b->arena, name), v);
}

static bool printable(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c >= '\'' && c <= ')') || (c >= '+' && c <= '/') || (c && strchr(" :=?*&", c));
}

static const char *bmp_string(struct rego_der d, struct rego_text *out)
{
	if (d.len % 2)
		return "invalid BMPString";
	if (d.len >= 2 && !d.data[d.len - 1] && !d.data[d.len - 2])
		d.len -= 2;
	for (size_t i = 0; i < d.len; i += 2) {
		uint32_t c = (uint32_t)d.data[i] << 8 | d.data[i + 1];

		if (c >= 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) || (c >= 0xd800 && c <= 0xdfff))
			return "invalid BMPString";
		rego_put_rune(out, c);
	}
	return NULL;
}

static bool all_utf8(struct rego_der d)
{
	size_t used;

	for (size_t i = 0; i < d.len; i += used)
		if (rego_rune_at((const char *)d.data + i, d.len - i, &used) == 0xfffd && used == 1)
			return false;
	return true;
}

/* The text of a string of that tag; an error or NULL. */
static const char *read_string(struct rego_arena *a, unsigned int tag, struct rego_der d,
			       struct rego_val *out)
{
	struct rego_text t = { .arena = a };
	const char *why = NULL;

	if (tag == REGO_DER_T61) {
		for (size_t i = 0; i < d.len; i++)
			rego_put_rune(&t, d.data[i]);
	} else if (tag == REGO_DER_BMP) {
		why = bmp_string(d, &t);
	} else if (tag == REGO_DER_UTF8) {
		if (!all_utf8(d))
			why = "invalid UTF-8 string";
		rego_put(&t, d.data, d.len);
	} else if (tag == REGO_DER_PRINTABLE || tag == REGO_DER_IA5 || tag == REGO_DER_NUMERIC) {
		for (size_t i = 0; i < d.len && !why; i++) {
			unsigned char c = d.data[i];

			if (tag == REGO_DER_PRINTABLE && !printable(c))
				why = "invalid PrintableString";
			else if (tag == REGO_DER_IA5 && c > 0x7f)
				why = "invalid IA5String";
			else if (tag == REGO_DER_NUMERIC && c != ' ' && (c < '0' || c > '9'))
				why = "invalid NumericString";
		}
		rego_put(&t, d.data, d.len);
	} else {
		why = rego_printf(a, "unsupported string type: %u", tag);
	}
	*out = rego_text_value(&t);
	return why;
}

/* pkix.Name: values by kind of attribute, and all of them in order. */
struct name {
	struct rego_builder names, lists[7];
	struct rego_val common, serial;
};

static const struct {
	const char *field;
	unsigned int attribute; /* 2.5.4.N */
} list_fields[7] = {
	{ "Country", 6 },	{ "Locality", 7 },	{ "Province", 8 },
	{ "StreetAddress", 9 }, { "Organization", 10 }, { "OrganizationalUnit", 11 },
	{ "PostalCode", 17 },
};

static void add_attribute(struct rego_arena *a, struct name *n, const struct rego_oid *type,
			  struct rego_val value)
{
	struct rego_builder o = { .arena = a };

	rego_put_member(&o, "Type", rego_oid_value(a, type));
	rego_put_member(&o, "Value", value);
	rego_add(&n->names, rego_build_object(&o));
	if (type->count != 4 || type->part[0] != 2 || type->part[1] != 5 || type->part[2] != 4)
		return;
	if (type->part[3] == 3)
		n->common = value;
	else if (type->part[3] == 5)
		n->serial = value;
	for (int i = 0; i < 7; i++)
		if (type->part[3] == list_fields[i].attribute)
			rego_add(&n->lists[i], value);
}

static struct rego_val list_or_null(struct rego_builder *b)
{
	return b->count ? rego_build_array(b) : rego_null();
}

static struct rego_val name_value(struct rego_arena *a, struct name *n)
{
	struct rego_builder o = { .arena = a };

	for (int i = 0; i < 7; i++)
		rego_put_member(&o, list_fields[i].field, list_or_null(&n->lists[i]));
	rego_put_member(&o, "CommonName", n->common);
	rego_put_member(&o, "SerialNumber", n->serial);
	rego_put_member(&o, "Names", list_or_null(&n->names));
	rego_put_member(&o, "ExtraNames", rego_null());
	return rego_build_object(&o);
}

static const char *read_attribute(struct rego_arena *a, struct rego_der *set, struct name *n)
{
	struct rego_der attribute, value;
	struct rego_oid type;
	struct rego_val text;
	unsigned int tag;
	const char *why;

	if (!rego_der_read(set, REGO_DER_SEQUENCE, &attribute))
		return "x509: invalid RDNSequence: invalid attribute";
	if (!rego_der_oid(&attribute, &type))
		return "x509: invalid RDNSequence: invalid attribute type";
	if (!rego_der_any(&attribute, &tag, &value, NULL))
		return "x509: invalid RDNSequence: invalid attribute value";
	why = read_string(a, tag, value, &text);
	if (why)
		return rego_printf(a, "x509: invalid RDNSequence: invalid attribute value: %s",
				   why);
	add_attribute(a, n, &type, text);
	return NULL;
}

bool rego_name_parse(struct rego_arena *a, struct rego_der der, struct rego_val *out,
		     const char **error)
{
	struct name n = { .names.arena = a, .common = rego_cstring(a, "") };
	struct rego_der set;

	n.serial = n.common;
	for (int i = 0; i < 7; i++)
		n.lists[i].arena = a;
	*error = "x509: invalid RDNSequence";
	if (!rego_der_read(&der, REGO_DER_SEQUENCE, &der))
		return false;
	while (der.len) {
		if (!rego_der_read(&der, REGO_DER_SET, &set))
			return false;
		while (set.len) {
			const char *why = read_attribute(a, &set, &n);

			if (why) {
				*error = why;
				return false;
			}
		}
	}
	*error = NULL;
	*out = name_value(a, &n);
	return true;
}

int rego_key_algorithm(const struct rego_oid *oid)
{
	static const char *const oids[] = { "1.2.840.113549.1.1.1", "1.2.840.10040.4.1",
					    "1.2.840.10045.2.1", "1.3.101.112" };

	for (int i = 0; i < 4; i++)
		if (rego_oid_is(oid, oids[i]))
			return i + 1;
	return 0;
}

static const struct {
	const char *oid;
	int number;
} signatures[] = {
	{ "1.2.840.113549.1.1.4", 2 },	{ "1.2.840.113549.1.1.5", 3 },
	{ "1.3.14.3.2.29", 3 },		{ "1.2.840.113549.1.1.11", 4 },
	{ "1.2.840.113549.1.1.12", 5 }, { "1.2.840.113549.1.1.13", 6 },
	{ "1.2.840.10040.4.3", 7 },	{ "2.16.840.1.101.3.4.3.2", 8 },
	{ "1.2.840.10045.4.1", 9 },	{ "1.2.840.10045.4.3.2", 10 },
	{ "1.2.840.10045.4.3.3", 11 },	{ "1.2.840.10045.4.3.4", 12 },
	{ "1.3.101.112", 16 },
};

/* RSA-PSS: 13, 14 or 15 when hash, MGF and salt fit together. */
static int pss_algorithm(struct rego_der params)
{
	static const char *const hashes[] = { "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2",
					      "2.16.840.1.101.3.4.2.3" };
	struct rego_der hash, mgf, inner, salt;
	struct rego_oid h, m, mh;
	int64_t length;
	bool there;

	if (!rego_der_read(&params, REGO_DER_SEQUENCE, &params) ||
	    !rego_der_read(&params, 0xa0, &hash) ||
	    !rego_der_read(&hash, REGO_DER_SEQUENCE, &hash) || !rego_der_oid(&hash, &h) ||
	    !rego_der_read(&params, 0xa1, &mgf) || !rego_der_read(&mgf, REGO_DER_SEQUENCE, &mgf) ||
	    !rego_der_oid(&mgf, &m) || !rego_oid_is(&m, "1.2.840.113549.1.1.8") ||
	    !rego_der_read(&mgf, REGO_DER_SEQUENCE, &inner) || !rego_der_oid(&inner, &mh) ||
	    !rego_der_read(&params, 0xa2, &salt) ||
	    !rego_der_int64(&salt, REGO_DER_INTEGER, &length))
		return 0;
	if (!rego_der_optional(&params, 0xa3, &salt, &there) || there)
		return 0;
	for (int i = 0; i < 3; i++)
		if (rego_oid_is(&h, hashes[i]) && rego_oid_is(&mh, hashes[i]) &&
		    length == 32 + 16 * i)
			return 13 + i;
	return 0;
}

int rego_signature_algorithm(const struct rego_oid *oid, struct rego_der params)
{
	if (rego_oid_is(oid, "1.2.840.113549.1.1.10"))
		return pss_algorithm(params);
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		if (rego_oid_is(oid, signatures[i].oid))
			return signatures[i].number == 16 && params.len ? 0 : signatures[i].number;
	return 0;
}

struct rego_val rego_public_key_value(struct rego_arena *a, const struct rego_key *k)
{
	struct rego_builder o = { .arena = a };

	switch (k ? k->kind : REGO_KEY_NONE) {
	case REGO_KEY_RSA:
		rego_put_member(&o, "N", rego_big_value(a, k->n));
		rego_put_member(&o, "E", rego_big_value(a, k->e));
		break;
	case REGO_KEY_EC:
		rego_put_member(&o, "Curve", rego_object(a, NULL, 0));
		rego_put_member(&o, "X", rego_big_value(a, k->x));
		rego_put_member(&o, "Y", rego_big_value(a, k->y));
		break;
	case REGO_KEY_DSA:
		rego_put_member(&o, "P", rego_big_value(a, k->p));
		rego_put_member(&o, "Q", rego_big_value(a, k->q));
		rego_put_member(&o, "G", rego_big_value(a, k->g));
		rego_put_member(&o, "Y", rego_big_value(a, k->y));
		break;
	case REGO_KEY_ED25519: return rego_base64_value(a, k->x.data, k->x.len);
	case REGO_KEY_NONE: return rego_null();
	default: break;
	}
	return rego_build_object(&o);
}
