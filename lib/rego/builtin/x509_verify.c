/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a chain of certificates leads from the last to the first: the rules of Go's
 * (*Certificate).Verify with one root and a pool of intermediates. */
#include <arpa/inet.h>
#include <ctype.h>

#include "rego/builtin/text.h"
#include "rego/builtin/x509.h"

#define MOST_CHECKS 100 /* of signatures */

struct search {
	struct rego_arena *arena;
	struct rego_cert **certs; /* root, intermediates, leaf */
	size_t count;
	const struct rego_verify_options *options;
	int64_t now_ns;
	struct rego_cert **chain;
	size_t depth;
	int checks;
};

static bool same(struct rego_der x, struct rego_der y)
{
	return x.len == y.len && (!x.len || !memcmp(x.data, y.data, x.len));
}

static const EVP_MD *digest_of(int algorithm)
{
	switch (algorithm) {
	case 4:
	case 10:
	case 13: return EVP_sha256();
	case 5:
	case 11:
	case 14: return EVP_sha384();
	case 6:
	case 12:
	case 15: return EVP_sha512();
	default: return NULL;
	}
}

static enum rego_key_kind kind_of(int algorithm)
{
	if ((algorithm >= 4 && algorithm <= 6) || (algorithm >= 13 && algorithm <= 15))
		return REGO_KEY_RSA;
	if (algorithm >= 10 && algorithm <= 12)
		return REGO_KEY_EC;
	return algorithm == 16 ? REGO_KEY_ED25519 : REGO_KEY_NONE;
}

static bool signed_by(struct rego_arena *a, const struct rego_cert *c, struct rego_cert *parent)
{
	enum rego_padding pad = c->signature_algorithm >= 13 && c->signature_algorithm <= 15
					? REGO_PAD_PSS
					: REGO_PAD_NONE;

	if ((parent->version == 3 && !parent->basic_constraints) ||
	    (parent->basic_constraints && !parent->is_ca))
		return false;
	if (parent->key_usage && !(parent->key_usage & 1u << 5))
		return false;
	if (!parent->key || kind_of(c->signature_algorithm) != parent->key->kind)
		return false;
	return rego_key_verify(rego_key_openssl(a, parent->key), digest_of(c->signature_algorithm),
			       pad, c->tbs.data, c->tbs.len, c->signature.data, c->signature.len);
}

/* above: certificates between it and the leaf, with the leaf; 0: it is the leaf. */
static bool is_valid(const struct search *s, const struct rego_cert *c, size_t above,
		     bool intermediate)
{
	int64_t now = s->now_ns / 1000000000, rest = s->now_ns % 1000000000;

	if (c->unhandled.count)
		return false;
	if (now < c->not_before.seconds || now > c->not_after.seconds ||
	    (now == c->not_after.seconds && rest > 0))
		return false;
	if (intermediate && (!c->basic_constraints || !c->is_ca))
		return false;
	return !(c->basic_constraints && c->max_path_len >= 0 && above &&
		 (int64_t)above - 1 > c->max_path_len);
}

static bool in_chain(const struct search *s, const struct rego_cert *c)
{
	for (size_t i = 0; i < s->depth; i++)
		if (same(s->chain[i]->subject, c->subject) && same(s->chain[i]->spki, c->spki) &&
		    s->chain[i]->dns.count == c->dns.count)
			return true;
	return false;
}

/* --- names that the authorities may vouch for ------------------------------- */
static bool dns_suffix(const char *constraint, const char *name)
{
	size_t c = strlen(constraint), n = strlen(name);

	if (!c)
		return true;
	if (c > n || strcasecmp(constraint, name + n - c))
		return false;
	return constraint[0] == '.' || n == c || name[n - c - 1] == '.';
}

static bool in_net(struct rego_arena *a, struct rego_val net, const char *address)
{
	unsigned char ip[16], want[16];
	const char *text = rego_text(rego_get_text(net, "IP")), *error;
	struct rego_val mask = rego_get_text(net, "Mask");
	struct rego_bytes m =
		rego_base64_decode(a, REGO_BASE64_STD, rego_text(mask), rego_len(mask), &error);
	int family = m.len == 4 ? AF_INET : AF_INET6;

	if (inet_pton(family, address, ip) != 1 || inet_pton(family, text, want) != 1)
		return false;
	for (size_t i = 0; i < m.len; i++)
		if ((ip[i] ^ want[i]) & m.data[i])
			return false;
	return true;
}

