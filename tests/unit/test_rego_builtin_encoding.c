// SPDX-License-Identifier: BSD-2-Clause
/* Base64, hexadecimal, URLs, UUIDs and versions.  What is wanted is what OPA 1.18.1 answers. */
#include "rego_builtin.h"

static const struct rego_row rows_base64_encode[] = {
	{ "base64.encode", "[\" -\"]", "\"IC0=\"" },
	{ "base64.encode", "[\" a -1\"]", "\"IGEgLTE=\"" },
	{ "base64.encode", "[\" b Ca[\"]", "\"IGIgQ2Fb\"" },
	{ "base64.encode", "[\"\"]", "\"\"" },
	{ "base64.encode", "[\"%\"]", "\"JQ==\"" },
	{ "base64.encode", "[\".?bA\"]", "\"Lj9iQQ==\"" },
	{ "base64.encode", "[\"\\\\_*Bc\"]", "\"XF8qQmM=\"" },
	{ "base64.encode", "[\"\\u00df\\u00e9?b\"]", "\"w5/DqT9i\"" },
	{ "base64.encode", "[\"\\u00e9[\\\\\"]", "\"w6lbXA==\"" },
	{ "base64.encode", "[\"aa\"]", "\"YWE=\"" },
	{ "base64.encode", "[\"b.0-CAC}\"]", "\"Yi4wLUNBQ30=\"" },
	{ "base64.encode", "[\"b~\"]", "\"Yn4=\"" },
	{ "base64.encode", "[\"}C.CA\"]", "\"fUMuQ0E=\"" },
	{ "base64.encode", "[\"~\"]", "\"fg==\"" },
};

static const struct rego_row rows_base64url_encode[] = {
	{ "base64url.encode", "[\"  _\\u00dfc}Ba\"]", "\"ICBfw59jfUJh\"" },
	{ "base64url.encode", "[\"10K\"]", "\"MTBL\"" },
	{ "base64url.encode", "[\"?\?\"]", "\"Pz8=\"" },
	{ "base64url.encode", "[\"A\\u00e9 c\\\\\\u65e5.\"]", "\"QcOpIGNc5pelLg==\"" },
	{ "base64url.encode", "[\"FOO\"]", "\"Rk9P\"" },
	{ "base64url.encode", "[\"\\u00dfC?_]*C\"]", "\"w59DP19dKkM=\"" },
	{ "base64url.encode", "[\"\\u017f-1\"]", "\"xb8tMQ==\"" },
	{ "base64url.encode", "[\"\\u65e5\\u672c\\u8a9e\"]", "\"5pel5pys6Kqe\"" },
	{ "base64url.encode", "[\"_[1\\\\a\"]", "\"X1sxXGE=\"" },
	{ "base64url.encode", "[\"a\"]", "\"YQ==\"" },
	{ "base64url.encode", "[\"abc\"]", "\"YWJj\"" },
	{ "base64url.encode", "[\"b\\u00df.]\\u00df\"]", "\"YsOfLl3Dnw==\"" },
	{ "base64url.encode", "[\"foo\"]", "\"Zm9v\"" },
	{ "base64url.encode", "[\"x,y,z%d\"]", "\"eCx5LHolZA==\"" },
};

