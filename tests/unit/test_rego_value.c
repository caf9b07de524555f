// SPDX-License-Identifier: BSD-2-Clause
/* Values of Rego: making, finding, order, JSON in and out. */
#include <stdlib.h>

#include "check.h"
#include "core/strbuf.h"
#include "rego/value/index.h"
#include "rego/value/intern.h"
#include "rego/value/string.h"

static struct rego_arena arena;

static struct rego_val json(const char *text)
{
	const char *error = NULL;

	return rego_json_read(&arena, NULL, text, strlen(text), &error);
}

static struct ss_strbuf out;

static const char *as_json(struct rego_val v)
{
	ss_strbuf_clear(&out);
	rego_json_write(&out, v);
	return out.data;
}

static const char *as_term(struct rego_val v)
{
	ss_strbuf_clear(&out);
	rego_term_write(&out, v);
	return out.data;
}

static void test_order(void)
{
	static const char *const rising[] = { "null",	   "false",	"true",
					      "-1",	   "2",		"\"\"",
					      "\"a\"",	   "\"ab\"",	"[]",
					      "[1]",	   "[1,0]",	"[2]",
					      "{}",	   "{\"a\":1}", "{\"a\":1,\"b\":0}",
					      "{\"a\":2}", "{\"b\":0}" };
	size_t n = sizeof(rising) / sizeof(rising[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int c = rego_compare(json(rising[i]), json(rising[j]));

			check(i < j ? c < 0 : i > j ? c > 0 : !c);
			check(rego_equal(json(rising[i]), json(rising[j])) == (i == j));
		}
	check(rego_compare(rego_set(&arena, NULL, 0), json("{}")) > 0);
}

static void test_sets(void)
{
	struct rego_val items[] = { rego_int(3), json("1.0"), rego_int(1), rego_int(3),
				    json("\"x\"") };
	struct rego_val set = rego_set(&arena, items, 5);
	struct rego_val keys[] = { json("10.0"), rego_int(1) };

	check_str(as_term(set), "{1.0, 3, \"x\"}");
	check(rego_set_has(set, rego_int(1)) && !rego_set_has(set, rego_int(2)));
	check_str(as_term(rego_set(&arena, NULL, 0)), "set()");
	check_str(as_json(set), "[1.0,3,\"x\"]");
	/* Equal, and two elements: so it is in OPA. */
	check_str(as_term(rego_set(&arena, keys, 2)), "{10.0, 1}");
}

/* Enough of them for every way of finding and sorting. */
static void test_many(void)
{
	struct rego_builder b = { .arena = &arena };
	struct rego_val o;

	for (int i = 0; i < 1000; i++)
		rego_add_pair(&b, rego_stringf(&arena, "key%d", i * 7919 % 1000), rego_int(i));
	rego_add_pair(&b, rego_cstring(&arena, "key0"), rego_int(-1));
	o = rego_build_object(&b);
	check(rego_len(o) == 1000);
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 1; i < 1000; i++) {
			struct rego_val key = rego_stringf(&arena, "key%d", i * 7919 % 1000);

			check(rego_equal(rego_get(o, key), rego_int(i)));
			check(rego_equal(rego_get_text(o, rego_text(key)), rego_int(i)));
		}
		check(rego_equal(rego_get_text(o, "key0"), rego_int(-1)));
		check(!rego_defined(rego_get(o, rego_cstring(&arena, "key1000"))));
		check(!rego_defined(rego_get(o, rego_int(1))));
		rego_seal(&arena, o);
	}
	for (uint32_t i = 1; i < o.object->count; i++)
		check(rego_compare(o.object->pairs[i - 1].key, o.object->pairs[i].key) < 0);
}

