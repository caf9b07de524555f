/* SPDX-License-Identifier: BSD-2-Clause */
/* Go 1.26's net/url: what it takes, how it splits, how it prints. */
#include "rego/builtin/gourl.h"

#include <arpa/inet.h>
#include <ctype.h>

#include "rego/builtin/text.h"

struct span {
	const char *s;
	size_t len;
};

/* In which parts of a URL c may stand as it is. */
static unsigned int allowed(unsigned char c)
{
	const unsigned int all = REGO_URL_PATH | REGO_URL_SEGMENT | REGO_URL_HOST | REGO_URL_ZONE |
				 REGO_URL_USER | REGO_URL_QUERY | REGO_URL_FRAGMENT;

	if (isalnum(c) || (c && strchr("-._~", c)))
		return all;
	switch (c) {
	case '!':
	case '(':
	case ')':
	case '*': return REGO_URL_FRAGMENT | REGO_URL_ZONE | REGO_URL_HOST;
	case '$':
	case '&':
	case '+':
	case '=': return all & ~(unsigned int)REGO_URL_QUERY;
	case ',':
	case ';': return all & ~(unsigned int)(REGO_URL_QUERY | REGO_URL_SEGMENT);
	case ':': return all & ~(unsigned int)(REGO_URL_QUERY | REGO_URL_USER);
	case '@': return REGO_URL_FRAGMENT | REGO_URL_SEGMENT | REGO_URL_PATH;
	case '/': return REGO_URL_FRAGMENT | REGO_URL_PATH;
	case '?': return REGO_URL_FRAGMENT;
	case '"':
	case '\'':
	case '<':
	case '>':
	case '[':
	case ']': return REGO_URL_ZONE | REGO_URL_HOST;
	default: return 0;
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char *rego_url_escape(struct rego_arena *a, const char *s, size_t len,
			    enum rego_url_mode mode)
{
	struct rego_text t = { .arena = a };

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (allowed(c) & mode)
			rego_putc(&t, s[i]);
		else if (c == ' ' && mode == REGO_URL_QUERY)
			rego_putc(&t, '+');
		else
			rego_putf(&t, "%%%02X", c);
	}
	return rego_text_done(&t);
}

static bool bad_escape(struct rego_arena *a, const char *s, size_t len, const char **error)
{
	*error = rego_printf(a, "invalid URL escape %s", rego_go_quote(a, s, len < 3 ? len : 3));
	return false;
}

/* Whether what has to be escaped is, and the escapes are good. */
static bool check_escapes(struct rego_arena *a, const char *s, size_t len, enum rego_url_mode mode,
			  const char **error)
{
	for (size_t i = 0; i < len; i++) {
		int high, low;

		if (s[i] != '%') {
			if ((mode == REGO_URL_HOST || mode == REGO_URL_ZONE) && !(s[i] & 0x80) &&
			    !(allowed((unsigned char)s[i]) & mode)) {
				*error = rego_printf(a, "invalid character %s in host name",
						     rego_go_quote(a, s + i, 1));
				return false;
			}
			continue;
		}
		high = i + 2 < len ? hex_digit(s[i + 1]) : -1;
		low = i + 2 < len ? hex_digit(s[i + 2]) : -1;
		if (high < 0 || low < 0)
			return bad_escape(a, s + i, len - i, error);
		if (mode == REGO_URL_HOST && high < 8 && memcmp(s + i, "%25", 3))
			return bad_escape(a, s + i, 3, error);
		if (mode == REGO_URL_ZONE && memcmp(s + i, "%25", 3) &&
		    (high << 4 | low) != ' ' &&
		    !(allowed((unsigned char)(high << 4 | low)) & REGO_URL_HOST))
			return bad_escape(a, s + i, 3, error);
		i += 2;
	}
	return true;
}

const char *rego_url_unescape(struct rego_arena *a, const char *s, size_t len,
			      enum rego_url_mode mode, size_t *out_len, const char **error)
{
	char *out, *to;

	if (!check_escapes(a, s, len, mode, error))
		return NULL;
	to = out = rego_alloc(a, len + 1);
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '%') {
			*to++ = (char)(hex_digit(s[i + 1]) << 4 | hex_digit(s[i + 2]));
			i += 2;
		} else {
			*to++ = s[i] == '+' && mode == REGO_URL_QUERY ? ' ' : s[i];
		}
	}
	*to = 0;
	if (out_len)
		*out_len = (size_t)(to - out);
	return out;
}

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
					      REGO_URL_ZONE, NULL, error) : NULL;
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

