// SPDX-License-Identifier: BSD-2-Clause
/* Loading: modules and data become one compiled, immutable policy. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rego/vm/vm.h"

struct rego_policy *rego_policy_new(const struct rego_options *o)
{
	struct rego_policy *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->options = *o;
	rego_arena_init(&p->arena, o->memory);
	rego_arena_hurry(&p->arena, o->time_ns);
	rego_errors_init(&p->errors, &p->arena, 0);
	return p;
}

void rego_policy_free(struct rego_policy *p)
{
	if (!p)
		return;
	rego_arena_fini(&p->arena);
	free(p);
}

/* The arena ran over its limit: nothing can be allocated in it for the error. */
static int stopped(struct rego_policy *p)
{
	static const char code[] = "rego_compile_error";
	static struct rego_error memory = { .code = code, .message = "memory limit exceeded" };
	static struct rego_error depth = { .code = code, .message = "nested too deeply" };
	static struct rego_error late = { .code = code, .message = "time limit exceeded" };

	p->broken = true;
	p->errors.first = &memory;
	if (p->arena.why == REGO_STOP_DEPTH)
		p->errors.first = &depth;
	if (p->arena.why == REGO_STOP_TIME)
		p->errors.first = &late;
	p->errors.count = 1;
	return -EINVAL;
}

static void ready(struct rego_policy *p)
{
	if (!p->strings.arena)
		rego_intern_init(&p->strings, &p->arena);
}

static void keep_module(struct rego_policy *p, struct rego_module *m)
{
	struct rego_module **old = p->modules;

	if (p->module_count == p->module_room) {
		p->module_room = p->module_room ? p->module_room * 2 : 8;
		p->modules = rego_new_array(&p->arena, struct rego_module *, p->module_room);
		if (p->module_count)
			memcpy(p->modules, old, p->module_count * sizeof(*old));
	}
	p->modules[p->module_count++] = m;
}

/* Of rules in YAML: a comment "# NAME:LINE" says where what stands below it is from. */
static const uint32_t *origin(struct rego_arena *a, const char *name, const char *text, size_t len)
{
	size_t n = strlen(name), rows = 2, row = 1;
	const char *end = text + len;
	uint32_t *list, from = 1;

	for (const char *c = text; c < end; c++)
		rows += *c == '\n';
	list = rego_new_array(a, uint32_t, rows);
	list[0] = from;
	for (const char *c = text; row < rows; row++) {
		const char *next = memchr(c, '\n', (size_t)(end - c));

		if ((size_t)(end - c) > n + 3 && !memcmp(c, "# ", 2) && !memcmp(c + 2, name, n) &&
		    c[n + 2] == ':')
			from = (uint32_t)strtoul(c + n + 3, NULL, 10);
		list[row] = from;
		c = next ? next + 1 : end;
	}
	return list;
}

static int add(struct rego_policy *p, enum rego_version version, const char *name, const char *text,
	       size_t len, bool rules)
{
	struct rego_parse_options o = { .version = version,
					.annotations = !p->options.no_annotations,
					.names = &p->strings };
	struct rego_source *s;
	struct rego_module *m;
	uint32_t errors = p->errors.count;
	jmp_buf out;

	if (p->broken || !rego_arena_try(&p->arena, &out))
		return stopped(p);
	ready(p);
	s = rego_new(&p->arena, struct rego_source);
	s->name = rego_strndup(&p->arena, name, strlen(name));
	s->text = rego_strndup(&p->arena, text, len);
	s->len = len;
	s->origin = rules ? origin(&p->arena, s->name, s->text, len) : NULL;
	m = rego_parse_module(&p->arena, s, &o, &p->errors);
	if (m)
		keep_module(p, m);
	p->arena.out = NULL;
	return p->errors.count > errors ? -EINVAL : 0;
}

int rego_policy_add(struct rego_policy *p, const char *name, const char *text, size_t len)
{
	return add(p, p->options.version, name, text, len, false);
}

int rego_policy_add_as(struct rego_policy *p, enum rego_version version, const char *name,
		       const char *text, size_t len)
{
	return add(p, version, name, text, len, false);
}

int rego_policy_add_rules(struct rego_policy *p, const char *name, const char *text, size_t len)
{
	return add(p, REGO_V1, name, text, len, true);
}

