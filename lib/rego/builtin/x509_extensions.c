/* SPDX-License-Identifier: BSD-2-Clause */
/* The extensions of a certificate that Go's crypto/x509 knows. */
#include "rego/builtin/x509.h"
#include "rego/builtin/x509_parts.h"

static const char *key_usage(struct rego_cert *c, struct rego_der d)
{
	struct rego_der bits;
	unsigned int unused;

	if (!rego_der_bits(&d, &bits, &unused))
		return "x509: invalid key usage";
	c->key_usage_set = true;
	c->key_usage = 0;
	for (unsigned int i = 0; i < 9; i++)
		if (i / 8 < bits.len && (bits.data[i / 8] >> (7 - i % 8) & 1))
			c->key_usage |= 1u << i;
	return NULL;
}

static const char *basic_constraints(struct rego_cert *c, struct rego_der d)
{
	static const char *const wrong = "x509: invalid basic constraints";
	struct rego_der flag;

	c->is_ca = false;
	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &d))
		return wrong;
	if (rego_der_peek(&d, REGO_DER_BOOLEAN)) {
		if (!rego_der_read(&d, REGO_DER_BOOLEAN, &flag) || flag.len != 1 ||
		    (flag.data[0] && flag.data[0] != 0xff))
			return wrong;
		c->is_ca = flag.data[0];
	}
	c->max_path_len = -1;
	if (rego_der_peek(&d, REGO_DER_INTEGER) &&
	    (!rego_der_int64(&d, REGO_DER_INTEGER, &c->max_path_len) || c->max_path_len < 0))
		return wrong;
	c->basic_constraints = true;
	return NULL;
}

static const char *crl_points(struct rego_arena *a, struct rego_cert *c, struct rego_der d)
{
	static const char *const wrong = "x509: invalid CRL distribution point";
	struct rego_der point, name, uri;
	bool there;

	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &d))
		return "x509: invalid CRL distribution points";
	while (d.len) {
		if (!rego_der_read(&d, REGO_DER_SEQUENCE, &point) ||
		    !rego_der_optional(&point, 0xa0, &name, &there))
			return wrong;
		if (!there)
			continue;
		if (!rego_der_read(&name, 0xa0, &name))
			return wrong;
		while (name.len && rego_der_peek(&name, 0x86)) {
			if (!rego_der_read(&name, 0x86, &uri))
				return wrong;
			rego_add(&c->crl, rego_string(a, (const char *)uri.data, uri.len));
		}
	}
	return NULL;
}

static const char *authority_key(struct rego_cert *c, const struct rego_extension *e)
{
	struct rego_der d = e->value;

	if (e->critical)
		return "x509: authority key identifier incorrectly marked critical";
	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &d))
		return "x509: invalid authority key identifier";
	c->authority_key_id = (struct rego_der){ 0 };
	if (rego_der_peek(&d, 0x80) && !rego_der_read(&d, 0x80, &c->authority_key_id))
		return "x509: invalid authority key identifier";
	return NULL;
}

static const char *policy_constraints(struct rego_cert *c, struct rego_der d)
{
	static const char *const wrong = "x509: invalid policy constraints extension";

	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &d))
		return wrong;
	if (rego_der_peek(&d, 0x80)) {
		if (!rego_der_int64(&d, 0x80, &c->require_policy))
			return wrong;
		c->require_policy_zero = !c->require_policy;
	}
	if (rego_der_peek(&d, 0x81)) {
		if (!rego_der_int64(&d, 0x81, &c->inhibit_mapping))
			return wrong;
		c->inhibit_mapping_zero = !c->inhibit_mapping;
	}
	return NULL;
}

static int usage_number(const struct rego_oid *oid)
{
	static const char *const oids[] = {
		"2.5.29.37.0",
		"1.3.6.1.5.5.7.3.1",
		"1.3.6.1.5.5.7.3.2",
		"1.3.6.1.5.5.7.3.3",
		"1.3.6.1.5.5.7.3.4",
		"1.3.6.1.5.5.7.3.5",
		"1.3.6.1.5.5.7.3.6",
		"1.3.6.1.5.5.7.3.7",
		"1.3.6.1.5.5.7.3.8",
		"1.3.6.1.5.5.7.3.9",
		"1.3.6.1.4.1.311.10.3.3",
		"2.16.840.1.113730.4.1",
		"1.3.6.1.4.1.311.2.1.22",
		"1.3.6.1.4.1.311.61.1.1",
	};

	for (int i = 0; i < 14; i++)
		if (rego_oid_is(oid, oids[i]))
			return i;
	return -1;
}

static const char *extended_usage(struct rego_arena *a, struct rego_cert *c, struct rego_der d)
{
	struct rego_oid oid;

	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &d))
		return "x509: invalid extended key usages";
	while (d.len) {
		int number;

		if (!rego_der_oid(&d, &oid))
			return "x509: invalid extended key usages";
		number = usage_number(&oid);
		if (number >= 0)
			rego_add(&c->ext_key_usage, rego_int(number));
		else
			rego_add(&c->unknown_usage, rego_oid_value(a, &oid));
	}
	return NULL;
}

