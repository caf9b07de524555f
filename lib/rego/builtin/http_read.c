/* SPDX-License-Identifier: BSD-2-Clause */
/* http.send: what the request's object says. */
#include "rego/builtin/http_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/duration.h"
#include "rego/builtin/gojson.h"
#include "rego/builtin/gourl.h"
#include "rego/value/number.h"

#define DEFAULT_TIMEOUT_MS 5000
#define MOST_PEM	   (1 << 20)

static bool fail(struct rego_http *r, const char *error)
{
	r->error = error;
	return false;
}

static bool read_bool(struct rego_http *r, const char *key, bool *out)
{
	struct rego_val v = rego_get_text(r->object, key);

	if (v.kind == REGO_UNDEFINED)
		return true;
	if (v.kind != REGO_BOOL)
		return fail(r, rego_printf(r->c->arena, "invalid value for \"%s\" field", key));
	*out = v.b;
	return true;
}

/* strconv.ParseBool of the term's text. */
static bool parse_bool(struct rego_http *r, const char *key, bool *out)
{
	struct rego_val v = rego_get_text(r->object, key);
	const char *text;

	if (v.kind == REGO_UNDEFINED)
		return true;
	text = rego_term_text(r->c->arena, v);
	*out = !strcmp(text, "true") || !strcmp(text, "1");
	if (*out || !strcmp(text, "false") || !strcmp(text, "0"))
		return true;
	return fail(r, rego_printf(r->c->arena, "strconv.ParseBool: parsing %s: invalid syntax",
				   rego_go_quote(r->c->arena, text, strlen(text))));
}

static const char *string_of(struct rego_http *r, const char *key)
{
	struct rego_val v = rego_get_text(r->object, key);

	return v.kind == REGO_STRING && rego_len(v) ? rego_text(v) : NULL;
}

static bool check_strings(struct rego_http *r)
{
	static const char *const keys[] = {
		"method",
		"raw_body",
		"tls_ca_cert",
		"tls_ca_cert_env_variable",
		"tls_ca_cert_file",
		"tls_client_cert",
		"tls_client_cert_env_variable",
		"tls_client_cert_file",
		"tls_client_key",
		"tls_client_key_env_variable",
		"tls_client_key_file",
		"tls_server_name",
		"url",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct rego_val v = rego_get_text(r->object, keys[i]);

		if (v.kind != REGO_UNDEFINED && v.kind != REGO_STRING)
			return fail(r,
				    rego_printf(r->c->arena, "\"%s\" must be a string", keys[i]));
	}
	return true;
}

static bool read_timeout(struct rego_http *r)
{
	struct rego_val v = rego_get_text(r->object, "timeout");
	const char *error;
	char *end;
	int64_t ns;

	r->t.timeout_ms = DEFAULT_TIMEOUT_MS;
	if (v.kind == REGO_UNDEFINED)
		return true;
	if (v.kind == REGO_NUMBER) {
		if (!rego_to_int64(v, &ns))
			return fail(r, rego_printf(r->c->arena,
						   "invalid timeout number value %s, "
						   "must be int64",
						   rego_term_text(r->c->arena, v)));
	} else if (v.kind == REGO_STRING) {
		ns = strtoll(rego_text(v), &end, 10);
		if ((*end || end == rego_text(v)) &&
		    !rego_duration(r->c->arena, rego_text(v), rego_len(v), &ns, &error))
			return fail(r, rego_printf(r->c->arena, "invalid timeout value %s: %s",
						   rego_term_text(r->c->arena, v), error));
	} else {
		r->type_error = true;
		return fail(r, rego_printf(r->c->arena,
					   "operand 1 'timeout' must be one of "
					   "{string, number} but got %s",
					   rego_kind_name(v.kind)));
	}
	r->t.timeout_ms = ns > 0 && ns < 1000000 ? 1 : ns / 1000000;
	return true;
}

static bool read_attempts(struct rego_http *r)
{
	struct rego_val v = rego_get_text(r->object, "max_retry_attempts");

	if (v.kind == REGO_UNDEFINED)
		return true;
	if (v.kind == REGO_NUMBER && rego_to_int64(v, &r->t.attempts) && r->t.attempts >= 0)
		return true;
	r->bare = true;
	return fail(r, rego_printf(r->c->arena, "invalid value %s for field \"max_retry_attempts\"",
				   rego_term_text(r->c->arena, v)));
}

