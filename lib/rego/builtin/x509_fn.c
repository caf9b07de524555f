/* SPDX-License-Identifier: BSD-2-Clause */
/* crypto.x509.*: certificates and requests given as PEM or base64. */
#include <time.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/pem.h"
#include "rego/builtin/text.h"
#include "rego/builtin/x509.h"
#include "rego/value/number.h"

struct certs {
	struct rego_cert **list;
	size_t count, room;
};

static void add_cert(struct rego_arena *a, struct certs *cs, struct rego_cert *c)
{
	if (cs->count == cs->room) {
		size_t room = cs->room ? cs->room * 2 : 4;
		struct rego_cert **more = rego_new_array(a, struct rego_cert *, room);

		if (cs->count)
			memcpy(more, cs->list, cs->count * sizeof(struct rego_cert *));
		cs->list = more;
		cs->room = room;
	}
	cs->list[cs->count++] = c;
}

static const char *parse_der(struct rego_arena *a, struct rego_der der, struct certs *cs)
{
	const char *why;

	while (der.len) {
		struct rego_cert *c = rego_cert_parse(a, &der, &why);

		if (!c)
			return why;
		add_cert(a, cs, c);
	}
	return NULL;
}

static const char *parse_pem(struct rego_arena *a, const char *s, size_t len, struct certs *cs)
{
	struct rego_text der = { .arena = a };
	struct rego_pem block;

	while (len && rego_pem_next(a, s, len, &block, &s, &len)) {
		if (strcmp(block.type, "CERTIFICATE"))
			return rego_printf(a, "PEM block type is '%s', expected CERTIFICATE",
					   block.type);
		rego_put(&der, block.bytes.data, block.bytes.len);
	}
	return parse_der(
		a, (struct rego_der){ (const unsigned char *)rego_text_done(&der), der.len }, cs);
}

static bool starts(const void *s, size_t len, const char *prefix)
{
	size_t n = strlen(prefix);

	return len >= n && !memcmp(s, prefix, n);
}

static const char *parse_certs(struct rego_arena *a, struct rego_val v, struct certs *cs)
{
	const char *s = rego_text(v), *why;
	size_t len = rego_len(v);
	struct rego_bytes b;

	if (starts(s, len, "-----BEGIN"))
		return parse_pem(a, s, len, cs);
	b = rego_base64_decode(a, REGO_BASE64_STD, s, len, &why);
	if (!b.data)
		return why;
	if (starts(b.data, b.len, "-----BEGIN"))
		return parse_pem(a, (const char *)b.data, b.len, cs);
	return parse_der(a, (struct rego_der){ b.data, b.len }, cs);
}

static struct rego_val certs_value(struct rego_arena *a, struct rego_cert **list, size_t count,
				   bool with_uris)
{
	struct rego_builder b = { .arena = a };

	for (size_t i = 0; i < count; i++)
		rego_add(&b, rego_cert_value(a, list[i], with_uris));
	return rego_build_array(&b);
}

struct rego_val rego_fn_crypto_x509_parse_certificates(struct rego_call *c,
						       const struct rego_val *args)
{
	struct certs cs = { 0 };
	const char *why;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	why = parse_certs(c->arena, args[0], &cs);
	if (why)
		return rego_fail(c, "%s", why);
	return certs_value(c->arena, cs.list, cs.count, true);
}

