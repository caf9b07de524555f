// SPDX-License-Identifier: BSD-2-Clause
/* Strings.  What is wanted is what OPA 1.18.1 answers. */
#include "rego_builtin.h"

static const struct rego_row rows_strings_any_prefix_match[] = {
	{ "strings.any_prefix_match", "[\"\",[]]", "false" },
	{ "strings.any_prefix_match", "[\"1e3\",[\"{B\\u65e5*\",\"a b\",\"\"]]", "true" },
	{ "strings.any_prefix_match", "[\"foo1e3\",{\"$set\":[null,\"aaaaabababab\"]}]",
	  "eval_type_error: strings.any_prefix_match: operand 2 must be set of strings but got set "
	  "containing null" },
	{ "strings.any_prefix_match",
	  "[[\"\\\\\",false,{\"$obj\":[[\"\\u00a0x\\u00a0\",true]]}],\",\"]",
	  "eval_type_error: strings.any_prefix_match: operand 1 must be array of strings but got "
	  "array containing boolean" },
	{ "strings.any_prefix_match", "[[\"foofoo\",\"1.5\"],\"\"]", "true" },
	{ "strings.any_prefix_match",
	  "[[\"{{\\u00e9\"],{\"$set\":[\"null\",\"\\ud83d\\ude00%d\"]}]", "false" },
	{ "strings.any_prefix_match",
	  "[[516.7924365442138],[\"b\",\"ab\",\"/_{C*}b\\\\\",\"x,y,z\"]]",
	  "eval_type_error: strings.any_prefix_match: operand 1 must be array of strings but got "
	  "array containing number" },
	{ "strings.any_prefix_match", "[{\"$set\":[\"1.5~\",\"foo.barFOO\"]},{\"$set\":[]}]",
	  "false" },
	{ "strings.any_prefix_match", "[{\"$set\":[\"[]abababab\",1.0]},\"..\"]",
	  "eval_type_error: strings.any_prefix_match: operand 1 must be set of strings but got set "
	  "containing number" },
	{ "strings.any_prefix_match",
	  "[{\"$set\":[\"\\\\%\",\"\\u2028\",\"\\u2028\"]},[\"ab\",\"\"]]", "true" },
	{ "strings.any_prefix_match",
	  "[{\"$set\":[\"\\u00df\"]},[\"\\ud83d\\ude00\",\"/a/b\",\"%d\",\"x,y,z\"]]", "false" },
	{ "strings.any_prefix_match", "[{\"$set\":[\"aaa\"]},\"aaa\"]", "true" },
	{ "strings.any_prefix_match", "[{\"$set\":[\"b{\"]},[\"bar\",\"-}\",\"\"]]", "true" },
	{ "strings.any_prefix_match", "[{\"$set\":[-0,null,\"b\"]},\"{\"]",
	  "eval_type_error: strings.any_prefix_match: operand 1 must be set of strings but got set "
	  "containing null" },
};

static const struct rego_row rows_strings_any_suffix_match[] = {
	{ "strings.any_suffix_match", "[\"0x10\",{\"$set\":[\"a\",\"ab,\",\"a\\u00df\",\"\"]}]",
	  "true" },
	{ "strings.any_suffix_match", "[\"1]1*0[\",[\"aaaa\\u00df\",\"K\",\"1e3\"]]", "false" },
	{ "strings.any_suffix_match", "[\"K\",[\"\\u01c5\",\"\",\"foo.bar\"]]", "true" },
	{ "strings.any_suffix_match",
	  "[\"\\u017faaa\",{\"$set\":[\"e\\u0301bar\",\"\\ud83d\\ude00\",\"aab\",\"{[\\\\\\\\_\"]}"
	  "]",
	  "false" },
	{ "strings.any_suffix_match", "[\"ab\",{\"$set\":[]}]", "false" },
	{ "strings.any_suffix_match", "[[\"\",\"a\"],[\"\\u00df-\"]]", "false" },
	{ "strings.any_suffix_match", "[[\"1e3\",null],[\"A\"]]",
	  "eval_type_error: strings.any_suffix_match: operand 1 must be array of strings but got "
	  "array containing null" },
	{ "strings.any_suffix_match",
	  "[[\"\\u00dcn\\u00ef\",8,null,\"\\u00a0x\\u00a0\"],\"-1 A{\"]",
	  "eval_type_error: strings.any_suffix_match: operand 1 must be array of strings but got "
	  "array containing number" },
	{ "strings.any_suffix_match", "[[null],[\"e\\u0301\",\"\\u00e9abababab\"]]",
	  "eval_type_error: strings.any_suffix_match: operand 1 must be array of strings but got "
	  "array containing null" },
	{ "strings.any_suffix_match", "[[{\"$set\":[]},\"0x10\",\"FOO%d\"],[\"\\u65e5\"]]",
	  "eval_type_error: strings.any_suffix_match: operand 1 must be array of strings but got "
	  "array containing set" },
	{ "strings.any_suffix_match",
	  "[{\"$set\":[\"\\\\-BA}c\",\"abababab\"]},{\"$set\":[\"{\",\"_1[-\",\"\\\\\",\"ab\"]}]",
	  "true" },
	{ "strings.any_suffix_match", "[{\"$set\":[\"a b\"]},[\"K\",\"\",\"%\",\"\"]]", "true" },
	{ "strings.any_suffix_match",
	  "[{\"$set\":[\"abK\",\"null\"]},{\"$set\":[\"true\",\"AC\",\"b1} \"]}]", "false" },
	{ "strings.any_suffix_match",
	  "[{\"$set\":[true,0.5,\"b..\",-5]},[\"a\\ud83d\\ude00b\",\"\",\"0x10bar\"]]",
	  "eval_type_error: strings.any_suffix_match: operand 1 must be set of strings but got set "
	  "containing boolean" },
};