static bool read_cache(struct rego_http *r)
{
	struct rego_val v = rego_get_text(r->object, "force_cache_duration_seconds");
	bool cache = false, force = false;

	if (!read_bool(r, "cache", &cache) || !read_bool(r, "force_cache", &force))
		return false;
	if (force && v.kind == REGO_UNDEFINED)
		return fail(r, "'force_cache' set but 'force_cache_duration_seconds' parameter is "
			       "missing");
	return true;
}

/* content-type as Content-Type; what is no token is left alone. */
static const char *canonical(struct rego_arena *a, const char *name)
{
	char *out = rego_strndup(a, name, strlen(name));
	bool upper = true;

	for (const char *s = name; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr("!#$%&'*+-.^_`|~", *s))
			return out;
	for (char *s = out; *s; s++) {
		*s = (char)(upper ? toupper((unsigned char)*s) : tolower((unsigned char)*s));
		upper = *s == '-';
	}
	return out;
}

static const char *quoted_term(struct rego_arena *a, struct rego_val v)
{
	const char *text = rego_term_text(a, v);

	return rego_go_quote(a, text, strlen(text));
}

static bool read_headers(struct rego_http *r)
{
	struct rego_val v = rego_get_text(r->object, "headers");
	struct rego_arena *a = r->c->arena;
	const char **list;
	bool agent = false;

	if (v.kind == REGO_UNDEFINED)
		return true;
	if (v.kind != REGO_OBJECT)
		return fail(r, "invalid type for headers key");
	list = rego_new_array(a, const char *, v.object->count + 1);
	for (uint32_t i = 0; i < v.object->count; i++) {
		struct rego_val key = v.object->pairs[i].key, value = v.object->pairs[i].value;
		const char *name;

		if (value.kind != REGO_STRING)
			return fail(r, rego_printf(a, "invalid type for headers value %s",
						   quoted_term(a, value)));
		name = canonical(a,
				 key.kind == REGO_STRING ? rego_text(key) : rego_term_text(a, key));
		if (strpbrk(name, "\r\n:") || strpbrk(rego_text(value), "\r\n"))
			return fail(r, rego_printf(a, "net/http: invalid header field value for %s",
						   rego_go_quote(a, name, strlen(name))));
		agent |= !strcmp(name, "User-Agent");
		list[r->t.header_count++] =
			rego_len(value) ? rego_printf(a, "%s: %s", name, rego_text(value))
					: rego_printf(a, "%s;", name);
	}
	if (!agent)
		list[r->t.header_count++] = "User-Agent: ss-policy";
	r->t.headers = list;
	return true;
}

/* The file's text; read before anything is allocated. */
static const char *read_pem(struct rego_http *r, const char *path)
{
	FILE *f = fopen(path, "re");
	char *data, *text;
	size_t len;

	if (!f) {
		r->error = rego_printf(r->c->arena, "open %s: no such file or directory", path);
		return NULL;
	}
	data = malloc(MOST_PEM);
	len = data ? fread(data, 1, MOST_PEM, f) : 0;
	fclose(f);
	if (!data)
		rego_stop(r->c->arena, REGO_STOP_MEMORY);
	rego_arena_defer(r->c->arena, free, data);
	text = rego_strndup(r->c->arena, data, len);
	return text;
}

static bool add_authority(struct rego_http *r, const char *pem)
{
	if (!pem)
		return false;
	if (!strstr(pem, "-----BEGIN CERTIFICATE-----"))
		return fail(r, "could not append certificates");
	r->authorities.arena = r->c->arena;
	rego_puts(&r->authorities, pem);
	rego_putc(&r->authorities, '\n');
	return true;
}

/* \n as two characters is a line's end. */
static const char *unescaped(struct rego_arena *a, const char *s)
{
	struct rego_text t = { .arena = a };

	for (; *s; s++) {
		bool end = s[0] == '\\' && s[1] == 'n';

		rego_putc(&t, end ? '\n' : *s);
		s += end;
	}
	return rego_text_done(&t);
}

