/* SPDX-License-Identifier: BSD-2-Clause */
/* Subject alternative names and name constraints. */
#include <arpa/inet.h>

#include "rego/builtin/text.h"
#include "rego/builtin/x509.h"

static bool ascii(struct rego_der d)
{
	for (size_t i = 0; i < d.len; i++)
		if (d.data[i] & 0x80)
			return false;
	return true;
}

static struct rego_val text_of(struct rego_arena *a, struct rego_der d)
{
	return rego_string(a, (const char *)d.data, d.len);
}

bool rego_domain_valid(const char *s, size_t len, bool constraint)
{
	size_t label = 0;

	if (!len)
		return true;
	if (s[len - 1] == '.')
		return false;
	if (constraint && s[0] == '.') {
		s++;
		len--;
	}
	for (size_t i = 0; i <= len; i++) {
		if (i < len && (s[i] < 33 || s[i] > 126))
			return false;
		if (i < len && s[i] != '.') {
			label++;
			continue;
		}
		if (!label)
			return false;
		label = 0;
	}
	return true;
}

static struct rego_val ip_value(struct rego_arena *a, struct rego_der d)
{
	char text[INET6_ADDRSTRLEN] = "";

	/* Go prints a mapped address as its IPv4 part. */
	if (d.len == 16 && !memcmp(d.data, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12))
		inet_ntop(AF_INET, d.data + 12, text, sizeof(text));
	else
		inet_ntop(d.len == 4 ? AF_INET : AF_INET6, d.data, text, sizeof(text));
	return rego_cstring(a, text);
}

static struct rego_val url_value(struct rego_arena *a, const struct rego_url *u)
{
	struct rego_builder o = { .arena = a };

	rego_put_member(&o, "Scheme", rego_cstring(a, u->scheme));
	rego_put_member(&o, "Opaque", rego_cstring(a, u->opaque));
	rego_put_member(&o, "User", u->has_user ? rego_object(a, NULL, 0) : rego_null());
	rego_put_member(&o, "Host", rego_cstring(a, u->host));
	rego_put_member(&o, "Path", rego_cstring(a, u->path));
	rego_put_member(&o, "RawPath", rego_cstring(a, u->raw_path));
	rego_put_member(&o, "OmitHost", rego_bool(u->omit_host));
	rego_put_member(&o, "ForceQuery", rego_bool(u->force_query));
	rego_put_member(&o, "RawQuery", rego_cstring(a, u->raw_query));
	rego_put_member(&o, "Fragment", rego_cstring(a, u->fragment));
	rego_put_member(&o, "RawFragment", rego_cstring(a, u->raw_fragment));
	return rego_build_object(&o);
}

static const char *san_uri(struct rego_arena *a, struct rego_der d, struct rego_cert *c)
{
	const char *why, *quoted = rego_go_quote(a, (const char *)d.data, d.len);
	struct rego_url *u;

	if (!ascii(d))
		return "x509: SAN uniformResourceIdentifier is malformed";
	u = rego_url_parse(a, (const char *)d.data, d.len, &why);
	if (!u)
		return rego_printf(a, "x509: cannot parse URI %s: %s", quoted, why);
	if (*u->host && !rego_domain_valid(u->host, strlen(u->host), false))
		return rego_printf(a, "x509: cannot parse URI %s: invalid domain", quoted);
	rego_add(&c->uris, url_value(a, u));
	rego_add(&c->uri_texts, rego_cstring(a, rego_url_text(a, u)));
	return NULL;
}

static const char *san_one(struct rego_arena *a, unsigned int tag, struct rego_der d,
			   struct rego_cert *c)
{
	switch (tag ^ 0x80) {
	case 1:
		if (!ascii(d))
			return "x509: SAN rfc822Name is malformed";
		rego_add(&c->email, text_of(a, d));
		return NULL;
	case 2:
		if (!ascii(d))
			return "x509: SAN dNSName is malformed";
		rego_add(&c->dns, text_of(a, d));
		return NULL;
	case 6: return san_uri(a, d, c);
	case 7:
		if (d.len != 4 && d.len != 16)
			return rego_printf(a, "x509: cannot parse IP address of length %zu", d.len);
		rego_add(&c->ip, ip_value(a, d));
		return NULL;
	default: return NULL;
	}
}

bool rego_san_parse(struct rego_arena *a, struct rego_der der, struct rego_cert *c,
		    const char **error)
{
	struct rego_builder *lists[] = { &c->dns, &c->email, &c->ip, &c->uris, &c->uri_texts };

	for (int i = 0; i < 5; i++)
		*lists[i] = (struct rego_builder){ .arena = a };
	*error = "x509: invalid subject alternative names";
	if (!rego_der_read(&der, REGO_DER_SEQUENCE, &der))
		return false;
	while (der.len) {
		struct rego_der one;
		unsigned int tag;

		*error = "x509: invalid subject alternative name";
		if (!rego_der_any(&der, &tag, &one, NULL))
			return false;
		*error = san_one(a, tag, one, c);
		if (*error)
			return false;
	}
	*error = NULL;
	return true;
}
