// SPDX-License-Identifier: BSD-2-Clause
/* Networks.  What is wanted is what OPA 1.18.1 answers. */
#include "rego_builtin.h"

static const struct rego_row rows_net_cidr_contains[] = {
	{ "net.cidr_contains", "[\"10.0.0.0/\",\"172.1.72.47/21\"]",
	  "eval_builtin_error: net.cidr_contains: invalid CIDR address: 10.0.0.0/" },
	{ "net.cidr_contains", "[\"10.0.0.0/08\",\"10.0.0.0/08\"]", "true" },
	{ "net.cidr_contains", "[\"10.0.0.5/30\",\"10.0.0.4/30\"]", "true" },
	{ "net.cidr_contains", "[\"10.0.0.5/30\",88.87559068396786]",
	  "eval_type_error: net.cidr_contains: operand 1 must be string but got number" },
	{ "net.cidr_contains", "[\"127.0.0.0/9\",\"10.0.0.8/29\"]", "false" },
	{ "net.cidr_contains", "[\"192.0.142.135/26\",\"\"]",
	  "eval_builtin_error: net.cidr_contains: not a valid textual representation of an IP "
	  "address or CIDR: " },
	{ "net.cidr_contains", "[\"192.168.0.0/24\",\"2001:db8::2/127\"]", "false" },
	{ "net.cidr_contains", "[\"2001:db8::1/128\",\"2001:db8::1\"]", "true" },
	{ "net.cidr_contains", "[\"64:ff9b::/96\",\"10.0.0.5/30\"]", "false" },
	{ "net.cidr_contains", "[\"::/0\",\"::/0\"]", "true" },
	{ "net.cidr_contains", "[\"::ffff:10.0.0.0/104\",null]",
	  "eval_type_error: net.cidr_contains: operand 1 must be string but got null" },
	{ "net.cidr_contains", "[\"x\",\"2001:db8::/32\"]",
	  "eval_builtin_error: net.cidr_contains: invalid CIDR address: x" },
	{ "net.cidr_contains", "[\"~\",\"::/1\"]",
	  "eval_builtin_error: net.cidr_contains: invalid CIDR address: ~" },
	{ "net.cidr_contains", "[12,\"192.168.0.128/25\"]",
	  "eval_type_error: net.cidr_contains: operand 1 must be string but got number" },
};

static const struct rego_row rows_net_cidr_intersects[] = {
	{ "net.cidr_intersects", "[\"0.0.0.0/0\",\"172.1.190.151/32\"]", "true" },
	{ "net.cidr_intersects", "[\"10.0.0.4/30\",false]",
	  "eval_type_error: net.cidr_intersects: operand 1 must be string but got boolean" },
	{ "net.cidr_intersects", "[\"10.0.0.5/30\",\"0.0.0.0/0\"]", "true" },
	{ "net.cidr_intersects", "[\"10.0.0.5/30\",\"10.0.0.8/29\"]", "false" },
	{ "net.cidr_intersects", "[\"10.0.99.210/32\",\"::ffff:10.0.0.1\"]",
	  "eval_builtin_error: net.cidr_intersects: invalid CIDR address: ::ffff:10.0.0.1" },
	{ "net.cidr_intersects", "[\"12345::/16\",\"::ffff:10.0.0.1\"]",
	  "eval_builtin_error: net.cidr_intersects: invalid CIDR address: 12345::/16" },
	{ "net.cidr_intersects", "[\"172.16.0.0/12\",[\"\\t\\n%d\"]]",
	  "eval_type_error: net.cidr_intersects: operand 1 must be string but got array" },
	{ "net.cidr_intersects", "[\"192.168.0.128/25\",\"255.255.255.255/32\"]", "false" },
	{ "net.cidr_intersects", "[\"2001:db8::2/127\",\"2001:db8::2/127\"]", "true" },
	{ "net.cidr_intersects", "[\"64:ff9b::/96\",\"::/0\"]", "true" },
	{ "net.cidr_intersects", "[\"::/0\",\"255.255.255.255/32\"]", "false" },
	{ "net.cidr_intersects", "[\"::1:2:3:4:5:6:7\",\"::/0\"]",
	  "eval_builtin_error: net.cidr_intersects: invalid CIDR address: ::1:2:3:4:5:6:7" },
	{ "net.cidr_intersects", "[null,\"10.0.0\"]",
	  "eval_type_error: net.cidr_intersects: operand 1 must be string but got null" },
	{ "net.cidr_intersects", "[true,\"10.0.0.0\"]",
	  "eval_type_error: net.cidr_intersects: operand 1 must be string but got boolean" },
};

