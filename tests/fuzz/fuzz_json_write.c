// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes: what the writer makes of them is JSON, reads back as the bytes or
 * as their repaired form, and the hex sibling is exact.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_read.h"
#include "core/json_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ss_json_doc *doc;
static struct ss_strbuf buf;

static void check_hex(struct ss_json_val v, const uint8_t *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const char *s = NULL;
	size_t len = 0;

	assert(ss_json_get_str(v, NULL, &s, &len) && len == size * 2);
	for (size_t i = 0; i < size; i++)
		assert(s[2 * i] == digits[data[i] >> 4] && s[2 * i + 1] == digits[data[i] & 15]);
}

/* Unrepaired it is the same; and no control character is in what was written. */
static void check_text(struct ss_json_val v, const uint8_t *data, size_t size, bool repaired)
{
	const char *s = NULL, *text;
	size_t len = 0, text_len;
	char *decoded;

	ss_json_text(v, &text, &text_len);
	decoded = malloc(text_len);
	assert(ss_json_get_str(v, decoded, &s, &len));
	if (!repaired)
		assert(len == size && !memcmp(s, data, size));
	else
		assert(len <= size * 3 && memmem(s, len, "\xef\xbf\xbd", 3));
	for (size_t i = 0; i < text_len; i++)
		assert((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
	free(decoded);
}

static void check_numbers(uint64_t n)
{
	struct ss_json_val root = ss_json_root(doc);
	const char *s = NULL;
	size_t len = 0;
	uint64_t u = 0;
	int64_t i = 0;

	if (n <= SS_JSON_MAX_INT)
		assert(ss_json_get_u64(ss_json_path(root, "u"), &u) && u == n);
	else
		assert(ss_json_get_str(ss_json_path(root, "u"), NULL, &s, &len) &&
		       strtoull(s, NULL, 10) == n);
	if (ss_json_get_i64(ss_json_path(root, "i"), &i))
		assert(i == (int64_t)n);
	else
		assert(ss_json_get_str(ss_json_path(root, "i"), NULL, &s, &len) &&
		       strtoll(s, NULL, 10) == (int64_t)n);
	assert(ss_json_get_str(ss_json_path(root, "hex"), NULL, &s, &len));
	assert(strtoull(s, NULL, 16) == n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct ss_json w;
	uint64_t n = 0;
	bool repaired;

	if (!doc)
		doc = ss_json_doc_new();
	memcpy(&n, data, size < 8 ? size : 8);
	ss_strbuf_clear(&buf);
	ss_json_init(&w, &buf);
	ss_json_object(&w, NULL);
	ss_json_array(&w, "list");
	repaired = ss_json_str(&w, NULL, bytes, size);
	ss_json_end_array(&w);
	ss_json_bytes(&w, "b", bytes, size);
	ss_json_str_hex(&w, "x", bytes, size);
	ss_json_u64(&w, "u", n);
	ss_json_i64(&w, "i", (int64_t)n);
	ss_json_hex(&w, "hex", n);
	ss_json_end_line(&w);
	assert(!buf.err && buf.data[buf.len] == '\0');

	assert(!ss_json_parse(doc, buf.data, buf.len, NULL));
	check_text(ss_json_first(ss_json_path(ss_json_root(doc), "list")), data, size, repaired);
	check_text(ss_json_path(ss_json_root(doc), "b"), data, size, repaired);
	assert(ss_json_exists(ss_json_path(ss_json_root(doc), "b_hex")) == repaired);
	if (repaired)
		check_hex(ss_json_path(ss_json_root(doc), "b_hex"), data, size);
	check_hex(ss_json_path(ss_json_root(doc), "x_hex"), data, size);
	check_numbers(n);
	return 0;
}
