// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as JSON for the policy engine.  Both ways of reading must agree, what is written must
 * read back as the same value, and values must keep what they promise: sorted, unique, found.
 */
#include <assert.h>
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/value/index.h"
#include "rego/value/intern.h"
#include "rego/value/wish.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct rego_arena arena, kept;
static struct rego_intern names;
static struct rego_wish wish;
static struct ss_strbuf text;

static struct rego_val read_text(const char *s, size_t len, const struct rego_intern *known)
{
	const char *error = NULL;
	struct rego_val v = rego_json_read(&arena, known, s, len, &error);

	assert(rego_defined(v) != (error != NULL));
	return v;
}

/* What is not UTF-8 behind it makes the reader go byte by byte. */
static struct rego_val read_slowly(const char *s, size_t len)
{
	char *longer = malloc(len + 8);
	struct rego_val v;

	longer[0] = '[';
	memcpy(longer + 1, s, len);
	memcpy(longer + 1 + len, ",\"\xff\"]", 5);
	v = read_text(longer, len + 6, NULL);
	free(longer);
	return v.kind == REGO_ARRAY && v.array->count == 2 ? v.array->items[0] : rego_undefined();
}

/* Below arrays and objects, numbers such as 10.0, which equals 1, may upset the order. */
static void check_set(const struct rego_array *a)
{
	struct rego_val set = rego_set(&arena, a->items, a->count);

	for (uint32_t i = 0; i < a->count; i++)
		if (a->items[i].kind < REGO_ARRAY)
			assert(rego_set_has(set, a->items[i]));
	assert(set.set->count <= a->count);
}

static void check_parts(struct rego_val v)
{
	if (v.kind == REGO_ARRAY) {
		check_set(v.array);
		for (uint32_t i = 0; i < v.array->count; i++)
			check_parts(v.array->items[i]);
	}
	if (v.kind != REGO_OBJECT)
		return;
	for (uint32_t i = 0; i < v.object->count; i++) {
		const struct rego_pair *p = &v.object->pairs[i];

		assert(!i || rego_compare(p[-1].key, p->key) < 0);
		assert(rego_find_pair(v.object, p->key) == p);
		assert(rego_find_text(v.object, p->key.string->text, p->key.string->len) == p);
		check_parts(p->value);
	}
}

static void make_wish(void)
{
	const struct rego_string *const a = rego_intern(&names, "a", 1);
	const struct rego_string *const path[] = { rego_intern(&names, "process", 7),
						   rego_intern(&names, "exe", 3) };

	rego_wish_add(&kept, &wish, &a, 1);
	rego_wish_add(&kept, &wish, path, 2);
}

static bool both_or_none(struct rego_val a, struct rego_val b)
{
	return rego_defined(a) == rego_defined(b) && (!rego_defined(a) || rego_equal(a, b));
}

/* What is wished is there as it is in the whole, and the whole text is checked. */
static void check_wish(const char *s, size_t size, struct rego_val whole)
{
	const char *error = NULL;
	struct rego_val part = rego_json_read_for(&arena, &names, &wish, s, size, &error);

	assert(rego_defined(part) == rego_defined(whole));
	assert(both_or_none(rego_get_text(part, "a"), rego_get_text(whole, "a")));
	assert(both_or_none(rego_get_text(rego_get_text(part, "process"), "exe"),
			    rego_get_text(rego_get_text(whole, "process"), "exe")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	struct rego_val v, w;

	if (!names.arena) {
		rego_intern_init(&names, &kept);
		make_wish();
	}
	v = read_text(s, size, NULL);
	check_wish(s, size, v);
	if (rego_defined(v)) {
		assert(rego_equal(v, read_text(s, size, &names)));
		assert(rego_equal(v, read_slowly(s, size)));
		check_parts(v);
		ss_strbuf_clear(&text);
		rego_json_write(&text, v);
		w = read_text(text.data, text.len, NULL);
		assert(rego_equal(v, w) && rego_hash(v) == rego_hash(w));
		w = rego_copy(&arena, v);
		rego_seal(&arena, w);
		assert(rego_equal(v, w) && !rego_compare(v, w));
		check_parts(w);
		ss_strbuf_clear(&text);
		rego_term_write(&text, v);
	}
	rego_arena_reset(&arena);
	return 0;
}