static const struct rego_row rows_base64url_encode_no_pad[] = {
	{ "base64url.encode_no_pad", "[\" a \"]", "\"IGEg\"" },
	{ "base64url.encode_no_pad", "[\"%\"]", "\"JQ\"" },
	{ "base64url.encode_no_pad", "[\",\"]", "\"LA\"" },
	{ "base64url.encode_no_pad", "[\"-]\"]", "\"LV0\"" },
	{ "base64url.encode_no_pad", "[\"..\"]", "\"Li4\"" },
	{ "base64url.encode_no_pad", "[\"?*B\"]", "\"PypC\"" },
	{ "base64url.encode_no_pad", "[\"?\\\\\\\\\"]", "\"P1xc\"" },
	{ "base64url.encode_no_pad", "[\"B[] C/\\u65e5C\"]", "\"QltdIEMv5pelQw\"" },
	{ "base64url.encode_no_pad", "[\"\\\\\\u00dcn\\u00ef\"]", "\"XMOcbsOv\"" },
	{ "base64url.encode_no_pad", "[\"\\u00a0x\\u00a0\"]", "\"wqB4wqA\"" },
	{ "base64url.encode_no_pad", "[\"_1a?\"]", "\"XzFhPw\"" },
	{ "base64url.encode_no_pad", "[\"abcb\"]", "\"YWJjYg\"" },
	{ "base64url.encode_no_pad", "[\"bar\\\\\"]", "\"YmFyXA\"" },
	{ "base64url.encode_no_pad", "[\"e\\u0301\"]", "\"ZcyB\"" },
};

static const struct rego_row rows_hex_encode[] = {
	{ "hex.encode", "[\" 0\\u00df\"]", "\"2030c39f\"" },
	{ "hex.encode", "[\"%d\"]", "\"2564\"" },
	{ "hex.encode", "[\"/.[\\u00dfB}\\u65e5/\"]", "\"2f2e5bc39f427de697a52f\"" },
	{ "hex.encode", "[\"?\"]", "\"3f\"" },
	{ "hex.encode", "[\"?\\u00df\"]", "\"3fc39f\"" },
	{ "hex.encode", "[\"C-0//c*b\"]", "\"432d302f2f632a62\"" },
	{ "hex.encode", "[\"[*.AA \"]", "\"5b2a2e414120\"" },
	{ "hex.encode", "[\"\\u00a0x\\u00a0\"]", "\"c2a078c2a0\"" },
	{ "hex.encode", "[\"\\u00dcn\\u00ef a \"]", "\"c39c6ec3af206120\"" },
	{ "hex.encode", "[\"\\u00dfAc}bB0A\"]", "\"c39f41637d62423041\"" },
	{ "hex.encode", "[\"_1C\"]", "\"5f3143\"" },
	{ "hex.encode", "[\"null\"]", "\"6e756c6c\"" },
	{ "hex.encode", "[\"{}\"]", "\"7b7d\"" },
	{ "hex.encode", "[\"}\"]", "\"7d\"" },
};

static const struct rego_row rows_base64_decode[] = {
	{ "base64.decode", "[\"\"]", "\"\"" },
	{ "base64.decode", "[\"+/8=\"]", "\"\\xfb\\xff\"" },
	{ "base64.decode", "[\"-.\\u00df\"]",
	  "eval_builtin_error: base64.decode: illegal base64 data at input byte 0" },
	{ "base64.decode", "[\"1?-CAC\"]",
	  "eval_builtin_error: base64.decode: illegal base64 data at input byte 1" },
	{ "base64.decode", "[\"YQ==\"]", "\"a\"" },
	{ "base64.decode", "[\"YWI=\"]", "\"ab\"" },
	{ "base64.decode", "[\"YWJj\"]", "\"abc\"" },
	{ "base64.decode", "[\"YWJj\\n\"]", "\"abc\"" },
	{ "base64.decode", "[\"\\u65e5\\u672c\\u8a9e\"]",
	  "eval_builtin_error: base64.decode: illegal base64 data at input byte 0" },
	{ "base64.decode", "[\"abababab\"]", "\"i\\xb6\\x9bi\\xb6\\x9b\"" },
	{ "base64.decode", "[6]",
	  "eval_type_error: base64.decode: operand 1 must be string but got number" },
	{ "base64.decode", "[[\"\"]]",
	  "eval_type_error: base64.decode: operand 1 must be string but got array" },
	{ "base64.decode", "[[]]",
	  "eval_type_error: base64.decode: operand 1 must be string but got array" },
	{ "base64.decode", "[{\"$set\":[[\"{B0\\u00e9\\\\\\u65e5c\"]]}]",
	  "eval_type_error: base64.decode: operand 1 must be string but got set" },
};

