/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of URLs, and how Go 1.26's net/url prints them. */
#include "rego/builtin/gourl.h"

#include "rego/builtin/text.h"

static bool valid_encoded(const char *s, enum rego_url_mode mode)
{
	for (; *s; s++)
		if (!strchr("!$&'()*+,;=:@[]%", *s) &&
		    !(rego_url_allowed((unsigned char)*s) & mode))
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
			rego_putf(t, ":%s",
				  rego_url_escape(a, u->password, strlen(u->password),
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
		rego_putf(&t, "#%s",
			  escaped_part(a, u->fragment, u->raw_fragment, REGO_URL_FRAGMENT));
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
