// SPDX-License-Identifier: BSD-2-Clause
/* Objects and JSON.  What is wanted is what OPA 1.18.1 answers. */
#include "rego_builtin.h"

static const struct rego_row rows_object_union[] = {
	{ "object.union",
	  "[{\"$obj\":[[\"1-*\\u65e5[ab0\",false],[\"A0Bc/A0a\",null]]},{\"$obj\":[]}]",
	  "{\"1-*\346\227\245[ab0\": false, \"A0Bc/A0a\": null}" },
	{ "object.union",
	  "[{\"$obj\":[[\"\\u017f\",1.095207024004253]]},{\"$obj\":[[\"\\u01c5\",2]]}]",
	  "{\"\305\277\": 1.095207024004253, \"\307\205\": 2}" },
	{ "object.union",
	  "[{\"$obj\":[[\"aab\",\"%d\"],[\"FOO\",true]]},{\"$obj\":[[\"b\",\"\\\\\"]]}]",
	  "{\"FOO\": true, \"aab\": \"%d\", \"b\": \"\\\\\"}" },
	{ "object.union", "[{\"$obj\":[[\"aab\",\"a b\"]]},{\"$obj\":[[\"/a/bfoo.bar\",5e-324]]}]",
	  "{\"/a/bfoo.bar\": 5e-324, \"aab\": \"a b\"}" },
	{ "object.union", "[{\"$obj\":[[\"b\",7]]},{\"$obj\":[[\"\",[]],[\"null a \",[]]]}]",
	  "{\"\": [], \"b\": 7, \"null a \": []}" },
	{ "object.union",
	  "[{\"$obj\":[[\"cB\",{\"$obj\":[]}]]},{\"$obj\":[[\"[/a \",\"\"],[\"abc\",2]]}]",
	  "{\"[/a \": \"\", \"abc\": 2, \"cB\": {}}" },
	{ "object.union",
	  "[{\"$obj\":[[\"foo.bar\",12],[\"[\",[\"1.5\",-683589060,5]]]},{\"$obj\":[]}]",
	  "{\"[\": [\"1.5\", -683589060, 5], \"foo.bar\": 12}" },
	{ "object.union", "[{\"$obj\":[[\"true\",\"\\u00df \"],[\",\",-3]]},{\"$obj\":[]}]",
	  "{\",\": -3, \"true\": \"\303\237 \"}" },
	{ "object.union", "[{\"$obj\":[[\"x,y,z\",true]]},{\"$obj\":[]}]", "{\"x,y,z\": true}" },
	{ "object.union", "[{\"$obj\":[]},{\"$obj\":[[\"\\t\\n\",9],[\"*\",\"\"]]}]",
	  "{\"\\t\\n\": 9, \"*\": \"\"}" },
	{ "object.union", "[{\"$obj\":[]},{\"$obj\":[[\"\\u2028\",7]]}]", "{\"\\u2028\": 7}" },
	{ "object.union", "[{\"$obj\":[]},{\"$obj\":[[\"abababab\\u00a0x\\u00a0\",\"null\"]]}]",
	  "{\"abababab\\u00a0x\\u00a0\": \"null\"}" },
	{ "object.union", "[{\"$obj\":[]},{\"$obj\":[[\"b[.1cA\\u00df\",0.2]]}]",
	  "{\"b[.1cA\303\237\": 0.2}" },
	{ "object.union", "[{\"$obj\":[]},{\"$obj\":[[\"nullaab\",\"x,y,z\"]]}]",
	  "{\"nullaab\": \"x,y,z\"}" },
};

