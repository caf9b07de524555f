// SPDX-License-Identifier: BSD-2-Clause
/* Arrays, sets, graphs, types and comparison.  What is wanted is what OPA 1.18.1 answers. */
#include "rego_builtin.h"

static const struct rego_row rows_equal[] = {
	{ "equal", "[\"\",\"A\\\\C-\"]", "false" },
	{ "equal", "[\"B\",[\"bar\",{\"$obj\":[]},6]]", "false" },
	{ "equal", "[\"\\\\\\\\\",6]", "false" },
	{ "equal", "[\"foo\",[-59.330206671076326,8]]", "false" },
	{ "equal", "[-567286245013049497250,\"\"]", "false" },
	{ "equal", "[11,true]", "false" },
	{ "equal", "[[\"abc\",[\"aCc {]\",-3,\"/a/b\"]],false]", "false" },
	{ "equal", "[false,-1.5]", "false" },
	{ "equal", "[null,-1]", "false" },
	{ "equal", "[null,null]", "true" },
	{ "equal", "[true,true]", "true" },
	{ "equal", "[{\"$obj\":[[\"baaaa\",\"\\u65e5\\u672c\\u8a9e\"],[\"-}\",false]]},null]",
	  "false" },
	{ "equal",
	  "[{\"$set\":[\"\\ufb03\",[\"\\u00df\",0.1,\"-1\"],{\"$set\":[\"a\",\"-[\"]}]},\"..\"]",
	  "false" },
	{ "equal", "[{\"$set\":[]},{\"$set\":[]}]", "true" },
};

static const struct rego_row rows_neq[] = {
	{ "neq", "[\"\",-7572621850907128200635696]", "true" },
	{ "neq", "[\"%foo\",4]", "true" },
	{ "neq", "[\"\\u00e9A0\\u00dfa]\\\\\",-726574066]", "true" },
	{ "neq", "[\"\\u017f\\u00df\",-861.4694297048782]", "true" },
	{ "neq", "[\"aaaa\",[]]", "true" },
	{ "neq", "[36822588640337,false]", "true" },
	{ "neq", "[null,[\"c/\\\\]\\\\\"]]", "true" },
	{ "neq", "[null,null]", "false" },
	{ "neq", "[true,2]", "true" },
	{ "neq", "[{\"$obj\":[]},{\"$set\":[1e-400,{\"$obj\":[[\"b\",\"\"]]}]}]", "true" },
	{ "neq", "[{\"$set\":[-5,false,-5]},null]", "true" },
	{ "neq", "[{\"$set\":[]},null]", "true" },
	{ "neq", "[{\"$set\":[]},{\"$set\":[]}]", "false" },
	{ "neq", "[{\"$set\":[false,-26667973820069597030383]},\"e\\u0301\"]", "true" },
};

static const struct rego_row rows_gt[] = {
	{ "gt", "[\"A-[a\",[-1]]", "false" },
	{ "gt", "[\"\\u00e9\\u00e9\\u65e5a\\u00e9[{\\\\\",true]", "true" },
	{ "gt", "[\"x,y,z\",\"\\ufb03\"]", "false" },
	{ "gt", "[0.2,0.0]", "true" },
	{ "gt", "[[],[{\"$obj\":[]},-0.0]]", "false" },
	{ "gt", "[false,\"_/\\u65e5\\u00e9A0 \"]", "false" },
	{ "gt", "[false,-108.98318777519455]", "false" },
	{ "gt", "[null,false]", "false" },
	{ "gt", "[null,{\"$set\":[]}]", "false" },
	{ "gt", "[{\"$obj\":[[\"\",null],[\"foo.bar\",\"\\u00e9\"]]},[-0.0,\"aaa\",\"?Cb-\"]]",
	  "true" },
	{ "gt", "[{\"$obj\":[]},\"a-{b\"]", "true" },
	{ "gt", "[{\"$set\":[[\"[]\",true],{\"$set\":[\"x,y,z\",4,\"aaa\"]}]},\" a \"]", "true" },
	{ "gt", "[{\"$set\":[]},true]", "true" },
	{ "gt", "[{\"$set\":[{\"$obj\":[]}]},null]", "true" },
};

static const struct rego_row rows_gte[] = {
	{ "gte", "[\"\",\"/ \\u00e9?*\"]", "false" },
	{ "gte",
	  "[\"-1\",{\"$obj\":[[\"\\u01c5\",\"null\"],[\"\\\"q\\\"%d\",\"foo\"],[\"abce\\u0301\",0]]"
	  "}]",
	  "false" },
	{ "gte", "[\"\\u00e9\",false]", "true" },
	{ "gte", "[\"abc\",false]", "true" },
	{ "gte", "[-0.0,\"e\\u0301\"]", "false" },
	{ "gte", "[-2,{\"$obj\":[]}]", "false" },
	{ "gte", "[8,\"null\"]", "false" },
	{ "gte", "[979.470580625564,\"foo\"]", "false" },
	{ "gte", "[[],\" _*?\\u00df\"]", "true" },
	{ "gte", "[[true,[\"\\u65e5.\"],100.0],9]", "true" },
	{ "gte", "[null,\"FOO\"]", "false" },
	{ "gte", "[{\"$obj\":[[\" a \",[false,\"\\u00a0x\\u00a0\",true]]]},\"10\"]", "true" },
	{ "gte", "[{\"$obj\":[[\"1e3\",[null,\"a\",null]],[\"\\u2028\",null]]},\"\\\\_0B.0\"]",
	  "true" },
	{ "gte", "[{\"$set\":[{\"$set\":[]}]},-5]", "true" },
};

static const struct rego_row rows_lt[] = {
	{ "lt", "[\"%d\",{\"$set\":[\"\\ud83d\\ude00\",\"]\"]}]", "true" },
	{ "lt", "[\",\",\"\\u2028\"]", "true" },
	{ "lt", "[\"C[\\u00e9_A?0\",\"%d%\"]", "false" },
	{ "lt", "[\"FOO\",8]", "false" },
	{ "lt", "[\"null[]\",\"\\t\\ne\\u0301\"]", "false" },
	{ "lt", "[0,10]", "true" },
	{ "lt", "[18446744073709551616,null]", "false" },
	{ "lt", "[252.22509034586528,185362876709957558905830]", "true" },
	{ "lt", "[285.5109966845937,[{\"$set\":[]},\"ab\",\"[]\"]]", "true" },
	{ "lt", "[5,true]", "false" },
	{ "lt", "[[\"\\\\\\t\\n\",0,\"foo.bar\"],5]", "false" },
	{ "lt", "[false,\" \\u65e5\\u00dfca\"]", "true" },
	{ "lt", "[false,false]", "false" },
	{ "lt", "[false,{\"$set\":[845.8596987907413]}]", "true" },
};

static const struct rego_row rows_lte[] = {
	{ "lte", "[\"%\\u00a0x\\u00a0\",3]", "false" },
	{ "lte", "[\"A]B\",\"0x10bar\"]", "false" },
	{ "lte", "[\"\\u00df\",5]", "false" },
	{ "lte", "[\"a\",1E3]", "false" },
	{ "lte", "[\"aaa\",true]", "false" },
	{ "lte", "[-2,[false,{\"$obj\":[[\"aaaa[]\",\"1.5\"]]},{\"$set\":[]}]]", "true" },
	{ "lte", "[2.5,\"\\u0130\\ud83d\\ude00\"]", "true" },
	{ "lte", "[577.0933512174693,18446744073709551615]", "true" },
	{ "lte", "[8,[]]", "true" },
	{ "lte", "[[{\"$set\":[\"x,y,z\",null]},[\"\\u01c5-1\",true,false]],{\"$obj\":[]}]",
	  "true" },
	{ "lte", "[false,false]", "true" },
	{ "lte", "[null,-7704401864361112771]", "true" },
	{ "lte", "[{\"$obj\":[[\"\\u00dcn\\u00ef\",[\"..10\",\"aaaa\"]]]},36893488147419103233]",
	  "false" },
	{ "lte", "[{\"$obj\":[]},9223372036854775807]", "false" },
};

static const struct rego_row rows_internal_member_2[] = {
	{ "internal.member_2", "[\"bbar\",0.1]", "false" },
	{ "internal.member_2", "[2147483648,{\"$set\":[5e-324,{\"$obj\":[]},[]]}]", "false" },
	{ "internal.member_2", "[8,{\"$set\":[]}]", "false" },
	{ "internal.member_2", "[[],[{\"$obj\":[]}]]", "false" },
	{ "internal.member_2", "[false,{\"$set\":[{\"$obj\":[]},\"b*}\\\\[\",false]}]", "true" },
	{ "internal.member_2", "[null,[null,804.9905320371167,true]]", "true" },
	{ "internal.member_2",
	  "[null,[null,{\"$obj\":[[{\"$set\":[1e2,999]},null],[\",\",[\"]B \"]]]}]]", "true" },
	{ "internal.member_2", "[null,[null]]", "true" },
	{ "internal.member_2", "[null,{\"$obj\":[[\"x,y,z\",[]],[\"\",null]]}]", "true" },
	{ "internal.member_2", "[null,{\"$set\":[3,null,\".\\u65e5\"]}]", "true" },
	{ "internal.member_2", "[null,{\"$set\":[null,-9223372036854775808,true,6]}]", "true" },
	{ "internal.member_2", "[{\"$obj\":[[null,{\"$set\":[3,false]}]]},{\"$obj\":[]}]",
	  "false" },
	{ "internal.member_2", "[{\"$obj\":[]},[\"\\u65e5\\u672c\\u8a9e\",476.29678133995685]]",
	  "false" },
	{ "internal.member_2",
	  "[{\"$set\":[]},{\"$obj\":[[\"{\\u65e5B\",\"\\u65e5\\u672c\\u8a9e\"]]}]", "false" },
};

