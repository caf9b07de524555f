/* SPDX-License-Identifier: BSD-2-Clause */
/* Parsing of certificates, with the checks and the error texts of Go's crypto/x509. */
#include "rego/builtin/x509.h"

#include <time.h>

#include "rego/builtin/asn1.h"
#include "rego/builtin/text.h"
#include "rego/builtin/x509_parts.h"

static bool two(const unsigned char *s, int *out)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return false;
	*out = (s[0] - '0') * 10 + s[1] - '0';
	return true;
}

/* Z, +hhmm or -hhmm. */
static bool zone(struct rego_der d, int *offset)
{
	int h, m;

	if (d.len == 1 && d.data[0] == 'Z') {
		*offset = 0;
		return true;
	}
	if (d.len != 5 || (d.data[0] != '+' && d.data[0] != '-') || !two(d.data + 1, &h) ||
	    !two(d.data + 3, &m) || h > 24 || m > 59 || (!h && !m))
		return false;
	*offset = (h * 60 + m) * 60 * (d.data[0] == '-' ? -1 : 1);
	return true;
}

static bool fields_valid(const struct tm *t)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = t->tm_year + 1900;
	bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0;

	if (t->tm_mon < 0 || t->tm_mon > 11 || t->tm_hour > 23 || t->tm_min > 59 || t->tm_sec > 59)
		return false;
	return t->tm_mday >= 1 && t->tm_mday <= days[t->tm_mon] + (leap && t->tm_mon == 1);
}

static bool read_time(struct rego_der d, bool utc, struct rego_time *out)
{
	struct tm t = { 0 };
	int year, high = 0;

	if (!utc) {
		if (d.len < 2 || !two(d.data, &high))
			return false;
		d = (struct rego_der){ d.data + 2, d.len - 2 };
	}
	if (d.len < 11 || !two(d.data, &year) || !two(d.data + 2, &t.tm_mon) ||
	    !two(d.data + 4, &t.tm_mday) || !two(d.data + 6, &t.tm_hour) ||
	    !two(d.data + 8, &t.tm_min))
		return false;
	d = (struct rego_der){ d.data + 10, d.len - 10 };
	/* Only the short form may be without seconds. */
	if (d.len >= 2 && two(d.data, &t.tm_sec))
		d = (struct rego_der){ d.data + 2, d.len - 2 };
	else if (!utc)
		return false;
	t.tm_year = utc ? (year >= 50 ? year : year + 100) : high * 100 + year - 1900;
	t.tm_mon--;
	if (!fields_valid(&t) || !zone(d, &out->offset))
		return false;
	out->seconds = timegm(&t) - out->offset;
	return true;
}

static const char *parse_time(struct rego_der *d, struct rego_time *out)
{
	struct rego_der body;

	if (rego_der_peek(d, REGO_DER_UTC_TIME))
		return rego_der_read(d, REGO_DER_UTC_TIME, &body) && read_time(body, true, out)
			       ? NULL
			       : "x509: malformed UTCTime";
	if (rego_der_peek(d, REGO_DER_TIME))
		return rego_der_read(d, REGO_DER_TIME, &body) && read_time(body, false, out)
			       ? NULL
			       : "x509: malformed GeneralizedTime";
	return "x509: unsupported time format";
}

static const char *parse_algorithm(struct rego_der d, struct rego_oid *oid, struct rego_der *params)
{
	struct rego_der body;

	*params = (struct rego_der){ 0 };
	if (!rego_der_oid(&d, oid))
		return "x509: malformed OID";
	if (d.len && !rego_der_any(&d, NULL, &body, params))
		return "x509: malformed parameters";
	return NULL;
}

static const char *parse_extension(struct rego_der d, struct rego_extension *e)
{
	struct rego_der flag;

	if (!rego_der_oid(&d, &e->id))
		return "x509: malformed extension OID field";
	e->critical = false;
	if (rego_der_peek(&d, REGO_DER_BOOLEAN)) {
		if (!rego_der_read(&d, REGO_DER_BOOLEAN, &flag) || flag.len != 1 ||
		    (flag.data[0] && flag.data[0] != 0xff))
			return "x509: malformed extension critical field";
		e->critical = flag.data[0];
	}
	return rego_der_read(&d, REGO_DER_OCTETS, &e->value)
		       ? NULL
		       : "x509: malformed extension value field";
}

