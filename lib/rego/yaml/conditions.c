// SPDX-License-Identifier: BSD-2-Clause
/* What a rule is about, and what it is not: fields and what their values have to be. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/nearest.h"
#include "rego/builtin/functions.h"
#include "rego/yaml/impl.h"

/* A test of a value; %s is what it is compared with. */
struct op {
	const char *name;
	const char *test;	/* of one value */
	rego_builtin_fn *valid; /* says whether the text is one, or NULL */
	const char *kind;	/* that it has to be */
};

static const struct op ops[] = {
	{ "eq", "value == %s", NULL, NULL },
	{ "in", "value == %s", NULL, NULL },
	{ "not", "value == %s", NULL, NULL },
	{ "glob", "glob.match(%s, null, value)", NULL, NULL },
	{ "regex", "regex.match(%s, value)", rego_fn_regex_is_valid, "regular expression" },
	{ "prefix", "startswith(value, %s)", NULL, NULL },
	{ "suffix", "endswith(value, %s)", NULL, NULL },
	{ "contains", "contains(value, %s)", NULL, NULL },
	{ "cidr", "net.cidr_contains(%s, value)", rego_fn_net_cidr_is_valid,
	  "network (10.0.0.0/8)" },
	{ "lt", "{\n\tis_number(value)\n\tvalue < %s\n}", NULL, "number" },
	{ "le", "{\n\tis_number(value)\n\tvalue <= %s\n}", NULL, "number" },
	{ "gt", "{\n\tis_number(value)\n\tvalue > %s\n}", NULL, "number" },
	{ "ge", "{\n\tis_number(value)\n\tvalue >= %s\n}", NULL, "number" },
	{ "exists", NULL, NULL, NULL },
	{ 0 },
};

enum { OP_EQ = 0, OP_NOT = 2, OP_GLOB = 3, OP_LT = 9 };

static const struct op *find_op(const char *name)
{
	for (const struct op *o = ops; o->name; o++)
		if (!strcmp(o->name, name))
			return o;
	return NULL;
}