static const struct rego_row rows_internal_member_3[] = {
	{ "internal.member_3", "[\" {\\u00df-{ a/\",{\"$obj\":[]},[12.632505121850272]]", "false" },
	{ "internal.member_3", "[\"\\u01c5\",{\"$set\":[true]},[-237068186870961363984886]]",
	  "false" },
	{ "internal.member_3", "[\"bar%d\",{\"$set\":[]},{\"$obj\":[[\"1e3\",0]]}]", "false" },
	{ "internal.member_3", "[10,0,{\"$obj\":[]}]", "false" },
	{ "internal.member_3", "[10,{\"$obj\":[[\"%d\",11]]},true]", "false" },
	{ "internal.member_3", "[3,\" Aa1\\u00df/cB\",{\"$set\":[-48.96486535773545,\"a\"]}]",
	  "false" },
	{ "internal.member_3", "[759.3587275803884,\"foo\",{\"$set\":[-2,-1.5]}]", "false" },
	{ "internal.member_3", "[893.072473255949,\"/1\\u00e9[]A\\u00dfa\",{\"$set\":[]}]",
	  "false" },
	{ "internal.member_3",
	  "[[],[true,\"\\ud83d\\ude00\",\"aaa\"],{\"$obj\":[[\"e\\u0301\",[null]]]}]", "false" },
	{ "internal.member_3", "[[null,null],9,{\"$set\":[\"b\",\"._?1[\"]}]", "false" },
	{ "internal.member_3", "[null,\"abc\",[]]", "false" },
	{ "internal.member_3", "[null,\"{}\\u65e5\\u672c\\u8a9e\",[false,\"\",null,\"{}\"]]",
	  "false" },
	{ "internal.member_3",
	  "[{\"$obj\":[[\"\\u00df\\u00e9}\",\"\\\"q\\\"\"],[\"?[a_\",[]]]},0.1,{\"$obj\":[]}]",
	  "false" },
	{ "internal.member_3", "[{\"$obj\":[[100.0,\"[]\"]]},\"\\u00a0x\\u00a0FOO\",{\"$set\":[]}]",
	  "false" },
};

static const struct rego_row rows_and[] = {
	{ "and", "[\"\\u00e91c1/\",{\"$set\":[2.5,2]}]",
	  "eval_type_error: and: operand 1 must be set but got string" },
	{ "and",
	  "[{\"$set\":[\"]\",true]},{\"$set\":[true,{\"$obj\":[[\"\\u0130\",\"*\"]]},true]}]",
	  "{true}" },
	{ "and", "[{\"$set\":[\"aab\",\"\\u017f\"]},{\"$set\":[\"foo\"]}]", "set()" },
	{ "and", "[{\"$set\":[[],null,\"..\\u00e900-\"]},{\"$set\":[[]]}]", "{[]}" },
	{ "and", "[{\"$set\":[]},\"K\"]",
	  "eval_type_error: and: operand 2 must be set but got string" },
	{ "and", "[{\"$set\":[]},[false,\"\\ufb03\\u00a0x\\u00a0\"]]",
	  "eval_type_error: and: operand 2 must be set but got array" },
	{ "and", "[{\"$set\":[]},[{\"$set\":[]},\"\",-5887906873945476682488]]",
	  "eval_type_error: and: operand 2 must be set but got array" },
	{ "and", "[{\"$set\":[]},{\"$set\":[\"ab\",90376180832]}]", "set()" },
	{ "and", "[{\"$set\":[]},{\"$set\":[[4,null],[]]}]", "set()" },
	{ "and", "[{\"$set\":[true,\"}-_{B*b\",[\"\\u00df\"],7]},{\"$set\":[null,true]}]",
	  "{true}" },
	{ "and", "[{\"$set\":[true,null]},{\"$set\":[3.14]}]", "set()" },
	{ "and", "[{\"$set\":[true]},0.2]",
	  "eval_type_error: and: operand 2 must be set but got number" },
	{ "and", "[{\"$set\":[true]},{\"$set\":[\"\\u01c5\",-4]}]", "set()" },
	{ "and", "[{\"$set\":[{\"$obj\":[[\"\\u00df\",1E3]]},[],-3]},{\"$set\":[null,\"[]\"]}]",
	  "set()" },
};

static const struct rego_row rows_or[] = {
	{ "or", "[{\"$set\":[-5170559934,-79466972490]},{\"$set\":[{\"$obj\":[]}]}]",
	  "{-79466972490, -5170559934, {}}" },
	{ "or", "[{\"$set\":[9,{\"$obj\":[]}]},{\"$set\":[5]}]", "{5, 9, {}}" },
	{ "or", "[{\"$set\":[[],\"{}\",\"..\"]},{\"$set\":[-36893488147419103233]}]",
	  "{-36893488147419103233, \"..\", \"{}\", []}" },
	{ "or", "[{\"$set\":[]},{\"$set\":[\"\\u65e5\\u672c\\u8a9e\"]}]",
	  "{\"\346\227\245\346\234\254\350\252\236\"}" },
	{ "or", "[{\"$set\":[]},{\"$set\":[\"abababab\",\"\\ud83d\\ude00..\",{\"$set\":[]}]}]",
	  "{\"abababab\", \"\360\237\230\200..\", set()}" },
	{ "or", "[{\"$set\":[]},{\"$set\":[\"x,y,zbar\",\"abc\"]}]", "{\"abc\", \"x,y,zbar\"}" },
	{ "or", "[{\"$set\":[]},{\"$set\":[\"{}\"]}]", "{\"{}\"}" },
	{ "or", "[{\"$set\":[]},{\"$set\":[-3,{\"$set\":[null]},[null]]}]",
	  "{-3, [null], {null}}" },
	{ "or", "[{\"$set\":[]},{\"$set\":[0.0]}]", "{0.0}" },
	{ "or", "[{\"$set\":[]},{\"$set\":[10,[[],100.0,-2]]}]", "{10, [[], 100.0, -2]}" },
	{ "or", "[{\"$set\":[]},{\"$set\":[7433840035379]}]", "{7433840035379}" },
	{ "or", "[{\"$set\":[]},{\"$set\":[[],4,\"\\u65e5\\u672c\\u8a9e\"]}]",
	  "{4, \"\346\227\245\346\234\254\350\252\236\", []}" },
	{ "or", "[{\"$set\":[{\"$obj\":[]}]},{\"$set\":[10]}]", "{10, {}}" },
	{ "or", "[{\"$set\":[{\"$obj\":[]}]},{\"$set\":[]}]", "{{}}" },
};

static const struct rego_row rows_set_diff[] = {
	{ "set_diff", "[{\"$set\":[\"001\",0,\"\\u65e5.\"]},{\"$set\":[10]}]",
	  "{0, \"001\", \"\346\227\245.\"}" },
	{ "set_diff", "[{\"$set\":[\"\\\\{C\\u00dfA0_\"]},{\"$set\":[]}]",
	  "{\"\\\\{C\303\237A0_\"}" },
	{ "set_diff",
	  "[{\"$set\":[\"abc\",null,\"~\\u00a0x\\u00a0\",{\"$obj\":[]}]},{\"$set\":[]}]",
	  "{null, \"abc\", \"~\\u00a0x\\u00a0\", {}}" },
	{ "set_diff", "[{\"$set\":[100.0]},{\"$set\":[]}]", "{100.0}" },
	{ "set_diff",
	  "[{\"$set\":[78406]},{\"$set\":[\"K\",[\"abc\",-300366584002442718742,\"b\"]]}]",
	  "{78406}" },
	{ "set_diff", "[{\"$set\":[9529668131452145079,\" a \"]},{\"$set\":[-5]}]",
	  "{9529668131452145079, \" a \"}" },
	{ "set_diff", "[{\"$set\":[9]},{\"$set\":[\"a\\ud83d\\ude00baaa\",\"FOO\"]}]", "{9}" },
	{ "set_diff",
	  "[{\"$set\":[[\"1e3\"]]},{\"$set\":[\"/a/b%d\",{\"$obj\":[[\"\",[]]]},2.5,\"10\"]}]",
	  "{[\"1e3\"]}" },
	{ "set_diff", "[{\"$set\":[[10,\"..\"]]},{\"$set\":[]}]", "{[10, \"..\"]}" },
	{ "set_diff", "[{\"$set\":[[]]},{\"$set\":[0]}]", "{[]}" },
	{ "set_diff", "[{\"$set\":[]},{\"$set\":[4,null,\"\\u00e9\",[\"K\",1,\"foo.bar\"]]}]",
	  "set()" },
	{ "set_diff", "[{\"$set\":[true]},{\"$set\":[7,false,{\"$obj\":[]}]}]", "{true}" },
	{ "set_diff", "[{\"$set\":[{\"$set\":[1]}]},{\"$set\":[\"*Cb\\\\.*\"]}]", "{{1}}" },
	{ "set_diff", "[{\"$set\":[{\"$set\":[]}]},{\"$set\":[\",\"]}]", "{set()}" },
};