static bool same_oid(const struct rego_oid *x, const struct rego_oid *y)
{
	return x->count == y->count && !memcmp(x->part, y->part, x->count * sizeof(x->part[0]));
}

static void add_extension(struct rego_arena *a, struct rego_cert *c, const struct rego_extension *e)
{
	/* Room grows when the count is a power of two. */
	if (!(c->extension_count & (c->extension_count - 1))) {
		size_t room = c->extension_count ? c->extension_count * 2 : 1;
		struct rego_extension *more = rego_new_array(a, struct rego_extension, room);

		if (c->extension_count)
			memcpy(more, c->extensions, c->extension_count * sizeof(*more));
		c->extensions = more;
	}
	c->extensions[c->extension_count++] = *e;
}

static const char *parse_extensions(struct rego_arena *a, struct rego_cert *c, struct rego_der d)
{
	struct rego_der one;

	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &d))
		return "x509: malformed extensions";
	while (d.len) {
		struct rego_extension e;
		const char *why;

		if (!rego_der_read(&d, REGO_DER_SEQUENCE, &one))
			return "x509: malformed extension";
		why = parse_extension(one, &e);
		if (why)
			return why;
		for (size_t i = 0; i < c->extension_count; i++)
			if (same_oid(&c->extensions[i].id, &e.id))
				return rego_printf(a,
						   "x509: certificate contains duplicate extension "
						   "with OID \"%s\"",
						   rego_oid_text(a, &e.id));
		add_extension(a, c, &e);
	}
	for (size_t i = 0; i < c->extension_count; i++) {
		const char *why = rego_extension_apply(a, c, &c->extensions[i]);

		if (why)
			return why;
	}
	return NULL;
}

static const char *parse_spki(struct rego_arena *a, struct rego_cert *c, struct rego_der *tbs)
{
	struct rego_der d, algorithm, params, bits;
	struct rego_oid oid;
	unsigned int unused;
	const char *why = NULL;

	if (!rego_der_element(tbs, REGO_DER_SEQUENCE, &c->spki))
		return "x509: malformed spki";
	d = c->spki;
	rego_der_read(&d, REGO_DER_SEQUENCE, &d);
	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &algorithm))
		return "x509: malformed public key algorithm identifier";
	why = parse_algorithm(algorithm, &oid, &params);
	if (why)
		return why;
	c->key_algorithm = rego_key_algorithm(&oid);
	if (!rego_der_bits(&d, &bits, &unused))
		return "x509: malformed subjectPublicKey";
	if (c->key_algorithm)
		c->key = rego_key_public(a, &oid, params, bits, &why);
	return c->key_algorithm && !c->key ? why : NULL;
}

static const char *parse_names(struct rego_arena *a, struct rego_cert *c, struct rego_der *tbs)
{
	struct rego_der validity;
	const char *why;

	if (!rego_der_element(tbs, REGO_DER_SEQUENCE, &c->issuer))
		return "x509: malformed issuer";
	if (!rego_name_parse(a, c->issuer, &c->issuer_value, &why))
		return why;
	if (!rego_der_read(tbs, REGO_DER_SEQUENCE, &validity))
		return "x509: malformed validity";
	why = parse_time(&validity, &c->not_before);
	if (!why)
		why = parse_time(&validity, &c->not_after);
	if (why)
		return why;
	if (!rego_der_element(tbs, REGO_DER_SEQUENCE, &c->subject))
		return "x509: malformed issuer";
	return rego_name_parse(a, c->subject, &c->subject_value, &why) ? NULL : why;
}

