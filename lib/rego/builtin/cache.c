/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiled patterns, keys and the like, kept between evaluations: a hash table whose entries are
 * also a list from the last used to the one unused for longest, which is dropped when it is full.
 * One thread has one. */
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/builtin.h"

#define MOST_BYTES ((size_t)256 << 20) /* of all things together */

struct entry {
	struct entry *next;	     /* of the same slot */
	struct entry *newer, *older; /* in order of use */
	const struct rego_cached *family;
	void *thing;
	uint64_t hash;
	size_t len, bytes;
	char key[];
};

struct rego_cache {
	struct entry **slots;
	struct entry *newest, *oldest;
	size_t mask, count, most, bytes;
};

struct rego_cache *rego_cache_new(size_t most)
{
	struct rego_cache *cache = calloc(1, sizeof(*cache));
	size_t slots = 16;

	while (slots < most)
		slots *= 2;
	if (cache)
		cache->slots = calloc(slots, sizeof(struct entry *));
	if (!cache || !cache->slots) {
		free(cache);
		return NULL;
	}
	cache->mask = slots - 1;
	cache->most = most ? most : 1;
	return cache;
}

static void unlink_use(struct rego_cache *cache, struct entry *e)
{
	*(e->newer ? &e->newer->older : &cache->newest) = e->older;
	*(e->older ? &e->older->newer : &cache->oldest) = e->newer;
}

static void link_newest(struct rego_cache *cache, struct entry *e)
{
	e->newer = NULL;
	e->older = cache->newest;
	*(e->older ? &e->older->newer : &cache->oldest) = e;
	cache->newest = e;
}

static void drop(struct rego_cache *cache, struct entry *e)
{
	struct entry **at = &cache->slots[e->hash & cache->mask];

	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	unlink_use(cache, e);
	cache->count--;
	cache->bytes -= e->bytes;
	if (e->thing)
		e->family->free(e->thing);
	free(e);
}

void rego_cache_free(struct rego_cache *cache)
{
	if (!cache)
		return;
	while (cache->oldest)
		drop(cache, cache->oldest);
	free(cache->slots);
	free(cache);
}

/* Eight bytes at a time: keys of some kilobytes (certificates) are asked for at each call. */
static uint64_t hash_key(const struct rego_cached *family, const char *key, size_t len)
{
	const uint64_t prime = 0x9E3779B97F4A7C15ull;
	uint64_t h = ((uint64_t)(uintptr_t)family ^ len) * prime, word;

	for (; len >= 8; key += 8, len -= 8) {
		memcpy(&word, key, 8);
		h = (h ^ word) * prime;
		h ^= h >> 32;
	}
	word = 0;
	memcpy(&word, key, len);
	h = (h ^ word) * prime;
	return h ^ h >> 29;
}

static struct entry *lookup(struct rego_cache *cache, const struct rego_cached *family,
			    const char *key, size_t len, uint64_t hash)
{
	struct entry *e = cache->slots[hash & cache->mask];

	while (e && !(e->hash == hash && e->family == family && e->len == len &&
		      !memcmp(e->key, key, len)))
		e = e->next;
	return e;
}

static bool keep(struct rego_cache *cache, const struct rego_cached *family, const char *key,
		 size_t len, uint64_t hash, void *thing)
{
	struct entry *e = malloc(sizeof(*e) + len);

	if (!e)
		return false;
	e->bytes = sizeof(*e) + len + (family->size ? family->size(thing) : 0);
	while (cache->count == cache->most ||
	       (cache->count && cache->bytes + e->bytes > MOST_BYTES))
		drop(cache, cache->oldest);
	e->family = family;
	e->thing = thing;
	e->hash = hash;
	e->len = len;
	memcpy(e->key, key, len);
	e->next = cache->slots[hash & cache->mask];
	cache->slots[hash & cache->mask] = e;
	link_newest(cache, e);
	cache->count++;
	cache->bytes += e->bytes;
	return true;
}

static struct entry *use(struct rego_cache *cache, const struct rego_cached *family,
			 const char *key, size_t len, uint64_t hash)
{
	struct entry *e = cache ? lookup(cache, family, key, len, hash) : NULL;

	if (e) {
		unlink_use(cache, e);
		link_newest(cache, e);
	}
	return e;
}

void *rego_cache_get(struct rego_call *c, const struct rego_cached *family, const char *key,
		     size_t len, const char **error)
{
	struct rego_cache *cache = c->env ? c->env->cache : NULL;
	uint64_t hash = hash_key(family, key, len);
	struct entry *e = use(cache, family, key, len, hash);
	void *thing;

	if (e)
		return e->thing;
	*error = NULL;
	rego_arena_look(c->arena);
	thing = family->make(c, key, len, error);
	/* What no cache owns lives as long as the evaluation. */
	if (thing && !(cache && keep(cache, family, key, len, hash, thing)))
		rego_arena_defer(c->arena, family->free, thing);
	return thing;
}

bool rego_cache_has(struct rego_call *c, const struct rego_cached *family, const char *key,
		    size_t len)
{
	struct rego_cache *cache = c->env ? c->env->cache : NULL;

	return cache && use(cache, family, key, len, hash_key(family, key, len));
}

void rego_cache_note(struct rego_call *c, const struct rego_cached *family, const char *key,
		     size_t len)
{
	struct rego_cache *cache = c->env ? c->env->cache : NULL;

	if (cache)
		keep(cache, family, key, len, hash_key(family, key, len), NULL);
}