static bool mail_fits(const char *constraint, const char *mail)
{
	const char *at = strrchr(mail, '@');

	return strchr(constraint, '@') ? !strcasecmp(constraint, mail)
				       : at && dns_suffix(constraint, at + 1);
}

enum sort { DNS, IP, MAIL, URI };

static bool fits(struct rego_arena *a, enum sort sort, struct rego_val constraint, const char *name)
{
	switch (sort) {
	case IP: return in_net(a, constraint, name);
	case MAIL: return mail_fits(rego_text(constraint), name);
	default: return dns_suffix(rego_text(constraint), name);
	}
}

static bool any_fits(struct rego_arena *a, enum sort sort, const struct rego_builder *list,
		     const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (fits(a, sort, list->items[i], name))
			return true;
	return false;
}

static const char *name_of(struct rego_arena *a, enum sort sort, struct rego_val v)
{
	const char *host, *colon;

	if (sort != URI)
		return rego_text(v);
	host = rego_text(rego_get_text(v, "Host"));
	colon = strrchr(host, ':');
	return colon ? rego_strndup(a, host, (size_t)(colon - host)) : host;
}

static bool names_allowed(struct rego_arena *a, const struct rego_cert *authority,
			  const struct rego_cert *c)
{
	const struct rego_builder *const names[] = { &c->dns, &c->ip, &c->email, &c->uris };
	const struct rego_builder *const permitted[] = { &authority->permitted_dns,
							 &authority->permitted_ip,
							 &authority->permitted_email,
							 &authority->permitted_uri };
	const struct rego_builder *const excluded[] = { &authority->excluded_dns,
							&authority->excluded_ip,
							&authority->excluded_email,
							&authority->excluded_uri };

	for (int sort = DNS; sort <= URI; sort++) {
		for (size_t i = 0; i < names[sort]->count; i++) {
			const char *name = name_of(a, (enum sort)sort, names[sort]->items[i]);

			if (sort == URI && !*name)
				return false;
			if (any_fits(a, (enum sort)sort, excluded[sort], name))
				return false;
			if (permitted[sort]->count &&
			    !any_fits(a, (enum sort)sort, permitted[sort], name))
				return false;
		}
	}
	return true;
}

static bool constraints_hold(const struct search *s)
{
	for (size_t i = 1; i < s->depth; i++)
		for (size_t k = 0; k < i && s->chain[i]->has_constraints; k++)
			if (!names_allowed(s->arena, s->chain[i], s->chain[k]))
				return false;
	return true;
}

/* --- extended key usage ------------------------------------------------------- */
static bool has_usage(const struct rego_cert *c, int usage)
{
	for (size_t i = 0; i < c->ext_key_usage.count; i++)
		if (c->ext_key_usage.items[i].i == usage)
			return true;
	return false;
}

static bool usage_allowed(const struct search *s, int usage)
{
	for (size_t i = 0; i < s->depth; i++) {
		const struct rego_cert *c = s->chain[i];

		if ((c->ext_key_usage.count || c->unknown_usage.count) && !has_usage(c, 0) &&
		    !has_usage(c, usage))
			return false;
	}
	return true;
}

static bool usages_allowed(const struct search *s)
{
	const struct rego_verify_options *o = s->options;

	if (!o->usage_count)
		return usage_allowed(s, 1);
	for (size_t i = 0; i < o->usage_count; i++)
		if (!o->usages[i] || usage_allowed(s, o->usages[i]))
			return true;
	return false;
}

/* --- the host name -------------------------------------------------------------- */
static bool valid_host(const char *s, size_t len, bool pattern)
{
	size_t label = 0;

	if (!pattern && len && s[len - 1] == '.')
		len--;
	if (!len || (len == 1 && *s == '*'))
		return false;
	for (size_t i = 0; i <= len; i++) {
		if (i == len || s[i] == '.') {
			if (!label)
				return false;
			label = 0;
			continue;
		}
		label++;
		if (pattern && i == 0 && s[0] == '*' && (len == 1 || s[1] == '.'))
			continue;
		if (!isalnum((unsigned char)s[i]) && s[i] != '_' && !(s[i] == '-' && label > 1))
			return false;
	}
	return true;
}