/* b into a: objects are merged, anything else twice is a conflict. */
static bool merge(struct rego_arena *a, struct rego_val *into, struct rego_val b)
{
	struct rego_builder out = { .arena = a };
	uint32_t i;

	if (!rego_defined(*into)) {
		*into = b;
		return true;
	}
	if (into->kind != REGO_OBJECT || b.kind != REGO_OBJECT)
		return false;
	for (i = 0; i < into->object->count; i++) {
		struct rego_pair pair = into->object->pairs[i];
		struct rego_val other = rego_get(b, pair.key);

		if (rego_defined(other) && !merge(a, &pair.value, other))
			return false;
		rego_add_pair(&out, pair.key, pair.value);
	}
	for (i = 0; i < b.object->count; i++)
		if (!rego_defined(rego_get(*into, b.object->pairs[i].key)))
			rego_add_pair(&out, b.object->pairs[i].key, b.object->pairs[i].value);
	*into = rego_build_object(&out);
	return true;
}

int rego_policy_wrong(struct rego_policy *p, const char *format, ...)
{
	struct rego_loc nowhere = { 0 };
	char text[8192]; /* a path, and what is wrong with it */
	va_list args;
	jmp_buf out;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (p->broken || !rego_arena_try(&p->arena, &out))
		return stopped(p);
	rego_error(&p->errors, NULL, nowhere, "%s", text);
	p->arena.out = NULL;
	return -EINVAL;
}

/* NULL, or what is wrong with the document. */
static const char *take_data(struct rego_policy *p, const char *json, size_t len)
{
	const char *error = NULL;
	struct rego_val v = rego_json_read(&p->arena, NULL, json, len, &error);

	if (!rego_defined(v))
		return error;
	if (v.kind != REGO_OBJECT)
		return "document must be of type object";
	return merge(&p->arena, &p->data, v) ? NULL : "merge error";
}

int rego_policy_data(struct rego_policy *p, const char *name, const char *json, size_t len)
{
	const char *wrong;
	jmp_buf out;

	if (p->broken || !rego_arena_try(&p->arena, &out))
		return stopped(p);
	ready(p);
	wrong = take_data(p, json, len);
	p->arena.out = NULL;
	if (!wrong)
		return 0;
	/* An error of the text begins with its place there: "2:1: unexpected end". */
	return rego_policy_wrong(p, "%s:%s%s", name, *wrong >= '0' && *wrong <= '9' ? "" : " ",
				 wrong);
}

/* Something is there, or above it something that is no object, below which nothing can be. */
static bool path_exists(void *arg, const struct rego_val *path, uint32_t count)
{
	struct rego_policy *p = arg;
	struct rego_val v = p->data;

	for (uint32_t i = 0; i < count && rego_defined(v); i++) {
		if (i && v.kind != REGO_OBJECT)
			return true;
		v = rego_get(v, path[i]);
	}
	return rego_defined(v);
}

static int compile(struct rego_policy *p)
{
	struct rego_compile_options o = {
		.names = &p->strings,
		.most_errors = p->options.most_errors,
		.strict = p->options.strict,
		.keep_print = p->options.keep_print,
		.tests = p->options.tests,
		.test_rules = p->options.test_rules,
		.test_builtins = p->options.test_builtins,
		.path_exists = p->options.no_path_check ? NULL : path_exists,
		.path_arg = p,
	};

	const char *error;

	if (p->options.schemas)
		o.schemas = rego_json_read(&p->arena, NULL, p->options.schemas,
					   strlen(p->options.schemas), &error);
	if (!rego_defined(p->data))
		p->data = rego_object(&p->arena, NULL, 0);
	p->unit = rego_compile(&p->arena, p->modules, p->module_count, &o, &p->errors);
	if (!p->unit)
		return -EINVAL;
	p->data = rego_intern_value(&p->strings, &p->arena, p->data);
	rego_seal(&p->arena, p->data);
	p->program = (struct rego_program){
		.arena = &p->arena,
		.unit = p->unit,
		.strings = &p->strings,
		.options = p->options,
		.data = p->data,
	};
	return rego_make_program(&p->program, &p->errors);
}

int rego_policy_compile(struct rego_policy *p)
{
	jmp_buf out;
	int err;

	if (p->broken || !rego_arena_try(&p->arena, &out))
		return stopped(p);
	ready(p);
	if (p->errors.count)
		return -EINVAL;
	err = compile(p);
	p->compiled = !err;
	p->arena.deadline = 0;
	p->arena.out = NULL;
	return err;
}

const struct rego_errors *rego_policy_errors(const struct rego_policy *p)
{
	return &p->errors;
}

struct rego_module *const *rego_policy_modules(const struct rego_policy *p, uint32_t *count)
{
	*count = p->module_count;
	return p->modules;
}

const struct rego_unit *rego_policy_unit(const struct rego_policy *p)
{
	return p->unit;
}

struct rego_intern *rego_policy_names(struct rego_policy *p)
{
	return &p->strings;
}