static const struct rego_row rows_object_union_n[] = {
	{ "object.union_n", "[\"\\u01c5\"]",
	  "eval_type_error: object.union_n: operand 1 must be array but got string" },
	{ "object.union_n", "[1E3]",
	  "eval_type_error: object.union_n: operand 1 must be array but got number" },
	{ "object.union_n", "[[]]", "{}" },
	{ "object.union_n", "[[{\"$obj\":[[\"a\",\"a\"]]},{\"$obj\":[]},{\"$obj\":[]}]]",
	  "{\"a\": \"a\"}" },
	{ "object.union_n", "[[{\"$obj\":[[\"a\",{\"$obj\":[]}],[\"c\",10]]},{\"$obj\":[]}]]",
	  "{\"a\": {}, \"c\": 10}" },
	{ "object.union_n", "[[{\"$obj\":[[\"b\",\"-[\"]]}]]", "{\"b\": \"-[\"}" },
	{ "object.union_n",
	  "[[{\"$obj\":[[\"b\",\"\\u2028\"]]},{\"$obj\":[[\"c\",-2]]},{\"$obj\":[]}]]",
	  "{\"b\": \"\\u2028\", \"c\": -2}" },
	{ "object.union_n", "[[{\"$obj\":[[\"b\",-3]]}]]", "{\"b\": -3}" },
	{ "object.union_n", "[[{\"$obj\":[[\"c\",\"\\\"q\\\"\"]]}]]", "{\"c\": \"\\\"q\\\"\"}" },
	{ "object.union_n",
	  "[[{\"$obj\":[[\"c\",{\"$set\":[]}],[\"c\",{\"$obj\":[]}],[\"c\",[1E3]]]}]]",
	  "{\"c\": [1E3]}" },
	{ "object.union_n", "[[{\"$obj\":[]},{\"$obj\":[[\"c\",209.49146512194216]]}]]",
	  "{\"c\": 209.49146512194216}" },
	{ "object.union_n", "[[{\"$obj\":[]},{\"$obj\":[]},{\"$obj\":[]}]]", "{}" },
	{ "object.union_n", "[[{\"$obj\":[]},{\"$obj\":[]}]]", "{}" },
	{ "object.union_n", "[null]",
	  "eval_type_error: object.union_n: operand 1 must be array but got null" },
};

static const struct rego_row rows_object_remove[] = {
	{ "object.remove", "[{\"$obj\":[[\"a\",null],[1,\"..\"],[\"c\",null]]},[\"]\"]]",
	  "{1: \"..\", \"a\": null, \"c\": null}" },
	{ "object.remove",
	  "[{\"$obj\":[[\"b\",\"\\u00df\"],[1,{\"$set\":[0,null,12]}]]},{\"$set\":[]}]",
	  "{1: {null, 0, 12}, \"b\": \"\303\237\"}" },
	{ "object.remove", "[{\"$obj\":[[\"b\",\"ab\"],[1,-1.5],[\"b\",\"null\"]]},[\"a\"]]",
	  "{1: -1.5, \"b\": \"null\"}" },
	{ "object.remove", "[{\"$obj\":[[\"b\",true],[\"b\",null],[1,null]]},{\"$set\":[1]}]",
	  "{\"b\": null}" },
	{ "object.remove",
	  "[{\"$obj\":[[\"c\",\"e\\u03011.5\"],[1,true]]},{\"$set\":[\"bar\\t\\n\",2.5]}]",
	  "{1: true, \"c\": \"e\314\2011.5\"}" },
	{ "object.remove",
	  "[{\"$obj\":[[\"c\",8],[1,\"null\"],[\"b\",\"aaa\"]]},{\"$set\":[null]}]",
	  "{1: \"null\", \"b\": \"aaa\", \"c\": 8}" },
	{ "object.remove", "[{\"$obj\":[[1,\"\\t\\n\\\\\"]]},[]]", "{1: \"\\t\\n\\\\\"}" },
	{ "object.remove",
	  "[{\"$obj\":[[1,\"barFOO\"]]},{\"$set\":[null,\"x,y,z\",\"\\\"q\\\"0x10\",null]}]",
	  "{1: \"barFOO\"}" },
	{ "object.remove", "[{\"$obj\":[[1,1000]]},{\"$set\":[\"c\",\"b\",\"c\",\"c\"]}]",
	  "{1: 1000}" },
	{ "object.remove",
	  "[{\"$obj\":[[1,58.2188883672527],[\"b\",null],[\"c\",\"10\"]]},[\"a\",\"b\"]]",
	  "{1: 58.2188883672527, \"c\": \"10\"}" },
	{ "object.remove", "[{\"$obj\":[[1,[]],[\"c\",{\"$obj\":[]}]]},{\"$set\":[]}]",
	  "{1: [], \"c\": {}}" },
	{ "object.remove", "[{\"$obj\":[[1,{\"$obj\":[[\" a \",\"\\u00e9\"]]}]]},[true]]",
	  "{1: {\" a \": \"\303\251\"}}" },
	{ "object.remove",
	  "[{\"$obj\":[[1,{\"$obj\":[]}],[\"c\",\"K\"],[1,-6332168]]},{\"$set\":[]}]",
	  "{1: -6332168, \"c\": \"K\"}" },
	{ "object.remove",
	  "[{\"$obj\":[]},{\"$obj\":[[\"true\",\"-1\"],[\"-1\",\"~\"],[\"\",null]]}]", "{}" },
};

