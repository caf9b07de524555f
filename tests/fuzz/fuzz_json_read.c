// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes: parse them, walk every value, and write each string again.  What
 * the writer made of it must read back as the same string.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_doc.h"
#include "core/json_read.h"
#include "core/json_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ss_json_doc *doc, *again;
static struct ss_strbuf buf;

static void check_string(struct ss_json_val v)
{
	const char *s, *t, *text;
	size_t len, text_len, again_len;
	struct ss_json w;
	char *decoded, *other;

	ss_json_text(v, &text, &text_len);
	decoded = malloc(text_len);
	assert(ss_json_get_str(v, decoded, &s, &len));
	assert(len <= text_len - 2);

	ss_strbuf_clear(&buf);
	ss_json_init(&w, &buf);
	/* It is UTF-8 already, lone surrogates included: nothing to repair. */
	assert(!ss_json_str(&w, NULL, s, len) && !buf.err);
	assert(!ss_json_parse(again, buf.data, buf.len, NULL));
	other = malloc(buf.len);
	assert(ss_json_get_str(ss_json_root(again), other, &t, &again_len));
	assert(again_len == len && !memcmp(s, t, len));
	free(other);
	free(decoded);
}

static void check_number(struct ss_json_val v)
{
	double d = 0;
	uint64_t u;
	int64_t i;

	assert(ss_json_get_double(v, &d) == !!isfinite(d));
	if (ss_json_get_u64(v, &u))
		assert((double)u == d);
	if (ss_json_get_i64(v, &i))
		assert((double)i == d);
}

/* Returns how many bytes the texts of the parts take: never more than the whole. */
static size_t walk(struct ss_json_val v, int depth)
{
	const char *text, *start;
	size_t len, inside = 0, whole;
	bool b;

	assert(depth <= SS_JSON_MAX_DEPTH);
	ss_json_text(v, &start, &whole);
	ss_for_each_json (child, v) {
		struct ss_json_val key = ss_json_key(child);

		assert(ss_json_exists(key) == (ss_json_type(v) == SS_JSON_OBJECT));
		ss_json_text(child, &text, &len);
		assert(text > start && text + len < start + whole);
		if (ss_json_exists(key))
			inside += walk(key, depth);
		inside += walk(child, depth + 1);
	}
	switch (ss_json_type(v)) {
	case SS_JSON_STRING: check_string(v); break;
	case SS_JSON_NUMBER: check_number(v); break;
	case SS_JSON_BOOL: assert(ss_json_get_bool(v, &b) && whole == (b ? 4 : 5)); break;
	default: break;
	}
	assert(inside <= whole);
	return whole;
}

/* A part that parsed within the whole is a text of its own, and the first of its key is found. */
static void check_parts(struct ss_json_val v)
{
	const char *text, *s;
	size_t len, key_len;
	char *key;

	ss_for_each_json (child, v) {
		ss_json_text(child, &text, &len);
		assert(!ss_json_parse(again, text, len, NULL));
		if (ss_json_type(v) != SS_JSON_OBJECT)
			continue;
		ss_json_text(ss_json_key(child), &text, &len);
		key = malloc(len);
		assert(ss_json_get_str(ss_json_key(child), key, &s, &key_len));
		assert(ss_json_get(v, s, key_len).node - 1 < child.node);
		free(key);
	}
}

/* Each kind of machine comes to the same result. */
static void check_machines(const char *text, size_t len, int want, struct ss_json_error want_error)
{
	for (const struct ss_json_simd *simd = ss_json_simd(); simd->name; simd++) {
		struct ss_json_error error = { SIZE_MAX, NULL };

		again->scan.simd = simd;
		assert(ss_json_parse(again, text, len, &error) == want);
		assert(error.offset == want_error.offset && error.why == want_error.why);
	}
	again->scan.simd = ss_json_simd();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_json_error error = { SIZE_MAX, NULL };
	int err;

	if (!doc) {
		doc = ss_json_doc_new();
		again = ss_json_doc_new();
	}
	err = ss_json_parse(doc, (const char *)data, size, &error);
	check_machines((const char *)data, size, err, error);
	if (err) {
		assert(error.why && error.offset <= size);
		assert(!ss_json_exists(ss_json_root(doc)));
		return 0;
	}
	walk(ss_json_root(doc), 0);
	check_parts(ss_json_root(doc));
	return 0;
}
