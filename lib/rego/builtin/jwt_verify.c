/* SPDX-License-Identifier: BSD-2-Clause */
/* io.jwt.decode and io.jwt.decode_verify. */
#include <strings.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/gojson.h"
#include "rego/builtin/jwt.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"

/* --- io.jwt.decode ------------------------------------------------------------------ */
static const char *decode_payload(struct rego_arena *a, const struct rego_jwt *t,
				  struct rego_bytes *out)
{
	const char *why;

	*out = rego_base64url_decode(a, t->payload.s, t->payload.len, &why);
	return out->data ? NULL : rego_printf(a, "JWT payload had invalid encoding: %s", why);
}

static struct rego_val triple(struct rego_arena *a, struct rego_val x, struct rego_val y,
			      struct rego_val z)
{
	struct rego_val all[] = { x, y, z };

	return rego_array(a, all, 3);
}

struct rego_val rego_fn_io_jwt_decode(struct rego_call *c, const struct rego_val *args)
{
	const char *s, *why;
	struct rego_val payload, cty;
	struct rego_bytes b, sig;
	struct rego_jwt t;
	size_t len;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	s = rego_text(args[0]);
	len = rego_len(args[0]);
	/* A token inside a token: decode that. */
	for (;;) {
		why = rego_jwt_split(c->arena, s, len, &t);
		if (!why)
			why = rego_jwt_decode_header(c->arena, &t);
		if (!why)
			why = decode_payload(c->arena, &t, &b);
		if (why)
			return rego_fail(c, "%s", why);
		cty = rego_get_text(t.header_value, "cty");
		if (cty.kind != REGO_STRING || strcmp(rego_text(cty), "JWT"))
			break;
		s = (const char *)b.data;
		len = b.len;
		while (len && (*s == '"' || *s == '\'')) {
			s++;
			len--;
		}
		while (len && (s[len - 1] == '"' || s[len - 1] == '\''))
			len--;
	}
	why = rego_jwt_object(c->arena, (const char *)b.data, b.len, &payload);
	if (why)
		return rego_fail(c, "%s", why);
	sig = rego_base64url_decode(c->arena, t.signature.s, t.signature.len, &why);
	if (!sig.data)
		return rego_fail(c, "JWT signature had invalid encoding: %s", why);
	return triple(c->arena, t.header_value, payload,
		      rego_cstring(c->arena, rego_hex(c->arena, sig.data, sig.len)));
}

/* --- io.jwt.decode_verify ------------------------------------------------------------ */
struct constraints {
	struct rego_jwt_keys *keys; /* NULL: secret */
	const char *secret, *alg, *iss, *aud;
	size_t secret_len;
	double time_ns;
	bool has_time;
};

static const char *read_time(struct rego_val v, struct constraints *k)
{
	if (v.kind != REGO_NUMBER)
		return "token time constraint: must be a number";
	k->time_ns = rego_to_double(v);
	k->has_time = true;
	return k->time_ns < 0 ? "token time constraint: must not be negative" : NULL;
}

static const char *read_constraint(struct rego_call *c, const char *name, struct rego_val v,
				   struct constraints *k)
{
	const char **to = !strcmp(name, "alg")	    ? &k->alg
			  : !strcmp(name, "iss")    ? &k->iss
			  : !strcmp(name, "aud")    ? &k->aud
			  : !strcmp(name, "secret") ? &k->secret
						    : NULL;
	const char *why = NULL;

	if (to) {
		if (v.kind != REGO_STRING)
			return rego_printf(c->arena, "%s constraint: must be a string", name);
		*to = rego_text(v);
		if (to == &k->secret)
			k->secret_len = rego_len(v);
		return NULL;
	}
	if (!strcmp(name, "time"))
		return read_time(v, k);
	if (strcmp(name, "cert"))
		return rego_printf(c->arena, "unknown token validation constraint: %s", name);
	if (v.kind != REGO_STRING)
		return "cert constraint: must be a string";
	k->keys = rego_jwt_keys(c, rego_text(v), rego_len(v), &why);
	return k->keys ? NULL : why;
}

static const char *read_constraints(struct rego_call *c, struct rego_val o, struct constraints *k)
{
	*k = (struct constraints){ .secret = "", .alg = "", .iss = "", .aud = "" };
	for (uint32_t i = 0; i < o.object->count; i++) {
		struct rego_pair *p = &o.object->pairs[i];
		const char *why;

		if (p->key.kind != REGO_STRING)
			continue;
		why = read_constraint(c, rego_text(p->key), p->value, k);
		if (why)
			return why;
	}
	if (!k->has_time) {
		k->time_ns = (double)c->env->now_ns;
		c->env->changing = true;
	}
	if (k->keys && k->secret_len)
		return "duplicate key constraints";
	return k->keys || k->secret_len ? NULL : "no key constraint";
}