static const struct rego_row rows_object_filter[] = {
	{ "object.filter", "[{\"$obj\":[[\"a\",853731895026752],[1,-4]]},[1,\"b\",\"b\"]]",
	  "{1: -4}" },
	{ "object.filter", "[{\"$obj\":[[\"a\",[]],[1,-2]]},{\"$set\":[\"c\",1]}]", "{1: -2}" },
	{ "object.filter", "[{\"$obj\":[[\"a\",false],[1,\"null\"]]},[1]]", "{1: \"null\"}" },
	{ "object.filter", "[{\"$obj\":[[\"a\",null],[1,0.1],[\"a\",1]]},[\"c\",1,\"a\"]]",
	  "{1: 0.1, \"a\": 1}" },
	{ "object.filter",
	  "[{\"$obj\":[[\"a\",{\"$set\":[\"a\"]}],[1,true],[\"a\",[]]]},[\"a\",\"c\",\"a\",1]]",
	  "{1: true, \"a\": []}" },
	{ "object.filter", "[{\"$obj\":[[\"c\",\"\\ud83d\\ude00a\"],[1,null]]},{\"$set\":[]}]",
	  "{}" },
	{ "object.filter",
	  "[{\"$obj\":[[\"c\",-3],[\"a\",[]]]},{\"$set\":[\"b\",\"b\",\"a\",\"a\"]}]",
	  "{\"a\": []}" },
	{ "object.filter",
	  "[{\"$obj\":[[\"c\",8],[1,5e-324],[\"a\",\"e\\u0301\"]]},{\"$set\":[\"b\",1,1]}]",
	  "{1: 5e-324}" },
	{ "object.filter", "[{\"$obj\":[[1,\"\\u017f\"],[\"a\",\"..\"],[1,false]]},[1,\"a\"]]",
	  "{1: false, \"a\": \"..\"}" },
	{ "object.filter", "[{\"$obj\":[[1,12]]},{\"$set\":[\"b\",1,\"c\"]}]", "{1: 12}" },
	{ "object.filter", "[{\"$obj\":[[1,2]]},[1,\"a\",\"a\"]]", "{1: 2}" },
	{ "object.filter", "[{\"$obj\":[[1,null]]},{\"$set\":[\"b\",\"c\",1]}]", "{1: null}" },
	{ "object.filter", "[{\"$obj\":[[1,{\"$obj\":[]}]]},[\"c\",\"b\",1]]", "{1: {}}" },
	{ "object.filter", "[{\"$obj\":[[1,{\"$set\":[[\"{}\"],null,\"[\"]}]]},{\"$set\":[1,1]}]",
	  "{1: {null, \"[\", [\"{}\"]}}" },
};