static const char *parse_serial(struct rego_arena *a, struct rego_cert *c, struct rego_der *tbs)
{
	struct rego_der version, serial;
	bool there;

	c->version = 0;
	if (!rego_der_optional(tbs, 0xa0, &version, &there) ||
	    (there && (!rego_der_int64(&version, REGO_DER_INTEGER, &c->version) || version.len)) ||
	    c->version < 0)
		return "x509: malformed version";
	if (++c->version > 3)
		return "x509: invalid version";
	if (!rego_der_integer(tbs, &serial))
		return "x509: malformed serial number";
	if (serial.data[0] & 0x80)
		return "x509: negative serial number";
	c->serial =
		rego_big_value(a, (struct rego_bytes){ (unsigned char *)serial.data, serial.len });
	return NULL;
}

static const char *parse_optional(struct rego_arena *a, struct rego_cert *c, struct rego_der tbs)
{
	struct rego_der skip, extensions;
	bool there;

	if (c->version == 1)
		return NULL;
	if (!rego_der_optional(&tbs, 0x81, &skip, &there))
		return "x509: malformed issuerUniqueID";
	if (!rego_der_optional(&tbs, 0x82, &skip, &there))
		return "x509: malformed subjectUniqueID";
	if (c->version != 3)
		return NULL;
	if (!rego_der_optional(&tbs, 0xa3, &extensions, &there))
		return "x509: malformed extensions";
	return there ? parse_extensions(a, c, extensions) : NULL;
}

static void init_lists(struct rego_arena *a, struct rego_cert *c)
{
	struct rego_builder *lists[] = { &c->unhandled,
					 &c->ext_key_usage,
					 &c->unknown_usage,
					 &c->ocsp,
					 &c->issuing,
					 &c->dns,
					 &c->email,
					 &c->ip,
					 &c->uris,
					 &c->uri_texts,
					 &c->permitted_dns,
					 &c->excluded_dns,
					 &c->permitted_ip,
					 &c->excluded_ip,
					 &c->permitted_email,
					 &c->excluded_email,
					 &c->permitted_uri,
					 &c->excluded_uri,
					 &c->crl,
					 &c->policies,
					 &c->policy_ids,
					 &c->mappings };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		lists[i]->arena = a;
}

/* The first part: what is signed. */
static const char *parse_tbs(struct rego_arena *a, struct rego_cert *c, struct rego_der *input)
{
	struct rego_der tbs, inner, outer, params;
	struct rego_oid oid;
	const char *why;

	if (!rego_der_element(input, REGO_DER_SEQUENCE, &c->tbs))
		return "x509: malformed tbs certificate";
	tbs = c->tbs;
	rego_der_read(&tbs, REGO_DER_SEQUENCE, &tbs);
	why = parse_serial(a, c, &tbs);
	if (why)
		return why;
	if (!rego_der_read(&tbs, REGO_DER_SEQUENCE, &inner))
		return "x509: malformed signature algorithm identifier";
	if (!rego_der_read(input, REGO_DER_SEQUENCE, &outer))
		return "x509: malformed algorithm identifier";
	if (inner.len != outer.len || memcmp(inner.data, outer.data, inner.len))
		return "x509: inner and outer signature algorithm identifiers don't match";
	why = parse_algorithm(inner, &oid, &params);
	if (why)
		return why;
	c->signature_algorithm = rego_signature_algorithm(&oid, params);
	why = parse_names(a, c, &tbs);
	if (!why)
		why = parse_spki(a, c, &tbs);
	return why ? why : parse_optional(a, c, tbs);
}

struct rego_cert *rego_cert_parse(struct rego_arena *a, struct rego_der *der, const char **error)
{
	struct rego_cert *c = rego_new(a, struct rego_cert);
	struct rego_der input = *der;
	unsigned int unused;

	init_lists(a, c);
	*error = "x509: malformed certificate";
	if (!rego_der_element(&input, REGO_DER_SEQUENCE, &c->raw))
		return NULL;
	*der = input;
	input = c->raw;
	rego_der_read(&input, REGO_DER_SEQUENCE, &input);
	*error = parse_tbs(a, c, &input);
	if (*error)
		return NULL;
	if (!rego_der_bits(&input, &c->signature, &unused)) {
		*error = "x509: malformed signature";
		return NULL;
	}
	return c;
}