static const struct rego_row rows_base64_is_valid[] = {
	{ "base64.is_valid", "[\"\"]", "true" },
	{ "base64.is_valid", "[\"%\"]", "false" },
	{ "base64.is_valid", "[\"+/8=\"]", "true" },
	{ "base64.is_valid", "[\"0x10\"]", "true" },
	{ "base64.is_valid", "[\"1]\\u00dfa\\\\__\"]", "false" },
	{ "base64.is_valid", "[\"====\"]", "false" },
	{ "base64.is_valid", "[\"YQ==\"]", "true" },
	{ "base64.is_valid", "[\"YWI=\"]", "true" },
	{ "base64.is_valid", "[\"YWJj\"]", "true" },
	{ "base64.is_valid", "[\"YWJj\\n\"]", "true" },
	{ "base64.is_valid", "[\"\\\"q\\\"\"]", "false" },
	{ "base64.is_valid", "[\"\\u65e5\\u672c\\u8a9e\"]", "false" },
	{ "base64.is_valid", "[[\"..bar\",\"a\"]]", "false" },
	{ "base64.is_valid", "[true]", "false" },
};

static const struct rego_row rows_base64url_decode[] = {
	{ "base64url.decode", "[\"\"]", "\"\"" },
	{ "base64url.decode", "[\"YQ\"]", "\"a\"" },
	{ "base64url.decode", "[\"YWI=\"]", "\"ab\"" },
	{ "base64url.decode", "[\"YWJj\"]", "\"abc\"" },
	{ "base64url.decode", "[\"_-8=\"]", "\"\\xff\\xef\"" },
	{ "base64url.decode", "[\"a\"]",
	  "eval_builtin_error: base64url.decode: illegal base64url string: a" },
	{ "base64url.decode", "[\"aaa\"]", "\"i\\xa6\"" },
	{ "base64url.decode", "[\"ab\"]", "\"i\"" },
	{ "base64url.decode", "[\"abb\"]", "\"i\\xb6\"" },
	{ "base64url.decode", "[\"abc\"]", "\"i\\xb7\"" },
	{ "base64url.decode", "[\"bar\"]", "\"m\\xaa\"" },
	{ "base64url.decode", "[\"null-1\"]", "\"\\x9e\\xe9e\\xfb\"" },
	{ "base64url.decode", "[-3]",
	  "eval_type_error: base64url.decode: operand 1 must be string but got number" },
	{ "base64url.decode", "[409.2732929026213]",
	  "eval_type_error: base64url.decode: operand 1 must be string but got number" },
};

static const struct rego_row rows_hex_decode[] = {
	{ "hex.decode", "[\"\"]", "\"\"" },
	{ "hex.decode", "[\"0x10\"]",
	  "eval_builtin_error: hex.decode: encoding/hex: invalid byte: U+0078 'x'" },
	{ "hex.decode", "[\"61\"]", "\"a\"" },
	{ "hex.decode", "[\"61626364\"]", "\"abcd\"" },
	{ "hex.decode", "[\"AbCd\"]", "\"\\xab\\xcd\"" },
	{ "hex.decode", "[\"\\u00e9\"]",
	  "eval_builtin_error: hex.decode: encoding/hex: invalid byte: U+00C3 '\303\203'" },
	{ "hex.decode", "[\"ab\"]", "\"\\xab\"" },
	{ "hex.decode", "[\"abababab\"]", "\"\\xab\\xab\\xab\\xab\"" },
	{ "hex.decode", "[\"bar\"]",
	  "eval_builtin_error: hex.decode: encoding/hex: invalid byte: U+0072 'r'" },
	{ "hex.decode", "[\"foo\"]",
	  "eval_builtin_error: hex.decode: encoding/hex: invalid byte: U+006F 'o'" },
	{ "hex.decode", "[1E3]",
	  "eval_type_error: hex.decode: operand 1 must be string but got number" },
	{ "hex.decode", "[[-2]]",
	  "eval_type_error: hex.decode: operand 1 must be string but got array" },
	{ "hex.decode", "[null]",
	  "eval_type_error: hex.decode: operand 1 must be string but got null" },
	{ "hex.decode", "[{\"$set\":[{\"$obj\":[]},true]}]",
	  "eval_type_error: hex.decode: operand 1 must be string but got set" },
};