static const struct rego_row rows_object_get[] = {
	{ "object.get", "[\"Ba._\",0,\"1e3\"]",
	  "eval_type_error: object.get: operand 1 must be object but got string" },
	{ "object.get", "[{\"$obj\":[[\"a\",\"\\\"q\\\"0x10\"]]},\"a\",\"{}\"]",
	  "\"\\\"q\\\"0x10\"" },
	{ "object.get", "[{\"$obj\":[[\"a\",[[]]]]},\"a\",\"\\ud83d\\ude00a b\"]", "[[]]" },
	{ "object.get", "[{\"$obj\":[[\"b\",100.0]]},\"b\",\"10\"]", "100.0" },
	{ "object.get", "[{\"$obj\":[[\"b\",{\"$set\":[8,{\"$set\":[null]}]}]]},[],\"{}\"]",
	  "{\"b\": {8, {null}}}" },
	{ "object.get", "[{\"$obj\":[]},\"a\",{\"$obj\":[[true,3]]}]", "{true: 3}" },
	{ "object.get", "[{\"$obj\":[]},\"a\",{\"$set\":[\"null\\u00df\"]}]",
	  "{\"null\303\237\"}" },
	{ "object.get", "[{\"$obj\":[]},\"a\",{\"$set\":[[]]}]", "{[]}" },
	{ "object.get", "[{\"$obj\":[]},\"b\",-7545085844708306]", "-7545085844708306" },
	{ "object.get", "[{\"$obj\":[]},\"b\",{\"$obj\":[[\"B]\",7]]}]", "{\"B]\": 7}" },
	{ "object.get", "[{\"$obj\":[]},0,true]", "true" },
	{ "object.get", "[{\"$obj\":[]},[\"a\",\"b\"],\"1e3~\"]", "\"1e3~\"" },
	{ "object.get", "[{\"$obj\":[]},[\"a\"],9]", "9" },
	{ "object.get", "[{\"$obj\":[]},[\"a\"],{\"$set\":[-840.4614907931139,\"]B1\\u00e9{\"]}]",
	  "{-840.4614907931139, \"]B1\303\251{\"}" },
};

static const struct rego_row rows_object_keys[] = {
	{ "object.keys", "[{\"$obj\":[[\"%d\",{\"$set\":[\"foo.bar\"]}]]}]", "{\"%d\"}" },
	{ "object.keys", "[{\"$obj\":[[\"/\\u00e9{cAa\",true],[\"\\ud83d\\ude00\",8]]}]",
	  "{\"/\303\251{cAa\", \"\360\237\230\200\"}" },
	{ "object.keys", "[{\"$obj\":[[\"FOO\",999]]}]", "{\"FOO\"}" },
	{ "object.keys", "[{\"$obj\":[[\"\\\\\",null]]}]", "{\"\\\\\"}" },
	{ "object.keys", "[{\"$obj\":[[\"\\u00dcn\\u00ef-1\",null]]}]",
	  "{\"\303\234n\303\257-1\"}" },
	{ "object.keys",
	  "[{\"$obj\":[[\"\\u01c5\",true],[\"\\\\\\\"q\\\"\",\"\"],[\"x,y,z\",[[]]]]}]",
	  "{\"\\\\\\\"q\\\"\", \"x,y,z\", \"\307\205\"}" },
	{ "object.keys", "[{\"$obj\":[[\"a\\ud83d\\ude00b\",\"\\ud83d\\ude00b\"]]}]",
	  "{\"a\360\237\230\200b\"}" },
	{ "object.keys", "[{\"$obj\":[[\"ab\",true]]}]", "{\"ab\"}" },
	{ "object.keys", "[{\"$obj\":[[\"bar~\",\"\\u00e9\"]]}]", "{\"bar~\"}" },
	{ "object.keys",
	  "[{\"$obj\":[[\"e\\u0301\",\"ab\"],[\"ab..\",null],[\"1e3\",\"a b\"],[\"bar\",7]]}]",
	  "{\"1e3\", \"ab..\", \"bar\", \"e\314\201\"}" },
	{ "object.keys", "[{\"$obj\":[[\"e\\u0301bar\",null],[\"true\",null]]}]",
	  "{\"e\314\201bar\", \"true\"}" },
	{ "object.keys", "[{\"$obj\":[[\"foo\",{\"$set\":[]}],[\"10\",\"Baa B}\\u00dfB\"]]}]",
	  "{\"10\", \"foo\"}" },
	{ "object.keys", "[{\"$obj\":[[\"foo.bar\",{\"$obj\":[]}],[\"/\",1]]}]",
	  "{\"/\", \"foo.bar\"}" },
	{ "object.keys", "[{\"$obj\":[[\"~bar\",901.0075973688051],[\"]c\",true]]}]",
	  "{\"]c\", \"~bar\"}" },
};

