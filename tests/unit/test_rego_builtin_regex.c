// SPDX-License-Identifier: BSD-2-Clause
/* Regular expressions.  What is wanted is what OPA 1.18.1 answers. */
#include "rego_builtin.h"

static const struct rego_row rows_regex_is_valid[] = {
	{ "regex.is_valid", "[\"()\"]", "true" },
	{ "regex.is_valid", "[\"(?P<n\"]", "false" },
	{ "regex.is_valid", "[\"(?P<n>a)\"]", "true" },
	{ "regex.is_valid", "[\"(?P=a)\"]", "false" },
	{ "regex.is_valid", "[\"(?U)a+\\\\p{Greek}\"]", "true" },
	{ "regex.is_valid", "[\"(a)(b)a+?\"]", "true" },
	{ "regex.is_valid", "[\"(a|ab)(c|bcd)\"]", "true" },
	{ "regex.is_valid", "[\"[z-a][^]a]\"]", "false" },
	{ "regex.is_valid", "[\"\\\\.\"]", "true" },
	{ "regex.is_valid", "[\"\\\\Z\\\\pL\"]", "false" },
	{ "regex.is_valid", "[\"\\\\Z\\u00e9+\"]", "false" },
	{ "regex.is_valid", "[\"\\\\p(?m)^a$\"]", "false" },
	{ "regex.is_valid", "[\"a?\?(?<n>a)\"]", "true" },
	{ "regex.is_valid", "[18446744073709551616]", "false" },
};

static const struct rego_row rows_regex_match[] = {
	{ "regex.match", "[\"(?<a>x)(?<a>y)\",\"{b \\u00e9\"]", "false" },
	{ "regex.match", "[\"(?P\",-3]",
	  "eval_type_error: regex.match: operand 2 must be string but got number" },
	{ "regex.match", "[\"(?P<1-2>a)\",[{\"$set\":[null]},\"aab\",{\"$obj\":[[\"true\",2]]}]]",
	  "eval_type_error: regex.match: operand 2 must be string but got array" },
	{ "regex.match", "[\"(?P^a\",\"\\ud83d\\ude00\"]",
	  "eval_builtin_error: regex.match: error parsing regexp: invalid or unsupported Perl "
	  "syntax: `(?P`" },
	{ "regex.match", "[\"*a\",\"\\u00e9-1\"]",
	  "eval_builtin_error: regex.match: error parsing regexp: missing argument to repetition "
	  "operator: `*`" },
	{ "regex.match", "[\".\",\"\\u00e9\"]", "true" },
	{ "regex.match", "[\"\\\\pL\",\" a foo.bar\"]", "true" },
	{ "regex.match", "[\"\\\\pL(?i)foo\",\" a 0x10\"]", "false" },
	{ "regex.match", "[\"\\\\p{lu}(a{500}){3}\",\"-\\u00e9A\\u00e9B\\u00df\"]",
	  "eval_builtin_error: regex.match: error parsing regexp: invalid repeat count: `{3}`" },
	{ "regex.match", "[\"\\\\x{41}\",\"\\t\\n\"]", "false" },
	{ "regex.match", "[\"a[^]a]\",\" }?.\\\\CB\\u00df\"]", "false" },
	{ "regex.match", "[\"a{1[a\",\"A.\"]",
	  "eval_builtin_error: regex.match: error parsing regexp: missing closing ]: `[a`" },
	{ "regex.match", "[\"x*\",\"10null\"]", "true" },
	{ "regex.match", "[-1.5,\"null\"]",
	  "eval_type_error: regex.match: operand 1 must be string but got number" },
};

