// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "core/json_write.h"

static struct ss_strbuf buf;
static struct ss_json w;

static void start(void)
{
	ss_strbuf_clear(&buf);
	ss_json_init(&w, &buf);
}

/* What a string of these bytes is written as. */
static const char *str(const char *s, size_t len, bool *repaired)
{
	bool r;

	start();
	r = ss_json_str(&w, NULL, s, len);
	if (repaired)
		*repaired = r;
	return buf.data;
}

static void nests(void)
{
	start();
	ss_json_object(&w, NULL);
	ss_json_u64(&w, "v", 1);
	ss_json_array(&w, "empty");
	ss_json_end_array(&w);
	ss_json_object(&w, "none");
	ss_json_end_object(&w);
	ss_json_array(&w, "list");
	ss_json_u64(&w, NULL, 1);
	ss_json_array(&w, NULL);
	ss_json_null(&w, NULL);
	ss_json_end_array(&w);
	ss_json_object(&w, NULL);
	ss_json_bool(&w, "t", true);
	ss_json_bool(&w, "f", false);
	ss_json_end_object(&w);
	ss_json_end_array(&w);
	ss_json_raw(&w, "raw", "[0]", 3);
	ss_json_cstr(&w, "s", "x");
	ss_json_end_line(&w);
	ss_json_object(&w, NULL);
	ss_json_end_line(&w);
	check_str(buf.data, "{\"v\":1,\"empty\":[],\"none\":{},\"list\":[1,[null],{\"t\":true,"
			    "\"f\":false}],\"raw\":[0],\"s\":\"x\"}\n{}\n");
	check(!buf.err && strlen(buf.data) == buf.len);
}

static void check_u64(uint64_t v)
{
	char want[40];

	start();
	ss_json_u64(&w, NULL, v);
	snprintf(want, sizeof(want), v > SS_JSON_MAX_INT ? "\"%ju\"" : "%ju", (uintmax_t)v);
	check_str(buf.data, want);
	start();
	ss_json_id(&w, NULL, v);
	snprintf(want, sizeof(want), "\"%ju\"", (uintmax_t)v);
	check_str(buf.data, want);
	start();
	ss_json_hex(&w, NULL, v);
	snprintf(want, sizeof(want), "\"0x%jx\"", (uintmax_t)v);
	check_str(buf.data, want);
}

static void unsigned_numbers(void)
{
	for (uint64_t v = 0; v < 12345; v++)
		check_u64(v);
	for (uint64_t v = 1, i = 0; i < 20; v *= 10, i++)
		for (int d = -2; d <= 2; d++)
			check_u64(v + d);
	for (int i = 0; i < 64; i++)
		for (int d = -2; d <= 2; d++)
			check_u64((UINT64_C(1) << i) + d);
}

static void check_i64(int64_t v, const char *want)
{
	start();
	ss_json_i64(&w, NULL, v);
	check_str(buf.data, want);
}

static void signed_numbers(void)
{
	check_i64(0, "0");
	check_i64(-1, "-1");
	check_i64(1, "1");
	check_i64(-100, "-100");
	check_i64(9007199254740992, "9007199254740992");
	check_i64(-9007199254740992, "-9007199254740992");
	check_i64(9007199254740993, "\"9007199254740993\"");
	check_i64(-9007199254740993, "\"-9007199254740993\"");
	check_i64(INT64_MAX, "\"9223372036854775807\"");
	check_i64(INT64_MIN, "\"-9223372036854775808\"");
}

static void escapes(void)
{
	static const char del_esc[] = "\"\\u007f\"";
	char want[16], c;
	bool repaired;

	for (int i = 0; i < 0x80; i++) {
		static const char *const short_form[0x20] = { ['\b'] = "\\b",
							      ['\t'] = "\\t",
							      ['\n'] = "\\n",
							      ['\f'] = "\\f",
							      ['\r'] = "\\r" };

		c = (char)i;
		snprintf(want, sizeof(want), i < 0x20 ? "\"\\u%04x\"" : "\"%c\"", i);
		if (i < 0x20 && short_form[i])
			snprintf(want, sizeof(want), "\"%s\"", short_form[i]);
		if (i == '"' || i == '\\')
			snprintf(want, sizeof(want), "\"\\%c\"", i);
		check_str(str(&c, 1, &repaired), i == 0x7f ? del_esc : want);
		check(!repaired);
	}
	check_str(str("a\"b\\c\nd", 7, NULL), "\"a\\\"b\\\\c\\nd\"");
	check_str(str("", 0, NULL), "\"\"");
	check_str(str(NULL, 0, NULL), "\"\"");
}

#define FFFD "\xef\xbf\xbd"