static const struct rego_row rows_net_cidr_overlap[] = {
	{ "net.cidr_overlap", "[\"10.0.0.0/08\",\"10.0.0.0/8\"]", "true" },
	{ "net.cidr_overlap", "[\"10.0.0.4/30\",\"172.3.56.184/23\"]", "false" },
	{ "net.cidr_overlap", "[\"10.0.0.4/30\",-207731950645259]",
	  "eval_type_error: net.cidr_overlap: operand 1 must be string but got number" },
	{ "net.cidr_overlap", "[\"127.0.0.0/9\",\"10.0.0.0/8/8\"]",
	  "eval_builtin_error: net.cidr_overlap: not a valid textual representation of an IP "
	  "address or CIDR: 10.0.0.0/8/8" },
	{ "net.cidr_overlap", "[\"172.2.235.226/23\",\"255.255.255.255/32\"]", "false" },
	{ "net.cidr_overlap", "[\"172.3.123.114/27\",true]",
	  "eval_type_error: net.cidr_overlap: operand 1 must be string but got boolean" },
	{ "net.cidr_overlap", "[\"192.168.0.0/25\",\"1.2.3.4.5/8\"]",
	  "eval_builtin_error: net.cidr_overlap: not a valid textual representation of an IP "
	  "address or CIDR: 1.2.3.4.5/8" },
	{ "net.cidr_overlap", "[\"1:2:3:4:5:6:7::\",\"::/0\"]",
	  "eval_builtin_error: net.cidr_overlap: invalid CIDR address: 1:2:3:4:5:6:7::" },
	{ "net.cidr_overlap", "[\"2001:db8:8000::/33\",-2515738]",
	  "eval_type_error: net.cidr_overlap: operand 1 must be string but got number" },
	{ "net.cidr_overlap", "[\"2001:db8::/33\",\"fe80::1%eth0\"]",
	  "eval_builtin_error: net.cidr_overlap: not a valid textual representation of an IP "
	  "address or CIDR: fe80::1%eth0" },
	{ "net.cidr_overlap", "[\"2001:db8::2/127\",\"192.0.73.173/25\"]", "false" },
	{ "net.cidr_overlap", "[\"::ffff:10.0.0.0/104\",\"10.0.9.60/23\"]", "true" },
	{ "net.cidr_overlap", "[\"::ffff:10.0.0.0/104\",\"10.1.127.211/23\"]", "true" },
	{ "net.cidr_overlap", "[false,\"10.0.0\"]",
	  "eval_type_error: net.cidr_overlap: operand 1 must be string but got boolean" },
};

static const struct rego_row rows_net_cidr_is_valid[] = {
	{ "net.cidr_is_valid", "[\"1.2.3.4.5/8\"]", "false" },
	{ "net.cidr_is_valid", "[\"10.0.0.0\"]", "false" },
	{ "net.cidr_is_valid", "[\"10.0.0.0/\"]", "false" },
	{ "net.cidr_is_valid", "[\"10.0.0.0/08\"]", "true" },
	{ "net.cidr_is_valid", "[\"10.1.229.143/27\"]", "true" },
	{ "net.cidr_is_valid", "[\"10.2.6.76/28\"]", "true" },
	{ "net.cidr_is_valid", "[\"172.2.201.168/31\"]", "true" },
	{ "net.cidr_is_valid", "[\"172.2.29.249/22\"]", "true" },
	{ "net.cidr_is_valid", "[\"172.3.94.22/20\"]", "true" },
	{ "net.cidr_is_valid", "[\"1:2:3:4:5:6:1.2.3.4\"]", "false" },
	{ "net.cidr_is_valid", "[\"2001:db8::/32\"]", "true" },
	{ "net.cidr_is_valid", "[\"abc\"]", "false" },
	{ "net.cidr_is_valid", "[0.1]", "false" },
	{ "net.cidr_is_valid", "[false]", "false" },
};