static const struct rego_row rows_regex_split[] = {
	{ "regex.split", "[\"(?:a|b)c\",\"0/*}?\\\\\\u65e5\"]", "[\"0/*}?\\\\\346\227\245\"]" },
	{ "regex.split", "[\"(?:a|b)c\",\"ab0x10\"]", "[\"ab0x10\"]" },
	{ "regex.split", "[\"(?m)^a$\",\"\\u0130\"]", "[\"\304\260\"]" },
	{ "regex.split", "[\"(a|ab)(c|bcd)\",\" \\u65e51C\\u00e9\\\\_]\"]",
	  "[\" \346\227\2451C\303\251\\\\_]\"]" },
	{ "regex.split", "[\"(a|ab)(c|bcd)\",\"1c1\\u65e5CA\\u00e9C\"]",
	  "[\"1c1\346\227\245CA\303\251C\"]" },
	{ "regex.split", "[\"(a|ab)(c|bcd)\",\"ababababaab\"]", "[\"ababababaab\"]" },
	{ "regex.split", "[\"\\\\P{^Greek}a*\",\"1.5\"]", "[\"1.5\"]" },
	{ "regex.split", "[\"\\\\pN\",\" a \"]", "[\" a \"]" },
	{ "regex.split", "[\"\\u00e9+\",\"1{cC \"]", "[\"1{cC \"]" },
	{ "regex.split", "[\"^a\",\"10\"]", "[\"10\"]" },
	{ "regex.split", "[\"a$\",\"e\\u0301\"]", "[\"e\314\201\"]" },
	{ "regex.split", "[\"a{,2}\",\"}11b.C_\\\\\"]", "[\"}11b.C_\\\\\"]" },
	{ "regex.split", "[\"a{,2}{\",\"\\\\\\u00e9\\u00df\"]", "[\"\\\\\303\251\303\237\"]" },
	{ "regex.split", "[\"x*\",\"10[]\"]", "[\"1\", \"0\", \"[\", \"]\"]" },
};

static const struct rego_row rows_regex_find_n[] = {
	{ "regex.find_n", "[\"(?s).\",\"..\",1]", "[\".\"]" },
	{ "regex.find_n", "[\"(?s).()\",\"\\\\{c-B/\\\\[\",5]",
	  "[\"\\\\\", \"{\", \"c\", \"-\", \"B\"]" },
	{ "regex.find_n", "[\"(a|ab)(c|bcd)\",\"abc\",-2]", "[\"abc\"]" },
	{ "regex.find_n", "[\".\",\"\\u00dcn\\u00ef\\ud83d\\ude00\",5]",
	  "[\"\303\234\", \"n\", \"\303\257\", \"\360\237\230\200\"]" },
	{ "regex.find_n", "[\"[[:alpha:]]\",\"%d\",5]", "[\"d\"]" },
	{ "regex.find_n", "[\"[[:alpha:]]\",\"\\\"q\\\"\",-1]", "[\"q\"]" },
	{ "regex.find_n", "[\"[[:alpha:]](?<n>a)\",\"aaa\",3]", "[\"aa\"]" },
	{ "regex.find_n", "[\"[^]a]\",\"\\u01c5\",100]", "[\"\307\205\"]" },
	{ "regex.find_n", "[\"[^]a]\",\"\\u65e5\\u672c\\u8a9etrue\",10]",
	  "[\"\346\227\245\", \"\346\234\254\", \"\350\252\236\", \"t\", \"r\", \"u\", \"e\"]" },
	{ "regex.find_n", "[\"[^]a][a-c]+\",\"\\u00a0x\\u00a0ab\",10]", "[\"\\u00a0ab\"]" },
	{ "regex.find_n", "[\"\\\\8\",\"abababab\",[]]",
	  "eval_type_error: regex.find_n: operand 3 must be number but got array" },
	{ "regex.find_n", "[\"a*[[:alpha:]]\",\"a b\",-100]", "[\"a\", \"b\"]" },
	{ "regex.find_n", "[\"a{2,1}\",\"aaa\",-100]",
	  "eval_builtin_error: regex.find_n: error parsing regexp: invalid repeat count: `{2,1}`" },
	{ "regex.find_n", "[\"x*\",\" a \",5]", "[\"\", \"\", \"\", \"\"]" },
};