static bool host_matches(const char *pattern, const char *host)
{
	size_t p = strlen(pattern), h = strlen(host);

	if (valid_host(host, h, false) && valid_host(pattern, p, true)) {
		if (h && host[h - 1] == '.')
			h--;
		if (pattern[0] == '*' && pattern[1] == '.') {
			const char *dot = memchr(host, '.', h);

			return dot && p - 1 == h - (size_t)(dot - host) &&
			       !strncasecmp(pattern + 1, dot, p - 1);
		}
		return p == h && !strncasecmp(pattern, host, h);
	}
	return *pattern && *host && strcmp(pattern, ".") && !strcasecmp(pattern, host);
}

static bool host_allowed(struct rego_arena *a, const struct rego_cert *c, const char *host)
{
	size_t len = strlen(host);
	const char *plain = len >= 3 && host[0] == '[' && host[len - 1] == ']'
				    ? rego_strndup(a, host + 1, len - 2)
				    : host;
	unsigned char want[16], have[16];
	int family = inet_pton(AF_INET, plain, want) == 1    ? AF_INET
		     : inet_pton(AF_INET6, plain, want) == 1 ? AF_INET6
							     : 0;

	for (size_t i = 0; family && i < c->ip.count; i++)
		if (inet_pton(family, rego_text(c->ip.items[i]), have) == 1 &&
		    !memcmp(want, have, family == AF_INET ? 4 : 16))
			return true;
	for (size_t i = 0; !family && i < c->dns.count; i++)
		if (host_matches(rego_text(c->dns.items[i]), host))
			return true;
	return false;
}

/* --- the chain -------------------------------------------------------------------- */
static bool accepted(const struct search *s)
{
	return usages_allowed(s) && constraints_hold(s);
}

static bool extend(struct search *s);

static bool try_parent(struct search *s, struct rego_cert *parent, bool root)
{
	struct rego_cert *c = s->chain[s->depth - 1];
	bool found;

	if (!same(c->issuer, parent->subject) || ++s->checks > MOST_CHECKS)
		return false;
	if (!parent->key || in_chain(s, parent) || !signed_by(s->arena, c, parent) ||
	    !is_valid(s, parent, s->depth, !root))
		return false;
	s->chain[s->depth++] = parent;
	found = root ? accepted(s) : extend(s);
	if (!found)
		s->depth--;
	return found;
}

/* Parents whose key id fits come first, as in Go. */
static int key_id_rank(const struct rego_cert *c, const struct rego_cert *parent)
{
	struct rego_der x = parent->subject_key_id, y = c->authority_key_id;

	if (same(x, y))
		return 0;
	return !x.len != !y.len ? 1 : 2;
}

static bool extend(struct search *s)
{
	struct rego_cert *c = s->chain[s->depth - 1];

	if (try_parent(s, s->certs[0], true))
		return true;
	for (int rank = 0; rank < 3; rank++)
		for (size_t i = 1; i + 1 < s->count; i++)
			if (key_id_rank(c, s->certs[i]) == rank && s->depth + 1 < s->count + 1 &&
			    try_parent(s, s->certs[i], false))
				return true;
	return false;
}

size_t rego_chain_verify(struct rego_arena *a, struct rego_cert **certs, size_t count,
			 const struct rego_verify_options *o, int64_t now_ns,
			 struct rego_cert **chain)
{
	struct search s = { a, certs, count, o, o->time_given ? o->time_ns : now_ns, chain, 1, 0 };
	struct rego_cert *leaf = certs[count - 1];

	chain[0] = leaf;
	if (!is_valid(&s, leaf, 0, false))
		return 0;
	if (*o->dns_name && !host_allowed(a, leaf, o->dns_name))
		return 0;
	if (same(leaf->raw, certs[0]->raw))
		return accepted(&s) ? s.depth : 0;
	return extend(&s) ? s.depth : 0;
}
