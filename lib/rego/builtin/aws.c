/* SPDX-License-Identifier: BSD-2-Clause */
/* providers.aws.sign_req: headers that sign a request, AWS signature version 4. */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/gourl.h"
#include "rego/builtin/http_request.h"
#include "rego/builtin/keys.h"
#include "rego/builtin/text.h"
#include "rego/builtin/unicode.h"
#include "rego/value/number.h"

struct header {
	const char *name;
	struct rego_val value;
};

struct signing {
	struct rego_arena *arena;
	const char *method, *service, *access_key, *secret, *region, *token, *hash;
	const struct rego_url *url;
	char date[16], time[32];
	struct header aws[4], *sign; /* what is added; all that is signed, sorted */
	size_t aws_count, sign_count;
};

static const char *text_of(struct rego_val v)
{
	return v.kind == REGO_STRING ? rego_text(v) : "";
}

static void add_aws(struct signing *s, const char *name, const char *value)
{
	s->aws[s->aws_count++] = (struct header){ name, rego_cstring(s->arena, value) };
}

static void add_signed(struct signing *s, const char *name, struct rego_val value)
{
	for (size_t i = 0; i < s->sign_count; i++) {
		if (!strcmp(s->sign[i].name, name)) {
			s->sign[i].value = value;
			return;
		}
	}
	s->sign[s->sign_count++] = (struct header){ name, value };
}

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct header *)x)->name, ((const struct header *)y)->name);
}

static bool ignored(const char *name)
{
	return !strcmp(name, "authorization") || !strcmp(name, "user-agent") ||
	       !strcmp(name, "x-amzn-trace-id");
}

/* Which headers count: those of AWS, then all of the request but those that proxies change. */
static void collect(struct signing *s, struct rego_val headers)
{
	uint32_t count = headers.kind == REGO_OBJECT ? headers.object->count : 0;

	add_aws(s, "host", s->url->host);
	add_aws(s, "x-amz-date", s->time);
	if (!strcmp(s->service, "s3") || !strcmp(s->service, "glacier"))
		add_aws(s, "x-amz-content-sha256", s->hash);
	if (*s->token)
		add_aws(s, "x-amz-security-token", s->token);
	s->sign = rego_new_array(s->arena, struct header, s->aws_count + count);
	for (size_t i = 0; i < s->aws_count; i++)
		add_signed(s, s->aws[i].name, s->aws[i].value);
	for (uint32_t i = 0; i < count; i++) {
		const char *name = text_of(headers.object->pairs[i].key);
		struct rego_val value = headers.object->pairs[i].value;
		struct rego_text lower = { .arena = s->arena };

		rego_put_lower(&lower, name, strlen(name));
		name = rego_text_done(&lower);
		if (!ignored(name))
			add_signed(s, name,
				   value.kind == REGO_STRING ? value : rego_cstring(s->arena, ""));
	}
	qsort(s->sign, s->sign_count, sizeof(*s->sign), by_name);
}

static const char *sha256_hex(struct rego_arena *a, const char *s, size_t len)
{
	unsigned char out[SHA256_DIGEST_LENGTH];

	SHA256((const unsigned char *)s, len, out);
	return rego_hex(a, out, sizeof(out));
}

static void mac(unsigned char key[SHA256_DIGEST_LENGTH], const char *s, size_t len)
{
	unsigned char out[EVP_MAX_MD_SIZE];
	unsigned int n = 0;

	HMAC(EVP_sha256(), key, SHA256_DIGEST_LENGTH, (const unsigned char *)s, len, out, &n);
	memcpy(key, out, SHA256_DIGEST_LENGTH);
}

static const char *header_list(struct signing *s)
{
	struct rego_text t = { .arena = s->arena };

	for (size_t i = 0; i < s->sign_count; i++)
		rego_putf(&t, "%s%s", i ? ";" : "", s->sign[i].name);
	return rego_text_done(&t);
}