static const struct rego_row rows_object_subset[] = {
	{ "object.subset", "[\"a\",[2,\"b\",1,1]]",
	  "eval_type_error: object.subset: both arguments object.subset must be of the same type "
	  "or array and set" },
	{ "object.subset", "[2,[]]",
	  "eval_type_error: object.subset: both arguments object.subset must be of the same type "
	  "or array and set" },
	{ "object.subset", "[[\"a\",\"a\",\"a\",1],{\"$set\":[1]}]", "true" },
	{ "object.subset", "[[\"b\",\"b\",\"b\",1],[]]", "true" },
	{ "object.subset", "[[\"b\",2,1],{\"$set\":[\"b\",2,\"a\"]}]", "false" },
	{ "object.subset", "[[\"b\"],[]]", "true" },
	{ "object.subset",
	  "[[1,1,\"a\"],{\"$obj\":[[\"b\",{\"$obj\":[[\"c\",\"b\"],[\"a\",\"b\"],[\"b\",\"b\"]]}]]}"
	  "]",
	  "eval_type_error: object.subset: both arguments object.subset must be of the same type "
	  "or array and set" },
	{ "object.subset", "[[1,2,1],[2,\"a\"]]", "false" },
	{ "object.subset", "[[1],[1]]", "true" },
	{ "object.subset",
	  "[[2,\"b\",2],{\"$obj\":[[\"b\",{\"$obj\":[]}],[\"a\",2],[\"a\",[\"a\",\"a\"]]]}]",
	  "eval_type_error: object.subset: both arguments object.subset must be of the same type "
	  "or array and set" },
	{ "object.subset", "[[],[1]]", "false" },
	{ "object.subset", "[{\"$obj\":[[\"c\",\"a\"],[\"c\",{\"$obj\":[]}]]},\"a\"]",
	  "eval_type_error: object.subset: both arguments object.subset must be of the same type "
	  "or array and set" },
	{ "object.subset", "[{\"$set\":[\"b\",\"a\"]},{\"$set\":[2,2,\"a\"]}]", "false" },
	{ "object.subset", "[{\"$set\":[]},{\"$set\":[1]}]", "false" },
};