static const struct rego_row rows_intersection[] = {
	{ "intersection", "[{\"$set\":[{\"$set\":[\"10\",\"aab\"]}]}]", "{\"10\", \"aab\"}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[\"\\u2028abababab\",\"b\"]}]}]",
	  "{\"b\", \"\\u2028abababab\"}" },
	{ "intersection",
	  "[{\"$set\":[{\"$set\":[\"\\u65e5\\u672c\\u8a9e\",{\"$set\":[{\"$obj\":[]}]}]}]}]",
	  "{\"\346\227\245\346\234\254\350\252\236\", {{}}}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[\"\\ud83d\\ude00\"]}]}]",
	  "{\"\360\237\230\200\"}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[\"aaa\",[0.0,\" _\"],\" c.a[ \"]}]}]",
	  "{\" c.a[ \", \"aaa\", [0.0, \" _\"]}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[\"aab\",11,0.2]}]}]", "{0.2, 11, \"aab\"}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[-4,[{\"$obj\":[]},[],\" a \"]]}]}]",
	  "{-4, [{}, [], \" a \"]}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[-9223372036854775808]}]}]",
	  "{-9223372036854775808}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[10]}]}]", "{10}" },
	{ "intersection",
	  "[{\"$set\":[{\"$set\":[7,null]},{\"$set\":[]},{\"$set\":[[]]},{\"$set\":[]}]}]",
	  "set()" },
	{ "intersection", "[{\"$set\":[{\"$set\":[9,-1.5]}]}]", "{-1.5, 9}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[[],-3,{\"$obj\":[]},true]}]}]",
	  "{true, -3, [], {}}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[[true,null,{\"$set\":[]}]]}]}]",
	  "{[true, null, set()]}" },
	{ "intersection", "[{\"$set\":[{\"$set\":[false,null]}]}]", "{null, false}" },
};

static const struct rego_row rows_union[] = {
	{ "union", "[0]", "eval_type_error: union: operand 1 must be set but got number" },
	{ "union", "[{\"$set\":[{\"$set\":[-1]},{\"$set\":[{\"$obj\":[]}]}]}]", "{-1, {}}" },
	{ "union", "[{\"$set\":[{\"$set\":[-6.452351770288601]}]}]", "{-6.452351770288601}" },
	{ "union", "[{\"$set\":[{\"$set\":[[-4,[]]]}]}]", "{[-4, []]}" },
	{ "union", "[{\"$set\":[{\"$set\":[[],3,{\"$set\":[]}]}]}]", "{3, [], set()}" },
	{ "union", "[{\"$set\":[{\"$set\":[[]]}]}]", "{[]}" },
	{ "union", "[{\"$set\":[{\"$set\":[]},{\"$set\":[-132.66070620117625]},{\"$set\":[]}]}]",
	  "{-132.66070620117625}" },
	{ "union", "[{\"$set\":[{\"$set\":[]},{\"$set\":[7,\"b\",\"\\\\\"]}]}]",
	  "{7, \"\\\\\", \"b\"}" },
	{ "union", "[{\"$set\":[{\"$set\":[]},{\"$set\":[[false,false,null],\"0x10\"]}]}]",
	  "{\"0x10\", [false, false, null]}" },
	{ "union", "[{\"$set\":[{\"$set\":[]},{\"$set\":[null]}]}]", "{null}" },
	{ "union", "[{\"$set\":[{\"$set\":[{\"$obj\":[[\"\\\\\",1]]},-743.098313479728]}]}]",
	  "{-743.098313479728, {\"\\\\\": 1}}" },
	{ "union",
	  "[{\"$set\":[{\"$set\":[{\"$set\":[\"aab\",\"aab\"]}]},{\"$set\":[null,\"null\"]}]}]",
	  "{null, \"null\", {\"aab\"}}" },
	{ "union", "[{\"$set\":[{\"$set\":[{\"$set\":[]},\"ab\"]}]}]", "{\"ab\", set()}" },
	{ "union", "[{\"$set\":[{\"$set\":[{\"$set\":[]}]}]}]", "{set()}" },
};

static const struct rego_row rows_count[] = {
	{ "count", "[\"/a/bfoo\"]", "7" },
	{ "count", "[\"aaaa~\"]", "5" },
	{ "count", "[-84.24010618583395]",
	  "eval_type_error: count: operand 1 must be one of {array, object, set, string} but got "
	  "number" },
	{ "count", "[[4,37203724559706298944683]]", "2" },
	{ "count", "[[4,4,462.6739089861883]]", "3" },
	{ "count", "[[4]]", "1" },
	{ "count", "[[5,-4]]", "2" },
	{ "count", "[[]]", "0" },
	{ "count", "[null]",
	  "eval_type_error: count: operand 1 must be one of {array, object, set, string} but got "
	  "null" },
	{ "count",
	  "[{\"$set\":[1.0,{\"$obj\":[[\"aaa{}\",null],[1,\"K\"],[\"null\",false]]},\"\\\\\"]}]",
	  "3" },
	{ "count", "[{\"$set\":[1e-7,12,-749.2925245461508,280.97981788955144]}]", "4" },
	{ "count", "[{\"$set\":[2147483648,-0.5,123.93792575544376,8]}]", "4" },
	{ "count", "[{\"$set\":[]}]", "0" },
	{ "count", "[{\"$set\":[true,true]}]", "1" },
};

static const struct rego_row rows_sum[] = {
	{ "sum", "[[-2,1,-847.8686927601913,9223372036854775808]]", "9223372036854774959" },
	{ "sum", "[[-221681288908712148016933]]", "-221681288908712148010000" },
	{ "sum", "[[-78928957551332]]", "-78928957551332" },
	{ "sum", "[[10,12,8,11]]", "41" },
	{ "sum", "[[11,0,394999830475735340933778,1]]", "394999830475735340940000" },
	{ "sum", "[[6,-148.2421549532305,11060408464901543347,8]]", "11060408464901543213" },
	{ "sum", "[[811.557386328345,-1,-0.5]]", "810.057386328345" },
	{ "sum", "[[862345302270389743744210,9,-194.35681131902197,1e-400]]",
	  "862345302270389743700000" },
	{ "sum", "[[9,12]]", "21" },
	{ "sum", "[[9,9,1.5,1e2]]", "119.5" },
	{ "sum", "[[962.2869327231087,0]]", "962.2869327231087" },
	{ "sum", "[{\"$set\":[-1000,0.0]}]", "-1000" },
	{ "sum", "[{\"$set\":[-255.5494286756708]}]", "-255.5494286756708" },
	{ "sum", "[{\"$set\":[-36893488147419103233,-2786865187077346764186759,2]}]",
	  "-2786902080565494183400000" },
};

static const struct rego_row rows_product[] = {
	{ "product", "[[-2,11]]", "-22" },
	{ "product", "[[-5,-664.0632020370134]]", "3320.3160101850669998" },
	{ "product", "[[-860829762459192411327,9223372036854775807]]",
	  "-7939753159558454333000000000000000000000" },
	{ "product", "[[0.5,1.5,13357851672049202129912]]", "10018388754036901597000" },
	{ "product", "[[11,7,670.8209526753301,3]]", "154959.6400680012531" },
	{ "product", "[[1651148656999588746884119]]", "1651148656999588746900000" },
	{ "product", "[[33333333333333.33,-9223372036854775808,-4]]",
	  "1229782938247303318100000000000000" },
	{ "product", "[[794108528983157529]]", "794108528983157529" },
	{ "product", "[{\"$set\":[-1,3.14,-2]}]", "6.28" },
	{ "product", "[{\"$set\":[-1]}]", "-1" },
	{ "product", "[{\"$set\":[-258.22243735842915,3.14]}]", "-810.81845330546753103" },
	{ "product", "[{\"$set\":[2,20725981484,6]}]", "248711777808" },
	{ "product", "[{\"$set\":[2147483647,6]}]", "12884901882" },
	{ "product", "[{\"$set\":[999,0.5,100.0,-0.5]}]", "-24975" },
};

static const struct rego_row rows_max[] = {
	{ "max", "[[\"\\u2028\",-97576221806569705211088,\"foo.bar\"]]", "\"\\u2028\"" },
	{ "max", "[[\"true\",1e-400]]", "\"true\"" },
	{ "max", "[[-8538973991716563917]]", "-8538973991716563917" },
	{ "max", "[[0]]", "0" },
	{ "max", "[[123456.789]]", "123456.789" },
	{ "max", "[[18446744073709551616,-9978]]", "18446744073709551616" },
	{ "max", "[[1e21,9295315388622562150542146,3.14,115]]", "9295315388622562150542146" },
	{ "max", "[[4]]", "4" },
	{ "max", "[[590.2319794282687]]", "590.2319794282687" },
	{ "max", "[[null,[\"\\t\\n\",\"10K\",null]]]", "[\"\\t\\n\", \"10K\", null]" },
	{ "max", "[[{\"$obj\":[[\"abc\",\"\\\\A\\u00df\"],[\"FOOb\",\"a b\"],[\"aab\",\"c\"]]}]]",
	  "{\"FOOb\": \"a b\", \"aab\": \"c\", \"abc\": \"\\\\A\303\237\"}" },
	{ "max", "[{\"$set\":[-379.14994526121507,100.0]}]", "100.0" },
	{ "max", "[{\"$set\":[1e400,631043969380,{\"$obj\":[]}]}]", "{}" },
	{ "max", "[{\"$set\":[]}]", "undefined" },
};