static const struct rego_row rows_urlquery_encode[] = {
	{ "urlquery.encode", "[\" a ..\"]", "\"+a+..\"" },
	{ "urlquery.encode", "[\"*_c{\"]", "\"%2A_c%7B\"" },
	{ "urlquery.encode", "[\"-1\\u65e5\\u672c\\u8a9e\"]", "\"-1%E6%97%A5%E6%9C%AC%E8%AA%9E\"" },
	{ "urlquery.encode", "[\"10 a \"]", "\"10+a+\"" },
	{ "urlquery.encode", "[\"1A0\"]", "\"1A0\"" },
	{ "urlquery.encode", "[\"Cb{\"]", "\"Cb%7B\"" },
	{ "urlquery.encode", "[\"\\u00e9/1\"]", "\"%C3%A9%2F1\"" },
	{ "urlquery.encode", "[\"\\u017f\\u0130\"]", "\"%C5%BF%C4%B0\"" },
	{ "urlquery.encode", "[\"\\ufb03\"]", "\"%EF%AC%83\"" },
	{ "urlquery.encode", "[\"]\"]", "\"%5D\"" },
	{ "urlquery.encode", "[\"a b\"]", "\"a+b\"" },
	{ "urlquery.encode", "[\"a b\\u00df\"]", "\"a+b%C3%9F\"" },
	{ "urlquery.encode", "[\"aaaaaab\"]", "\"aaaaaab\"" },
	{ "urlquery.encode", "[\"bC\"]", "\"bC\"" },
};

static const struct rego_row rows_urlquery_decode[] = {
	{ "urlquery.decode", "[\"&&&%41=%42\"]", "\"&&&A=B\"" },
	{ "urlquery.decode", "[\"&&&a;b=1\"]", "\"&&&a;b=1\"" },
	{ "urlquery.decode", "[\"+\"]", "\" \"" },
	{ "urlquery.decode", "[\"-1\\u00dcn\\u00ef\"]", "\"-1\303\234n\303\257\"" },
	{ "urlquery.decode", "[\"..\"]", "\"..\"" },
	{ "urlquery.decode", "[\".\\u65e5\"]", "\".\346\227\245\"" },
	{ "urlquery.decode", "[\"?\"]", "\"?\"" },
	{ "urlquery.decode", "[\"\\\\[\\u65e50\\\\}\"]", "\"\\\\[\346\227\2450\\\\}\"" },
	{ "urlquery.decode", "[\"\\u0130\"]", "\"\304\260\"" },
	{ "urlquery.decode", "[\"a=&=b\"]", "\"a=&=b\"" },
	{ "urlquery.decode", "[\"a=1&+\"]", "\"a=1& \"" },
	{ "urlquery.decode", "[\"a\\ud83d\\ude00b\"]", "\"a\360\237\230\200b\"" },
	{ "urlquery.decode", "[\"true\"]", "\"true\"" },
	{ "urlquery.decode", "[\"{1 \\u00e9B[A\"]", "\"{1 \303\251B[A\"" },
};