static void repairs(void)
{
	/* Bytes and what comes out; the rows of Unicode 15 tables 3-8 to 3-11 are among them. */
	static const char *const rows[][2] = {
		{ "\xc3\xa9", "\xc3\xa9" },
		{ "\xe2\x82\xac", "\xe2\x82\xac" },
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
		{ "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },
		{ "\xed\x9f\xbf", "\xed\x9f\xbf" },
		{ "\xee\x80\x80", "\xee\x80\x80" },
		{ "\xc2\x80", "\xc2\x80" },
		{ "\xff", FFFD },
		{ "\x80", FFFD },
		{ "\xc3", FFFD },
		{ "\xc3(", FFFD "(" },
		{ "\xe2\x82", FFFD },
		{ "\xe2\x82"
		  "A",
		  FFFD "A" },
		{ "\xf0\x9f\x98", FFFD },
		{ "\xf0\x9f\x98\xf0\x9f\x98\x80", FFFD "\xf0\x9f\x98\x80" },
		{ "\xf4\x90\x80\x80", FFFD FFFD FFFD FFFD },
		{ "\xf5\x80", FFFD FFFD },
		{ "\xc0\xaf\xe0\x80\xbf\xf0\x81\x82"
		  "A",
		  FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A" },
		{ "\xed\xa0\x80\xed\xbf\xbf\xed\xaf"
		  "A",
		  FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A" },
		{ "\xf4\x91\x92\x93\xff"
		  "A\x80\xbf"
		  "B",
		  FFFD FFFD FFFD FFFD FFFD "A" FFFD FFFD "B" },
		{ "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf"
		  "A",
		  FFFD FFFD FFFD FFFD "A" },
	};
	char want[64];
	bool repaired;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(want, sizeof(want), "\"%s\"", rows[i][1]);
		check_str(str(rows[i][0], strlen(rows[i][0]), &repaired), want);
		check(repaired == !!strcmp(rows[i][0], rows[i][1]));
	}
}

/* One byte of each kind at each place of strings of each length: no span ends wrongly. */
static void every_place(void)
{
	static const char *const in[] = { "\"",	  "\\",	  "\x01", "\x7f", "\x1f",
					  "\xff", "\x80", "~",	  " ",	  "!" };
	static const char *const out[] = { "\\\"", "\\\\", "\\u0001", "\\u007f", "\\u001f",
					   FFFD,   FFFD,   "~",	      " ",	 "!" };
	char s[80], want[128];

	for (size_t k = 0; k < sizeof(in) / sizeof(in[0]); k++)
		for (int len = 1; len < 70; len++)
			for (int at = 0; at < len; at++) {
				memset(s, 'x', len);
				s[at] = in[k][0];
				snprintf(want, sizeof(want), "\"%.*s%s%.*s\"", at, s, out[k],
					 len - at - 1, s + at + 1);
				if (strcmp(str(s, len, NULL), want))
					check_str(buf.data, want);
			}
}

static void long_strings(void)
{
	static char s[5000];
	size_t len = sizeof(s);

	memset(s, 1, len);
	str(s, len, NULL);
	check(buf.len == len * 6 + 2 && !memcmp(buf.data + len * 6 - 5, "\\u0001\"", 8));
	/* Two-byte sequences across each border of a piece, whatever its size. */
	for (size_t shift = 0; shift < 2; shift++) {
		bool repaired;

		for (size_t i = 0; i < len; i++)
			s[i] = i < shift ? 'x' : (i - shift) % 2 ? '\xa9' : '\xc3';
		str(s, len - 2 + shift, &repaired);
		check(!repaired && buf.len == len + shift);
		check(!memcmp(buf.data + 1, s, len - 2 + shift));
	}
}

static void keeps_exact_bytes(void)
{
	start();
	ss_json_object(&w, NULL);
	ss_json_bytes(&w, "comm", "ev\xff\x01", 4);
	ss_json_bytes(&w, "ok", "fine\n", 5);
	ss_json_array(&w, "args");
	ss_json_bytes(&w, NULL, "\xfe", 1);
	ss_json_end_array(&w);
	ss_json_str_hex(&w, "args", "", 0);
	ss_json_array(&w, "x");
	ss_json_str_hex(&w, NULL, "\xab\x09", 2);
	ss_json_end_array(&w);
	ss_json_end_line(&w);
	check_str(buf.data,
		  "{\"comm\":\"ev" FFFD "\\u0001\",\"comm_hex\":\"6576ff01\",\"ok\":\"fine\\n\","
		  "\"args\":[\"" FFFD "\"],\"args_hex\":\"\",\"x\":[\"ab09\"]}\n");
}

static void does_nothing_without_memory(void)
{
	start();
	ss_json_object(&w, NULL);
	ss_strbuf_reserve(&buf, SIZE_MAX);
	ss_json_u64(&w, "a", 1);
	ss_json_hex(&w, "a", 1);
	ss_json_str(&w, "b", "\xff", 1);
	ss_json_bytes(&w, "b", "\xff", 1);
	ss_json_str_hex(&w, "b", "\xff", 1);
	ss_json_object(&w, "c");
	ss_json_end_object(&w);
	ss_json_end_line(&w);
	check_str(buf.data, "{");
	check(buf.err == -ENOMEM);
	ss_strbuf_fini(&buf);
}

static const struct check_case cases[] = {
	{ "objects, arrays, commas, lines", nests },
	{ "unsigned numbers, ids and hex", unsigned_numbers },
	{ "signed numbers and the 2^53 rule", signed_numbers },
	{ "each ASCII byte", escapes },
	{ "UTF-8 repair", repairs },
	{ "one byte of each kind at each place", every_place },
	{ "strings longer than one piece", long_strings },
	{ "hex siblings keep the exact bytes", keeps_exact_bytes },
	{ "nothing is written after a failed allocation", does_nothing_without_memory },
};

CHECK_MAIN(cases)
