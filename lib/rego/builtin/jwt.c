/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a token, its header, and the keys it may be verified with. */
#include "rego/builtin/jwt.h"

#include <stdlib.h>

#include "rego/builtin/gojson.h"
#include "rego/builtin/pem.h"
#include "rego/builtin/text.h"
#include "rego/builtin/x509.h"

const char *rego_jwt_split(struct rego_arena *a, const char *s, size_t len, struct rego_jwt *t)
{
	const char *first = memchr(s, '.', len), *second, *end = s + len;
	size_t dots = 0;

	if (!first)
		return "encoded JWT had no period separators";
	for (size_t i = 0; i < len; i++)
		dots += s[i] == '.';
	if (dots != 2)
		return rego_printf(a, "encoded JWT must have 3 sections, found %zu", dots + 1);
	second = memchr(first + 1, '.', (size_t)(end - first) - 1);
	t->header = (struct rego_jwt_part){ s, (size_t)(first - s) };
	t->payload = (struct rego_jwt_part){ first + 1, (size_t)(second - first) - 1 };
	t->signature = (struct rego_jwt_part){ second + 1, (size_t)(end - second) - 1 };
	t->signed_part = (struct rego_jwt_part){ s, (size_t)(second - s) };
	return NULL;
}

const char *rego_jwt_object(struct rego_arena *a, const char *s, size_t len, struct rego_val *out)
{
	const char *why;

	*out = rego_gojson(a, s, len, REGO_GOJSON_OPA, &why);
	if (!rego_defined(*out))
		return rego_printf(a, "invalid JSON: %s", why);
	return out->kind == REGO_OBJECT ? NULL : "decoded JSON type was not an Object";
}

const char *rego_jwt_decode_header(struct rego_arena *a, struct rego_jwt *t)
{
	const char *why;
	struct rego_bytes b = rego_base64url_decode(a, t->header.s, t->header.len, &why);

	if (!b.data)
		return rego_printf(a, "JWT header had invalid encoding: %s", why);
	why = rego_jwt_object(a, (const char *)b.data, b.len, &t->header_value);
	if (why)
		return rego_printf(a, "bad JWT header: %s", why);
	if (rego_defined(rego_get_text(t->header_value, "enc")))
		return "JWT is a JWE object, which is not supported";
	return NULL;
}

static bool known_member(const char *name)
{
	return !strcmp(name, "alg") || !strcmp(name, "kid") || !strcmp(name, "typ") ||
	       !strcmp(name, "cty") || !strcmp(name, "crit");
}

static const char *read_critical(struct rego_val header, struct rego_val crit,
				 struct rego_jwt_header *out)
{
	bool any = false;

	if (crit.kind != REGO_ARRAY)
		return "crit: must be a list";
	/* OPA stops at what is no string, and takes what came before. */
	for (uint32_t i = 0; i < crit.array->count; i++) {
		struct rego_val name = crit.array->items[i];

		if (name.kind != REGO_STRING)
			break;
		any = true;
		if (!known_member(rego_text(name)) && rego_defined(rego_get(header, name)))
			out->bad_critical = true;
	}
	return any ? NULL : "crit: must be a nonempty list";
}

const char *rego_jwt_read_header(struct rego_arena *a, struct rego_val header,
				 struct rego_jwt_header *out)
{
	*out = (struct rego_jwt_header){ "", "", "", false };
	for (uint32_t i = 0; i < header.object->count; i++) {
		const char *name = rego_text(header.object->pairs[i].key), *why;
		struct rego_val v = header.object->pairs[i].value;

		if (!known_member(name))
			continue;
		if (!strcmp(name, "crit")) {
			why = read_critical(header, v, out);
			if (why)
				return why;
			continue;
		}
		if (v.kind != REGO_STRING)
			return rego_printf(a, "%s: must be a string", name);
		if (!strcmp(name, "alg"))
			out->alg = rego_text(v);
		else if (!strcmp(name, "kid"))
			out->kid = rego_text(v);
		else if (!strcmp(name, "cty"))
			out->cty = rego_text(v);
	}
	return NULL;
}