static const struct rego_row rows_urlquery_decode_object[] = {
	{ "urlquery.decode_object", "[\"&&\"]", "{}" },
	{ "urlquery.decode_object", "[\"-}\\u65e5{\\\\?-\"]",
	  "{\"-}\346\227\245{\\\\?-\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"..\"]", "{\"..\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"=&a=1&a=2\"]", "{\"\": [\"\"], \"a\": [\"1\", \"2\"]}" },
	{ "urlquery.decode_object", "[\"A\\u00e9\\u00e9\\\\a\"]",
	  "{\"A\303\251\303\251\\\\a\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"K\"]", "{\"K\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"\\\\*B\"]", "{\"\\\\*B\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"\\u65e5 B-[]-\\\\\"]",
	  "{\"\346\227\245 B-[]-\\\\\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"\\u65e5*\"]", "{\"\346\227\245*\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"\\u65e5\\u672c\\u8a9e\"]",
	  "{\"\346\227\245\346\234\254\350\252\236\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"\\ud83d\\ude00\"]", "{\"\360\237\230\200\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"a\\ud83d\\ude00b\"]", "{\"a\360\237\230\200b\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"true\"]", "{\"true\": [\"\"]}" },
	{ "urlquery.decode_object", "[\"{1*?C\\u00e9\\u65e5\"]",
	  "{\"{1*?C\303\251\346\227\245\": [\"\"]}" },
};

static const struct rego_row rows_urlquery_encode_object[] = {
	{ "urlquery.encode_object",
	  "[{\"$obj\":[[\" \\u65e5\\u00df\\\\\",{\"$set\":[\"b/a/b\",\"foo.bar\"]}]]}]",
	  "\"+%E6%97%A5%C3%9F%5C=b%2Fa%2Fb&+%E6%97%A5%C3%9F%5C=foo.bar\"" },
	{ "urlquery.encode_object", "[{\"$obj\":[[\"%~\",\"K%\"]]}]", "\"%25~=K%25\"" },
	{ "urlquery.encode_object", "[{\"$obj\":[[\"..\",{\"$set\":[]}]]}]", "\"\"" },
	{ "urlquery.encode_object", "[{\"$obj\":[[\"0x10\",\"c*\"],[\"b\",\"\\u2028\"]]}]",
	  "\"0x10=c%2A&b=%E2%80%A8\"" },
	{ "urlquery.encode_object", "[{\"$obj\":[[\"a\",\"abababab\"]]}]", "\"a=abababab\"" },
	{ "urlquery.encode_object",
	  "[{\"$obj\":[[\"a\",[\"\\u0130\",\"%d\",\"\\u01c5\",\"/"
	  "\\\\*}\\u00e9}a{\"]],[\"b\",[]]]}]",
	  "\"a=%C4%B0&a=%25d&a=%C7%85&a=%2F%5C%2A%7D%C3%A9%7Da%7B\"" },
	{ "urlquery.encode_object", "[{\"$obj\":[[\"a\",{\"$set\":[\"\\u0130\",\"\\t\\nab\"]}]]}]",
	  "\"a=%09%0Aab&a=%C4%B0\"" },
	{ "urlquery.encode_object",
	  "[{\"$obj\":[[\"b\",\"CBb?\?\\u00df/\"],[\"null\",\"*A-a]]c\"]]}]",
	  "\"b=CBb%3F%3F%C3%9F%2F&null=%2AA-a%5D%5Dc\"" },
	{ "urlquery.encode_object", "[{\"$obj\":[[\"b\",\"a\"],[\"a\",[]],[\"a\",[]]]}]",
	  "\"b=a\"" },
	{ "urlquery.encode_object", "[{\"$obj\":[[\"b\",\"aaa\"]]}]", "\"b=aaa\"" },
	{ "urlquery.encode_object", "[{\"$obj\":[[\"b\",[\"10\",\"[]\",\"\\u01c5/a/b\"]]]}]",
	  "\"b=10&b=%5B%5D&b=%C7%85%2Fa%2Fb\"" },
	{ "urlquery.encode_object",
	  "[{\"$obj\":[[\"b\",[\"}\\u00df}0B\\\\{.\",\"\\u00df\",\"true\"]]]}]",
	  "\"b=%7D%C3%9F%7D0B%5C%7B.&b=%C3%9F&b=true\"" },
	{ "urlquery.encode_object", "[{\"$obj\":[[\"b\",{\"$set\":[\"\\u01c5\"]}]]}]",
	  "\"b=%C7%85\"" },
	{ "urlquery.encode_object",
	  "[{\"$obj\":[[\"{}\",\"K\"],[\"a\",\"/_A_\"],[\"\\u00a0x\\u00a0\",\"\\u0130\"]]}]",
	  "\"a=%2F_A_&%7B%7D=K&%C2%A0x%C2%A0=%C4%B0\"" },
};

