// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "core/json_read.h"
#include "core/json_scan.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ss_json_doc *doc;
static struct ss_json_error error;

/* Parse a copy of exactly this size, so that a sanitizer sees one byte too far. */
static int parse(const char *text, size_t len)
{
	static char *copy;
	int err;

	if (!doc)
		doc = ss_json_doc_new();
	free(copy);
	copy = malloc(len ? len : 1);
	memcpy(copy, text, len);
	err = ss_json_parse(doc, copy, len, &error);
	check(ss_json_exists(ss_json_root(doc)) == !err);
	return err;
}

/* With something before it and after it, so that it also meets each place in a block. */
static int parse_at(const char *text, size_t len, size_t shift)
{
	char padded[512];

	memset(padded, ' ', sizeof(padded));
	memcpy(padded + shift, text, len);
	return parse(padded, shift + len);
}

static void accepts(void)
{
	static const char *const good[] = {
		"{}",
		"[]",
		"0",
		"-0",
		"-0.0",
		"1e400",
		"-1E+2",
		"1e-0",
		"0e1",
		"0.0e+00",
		"null",
		"true",
		"false",
		"\"\"",
		" \t\r\n1 \t\r\n",
		"[[]]",
		"[{}]",
		"[[],[]]",
		"{\"\":{}}",
		"{\"a\":1,\"a\":2}",
		"\"\\u0000\"",
		"\"\\ud800\"",
		"\"\\udc00\\ud800\"",
		"\"\\ud83d\\ude00\"",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
		"\"\x7f\"",
		"\"/\"",
		"\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\"",
		"\"\xee\x80\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"",
		"[1,2 , 3\n]",
		"[ ]",
		"{ }",
		"{ \"a\" : 1 , \"b\" : [ true , null ] }",
		"\"\\\\\"",
		"[\"\\\\\",\"\\\\\\\"\"]",
		"18446744073709551616",
		"\"\\uABCD\\uabcd\"",
		"\" \"",
		"0.1234567890123456789012345678901234567890",
		"[\"{}[]:,\"]",
		"\"\xe2\x80\xa8\"",
		"100000000000000000000000000000000000000000000000000000000000000000000000000000",
	};

	for (size_t i = 0; i < COUNT(good); i++)
		for (size_t shift = 0; shift < 70; shift++)
			if (parse_at(good[i], strlen(good[i]), shift))
				check_str(good[i], error.why);
}