static int unknown_op(struct yaml_rule *r, const struct ss_node *key)
{
	const char *names[sizeof(ops) / sizeof(ops[0])], *near;

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		names[i] = ops[i].name;
	near = ss_nearest(key->text, names);
	return ss_config_error(r->file, key, "unknown test '%s'%s%s%s", key->text,
			       near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static void new_name(struct yaml_rule *r, char name[static 64])
{
	snprintf(name, 64, "%s_%u", r->prefix, r->made++);
}

static struct rego_val ask(const struct op *o, struct rego_call *call, const char *text)
{
	struct rego_val value;
	jmp_buf out;

	if (!rego_arena_try(call->arena, &out))
		return rego_undefined();
	value = rego_cstring(call->arena, text);
	return o->valid(call, &value);
}

/* Of a text that is none Rego would find it out when it is used, and then say nothing. */
static bool is_valid(const struct op *o, const char *text)
{
	struct rego_arena arena;
	struct rego_call call = { .arena = &arena, .name = o->name };
	struct rego_val answer;

	if (!o->valid)
		return true;
	rego_arena_init(&arena, 1u << 24);
	answer = ask(o, &call, text);
	rego_arena_fini(&arena);
	return answer.kind == REGO_BOOL && answer.b;
}

/* One of the texts that a value may be: a plain one with * or ? in it is a pattern. */
static int put_test(struct yaml_rule *r, const char *name, const struct op *o,
		    const struct ss_node *node)
{
	struct ss_strbuf text = { 0 }, test = { 0 };
	int err;

	if (node->kind != SS_NODE_SCALAR || !node->text)
		return ss_config_error(r->file, node, "a text or a number is needed here");
	if (!is_valid(o, node->text) || (o->kind && !o->valid && !yaml_is_number(node)))
		return ss_config_error(r->file, node, "'%s' is no %s", node->text, o->kind);
	if (o - ops <= OP_NOT && strpbrk(node->text, "*?"))
		o = &ops[OP_GLOB];
	/* A part of a text, a pattern: what looks like a number is one of digits. */
	if (o - ops >= OP_GLOB && o - ops < OP_LT)
		yaml_quote(&text, node->text);
	else
		yaml_scalar(&text, node);
	for (const char *at = o->test; *at; at++) {
		if (*at == '%')
			ss_strbuf_str(&test, text.data);
		else
			ss_strbuf_char(&test, *at);
		at += *at == '%';
	}
	ss_strbuf_printf(r->out, "%s_is(value) if %s\n\n", name, test.data ? test.data : "");
	err = text.err ? text.err : test.err;
	ss_strbuf_fini(&text);
	ss_strbuf_fini(&test);
	return err;
}

static int put_tests(struct yaml_rule *r, const char *name, const struct op *o,
		     const struct ss_node *node)
{
	int err = 0;

	if (node->kind != SS_NODE_LIST)
		return put_test(r, name, o, node);
	if (!node->first)
		return ss_config_error(r->file, node, "an empty list holds never");
	ss_for_each_node (one, node)
		if (!err)
			err = put_test(r, name, o, one);
	return err;
}

/* The value itself passes, or one of those that a list has. */
static int put_op(struct yaml_rule *r, const char *path, const struct op *o,
		  const struct ss_node *node, struct ss_strbuf *uses)
{
	bool wanted = true;
	char name[64];
	int err = 0;

	new_name(r, name);
	if (!o->test) {
		err = ss_config_bool(r->file, node, &wanted);
		ss_strbuf_printf(r->out, "%s if %s != null\n\n", name, path);
	} else {
		err = put_tests(r, name, o, node);
		ss_strbuf_printf(r->out, "%s if %s_is(%s)\n\n", name, name, path);
		ss_strbuf_printf(r->out, "%s if {\n\tsome value in %s\n\t%s_is(value)\n}\n\n", name,
				 path, name);
		wanted = o - ops != OP_NOT;
	}
	ss_strbuf_printf(uses, "\t%s%s\n", wanted ? "" : "not ", name);
	return err;
}

static int put_field(struct yaml_rule *r, const struct ss_node *node, struct ss_strbuf *uses)
{
	struct ss_strbuf path = { 0 };
	int err = yaml_path(r, node->key, node->key->text, &path);

	if (err || node->kind != SS_NODE_MAP) {
		if (!err)
			err = put_op(r, path.data, &ops[OP_EQ], node, uses);
		goto out;
	}
	if (!node->first)
		err = ss_config_error(r->file, node, "%s: what has it to be?", node->key->text);
	ss_for_each_node (test, node) {
		const struct op *o = find_op(test->key->text);

		if (!err)
			err = o ? put_op(r, path.data, o, test, uses) : unknown_op(r, test->key);
	}
out:
	ss_strbuf_fini(&path);
	return err;
}

/* All fields of a map. */
static int put_map(struct yaml_rule *r, const struct ss_node *map, const char *name)
{
	struct ss_strbuf uses = { 0 };
	int err = ss_config_want(r->file, map, SS_NODE_MAP);

	if (!err && !map->first)
		err = ss_config_error(r->file, map, "there is no field in it");
	ss_for_each_node (field, map)
		if (!err)
			err = put_field(r, field, &uses);
	if (!err)
		ss_strbuf_printf(r->out, "%s if {\n%s}\n\n", name, uses.data ? uses.data : "");
	err = err ? err : uses.err;
	ss_strbuf_fini(&uses);
	return err;
}

int yaml_conditions(struct yaml_rule *r, const struct ss_node *node, char name[static 64])
{
	int err = 0;

	new_name(r, name);
	if (node->kind != SS_NODE_LIST)
		return put_map(r, node, name);
	if (!node->first)
		return ss_config_error(r->file, node, "an empty list holds never");
	ss_for_each_node (map, node)
		if (!err)
			err = put_map(r, map, name);
	return err;
}