static const struct rego_row rows_concat[] = {
	{ "concat", "[\"%\",[\"-1\",\"\\ufb03\",\"00/_\",\"..\"]]", "\"-1%\357\254\203%00/_%..\"" },
	{ "concat", "[\",\",[\"e\\u0301\",\"\\u65e5]\",\"\\u0130\",\"\\\\}\\u00e9\\u65e5A _\"]]",
	  "\"e\314\201,\346\227\245],\304\260,\\\\}\303\251\346\227\245A _\"" },
	{ "concat", "[\"1.5\",{\"$set\":[\"..\",\"true\"]}]", "\"..1.5true\"" },
	{ "concat", "[\"BB.a\",[\"\\t\\n\",\"\\u00df\"]]", "\"\\t\\nBB.a\303\237\"" },
	{ "concat", "[\"[]e\\u0301\",[\"C0_--[B*\",\"a\\u00e9A\\u00df\",\"%\"]]",
	  "\"C0_--[B*[]e\314\201a\303\251A\303\237[]e\314\201%\"" },
	{ "concat", "[\"\\t\\n\",{\"$set\":[\"{}\",\"\\u2028aaaa\",\"{}\"]}]",
	  "\"{}\\t\\n\\u2028aaaa\"" },
	{ "concat", "[\"\\u00a0x\\u00a0\",[\"/a/b\"]]", "\"/a/b\"" },
	{ "concat", "[\"\\u00dcn\\u00ef\\\\\",[\"{}\",\"e\\u0301\",\"\"]]",
	  "\"{}\303\234n\303\257\\\\e\314\201\303\234n\303\257\\\\\"" },
	{ "concat",
	  "[\"\\u00df{}\",{\"$set\":[\"a*}-1\",\"\\ud83d\\ude00\",\"aaaa\",\"?0.[CAB\"]}]",
	  "\"?0.[CAB\303\237{}a*}-1\303\237{}aaaa\303\237{}\360\237\230\200\"" },
	{ "concat", "[\"\\u017f\",{\"$set\":[\"\\ufb03\\u00df\",\"a\\ud83d\\ude00b%\"]}]",
	  "\"a\360\237\230\200b%\305\277\357\254\203\303\237\"" },
	{ "concat", "[\"a\\ud83d\\ude00b\",{\"$set\":[\"aaaa\"]}]", "\"aaaa\"" },
	{ "concat", "[\"abc\",{\"$set\":[\"bar[]\",\"a b\",\"{}\"]}]", "\"a babcbar[]abc{}\"" },
	{ "concat", "[\"{}\",{\"$set\":[\"{}\",\"a b\",\"0x10\",\"ba\"]}]",
	  "\"0x10{}a b{}ba{}{}\"" },
	{ "concat", "[-3434161181659,\"\\u00dfB]]?\"]",
	  "eval_type_error: concat: operand 1 must be string but got number" },
};

static const struct rego_row rows_contains[] = {
	{ "contains", "[\",aaa\",{\"$obj\":[[\"{B1{a1 A\",[7270497175780602672503]]]}]",
	  "eval_type_error: contains: operand 2 must be string but got object" },
	{ "contains", "[\"..\",\"..\"]", "true" },
	{ "contains", "[\"FOO-1\",\"FOO\"]", "true" },
	{ "contains", "[\"\\\"q\\\"x,y,z\",\"\\\"q\\\"\"]", "true" },
	{ "contains", "[\"\\u0130\",\"\\u017f\"]", "false" },
	{ "contains", "[\"\\u017f/a/b\",\"/a/b\\ufb03\"]", "false" },
	{ "contains", "[\"\\ud83d\\ude00\",[\"aabab\"]]",
	  "eval_type_error: contains: operand 2 must be string but got array" },
	{ "contains", "[\"_\\u00e9/}\",4]",
	  "eval_type_error: contains: operand 2 must be string but got number" },
	{ "contains", "[\"aaa\",[-3]]",
	  "eval_type_error: contains: operand 2 must be string but got array" },
	{ "contains", "[\"aaaa\",\"\"]", "true" },
	{ "contains", "[\"c{c\\u65e5\",null]",
	  "eval_type_error: contains: operand 2 must be string but got null" },
	{ "contains", "[\"x,y,z\",\"{}\"]", "false" },
	{ "contains", "[\"{}aaaa\",\"\\ud83d\\ude00\"]", "false" },
	{ "contains", "[{\"$set\":[\"..\\\\\"]},\"\\u00e9/-\"]",
	  "eval_type_error: contains: operand 1 must be string but got set" },
};

static const struct rego_row rows_startswith[] = {
	{ "startswith", "[\"\",\"\"]", "true" },
	{ "startswith", "[\"%\",\"\"]", "true" },
	{ "startswith", "[\".C10*_\",\"\"]", "true" },
	{ "startswith", "[\"10\",\"\"]", "true" },
	{ "startswith", "[\"FOO\",\"\"]", "true" },
	{ "startswith", "[\"\\t\\n\",\" 0\\u00e9a\"]", "false" },
	{ "startswith", "[\"\\u01c5/a/b\",-132.96956123216023]",
	  "eval_type_error: startswith: operand 2 must be string but got number" },
	{ "startswith", "[\"\\u65e5\\u672c\\u8a9e\",\"null a \"]", "false" },
	{ "startswith", "[\"aab\",\"ae\\u0301\"]", "false" },
	{ "startswith", "[\"null\\ud83d\\ude00\",\"\\u017fFOO\"]", "false" },
	{ "startswith", "[\"true\",\"a\\ud83d\\ude00b\"]", "false" },
	{ "startswith", "[1E3,\"a b\"]",
	  "eval_type_error: startswith: operand 1 must be string but got number" },
	{ "startswith", "[[{\"$set\":[]}],\"\\ud83d\\ude00\"]",
	  "eval_type_error: startswith: operand 1 must be string but got array" },
	{ "startswith", "[null,\"\\t\\ntrue\"]",
	  "eval_type_error: startswith: operand 1 must be string but got null" },
};

