/* SPDX-License-Identifier: BSD-2-Clause */
/* http.send: what the request's object says, and the answer as an object. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/duration.h"
#include "rego/builtin/functions.h"
#include "rego/builtin/gojson.h"
#include "rego/builtin/gourl.h"
#include "rego/builtin/http_transfer.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"

#define DEFAULT_TIMEOUT_MS 5000
#define MOST_PEM	   (1 << 20)
#define MOST_HEADERS	   256

/* What goes wrong is a text; an error of type says so. */
struct request {
	struct rego_call *c;
	struct rego_val object;
	struct rego_transfer t;
	struct rego_text authorities;
	bool json, yaml, custom_tls;
	const char *error;
	bool type_error, bare; /* bare: without the code and the name */
};

static bool fail(struct request *r, const char *error)
{
	r->error = error;
	return false;
}

static bool read_bool(struct request *r, const char *key, bool *out)
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
static bool parse_bool(struct request *r, const char *key, bool *out)
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

static const char *string_of(struct request *r, const char *key)
{
	struct rego_val v = rego_get_text(r->object, key);

	return v.kind == REGO_STRING && rego_len(v) ? rego_text(v) : NULL;
}

static bool check_strings(struct request *r)
{
	static const char *const keys[] = {
		"method", "raw_body", "tls_ca_cert", "tls_ca_cert_env_variable",
		"tls_ca_cert_file", "tls_client_cert", "tls_client_cert_env_variable",
		"tls_client_cert_file", "tls_client_key", "tls_client_key_env_variable",
		"tls_client_key_file", "tls_server_name", "url",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct rego_val v = rego_get_text(r->object, keys[i]);

		if (v.kind != REGO_UNDEFINED && v.kind != REGO_STRING)
			return fail(r, rego_printf(r->c->arena, "\"%s\" must be a string", keys[i]));
	}
	return true;
}

static bool read_timeout(struct request *r)
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
			return fail(r, rego_printf(r->c->arena, "invalid timeout number value %s, "
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
		return fail(r, rego_printf(r->c->arena, "operand 1 'timeout' must be one of "
					   "{string, number} but got %s", rego_kind_name(v.kind)));
	}
	r->t.timeout_ms = ns > 0 && ns < 1000000 ? 1 : ns / 1000000;
	return true;
}

static bool read_attempts(struct request *r)
{
	struct rego_val v = rego_get_text(r->object, "max_retry_attempts");

	if (v.kind == REGO_UNDEFINED)
		return true;
	if (v.kind == REGO_NUMBER && rego_to_int64(v, &r->t.attempts) && r->t.attempts >= 0)
		return true;
	r->bare = true;
	return fail(r, rego_printf(r->c->arena,
				   "invalid value %s for field \"max_retry_attempts\"",
				   rego_term_text(r->c->arena, v)));
}

static bool read_cache(struct request *r)
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

static bool read_headers(struct request *r)
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
		name = canonical(a, key.kind == REGO_STRING ? rego_text(key) :
					rego_term_text(a, key));
		if (strpbrk(name, "\r\n:") || strpbrk(rego_text(value), "\r\n"))
			return fail(r, rego_printf(a, "net/http: invalid header field value for %s",
						   rego_go_quote(a, name, strlen(name))));
		agent |= !strcmp(name, "User-Agent");
		list[r->t.header_count++] = rego_len(value) ?
			rego_printf(a, "%s: %s", name, rego_text(value)) :
			rego_printf(a, "%s;", name);
	}
	if (!agent)
		list[r->t.header_count++] = "User-Agent: ss-policy";
	r->t.headers = list;
	return true;
}

/* The file's text; read before anything is allocated. */
static const char *read_pem(struct request *r, const char *path)
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

static bool add_authority(struct request *r, const char *pem)
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

static bool read_authorities(struct request *r)
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

static bool read_keypair(struct request *r)
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
						   "envvars \"%s\", \"%s\"", cert, key));
	}
	return true;
}

/* unix://host/path?socket=%2Frun%2Fx: the socket, and the URL without it. */
static bool read_url(struct request *r)
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

static bool read_request(struct request *r)
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
			return fail(r, rego_printf(r->c->arena, "net/http: invalid method %s",
						   rego_go_quote(r->c->arena, method,
								 strlen(method))));
	}
	r->t.method = *method ? method : "GET";
	r->t.body = rego_request_body(r->c->arena, r->object, &r->t.body_len);
	return true;
}

struct line {
	const char *name, *value;
	size_t len;
};

/* One line of the head, the name in small letters; false: there are no more. */
static bool next_line(struct rego_arena *a, const char **at, const char *end, struct line *out)
{
	const char *eol = memchr(*at, '\n', (size_t)(end - *at)), *stop = eol;
	const char *colon = eol ? memchr(*at, ':', (size_t)(eol - *at)) : NULL;
	char *name;

	if (!colon)
		return false;
	name = rego_strndup(a, *at, (size_t)(colon - *at));
	for (char *s = name; *s; s++)
		*s = (char)tolower((unsigned char)*s);
	out->name = name;
	for (out->value = colon + 1; *out->value == ' ' || *out->value == '\t'; out->value++)
		;
	while (stop > out->value && strchr(" \t\r\n", stop[-1]))
		stop--;
	out->len = (size_t)(stop - out->value);
	*at = eol + 1;
	return true;
}