static const struct rego_row rows_uri_parse[] = {
	{ "uri.parse", "[\"\"]", "{}" },
	{ "uri.parse", "[\"#f\"]", "{\"fragment\": \"f\"}" },
	{ "uri.parse", "[\"?\?-\\u00e9\\u00df/-_\"]",
	  "{\"raw_query\": \"?-\303\251\303\237/-_\"}" },
	{ "uri.parse", "[\"?q\"]", "{\"raw_query\": \"q\"}" },
	{ "uri.parse", "[\"_\\u00e90{\\u00e9*\"]",
	  "{\"path\": \"_\303\2510{\303\251*\", \"raw_path\": \"_\303\2510{\303\251*\"}" },
	{ "uri.parse", "[\"a:b\"]", "{\"scheme\": \"a\"}" },
	{ "uri.parse", "[\"aaa\"]", "{\"path\": \"aaa\", \"raw_path\": \"aaa\"}" },
	{ "uri.parse", "[\"http://[::1]:8080/\"]",
	  "{\"hostname\": \"::1\", \"path\": \"/\", \"port\": \"8080\", \"raw_path\": \"/\", "
	  "\"scheme\": \"http\"}" },
	{ "uri.parse", "[\"http://a.b/c\"]",
	  "{\"hostname\": \"a.b\", \"path\": \"/c\", \"raw_path\": \"/c\", \"scheme\": \"http\"}" },
	{ "uri.parse", "[\"http://h/a b?c d#e f\"]",
	  "{\"fragment\": \"e f\", \"hostname\": \"h\", \"path\": \"/a b\", \"raw_path\": \"/a "
	  "b\", \"raw_query\": \"c d\", \"scheme\": \"http\"}" },
	{ "uri.parse", "[\"http://h:port/\"]",
	  "eval_builtin_error: uri.parse: parse \"http://h:port/\": invalid port \":port\" after "
	  "host" },
	{ "uri.parse", "[\"http://h\\u007f/\"]",
	  "eval_builtin_error: uri.parse: parse \"http://h\\x7f/\": net/url: invalid control "
	  "character in URL" },
	{ "uri.parse", "[\"mailto:x@y\"]", "{\"scheme\": \"mailto\"}" },
	{ "uri.parse", "[[[],-239.030901616419,[\"\\ufb03..\"]]]",
	  "eval_type_error: uri.parse: operand 1 must be string but got array" },
};

static const struct rego_row rows_uri_is_valid[] = {
	{ "uri.is_valid", "[\"%,\"]", "false" },
	{ "uri.is_valid", "[\",\"]", "true" },
	{ "uri.is_valid", "[\"//h/p\"]", "true" },
	{ "uri.is_valid", "[\"0x10e\\u0301\"]", "true" },
	{ "uri.is_valid", "[\":\"]", "false" },
	{ "uri.is_valid", "[\"FOO\"]", "true" },
	{ "uri.is_valid", "[\"\\t\\n\"]", "false" },
	{ "uri.is_valid", "[\"\\u65e5\\u672c\\u8a9e%\"]", "false" },
	{ "uri.is_valid", "[\"a%b\"]", "false" },
	{ "uri.is_valid", "[\"aab\"]", "true" },
	{ "uri.is_valid", "[\"foo.bar\"]", "true" },
	{ "uri.is_valid", "[\"x,y,zK\"]", "true" },
	{ "uri.is_valid", "[false]", "false" },
	{ "uri.is_valid", "[{\"$obj\":[[\"\\u00e9aaaa\",-0]]}]", "false" },
};