static const struct rego_row rows_min[] = {
	{ "min", "[[-680.3126266656059]]", "-680.3126266656059" },
	{ "min", "[[-9082413779433817,5,8]]", "-9082413779433817" },
	{ "min", "[[3,-38687]]", "-38687" },
	{ "min", "[[9644746,-0.0,-0.5,301116046401817260416]]", "-0.5" },
	{ "min", "[{\"$set\":[\"abc\"]}]", "\"abc\"" },
	{ "min", "[{\"$set\":[\"true\"]}]", "\"true\"" },
	{ "min", "[{\"$set\":[-1,-5,9]}]", "-5" },
	{ "min", "[{\"$set\":[-501.21062170602795,-6388,-568.4597065807709,1e-400]}]", "-6388" },
	{ "min", "[{\"$set\":[-624.8826740191753]}]", "-624.8826740191753" },
	{ "min", "[{\"$set\":[-92261152]}]", "-92261152" },
	{ "min", "[{\"$set\":[691.7618481890368]}]", "691.7618481890368" },
	{ "min", "[{\"$set\":[[true,{\"$set\":[false]}],9927441269]}]", "9927441269" },
	{ "min", "[{\"$set\":[true,\"a\\ud83d\\ude00b\",true,\"~\"]}]", "true" },
	{ "min", "[{\"$set\":[{\"$set\":[]},{\"$set\":[[\"/-C\",true,null]]}]}]", "set()" },
};

static const struct rego_row rows_any[] = {
	{ "any", "[\"a\\ud83d\\ude00b\"]",
	  "eval_type_error: any: operand 1 must be one of {array, set} but got string" },
	{ "any", "[\"x,y,z\"]",
	  "eval_type_error: any: operand 1 must be one of {array, set} but got string" },
	{ "any", "[1e-7]",
	  "eval_type_error: any: operand 1 must be one of {array, set} but got number" },
	{ "any", "[[-5]]", "false" },
	{ "any", "[[12]]", "false" },
	{ "any", "[[281.01576590762625]]", "false" },
	{ "any", "[[null,true]]", "true" },
	{ "any", "[[true,null]]", "true" },
	{ "any", "[[{\"$set\":[true,{\"$obj\":[]},\".]\\\\*0\\u00df\"]},true]]", "true" },
	{ "any", "[false]",
	  "eval_type_error: any: operand 1 must be one of {array, set} but got boolean" },
	{ "any", "[{\"$obj\":[[\"-\",7]]}]",
	  "eval_type_error: any: operand 1 must be one of {array, set} but got object" },
	{ "any", "[{\"$set\":[\"a\\ud83d\\ude00b\",{\"$set\":[\"..\"]}]}]", "false" },
	{ "any", "[{\"$set\":[-6326207856763891,true]}]", "true" },
	{ "any", "[{\"$set\":[true]}]", "true" },
};

static const struct rego_row rows_all[] = {
	{ "all", "[\"_c\"]",
	  "eval_type_error: all: operand 1 must be one of {array, set} but got string" },
	{ "all", "[-5]",
	  "eval_type_error: all: operand 1 must be one of {array, set} but got number" },
	{ "all", "[1000]",
	  "eval_type_error: all: operand 1 must be one of {array, set} but got number" },
	{ "all", "[8]",
	  "eval_type_error: all: operand 1 must be one of {array, set} but got number" },
	{ "all", "[9]",
	  "eval_type_error: all: operand 1 must be one of {array, set} but got number" },
	{ "all", "[[-1.5,1.5]]", "false" },
	{ "all", "[[-5]]", "false" },
	{ "all", "[[3,1e21,-2,-4560662099466882526501486]]", "false" },
	{ "all", "[[649.252629983961,10]]", "false" },
	{ "all", "[[]]", "true" },
	{ "all", "[{\"$obj\":[[\"0x10ab\",[true]]]}]",
	  "eval_type_error: all: operand 1 must be one of {array, set} but got object" },
	{ "all", "[{\"$set\":[3,12,-4543061607483065221940543]}]", "false" },
	{ "all", "[{\"$set\":[5e-324,1.7976931348623157e308]}]", "false" },
	{ "all", "[{\"$set\":[]}]", "true" },
};

static const struct rego_row rows_sort[] = {
	{ "sort", "[[-5,835.8826290631378,184.97002685091502]]",
	  "[-5, 184.97002685091502, 835.8826290631378]" },
	{ "sort", "[[33333333333333.33]]", "[33333333333333.33]" },
	{ "sort", "[[4765665814665,6,10]]", "[6, 10, 4765665814665]" },
	{ "sort", "[[505279515531059,-2]]", "[-2, 505279515531059]" },
	{ "sort", "[[7,-532926711]]", "[-532926711, 7]" },
	{ "sort", "[[777.0632422067449,969.4780109358067,-4,1E3]]",
	  "[-4, 777.0632422067449, 969.4780109358067, 1E3]" },
	{ "sort", "[{\"$set\":[\"1e3\\u01c5\",\"\\\"q\\\"\"]}]",
	  "[\"\\\"q\\\"\", \"1e3\307\205\"]" },
	{ "sort", "[{\"$set\":[\"\\u65e5\\u672c\\u8a9e\",21844428]}]",
	  "[21844428, \"\346\227\245\346\234\254\350\252\236\"]" },
	{ "sort", "[{\"$set\":[18446744073709551615,592145194]}]",
	  "[592145194, 18446744073709551615]" },
	{ "sort", "[{\"$set\":[26484535518915101]}]", "[26484535518915101]" },
	{ "sort", "[{\"$set\":[270.2124882278463]}]", "[270.2124882278463]" },
	{ "sort", "[{\"$set\":[4,190.15012232381923]}]", "[4, 190.15012232381923]" },
	{ "sort", "[{\"$set\":[5,4,5e-324]}]", "[5e-324, 4, 5]" },
	{ "sort", "[{\"$set\":[null]}]", "[null]" },
};

static const struct rego_row rows_cast_array[] = {
	{ "cast_array", "[[\"\\u00df\",true,[0.0,\"\\u65e5\\u672c\\u8a9e\"]]]",
	  "[\"\303\237\", true, [0.0, \"\346\227\245\346\234\254\350\252\236\"]]" },
	{ "cast_array", "[[-2253941781494998407,2.5,-3]]", "[-2253941781494998407, 2.5, -3]" },
	{ "cast_array", "[[-72.16017021030655,5e-324,5,6]]", "[-72.16017021030655, 5e-324, 5, 6]" },
	{ "cast_array", "[[-84.0199045683105,-9596134181]]", "[-84.0199045683105, -9596134181]" },
	{ "cast_array", "[[-873.0204514193316,4236616347697900138319852]]",
	  "[-873.0204514193316, 4236616347697900138319852]" },
	{ "cast_array", "[[10,-533.9199444640426]]", "[10, -533.9199444640426]" },
	{ "cast_array", "[[10,18446744073709551615]]", "[10, 18446744073709551615]" },
	{ "cast_array", "[[9,1e-7,481.9742837310996]]", "[9, 1e-7, 481.9742837310996]" },
	{ "cast_array", "[[[],\"%da\",null]]", "[[], \"%da\", null]" },
	{ "cast_array", "[[{\"$set\":[\"\\u65e5\\u672c\\u8a9e\",true]},\"\\\\aaa\"]]",
	  "[{true, \"\346\227\245\346\234\254\350\252\236\"}, \"\\\\aaa\"]" },
	{ "cast_array", "[{\"$set\":[\"a\",\"1e3\"]}]", "[\"1e3\", \"a\"]" },
	{ "cast_array", "[{\"$set\":[-9223372036854775808,18446744073709551616]}]",
	  "[-9223372036854775808, 18446744073709551616]" },
	{ "cast_array", "[{\"$set\":[7,999]}]", "[7, 999]" },
	{ "cast_array", "[{\"$set\":[{\"$set\":[[\"\\\"q\\\"\",\"/a/b\"]]}]}]",
	  "[{[\"\\\"q\\\"\", \"/a/b\"]}]" },
};

static const struct rego_row rows_cast_set[] = {
	{ "cast_set", "[[\"abababab%d\",[],\"bar10\"]]", "{\"abababab%d\", \"bar10\", []}" },
	{ "cast_set", "[[-954.0339837770879,1000,36893488147419103233,1.0]]",
	  "{-954.0339837770879, 1.0, 1000, 36893488147419103233}" },
	{ "cast_set", "[[152.66121167160713]]", "{152.66121167160713}" },
	{ "cast_set", "[[1e-400,9,-3,0.1]]", "{-3, 1e-400, 0.1, 9}" },
	{ "cast_set", "[[3,-25749326984335156023,-1,1.5]]", "{-25749326984335156023, -1, 1.5, 3}" },
	{ "cast_set", "[[6,\". ?{?\?\",{\"$set\":[\"a1\\u65e5*\\\\\",\"\\\"q\\\"\",11]}]]",
	  "{6, \". ?{?\?\", {11, \"\\\"q\\\"\", \"a1\346\227\245*\\\\\"}}" },
	{ "cast_set", "[[6,1e21,9,2147483647]]", "{6, 9, 2147483647, 1e21}" },
	{ "cast_set", "[[8,1]]", "{1, 8}" },
	{ "cast_set", "[[999]]", "{999}" },
	{ "cast_set", "[[[5,-264.687920271174,9223372036854775807]]]",
	  "{[5, -264.687920271174, 9223372036854775807]}" },
	{ "cast_set", "[[{\"$obj\":[]}]]", "{{}}" },
	{ "cast_set", "[[{\"$set\":[]}]]", "{set()}" },
	{ "cast_set", "[{\"$set\":[-3,-2,-718.9924378011478]}]", "{-718.9924378011478, -3, -2}" },
	{ "cast_set", "[{\"$set\":[{\"$obj\":[[\"B\",null]]}]}]", "{{\"B\": null}}" },
};