static bool constraint_verifies(struct rego_call *c, struct constraints *k,
				const struct rego_jwt_header *h, const struct rego_jwt *t,
				struct rego_bytes sig)
{
	struct rego_jwk secret = { .key = { .kind = REGO_KEY_SECRET } }, *named;

	if (!k->keys) {
		secret.key.octets =
			(struct rego_bytes){ (unsigned char *)k->secret, k->secret_len };
		return rego_jwt_verify_by_header(c, &secret, h->alg, t, sig);
	}
	named = rego_jwt_key_named(k->keys, h->kid);
	if (named)
		return rego_jwt_verify_by_header(c, named, h->alg, t, sig);
	for (size_t i = 0; i < k->keys->count; i++) {
		struct rego_jwk *one = &k->keys->keys[i];

		if ((!*one->alg || !strcmp(one->alg, h->alg)) &&
		    rego_jwt_verify_by_header(c, one, h->alg, t, sig))
			return true;
	}
	return false;
}

static bool audience_fits(struct rego_val aud, const char *want)
{
	if (aud.kind == REGO_STRING)
		return !strcmp(rego_text(aud), want);
	for (uint32_t i = 0; aud.kind == REGO_ARRAY && i < aud.array->count; i++)
		if (aud.array->items[i].kind == REGO_STRING &&
		    !strcmp(rego_text(aud.array->items[i]), want))
			return true;
	return false;
}

/* 1: the claims fit, 0: they do not, -1: *why. */
static int claims_fit(struct rego_arena *a, const struct constraints *k, struct rego_val payload,
		      const char **why)
{
	struct rego_val iss = rego_get_text(payload, "iss"), aud = rego_get_text(payload, "aud");
	struct rego_val exp = rego_get_text(payload, "exp"), nbf = rego_get_text(payload, "nbf");
	struct rego_val now = rego_double(a, k->time_ns / 1e9);

	if (*k->iss && (iss.kind != REGO_STRING || strcmp(rego_text(iss), k->iss)))
		return 0;
	if (rego_defined(aud) ? !audience_fits(aud, k->aud) : *k->aud != 0)
		return 0;
	if (rego_defined(exp)) {
		*why = "exp value must be a number";
		if (exp.kind != REGO_NUMBER)
			return -1;
		if (rego_number_compare(now, exp) >= 0)
			return 0;
	}
	if (rego_defined(nbf)) {
		*why = "nbf value must be a number";
		if (nbf.kind != REGO_NUMBER)
			return -1;
		if (rego_number_compare(now, nbf) < 0)
			return 0;
	}
	return 1;
}

/* 1: it verifies, and *payload is that of the innermost token; 0: it does not; -1: *why. */
static int open_token(struct rego_call *c, struct constraints *k, const char *s, size_t len,
		      struct rego_jwt *t, struct rego_val *payload, const char **why)
{
	struct rego_jwt_header h;
	struct rego_bytes b, sig;

	for (;;) {
		*why = rego_jwt_split(c->arena, s, len, t);
		if (!*why)
			*why = rego_jwt_decode_header(c->arena, t);
		if (!*why)
			*why = rego_jwt_read_header(c->arena, t->header_value, &h);
		if (*why)
			return -1;
		if (!*h.alg || h.bad_critical || (*k->alg && strcmp(k->alg, h.alg)))
			return 0;
		sig = rego_base64url_decode(c->arena, t->signature.s, t->signature.len, why);
		if (!sig.data)
			return -1;
		if (!constraint_verifies(c, k, &h, t, sig))
			return 0;
		*why = decode_payload(c->arena, t, &b);
		if (*why)
			return -1;
		if (strcasecmp(h.cty, "JWT"))
			break;
		s = (const char *)b.data;
		len = b.len;
	}
	*why = rego_jwt_object(c->arena, (const char *)b.data, b.len, payload);
	return *why ? -1 : 1;
}

struct rego_val rego_fn_io_jwt_decode_verify(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val none, payload;
	struct constraints k;
	struct rego_jwt t;
	const char *why;
	int ok;

	if (!rego_want(c, args, 2, REGO_OBJECT))
		return rego_undefined();
	why = read_constraints(c, args[1], &k);
	if (why)
		return rego_fail(c, "%s", why);
	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	ok = open_token(c, &k, rego_text(args[0]), rego_len(args[0]), &t, &payload, &why);
	if (ok > 0)
		ok = claims_fit(c->arena, &k, payload, &why);
	if (ok < 0)
		return rego_fail(c, "%s", why);
	none = rego_object(c->arena, NULL, 0);
	return ok ? triple(c->arena, rego_bool(true), t.header_value, payload)
		  : triple(c->arena, rego_bool(false), none, none);
}