static const struct rego_row rows_semver_compare[] = {
	{ "semver.compare", "[\"01.2.3\",\"vv1.2.3\"]",
	  "eval_builtin_error: semver.compare: operand 2: string \"vv1.2.3\" is not a valid "
	  "SemVer" },
	{ "semver.compare", "[\"1.2\",\"1.2.3+build\"]",
	  "eval_builtin_error: semver.compare: operand 1: string \"1.2\" is not a valid SemVer" },
	{ "semver.compare", "[\"1.2.3+\",\"01.2.3\"]", "0" },
	{ "semver.compare", "[\"1.2.3+\",\"1.0.0\"]", "1" },
	{ "semver.compare", "[\"1.2.3+\",\"1.2.3-\"]", "0" },
	{ "semver.compare", "[\"1.2.3+a.b\",\"1.2.3-alpha.beta\"]", "1" },
	{ "semver.compare", "[\"1.2.3+build\",\"v1.2.3\"]", "0" },
	{ "semver.compare", "[\"1.2.3-\",\"\"]",
	  "eval_builtin_error: semver.compare: operand 2: string \"\" is not a valid SemVer" },
	{ "semver.compare", "[\"1.2.3-2\",\"1.2.3-a.b\"]", "-1" },
	{ "semver.compare", "[\"1.2.3-a\",\"1.2.3-\"]", "-1" },
	{ "semver.compare", "[\"1.2.3-a\",\"v1.2.3\"]", "-1" },
	{ "semver.compare", "[\"1.2.3-alpha.beta\",\"1.2.3-alpha.1\"]", "1" },
	{ "semver.compare", "[\"1.2.3.4\",{\"$set\":[-3]}]",
	  "eval_type_error: semver.compare: operand 2 must be string but got set" },
	{ "semver.compare", "[\"9999999999999999999.0.0\",{\"$obj\":[[\".[Ca\",null]]}]",
	  "eval_type_error: semver.compare: operand 2 must be string but got object" },
};

static const struct rego_row rows_semver_is_valid[] = {
	{ "semver.is_valid", "[\"01.2.3\"]", "true" },
	{ "semver.is_valid", "[\"1.0.0\"]", "true" },
	{ "semver.is_valid", "[\"1.2.3+\"]", "true" },
	{ "semver.is_valid", "[\"1.2.3-\"]", "true" },
	{ "semver.is_valid", "[\"1.2.3-1\"]", "true" },
	{ "semver.is_valid", "[\"1.2.3-a.b\"]", "true" },
	{ "semver.is_valid", "[\"1.2.3-rc.1+x\"]", "true" },
	{ "semver.is_valid", "[\"9999999999999999999.0.0\"]", "false" },
	{ "semver.is_valid", "[\"\\u00df\"]", "false" },
	{ "semver.is_valid", "[\"\\u65e5\\u672c\\u8a9e\"]", "false" },
	{ "semver.is_valid", "[11]", "false" },
	{ "semver.is_valid", "[[123456.789,1e-7,{\"$set\":[\"/a/b\",-3570347109280165619144]}]]",
	  "false" },
	{ "semver.is_valid", "[null]", "false" },
	{ "semver.is_valid", "[{\"$set\":[1]}]", "false" },
};