static const struct rego_row rows_array_concat[] = {
	{ "array.concat", "[[\"K\",true],[[null],true]]", "[\"K\", true, [null], true]" },
	{ "array.concat", "[[\"\\u017f\",\"e\\u0301\",\"K%\",true],[123456.789]]",
	  "[\"\305\277\", \"e\314\201\", \"K%\", true, 123456.789]" },
	{ "array.concat", "[[\"a}\"],[\"\\u00dcn\\u00efbar\"]]",
	  "[\"a}\", \"\303\234n\303\257bar\"]" },
	{ "array.concat", "[[\"null\"],[[null,[\"\\\"q\\\"\",null,false],{\"$obj\":[]}]]]",
	  "[\"null\", [null, [\"\\\"q\\\"\", null, false], {}]]" },
	{ "array.concat", "[[-2],[]]", "[-2]" },
	{ "array.concat", "[[273.43330615995933,true,7,\"\\u00dcn\\u00ef\"],[]]",
	  "[273.43330615995933, true, 7, \"\303\234n\303\257\"]" },
	{ "array.concat", "[[4,\"b\",\"\\u00df\"],[]]", "[4, \"b\", \"\303\237\"]" },
	{ "array.concat", "[[999],[]]", "[999]" },
	{ "array.concat", "[[[null]],[[{\"$set\":[false,\"~abababab\",null]}]]]",
	  "[[null], [{null, false, \"~abababab\"}]]" },
	{ "array.concat", "[[],[\"-1\",false,false]]", "[\"-1\", false, false]" },
	{ "array.concat", "[[],[4,11,true,true]]", "[4, 11, true, true]" },
	{ "array.concat", "[[],[[{\"$obj\":[]}],\"1.5\",-4,{\"$set\":[10]}]]",
	  "[[{}], \"1.5\", -4, {10}]" },
	{ "array.concat", "[[true],[false,null,\"aaaa\\\"q\\\"\"]]",
	  "[true, false, null, \"aaaa\\\"q\\\"\"]" },
	{ "array.concat", "[[{\"$obj\":[[[],8]]}],[6]]", "[{[]: 8}, 6]" },
};

static const struct rego_row rows_array_flatten[] = {
	{ "array.flatten", "[[\"\"]]", "[\"\"]" },
	{ "array.flatten", "[[\"\\u017f\",[null]]]", "[\"\305\277\", null]" },
	{ "array.flatten", "[[\"aaaa\",-4]]", "[\"aaaa\", -4]" },
	{ "array.flatten", "[[\"a{}\",\"aaaaK\"]]", "[\"a{}\", \"aaaaK\"]" },
	{ "array.flatten", "[[30279444445925745509907,\"\\u01c5\",null,\"\\u00e9e\\u0301\"]]",
	  "[30279444445925745509907, \"\307\205\", null, \"\303\251e\314\201\"]" },
	{ "array.flatten", "[[36893488147419103233,\"b \",{\"$obj\":[[\"?}*B*\\u00dfb*\",0.0]]}]]",
	  "[36893488147419103233, \"b \", {\"?}*B*\303\237b*\": 0.0}]" },
	{ "array.flatten", "[[6,{\"$obj\":[]},false]]", "[6, {}, false]" },
	{ "array.flatten", "[[999]]", "[999]" },
	{ "array.flatten", "[[[221767],\"\\u017f\",9,\"e\\u0301%d\"]]",
	  "[221767, \"\305\277\", 9, \"e\314\201%d\"]" },
	{ "array.flatten", "[[[8]]]", "[8]" },
	{ "array.flatten", "[[[[],7],[\"a\",{\"$set\":[]}],{\"$obj\":[]}]]",
	  "[[], 7, \"a\", set(), {}]" },
	{ "array.flatten", "[[[],43816738399602468,null,{\"$set\":[true,[]]}]]",
	  "[43816738399602468, null, {true, []}]" },
	{ "array.flatten", "[[[],{\"$set\":[\"e\\u0301\",null]},true]]",
	  "[{null, \"e\314\201\"}, true]" },
	{ "array.flatten", "[[{\"$set\":[\"ab\",\"\\ufb03\",572.4875015882826]},[],null]]",
	  "[{572.4875015882826, \"ab\", \"\357\254\203\"}, null]" },
};

static const struct rego_row rows_array_reverse[] = {
	{ "array.reverse", "[[\"\",\"FOO\",9,12]]", "[12, 9, \"FOO\", \"\"]" },
	{ "array.reverse", "[[\"-1\"]]", "[\"-1\"]" },
	{ "array.reverse", "[[\"/a/b\",-856.3238079695212]]", "[-856.3238079695212, \"/a/b\"]" },
	{ "array.reverse", "[[\"[]\",\"~a b\",{\"$obj\":[]},[]]]", "[[], {}, \"~a b\", \"[]\"]" },
	{ "array.reverse", "[[\"aaaa\"]]", "[\"aaaa\"]" },
	{ "array.reverse", "[[-5,9]]", "[9, -5]" },
	{ "array.reverse", "[[1000]]", "[1000]" },
	{ "array.reverse", "[[2,{\"$set\":[[],-80326486663643,[-0.5,null]]},\"~foo\"]]",
	  "[\"~foo\", {-80326486663643, [], [-0.5, null]}, 2]" },
	{ "array.reverse", "[[[{\"$obj\":[[\"%\",\"_A*--\"]]},true],\"\",\"b{*c* \\u65e5.\"]]",
	  "[\"b{*c* \346\227\245.\", \"\", [{\"%\": \"_A*--\"}, true]]" },
	{ "array.reverse", "[[[{\"$obj\":[]}],\",foo.bar\",[23852990303,{\"$set\":[0]}],\"..\"]]",
	  "[\"..\", [23852990303, {0}], \",foo.bar\", [{}]]" },
	{ "array.reverse", "[[false,[{\"$obj\":[[\"foo\",\"\\u65e5\\u672c\\u8a9e\"]]}]]]",
	  "[[{\"foo\": \"\346\227\245\346\234\254\350\252\236\"}], false]" },
	{ "array.reverse", "[[false,false,912.357199607346]]", "[912.357199607346, false, false]" },
	{ "array.reverse", "[[null,\" a0\",null,\"%dK\"]]", "[\"%dK\", null, \" a0\", null]" },
	{ "array.reverse", "[[null,\"x,y,z\",[]]]", "[[], \"x,y,z\", null]" },
};

static const struct rego_row rows_array_slice[] = {
	{ "array.slice", "[[\"0x10/a/b\",33333333333333.33,{\"$set\":[false,null]}],-2,10]",
	  "[\"0x10/a/b\", 33333333333333.33, {null, false}]" },
	{ "array.slice", "[[\"\\\"q\\\"\",true,\"\\u017f\"],-1,10]",
	  "[\"\\\"q\\\"\", true, \"\305\277\"]" },
	{ "array.slice", "[[\"e\\u0301\",{\"$set\":[\" a \\ufb03\"]}],2,10]", "[]" },
	{ "array.slice", "[[-1089118,\"null\",{\"$obj\":[]}],-100,10]",
	  "[-1089118, \"null\", {}]" },
	{ "array.slice", "[[-389.99460092373533,-891.1907960258629],-2,100]",
	  "[-389.99460092373533, -891.1907960258629]" },
	{ "array.slice", "[[-395.08659865502534],-2,100]", "[-395.08659865502534]" },
	{ "array.slice", "[[1.0],-100,100]", "[1.0]" },
	{ "array.slice", "[[1.5],-1,1]", "[1.5]" },
	{ "array.slice", "[[2054407,{\"$obj\":[[\"{0] A?\\u65e5\",\"[]\"]]},-5],2,10]", "[-5]" },
	{ "array.slice", "[[5,1E3,0,8],0,2]", "[5, 1E3]" },
	{ "array.slice", "[[[\"\\u00e9\",\"b\"],\"\\u00a0x\\u00a0K\"],-100,10]",
	  "[[\"\303\251\", \"b\"], \"\\u00a0x\\u00a0K\"]" },
	{ "array.slice", "[[{\"$obj\":[]},0,642246073452],-1,2]", "[{}, 0]" },
	{ "array.slice", "[[{\"$set\":[null,{\"$obj\":[[\"aab\",\"null\"]]}]},false,4],1,3]",
	  "[false, 4]" },
	{ "array.slice", "[[{\"$set\":[true,\"aaaa/a/b\"]},-2,{\"$set\":[false,false]},null],2,5]",
	  "[{false}, null]" },
};

static const struct rego_row rows_is_array[] = {
	{ "is_array", "[\"\"]", "false" },
	{ "is_array", "[\"[]\"]", "false" },
	{ "is_array", "[\"\\u00a0x\\u00a0\"]", "false" },
	{ "is_array", "[0]", "false" },
	{ "is_array", "[999]", "false" },
	{ "is_array", "[[\"\\\\10\",[],null]]", "true" },
	{ "is_array", "[[\"\\ud83d\\ude00\",\"1\\u00df{\"]]", "true" },
	{ "is_array", "[[\"a\"]]", "true" },
	{ "is_array", "[[\"a\\ud83d\\ude00b\",[\"aab\",null],1e2]]", "true" },
	{ "is_array", "[[\"true\"]]", "true" },
	{ "is_array", "[[]]", "true" },
	{ "is_array", "[[{\"$obj\":[]}]]", "true" },
	{ "is_array", "[{\"$obj\":[[\"\\ufb03\",[false]],[\"\\u00df\",{\"$obj\":[]}]]}]", "false" },
	{ "is_array", "[{\"$set\":[\"a b,\",{\"$set\":[4,\"\\t\\n\\ufb03\",12]},\"aaa\"]}]",
	  "false" },
};