static void test_get(void)
{
	struct rego_val a = json("[10,11]");

	check(rego_equal(rego_get(a, rego_int(1)), rego_int(11)));
	check(!rego_defined(rego_get(a, rego_int(2))));
	check(!rego_defined(rego_get(a, rego_int(-1))));
	check(!rego_defined(rego_get(a, json("1.0"))));
	check(!rego_defined(rego_get(rego_int(1), rego_int(1))));
	check(rego_equal(rego_get(json("{\"a\":{\"b\":5}}"), rego_cstring(&arena, "a")),
			 json("{\"b\":5}")));
}

static void test_json(void)
{
	static const char *const same[] = {
		"null",
		"true",
		"[]",
		"{}",
		"\"\"",
		"1.0",
		"-0",
		"1e400",
		"123456789012345678901234567890",
		"[1,[2,[3,{}]],\"x\"]",
		"{\"a\":[],\"b\":{\"c\":null}}",
		"\"\\\"\\\\\\n\\u0001\"",
		"\"\303\244\342\202\254\360\237\230\200\"",
	};
	static const char *const wrong[] = { "",	   " ",		 "tru",	    "[1,]",
					     "{\"a\"}",	   "{\"a\":1,}", "1 2",	    "\"",
					     "\"\\x\"",	   "\"\n\"",	 "01",	    "1.",
					     "[",	   "{",		 "{\"a\":", "nulls",
					     "\"\\u12g4\"" };

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		check_str(as_json(json(same[i])), same[i]);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		check(!rego_defined(json(wrong[i])));
	check_str(as_json(json(" { \"b\" : 1 , \"a\" : [ 1 , 2 ] , \"b\" : 2 } ")),
		  "{\"a\":[1,2],\"b\":2}");
	check_str(as_json(json("\"\\ud83d\\ude00 \\ud800 \\u00e4\"")),
		  "\"\360\237\230\200 \357\277\275 \303\244\"");
	check_str(as_json(json("\"\377\"")), "\"\357\277\275\"");
	check_str(as_json(rego_string(&arena, "a\377b", 3)), "\"a\\ufffdb\"");
	check_str(as_json(json("\"\342\200\250\"")), "\"\\u2028\"");
}

static void test_json_errors(void)
{
	const char *error = NULL;

	rego_json_read(&arena, NULL, "{\n \"a\": x}", 10, &error);
	check_str(error, "2:7: unexpected character");
	rego_json_read(&arena, NULL, "[1] 2", 5, &error);
	check_str(error, "1:5: more after the value");
}

static void test_json_depth(void)
{
	size_t n = 20001;
	char *text = malloc(n);

	memset(text, '[', 10000);
	text[10000] = '1';
	memset(text + 10001, ']', 10000);
	check(rego_defined(rego_json_read(&arena, NULL, text, n, NULL)));
	memset(text, '[', n);
	check(!rego_defined(rego_json_read(&arena, NULL, text, n, NULL)));
	free(text);
}

static void test_json_keys(void)
{
	struct rego_pair pairs[] = { { rego_int(10), rego_int(1) },
				     { rego_int(9), rego_int(2) },
				     { json("\"b\""), rego_int(3) },
				     { json("[true]"), rego_int(4) } };
	struct rego_val o = rego_object(&arena, pairs, 4);

	check_str(as_json(o), "{\"10\":1,\"9\":2,\"[true]\":4,\"b\":3}");
	check_str(as_term(o), "{9: 2, 10: 1, \"b\": 3, [true]: 4}");
	ss_strbuf_clear(&out);
	rego_json_write_as(&out, json("{\"a\":[1,\"<\"],\"b\":{}}"), 2, true);
	check_str(out.data, "{\n  \"a\": [\n    1,\n    \"\\u003c\"\n  ],\n  \"b\": {}\n}");
}

static void test_quote(void)
{
	check_str(as_term(rego_cstring(
			  &arena, "a\"\\\n\t\x7f\x01\xc3\xa4\xff\xe2\x80\xa8\xf0\x9f\x98\x80")),
		  "\"a\\\"\\\\\\n\\t\\x7f\\x01\303\244\\xff\\u2028\360\237\230\200\"");
	check(rego_printable('a') && !rego_printable(0xa0) && rego_printable(0xe4) &&
	      !rego_printable(0xad));
}

