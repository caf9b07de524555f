/* SPDX-License-Identifier: BSD-2-Clause */
/* Go 1.26's net/url: what it takes and how it splits. */
#include "rego/builtin/gourl.h"

#include <arpa/inet.h>
#include <ctype.h>

#include "rego/builtin/text.h"

struct span {
	const char *s;
	size_t len;
};

static const char *copy(struct rego_arena *a, struct span s)
{
	return rego_strndup(a, s.s, s.len);
}

static const char *find(struct span s, char c)
{
	return memchr(s.s, c, s.len);
}

/* Cut s at at: what is before it. */
static struct span before(struct span s, const char *at)
{
	return (struct span){ s.s, (size_t)(at - s.s) };
}

static struct span from(struct span s, const char *at)
{
	return (struct span){ at, s.len - (size_t)(at - s.s) };
}

static bool scheme(struct rego_arena *a, struct rego_url *u, struct span *rest, const char **error)
{
	for (size_t i = 0; i < rest->len; i++) {
		char c = rest->s[i];

		if (isalpha((unsigned char)c))
			continue;
		if (isdigit((unsigned char)c) || c == '+' || c == '-' || c == '.') {
			if (!i)
				return true;
			continue;
		}
		if (c != ':')
			return true;
		if (!i) {
			*error = "missing protocol scheme";
			return false;
		}
		char *name = rego_strndup(a, rest->s, i);

		for (size_t k = 0; k < i; k++)
			name[k] = (char)tolower((unsigned char)name[k]);
		u->scheme = name;
		*rest = from(*rest, rest->s + i + 1);
		return true;
	}
	return true;
}

static bool valid_port(struct span p)
{
	if (!p.len)
		return true;
	if (p.s[0] != ':')
		return false;
	for (size_t i = 1; i < p.len; i++)
		if (!isdigit((unsigned char)p.s[i]))
			return false;
	return true;
}

static bool bad_port(struct rego_arena *a, struct span p, const char **error)
{
	*error = rego_printf(a, "invalid port %s after host", rego_go_quote(a, p.s, p.len));
	return false;
}

/* [address%25zone]:port */
static bool bracketed(struct rego_arena *a, struct rego_url *u, struct span host,
		      const char **error)
{
	const char *close = memrchr(host.s, ']', host.len), *zone, *inner;
	struct span name, port;
	unsigned char address[16];
	char *plain;

	if (!close) {
		*error = "missing ']' in host";
		return false;
	}
	port = from(host, close + 1);
	if (!valid_port(port))
		return bad_port(a, port, error);
	name = (struct span){ host.s + 1, (size_t)(close - host.s) - 1 };
	zone = memmem(name.s, name.len, "%25", 3);
	if (zone) {
		const char *z;

		inner = rego_url_unescape(a, name.s, (size_t)(zone - name.s), REGO_URL_HOST, NULL,
					  error);
		z = inner ? rego_url_unescape(a, zone, name.len - (size_t)(zone - name.s),
					      REGO_URL_ZONE, NULL, error)
			  : NULL;
		if (!z)
			return false;
		plain = rego_strndup(a, inner, strlen(inner));
		inner = rego_printf(a, "%s%s", inner, z);
	} else {
		inner = rego_url_unescape(a, name.s, name.len, REGO_URL_HOST, NULL, error);
		if (!inner)
			return false;
		plain = rego_strndup(a, inner, strlen(inner));
	}
	if (inet_pton(AF_INET, plain, address) == 1) {
		*error = "invalid IP-literal";
		return false;
	}
	if (inet_pton(AF_INET6, plain, address) != 1 || inner[strlen(inner) - 1] == '%') {
		*error = rego_printf(a, "invalid host: %s", rego_go_addr_error(a, inner));
		return false;
	}
	u->host = rego_printf(a, "[%s]%.*s", inner, (int)port.len, port.s);
	return true;
}

static bool parse_host(struct rego_arena *a, struct rego_url *u, struct span host,
		       const char **error)
{
	const char *open = memrchr(host.s, '[', host.len), *colon;

	if (open && open > host.s) {
		*error = "invalid IP-literal";
		return false;
	}
	if (open)
		return bracketed(a, u, host, error);
	colon = find(host, ':');
	if (colon) {
		colon = memrchr(host.s, ':', host.len); /* as before GODEBUG urlstrictcolons */
		if (!valid_port(from(host, colon)))
			return bad_port(a, from(host, colon), error);
	}
	u->host = rego_url_unescape(a, host.s, host.len, REGO_URL_HOST, NULL, error);
	return u->host;
}

