/* SPDX-License-Identifier: BSD-2-Clause */
/* http.send: the answer as an object. */
#include "rego/builtin/http_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/gojson.h"
#include "rego/value/number.h"

#define MOST_HEADERS 256

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

static struct rego_val decoded(struct rego_http *r, const struct rego_reply *reply,
			       const char *type)
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

static struct rego_val answer(struct rego_http *r, const struct rego_reply *reply)
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

static struct rego_val refuse(struct rego_http *r, bool raise)
{
	struct rego_arena *a = r->c->arena;
	const char *code = r->type_error ? "eval_type_error" : "eval_builtin_error";

	if (!raise)
		return error_answer(
			a, "eval_http_send_internal_error",
			r->bare ? r->error
				: rego_printf(a, "%s: %s: %s", code, r->c->name, r->error));
	if (r->type_error)
		return rego_fail_as(r->c, REGO_FAULT_TYPE, "%s: %s", r->c->name, r->error);
	return rego_fail(r->c, "%s", r->error);
}

struct rego_val rego_fn_http_send(struct rego_call *c, const struct rego_val *args)
{
	struct rego_http r = { .c = c, .object = args[0] };
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
	if (r.error || !rego_http_read(&r))
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