static const struct rego_row rows_is_boolean[] = {
	{ "is_boolean", "[\"abababab\"]", "false" },
	{ "is_boolean", "[\"b]\"]", "false" },
	{ "is_boolean", "[-255.12469216484044]", "false" },
	{ "is_boolean", "[-4]", "false" },
	{ "is_boolean", "[12]", "false" },
	{ "is_boolean", "[47386940872140123294]", "false" },
	{ "is_boolean", "[66081698446992135061]", "false" },
	{ "is_boolean", "[[11,\"\\u00e9ca\",null]]", "false" },
	{ "is_boolean",
	  "[[[12,null,\"[],\"],{\"$obj\":[[\"FOO\",\"/a/b\"],[\"]\\\\a\\\\\",\"1.5\"]]}]]",
	  "false" },
	{ "is_boolean", "[[false,[3],-525.3555675570523]]", "false" },
	{ "is_boolean", "[false]", "true" },
	{ "is_boolean", "[true]", "true" },
	{ "is_boolean", "[{\"$obj\":[[\"\\u2028\",null]]}]", "false" },
	{ "is_boolean", "[{\"$set\":[\"abcx,y,z\"]}]", "false" },
};

static const struct rego_row rows_is_null[] = {
	{ "is_null", "[\"?\"]", "false" },
	{ "is_null", "[\"K\"]", "false" },
	{ "is_null", "[\"aaaa\\ud83d\\ude00b\"]", "false" },
	{ "is_null", "[-990.0837508630651]", "false" },
	{ "is_null", "[0.30000000000000004]", "false" },
	{ "is_null", "[0]", "false" },
	{ "is_null", "[18446744073709551615]", "false" },
	{ "is_null", "[2]", "false" },
	{ "is_null", "[7]", "false" },
	{ "is_null", "[[\"a\\ud83d\\ude00b\"]]", "false" },
	{ "is_null", "[[\"b/\"]]", "false" },
	{ "is_null", "[null]", "true" },
	{ "is_null", "[{\"$obj\":[[\"-1\",null]]}]", "false" },
	{ "is_null", "[{\"$obj\":[[\"\\u00a0x\\u00a0\",\"e\\u0301\"]]}]", "false" },
};

static const struct rego_row rows_is_number[] = {
	{ "is_number", "[\"_\\u00e9B\"]", "false" },
	{ "is_number", "[-52747431142097860604525]", "true" },
	{ "is_number", "[2147483647]", "true" },
	{ "is_number", "[548162122017121248561398]", "true" },
	{ "is_number", "[595937899]", "true" },
	{ "is_number", "[5]", "true" },
	{ "is_number", "[89.57044671656422]", "true" },
	{ "is_number", "[942096128360095945]", "true" },
	{ "is_number", "[[\"abc\",{\"$set\":[-249]},\"\\u65e5a{.*\\u00e9\\u00dfc\"]]", "false" },
	{ "is_number", "[[[null,\"\\ud83d\\ude00\",false],\"{}\"]]", "false" },
	{ "is_number", "[[{\"$set\":[]},9]]", "false" },
	{ "is_number", "[[{\"$set\":[null]},-185090420958049335962817]]", "false" },
	{ "is_number", "[{\"$set\":[\"{}aab\",-855.6424748681255,true]}]", "false" },
	{ "is_number", "[{\"$set\":[{\"$set\":[33333333333333.33]},\"\\u00df1.?\"]}]", "false" },
};

static const struct rego_row rows_is_object[] = {
	{ "is_object", "[\"*[{?/ \"]", "false" },
	{ "is_object", "[\"\\u00df\"]", "false" },
	{ "is_object", "[\"\\u00e9\\u2028\"]", "false" },
	{ "is_object", "[\"\\ud83d\\ude00%d\"]", "false" },
	{ "is_object", "[[\"\"]]", "false" },
	{ "is_object", "[[1000]]", "false" },
	{ "is_object", "[false]", "false" },
	{ "is_object", "[{\"$obj\":[[\"..\",\"\"],[\"null\",null]]}]", "true" },
	{ "is_object", "[{\"$obj\":[[\"1\\\\//.*A\\u00df\",\"AcaA?\"],[\"Ac{ac\",\"%\"]]}]",
	  "true" },
	{ "is_object", "[{\"$obj\":[[\"[]\",false]]}]", "true" },
	{ "is_object", "[{\"$obj\":[[\"\\\"q\\\"\",[]],[\"]**_\",\"0x10\"]]}]", "true" },
	{ "is_object", "[{\"$obj\":[[\"\\\\\",[false,\"{}\"]],[\"\",[null]]]}]", "true" },
	{ "is_object", "[{\"$obj\":[[{\"$obj\":[]},\"C1\"],[\"foo.bar-1\",true]]}]", "true" },
	{ "is_object",
	  "[{\"$obj\":[[{\"$obj\":[]},8],[-65565512,\",..\"],[\"e\\u0301\",\"bar\"]]}]", "true" },
};

static const struct rego_row rows_is_set[] = {
	{ "is_set", "[-1]", "false" },
	{ "is_set", "[6]", "false" },
	{ "is_set", "[7]", "false" },
	{ "is_set", "[[-3,1e21,\"x,y,z\"]]", "false" },
	{ "is_set", "[[[\"\\u00dcn\\u00ef\",\"[]\\u00e9\",8],null]]", "false" },
	{ "is_set", "[[{\"$set\":[\"\\\"q\\\"\"]},null]]", "false" },
	{ "is_set",
	  "[{\"$obj\":[[[-1,\"\\u017f\",\"abababab/a/b\"],{\"$set\":[-1.5]}],[\"%\",\"-1\"]]}]",
	  "false" },
	{ "is_set", "[{\"$set\":[\"?*\",[\"\",\"null[]\"]]}]", "true" },
	{ "is_set", "[{\"$set\":[\"aaa\"]}]", "true" },
	{ "is_set", "[{\"$set\":[1e-7,\"foo.bar\"]}]", "true" },
	{ "is_set", "[{\"$set\":[2.0]}]", "true" },
	{ "is_set", "[{\"$set\":[[\"/a/b\\u2028\",-4],-1000]}]", "true" },
	{ "is_set", "[{\"$set\":[false,[\"b\\ufb03\",\"%d\"],null]}]", "true" },
	{ "is_set", "[{\"$set\":[{\"$obj\":[]},[]]}]", "true" },
};

static const struct rego_row rows_is_string[] = {
	{ "is_string", "[\"%d\"]", "true" },
	{ "is_string", "[\". ]-\"]", "true" },
	{ "is_string", "[\"10\"]", "true" },
	{ "is_string", "[\"\\u00df0\"]", "true" },
	{ "is_string", "[\"\\u0130\"]", "true" },
	{ "is_string", "[\"a b%d\"]", "true" },
	{ "is_string", "[\"~\"]", "true" },
	{ "is_string", "[2.5]", "false" },
	{ "is_string", "[341.14764228366266]", "false" },
	{ "is_string", "[8857681]", "false" },
	{ "is_string", "[[57.92187616522665,{\"$set\":[\"\\u00dcn\\u00ef\"]},\"10a\"]]", "false" },
	{ "is_string", "[{\"$obj\":[[\"\\u01c5[]\",\"\\u00e9\"],[\"\\u01c5\",\"0x10\"]]}]",
	  "false" },
	{ "is_string", "[{\"$set\":[[\"bar\",\"[]\"],[5]]}]", "false" },
	{ "is_string", "[{\"$set\":[{\"$obj\":[[\"\\\"q\\\"\",null],[\"?\",\"1.5\"]]},\"null\"]}]",
	  "false" },
};

static const struct rego_row rows_type_name[] = {
	{ "type_name", "[\"C*1?[\\\\\"]", "\"string\"" },
	{ "type_name", "[\"a\\ud83d\\ude00b\"]", "\"string\"" },
	{ "type_name", "[\"null\"]", "\"string\"" },
	{ "type_name", "[0]", "\"number\"" },
	{ "type_name", "[1e-7]", "\"number\"" },
	{ "type_name", "[[\"trueaaaa\",[\" a \"],[\"?b1.B_a\",12]]]", "\"array\"" },
	{ "type_name", "[[[null,\"-c.}\"]]]", "\"array\"" },
	{ "type_name", "[false]", "\"boolean\"" },
	{ "type_name", "[null]", "\"null\"" },
	{ "type_name", "[true]", "\"boolean\"" },
	{ "type_name", "[{\"$obj\":[[\"FOO\",-2]]}]", "\"object\"" },
	{ "type_name", "[{\"$obj\":[[\"\\\"q\\\"\\u017f\",8],[\"0x10\",\"\\u00e9b\"]]}]",
	  "\"object\"" },
	{ "type_name",
	  "[{\"$set\":[[],{\"$obj\":[[\"b\",12],[\"C b\",null],[\"aaa\",\"\\u01c5\"]]},null]}]",
	  "\"set\"" },
	{ "type_name",
	  "[{\"$set\":[{\"$obj\":[[\"\\u00df\",null],[\"%\",\"\\u00dcn\\u00ef\\\\\"]]},null,0]}]",
	  "\"set\"" },
};

static const struct rego_row rows_cast_boolean[] = {
	{ "cast_boolean", "[\"1e3\"]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got string" },
	{ "cast_boolean", "[\"\\u00e9\"]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got string" },
	{ "cast_boolean", "[\"\\u01c5\"]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got string" },
	{ "cast_boolean", "[\"c.B0?a\"]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got string" },
	{ "cast_boolean", "[\"{}\"]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got string" },
	{ "cast_boolean", "[-553183077230951191449207]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got number" },
	{ "cast_boolean", "[2.5]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got number" },
	{ "cast_boolean", "[740085416256220376907]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got number" },
	{ "cast_boolean", "[[8,\"\\u2028bar\"]]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got array" },
	{ "cast_boolean", "[[]]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got array" },
	{ "cast_boolean", "[false]", "false" },
	{ "cast_boolean", "[true]", "true" },
	{ "cast_boolean", "[{\"$obj\":[[-684.2439273234371,\"\"],[\"\\u017f\",1E3]]}]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got object" },
	{ "cast_boolean", "[{\"$set\":[\"x,y,z\"]}]",
	  "eval_type_error: cast_boolean: operand 1 must be boolean but got set" },
};