static const struct rego_row rows_endswith[] = {
	{ "endswith", "[\"%\",\",\"]", "false" },
	{ "endswith", "[\"..\",\"\"]", "true" },
	{ "endswith", "[\"C\",\"\"]", "true" },
	{ "endswith", "[\"\\u0130\\ufb03\",\"\"]", "true" },
	{ "endswith", "[\"\\u2028\",10]",
	  "eval_type_error: endswith: operand 2 must be string but got number" },
	{ "endswith", "[\"_\\u00dfB?A{c\",{\"$set\":[null]}]",
	  "eval_type_error: endswith: operand 2 must be string but got set" },
	{ "endswith", "[\"a b\",[]]",
	  "eval_type_error: endswith: operand 2 must be string but got array" },
	{ "endswith", "[\"a\\ud83d\\ude00bfoo.bar\",\"..\"]", "false" },
	{ "endswith", "[\"abc\",\"abababab\"]", "false" },
	{ "endswith", "[\"b*1\",\"-1\"]", "false" },
	{ "endswith", "[-3,\"ab\"]",
	  "eval_type_error: endswith: operand 1 must be string but got number" },
	{ "endswith", "[-5,\"aaa\"]",
	  "eval_type_error: endswith: operand 1 must be string but got number" },
	{ "endswith", "[true,\"true\"]",
	  "eval_type_error: endswith: operand 1 must be string but got boolean" },
	{ "endswith", "[{\"$obj\":[]},\"\\u2028\"]",
	  "eval_type_error: endswith: operand 1 must be string but got object" },
};

static const struct rego_row rows_indexof[] = {
	{ "indexof", "[\" a \",\" a \"]", "0" },
	{ "indexof", "[\",\",9969184455394616799]",
	  "eval_type_error: indexof: operand 2 must be string but got number" },
	{ "indexof", "[\"..\",\"0x10\"]", "-1" },
	{ "indexof", "[\"FOO\",\",\"]", "-1" },
	{ "indexof", "[\"\\u00a0x\\u00a0\",[null,1]]",
	  "eval_type_error: indexof: operand 2 must be string but got array" },
	{ "indexof", "[\"\\u017f\",\"\\u017f\"]", "0" },
	{ "indexof", "[\"aaaa\",\"\"]", "eval_builtin_error: indexof: empty search character" },
	{ "indexof", "[\"aab\",\"ab\"]", "1" },
	{ "indexof", "[\"ab\",\"\"]", "eval_builtin_error: indexof: empty search character" },
	{ "indexof", "[\"foo.barK\",[[],[\"abc1e3\",null,\"b\\u0130\"]]]",
	  "eval_type_error: indexof: operand 2 must be string but got array" },
	{ "indexof", "[\"foo\\\\\",\"\\\\\"]", "3" },
	{ "indexof", "[\"{aa\\u00df\\u00df\\u00dfA\",\"a\"]", "1" },
	{ "indexof", "[10,\"e\\u0301\"]",
	  "eval_type_error: indexof: operand 1 must be string but got number" },
	{ "indexof", "[[],\"bar\"]",
	  "eval_type_error: indexof: operand 1 must be string but got array" },
};

static const struct rego_row rows_indexof_n[] = {
	{ "indexof_n", "[\" a \",\"-1\"]", "[]" },
	{ "indexof_n", "[\" a \",\"a\"]", "[1]" },
	{ "indexof_n", "[\"\",{\"$obj\":[[true,-0.5]]}]",
	  "eval_type_error: indexof_n: operand 2 must be string but got object" },
	{ "indexof_n", "[\"%d\",\"-\"]", "[]" },
	{ "indexof_n", "[\".\\u00dfc\\u00e9 1b_\",\"b\"]", "[6]" },
	{ "indexof_n", "[\"Kaaaa\",\"1e3\"]", "[]" },
	{ "indexof_n", "[\"\\\\\",\"\\\\\"]", "[0]" },
	{ "indexof_n", "[\"\\u65e5B/\\u00df?\\u65e5-\",\"\\u00df\"]", "[3]" },
	{ "indexof_n", "[\"aaaa\",\"\"]", "eval_builtin_error: indexof_n: empty search character" },
	{ "indexof_n", "[\"aaaa\",\"aaaa\"]", "[0]" },
	{ "indexof_n", "[\"ab\",\"a\"]", "[0]" },
	{ "indexof_n", "[\"abc\\\\\",\"\"]",
	  "eval_builtin_error: indexof_n: empty search character" },
	{ "indexof_n", "[true,\"Bb\\u00df\"]",
	  "eval_type_error: indexof_n: operand 1 must be string but got boolean" },
	{ "indexof_n", "[{\"$set\":[-4,null]},\"\\u2028\"]",
	  "eval_type_error: indexof_n: operand 1 must be string but got set" },
};