static bool user_info(struct rego_arena *a, struct rego_url *u, struct span user,
		      const char **error)
{
	const char *colon = find(user, ':');

	for (size_t i = 0; i < user.len; i++)
		if (!isalnum((unsigned char)user.s[i]) &&
		    !(user.s[i] && strchr("-._:~!$&'()*+,;=%@", user.s[i]))) {
			*error = "net/url: invalid userinfo";
			return false;
		}
	u->has_user = true;
	if (colon) {
		struct span p = from(user, colon + 1);

		u->has_password = true;
		user = before(user, colon);
		u->user = rego_url_unescape(a, user.s, user.len, REGO_URL_USER, NULL, error);
		if (!u->user)
			return false;
		u->password = rego_url_unescape(a, p.s, p.len, REGO_URL_USER, NULL, error);
		return u->password;
	}
	u->user = rego_url_unescape(a, user.s, user.len, REGO_URL_USER, NULL, error);
	return u->user;
}

static bool authority(struct rego_arena *a, struct rego_url *u, struct span *rest,
		      const char **error)
{
	struct span auth = from(*rest, rest->s + 2);
	const char *slash = find(auth, '/'), *at;

	*rest = slash ? from(auth, slash) : (struct span){ auth.s + auth.len, 0 };
	if (slash)
		auth = before(auth, slash);
	at = memrchr(auth.s, '@', auth.len);
	if (!parse_host(a, u, at ? from(auth, at + 1) : auth, error))
		return false;
	return !at || user_info(a, u, before(auth, at), error);
}

static bool control_bytes(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.s[i] < ' ' || s.s[i] == 0x7f)
			return true;
	return false;
}

static bool split_query(struct rego_arena *a, struct rego_url *u, struct span *rest)
{
	const char *mark = find(*rest, '?');

	if (!mark)
		return true;
	if (mark == rest->s + rest->len - 1)
		u->force_query = true;
	else
		u->raw_query = copy(a, from(*rest, mark + 1));
	*rest = before(*rest, mark);
	return true;
}

/* Path or fragment: unescaped, and raw when the usual way of escaping would not give it. */
static bool set_part(struct rego_arena *a, struct span s, enum rego_url_mode mode,
		     const char **plain, const char **raw, const char **error)
{
	size_t len;
	const char *escaped;

	*plain = rego_url_unescape(a, s.s, s.len, mode, &len, error);
	if (!*plain)
		return false;
	escaped = rego_url_escape(a, *plain, len, mode);
	if (strlen(escaped) != s.len || memcmp(escaped, s.s, s.len))
		*raw = copy(a, s);
	return true;
}

static bool parse(struct rego_arena *a, struct rego_url *u, struct span rest, const char **error)
{
	if (control_bytes(rest)) {
		*error = "net/url: invalid control character in URL";
		return false;
	}
	if (rest.len == 1 && *rest.s == '*') {
		u->path = "*";
		return true;
	}
	if (!scheme(a, u, &rest, error))
		return false;
	split_query(a, u, &rest);
	if (!rest.len || *rest.s != '/') {
		const char *slash = find(rest, '/');

		if (*u->scheme) {
			u->opaque = copy(a, rest);
			return true;
		}
		if (find(slash ? before(rest, slash) : rest, ':')) {
			*error = "first path segment in URL cannot contain colon";
			return false;
		}
	}
	if (rest.len >= 2 && !memcmp(rest.s, "//", 2) &&
	    (*u->scheme || rest.len < 3 || rest.s[2] != '/')) {
		if (!authority(a, u, &rest, error))
			return false;
	} else if (*u->scheme && rest.len && *rest.s == '/') {
		u->omit_host = true;
	}
	return set_part(a, rest, REGO_URL_PATH, &u->path, &u->raw_path, error);
}

struct rego_url *rego_url_parse(struct rego_arena *a, const char *text, size_t len,
				const char **error)
{
	struct rego_url *u = rego_new(a, struct rego_url);
	struct span all = { text, len }, main = all;
	const char *mark = find(all, '#'), *why = NULL;

	*u = (struct rego_url){ "", "", "", "", "", "", "", "", "", "", 0, 0, 0, 0 };
	if (mark)
		main = before(all, mark);
	if (!parse(a, u, main, &why)) {
		*error = rego_printf(a, "parse %s: %s", rego_go_quote(a, main.s, main.len), why);
		return NULL;
	}
	if (mark && mark + 1 < text + len &&
	    !set_part(a, from(all, mark + 1), REGO_URL_FRAGMENT, &u->fragment, &u->raw_fragment,
		      &why)) {
		*error = rego_printf(a, "parse %s: %s", rego_go_quote(a, text, len), why);
		return NULL;
	}
	return u;
}