/* Go looks at the clock, not at the time of the evaluation. */
static int64_t wall_ns(struct rego_call *c)
{
	struct timespec t;

	c->env->changing = true;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static struct rego_val verdict(struct rego_call *c, const struct certs *cs,
			       const struct rego_verify_options *o, bool with_uris)
{
	struct rego_val pair[2] = { rego_bool(false), rego_array(c->arena, NULL, 0) };
	struct rego_cert **chain = rego_new_array(c->arena, struct rego_cert *, cs->count + 1);
	size_t n = cs->count < 2
			   ? 0
			   : rego_chain_verify(c->arena, cs->list, cs->count, o, wall_ns(c), chain);

	if (n) {
		pair[0] = rego_bool(true);
		pair[1] = certs_value(c->arena, chain, n, with_uris);
	}
	return rego_array(c->arena, pair, 2);
}

struct rego_val rego_fn_crypto_x509_parse_and_verify_certificates(struct rego_call *c,
								  const struct rego_val *args)
{
	struct rego_verify_options o = { .dns_name = "" };
	struct certs cs = { 0 };

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	if (parse_certs(c->arena, args[0], &cs))
		cs.count = 0;
	return verdict(c, &cs, &o, true);
}

static int usage_named(const char *name)
{
	static const char *const names[] = {
		"KeyUsageAny",
		"KeyUsageServerAuth",
		"KeyUsageClientAuth",
		"KeyUsageCodeSigning",
		"KeyUsageEmailProtection",
		"KeyUsageIPSECEndSystem",
		"KeyUsageIPSECTunnel",
		"KeyUsageIPSECUser",
		"KeyUsageTimeStamping",
		"KeyUsageOCSPSigning",
		"KeyUsageMicrosoftServerGatedCrypto",
		"KeyUsageNetscapeServerGatedCrypto",
		"KeyUsageMicrosoftCommercialCodeSigning",
		"KeyUsageMicrosoftKernelCodeSigning",
	};

	for (int i = 0; i < 14; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

/* A string without the quotes around it. */
static const char *unquoted(struct rego_arena *a, struct rego_val v)
{
	const char *s = rego_text(v);
	size_t len = rego_len(v);

	while (len && *s == '"') {
		s++;
		len--;
	}
	while (len && s[len - 1] == '"')
		len--;
	return rego_strndup(a, s, len);
}

static const char *read_usages(struct rego_arena *a, struct rego_val v,
			       struct rego_verify_options *o)
{
	const struct rego_val *items;
	struct rego_text wrong = { .arena = a };
	size_t n = rego_len(v);

	if (v.kind != REGO_ARRAY && v.kind != REGO_SET)
		return "'KeyUsages' should be an Array or Set";
	items = v.kind == REGO_ARRAY ? v.array->items : v.set->items;
	o->usages = rego_new_array(a, int, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *name;
		int usage;

		if (items[i].kind != REGO_STRING)
			continue;
		name = unquoted(a, items[i]);
		usage = usage_named(name);
		if (usage >= 0)
			o->usages[o->usage_count++] = usage;
		else
			rego_putf(&wrong, "%s%s", wrong.len ? " " : "", name);
	}
	return wrong.len ? rego_printf(a, "invalid entries for 'KeyUsages' found: [%s]",
				       rego_text_done(&wrong))
			 : NULL;
}

static const char *read_option(struct rego_arena *a, const char *key, struct rego_val v,
			       struct rego_verify_options *o)
{
	if (!strcmp(key, "DNSName")) {
		if (v.kind != REGO_STRING)
			return "'DNSName' should be a string";
		o->dns_name = unquoted(a, v);
		return NULL;
	}
	if (!strcmp(key, "CurrentTime")) {
		if (v.kind != REGO_NUMBER)
			return "'CurrentTime' should be a number";
		o->time_given = true;
		return rego_to_int64(v, &o->time_ns)
			       ? NULL
			       : "'CurrentTime' should be a valid int64 number";
	}
	if (!strcmp(key, "MaxConstraintComparisons")) {
		if (v.kind != REGO_NUMBER)
			return "'MaxConstraintComparisons' should be a number";
		return rego_to_int64(v, &o->max_comparisons)
			       ? NULL
			       : "'MaxConstraintComparisons' should be a valid number";
	}
	return strcmp(key, "KeyUsages") ? "invalid key option" : read_usages(a, v, o);
}

struct rego_val
rego_fn_crypto_x509_parse_and_verify_certificates_with_options(struct rego_call *c,
							       const struct rego_val *args)
{
	struct rego_verify_options o = { .dns_name = "" };
	struct certs cs = { 0 };

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_OBJECT))
		return rego_undefined();
	if (parse_certs(c->arena, args[0], &cs)) {
		cs.count = 0;
		return verdict(c, &cs, &o, false);
	}
	for (size_t i = 0; i < args[1].object->count; i++) {
		const struct rego_pair *p = &args[1].object->pairs[i];
		const char *why;

		if (p->key.kind != REGO_STRING)
			continue;
		why = read_option(c->arena, rego_text(p->key), p->value, &o);
		if (why)
			return rego_fail(c, "%s", why);
	}
	return verdict(c, &cs, &o, false);
}

struct rego_val rego_fn_crypto_x509_parse_certificate_request(struct rego_call *c,
							      const struct rego_val *args)
{
	const char *s, *why, *rest;
	struct rego_pem block;
	struct rego_val v;
	size_t len, rest_len;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	s = rego_text(args[0]);
	len = rego_len(args[0]);
	if (!starts(s, len, "-----BEGIN CERTIFICATE REQUEST-----")) {
		struct rego_bytes b = rego_base64_decode(c->arena, REGO_BASE64_STD, s, len, &why);

		if (!b.data)
			return rego_fail(c, "%s", why);
		s = (const char *)b.data;
		len = b.len;
	}
	if (rego_pem_next(c->arena, s, len, &block, &rest, &rest_len)) {
		if (strcmp(block.type, "CERTIFICATE REQUEST"))
			return rego_fail(c, "invalid PEM-encoded certificate signing request");
		s = (const char *)block.bytes.data;
		len = block.bytes.len;
	}
	v = rego_request_value(c->arena, (struct rego_der){ (const unsigned char *)s, len }, &why);
	return rego_defined(v) ? v : rego_fail(c, "%s", why);
}