static const struct rego_row rows_split[] = {
	{ "split", "[\" a aaaa\",\"ab\"]", "[\" a aaaa\"]" },
	{ "split", "[\"*B\\u00df0-\",\"a b\"]", "[\"*B\303\2370-\"]" },
	{ "split", "[\"-1\",\"B\\u65e5\\u00e9]\"]", "[\"-1\"]" },
	{ "split", "[\"-10x10\",\"\\u65e5\\u672c\\u8a9e\"]", "[\"-10x10\"]" },
	{ "split", "[\"-}- -a_a\",\"\\ufb03\"]", "[\"-}- -a_a\"]" },
	{ "split", "[\"..\",\"~\"]", "[\"..\"]" },
	{ "split", "[\"0x10\",\"FOO0x10\"]", "[\"0x10\"]" },
	{ "split", "[\"B\\u00df C\",\"{}\"]", "[\"B\303\237 C\"]" },
	{ "split", "[\"[B]\",\"[]true\"]", "[\"[B]\"]" },
	{ "split", "[\"\\u00dcn\\u00efbar\",\"\\u65e5\\u672c\\u8a9e\\u0130\"]",
	  "[\"\303\234n\303\257bar\"]" },
	{ "split", "[\"\\u00df\",\"10\"]", "[\"\303\237\"]" },
	{ "split", "[\"\\ufb03\",\"\\\\\"]", "[\"\357\254\203\"]" },
	{ "split", "[\"___ 1*\",\"abababab\"]", "[\"___ 1*\"]" },
	{ "split", "[\"{}\\u00dcn\\u00ef\",\"/a/b\"]", "[\"{}\303\234n\303\257\"]" },
};

static const struct rego_row rows_strings_count[] = {
	{ "strings.count", "[\"%de\\u0301\",[true]]",
	  "eval_type_error: strings.count: operand 2 must be string but got array" },
	{ "strings.count", "[\"-1\",\"-1\"]", "1" },
	{ "strings.count", "[\"-1\",true]",
	  "eval_type_error: strings.count: operand 2 must be string but got boolean" },
	{ "strings.count", "[\".\\\\B[_a.\",\"\"]", "8" },
	{ "strings.count", "[\"[]\",\"\\u00e9\"]", "0" },
	{ "strings.count", "[\"\\\\\",\"\"]", "2" },
	{ "strings.count", "[\"\\t\\n\",\"\"]", "3" },
	{ "strings.count", "[\"\\t\\na\\ud83d\\ude00b\",\"\"]", "6" },
	{ "strings.count", "[\"\\u0130\",\"\"]", "2" },
	{ "strings.count", "[\"\\u017f%d\",\"0x10\"]", "0" },
	{ "strings.count", "[\"ab\",\"\"]", "3" },
	{ "strings.count", "[\"b\\u65e5\\u00e9{?\",\"\\u00e9\"]", "1" },
	{ "strings.count", "[\"foo\",\"\"]", "4" },
	{ "strings.count", "[\"}\\u65e5_\\u00e90{-\",\"\"]", "8" },
};

static const struct rego_row rows_trim[] = {
	{ "trim", "[\",\",\"[]\"]", "\",\"" },
	{ "trim", "[\"-1foo.bar\",\"aab\"]", "\"-1foo.bar\"" },
	{ "trim", "[\"..\",\"-[*\\u65e5_[.\"]", "\"\"" },
	{ "trim", "[\"0x10~\",\"\"]", "\"0x10~\"" },
	{ "trim", "[\"1]{\",\"aaaa\"]", "\"1]{\"" },
	{ "trim", "[\"1e3\\u00a0x\\u00a0\",\"a b\"]", "\"1e3\\u00a0x\\u00a0\"" },
	{ "trim", "[\"A_}\\u00df1\",\"abababab\"]", "\"A_}\303\2371\"" },
	{ "trim", "[\"[]\\ud83d\\ude00\",\"\\u65e5\\u672c\\u8a9eb\"]", "\"[]\360\237\230\200\"" },
	{ "trim", "[\"\\u00df\",\",\\\\\"]", "\"\303\237\"" },
	{ "trim", "[\"\\u65e5\",\"?_]ab\\u00df/A\"]", "\"\346\227\245\"" },
	{ "trim", "[\"a?\?A \",\"\\\\\"]", "\"a?\?A \"" },
	{ "trim", "[\"e\\u0301\",\"b\\\\a\\u65e5 ].\"]", "\"e\314\201\"" },
	{ "trim", "[\"true\",\"\\u0130\"]", "\"true\"" },
	{ "trim", "[\"{},\",\"aaaa\"]", "\"{},\"" },
};

static const struct rego_row rows_trim_left[] = {
	{ "trim_left", "[\" a} B-.1\",\"\\u00a0x\\u00a0\"]", "\" a} B-.1\"" },
	{ "trim_left", "[\"1\\u00e9\\u00df/A/0\",\"K\"]", "\"1\303\251\303\237/A/0\"" },
	{ "trim_left", "[\"K-1\",\"\\u00df\"]", "\"K-1\"" },
	{ "trim_left", "[\"Ka\",\"\\u00a0x\\u00a0b\"]", "\"Ka\"" },
	{ "trim_left", "[\"[_b/}\",\"aab\"]", "\"[_b/}\"" },
	{ "trim_left", "[\"\\u01c5\",\"\\u2028{}\"]", "\"\307\205\"" },
	{ "trim_left", "[\"\\u65e5\\u672c\\u8a9e\",\"foo\"]",
	  "\"\346\227\245\346\234\254\350\252\236\"" },
	{ "trim_left", "[\"\\u65e5\\u672c\\u8a9e%\",\"bar\"]",
	  "\"\346\227\245\346\234\254\350\252\236%\"" },
	{ "trim_left", "[\"\\ufb031e3\",\"\\t\\n\"]", "\"\357\254\2031e3\"" },
	{ "trim_left", "[\"e\\u0301\\u00a0x\\u00a0\",\"\\ufb03\"]",
	  "\"e\314\201\\u00a0x\\u00a0\"" },
	{ "trim_left", "[\"foo.bar\",\"%d\"]", "\"foo.bar\"" },
	{ "trim_left", "[\"true a \",\"\"]", "\"true a \"" },
	{ "trim_left", "[\"{-01\\u00e9/*\",\"b\\u01c5\"]", "\"{-01\303\251/*\"" },
	{ "trim_left", "[\"~\",\" \"]", "\"~\"" },
};