static const struct rego_row rows_regex_find_all_string_submatch_n[] = {
	{ "regex.find_all_string_submatch_n", "[\"\",\"\\ud83d\\ude00\",-1.5]",
	  "eval_type_error: regex.find_all_string_submatch_n: operand 3 must be integer number but "
	  "got floating-point number" },
	{ "regex.find_all_string_submatch_n", "[\"(?s).\",\"b\",5]", "[[\"b\"]]" },
	{ "regex.find_all_string_submatch_n", "[\"(a)(b)\",\"aab\",-1]",
	  "[[\"ab\", \"a\", \"b\"]]" },
	{ "regex.find_all_string_submatch_n", "[\".\",\"\\\"q\\\"\",-1]",
	  "[[\"\\\"\"], [\"q\"], [\"\\\"\"]]" },
	{ "regex.find_all_string_submatch_n", "[\"[[:alpha:]]\",\"\\ud83d\\ude00\",3]", "[]" },
	{ "regex.find_all_string_submatch_n", "[\"[[:alpha:]]\",\"aab\",-2]",
	  "[[\"a\"], [\"a\"], [\"b\"]]" },
	{ "regex.find_all_string_submatch_n", "[\"\\\\.()\",\"K1.5\",5]", "[[\".\", \"\"]]" },
	{ "regex.find_all_string_submatch_n", "[\"\\\\pL\",\"K\",-1]", "[[\"K\"]]" },
	{ "regex.find_all_string_submatch_n", "[\"\\\\pL\",\"\\u00dcn\\u00ef\",3]",
	  "[[\"\303\234\"], [\"n\"], [\"\303\257\"]]" },
	{ "regex.find_all_string_submatch_n", "[\"\\\\pLa{2}\",\"aaa\",-2]", "[[\"aaa\"]]" },
	{ "regex.find_all_string_submatch_n", "[\"\\u00e9+\",\"-\\u00e9\",100]",
	  "[[\"\303\251\"]]" },
	{ "regex.find_all_string_submatch_n", "[\"a**\",\"bA\\u00df\",-100]",
	  "eval_builtin_error: regex.find_all_string_submatch_n: error parsing regexp: invalid "
	  "nested repetition operator: `**`" },
	{ "regex.find_all_string_submatch_n", "[\"a{0}\",\"a\\ud83d\\ude00b\",1]", "[[\"\"]]" },
	{ "regex.find_all_string_submatch_n", "[\"a{0}\",\"abababab\",10]",
	  "[[\"\"], [\"\"], [\"\"], [\"\"], [\"\"], [\"\"], [\"\"], [\"\"], [\"\"]]" },
};

static const struct rego_row rows_regex_replace[] = {
	{ "regex.replace", "[\" Aa-_\\u00e9\",\"a|b\",\"$\"]", "\" A$-_\303\251\"" },
	{ "regex.replace", "[\"\",\"a+?\",\"$\\u00e9\"]", "\"\"" },
	{ "regex.replace", "[\"/a/b\",\"(?<a>x)(?<a>y)\",\"$n\"]", "\"/a/b\"" },
	{ "regex.replace", "[\"\\\\-\\u00df?[_\",\"(?i)foo\",\"$1\"]", "\"\\\\-\303\237?[_\"" },
	{ "regex.replace", "[\"\\u00a0x\\u00a0\",\"\",\"${\"]", "\"${\\u00a0${x${\\u00a0${\"" },
	{ "regex.replace", "[\"\\u0130\",\"(?<n>a)\",\"\\u00dcn\\u00ef\"]", "\"\304\260\"" },
	{ "regex.replace", "[\"\\u017f\",\"a*\",\"$$\"]", "\"$\305\277$\"" },
	{ "regex.replace", "[\"\\u65e5\\u672c\\u8a9e\",\"[\\\\p{Lu}x]\",\"${\"]",
	  "\"\346\227\245\346\234\254\350\252\236\"" },
	{ "regex.replace", "[\"\\ufb03\",\"a{1\\\\.\",\"$1\"]", "\"\357\254\203\"" },
	{ "regex.replace", "[\"\\ufb03\\u01c5\",\"a{2}(?<a>x)(?<a>y)\",\"$n\"]",
	  "\"\357\254\203\307\205\"" },
	{ "regex.replace", "[\"_.0A\\u65e5\\u00df]c\",\"(a|ab)(c|bcd)(?<a>x)(?<a>y)\",\"$$\"]",
	  "\"_.0A\346\227\245\303\237]c\"" },
	{ "regex.replace", "[\"ab\",\"(?<n>a)\",\"${n}\"]", "\"ab\"" },
	{ "regex.replace", "[\"ababababa b\",\"[[:alpha:]]a+?\",\"$\\u00e9\"]", "\"a b\"" },
	{ "regex.replace", "[\"bar..\",\"[^]a]\",\"$\\u00e9\"]", "\"a\"" },
};