/* name in small letters: an array of all its values. */
static struct rego_val reply_headers(struct rego_arena *a, const struct rego_reply *reply,
				     const char **type)
{
	struct rego_builder out = { .arena = a };
	const char *end = reply->head + reply->head_len, *at;
	struct line lines[MOST_HEADERS];
	size_t n = 0;

	*type = "";
	at = memchr(reply->head, '\n', reply->head_len);
	at = at ? at + 1 : end;
	while (n < MOST_HEADERS && next_line(a, &at, end, &lines[n]))
		n++;
	for (size_t i = 0; i < n; i++) {
		struct rego_builder list = { .arena = a };
		bool seen = false;

		for (size_t k = 0; k < n; k++) {
			if (strcmp(lines[k].name, lines[i].name))
				continue;
			seen |= k < i;
			rego_add(&list, rego_string(a, lines[k].value, lines[k].len));
		}
		if (seen)
			continue;
		if (!strcmp(lines[i].name, "content-type"))
			*type = rego_strndup(a, lines[i].value, lines[i].len);
		rego_add_pair(&out, rego_cstring(a, lines[i].name), rego_build_array(&list));
	}
	return rego_build_object(&out);
}

static bool is_json(const char *type)
{
	char media[128];
	size_t len = strcspn(type, "; \t");

	if (len >= sizeof(media))
		return false;
	for (size_t i = 0; i < len; i++)
		media[i] = (char)tolower((unsigned char)type[i]);
	media[len] = 0;
	return !strcmp(media, "application/json") ||
	       (!strncmp(media, "application/", 12) && len > 17 &&
		!strcmp(media + len - 5, "+json") && !strchr(media + 12, '/'));
}

static struct rego_val decoded(struct request *r, const struct rego_reply *reply, const char *type)
{
	struct rego_call quiet = { .arena = r->c->arena, .env = r->c->env, .name = r->c->name };
	struct rego_val out = rego_null(), text;
	const char *error, *body = reply->body ? reply->body : "";

	if (r->json || is_json(type)) {
		out = rego_gojson(r->c->arena, body, reply->body_len, REGO_GOJSON_OPA, &error);
	} else if (r->yaml || strstr(type, "application/yaml") ||
		   strstr(type, "application/x-yaml")) {
		text = rego_string(r->c->arena, body, reply->body_len);
		out = rego_fn_yaml_unmarshal(&quiet, &text);
	}
	return out.kind == REGO_UNDEFINED ? rego_null() : out;
}

static struct rego_val answer(struct request *r, const struct rego_reply *reply)
{
	struct rego_arena *a = r->c->arena;
	struct rego_builder out = { .arena = a };
	const char *type, *status = strchr(reply->head, ' ');
	struct rego_val headers = reply_headers(a, reply, &type);

	status = status ? status + 1 : "";
	rego_add_pair(&out, rego_cstring(a, "body"), decoded(r, reply, type));
	rego_add_pair(&out, rego_cstring(a, "headers"), headers);
	rego_add_pair(&out, rego_cstring(a, "raw_body"),
		      rego_string(a, reply->body ? reply->body : "", reply->body_len));
	rego_add_pair(&out, rego_cstring(a, "status"),
		      rego_string(a, status, strcspn(status, "\r\n")));
	rego_add_pair(&out, rego_cstring(a, "status_code"), rego_int(reply->status));
	return rego_build_object(&out);
}

/* With raise_error false a failure is an answer, too. */
static struct rego_val error_answer(struct rego_arena *a, const char *code, const char *message)
{
	struct rego_builder out = { .arena = a }, error = { .arena = a };

	rego_add_pair(&error, rego_cstring(a, "code"), rego_cstring(a, code));
	rego_add_pair(&error, rego_cstring(a, "message"), rego_cstring(a, message));
	rego_add_pair(&out, rego_cstring(a, "error"), rego_build_object(&error));
	rego_add_pair(&out, rego_cstring(a, "status_code"), rego_int(0));
	return rego_build_object(&out);
}

static struct rego_val refuse(struct request *r, bool raise)
{
	struct rego_arena *a = r->c->arena;
	const char *code = r->type_error ? "eval_type_error" : "eval_builtin_error";

	if (!raise)
		return error_answer(a, "eval_http_send_internal_error",
				    r->bare ? r->error :
				    rego_printf(a, "%s: %s: %s", code, r->c->name, r->error));
	if (r->type_error)
		return rego_fail_as(r->c, REGO_FAULT_TYPE, "%s: %s", r->c->name, r->error);
	return rego_fail(r->c, "%s", r->error);
}

struct rego_val rego_fn_http_send(struct rego_call *c, const struct rego_val *args)
{
	struct request r = { .c = c, .object = args[0] };
	struct rego_reply reply;
	struct rego_val v;
	const char *error;

	if (!rego_want(c, args, 1, REGO_OBJECT))
		return rego_undefined();
	v = rego_get_text(args[0], "raise_error");
	if (v.kind != REGO_UNDEFINED && v.kind != REGO_BOOL)
		return rego_fail(c, "invalid value for raise_error field");
	r.error = rego_request_check(c->arena, args[0]);
	r.type_error = r.error;
	if (r.error || !read_request(&r))
		return refuse(&r, v.kind == REGO_UNDEFINED || v.b);
	error = rego_transfer(c, &r.t, &reply);
	if (!error && reply.head)
		return answer(&r, &reply);
	if (!error)
		error = "no answer";
	if (v.kind == REGO_UNDEFINED || v.b)
		return rego_fail(c, "%s", error);
	return error_answer(c->arena, "eval_http_send_network_error", error);
}