static const struct rego_row rows_trim_right[] = {
	{ "trim_right", "[\" \",\"\\u0130\"]", "\" \"" },
	{ "trim_right", "[\"%\",\"\\u01c5\"]", "\"%\"" },
	{ "trim_right", "[\"-1\\\"q\\\"\",\"/a/b\"]", "\"-1\\\"q\\\"\"" },
	{ "trim_right", "[\"1.5abc\",\"\\ud83d\\ude00\"]", "\"1.5abc\"" },
	{ "trim_right", "[\"10\",\"]**[b/?\"]", "\"10\"" },
	{ "trim_right", "[\"? \",\"A]*--\"]", "\"? \"" },
	{ "trim_right", "[\"[]\",\"a b%\"]", "\"[]\"" },
	{ "trim_right", "[\"\\\"q\\\"\",\"abc\"]", "\"\\\"q\\\"\"" },
	{ "trim_right", "[\"\\\\c0*cA.\",\",\"]", "\"\\\\c0*cA.\"" },
	{ "trim_right", "[\"\\t\\n%\",\"10\"]", "\"\\t\\n%\"" },
	{ "trim_right", "[\"a\",\"/{c\\u65e5\"]", "\"a\"" },
	{ "trim_right", "[\"abc\\u017f\",\"\\ud83d\\ude00\"]", "\"abc\305\277\"" },
	{ "trim_right", "[\"bar\",\"\\u0130,\"]", "\"bar\"" },
	{ "trim_right", "[\"~\",\"{}\"]", "\"~\"" },
};

static const struct rego_row rows_trim_prefix[] = {
	{ "trim_prefix", "[\" ?a\\u65e5}/\",\"bar\"]", "\" ?a\346\227\245}/\"" },
	{ "trim_prefix", "[\"%a\",\"\\u00e9\"]", "\"%a\"" },
	{ "trim_prefix", "[\"%d\",\"%foo\"]", "\"%d\"" },
	{ "trim_prefix", "[\"0x10[]\",\"aab\"]", "\"0x10[]\"" },
	{ "trim_prefix", "[\"1A-c\",\"{\\u00e9_\"]", "\"1A-c\"" },
	{ "trim_prefix", "[\"?]c*c\",\"\\u00e9\\u00df\"]", "\"?]c*c\"" },
	{ "trim_prefix", "[\"[\\u00dfBb\",\"*]{\"]", "\"[\303\237Bb\"" },
	{ "trim_prefix", "[\"\\\\\",\"/a/ba b\"]", "\"\\\\\"" },
	{ "trim_prefix", "[\"\\u00e9,\",\"1e3\"]", "\"\303\251,\"" },
	{ "trim_prefix", "[\"\\u01c5foo\",\"abc a \"]", "\"\307\205foo\"" },
	{ "trim_prefix", "[\"\\ufb031e3\",\"{B\"]", "\"\357\254\2031e3\"" },
	{ "trim_prefix", "[\"aCb [\\\\\",\"a\"]", "\"Cb [\\\\\"" },
	{ "trim_prefix", "[\"abababab\",\".0*A]]. \"]", "\"abababab\"" },
	{ "trim_prefix", "[\"{}\",\"e\\u0301\\u00e9\"]", "\"{}\"" },
};

static const struct rego_row rows_trim_suffix[] = {
	{ "trim_suffix", "[\"?/\",\"bar\"]", "\"?/\"" },
	{ "trim_suffix", "[\"?C_*.}1?\",\"abababab\\ufb03\"]", "\"?C_*.}1?\"" },
	{ "trim_suffix", "[\"Ba]\",\"\\ufb03\"]", "\"Ba]\"" },
	{ "trim_suffix", "[\"[ .\",\"]\\u00df\"]", "\"[ .\"" },
	{ "trim_suffix", "[\"\\\\b\\u00df[\",\"\\u2028\"]", "\"\\\\b\303\237[\"" },
	{ "trim_suffix", "[\"\\u00e9foo\",\"\"]", "\"\303\251foo\"" },
	{ "trim_suffix", "[\"\\u0130\",\"bar\"]", "\"\304\260\"" },
	{ "trim_suffix", "[\"\\u017f\",\"a b\"]", "\"\305\277\"" },
	{ "trim_suffix", "[\"\\u01c5%d\",\"abc\"]", "\"\307\205%d\"" },
	{ "trim_suffix", "[\"\\ufb03\",\"\\u00e9\"]", "\"\357\254\203\"" },
	{ "trim_suffix", "[\"aaa\",\"?c\"]", "\"aaa\"" },
	{ "trim_suffix", "[\"b\\\\-*\\u00df\\u65e5\",\"\\u00dcn\\u00ef\"]",
	  "\"b\\\\-*\303\237\346\227\245\"" },
	{ "trim_suffix", "[\"bar/a/b\",\"a b\"]", "\"bar/a/b\"" },
	{ "trim_suffix", "[\"{}FOO\",\"aaaa\"]", "\"{}FOO\"" },
};

