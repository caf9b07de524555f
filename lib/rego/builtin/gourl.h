/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs as Go's net/url parses and prints them, with its error texts. */
#ifndef REGO_GOURL_H
#define REGO_GOURL_H

#include "rego/value/value.h"

/* Parts are in the arena, with a NUL; none is NULL.  Escapes are undone but in raw_*. */
struct rego_url {
	const char *scheme, *opaque, *user, *password, *host, *path, *raw_path, *raw_query,
		*fragment, *raw_fragment;
	bool has_user, has_password, omit_host, force_query;
};

enum rego_url_mode {
	REGO_URL_PATH = 1 << 0,
	REGO_URL_SEGMENT = 1 << 1,
	REGO_URL_HOST = 1 << 2,
	REGO_URL_ZONE = 1 << 3,
	REGO_URL_USER = 1 << 4,
	REGO_URL_QUERY = 1 << 5,
	REGO_URL_FRAGMENT = 1 << 6,
};

/* url.Parse: NULL and *error `parse "…": why`. */
struct rego_url *rego_url_parse(struct rego_arena *a, const char *text, size_t len,
				const char **error);
/* (*URL).String(). */
const char *rego_url_text(struct rego_arena *a, const struct rego_url *u);
/* What stands in front of the port in host, without brackets; and the port, "" when none. */
const char *rego_url_hostname(struct rego_arena *a, const struct rego_url *u);
const char *rego_url_port(const struct rego_url *u);
/* The path as it is sent. */
const char *rego_url_escaped_path(struct rego_arena *a, const struct rego_url *u);
/* In which parts c may stand as it is: bits of rego_url_mode. */
unsigned int rego_url_allowed(unsigned char c);
const char *rego_url_escape(struct rego_arena *a, const char *s, size_t len,
			    enum rego_url_mode mode);
/* NULL and *error `invalid URL escape "%x"`; the text may hold NULs. */
const char *rego_url_unescape(struct rego_arena *a, const char *s, size_t len,
			      enum rego_url_mode mode, size_t *out_len, const char **error);
/* What netip.ParseAddr says of a text that is no address (goaddr.c). */
const char *rego_go_addr_error(struct rego_arena *a, const char *text);

#endif