static const struct rego_row rows_regex_globs_match[] = {
	{ "regex.globs_match", "[\"\",\"[]\"]", "false" },
	{ "regex.globs_match", "[\"**\",\"\\\\\"]",
	  "eval_builtin_error: regex.globs_match: input:**, pos:1, flag '*' must be preceded by a "
	  "non-flag: the input provided is invalid" },
	{ "regex.globs_match", "[\"+\",[-381.62225044621016]]",
	  "eval_type_error: regex.globs_match: operand 2 must be string but got array" },
	{ "regex.globs_match", "[\"+[a-c-e]\",-5]",
	  "eval_type_error: regex.globs_match: operand 2 must be string but got number" },
	{ "regex.globs_match", "[\".*\",\"\\u65e5*\"]", "true" },
	{ "regex.globs_match",
	  "[\"[a-z]*[0-9]+[][]\",[{\"$obj\":[]},{\"$obj\":[]},{\"$set\":[\",\",-0]}]]",
	  "eval_type_error: regex.globs_match: operand 2 must be string but got array" },
	{ "regex.globs_match", "[\"[a\\\\]]\",\"[]\"]", "false" },
	{ "regex.globs_match", "[\"[a\\\\]][a-c]+\",\"a+a*a*b*c\"]", "true" },
	{ "regex.globs_match", "[\"\\\\...\",\"*a+a*\"]",
	  "eval_builtin_error: regex.globs_match: input:*a+a*, pos:1, flag '*' must be preceded by "
	  "a non-flag: the input provided is invalid" },
	{ "regex.globs_match", "[\"\\\\[a..\",\".*\\\\[a\"]", "true" },
	{ "regex.globs_match", "[\"\\u65e5*\",\"\\u65e5*\\\\.\"]", "false" },
	{ "regex.globs_match", "[\"][][]\",\"[z-a]\"]",
	  "eval_builtin_error: regex.globs_match: input:][][], pos:1, set-close ']' with no "
	  "preceding '[': the input provided is invalid" },
	{ "regex.globs_match", "[\"a*b*c\",\"[a]\"]", "false" },
	{ "regex.globs_match", "[9223372036854775808,\"[a-z]*[0-9]+[\"]",
	  "eval_type_error: regex.globs_match: operand 1 must be string but got number" },
};

static void test_regex_is_valid(void)
{
	CHECK_ROWS(rows_regex_is_valid);
}

static void test_regex_match(void)
{
	CHECK_ROWS(rows_regex_match);
}

static void test_regex_split(void)
{
	CHECK_ROWS(rows_regex_split);
}

static void test_regex_find_n(void)
{
	CHECK_ROWS(rows_regex_find_n);
}

static void test_regex_find_all_string_submatch_n(void)
{
	CHECK_ROWS(rows_regex_find_all_string_submatch_n);
}

static void test_regex_replace(void)
{
	CHECK_ROWS(rows_regex_replace);
}

static void test_regex_globs_match(void)
{
	CHECK_ROWS(rows_regex_globs_match);
}

static const struct check_case cases[] = {
	{ "regex.is_valid", test_regex_is_valid },
	{ "regex.match", test_regex_match },
	{ "regex.split", test_regex_split },
	{ "regex.find_n", test_regex_find_n },
	{ "regex.find_all_string_submatch_n", test_regex_find_all_string_submatch_n },
	{ "regex.replace", test_regex_replace },
	{ "regex.globs_match", test_regex_globs_match },
};

CHECK_MAIN(cases)