static const struct rego_row rows_substring[] = {
	{ "substring", "[\"-1\",-1,-100]", "eval_builtin_error: substring: negative offset" },
	{ "substring", "[\"-1abc\",1,-2]", "\"1abc\"" },
	{ "substring", "[\"0x10\",1,-2]", "\"x10\"" },
	{ "substring", "[\"1.5\",2,5]", "\"5\"" },
	{ "substring", "[\"1.5/a/b\",0,3]", "\"1.5\"" },
	{ "substring", "[\"K10\",0,5]", "\"K10\"" },
	{ "substring", "[\"\\\\ab*}C._\",3,2]", "\"*}\"" },
	{ "substring", "[\"\\\\}?0-\",2,100]", "\"?0-\"" },
	{ "substring", "[\"\\u2028{}\",0,-100]", "\"\\u2028{}\"" },
	{ "substring", "[\"a\\u00e9\\\\\\u00e9ab-[\",2,100]", "\"\\\\\303\251ab-[\"" },
	{ "substring", "[\"aab\",2,1]", "\"b\"" },
	{ "substring", "[\"c__\\u65e5a\",2,100]", "\"_\346\227\245a\"" },
	{ "substring", "[\"nullaaa\",3,1]", "\"l\"" },
	{ "substring", "[\"~\",0,-3]", "\"~\"" },
};

static const struct rego_row rows_lower[] = {
	{ "lower", "[\"%a\\ud83d\\ude00b\"]", "\"%a\360\237\230\200b\"" },
	{ "lower", "[\"%d%d\"]", "\"%d%d\"" },
	{ "lower", "[\"-a\"]", "\"-a\"" },
	{ "lower", "[\"?\\u00e9 B]]-\"]", "\"?\303\251 b]]-\"" },
	{ "lower", "[\"[]\"]", "\"[]\"" },
	{ "lower", "[\"\\t\\n\"]", "\"\\t\\n\"" },
	{ "lower", "[\"\\u2028\"]", "\"\\u2028\"" },
	{ "lower", "[\"] / c_.\\u00df\"]", "\"] / c_.\303\237\"" },
	{ "lower", "[\"_{\"]", "\"_{\"" },
	{ "lower", "[\"abx,y,z\"]", "\"abx,y,z\"" },
	{ "lower", "[\"ab~\"]", "\"ab~\"" },
	{ "lower", "[\"true\"]", "\"true\"" },
	{ "lower", "[\"{}\"]", "\"{}\"" },
	{ "lower", "[\"~\"]", "\"~\"" },
};

static const struct rego_row rows_upper[] = {
	{ "upper", "[\" a %\"]", "\" A %\"" },
	{ "upper", "[\" b\"]", "\" B\"" },
	{ "upper", "[\"\"]", "\"\"" },
	{ "upper", "[\"*1]\\u00df*1[\"]", "\"*1]\303\237*1[\"" },
	{ "upper", "[\"*{-\\u00df*b \\\\\"]", "\"*{-\303\237*B \\\\\"" },
	{ "upper", "[\"..\"]", "\"..\"" },
	{ "upper", "[\".?\\u65e5A\"]", "\".?\346\227\245A\"" },
	{ "upper", "[\"0[}.\\\\]a\\u00df\"]", "\"0[}.\\\\]A\303\237\"" },
	{ "upper", "[\"\\u017f\"]", "\"S\"" },
	{ "upper", "[\"foo\"]", "\"FOO\"" },
	{ "upper", "[\"foo\\u00dcn\\u00ef\"]", "\"FOO\303\234N\303\217\"" },
	{ "upper", "[\"null\\u01c5\"]", "\"NULL\307\204\"" },
	{ "upper", "[\"true\\u00a0x\\u00a0\"]", "\"TRUE\\u00a0X\\u00a0\"" },
	{ "upper", "[\"}bc[\\u00e9 ?\"]", "\"}BC[\303\211 ?\"" },
};

static const struct rego_row rows_trim_space[] = {
	{ "trim_space", "[\" a \"]", "\"a\"" },
	{ "trim_space", "[\"-\\\\{A\"]", "\"-\\\\{A\"" },
	{ "trim_space", "[\".\\u00df\\u00df\"]", "\".\303\237\303\237\"" },
	{ "trim_space", "[\"0{}\\u65e5-\"]", "\"0{}\346\227\245-\"" },
	{ "trim_space", "[\"10\\ufb03\"]", "\"10\357\254\203\"" },
	{ "trim_space", "[\"C0\"]", "\"C0\"" },
	{ "trim_space", "[\"K\"]", "\"K\"" },
	{ "trim_space", "[\"\\\\\"]", "\"\\\\\"" },
	{ "trim_space", "[\"\\\\..\"]", "\"\\\\..\"" },
	{ "trim_space", "[\"\\u65e5bcB?\"]", "\"\346\227\245bcB?\"" },
	{ "trim_space", "[\"aC-*[\"]", "\"aC-*[\"" },
	{ "trim_space", "[\"barb\"]", "\"barb\"" },
	{ "trim_space", "[\"foo\\u00a0x\\u00a0\"]", "\"foo\\u00a0x\"" },
	{ "trim_space", "[\"{}\"]", "\"{}\"" },
};

