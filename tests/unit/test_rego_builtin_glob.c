// SPDX-License-Identifier: BSD-2-Clause
/* Globs.  What is wanted is what OPA 1.18.1 answers. */
#include "rego_builtin.h"

static const struct rego_row rows_glob_match[] = {
	{ "glob.match", "[\"*\",null,\"-a\\u65e5ab\"]", "true" },
	{ "glob.match", "[\"****\",[\"/\",\".\"],\"c/.\\u00e9./ab\"]", "true" },
	{ "glob.match", "[\"***\\\\*a[a-\",[\"\\u00e9\"],\"ca\"]",
	  "eval_builtin_error: glob.match: unexpected end of input" },
	{ "glob.match", "[\"*{,a}{a,ab}\",[\"ab\"],\"a\\u65e5\"]",
	  "eval_type_error: glob.match: operand 2 must be array of runes but got array containing "
	  "string" },
	{ "glob.match", "[\"*{a[]a,b\",[],\"\\u65e5/.ab\\u00e9\"]",
	  "eval_builtin_error: glob.match: could not parse range" },
	{ "glob.match", "[\".\",[1],\".\\u00e9.b\"]",
	  "eval_type_error: glob.match: operand 2 must be array of strings but got array "
	  "containing number" },
	{ "glob.match", "[\"[!a]\",null,\"\"]", "true" },
	{ "glob.match", "[\"[!a]{,a}*[a-\",[\"/\",\".\"],\"ab-\"]",
	  "eval_builtin_error: glob.match: unexpected end of input" },
	{ "glob.match", "[\"[[\\u00e9][!]\",[1],\"bab\\u00e9c//-\"]",
	  "eval_type_error: glob.match: operand 2 must be array of strings but got array "
	  "containing number" },
	{ "glob.match", "[\"[]\",[\".\",\"/\"],\"\\u65e5ba\"]",
	  "eval_builtin_error: glob.match: could not parse range" },
	{ "glob.match", "[\"[]?\",[],\"ab\"]",
	  "eval_builtin_error: glob.match: could not parse range" },
	{ "glob.match", "[\"[a-[!][ab][ab]\",[],\"a.\"]",
	  "eval_builtin_error: glob.match: expected close range character" },
	{ "glob.match", "[\"[a-b-c]\",[],\"/\"]",
	  "eval_builtin_error: glob.match: expected close range character" },
	{ "glob.match", "[\"[a-b-c]*?\",[\"\\u00e9\"],\".\\u65e5\"]",
	  "eval_builtin_error: glob.match: expected close range character" },
	{ "glob.match", "[\"[a-b-c]?[ab]/[c-a]\",[\"/\",\".\"],\"ca\\u65e5.\"]",
	  "eval_builtin_error: glob.match: expected close range character" },
	{ "glob.match", "[\"[a-c]b\",[\"/\"],\"ab\"]", "true" },
	{ "glob.match", "[\"[a\\\\*{[ab]\",[\".\"],\"b\\u00e9ab\"]", "false" },
	{ "glob.match", "[\"[a{a*,b?}[!a]\",\"x\",\"-\"]",
	  "eval_type_error: glob.match: operand 2 must be one of {array, null} but got string" },
	{ "glob.match", "[\"[a{a,{b,c}}{a,a}\\\\*{a,{b,c}}\",[\".\"],\"ab\"]",
	  "eval_builtin_error: glob.match: unexpected end of input" },
	{ "glob.match", "[\"[a{}{a\",[\".\",\"/\"],\"-a\"]",
	  "eval_builtin_error: glob.match: unexpected end of input" },
	{ "glob.match", "[\"[c-a]\",[\".\"],\"bb\\u65e5\"]",
	  "eval_builtin_error: glob.match: hi character 'a' should be greater than lo 'c'" },
	{ "glob.match", "[\"[c-a]-\\u65e5{*,b}\",[\"/\",\".\"],\"a-\\u00e9\\u65e5\"]",
	  "eval_builtin_error: glob.match: hi character 'a' should be greater than lo 'c'" },
	{ "glob.match", "[\"[c-a][ab]\\u65e5\",[1],\"--a\"]",
	  "eval_type_error: glob.match: operand 2 must be array of strings but got array "
	  "containing number" },
	{ "glob.match", "[\"[c-a]{,a}***./\",[\"/\"],\"/abab\"]",
	  "eval_builtin_error: glob.match: hi character 'a' should be greater than lo 'c'" },
	{ "glob.match", "[\"[{a*,b?}[[][a-\",[\"/\",\".\"],\"\\u00e9b-\\u65e5ba\\u00e9\"]",
	  "eval_builtin_error: glob.match: unexpected end of input" },
	{ "glob.match", "[\"\\\\\",[\"\\u00e9\"],\"\"]", "true" },
	{ "glob.match", "[\"\\u00e9a,b\",[\"/\",\".\"],\"\\u65e5\\u00e9\"]", "false" },
	{ "glob.match", "[\"\\u65e5[{ab,ac}\",\"x\",\"\"]",
	  "eval_type_error: glob.match: operand 2 must be one of {array, null} but got string" },
	{ "glob.match", "[\"\\u65e5a\",[\".\",\"/\"],\"ab-c\\u65e5b\"]", "false" },
	{ "glob.match", "[\"a,b[a-b-c]\",[\"\\u00e9\"],\"/\"]",
	  "eval_builtin_error: glob.match: expected close range character" },
	{ "glob.match", "[\"a,b\\u00e9\",[\".\",\"/\"],\"-\\u65e5\\u65e5\"]", "false" },
	{ "glob.match", "[\"ab[c-a]\",[\".\",\"/\"],\"\"]",
	  "eval_builtin_error: glob.match: hi character 'a' should be greater than lo 'c'" },
	{ "glob.match", "[\"a{a*,b?}[!a][c-a]\\u00e9\",[\".\",\"/\"],\"\"]",
	  "eval_builtin_error: glob.match: hi character 'a' should be greater than lo 'c'" },
	{ "glob.match", "[\"{*,b}\",null,\"-/a\"]", "true" },
	{ "glob.match", "[\"{,a}[!][c-a]\",[\"/\",\".\"],\"ab\\u65e5--a\"]",
	  "eval_builtin_error: glob.match: could not parse range" },
	{ "glob.match", "[\"{a,a}\",[],\"a.a\"]", "false" },
	{ "glob.match", "[\"{a,{b,c}}{a,b}{a,{b,c}}[a-b-c][\",[\"\\u00e9\"],\"-cab\\u00e9.-b\"]",
	  "eval_builtin_error: glob.match: expected close range character" },
	{ "glob.match", "[\"{a[a-[]\\\\*{a,b}\",[\"\\u00e9\"],\"a-\\u00e9/ab\"]",
	  "eval_builtin_error: glob.match: hi character '[' should be greater than lo 'a'" },
	{ "glob.match", "[\"{a\\u00e9\",[\".\",\"/\"],\"-ab\"]", "false" },
	{ "glob.match", "[\"}{\\\\*[]\",[\"/\"],\"\\u00e9b.\"]",
	  "eval_builtin_error: glob.match: could not parse range" },
};