static void refuses(void)
{
	static const char *const bad[] = {
		"",
		" ",
		"\n\t\r",
		"{",
		"}",
		"[",
		"]",
		",",
		":",
		"\"",
		"\"abc",
		"\"\\",
		"\"\\\"",
		"[1",
		"[1,",
		"[1,]",
		"[,1]",
		"[,]",
		"[1,,2]",
		"[1 2]",
		"[1}",
		"{]",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\":1,}",
		"{,}",
		"{\"a\" 1}",
		"{\"a\":1 \"b\":2}",
		"{1:2}",
		"{a:1}",
		"{'a':1}",
		"{\"a\":1,,}",
		"{\"a\"::1}",
		"{\"a\":1:2}",
		"[1]]",
		"{}}",
		"{} {}",
		"1 2",
		"nul",
		"nulll",
		"True",
		"NULL",
		"truefalse",
		"true1",
		"NaN",
		"Infinity",
		"-Infinity",
		"-",
		"+1",
		"01",
		"-01",
		"00",
		"1.",
		".5",
		"-.5",
		"1.e5",
		"1e",
		"1e+",
		"1e-",
		"1E",
		"1.5.5",
		"1e5e5",
		"0x10",
		"1_000",
		"1a",
		"1-",
		"--1",
		"1\"a\"",
		"\"a\"1",
		"\"a\"\"b\"",
		"[\"a\" \"b\"]",
		"\"\\x\"",
		"\"\\u\"",
		"\"\\u12\"",
		"\"\\u123\"",
		"\"\\u123g\"",
		"\"\\U1234\"",
		"\"\\'\"",
		"\"\\0\"",
		"\"\\\n\"",
		"\"\\u00",
		"\"\t\"",
		"\"\n\"",
		"\"\x01\"",
		"\"\x1f\"",
		"\x01",
		"[\x0c]",
		"[1\x1a 2]",
		"{\"a\"\x1a"
		"1}",
		"[1\x0b]",
		"\\",
		"\\n1",
		"[\\\"a\\\"]",
		"\xef\xbb\xbf{}",
		"\xc2\xa0"
		"1",
		"\"\xff\"",
		"\"\x80\"",
		"\"\xc0\xaf\"",
		"\"\xc1\xbf\"",
		"\"\xe0\x80\x80\"",
		"\"\xe0\x9f\xbf\"",
		"\"\xed\xa0\x80\"",
		"\"\xed\xbf\xbf\"",
		"\"\xf0\x80\x80\x80\"",
		"\"\xf0\x8f\xbf\xbf\"",
		"\"\xf4\x90\x80\x80\"",
		"\"\xf5\x80\x80\x80\"",
		"\"\xfe\"",
		"\"\xc3\"",
		"\"\xe2\x82\"",
		"\"\xf0\x9f\x98\"",
		"\"\xc3",
		"\xe2\x82\xac",
		"/**/1",
		"1//",
		"[1,2",
		"{\"a\":[",
		"\"\xe2\x28\xa1\"",
		"\"\\ud83d\\u00\"",
		"[\"\\\\\"\"]",
		"{\"a\":\"\\\\\"\"}",
		"[true,fals",
		"[tru",
		"t",
		"f",
		"n",
	};

	for (size_t i = 0; i < COUNT(bad); i++)
		for (size_t shift = 0; shift < 70; shift++)
			if (parse_at(bad[i], strlen(bad[i]), shift) != -EINVAL)
				check_str(bad[i], "refused");
	check(parse("[1]\0", 4) == -EINVAL && error.offset == 3);
	check(parse("\"a\0b\"", 5) == -EINVAL && error.offset == 2);
	check(parse("\0", 1) == -EINVAL && parse("[\0]", 3) == -EINVAL);
	check(ss_json_parse(doc, "x", 1, NULL) == -EINVAL);
}

static void check_error(const char *text, size_t offset, const char *why)
{
	check(parse(text, strlen(text)) == -EINVAL);
	check_str(error.why, why);
	if (!check(error.offset == offset))
		printf("# %s: at %zu, want %zu\n", text, error.offset, offset);
}

static void says_where(void)
{
	char far[400];

	check_error("", 0, "unexpected end");
	check_error("{\"a\":1", 6, "expected ',' or '}'");
	check_error("{\"a\":1,}", 7, "expected a key");
	check_error("{\"a\" 1}", 5, "expected ':'");
	check_error("[1 2]", 3, "expected ',' or ']'");
	check_error("[1,]", 3, "unexpected character");
	check_error("[1] x", 4, "text after the value");
	check_error("[01]", 1, "invalid number");
	check_error("[\"a", 1, "unterminated string");
	check_error("[\"a\\x\"]", 3, "invalid escape");
	check_error("[\"a\nb\"]", 3, "control character in a string");
	check_error("[\"a\xff\"]", 3, "invalid UTF-8");
	/* The first of two is told, whichever half of the reader finds it. */
	check_error("[1 2,\"\xff\"]", 3, "expected ',' or ']'");
	check_error("[\"\xff\", 1 2]", 2, "invalid UTF-8");
	memset(far, ' ', sizeof(far));
	memcpy(far + 300, "[\"\x01\"]", 6);
	check_error(far, 302, "control character in a string");
}

static void bounds_depth(void)
{
	char deep[2 * SS_JSON_MAX_DEPTH + 2];

	for (int n = SS_JSON_MAX_DEPTH - 1; n <= SS_JSON_MAX_DEPTH + 1; n++) {
		memset(deep, '[', n);
		memset(deep + n, ']', n);
		check(parse(deep, 2 * n) == (n <= SS_JSON_MAX_DEPTH ? 0 : -E2BIG));
	}
	check(error.offset == SS_JSON_MAX_DEPTH);
	/* Depth, not number: the parser must come down again. */
	check(!parse("[[],[],[],[]]", 13));
}