static const struct rego_row rows_cast_null[] = {
	{ "cast_null", "[\"-*]_/{\"]",
	  "eval_type_error: cast_null: operand 1 must be null but got string" },
	{ "cast_null", "[\"e\\u0301abc\"]",
	  "eval_type_error: cast_null: operand 1 must be null but got string" },
	{ "cast_null", "[-12493237283123956]",
	  "eval_type_error: cast_null: operand 1 must be null but got number" },
	{ "cast_null", "[-341.1732013753294]",
	  "eval_type_error: cast_null: operand 1 must be null but got number" },
	{ "cast_null", "[-4]",
	  "eval_type_error: cast_null: operand 1 must be null but got number" },
	{ "cast_null", "[-8183749952]",
	  "eval_type_error: cast_null: operand 1 must be null but got number" },
	{ "cast_null", "[-889.8267528955308]",
	  "eval_type_error: cast_null: operand 1 must be null but got number" },
	{ "cast_null", "[1e2]",
	  "eval_type_error: cast_null: operand 1 must be null but got number" },
	{ "cast_null", "[5]", "eval_type_error: cast_null: operand 1 must be null but got number" },
	{ "cast_null", "[[-0.5,\"..\\u00a0x\\u00a0\",{\"$set\":[null,\"\\\"q\\\"\",\"C[\"]}]]",
	  "eval_type_error: cast_null: operand 1 must be null but got array" },
	{ "cast_null", "[null]", "null" },
	{ "cast_null", "[{\"$obj\":[[\"?0\\u65e5\\\\_A\",8]]}]",
	  "eval_type_error: cast_null: operand 1 must be null but got object" },
	{ "cast_null", "[{\"$set\":[\"\\u00a0x\\u00a01.5\",1,null]}]",
	  "eval_type_error: cast_null: operand 1 must be null but got set" },
	{ "cast_null", "[{\"$set\":[true,{\"$obj\":[]}]}]",
	  "eval_type_error: cast_null: operand 1 must be null but got set" },
};

static const struct rego_row rows_cast_object[] = {
	{ "cast_object", "[\"?]\\u00e9\\u00df1-[_\"]",
	  "eval_type_error: cast_object: operand 1 must be object but got string" },
	{ "cast_object", "[{\"$obj\":[[\"\",null],[\"\\u017f\",\"C ?c1C\"]]}]",
	  "{\"\": null, \"\305\277\": \"C ?c1C\"}" },
	{ "cast_object", "[{\"$obj\":[[\"-1\",\"[]a b\"],[\"x,y,z%\",{\"$set\":[]}]]}]",
	  "{\"-1\": \"[]a b\", \"x,y,z%\": set()}" },
	{ "cast_object", "[{\"$obj\":[[\"..B\",null],[\"\\u00df\",{\"$set\":[]}]]}]",
	  "{\"..B\": null, \"\303\237\": set()}" },
	{ "cast_object", "[{\"$obj\":[[\"/B\",5],[\"\\u00dcn\\u00ef\",true]]}]",
	  "{\"/B\": 5, \"\303\234n\303\257\": true}" },
	{ "cast_object",
	  "[{\"$obj\":[[\"0x10a\",\"[*.\"],[\"\\ud83d\\ude00a b\",[\"FOOK\",1.5,\"/ {}\"]]]}]",
	  "{\"0x10a\": \"[*.\", \"\360\237\230\200a b\": [\"FOOK\", 1.5, \"/ {}\"]}" },
	{ "cast_object", "[{\"$obj\":[[\"1e3\",-2],[\"\\\"q\\\"\",\"null\"],[-2,true]]}]",
	  "{-2: true, \"\\\"q\\\"\": \"null\", \"1e3\": -2}" },
	{ "cast_object", "[{\"$obj\":[[\"\\\\\\u00dcn\\u00ef\",[4,\"nullfoo.bar\",\"\"]]]}]",
	  "{\"\\\\\303\234n\303\257\": [4, \"nullfoo.bar\", \"\"]}" },
	{ "cast_object", "[{\"$obj\":[[\"a b\",76259914939809]]}]", "{\"a b\": 76259914939809}" },
	{ "cast_object", "[{\"$obj\":[[\"a\",\"\\u01c5\"],[\"%\",[0,\" a \"]]]}]",
	  "{\"%\": [0, \" a \"], \"a\": \"\307\205\"}" },
	{ "cast_object", "[{\"$obj\":[[\"true\",123456789012345678901234567890]]}]",
	  "{\"true\": 123456789012345678901234567890}" },
	{ "cast_object", "[{\"$obj\":[[\"{}\",{\"$obj\":[]}],[{\"$set\":[]},3.14]]}]",
	  "{\"{}\": {}, set(): 3.14}" },
	{ "cast_object", "[{\"$obj\":[[null,\"aab\"]]}]", "{null: \"aab\"}" },
	{ "cast_object", "[{\"$obj\":[]}]", "{}" },
};

static const struct rego_row rows_cast_string[] = {
	{ "cast_string", "[\" a \"]", "\" a \"" },
	{ "cast_string", "[\"\"]", "\"\"" },
	{ "cast_string", "[\"/a/b\"]", "\"/a/b\"" },
	{ "cast_string", "[\"0}[CA\\\\1\"]", "\"0}[CA\\\\1\"" },
	{ "cast_string", "[\"BA\\u65e5-\"]", "\"BA\346\227\245-\"" },
	{ "cast_string", "[\"\\u00df0\\u00df?\"]", "\"\303\2370\303\237?\"" },
	{ "cast_string", "[\"\\u01c5\"]", "\"\307\205\"" },
	{ "cast_string", "[\"\\u01c5\\u0130\"]", "\"\307\205\304\260\"" },
	{ "cast_string", "[\"\\u65e5\\u672c\\u8a9eab\"]",
	  "\"\346\227\245\346\234\254\350\252\236ab\"" },
	{ "cast_string", "[\"aaaa\"]", "\"aaaa\"" },
	{ "cast_string", "[\"bar\"]", "\"bar\"" },
	{ "cast_string", "[\"{_/\"]", "\"{_/\"" },
	{ "cast_string", "[\"{}\"]", "\"{}\"" },
	{ "cast_string", "[-330899683133208]",
	  "eval_type_error: cast_string: operand 1 must be string but got number" },
};

static const struct rego_row rows_graph_reachable[] = {
	{ "graph.reachable", "[\"\\u65e5_-b*\",[\"z\"]]",
	  "eval_type_error: graph.reachable: operand 1 must be object but got string" },
	{ "graph.reachable", "[{\"$obj\":[[\"a\",[\"a\",\"a\"]]]},{\"$set\":[\"e\"]}]", "set()" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"a\",[\"e\",\"a\"]],[\"b\",{\"$set\":[\"d\"]}],[\"e\",[]]]},[\"b\"]]",
	  "{\"b\"}" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"a\",[\"e\",\"b\"]],[\"b\",[\"e\"]],[\"c\",[\"z\"]],[\"d\",[\"c\"]]]},"
	  "null]",
	  "eval_type_error: graph.reachable: operand 2 must be {array, set} but got null" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"a\",[\"e\"]],[\"c\",{\"$set\":[\"d\",\"e\",\"b\"]}],[\"e\",[]]]},[]]",
	  "set()" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"a\",[\"z\",\"d\",\"c\"]],[\"c\",{\"$set\":[\"b\",\"a\"]}]]},[\"d\"]]",
	  "set()" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"a\",[]],[\"b\",[\"e\",\"b\"]],[\"c\",[]],[\"e\",[\"z\",\"a\"]]]},[\"a\"]"
	  "]",
	  "{\"a\"}" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"a\",{\"$set\":[\"a\"]}],[\"c\",{\"$set\":[]}],[\"e\",[]]]},[\"z\",\"e\"]"
	  "]",
	  "{\"e\"}" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"a\",{\"$set\":[]}],[\"d\",[\"e\"]]]},{\"$set\":[\"d\",\"z\",\"c\",\"b\"]}"
	  "]",
	  "{\"d\"}" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"b\",[\"a\",\"a\"]],[\"c\",[\"a\"]],[\"d\",[]]]},[\"d\",\"a\",\"b\"]]",
	  "{\"b\", \"d\"}" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"b\",{\"$set\":[]}],[\"e\",[\"b\",\"e\",\"c\"]]]},{\"$set\":[\"d\",\"b\"]}"
	  "]",
	  "{\"b\"}" },
	{ "graph.reachable",
	  "[{\"$obj\":[[\"c\",[]],[\"d\",[]],[\"e\",[\"z\"]]]},[\"b\",\"c\",\"c\",\"e\"]]",
	  "{\"c\", \"e\"}" },
	{ "graph.reachable", "[{\"$obj\":[[\"d\",[\"z\"]]]},[]]", "set()" },
	{ "graph.reachable", "[{\"$obj\":[[\"d\",{\"$set\":[]}],[\"e\",[\"d\"]]]},\"..\"]",
	  "eval_type_error: graph.reachable: operand 2 must be {array, set} but got string" },
};