static const struct rego_row rows_json_marshal[] = {
	{ "json.marshal", "[\"0-\\u65e5}\"]", "\"\\\"0-\346\227\245}\\\"\"" },
	{ "json.marshal", "[\"\\u2028\"]", "\"\\\"\\\\u2028\\\"\"" },
	{ "json.marshal", "[-291.5519001988605]", "\"-291.5519001988605\"" },
	{ "json.marshal", "[-2]", "\"-2\"" },
	{ "json.marshal", "[-46280314791498622484]", "\"-46280314791498622484\"" },
	{ "json.marshal", "[3]", "\"3\"" },
	{ "json.marshal", "[7]", "\"7\"" },
	{ "json.marshal", "[9]", "\"9\"" },
	{ "json.marshal", "[[-72499421870,{\"$set\":[null,\"}\"]}]]",
	  "\"[-72499421870,[null,\\\"}\\\"]]\"" },
	{ "json.marshal",
	  "[[3,{\"$set\":[\"{}\",\"\\u00a0x\\u00a0bar\",null]},[\"\\\\.0A]\",\"\\u00e9\"]]]",
	  "\"[3,[null,\\\"{}\\\",\\\"\\u00a0x\\u00a0bar\\\"],[\\\"\\\\\\\\.0A]\\\","
	  "\\\"\303\251\\\"]]\"" },
	{ "json.marshal", "[{\"$obj\":[[\"\\u017f\",null],[\"x,y,z1e3\",[\"*0_\"]]]}]",
	  "\"{\\\"x,y,z1e3\\\":[\\\"*0_\\\"],\\\"\305\277\\\":null}\"" },
	{ "json.marshal", "[{\"$obj\":[[\"a\",\"0x10~\"]]}]", "\"{\\\"a\\\":\\\"0x10~\\\"}\"" },
	{ "json.marshal", "[{\"$set\":[\"e\\u0301\"]}]", "\"[\\\"e\314\201\\\"]\"" },
	{ "json.marshal",
	  "[{\"$set\":[\"x,y,z\\u00e9\",[\"*\\u65e5[. 10a\",\"\\u017f\",\"\\u0130b\"]]}]",
	  "\"[\\\"x,y,z\303\251\\\",[\\\"*\346\227\245[. "
	  "10a\\\",\\\"\305\277\\\",\\\"\304\260b\\\"]]\"" },
};

static const struct rego_row rows_json_marshal_with_options[] = {
	{ "json.marshal_with_options", "[\"-Cc.\\u65e5B.\",{\"$obj\":[]}]",
	  "\"\\\"-Cc.\346\227\245B.\\\"\"" },
	{ "json.marshal_with_options", "[\"1.5\",{\"$obj\":[]}]", "\"\\\"1.5\\\"\"" },
	{ "json.marshal_with_options", "[\"bar\",{\"$obj\":[[\"indent\",\"  \"]]}]",
	  "\"\\\"bar\\\"\"" },
	{ "json.marshal_with_options", "[-111.36828740066255,{\"$obj\":[]}]",
	  "\"-111.36828740066255\"" },
	{ "json.marshal_with_options",
	  "[-5,{\"$obj\":[[\"indent\",\"\\t\"],[\"indent\",\"\"],[\"prefix\",\">\"]]}]",
	  "\">-5\"" },
	{ "json.marshal_with_options", "[3,{\"$obj\":[[\"prefix\",\"  \"]]}]", "\"  3\"" },
	{ "json.marshal_with_options", "[[\"abc\",{\"$set\":[]}],{\"$obj\":[]}]",
	  "\"[\\\"abc\\\",[]]\"" },
	{ "json.marshal_with_options", "[[],{\"$obj\":[[\"indent\",\"\"]]}]", "\"[]\"" },
	{ "json.marshal_with_options", "[[],{\"$obj\":[[\"prefix\",\"  \"]]}]", "\"  []\"" },
	{ "json.marshal_with_options",
	  "[false,{\"$obj\":[[\"prefix\",\"  \"],[\"prefix\",\">\"]]}]", "\">false\"" },
	{ "json.marshal_with_options", "[false,{\"$obj\":[]}]", "\"false\"" },
	{ "json.marshal_with_options",
	  "[true,{\"$obj\":[[\"indent\",\"\\t\"],[\"indent\",\"  \"],[\"prefix\",\"\\t\"]]}]",
	  "\"\\ttrue\"" },
	{ "json.marshal_with_options", "[true,{\"$obj\":[[\"prefix\",false],[\"prefix\",\"  \"]]}]",
	  "\"  true\"" },
	{ "json.marshal_with_options", "[{\"$obj\":[]},{\"$obj\":[]}]", "\"{}\"" },
};

