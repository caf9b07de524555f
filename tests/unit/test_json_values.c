// SPDX-License-Identifier: BSD-2-Clause
/* The values of a parsed text; test_json_read.c is about what parses at all. */
#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "core/json_read.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ss_json_doc *doc;

static struct ss_json_val root(const char *text)
{
	struct ss_json_error error = { 0, "" };

	if (!doc)
		doc = ss_json_doc_new();
	if (!check(!ss_json_parse(doc, text, strlen(text), &error)))
		printf("# %s: at %zu: %s\n", text, error.offset, error.why);
	return ss_json_root(doc);
}

static void check_str_value(struct ss_json_val v, const char *want, size_t want_len)
{
	char buf[200];
	const char *s = "";
	size_t len = 0;

	check(ss_json_get_str(v, buf, &s, &len));
	if (!check(len == want_len && !memcmp(s, want, len)))
		printf("# got '%.*s', want '%s'\n", (int)len, s, want);
}

static void decodes_strings(void)
{
	static const char fffd[] = "\xef\xbf\xbd";
	const char *s = NULL;
	size_t len;

	check_str_value(root("\"\""), "", 0);
	check_str_value(root("\"plain\""), "plain", 5);
	check_str_value(root("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "\"\\/\b\f\n\r\t", 8);
	check_str_value(root("\"a\\u0000b\""), "a\0b", 3);
	check_str_value(root("\"\\u0041\\u00e9\\u20AC\\uD83D\\uDE00\""),
			"A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10);
	check_str_value(root("\"\\udbff\\udfff\""), "\xf4\x8f\xbf\xbf", 4);
	check_str_value(root("\"\\ud800\""), fffd, 3);
	check_str_value(root("\"\\udc00\""), fffd, 3);
	check_str_value(root("\"\\ud800x\""), "\xef\xbf\xbdx", 4);
	check_str_value(root("\"\\ud800\\n\""), "\xef\xbf\xbd\n", 4);
	check_str_value(root("\"\\ud800\\u0041\""),
			"\xef\xbf\xbd"
			"A",
			4);
	check_str_value(root("\"\\ud800\\ud83d\\ude00\""), "\xef\xbf\xbd\xf0\x9f\x98\x80", 7);
	check_str_value(root("\"\\udc00\\ud800\""), "\xef\xbf\xbd\xef\xbf\xbd", 6);
	check_str_value(root("\"\\uffff\\ud7ff\\ue000\""), "\xef\xbf\xbf\xed\x9f\xbf\xee\x80\x80",
			9);
	check(!ss_json_get_str(root("1"), NULL, &s, &len));
	check(ss_json_get_str(root("\"not copied\""), NULL, &s, &len) && len == 10);
}

static void reads_members(void)
{
	struct ss_json_val v =
		root("{\"a\":{\"b\":{\"c\":[1,[2,{\"d\":3}],4]},\"\":5},\"k\\u0065y\":6,"
		     "\"a\":7,\"ab\":\"x\",\"e\\u0000\":8,\"\\ud83d\\ude00\":9,\"a.b\":10}");
	struct ss_json_val list = ss_json_path(v, "a.b.c");
	static const char *const keys[] = { "a", "key", "a", "ab", "e", "\xf0\x9f\x98\x80", "a.b" };
	uint64_t n = 0;
	size_t count = 0;

	check(ss_json_type(v) == SS_JSON_OBJECT && !ss_json_exists(ss_json_key(v)));
	check(!ss_json_exists(ss_json_next(v)));
	check(ss_json_type(list) == SS_JSON_ARRAY);
	check(ss_json_get_u64(ss_json_path(v, "a."), &n) && n == 5);
	check(ss_json_get_u64(ss_json_get(v, "key", 3), &n) && n == 6);
	check(ss_json_get_u64(ss_json_get(v, "e\0", 2), &n) && n == 8);
	check(ss_json_get_u64(ss_json_get(v, keys[5], 4), &n) && n == 9);
	check(ss_json_get_u64(ss_json_get(v, "a.b", 3), &n) && n == 10);
	check(!ss_json_exists(ss_json_get(v, "e", 1)) && !ss_json_exists(ss_json_get(v, "ke", 2)));
	check(!ss_json_exists(ss_json_get(v, "keyy", 4)) && !ss_json_exists(ss_json_get(v, "", 0)));
	check(!ss_json_exists(ss_json_path(v, "a.x")) && !ss_json_exists(ss_json_path(v, "ab.x")));
	check(!ss_json_exists(ss_json_path(v, "")) && !ss_json_exists(ss_json_get(list, "0", 1)));

	ss_for_each_json (child, v) {
		size_t len = strlen(keys[count]) + (count == 4);

		check_str_value(ss_json_key(child), keys[count], len);
		check(!ss_json_exists(ss_json_next(ss_json_key(child))));
		count++;
	}
	check(count == 7);
	count = 0;
	ss_for_each_json (child, list) {
		check(ss_json_type(child) == (count == 1 ? SS_JSON_ARRAY : SS_JSON_NUMBER));
		check(!ss_json_exists(ss_json_key(child)));
		count++;
	}
	check(count == 3);
}

static void reads_absent_values(void)
{
	struct ss_json_val none = { 0 };
	const char *s = NULL;
	size_t len = 1;
	uint64_t u;
	int64_t i;
	double d;
	bool b;

	check(!ss_json_exists(none) && ss_json_type(none) == SS_JSON_NULL);
	check(!ss_json_exists(ss_json_first(none)) && !ss_json_exists(ss_json_next(none)));
	check(!ss_json_exists(ss_json_key(none)) && !ss_json_exists(ss_json_path(none, "a")));
	check(!ss_json_exists(ss_json_get(none, "a", 1)));
	check(!ss_json_get_str(none, NULL, &s, &len) && !ss_json_get_bool(none, &b));
	check(!ss_json_get_u64(none, &u) && !ss_json_get_i64(none, &i) &&
	      !ss_json_get_double(none, &d));
	ss_json_text(none, &s, &len);
	check(s && len == 0);
	check(!ss_json_exists(ss_json_first(root("[]"))) &&
	      !ss_json_exists(ss_json_first(root("{}"))));
	check(!ss_json_exists(ss_json_first(root("1"))));
	ss_json_doc_free(NULL);
}

static void check_text(struct ss_json_val v, const char *want)
{
	const char *s;
	size_t len;

	ss_json_text(v, &s, &len);
	if (!check(len == strlen(want) && !memcmp(s, want, len)))
		printf("# got '%.*s', want '%s'\n", (int)len, s, want);
}

static void passes_text_through(void)
{
	struct ss_json_val v =
		root(" { \"a\" : [ 1 , {\"b\":\"\\n\"} ] , \"c\\u0041\" : -1.50e+1 } ");

	check_text(v, "{ \"a\" : [ 1 , {\"b\":\"\\n\"} ] , \"c\\u0041\" : -1.50e+1 }");
	check_text(ss_json_path(v, "a"), "[ 1 , {\"b\":\"\\n\"} ]");
	check_text(ss_json_next(ss_json_first(ss_json_path(v, "a"))), "{\"b\":\"\\n\"}");
	check_text(ss_json_path(v, "cA"), "-1.50e+1");
	check_text(ss_json_key(ss_json_path(v, "cA")), "\"c\\u0041\"");
	check_text(root("[]"), "[]");
}

static void integers(void)
{
	static const struct {
		const char *text;
		bool is_u64, is_i64;
		uint64_t u;
		int64_t i;
	} rows[] = {
		{ "0", true, true, 0, 0 },
		{ "-0", false, true, 0, 0 },
		{ "9007199254740992", true, true, 9007199254740992, 9007199254740992 },
		{ "9007199254740993", true, true, 9007199254740993, 9007199254740993 },
		{ "9223372036854775807", true, true, INT64_MAX, INT64_MAX },
		{ "9223372036854775808", true, false, UINT64_C(9223372036854775808), 0 },
		{ "-9223372036854775808", false, true, 0, INT64_MIN },
		{ "-9223372036854775809", false, false, 0, 0 },
		{ "18446744073709551615", true, false, UINT64_MAX, 0 },
		{ "18446744073709551616", false, false, 0, 0 },
		{ "18446744073709551625", false, false, 0, 0 },
		{ "99999999999999999999", false, false, 0, 0 },
		{ "1.0", false, false, 0, 0 },
		{ "1e2", false, false, 0, 0 },
		{ "-1", false, true, 0, -1 },
		{ "\"1\"", false, false, 0, 0 },
		{ "true", false, false, 0, 0 },
	};

	for (size_t k = 0; k < COUNT(rows); k++) {
		struct ss_json_val v = root(rows[k].text);
		uint64_t u = 0;
		int64_t i = 0;

		if (!check(ss_json_get_u64(v, &u) == rows[k].is_u64) || !check(u == rows[k].u) ||
		    !check(ss_json_get_i64(v, &i) == rows[k].is_i64) || !check(i == rows[k].i))
			printf("# of %s\n", rows[k].text);
	}
}

static void check_double(const char *text)
{
	double got = 0, want = strtod(text, NULL);

	if (!check(ss_json_get_double(root(text), &got) == !!isfinite(want)) ||
	    !check(!isfinite(want) || (got == want && signbit(got) == signbit(want))))
		printf("# of %s: got %a, want %a\n", text, got, want);
}

static void doubles(void)
{
	static const char *const rows[] = {
		"0",
		"-0",
		"-0.0",
		"0e5",
		"0.000",
		"1",
		"-1.5",
		"0.1",
		"123.456e-7",
		"1e22",
		"1e23",
		"1e400",
		"-1e400",
		"1e-400",
		"5e-324",
		"2.4703282292062327e-324",
		"2.4703282292062328e-324",
		"1.7976931348623157e308",
		"1.7976931348623159e308",
		"2.2250738585072011e-308",
		"9007199254740993",
		"9007199254740992.999",
		"1e99999999999999999999",
		"1e-99999999999999999999",
		"0e99999999999999999999",
		"1E+5",
		"18446744073709551616",
		"0.00000000000000000000000001e26",
	};
	char text[3000];
	double d;

	for (size_t i = 0; i < COUNT(rows); i++)
		check_double(rows[i]);
	/* The midpoint between two doubles, decided by its two-thousandth digit. */
	memset(text, '0', sizeof(text));
	memcpy(text, "9007199254740993.", 17);
	memcpy(text + 2000, "1", 2);
	check_double(text);
	text[2000] = '0';
	check_double(text);
	/* A mantissa of thousands of digits that its exponent takes back. */
	memset(text, '0', sizeof(text));
	memcpy(text, "123", 3);
	memcpy(text + 2003, "e-2000", 7);
	check(ss_json_get_double(root(text), &d) && d == 123);
	memset(text, '0', sizeof(text));
	memcpy(text, "0.", 2);
	memcpy(text + 2002, "5e2001", 7);
	check(ss_json_get_double(root(text), &d) && d == 5);
	check(!ss_json_get_double(root("\"1\""), &d));
}

static void booleans(void)
{
	bool b = false;

	check(ss_json_get_bool(root("true"), &b) && b);
	check(ss_json_get_bool(root("false"), &b) && !b);
	check(!ss_json_get_bool(root("null"), &b) && !ss_json_get_bool(root("1"), &b));
	check(ss_json_type(root("null")) == SS_JSON_NULL && ss_json_exists(ss_json_root(doc)));
}

static const struct check_case cases[] = {
	{ "strings are decoded", decodes_strings },
	{ "members by key, path and walk", reads_members },
	{ "absent values are harmless", reads_absent_values },
	{ "text of a part is byte-exact", passes_text_through },
	{ "integers are exact or refused", integers },
	{ "doubles are the nearest", doubles },
	{ "booleans and null", booleans },
};

CHECK_MAIN(cases)