static void test_intern(void)
{
	struct rego_intern names;
	const struct rego_string *a, *b;
	struct rego_val v;

	rego_intern_init(&names, &arena);
	check(!rego_intern_find(&names, "a", 1));
	a = rego_intern(&names, "alpha", 5);
	for (int i = 0; i < 5000; i++) {
		char text[16];

		rego_intern(&names, text, (size_t)snprintf(text, sizeof(text), "n%d", i));
	}
	b = rego_intern(&names, "alpha", 5);
	check(a == b && names.count == 5001 && rego_intern_find(&names, "n4999", 5));
	v = rego_json_read(&arena, &names, "{\"alpha\":\"n17\",\"other\":1}", 25, NULL);
	check(v.object->pairs[0].key.string == a);
	check(v.object->pairs[0].value.string == rego_intern_find(&names, "n17", 3));
	check(rego_defined(rego_get(v, rego_string_val(a))));
}

static void test_strings(void)
{
	struct rego_val v = rego_cstring(&arena, "a\xc3\xa4\xff\xe2\x82");
	uint32_t code;

	check(v.string->len == 6 && v.string->runes == 5);
	check(rego_rune("\xe2\x82\xac", 3, &code) == 3 && code == 0x20ac);
	check(rego_rune("\xe2\x82", 2, &code) == 1 && code == 0xfffd);
	for (int i = 0; i < 40; i++)
		check(rego_text_hash("0123456789012345678901234567890123456789", (size_t)i) !=
		      rego_text_hash("0123456789012345678901234567890123456789", (size_t)i + 1));
}

static void test_copy(void)
{
	struct rego_val v = json("{\"a\":[1,2.50,\"x\",null],\"b\":{\"c\":1e400}}"), copy;
	struct rego_arena other;

	rego_arena_init(&other, 0);
	copy = rego_copy(&other, v);
	check(rego_equal(v, copy) && copy.object != v.object && rego_hash(copy) == rego_hash(v));
	rego_arena_fini(&other);
}

static void freed(void *what)
{
	++*(int *)what;
}

static void test_arena(void)
{
	struct rego_arena a;
	volatile int count = 0;
	jmp_buf jump;

	rego_arena_init(&a, 1 << 20);
	rego_arena_defer(&a, freed, (void *)&count);
	if (rego_arena_try(&a, &jump)) {
		for (;;)
			memset(rego_alloc(&a, 1000), 1, 1000);
	}
	check(a.why == REGO_STOP_MEMORY && a.used <= 1 << 20);
	check_str(rego_stop_text(a.why), "memory limit exceeded");
	rego_arena_reset(&a);
	check(count == 1);
	if (rego_arena_try(&a, &jump))
		rego_alloc_array(&a, SIZE_MAX / 2, 3);
	check(a.why == REGO_STOP_MEMORY);
	rego_arena_fini(&a);
	check(count == 1);
}

static const struct check_case cases[] = {
	{ "the order of values", test_order },
	{ "sets are sorted and unique", test_sets },
	{ "large objects", test_many },
	{ "elements by key", test_get },
	{ "JSON in and out", test_json },
	{ "errors in JSON have a place", test_json_errors },
	{ "JSON is not endlessly deep", test_json_depth },
	{ "keys that are no strings", test_json_keys },
	{ "quoted as Go does", test_quote },
	{ "interned strings", test_intern },
	{ "runes and hashes", test_strings },
	{ "copies", test_copy },
	{ "arenas stop and clean up", test_arena },
};

int main(void)
{
	int failed;

	rego_arena_init(&arena, 0);
	failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));
	rego_arena_fini(&arena);
	ss_strbuf_fini(&out);
	return failed;
}
