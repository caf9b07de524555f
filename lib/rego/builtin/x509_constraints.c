/* SPDX-License-Identifier: BSD-2-Clause */
/* The extension that says which names an authority may vouch for. */
#include <arpa/inet.h>

#include "rego/builtin/text.h"
#include "rego/builtin/x509.h"
#include "rego/builtin/x509_parts.h"

static bool valid_mask(const unsigned char *m, size_t len)
{
	bool zero = false;

	for (size_t i = 0; i < len; i++) {
		if (zero && m[i])
			return false;
		if (m[i] != 0xff) {
			/* Ones, then zeros. */
			if ((unsigned char)(~m[i] & (~m[i] + 1u)))
				return false;
			zero = true;
		}
	}
	return true;
}

static struct rego_val net_value(struct rego_arena *a, const unsigned char *d, size_t half)
{
	char text[INET6_ADDRSTRLEN] = "";
	struct rego_builder o = { .arena = a };

	inet_ntop(half == 4 ? AF_INET : AF_INET6, d, text, sizeof(text));
	rego_put_member(&o, "IP", rego_cstring(a, text));
	rego_put_member(&o, "Mask", rego_base64_value(a, d + half, half));
	return rego_build_object(&o);
}

static const char *not_ascii(struct rego_arena *a, struct rego_der d)
{
	for (size_t i = 0; i < d.len; i++)
		if (d.data[i] & 0x80)
			return rego_printf(a,
					   "x509: invalid constraint value: x509: %s cannot be "
					   "encoded as an IA5String",
					   rego_go_quote(a, (const char *)d.data, d.len));
	return NULL;
}

static const char *one_constraint(struct rego_arena *a, unsigned int tag, struct rego_der d,
				  struct rego_builder *const lists[4], bool *unhandled)
{
	const char *text = (const char *)d.data, *quoted = rego_go_quote(a, text, d.len), *why;
	unsigned char address[16];

	if (tag == 0x87) {
		if (d.len != 8 && d.len != 32)
			return rego_printf(a, "x509: IP constraint contained value of length %zu",
					   d.len);
		if (!valid_mask(d.data + d.len / 2, d.len / 2))
			return rego_printf(a, "x509: IP constraint contained invalid mask %s",
					   rego_hex(a, d.data + d.len / 2, d.len / 2));
		rego_add(lists[1], net_value(a, d.data, d.len / 2));
		return NULL;
	}
	if (tag != 0x81 && tag != 0x82 && tag != 0x86) {
		*unhandled = true;
		return NULL;
	}
	why = not_ascii(a, d);
	if (why)
		return why;
	if (tag == 0x82 && !rego_domain_valid(text, d.len, true))
		return rego_printf(a, "x509: failed to parse dnsName constraint %s", quoted);
	if (tag == 0x81 && (memchr(text, '@', d.len) ? !rego_mailbox_valid(text, d.len)
						     : !rego_domain_valid(text, d.len, true)))
		return rego_printf(a, "x509: failed to parse rfc822Name constraint %s", quoted);
	if (tag == 0x86) {
		const char *plain = rego_strndup(a, text, d.len);

		if (inet_pton(AF_INET, plain, address) == 1 ||
		    inet_pton(AF_INET6, plain, address) == 1)
			return rego_printf(a,
					   "x509: failed to parse URI constraint %s: cannot be IP "
					   "address",
					   quoted);
		if (!rego_domain_valid(text, d.len, true))
			return rego_printf(a, "x509: failed to parse URI constraint %s", quoted);
	}
	rego_add(lists[tag == 0x82 ? 0 : tag == 0x81 ? 2 : 3], rego_string(a, text, d.len));
	return NULL;
}

static const char *subtrees(struct rego_arena *a, struct rego_der d,
			    struct rego_builder *const lists[4], bool *unhandled)
{
	while (d.len) {
		struct rego_der seq, value;
		unsigned int tag;
		const char *why;

		if (!rego_der_read(&d, REGO_DER_SEQUENCE, &seq) ||
		    !rego_der_any(&seq, &tag, &value, NULL))
			return "x509: invalid NameConstraints extension";
		why = one_constraint(a, tag, value, lists, unhandled);
		if (why)
			return why;
	}
	return NULL;
}

const char *rego_constraints_parse(struct rego_arena *a, struct rego_cert *c,
				   const struct rego_extension *e, bool *unhandled)
{
	struct rego_builder *const permitted[] = { &c->permitted_dns, &c->permitted_ip,
						   &c->permitted_email, &c->permitted_uri };
	struct rego_builder *const excluded[] = { &c->excluded_dns, &c->excluded_ip,
						  &c->excluded_email, &c->excluded_uri };
	struct rego_der outer = e->value, top, allow = { 0 }, deny = { 0 };
	bool has_allow, has_deny;
	const char *why;

	if (!rego_der_read(&outer, REGO_DER_SEQUENCE, &top) || outer.len ||
	    !rego_der_optional(&top, 0xa0, &allow, &has_allow) ||
	    !rego_der_optional(&top, 0xa1, &deny, &has_deny) || top.len)
		return "x509: invalid NameConstraints extension";
	if (!allow.len && !deny.len)
		return "x509: empty name constraints extension";
	why = subtrees(a, allow, permitted, unhandled);
	if (!why)
		why = subtrees(a, deny, excluded, unhandled);
	c->constraints_critical = e->critical;
	c->has_constraints = true;
	return why;
}

/* The quoted local part of a mailbox; *at behind the closing quote. */
static bool quoted_local(const char *s, size_t len, size_t *at)
{
	for (*at = 1; *at < len;) {
		unsigned char c = (unsigned char)s[(*at)++];

		if (c == '"')
			return true;
		if (c == '\\') {
			if (*at >= len)
				return false;
			c = (unsigned char)s[(*at)++];
			if (!c || c == 10 || c == 13 || c > 127)
				return false;
		} else if (!c || c == 9 || c == 10 || c == 13 || c == 34 || c == 92 || c > 127) {
			return false;
		}
	}
	return false;
}

static bool plain_local(const char *s, size_t len, size_t *at)
{
	char last = 0;
	size_t count = 0;

	for (*at = 0; *at < len; count++) {
		unsigned char c = (unsigned char)s[*at];

		if (c == '\\') {
			if (++*at >= len)
				return false;
		} else if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') &&
			   !(c && strchr("!#$%&'*+-/=?^_`{|}~.", c))) {
			break;
		}
		if (s[*at] == '.' && (!count || last == '.'))
			return false;
		last = s[(*at)++];
	}
	return count && last != '.';
}

bool rego_mailbox_valid(const char *s, size_t len)
{
	size_t at;

	if (!len || !(*s == '"' ? quoted_local(s, len, &at) : plain_local(s, len, &at)))
		return false;
	return at < len && s[at] == '@' && rego_domain_valid(s + at + 1, len - at - 1, false);
}