static const struct rego_row rows_uuid_parse[] = {
	{ "uuid.parse", "[\"\"]", "undefined" },
	{ "uuid.parse", "[\"00000000-0000-0000-0000-000000000000\"]",
	  "{\"variant\": \"Reserved\", \"version\": 0}" },
	{ "uuid.parse", "[\"6ba7b810-9dad-41d1-c0b4-00c04fd430c8\"]",
	  "{\"variant\": \"Microsoft\", \"version\": 4}" },
	{ "uuid.parse", "[\"6ba7b810-9dad-51d1-e0b4-01c04fd430c8\"]",
	  "{\"variant\": \"Future\", \"version\": 5}" },
	{ "uuid.parse", "[\"6ba7b81x-9dad-21d1-8002-02c04fd430c8\"]", "undefined" },
	{ "uuid.parse", "[\"K\"]", "undefined" },
	{ "uuid.parse", "[-1]",
	  "eval_type_error: uuid.parse: operand 1 must be string but got number" },
	{ "uuid.parse", "[3]",
	  "eval_type_error: uuid.parse: operand 1 must be string but got number" },
	{ "uuid.parse", "[[7,{\"$obj\":[[\"\\\\\",\"b\\u00e9\\u65e5A\"]]}]]",
	  "eval_type_error: uuid.parse: operand 1 must be string but got array" },
	{ "uuid.parse", "[[]]",
	  "eval_type_error: uuid.parse: operand 1 must be string but got array" },
	{ "uuid.parse", "[false]",
	  "eval_type_error: uuid.parse: operand 1 must be string but got boolean" },
	{ "uuid.parse", "[null]",
	  "eval_type_error: uuid.parse: operand 1 must be string but got null" },
	{ "uuid.parse", "[true]",
	  "eval_type_error: uuid.parse: operand 1 must be string but got boolean" },
	{ "uuid.parse", "[{\"$set\":[0.30000000000000004,false]}]",
	  "eval_type_error: uuid.parse: operand 1 must be string but got set" },
};

static void test_base64_encode(void)
{
	CHECK_ROWS(rows_base64_encode);
}

static void test_base64url_encode(void)
{
	CHECK_ROWS(rows_base64url_encode);
}

static void test_base64url_encode_no_pad(void)
{
	CHECK_ROWS(rows_base64url_encode_no_pad);
}

static void test_hex_encode(void)
{
	CHECK_ROWS(rows_hex_encode);
}

static void test_base64_decode(void)
{
	CHECK_ROWS(rows_base64_decode);
}

static void test_base64_is_valid(void)
{
	CHECK_ROWS(rows_base64_is_valid);
}

static void test_base64url_decode(void)
{
	CHECK_ROWS(rows_base64url_decode);
}

static void test_hex_decode(void)
{
	CHECK_ROWS(rows_hex_decode);
}

static void test_urlquery_encode(void)
{
	CHECK_ROWS(rows_urlquery_encode);
}

static void test_urlquery_decode(void)
{
	CHECK_ROWS(rows_urlquery_decode);
}

static void test_urlquery_decode_object(void)
{
	CHECK_ROWS(rows_urlquery_decode_object);
}

static void test_urlquery_encode_object(void)
{
	CHECK_ROWS(rows_urlquery_encode_object);
}

static void test_uri_parse(void)
{
	CHECK_ROWS(rows_uri_parse);
}

static void test_uri_is_valid(void)
{
	CHECK_ROWS(rows_uri_is_valid);
}

static void test_semver_compare(void)
{
	CHECK_ROWS(rows_semver_compare);
}

static void test_semver_is_valid(void)
{
	CHECK_ROWS(rows_semver_is_valid);
}

static void test_uuid_parse(void)
{
	CHECK_ROWS(rows_uuid_parse);
}

static const struct check_case cases[] = {
	{ "base64.encode", test_base64_encode },
	{ "base64url.encode", test_base64url_encode },
	{ "base64url.encode_no_pad", test_base64url_encode_no_pad },
	{ "hex.encode", test_hex_encode },
	{ "base64.decode", test_base64_decode },
	{ "base64.is_valid", test_base64_is_valid },
	{ "base64url.decode", test_base64url_decode },
	{ "hex.decode", test_hex_decode },
	{ "urlquery.encode", test_urlquery_encode },
	{ "urlquery.decode", test_urlquery_decode },
	{ "urlquery.decode_object", test_urlquery_decode_object },
	{ "urlquery.encode_object", test_urlquery_encode_object },
	{ "uri.parse", test_uri_parse },
	{ "uri.is_valid", test_uri_is_valid },
	{ "semver.compare", test_semver_compare },
	{ "semver.is_valid", test_semver_is_valid },
	{ "uuid.parse", test_uuid_parse },
};

CHECK_MAIN(cases)
