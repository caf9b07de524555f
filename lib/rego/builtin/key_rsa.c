/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the numbers of a private RSA key belong together, as Go's crypto/rsa checks. */
#include <openssl/bn.h>

#include "rego/builtin/keys.h"

struct numbers {
	BN_CTX *ctx;
	BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qi, *t, *u, *p1, *q1;
};

static BIGNUM *load(struct rego_bytes b)
{
	return BN_bin2bn(b.data, (int)b.len, NULL);
}

static void fini(struct numbers *k)
{
	BIGNUM *all[] = { k->n,	 k->e,	k->d, k->p, k->q,  k->dp,
			  k->dq, k->qi, k->t, k->u, k->p1, k->q1 };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		BN_clear_free(all[i]);
	BN_CTX_free(k->ctx);
}

static bool init(struct numbers *k, const struct rego_key *key)
{
	*k = (struct numbers){ BN_CTX_new(),  load(key->n), load(key->e),  load(key->d),
			       load(key->p),  load(key->q), load(key->dp), load(key->dq),
			       load(key->qi), BN_new(),	    BN_new(),	   BN_new(),
			       BN_new() };
	return k->ctx && k->n && k->e && k->d && k->p && k->q && k->dp && k->dq && k->qi && k->t &&
	       k->u && k->p1 && k->q1 && BN_sub(k->p1, k->p, BN_value_one()) &&
	       BN_sub(k->q1, k->q, BN_value_one());
}

static const char *check_public(const struct numbers *k)
{
	if (!BN_is_odd(k->n))
		return "crypto/rsa: public modulus is even";
	if (BN_num_bits(k->e) < 2)
		return "crypto/rsa: public exponent too small or negative";
	if (!BN_is_odd(k->e))
		return "crypto/rsa: public exponent is even";
	if (BN_num_bits(k->e) > 31)
		return "crypto/rsa: public exponent too large";
	return NULL;
}

static const char *check(struct numbers *k)
{
	const char *why = check_public(k);

	if (why)
		return why;
	if (!BN_is_odd(k->p) || !BN_is_odd(k->q))
		return "crypto/rsa: invalid prime";
	if (!BN_mul(k->t, k->p, k->q, k->ctx) || BN_cmp(k->t, k->n))
		return "crypto/rsa: p * q != n";
	if (!BN_mod_mul(k->t, k->e, k->dp, k->p1, k->ctx) || !BN_is_one(k->t) ||
	    !BN_mod_mul(k->t, k->e, k->dq, k->q1, k->ctx) || !BN_is_one(k->t))
		return "crypto/rsa: invalid CRT exponent";
	if (!BN_mod_mul(k->t, k->q, k->qi, k->p, k->ctx) || !BN_is_one(k->t))
		return "crypto/rsa: invalid CRT coefficient";
	if (!BN_mod(k->t, k->d, k->p1, k->ctx) || BN_cmp(k->t, k->dp))
		return "crypto/rsa: d does not match dP";
	if (!BN_mod(k->t, k->d, k->q1, k->ctx) || BN_cmp(k->t, k->dq))
		return "crypto/rsa: d does not match dQ";
	return NULL;
}

/* dp, dq and qi of what is there; false when they cannot be. */
static bool fill(struct numbers *k, const struct rego_key *key)
{
	return (key->dp.len || BN_mod(k->dp, k->d, k->p1, k->ctx)) &&
	       (key->dq.len || BN_mod(k->dq, k->d, k->q1, k->ctx)) &&
	       (key->qi.len || BN_mod_inverse(k->qi, k->q, k->p, k->ctx));
}

const char *rego_rsa_complete(struct rego_arena *a, struct rego_key *key)
{
	/* Room first: nothing is allocated while the numbers are held. */
	size_t room = key->n.len + key->p.len + key->q.len + 1;
	struct rego_bytes dp = { rego_alloc(a, room), 0 }, dq = { rego_alloc(a, room), 0 },
			  qi = { rego_alloc(a, room), 0 };
	const char *why = "crypto/rsa: invalid prime";
	struct numbers k;

	if (init(&k, key) && !BN_is_zero(k.p1) && !BN_is_zero(k.q1) && fill(&k, key) &&
	    (size_t)BN_num_bytes(k.dp) < room && (size_t)BN_num_bytes(k.dq) < room &&
	    (size_t)BN_num_bytes(k.qi) < room) {
		why = check(&k);
		dp.len = (size_t)BN_bn2bin(k.dp, dp.data);
		dq.len = (size_t)BN_bn2bin(k.dq, dq.data);
		qi.len = (size_t)BN_bn2bin(k.qi, qi.data);
	}
	fini(&k);
	if (why)
		return why;
	key->dp = dp;
	key->dq = dq;
	key->qi = qi;
	return NULL;
}