static const struct rego_row rows_json_unmarshal[] = {
	{ "json.unmarshal", "[\"-1\"]", "-1" },
	{ "json.unmarshal", "[\"1.0\"]", "1.0" },
	{ "json.unmarshal", "[\"1.001\"]", "1.001" },
	{ "json.unmarshal", "[\"1.0123456789012345678901234567890\"]",
	  "1.0123456789012345678901234567890" },
	{ "json.unmarshal", "[\"1.5\"]", "1.5" },
	{ "json.unmarshal", "[\"10\"]", "10" },
	{ "json.unmarshal", "[\"11.0\"]", "11.0" },
	{ "json.unmarshal", "[\"1e5\"]", "1e5" },
	{ "json.unmarshal", "[\"[]\"]", "[]" },
	{ "json.unmarshal", "[\"\\\"\\\\u0041\\\"\"]", "\"A\"" },
	{ "json.unmarshal", "[\"\\\"\\\\ud800\\\"\"]", "\"\357\277\275\"" },
	{ "json.unmarshal", "[\"null\"]", "null" },
	{ "json.unmarshal", "[\"tru\"]", "eval_builtin_error: json.unmarshal: unexpected EOF" },
	{ "json.unmarshal", "[\"{}\"]", "{}" },
};

static const struct rego_row rows_json_is_valid[] = {
	{ "json.is_valid", "[\" 1 nul\"]", "false" },
	{ "json.is_valid", "[\"%\"]", "false" },
	{ "json.is_valid", "[\"1\"]", "true" },
	{ "json.is_valid", "[\"10\"]", "true" },
	{ "json.is_valid", "[\"1234567890123456789012345678901e5\"]", "true" },
	{ "json.is_valid", "[\"123456789012345678901234567890\\\"\\\\u0041\\\"\"]", "false" },
	{ "json.is_valid", "[\"1e5\"]", "true" },
	{ "json.is_valid", "[\"[1,2]\"]", "true" },
	{ "json.is_valid", "[\"\\\"q\\\"\"]", "true" },
	{ "json.is_valid", "[\"\\u00a0x\\u00a0\"]", "false" },
	{ "json.is_valid", "[\"{\\\"a\\\":1,\\\"a\\\":2}'a'\"]", "false" },
	{ "json.is_valid", "[\"{\\\"a\\\":1,\\\"a\\\":2}1e5\"]", "false" },
	{ "json.is_valid", "[\"{\\\"a\\\"}{\\\"a\\\":1}\"]", "false" },
	{ "json.is_valid", "[\"{\\\"b\\\":[null,true,{\\\"c\\\":\\\"d\\\"}]}\"]", "true" },
};

static void test_object_union(void)
{
	CHECK_ROWS(rows_object_union);
}

static void test_object_union_n(void)
{
	CHECK_ROWS(rows_object_union_n);
}

static void test_object_remove(void)
{
	CHECK_ROWS(rows_object_remove);
}

static void test_object_filter(void)
{
	CHECK_ROWS(rows_object_filter);
}

static void test_object_get(void)
{
	CHECK_ROWS(rows_object_get);
}

static void test_object_keys(void)
{
	CHECK_ROWS(rows_object_keys);
}

static void test_object_subset(void)
{
	CHECK_ROWS(rows_object_subset);
}

static void test_json_marshal(void)
{
	CHECK_ROWS(rows_json_marshal);
}

static void test_json_marshal_with_options(void)
{
	CHECK_ROWS(rows_json_marshal_with_options);
}

static void test_json_unmarshal(void)
{
	CHECK_ROWS(rows_json_unmarshal);
}

static void test_json_is_valid(void)
{
	CHECK_ROWS(rows_json_is_valid);
}

static const struct check_case cases[] = {
	{ "object.union", test_object_union },
	{ "object.union_n", test_object_union_n },
	{ "object.remove", test_object_remove },
	{ "object.filter", test_object_filter },
	{ "object.get", test_object_get },
	{ "object.keys", test_object_keys },
	{ "object.subset", test_object_subset },
	{ "json.marshal", test_json_marshal },
	{ "json.marshal_with_options", test_json_marshal_with_options },
	{ "json.unmarshal", test_json_unmarshal },
	{ "json.is_valid", test_json_is_valid },
};

CHECK_MAIN(cases)