static bool valid_encoded(const char *s, enum rego_url_mode mode)
{
	for (; *s; s++)
		if (!strchr("!$&'()*+,;=:@[]%", *s) && !(allowed((unsigned char)*s) & mode))
			return false;
	return true;
}

/* The raw form when it fits, else escaped anew. */
static const char *escaped_part(struct rego_arena *a, const char *plain, const char *raw,
				enum rego_url_mode mode)
{
	const char *error, *undone;

	if (*raw && valid_encoded(raw, mode)) {
		undone = rego_url_unescape(a, raw, strlen(raw), mode, NULL, &error);
		if (undone && !strcmp(undone, plain))
			return raw;
	}
	return rego_url_escape(a, plain, strlen(plain), mode);
}

const char *rego_url_escaped_path(struct rego_arena *a, const struct rego_url *u)
{
	if (!strcmp(u->path, "*") && !*u->raw_path)
		return "*";
	return escaped_part(a, u->path, u->raw_path, REGO_URL_PATH);
}

static void put_authority(struct rego_text *t, const struct rego_url *u)
{
	struct rego_arena *a = t->arena;

	if (!*u->scheme && !*u->host && !u->has_user)
		return;
	if (u->omit_host && !*u->host && !u->has_user)
		return;
	if (*u->host || *u->path || u->has_user)
		rego_puts(t, "//");
	if (u->has_user) {
		rego_puts(t, rego_url_escape(a, u->user, strlen(u->user), REGO_URL_USER));
		if (u->has_password)
			rego_putf(t, ":%s", rego_url_escape(a, u->password, strlen(u->password),
							     REGO_URL_USER));
		rego_putc(t, '@');
	}
	rego_puts(t, rego_url_escape(a, u->host, strlen(u->host), REGO_URL_HOST));
}

static void put_path(struct rego_text *t, const struct rego_url *u)
{
	const char *path = rego_url_escaped_path(t->arena, u);

	if (*path && *path != '/' && *u->host)
		rego_putc(t, '/');
	if (!t->len && memchr(path, ':', strcspn(path, "/")))
		rego_puts(t, "./");
	rego_puts(t, path);
}

const char *rego_url_text(struct rego_arena *a, const struct rego_url *u)
{
	struct rego_text t = { .arena = a };

	if (*u->scheme)
		rego_putf(&t, "%s:", u->scheme);
	if (*u->opaque) {
		rego_puts(&t, u->opaque);
	} else {
		put_authority(&t, u);
		put_path(&t, u);
	}
	if (u->force_query || *u->raw_query)
		rego_putf(&t, "?%s", u->raw_query);
	if (*u->fragment)
		rego_putf(&t, "#%s", escaped_part(a, u->fragment, u->raw_fragment,
						  REGO_URL_FRAGMENT));
	return rego_text_done(&t);
}

const char *rego_url_port(const struct rego_url *u)
{
	const char *colon = strrchr(u->host, ':'), *close = strrchr(u->host, ']');

	return colon && (!close || colon > close) ? colon + 1 : "";
}

const char *rego_url_hostname(struct rego_arena *a, const struct rego_url *u)
{
	const char *port = rego_url_port(u);
	size_t len = strlen(u->host);

	if (*port || (len && u->host[len - 1] == ':'))
		len -= strlen(port) + 1;
	if (len > 1 && u->host[0] == '[' && u->host[len - 1] == ']')
		return rego_strndup(a, u->host + 1, len - 2);
	return rego_strndup(a, u->host, len);
}