static const struct rego_row rows_glob_quote_meta[] = {
	{ "glob.quote_meta", "[\" a \"]", "\" a \"" },
	{ "glob.quote_meta", "[\"*\"]", "\"\\\\*\"" },
	{ "glob.quote_meta", "[\"*.ab\"]", "\"\\\\*.ab\"" },
	{ "glob.quote_meta", "[\"-\"]", "\"-\"" },
	{ "glob.quote_meta", "[\".[!]\"]", "\".\\\\[!\\\\]\"" },
	{ "glob.quote_meta", "[\".[a-c]\\u65e5a{a*,b?}\"]",
	  "\".\\\\[a-c\\\\]\346\227\245a\\\\{a\\\\*,b\\\\?\\\\}\"" },
	{ "glob.quote_meta", "[\"/{*CA0C\"]", "\"/\\\\{\\\\*CA0C\"" },
	{ "glob.quote_meta", "[\"0x10abababab\"]", "\"0x10abababab\"" },
	{ "glob.quote_meta", "[\"1e3\"]", "\"1e3\"" },
	{ "glob.quote_meta", "[\"[00\\u00e9\"]", "\"\\\\[00\303\251\"" },
	{ "glob.quote_meta", "[\"[\\u00e9]\"]", "\"\\\\[\303\251\\\\]\"" },
	{ "glob.quote_meta", "[\"[c-a]-[!]{*,b}\"]",
	  "\"\\\\[c-a\\\\]-\\\\[!\\\\]\\\\{\\\\*,b\\\\}\"" },
	{ "glob.quote_meta", "[\"[{,a}[a*.*?\"]", "\"\\\\[\\\\{,a\\\\}\\\\[a\\\\*.\\\\*\\\\?\"" },
	{ "glob.quote_meta", "[\"\\\\}{[ab]\"]", "\"\\\\\\\\\\\\}\\\\{\\\\[ab\\\\]\"" },
	{ "glob.quote_meta", "[\"\\u00a0x\\u00a0aaa\"]", "\"\\u00a0x\\u00a0aaa\"" },
	{ "glob.quote_meta", "[\"\\u00dcn\\u00efaab\"]", "\"\303\234n\303\257aab\"" },
	{ "glob.quote_meta", "[\"\\u00e9?\\u00e9?\"]", "\"\303\251\\\\?\303\251\\\\?\"" },
	{ "glob.quote_meta", "[\"\\u00e9[]\\\\[a-b-c]\"]",
	  "\"\303\251\\\\[\\\\]\\\\\\\\\\\\[a-b-c\\\\]\"" },
	{ "glob.quote_meta", "[\"\\u00e9a[\"]", "\"\303\251a\\\\[\"" },
	{ "glob.quote_meta", "[\"\\u017f0x10\"]", "\"\305\2770x10\"" },
	{ "glob.quote_meta", "[\"\\u01c5\\u00df\"]", "\"\307\205\303\237\"" },
	{ "glob.quote_meta", "[\"\\u01c5{}\"]", "\"\307\205\\\\{\\\\}\"" },
	{ "glob.quote_meta", "[\"\\u65e5{[][!a-c][!]\"]",
	  "\"\346\227\245\\\\{\\\\[\\\\]\\\\[!a-c\\\\]\\\\[!\\\\]\"" },
	{ "glob.quote_meta", "[\"]b**\"]", "\"\\\\]b\\\\*\\\\*\"" },
	{ "glob.quote_meta", "[\"a b0x10\"]", "\"a b0x10\"" },
	{ "glob.quote_meta", "[\"a?\?\\\\\\u65e5]\"]", "\"a\\\\?\\\\?\\\\\\\\\346\227\245\\\\]\"" },
	{ "glob.quote_meta", "[\"a\\u017f\"]", "\"a\305\277\"" },
	{ "glob.quote_meta", "[\"aaaa\"]", "\"aaaa\"" },
	{ "glob.quote_meta", "[\"ab\"]", "\"ab\"" },
	{ "glob.quote_meta", "[\"ab*?\"]", "\"ab\\\\*\\\\?\"" },
	{ "glob.quote_meta", "[\"abababab\"]", "\"abababab\"" },
	{ "glob.quote_meta", "[\"abc\"]", "\"abc\"" },
	{ "glob.quote_meta", "[\"a{a,ab}\\\\*\"]", "\"a\\\\{a,ab\\\\}\\\\\\\\\\\\*\"" },
	{ "glob.quote_meta", "[\"b[ab][c-a][c-a][!a]\"]",
	  "\"b\\\\[ab\\\\]\\\\[c-a\\\\]\\\\[c-a\\\\]\\\\[!a\\\\]\"" },
	{ "glob.quote_meta", "[\"b{a,a}\"]", "\"b\\\\{a,a\\\\}\"" },
	{ "glob.quote_meta", "[\"b}\\\\}?/\"]", "\"b\\\\}\\\\\\\\\\\\}\\\\?/\"" },
	{ "glob.quote_meta", "[\"{\"]", "\"\\\\{\"" },
	{ "glob.quote_meta", "[\"{a*,b?}{,a}\"]", "\"\\\\{a\\\\*,b\\\\?\\\\}\\\\{,a\\\\}\"" },
	{ "glob.quote_meta", "[\"{ab,ac}[!a]/\"]", "\"\\\\{ab,ac\\\\}\\\\[!a\\\\]/\"" },
	{ "glob.quote_meta", "[\"}*?{a,a}\\u00e9{\"]",
	  "\"\\\\}\\\\*\\\\?\\\\{a,a\\\\}\303\251\\\\{\"" },
};

static void test_glob_match(void)
{
	CHECK_ROWS(rows_glob_match);
}

static void test_glob_quote_meta(void)
{
	CHECK_ROWS(rows_glob_quote_meta);
}

static const struct check_case cases[] = {
	{ "glob.match", test_glob_match },
	{ "glob.quote_meta", test_glob_quote_meta },
};

CHECK_MAIN(cases)