static const struct rego_row rows_net_cidr_expand[] = {
	{ "net.cidr_expand", "[\"10.0.0.0\"]",
	  "eval_builtin_error: net.cidr_expand: invalid CIDR address: 10.0.0.0" },
	{ "net.cidr_expand", "[\"10.0.0.0/30\"]",
	  "{\"10.0.0.0\", \"10.0.0.1\", \"10.0.0.2\", \"10.0.0.3\"}" },
	{ "net.cidr_expand", "[\"192.168.0.255/32\"]", "{\"192.168.0.255\"}" },
	{ "net.cidr_expand", "[\"::1/126\"]", "{\"::\", \"::1\", \"::2\", \"::3\"}" },
	{ "net.cidr_expand", "[\"::ffff:1.2.3.4/126\"]",
	  "{\"1.2.3.4\", \"1.2.3.5\", \"1.2.3.6\", \"1.2.3.7\"}" },
	{ "net.cidr_expand", "[\"\\u00dcn\\u00ef1.5\"]",
	  "eval_builtin_error: net.cidr_expand: invalid CIDR address: \303\234n\303\2571.5" },
	{ "net.cidr_expand", "[\"bA{\\u00df \"]",
	  "eval_builtin_error: net.cidr_expand: invalid CIDR address: bA{\303\237 " },
	{ "net.cidr_expand", "[\"x\"]",
	  "eval_builtin_error: net.cidr_expand: invalid CIDR address: x" },
	{ "net.cidr_expand", "[\"x,y,z\"]",
	  "eval_builtin_error: net.cidr_expand: invalid CIDR address: x,y,z" },
	{ "net.cidr_expand", "[-4]",
	  "eval_type_error: net.cidr_expand: operand 1 must be string but got number" },
	{ "net.cidr_expand", "[-646.8975013107472]",
	  "eval_type_error: net.cidr_expand: operand 1 must be string but got number" },
	{ "net.cidr_expand", "[12]",
	  "eval_type_error: net.cidr_expand: operand 1 must be string but got number" },
	{ "net.cidr_expand", "[1]",
	  "eval_type_error: net.cidr_expand: operand 1 must be string but got number" },
	{ "net.cidr_expand", "[true]",
	  "eval_type_error: net.cidr_expand: operand 1 must be string but got boolean" },
};

static const struct rego_row rows_net_cidr_merge[] = {
	{ "net.cidr_merge", "[[\"0.0.0.0/0\"]]", "{\"0.0.0.0/0\"}" },
	{ "net.cidr_merge", "[[\"127.0.0.0/9\",\"2001:db8:8000::/33\"]]",
	  "{\"127.0.0.0/9\", \"2001:db8:8000::/33\"}" },
	{ "net.cidr_merge", "[[\"200.1.1.1\"]]", "{\"200.1.1.1/24\"}" },
	{ "net.cidr_merge", "[[\"2001:db8::2/127\"]]", "{\"2001:db8::2/127\"}" },
	{ "net.cidr_merge", "[[\"8000::/1\"]]", "{\"8000::/1\"}" },
	{ "net.cidr_merge", "[[\"::/1\",\"172.16.0.0/12\"]]", "{\"::/1\"}" },
	{ "net.cidr_merge", "[[]]", "set()" },
	{ "net.cidr_merge", "[{\"$set\":[\"10.1.148.7/25\"]}]", "{\"10.1.148.0/25\"}" },
	{ "net.cidr_merge", "[{\"$set\":[\"128.0.0.1\"]}]", "{\"128.0.0.1/16\"}" },
	{ "net.cidr_merge", "[{\"$set\":[\"192.1.6.162/21\"]}]", "{\"192.1.0.0/21\"}" },
	{ "net.cidr_merge",
	  "[{\"$set\":[\"1::2::3\",\"128.0.0.1\",\"10.0.0.4/30\",\"172.0.169.202/31\"]}]",
	  "eval_builtin_error: net.cidr_merge: invalid CIDR address: 1::2::3" },
	{ "net.cidr_merge",
	  "[{\"$set\":[\"2001:db8:8000::/33\",\"172.16.0.0/12\",\"192.168.0.128/25\"]}]",
	  "{\"172.16.0.0/12\", \"192.168.0.128/25\", \"2001:db8:8000::/33\"}" },
	{ "net.cidr_merge", "[{\"$set\":[\"::/0\"]}]", "{\"::/0\"}" },
	{ "net.cidr_merge", "[{\"$set\":[\"::1.2.3.4/128\"]}]", "{\"::102:304/128\"}" },
};