static bool read_authorities(struct rego_http *r)
{
	const char *text = string_of(r, "tls_ca_cert"), *file = string_of(r, "tls_ca_cert_file");
	const char *name = string_of(r, "tls_ca_cert_env_variable"), *env;
	bool system = false;

	if (!parse_bool(r, "tls_use_system_certs", &system))
		return false;
	if (!text && !file && !name)
		return true;
	if (system) {
		const char *bundle = read_pem(r, "/etc/ssl/certs/ca-certificates.crt");

		if (!bundle || !add_authority(r, bundle))
			return false;
	}
	if (text && !add_authority(r, unescaped(r->c->arena, text)))
		return false;
	if (file && !add_authority(r, read_pem(r, file)))
		return false;
	env = name ? getenv(name) : NULL;
	if (name && !add_authority(r, env ? env : ""))
		return false;
	r->t.authorities = rego_text_done(&r->authorities);
	return true;
}

static bool read_keypair(struct rego_http *r)
{
	const char *cert = string_of(r, "tls_client_cert"), *key = string_of(r, "tls_client_key");

	if (cert && key) {
		r->t.cert = cert;
		r->t.key = key;
	}
	cert = string_of(r, "tls_client_cert_file");
	key = string_of(r, "tls_client_key_file");
	if (cert && key) {
		r->t.cert = read_pem(r, cert);
		r->t.key = r->t.cert ? read_pem(r, key) : NULL;
		if (!r->t.key)
			return false;
	}
	cert = string_of(r, "tls_client_cert_env_variable");
	key = string_of(r, "tls_client_key_env_variable");
	if (cert && key) {
		r->t.cert = getenv(cert);
		r->t.key = getenv(key);
		if (!r->t.cert || !r->t.key)
			return fail(r, rego_printf(r->c->arena,
						   "cannot extract public/private key pair from "
						   "envvars \"%s\", \"%s\"",
						   cert, key));
	}
	return true;
}

/* unix://host/path?socket=%2Frun%2Fx: the socket, and the URL without it. */
static bool read_url(struct rego_http *r)
{
	struct rego_arena *a = r->c->arena;
	struct rego_val v = rego_get_text(r->object, "url");
	const char *error, *at;
	struct rego_url *u = rego_url_parse(a, rego_text(v), rego_len(v), &error);
	struct rego_text query = { .arena = a };

	r->t.url = rego_text(v);
	if (!u)
		return fail(r, error);
	at = rego_strndup(a, u->host, strcspn(u->host, ":"));
	if (!rego_net_allows(r->c->env->net, at))
		return fail(r, rego_printf(a, "unallowed host: %s", at));
	if (strcmp(u->scheme, "unix") || !*u->raw_query)
		return true;
	for (at = u->raw_query; *at;) {
		size_t len = strcspn(at, "&");

		if (len > 7 && !memcmp(at, "socket=", 7)) {
			if (!r->t.socket)
				r->t.socket = rego_url_unescape(a, at + 7, len - 7, REGO_URL_QUERY,
								NULL, &error);
		} else if (len) {
			rego_putf(&query, "%s%.*s", query.len ? "&" : "", (int)len, at);
		}
		at += len + (at[len] == '&');
	}
	u->scheme = "http";
	u->raw_query = rego_text_done(&query);
	r->t.url = rego_url_text(a, u);
	return true;
}

bool rego_http_read(struct rego_http *r)
{
	char *method;

	if (!read_cache(r) || !read_bool(r, "force_json_decode", &r->json) ||
	    !read_bool(r, "force_yaml_decode", &r->yaml) || !check_strings(r) || !read_url(r) ||
	    !parse_bool(r, "enable_redirect", &r->t.redirects) ||
	    !parse_bool(r, "tls_insecure_skip_verify", &r->t.insecure) || !read_timeout(r) ||
	    !read_attempts(r) || !read_headers(r) || !read_keypair(r) || !read_authorities(r))
		return false;
	if (string_of(r, "tls_server_name"))
		return fail(r, "\"tls_server_name\" is not supported");
	method = rego_printf(r->c->arena, "%s", rego_text(rego_get_text(r->object, "method")));
	for (char *s = method; *s; s++)
		*s = (char)toupper((unsigned char)*s);
	for (const char *s = method; *s; s++) {
		if (!isalnum((unsigned char)*s) && !strchr("!#$%&'*+-.^_`|~", *s))
			return fail(
				r, rego_printf(r->c->arena, "net/http: invalid method %s",
					       rego_go_quote(r->c->arena, method, strlen(method))));
	}
	r->t.method = *method ? method : "GET";
	r->t.body = rego_request_body(r->c->arena, r->object, &r->t.body_len);
	return true;
}