static const char *canonical_hash(struct signing *s, const char *list)
{
	struct rego_text t = { .arena = s->arena };
	const char *text;

	rego_putf(&t, "%s\n%s\n%s\n", s->method, rego_url_escaped_path(s->arena, s->url),
		  s->url->raw_query);
	for (size_t i = 0; i < s->sign_count; i++) {
		rego_putf(&t, "%s:", s->sign[i].name);
		rego_put(&t, rego_text(s->sign[i].value), rego_len(s->sign[i].value));
		rego_putc(&t, '\n');
	}
	rego_putf(&t, "\n%s\n%s", list, s->hash);
	text = rego_text_done(&t);
	return sha256_hex(s->arena, text, t.len);
}

static const char *authorization(struct signing *s)
{
	unsigned char key[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	const char *list = header_list(s), *to_sign, *first;

	to_sign = rego_printf(s->arena, "AWS4-HMAC-SHA256\n%s\n%s/%s/%s/aws4_request\n%s", s->time,
			      s->date, s->region, s->service, canonical_hash(s, list));
	first = rego_printf(s->arena, "AWS4%s", s->secret);
	HMAC(EVP_sha256(), first, (int)strlen(first), (const unsigned char *)s->date,
	     strlen(s->date), key, &n);
	mac(key, s->region, strlen(s->region));
	mac(key, s->service, strlen(s->service));
	mac(key, "aws4_request", strlen("aws4_request"));
	mac(key, to_sign, strlen(to_sign));
	return rego_printf(s->arena,
			   "AWS4-HMAC-SHA256 Credential=%s/%s/%s/%s/aws4_request,"
			   "SignedHeaders=%s,Signature=%s",
			   s->access_key, s->date, s->region, s->service, list,
			   rego_hex(s->arena, key, SHA256_DIGEST_LENGTH));
}

static struct rego_val with_headers(struct signing *s, struct rego_val request,
				    struct rego_val headers)
{
	struct rego_builder b = { .arena = s->arena }, out = { .arena = s->arena };
	uint32_t count = headers.kind == REGO_OBJECT ? headers.object->count : 0;
	const char *auth = authorization(s);

	for (uint32_t i = 0; i < count; i++) {
		const char *name = text_of(headers.object->pairs[i].key);
		struct rego_val value = headers.object->pairs[i].value;
		bool replaced = !strcmp(name, "Authorization");

		for (size_t k = 0; k < s->aws_count; k++)
			replaced |= !strcmp(name, s->aws[k].name);
		if (!replaced)
			rego_add_pair(&b, rego_cstring(s->arena, name),
				      value.kind == REGO_STRING ? value
								: rego_cstring(s->arena, ""));
	}
	rego_add_pair(&b, rego_cstring(s->arena, "Authorization"), rego_cstring(s->arena, auth));
	for (size_t k = 0; k < s->aws_count; k++)
		rego_add_pair(&b, rego_cstring(s->arena, s->aws[k].name), s->aws[k].value);
	for (uint32_t i = 0; i < request.object->count; i++)
		if (strcmp(text_of(request.object->pairs[i].key), "headers"))
			rego_add_pair(&out, request.object->pairs[i].key,
				      request.object->pairs[i].value);
	rego_add_pair(&out, rego_cstring(s->arena, "headers"), rego_build_object(&b));
	return rego_build_object(&out);
}

static const char *const config_keys[] = {
	"aws_service",
	"aws_access_key",
	"aws_secret_access_key",
	"aws_region",
};

/* A set of the keys whose values are no strings. */
static struct rego_val not_strings(struct rego_arena *a, struct rego_val object,
				   const char *const *keys, size_t n)
{
	struct rego_builder b = { .arena = a };

	for (size_t i = 0; i < n; i++)
		if (rego_get_text(object, keys[i]).kind != REGO_STRING)
			rego_add(&b, rego_cstring(a, keys[i]));
	return rego_build_set(&b);
}

static bool read_config(struct rego_call *c, struct signing *s, struct rego_val config)
{
	struct rego_val set = rego_keys_missing(c->arena, config, config_keys, 4);

	if (set.set->count) {
		rego_operand_as(c, 2, "missing required AWS config parameters(s): %s",
				rego_term_text(c->arena, set));
		return false;
	}
	set = not_strings(c->arena, config, config_keys, 4);
	if (set.set->count) {
		rego_operand_as(c, 2, "invalid values for required AWS config parameters(s): %s",
				rego_term_text(c->arena, set));
		return false;
	}
	s->service = rego_text(rego_get_text(config, "aws_service"));
	s->access_key = rego_text(rego_get_text(config, "aws_access_key"));
	s->secret = rego_text(rego_get_text(config, "aws_secret_access_key"));
	s->region = rego_text(rego_get_text(config, "aws_region"));
	s->token = text_of(rego_get_text(config, "aws_session_token"));
	return true;
}

static void set_time(struct signing *s, int64_t ns)
{
	time_t seconds = ns / 1000000000 - (ns % 1000000000 < 0);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(s->date, sizeof(s->date), "%Y%m%d", &tm);
	strftime(s->time, sizeof(s->time), "%Y%m%dT%H%M%SZ", &tm);
}

static bool read_request(struct rego_call *c, struct signing *s, struct rego_val request)
{
	static const char *const strings[] = { "url", "method" };
	const char *error = rego_request_check(c->arena, request);
	struct rego_val headers = rego_get_text(request, "headers"), set, url;

	if (error) {
		rego_fail_as(c, REGO_FAULT_TYPE, "%s: %s", c->name, error);
		return false;
	}
	if (headers.kind != REGO_UNDEFINED && headers.kind != REGO_OBJECT) {
		rego_operand(c, 0, "object", headers);
		return false;
	}
	set = not_strings(c->arena, request, strings, 2);
	if (set.set->count) {
		rego_operand_as(c, 1, "invalid values for required request parameters(s): %s",
				rego_term_text(c->arena, set));
		return false;
	}
	url = rego_get_text(request, "url");
	s->url = rego_url_parse(c->arena, rego_text(url), rego_len(url), &error);
	if (!s->url) {
		rego_fail(c, "%s", error);
		return false;
	}
	s->method = rego_text(rego_get_text(request, "method"));
	return true;
}

struct rego_val rego_fn_providers_aws_sign_req(struct rego_call *c, const struct rego_val *args)
{
	struct signing s = { .arena = c->arena };
	struct rego_val unsigned_body, headers;
	const char *body;
	size_t len;
	int64_t ns;

	if (!rego_want(c, args, 1, REGO_OBJECT))
		return rego_undefined();
	if (args[1].kind != REGO_OBJECT)
		return rego_operand(c, 1, "object", args[1]);
	if (!read_config(c, &s, args[1]))
		return rego_undefined();
	if (args[2].kind != REGO_NUMBER)
		return rego_operand(c, 1, "number", args[2]);
	if (!rego_to_int64(args[2], &ns))
		return rego_operand_as(c, 3,
				       "could not convert time_ns value into a unix "
				       "timestamp");
	if (!read_request(c, &s, args[0]))
		return rego_undefined();
	body = rego_request_body(c->arena, args[0], &len);
	unsigned_body = rego_get_text(args[1], "disable_payload_signing");
	if (unsigned_body.kind != REGO_UNDEFINED && unsigned_body.kind != REGO_BOOL)
		return rego_operand_as(c, 2,
				       "invalid value for 'disable_payload_signing' in AWS "
				       "config");
	s.hash = unsigned_body.kind == REGO_BOOL && unsigned_body.b
			 ? "UNSIGNED-PAYLOAD"
			 : sha256_hex(c->arena, body, len);
	set_time(&s, ns);
	headers = rego_get_text(args[0], "headers");
	collect(&s, headers);
	return with_headers(&s, args[0], headers);
}