static const char *policies(struct rego_arena *a, struct rego_cert *c, struct rego_der d)
{
	static const char *const wrong = "x509: invalid certificate policies";
	struct rego_der policy, body;
	struct rego_oid oid;

	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &d))
		return wrong;
	while (d.len) {
		struct rego_val text;

		if (!rego_der_read(&d, REGO_DER_SEQUENCE, &policy) ||
		    !rego_der_read(&policy, REGO_DER_OID, &body) || !rego_oid_parse(body, &oid))
			return wrong;
		text = rego_cstring(a, rego_oid_text(a, &oid));
		for (size_t i = 0; i < c->policies.count; i++)
			if (rego_equal(c->policies.items[i], text))
				return wrong;
		rego_add(&c->policies, text);
		rego_add(&c->policy_ids, rego_oid_value(a, &oid));
	}
	return NULL;
}

static const char *mappings(struct rego_arena *a, struct rego_cert *c, struct rego_der d)
{
	static const char *const wrong = "x509: invalid policy mappings extension";
	struct rego_der pair;
	struct rego_oid from, to;

	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &d))
		return wrong;
	while (d.len) {
		struct rego_builder o = { .arena = a };

		if (!rego_der_read(&d, REGO_DER_SEQUENCE, &pair) || !rego_der_oid(&pair, &from) ||
		    !rego_der_oid(&pair, &to))
			return wrong;
		rego_put_member(&o, "IssuerDomainPolicy", rego_cstring(a, rego_oid_text(a, &from)));
		rego_put_member(&o, "SubjectDomainPolicy", rego_cstring(a, rego_oid_text(a, &to)));
		rego_add(&c->mappings, rego_build_object(&o));
	}
	return NULL;
}

static const char *authority_info(struct rego_arena *a, struct rego_cert *c,
				  const struct rego_extension *e)
{
	static const char *const wrong = "x509: invalid authority info access";
	struct rego_der d = e->value, one;
	struct rego_oid method;

	if (e->critical)
		return "x509: authority info access incorrectly marked critical";
	if (!rego_der_read(&d, REGO_DER_SEQUENCE, &d))
		return wrong;
	while (d.len) {
		if (!rego_der_read(&d, REGO_DER_SEQUENCE, &one) || !rego_der_oid(&one, &method))
			return wrong;
		if (!rego_der_peek(&one, 0x86))
			continue;
		if (!rego_der_read(&one, 0x86, &one))
			return wrong;
		if (rego_oid_is(&method, "1.3.6.1.5.5.7.48.1"))
			rego_add(&c->ocsp, rego_string(a, (const char *)one.data, one.len));
		else if (rego_oid_is(&method, "1.3.6.1.5.5.7.48.2"))
			rego_add(&c->issuing, rego_string(a, (const char *)one.data, one.len));
	}
	return NULL;
}

static const char *subject_key(struct rego_cert *c, const struct rego_extension *e)
{
	struct rego_der d = e->value;

	if (e->critical)
		return "x509: subject key identifier incorrectly marked critical";
	return rego_der_read(&d, REGO_DER_OCTETS, &c->subject_key_id)
		       ? NULL
		       : "x509: invalid subject key identifier";
}

static const char *by_number(struct rego_arena *a, struct rego_cert *c,
			     const struct rego_extension *e, bool *unhandled)
{
	struct rego_der d = e->value;
	const char *why;

	switch (e->id.part[3]) {
	case 14: return subject_key(c, e);
	case 15: return key_usage(c, d);
	case 17:
		if (!rego_san_parse(a, d, c, &why))
			return why;
		*unhandled = !c->dns.count && !c->email.count && !c->ip.count && !c->uris.count;
		return NULL;
	case 19: return basic_constraints(c, d);
	case 30: return rego_constraints_parse(a, c, e, unhandled);
	case 31: return crl_points(a, c, d);
	case 32: return policies(a, c, d);
	case 33: return mappings(a, c, d);
	case 35: return authority_key(c, e);
	case 36: return policy_constraints(c, d);
	case 37: return extended_usage(a, c, d);
	case 54:
		if (!rego_der_int64(&d, REGO_DER_INTEGER, &c->inhibit_any))
			return "x509: invalid inhibit any policy extension";
		c->inhibit_any_zero = !c->inhibit_any;
		return NULL;
	default: *unhandled = true; return NULL;
	}
}

const char *rego_extension_apply(struct rego_arena *a, struct rego_cert *c,
				 const struct rego_extension *e)
{
	const uint32_t *part = e->id.part;
	bool unhandled = false;
	const char *why = NULL;

	if (e->id.count == 4 && part[0] == 2 && part[1] == 5 && part[2] == 29)
		why = by_number(a, c, e, &unhandled);
	else if (rego_oid_is(&e->id, "1.3.6.1.5.5.7.1.1"))
		why = authority_info(a, c, e);
	else
		unhandled = true;
	if (!why && e->critical && unhandled)
		rego_add(&c->unhandled, rego_oid_value(a, &e->id));
	return why;
}