static const struct rego_row rows_graph_reachable_paths[] = {
	{ "graph.reachable_paths", "[[{\"$obj\":[[\"a b\",\"bar\"]]},\"\\u00dcn\\u00ef\"],false]",
	  "eval_type_error: graph.reachable_paths: operand 1 must be object but got array" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"a\",[\"c\",\"z\"]],[\"b\",[\"b\",\"a\",\"e\"]],[\"c\",[]]]},[\"c\",\"a\"]"
	  "]",
	  "{[\"a\"], [\"a\", \"c\"], [\"c\"]}" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"a\",[\"d\"]],[\"d\",[\"a\"]],[\"e\",{\"$set\":[\"z\",\"d\",\"d\"]}]]},"
	  "1e21]",
	  "eval_type_error: graph.reachable_paths: operand 2 must be {array, set} but got number" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"a\",[\"e\",\"d\",\"b\"]],[\"c\",[]],[\"e\",[]]]},[\"c\",\"z\",\"d\","
	  "\"z\"]]",
	  "{[\"c\"]}" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"a\",[]],[\"c\",{\"$set\":[]}],[\"d\",{\"$set\":[]}],[\"e\",[]]]},0]",
	  "eval_type_error: graph.reachable_paths: operand 2 must be {array, set} but got number" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"a\",{\"$set\":[]}],[\"d\",[\"e\",\"z\",\"b\"]]]},[\"e\",\"a\",\"e\"]]",
	  "{[\"a\"]}" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"b\",[\"d\"]],[\"c\",[\"c\",\"a\",\"a\"]],[\"d\",[\"d\"]]]},{\"$set\":[]}"
	  "]",
	  "set()" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"b\",[]],[\"d\",[]],[\"e\",{\"$set\":[\"c\",\"b\"]}]]},null]",
	  "eval_type_error: graph.reachable_paths: operand 2 must be {array, set} but got null" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"b\",{\"$set\":[]}],[\"c\",[\"z\",\"z\"]],[\"d\",[]]]},{\"$set\":[]}]",
	  "set()" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"c\",[\"a\",\"d\",\"c\"]],[\"d\",[\"e\"]],[\"e\",[\"z\"]]]},[\"d\"]]",
	  "{[\"d\", \"e\"]}" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"c\",[\"e\"]],[\"d\",[]]]},[\"c\",\"b\",\"e\",\"b\"]]", "{[\"c\"]}" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"c\",{\"$set\":[\"z\",\"e\"]}],[\"e\",{\"$set\":[]}]]},{\"$set\":[]}]",
	  "set()" },
	{ "graph.reachable_paths",
	  "[{\"$obj\":[[\"e\",{\"$set\":[]}]]},{\"$set\":[\"a\",\"z\",\"a\"]}]", "set()" },
	{ "graph.reachable_paths",
	  "[{\"$set\":[null,[true,5,\"\\\\B\"],12]},{\"$set\":[\"c\",\"a\",\"b\",\"b\"]}]",
	  "eval_type_error: graph.reachable_paths: operand 1 must be object but got set" },
};

static const struct rego_row rows_walk[] = {
	{ "walk", "[\"%aab\"]", "[[[], \"%aab\"]]" },
	{ "walk", "[\"*}a\"]", "[[[], \"*}a\"]]" },
	{ "walk", "[\"\\\\aaa\"]", "[[[], \"\\\\aaa\"]]" },
	{ "walk", "[\"\\t\\n\"]", "[[[], \"\\t\\n\"]]" },
	{ "walk", "[\"\\u00e9\"]", "[[[], \"\303\251\"]]" },
	{ "walk", "[\"\\u017f\\\\\"]", "[[[], \"\305\277\\\\\"]]" },
	{ "walk", "[\"\\u01c5\"]", "[[[], \"\307\205\"]]" },
	{ "walk", "[\"a\"]", "[[[], \"a\"]]" },
	{ "walk", "[\"abababab\"]", "[[[], \"abababab\"]]" },
	{ "walk", "[\"b[]\"]", "[[[], \"b[]\"]]" },
	{ "walk", "[-22298]", "[[[], -22298]]" },
	{ "walk", "[[\"%d\"]]", "[[[], [\"%d\"]], [[0], \"%d\"]]" },
	{ "walk", "[{\"$set\":[\"\\ud83d\\ude00\",true]}]",
	  "[[[], {true, \"\360\237\230\200\"}], [[true], true], [[\"\360\237\230\200\"], "
	  "\"\360\237\230\200\"]]" },
	{ "walk", "[{\"$set\":[{\"$obj\":[]},{\"$set\":[8]}]}]",
	  "[[[], {{}, {8}}], [[{}], {}], [[{8}], {8}], [[{8}, 8], 8]]" },
};

static void test_equal(void)
{
	CHECK_ROWS(rows_equal);
}

static void test_neq(void)
{
	CHECK_ROWS(rows_neq);
}

static void test_gt(void)
{
	CHECK_ROWS(rows_gt);
}

static void test_gte(void)
{
	CHECK_ROWS(rows_gte);
}

static void test_lt(void)
{
	CHECK_ROWS(rows_lt);
}

static void test_lte(void)
{
	CHECK_ROWS(rows_lte);
}

static void test_internal_member_2(void)
{
	CHECK_ROWS(rows_internal_member_2);
}

static void test_internal_member_3(void)
{
	CHECK_ROWS(rows_internal_member_3);
}

static void test_and(void)
{
	CHECK_ROWS(rows_and);
}

static void test_or(void)
{
	CHECK_ROWS(rows_or);
}

static void test_set_diff(void)
{
	CHECK_ROWS(rows_set_diff);
}

static void test_intersection(void)
{
	CHECK_ROWS(rows_intersection);
}

static void test_union(void)
{
	CHECK_ROWS(rows_union);
}

static void test_count(void)
{
	CHECK_ROWS(rows_count);
}

static void test_sum(void)
{
	CHECK_ROWS(rows_sum);
}

static void test_product(void)
{
	CHECK_ROWS(rows_product);
}

static void test_max(void)
{
	CHECK_ROWS(rows_max);
}

static void test_min(void)
{
	CHECK_ROWS(rows_min);
}

static void test_any(void)
{
	CHECK_ROWS(rows_any);
}

static void test_all(void)
{
	CHECK_ROWS(rows_all);
}

static void test_sort(void)
{
	CHECK_ROWS(rows_sort);
}

static void test_cast_array(void)
{
	CHECK_ROWS(rows_cast_array);
}

static void test_cast_set(void)
{
	CHECK_ROWS(rows_cast_set);
}

static void test_array_concat(void)
{
	CHECK_ROWS(rows_array_concat);
}

static void test_array_flatten(void)
{
	CHECK_ROWS(rows_array_flatten);
}

static void test_array_reverse(void)
{
	CHECK_ROWS(rows_array_reverse);
}

static void test_array_slice(void)
{
	CHECK_ROWS(rows_array_slice);
}

static void test_is_array(void)
{
	CHECK_ROWS(rows_is_array);
}

static void test_is_boolean(void)
{
	CHECK_ROWS(rows_is_boolean);
}

static void test_is_null(void)
{
	CHECK_ROWS(rows_is_null);
}

static void test_is_number(void)
{
	CHECK_ROWS(rows_is_number);
}

static void test_is_object(void)
{
	CHECK_ROWS(rows_is_object);
}

static void test_is_set(void)
{
	CHECK_ROWS(rows_is_set);
}

static void test_is_string(void)
{
	CHECK_ROWS(rows_is_string);
}

static void test_type_name(void)
{
	CHECK_ROWS(rows_type_name);
}

static void test_cast_boolean(void)
{
	CHECK_ROWS(rows_cast_boolean);
}

static void test_cast_null(void)
{
	CHECK_ROWS(rows_cast_null);
}

static void test_cast_object(void)
{
	CHECK_ROWS(rows_cast_object);
}

static void test_cast_string(void)
{
	CHECK_ROWS(rows_cast_string);
}

static void test_graph_reachable(void)
{
	CHECK_ROWS(rows_graph_reachable);
}

static void test_graph_reachable_paths(void)
{
	CHECK_ROWS(rows_graph_reachable_paths);
}

static void test_walk(void)
{
	CHECK_ROWS(rows_walk);
}

static const struct check_case cases[] = {
	{ "equal", test_equal },
	{ "neq", test_neq },
	{ "gt", test_gt },
	{ "gte", test_gte },
	{ "lt", test_lt },
	{ "lte", test_lte },
	{ "internal.member_2", test_internal_member_2 },
	{ "internal.member_3", test_internal_member_3 },
	{ "and", test_and },
	{ "or", test_or },
	{ "set_diff", test_set_diff },
	{ "intersection", test_intersection },
	{ "union", test_union },
	{ "count", test_count },
	{ "sum", test_sum },
	{ "product", test_product },
	{ "max", test_max },
	{ "min", test_min },
	{ "any", test_any },
	{ "all", test_all },
	{ "sort", test_sort },
	{ "cast_array", test_cast_array },
	{ "cast_set", test_cast_set },
	{ "array.concat", test_array_concat },
	{ "array.flatten", test_array_flatten },
	{ "array.reverse", test_array_reverse },
	{ "array.slice", test_array_slice },
	{ "is_array", test_is_array },
	{ "is_boolean", test_is_boolean },
	{ "is_null", test_is_null },
	{ "is_number", test_is_number },
	{ "is_object", test_is_object },
	{ "is_set", test_is_set },
	{ "is_string", test_is_string },
	{ "type_name", test_type_name },
	{ "cast_boolean", test_cast_boolean },
	{ "cast_null", test_cast_null },
	{ "cast_object", test_cast_object },
	{ "cast_string", test_cast_string },
	{ "graph.reachable", test_graph_reachable },
	{ "graph.reachable_paths", test_graph_reachable_paths },
	{ "walk", test_walk },
};

CHECK_MAIN(cases)