static const struct rego_row rows_strings_reverse[] = {
	{ "strings.reverse", "[\"%\"]", "\"%\"" },
	{ "strings.reverse", "[\"*0A./_\\u00df\\u00e9\"]", "\"\303\251\303\237_/.A0*\"" },
	{ "strings.reverse", "[\"-1\\u0130\"]", "\"\304\2601-\"" },
	{ "strings.reverse", "[\"..\"]", "\"..\"" },
	{ "strings.reverse", "[\"/][\\u00dfCC\"]", "\"CC\303\237[]/\"" },
	{ "strings.reverse", "[\"0[]\"]", "\"][0\"" },
	{ "strings.reverse", "[\"Kab\"]", "\"baK\"" },
	{ "strings.reverse", "[\"\\\\\"]", "\"\\\\\"" },
	{ "strings.reverse", "[\"\\u00dcn\\u00ef\"]", "\"\303\257n\303\234\"" },
	{ "strings.reverse", "[\"\\u00e90}c\"]", "\"c}0\303\251\"" },
	{ "strings.reverse", "[\"][\\u65e5/\"]", "\"/\346\227\245[]\"" },
	{ "strings.reverse", "[\"a\\u65e5\\u00e9A/c0]\"]", "\"]0c/A\303\251\346\227\245a\"" },
	{ "strings.reverse", "[\"c[A]*}[\"]", "\"[}*]A[c\"" },
	{ "strings.reverse", "[\"fooaab\"]", "\"baaoof\"" },
};

static const struct rego_row rows_replace[] = {
	{ "replace", "[\"  b\",\"\\t\\n\",\",\"]", "\"  b\"" },
	{ "replace", "[\"\",\"\\u00e9\",\"\\u65e5aaB?\\u00df}/\"]", "\"\"" },
	{ "replace", "[\"%\\u00df\",\"abc\",\"a b\"]", "\"%\303\237\"" },
	{ "replace", "[\"1\",\"\\ud83d\\ude00\",\"b\"]", "\"1\"" },
	{ "replace", "[\"10\\u00df\",\"\\u00e9\",\"\\u01c5\"]", "\"10\303\237\"" },
	{ "replace", "[\"\\\\\\\\\",\"\\u65e5\\u672c\\u8a9e\",\"aaafoo\"]", "\"\\\\\\\\\"" },
	{ "replace", "[\"\\u00e9x,y,z\",\"/\",\"aaa\"]", "\"\303\251x,y,z\"" },
	{ "replace", "[\"a b\",\"\",\"trueb\"]", "\"truebatrueb truebbtrueb\"" },
	{ "replace", "[\"a b\",\"foo\",\"K\"]", "\"a b\"" },
	{ "replace", "[\"aaaa\",\" a \",\"\\u00e9\"]", "\"aaaa\"" },
	{ "replace", "[\"aab\\u65e5\\u672c\\u8a9e\",\"Ac[\",\"\\ud83d\\ude00\"]",
	  "\"aab\346\227\245\346\234\254\350\252\236\"" },
	{ "replace", "[\"abc\",\",\",\" a\"]", "\"abc\"" },
	{ "replace", "[\"e\\u0301aaaa\",\"-_1-C{b\\u00e9\",\"\\ufb03\"]", "\"e\314\201aaaa\"" },
	{ "replace", "[\"fooaaa\",\"bar\",\"null\"]", "\"fooaaa\"" },
};

static const struct rego_row rows_strings_replace_n[] = {
	{ "strings.replace_n",
	  "[{\"$obj\":[[\"-1\",\"_*\\u65e51C\"],[\"/\",\",\"]]},\"b\\u00dcn\\u00ef\"]",
	  "\"b\303\234n\303\257\"" },
	{ "strings.replace_n", "[{\"$obj\":[[\"1}]\",\"\"]]},\"abababab\"]", "\"abababab\"" },
	{ "strings.replace_n",
	  "[{\"$obj\":[[\"FOO\",\"\\ud83d\\ude00\"],[\"foo.bar\",\"]_-\"]]},\"\\t\\n\"]",
	  "\"\\t\\n\"" },
	{ "strings.replace_n", "[{\"$obj\":[[\"\\\"q\\\"\",\"aaa\"]]},\"[]foo\"]", "\"[]foo\"" },
	{ "strings.replace_n",
	  "[{\"$obj\":[[\"\\t\\n\",\"foo.bar\\\\\"]]},\"\\u00e9\\u65e5\\\\-A\\u00e9 \"]",
	  "\"\303\251\346\227\245\\\\-A\303\251 \"" },
	{ "strings.replace_n", "[{\"$obj\":[[\"\\u00e9\",\"foo.bar\"]]},\"?{b\"]", "\"?{b\"" },
	{ "strings.replace_n",
	  "[{\"$obj\":[[\"\\ufb03\",\"\"],[\"[]\",\"\\\"q\\\"\"]]},\"\\u00e9\"]", "\"\303\251\"" },
	{ "strings.replace_n",
	  "[{\"$obj\":[[\"a\\ud83d\\ude00b\",\"bar\"],[\"/a-?c?\",\"\\u00e9\"]]},\"_c/?\"]",
	  "\"_c/?\"" },
	{ "strings.replace_n", "[{\"$obj\":[[\"{}\",\"/\\\\].\\u65e5\"]]},\"_10\\u00e9{\\u00df\"]",
	  "\"_10\303\251{\303\237\"" },
	{ "strings.replace_n", "[{\"$obj\":[]},\"0x10x,y,z\"]", "\"0x10x,y,z\"" },
	{ "strings.replace_n", "[{\"$obj\":[]},\"\\\\aaaa\"]", "\"\\\\aaaa\"" },
	{ "strings.replace_n", "[{\"$obj\":[]},\"\\t\\n\\u2028\"]", "\"\\t\\n\\u2028\"" },
	{ "strings.replace_n", "[{\"$obj\":[]},\"\\u2028\"]", "\"\\u2028\"" },
	{ "strings.replace_n", "[{\"$obj\":[]},\"abc{}\"]", "\"abc{}\"" },
};