static void bounds_size(void)
{
	size_t len = SS_JSON_MAX_SIZE + 1;
	char *big = malloc(len), *end = big;
	const char *text;
	size_t n = 0;

	memset(big, 'x', len);
	big[0] = big[len - 2] = '"';
	check(!ss_json_parse(doc, big, len - 1, &error));
	ss_json_text(ss_json_root(doc), &text, &n);
	check(text == big && n == len - 1);
	check(ss_json_parse(doc, big, len, &error) == -E2BIG);

	for (*end++ = '['; end < big + len - 4; end += 2)
		memcpy(end, "1,", 2);
	memcpy(end, "1]", 2);
	check(!ss_json_parse(doc, big, end + 2 - big, &error));
	n = 0;
	ss_for_each_json (child, ss_json_root(doc))
		n++;
	check(n == (size_t)(end - big - 1) / 2 + 1);
	free(big);
}

/* Backslashes in runs of each length at each place of a block. */
static void backslash_runs(void)
{
	char text[300], buf[300];
	const char *s;
	size_t len;

	for (size_t at = 0; at < 130; at++)
		for (size_t run = 0; run < 8; run++) {
			memset(text, 'x', sizeof(text));
			text[0] = '"';
			memset(text + 1 + at, '\\', run);
			memcpy(text + 1 + at + run, "\"\"", 2);
			/* An odd run escapes the first quote. */
			len = 1 + at + run + 1 + run % 2;
			if (!check(!parse(text, len)) ||
			    !check(ss_json_get_str(ss_json_root(doc), buf, &s, &len)) ||
			    !check(len == at + (run + 1) / 2))
				return;
		}
}

/* Every implementation of the masks says the same about each byte at each place. */
static void masks_agree(void)
{
	const struct ss_json_simd *simd = ss_json_simd();
	struct ss_json_masks first[4], other[4];
	char text[256];

	for (int k = 0; k < 256; k++) {
		for (int i = 0; i < 256; i++)
			text[i] = (char)(i * 37 + k);
		simd[0].classify(text, 4, first);
		for (int n = 1; simd[n].name; n++) {
			simd[n].classify(text, 4, other);
			for (int i = 0; i < 4; i++) {
				/* Two control characters may pass for operators. */
				first[i].op &= ~first[i].other;
				other[i].op &= ~other[i].other;
			}
			check(!memcmp(first, other, sizeof(first)));
		}
	}
}

/* From no bit to all of them. */
static void flattens(void)
{
	uint32_t out[SS_JSON_BLOCKS * SS_JSON_BLOCK + SS_JSON_SLACK], *end;
	uint64_t bits[SS_JSON_BLOCKS], state = 1;

	for (const struct ss_json_simd *simd = ss_json_simd(); simd->name; simd++)
		for (int round = 0; round < 200; round++) {
			uint32_t *p = out;

			for (int i = 0; i < SS_JSON_BLOCKS; i++) {
				state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
				bits[i] = round == 0 ? 0 : round == 1 ? UINT64_MAX : state;
				if (round % 3 == 2)
					bits[i] &= state << 7 & state >> 9;
			}
			end = simd->flatten(bits, SS_JSON_BLOCKS, 1000, out);
			for (uint32_t n = 0; n < SS_JSON_BLOCKS * SS_JSON_BLOCK; n++)
				if (bits[n / 64] >> n % 64 & 1)
					check(p < end && *p++ == 1000 + n);
			check(p == end);
		}
}

static const struct check_case cases[] = {
	{ "valid texts at each place of a block", accepts },
	{ "invalid texts at each place of a block", refuses },
	{ "errors name the first place", says_where },
	{ "depth is bounded", bounds_depth },
	{ "size is bounded", bounds_size },
	{ "runs of backslashes", backslash_runs },
	{ "all mask makers agree", masks_agree },
	{ "bits become numbers", flattens },
};

CHECK_MAIN(cases)
