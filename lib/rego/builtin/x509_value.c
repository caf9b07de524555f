/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates and requests as values: the members that Go's encoding/json gives them. */
#include <time.h>

#include "rego/builtin/asn1.h"
#include "rego/builtin/text.h"
#include "rego/builtin/x509.h"

static struct rego_val bytes(struct rego_arena *a, struct rego_der d)
{
	return d.data ? rego_base64_value(a, d.data, d.len) : rego_null();
}

static struct rego_val list(const struct rego_builder *b)
{
	struct rego_builder copy = *b;

	return copy.count ? rego_build_array(&copy) : rego_null();
}

static struct rego_val time_value(struct rego_arena *a, struct rego_time t)
{
	time_t local = t.seconds + t.offset;
	int minutes = (t.offset < 0 ? -t.offset : t.offset) / 60;
	char text[40];
	struct tm tm;

	gmtime_r(&local, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	return t.offset ? rego_stringf(a, "%s%c%02d:%02d", text, t.offset < 0 ? '-' : '+',
				       minutes / 60, minutes % 60)
			: rego_stringf(a, "%sZ", text);
}

struct rego_val rego_extension_value(struct rego_arena *a, const struct rego_extension *e)
{
	struct rego_builder o = { .arena = a };

	rego_put_member(&o, "Id", rego_oid_value(a, &e->id));
	rego_put_member(&o, "Critical", rego_bool(e->critical));
	rego_put_member(&o, "Value", bytes(a, e->value));
	return rego_build_object(&o);
}

static struct rego_val extensions_value(struct rego_arena *a, const struct rego_cert *c)
{
	struct rego_builder b = { .arena = a };