/* --- keys ------------------------------------------------------------------------ */
static const char *pem_key(struct rego_arena *a, const struct rego_pem *block,
			   struct rego_jwt_keys *out)
{
	struct rego_der der = { block->bytes.data, block->bytes.len };
	struct rego_key *key;
	const char *why;

	if (!strcmp(block->type, "CERTIFICATE")) {
		struct rego_cert *c = rego_cert_parse(a, &der, &why);

		if (c && der.len) {
			c = NULL;
			why = "x509: trailing data";
		}
		if (!c)
			return rego_printf(a, "failed to parse a PEM certificate: %s", why);
		key = c->key;
	} else if (!strcmp(block->type, "PUBLIC KEY")) {
		key = rego_key_spki(a, der, &why);
		if (!key)
			return rego_printf(a, "failed to parse a PEM public key: %s", why);
	} else {
		return "failed to extract a Key from the PEM certificate";
	}
	out->keys = rego_new(a, struct rego_jwk);
	if (key)
		out->keys[0].key = *key;
	out->keys[0].alg = out->keys[0].kid = "";
	out->count = 1;
	return NULL;
}

static const char *read_keys(struct rego_arena *a, const char *text, size_t len,
			     struct rego_jwt_keys *out)
{
	struct rego_jwks set;
	struct rego_pem block;
	const char *rest, *why;
	size_t rest_len;

	if (rego_pem_next(a, text, len, &block, &rest, &rest_len))
		return rest_len ? "extra data after a PEM certificate block"
				: pem_key(a, &block, out);
	why = rego_jwk_parse(a, text, len, &set);
	if (why)
		return rego_printf(a,
				   "failed to parse a JWK key (set): jwk.ParseString: failed to "
				   "parse string: %s",
				   why);
	out->keys = set.keys;
	for (size_t i = 0; i < set.count; i++) {
		why = rego_jwk_export(a, &set.keys[i]);
		if (why)
			return why;
		if (!*set.keys[i].alg || rego_jws_known(set.keys[i].alg))
			out->keys[out->count++] = set.keys[i];
	}
	return NULL;
}

static void free_keys(void *thing)
{
	struct rego_jwt_keys *k = thing;

	rego_arena_fini(&k->arena);
	free(k);
}

/* read_keys() in the arena of k; what is wrong is copied into to. */
static bool fill_keys(struct rego_jwt_keys *k, const char *text, size_t len, struct rego_arena *to,
		      const char **error)
{
	const char *why;
	jmp_buf out;

	if (!rego_arena_try(&k->arena, &out)) {
		free_keys(k);
		rego_stop(to, REGO_STOP_MEMORY);
	}
	why = read_keys(&k->arena, text, len, k);
	/* Their OpenSSL keys are made now, so that nothing is added to that arena later. */
	for (size_t i = 0; !why && i < k->count; i++)
		rego_key_openssl(&k->arena, &k->keys[i].key);
	k->arena.out = NULL;
	if (!why)
		return true;
	rego_arena_defer(to, free_keys, k);
	*error = rego_strndup(to, why, strlen(why));
	return false;
}

/* Keys in an arena of their own, for the cache. */
static void *make_keys(struct rego_call *c, const char *text, size_t len, const char **error)
{
	struct rego_jwt_keys *k = calloc(1, sizeof(*k));

	if (!k)
		rego_stop(c->arena, REGO_STOP_MEMORY);
	rego_arena_init(&k->arena, 0);
	return fill_keys(k, text, len, c->arena, error) ? k : NULL;
}

static const struct rego_cached key_family = { .make = make_keys, .free = free_keys };

struct rego_jwt_keys *rego_jwt_keys(struct rego_call *c, const char *text, size_t len,
				    const char **error)
{
	return rego_cache_get(c, &key_family, text, len, error);
}

struct rego_jwk *rego_jwt_key_named(struct rego_jwt_keys *keys, const char *kid)
{
	for (size_t i = 0; *kid && i < keys->count; i++)
		if (!strcmp(keys->keys[i].kid, kid))
			return &keys->keys[i];
	return NULL;
}