static const struct rego_row rows_internal_template_string[] = {
	{ "internal.template_string", "[[\",aab\",585.6894457042251,null,3]]",
	  "\",aab585.6894457042251null3\"" },
	{ "internal.template_string", "[[\"-110\"]]", "\"-110\"" },
	{ "internal.template_string", "[[\"1e3\",{\"$set\":[[false,\"null\\\"q\\\"\"]]},null,1E3]]",
	  "\"1e3[false, \\\"null\\\\\\\"q\\\\\\\"\\\"]null1E3\"" },
	{ "internal.template_string", "[[\"bar\",{\"$set\":[null]},82.21840310322295]]",
	  "\"barnull82.21840310322295\"" },
	{ "internal.template_string", "[[\"}0\\u00df*.C\",30552725223489619880,{\"$set\":[]}]]",
	  "\"}0\303\237*.C30552725223489619880<undefined>\"" },
	{ "internal.template_string", "[[-3,\"\\\\\",{\"$set\":[]},true]]",
	  "\"-3\\\\<undefined>true\"" },
	{ "internal.template_string", "[[-9595205774928480133210237,null,true]]",
	  "\"-9595205774928480133210237nulltrue\"" },
	{ "internal.template_string",
	  "[[405.38335671426285,{\"$set\":[]},{\"$set\":[[-5,\"\\u00e9\"]]}]]",
	  "\"405.38335671426285<undefined>[-5, \\\"\303\251\\\"]\"" },
	{ "internal.template_string", "[[]]", "\"\"" },
	{ "internal.template_string", "[[null,{\"$set\":[\"\\\\0[c\"]},true]]",
	  "\"null\\\\0[ctrue\"" },
	{ "internal.template_string", "[[{\"$set\":[0.1]}]]", "\"0.1\"" },
	{ "internal.template_string",
	  "[[{\"$set\":[33333333333333.33]},-808.399547418591,\"\\u01c5\",-1.5]]",
	  "\"33333333333333.33-808.399547418591\307\205-1.5\"" },
	{ "internal.template_string",
	  "[[{\"$set\":[9]},{\"$set\":[71.15769093146673]},1,{\"$set\":[]}]]",
	  "\"971.157690931466731<undefined>\"" },
	{ "internal.template_string", "[[{\"$set\":[{\"$obj\":[]}]},1]]", "\"{}1\"" },
};

static void test_strings_any_prefix_match(void)
{
	CHECK_ROWS(rows_strings_any_prefix_match);
}

static void test_strings_any_suffix_match(void)
{
	CHECK_ROWS(rows_strings_any_suffix_match);
}

static void test_concat(void)
{
	CHECK_ROWS(rows_concat);
}

static void test_contains(void)
{
	CHECK_ROWS(rows_contains);
}

static void test_startswith(void)
{
	CHECK_ROWS(rows_startswith);
}

static void test_endswith(void)
{
	CHECK_ROWS(rows_endswith);
}

static void test_indexof(void)
{
	CHECK_ROWS(rows_indexof);
}

static void test_indexof_n(void)
{
	CHECK_ROWS(rows_indexof_n);
}

static void test_split(void)
{
	CHECK_ROWS(rows_split);
}

static void test_strings_count(void)
{
	CHECK_ROWS(rows_strings_count);
}

static void test_trim(void)
{
	CHECK_ROWS(rows_trim);
}

static void test_trim_left(void)
{
	CHECK_ROWS(rows_trim_left);
}

static void test_trim_right(void)
{
	CHECK_ROWS(rows_trim_right);
}

static void test_trim_prefix(void)
{
	CHECK_ROWS(rows_trim_prefix);
}

static void test_trim_suffix(void)
{
	CHECK_ROWS(rows_trim_suffix);
}

static void test_substring(void)
{
	CHECK_ROWS(rows_substring);
}

static void test_lower(void)
{
	CHECK_ROWS(rows_lower);
}

static void test_upper(void)
{
	CHECK_ROWS(rows_upper);
}

static void test_trim_space(void)
{
	CHECK_ROWS(rows_trim_space);
}

static void test_strings_reverse(void)
{
	CHECK_ROWS(rows_strings_reverse);
}

static void test_replace(void)
{
	CHECK_ROWS(rows_replace);
}

static void test_strings_replace_n(void)
{
	CHECK_ROWS(rows_strings_replace_n);
}

static void test_internal_template_string(void)
{
	CHECK_ROWS(rows_internal_template_string);
}

static const struct check_case cases[] = {
	{ "strings.any_prefix_match", test_strings_any_prefix_match },
	{ "strings.any_suffix_match", test_strings_any_suffix_match },
	{ "concat", test_concat },
	{ "contains", test_contains },
	{ "startswith", test_startswith },
	{ "endswith", test_endswith },
	{ "indexof", test_indexof },
	{ "indexof_n", test_indexof_n },
	{ "split", test_split },
	{ "strings.count", test_strings_count },
	{ "trim", test_trim },
	{ "trim_left", test_trim_left },
	{ "trim_right", test_trim_right },
	{ "trim_prefix", test_trim_prefix },
	{ "trim_suffix", test_trim_suffix },
	{ "substring", test_substring },
	{ "lower", test_lower },
	{ "upper", test_upper },
	{ "trim_space", test_trim_space },
	{ "strings.reverse", test_strings_reverse },
	{ "replace", test_replace },
	{ "strings.replace_n", test_strings_replace_n },
	{ "internal.template_string", test_internal_template_string },
};

CHECK_MAIN(cases)