static const struct rego_row rows_net_cidr_contains_matches[] = {
	{ "net.cidr_contains_matches", "[\"10.0.0.0/33\",\"::/0\"]",
	  "eval_builtin_error: net.cidr_contains_matches: invalid CIDR address: 10.0.0.0/33" },
	{ "net.cidr_contains_matches", "[\"10.0.0.8/29\",\"10.0.0.5/30\"]", "set()" },
	{ "net.cidr_contains_matches", "[\"::/0\",\"172.0.240.106/28\"]", "set()" },
	{ "net.cidr_contains_matches", "[1,\"::ffff:10.0.0.0/104\"]", "set()" },
	{ "net.cidr_contains_matches", "[[\"0.0.0.0/0\"],[\"172.0.175.141/32\",\"256.0.0.0/8\"]]",
	  "eval_builtin_error: net.cidr_contains_matches: not a valid textual representation of an "
	  "IP address or CIDR: 256.0.0.0/8" },
	{ "net.cidr_contains_matches",
	  "[[\"192.0.231.158/31\",\"192.2.243.150/30\",\"10.0.0.1\"],\"::ffff:10.0.0.1\"]",
	  "eval_builtin_error: net.cidr_contains_matches: invalid CIDR address: 10.0.0.1" },
	{ "net.cidr_contains_matches",
	  "[[\"1:2:3:4:5:6:1.2.3.4\",\"10.0.0\",\"::/1\",[\"10.0.0\",1]],[[],[]]]",
	  "eval_builtin_error: net.cidr_contains_matches: operand 2: element must be string or "
	  "non-empty array" },
	{ "net.cidr_contains_matches", "[[[\"::1\",1],1],[[]]]",
	  "eval_builtin_error: net.cidr_contains_matches: operand 2: element must be string or "
	  "non-empty array" },
	{ "net.cidr_contains_matches",
	  "[{\"$obj\":[[\"a\",\"2001:db8::/33\"],[\"b\",[\"192.2.112.190/21\",\"x\"]]]},[]]",
	  "set()" },
	{ "net.cidr_contains_matches",
	  "[{\"$obj\":[[\"a\",\"8000::/1\"],[\"b\",[\"0.0.0.0/0\",\"x\"]]]},\"192.168.0.0/24\"]",
	  "{[\"b\", \"192.168.0.0/24\"]}" },
	{ "net.cidr_contains_matches",
	  "[{\"$set\":[\"0.0.0.0/0\"]},[\"10.1.0.0/16\",\"10.1.0.0/16\"]]",
	  "{[\"0.0.0.0/0\", 0], [\"0.0.0.0/0\", 1]}" },
	{ "net.cidr_contains_matches",
	  "[{\"$set\":[\"10.0.0.0\"]},[[\"172.2.53.26/20\",1],[\"::1.2.3.4/128\",1],1]]",
	  "eval_builtin_error: net.cidr_contains_matches: invalid CIDR address: 10.0.0.0" },
	{ "net.cidr_contains_matches",
	  "[{\"$set\":[\"172.0.105.155/21\",\"::ffff:10.0.0.0/104\"]},[\"10.0.0.0/8\"]]",
	  "{[\"::ffff:10.0.0.0/104\", 0]}" },
	{ "net.cidr_contains_matches", "[{\"$set\":[]},\"10.0.0.0/8/8\"]", "set()" },
};

static void test_net_cidr_contains(void)
{
	CHECK_ROWS(rows_net_cidr_contains);
}

static void test_net_cidr_intersects(void)
{
	CHECK_ROWS(rows_net_cidr_intersects);
}

static void test_net_cidr_overlap(void)
{
	CHECK_ROWS(rows_net_cidr_overlap);
}

static void test_net_cidr_is_valid(void)
{
	CHECK_ROWS(rows_net_cidr_is_valid);
}

static void test_net_cidr_expand(void)
{
	CHECK_ROWS(rows_net_cidr_expand);
}

static void test_net_cidr_merge(void)
{
	CHECK_ROWS(rows_net_cidr_merge);
}

static void test_net_cidr_contains_matches(void)
{
	CHECK_ROWS(rows_net_cidr_contains_matches);
}

static const struct check_case cases[] = {
	{ "net.cidr_contains", test_net_cidr_contains },
	{ "net.cidr_intersects", test_net_cidr_intersects },
	{ "net.cidr_overlap", test_net_cidr_overlap },
	{ "net.cidr_is_valid", test_net_cidr_is_valid },
	{ "net.cidr_expand", test_net_cidr_expand },
	{ "net.cidr_merge", test_net_cidr_merge },
	{ "net.cidr_contains_matches", test_net_cidr_contains_matches },
};

CHECK_MAIN(cases)