	for (size_t i = 0; i < c->extension_count; i++)
		rego_add(&b, rego_extension_value(a, &c->extensions[i]));
	return list(&b);
}

static void put_lists(struct rego_builder *o, const struct rego_cert *c)
{
	const struct {
		const char *name;
		const struct rego_builder *list;
	} lists[] = {
		{ "UnhandledCriticalExtensions", &c->unhandled },
		{ "ExtKeyUsage", &c->ext_key_usage },
		{ "UnknownExtKeyUsage", &c->unknown_usage },
		{ "OCSPServer", &c->ocsp },
		{ "IssuingCertificateURL", &c->issuing },
		{ "PermittedDNSDomains", &c->permitted_dns },
		{ "ExcludedDNSDomains", &c->excluded_dns },
		{ "PermittedIPRanges", &c->permitted_ip },
		{ "ExcludedIPRanges", &c->excluded_ip },
		{ "PermittedEmailAddresses", &c->permitted_email },
		{ "ExcludedEmailAddresses", &c->excluded_email },
		{ "PermittedURIDomains", &c->permitted_uri },
		{ "ExcludedURIDomains", &c->excluded_uri },
		{ "CRLDistributionPoints", &c->crl },
		{ "Policies", &c->policies },
		{ "PolicyIdentifiers", &c->policy_ids },
		{ "PolicyMappings", &c->mappings },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		rego_put_member(o, lists[i].name, list(lists[i].list));
}

static void put_names(struct rego_builder *o, const struct rego_cert *c)
{
	rego_put_member(o, "DNSNames", list(&c->dns));
	rego_put_member(o, "EmailAddresses", list(&c->email));
	rego_put_member(o, "IPAddresses", list(&c->ip));
	rego_put_member(o, "URIs", list(&c->uris));
}

static void put_key(struct rego_builder *o, const struct rego_cert *c)
{
	struct rego_arena *a = o->arena;

	rego_put_member(o, "Raw", bytes(a, c->raw));
	rego_put_member(o, "RawSubject", bytes(a, c->subject));
	rego_put_member(o, "RawSubjectPublicKeyInfo", bytes(a, c->spki));
	rego_put_member(o, "Signature", bytes(a, c->signature));
	rego_put_member(o, "SignatureAlgorithm", rego_int(c->signature_algorithm));
	rego_put_member(o, "PublicKeyAlgorithm", rego_int(c->key_algorithm));
	rego_put_member(o, "PublicKey", rego_public_key_value(a, c->key));
	rego_put_member(o, "Version", rego_int(c->version));
	rego_put_member(o, "Subject", c->subject_value);
	rego_put_member(o, "Extensions", extensions_value(a, c));
	rego_put_member(o, "ExtraExtensions", rego_null());
}

struct rego_val rego_cert_value(struct rego_arena *a, const struct rego_cert *c, bool with_uris)
{
	struct rego_builder o = { .arena = a };

	put_key(&o, c);
	put_names(&o, c);
	put_lists(&o, c);
	rego_put_member(&o, "RawTBSCertificate", bytes(a, c->tbs));
	rego_put_member(&o, "RawIssuer", bytes(a, c->issuer));
	rego_put_member(&o, "SerialNumber", c->serial);
	rego_put_member(&o, "Issuer", c->issuer_value);
	rego_put_member(&o, "NotBefore", time_value(a, c->not_before));
	rego_put_member(&o, "NotAfter", time_value(a, c->not_after));
	rego_put_member(&o, "KeyUsage", rego_int(c->key_usage));
	rego_put_member(&o, "BasicConstraintsValid", rego_bool(c->basic_constraints));
	rego_put_member(&o, "IsCA", rego_bool(c->is_ca));
	rego_put_member(&o, "MaxPathLen", rego_int(c->max_path_len));
	rego_put_member(&o, "MaxPathLenZero", rego_bool(c->basic_constraints && !c->max_path_len));
	rego_put_member(&o, "SubjectKeyId", bytes(a, c->subject_key_id));
	rego_put_member(&o, "AuthorityKeyId", bytes(a, c->authority_key_id));
	rego_put_member(&o, "PermittedDNSDomainsCritical", rego_bool(c->constraints_critical));
	rego_put_member(&o, "InhibitAnyPolicy", rego_int(c->inhibit_any));
	rego_put_member(&o, "InhibitAnyPolicyZero", rego_bool(c->inhibit_any_zero));
	rego_put_member(&o, "InhibitPolicyMapping", rego_int(c->inhibit_mapping));
	rego_put_member(&o, "InhibitPolicyMappingZero", rego_bool(c->inhibit_mapping_zero));
	rego_put_member(&o, "RequireExplicitPolicy", rego_int(c->require_policy));
	rego_put_member(&o, "RequireExplicitPolicyZero", rego_bool(c->require_policy_zero));
	if (with_uris)
		rego_put_member(&o, "URIStrings", list(&c->uri_texts));
	return rego_build_object(&o);
}

/* One AttributeTypeAndValue of an attribute set; false when it is none. */
static bool attribute_pair(struct rego_arena *a, struct rego_der d, struct rego_builder *out)
{
	struct rego_builder o = { .arena = a };
	struct rego_oid type;
	struct rego_der value;
	unsigned int tag;
	struct rego_val v = rego_null();
	int64_t number;

	if (!rego_der_oid(&d, &type) || !rego_der_any(&d, &tag, &value, NULL))
		return false;
	if (tag == REGO_DER_OCTETS)
		v = rego_base64_value(a, value.data, value.len);
	else if (tag == REGO_DER_UTF8 || tag == REGO_DER_PRINTABLE || tag == REGO_DER_IA5)
		v = rego_string(a, (const char *)value.data, value.len);
	else if (tag == REGO_DER_BOOLEAN && value.len == 1)
		v = rego_bool(value.data[0]);
	else if (tag == REGO_DER_INTEGER && value.len <= 8) {
		struct rego_der whole = { value.data - 2, value.len + 2 };

		if (rego_der_int64(&whole, REGO_DER_INTEGER, &number))
			v = rego_int(number);
	}
	rego_put_member(&o, "Type", rego_oid_value(a, &type));
	rego_put_member(&o, "Value", v);
	rego_add(out, rego_build_object(&o));
	return true;
}

/* pkix.AttributeTypeAndValueSET; undefined when it does not parse as one. */
static struct rego_val attribute_set(struct rego_arena *a, struct rego_der attribute)
{
	struct rego_builder o = { .arena = a }, sets = { .arena = a };
	struct rego_der values, seq;
	struct rego_oid type;

	if (!rego_der_read(&attribute, REGO_DER_SEQUENCE, &attribute) ||
	    !rego_der_oid(&attribute, &type) || !rego_der_read(&attribute, REGO_DER_SET, &values))
		return rego_undefined();
	while (values.len) {
		struct rego_builder pairs = { .arena = a };
		struct rego_der pair;

		if (!rego_der_read(&values, REGO_DER_SEQUENCE, &seq))
			return rego_undefined();
		while (seq.len)
			if (!rego_der_read(&seq, REGO_DER_SEQUENCE, &pair) ||
			    !attribute_pair(a, pair, &pairs))
				return rego_undefined();
		rego_add(&sets, rego_build_array(&pairs));
	}
	rego_put_member(&o, "Type", rego_oid_value(a, &type));
	rego_put_member(&o, "Value", rego_build_array(&sets));
	return rego_build_object(&o);
}

/* The extensions that an attribute asks for. */
static const char *request_extensions(struct rego_arena *a, struct rego_der attribute,
				      struct rego_builder *out, struct rego_cert *c)
{
	struct rego_der values, list_, one, flag;
	struct rego_oid type;

	if (!rego_der_read(&attribute, REGO_DER_SEQUENCE, &attribute) ||
	    !rego_der_oid(&attribute, &type) || !rego_der_read(&attribute, REGO_DER_SET, &values) ||
	    !values.len || !rego_oid_is(&type, "1.2.840.113549.1.9.14"))
		return NULL;
	if (!rego_der_read(&values, REGO_DER_SEQUENCE, &list_))
		return "asn1: structure error: tags don't match";
	while (list_.len) {
		struct rego_extension e = { 0 };
		const char *why;

		if (!rego_der_read(&list_, REGO_DER_SEQUENCE, &one) || !rego_der_oid(&one, &e.id))
			return "asn1: syntax error: sequence truncated";
		if (rego_der_peek(&one, REGO_DER_BOOLEAN) &&
		    rego_der_read(&one, REGO_DER_BOOLEAN, &flag))
			e.critical = flag.len == 1 && flag.data[0];
		if (!rego_der_read(&one, REGO_DER_OCTETS, &e.value))
			return "asn1: syntax error: sequence truncated";
		for (size_t i = 0; i < out->count; i++)
			if (rego_equal(rego_get_text(out->items[i], "Id"),
				       rego_oid_value(a, &e.id)))
				return "x509: certificate request contains duplicate requested "
				       "extensions";
		rego_add(out, rego_extension_value(a, &e));
		if (rego_oid_is(&e.id, "2.5.29.17") && !rego_san_parse(a, e.value, c, &why))
			return why;
	}
	return NULL;
}

static const char *read_request(struct rego_arena *a, struct rego_der der, struct rego_asn1 *out,
				struct rego_cert *c)
{
	const char *why = rego_asn1_read(a, &rego_asn1_request, &der, out);

	if (why)
		return why;
	if (der.len)
		return "asn1: syntax error: trailing data";
	c->raw = out[0].whole;
	c->tbs = out[REQUEST_TBS].whole;
	c->version = out[REQUEST_VERSION].number;
	c->subject = out[REQUEST_SUBJECT].whole;
	c->spki = out[REQUEST_SPKI].whole;
	c->signature = out[REQUEST_SIGNATURE].body;
	c->signature_algorithm =
		rego_signature_algorithm(&out[REQUEST_ALGORITHM].oid, out[REQUEST_PARAMS].whole);
	c->key_algorithm = rego_key_algorithm(&out[REQUEST_KEY_ALGORITHM].oid);
	if (c->key_algorithm) {
		c->key = rego_key_public(a, &out[REQUEST_KEY_ALGORITHM].oid,
					 out[REQUEST_KEY_PARAMS].whole, out[REQUEST_KEY_BITS].body,
					 &why);
		if (!c->key)
			return why;
	}
	return rego_name_parse(a, c->subject, &c->subject_value, &why) ? NULL : why;
}

struct rego_val rego_request_value(struct rego_arena *a, struct rego_der der, const char **error)
{
	struct rego_builder o = { .arena = a }, extensions = { .arena = a },
			    attributes = { .arena = a };
	struct rego_asn1 out[REGO_ASN1_MOST];
	struct rego_cert *c = rego_new(a, struct rego_cert);
	struct rego_der list_, one, whole;

	*error = read_request(a, der, out, c);
	if (*error)
		return rego_undefined();
	c->dns.arena = c->email.arena = c->ip.arena = c->uris.arena = a;
	for (list_ = out[REQUEST_ATTRIBUTES].body; list_.len;) {
		struct rego_val set;

		if (!rego_der_any(&list_, NULL, &one, &whole))
			break;
		set = attribute_set(a, whole);
		if (rego_defined(set))
			rego_add(&attributes, set);
		*error = request_extensions(a, whole, &extensions, c);
		if (*error)
			return rego_undefined();
	}
	put_key(&o, c);
	put_names(&o, c);
	rego_put_member(&o, "RawTBSCertificateRequest", bytes(a, c->tbs));
	rego_put_member(&o, "Attributes", list(&attributes));
	rego_put_member(&o, "Extensions", list(&extensions));
	return rego_build_object(&o);
}
