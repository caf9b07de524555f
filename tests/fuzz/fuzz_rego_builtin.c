// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any text for the built-in functions that read a language of their own.  The first byte says
 * which, then there is a line for each argument: text, or JSON behind an equals sign.  Whatever
 * they are given, they answer, fail or reach a limit; the same call twice answers the same.
 */
#include <assert.h>
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/builtin/builtin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {
	"sprintf",
	"glob.match",
	"regex.is_valid",
	"regex.match",
	"regex.replace",
	"regex.split",
	"regex.template_match",
	"regex.globs_match",
	"units.parse",
	"units.parse_bytes",
	"time.parse_ns",
	"time.format",
	"time.parse_duration_ns",
	"net.cidr_merge",
	"net.cidr_contains",
	"semver.compare",
	"uuid.parse",
	"yaml.unmarshal",
	"yaml.marshal",
	"to_number",
	"json.marshal_with_options",
	"urlquery.decode_object",
	"uri.parse",
	"hex.decode",
	"base64.decode",
	"strings.replace_n",
	"substring",
	"lower",
	"trim",
	"indexof_n",
	"numbers.range_step",
	"object.union_n",
	"graph.reachable_paths",
	"walk",
	"object.subset",
	"regex.find_all_string_submatch_n",
};

static struct rego_arena arena;
static struct rego_env env;

static struct rego_val argument(const char *s, size_t len)
{
	const char *error;

	if (!len || *s != '=')
		return rego_string(&arena, s, len);
	return rego_json_read(&arena, NULL, s + 1, len - 1, &error);
}

static struct rego_val call(const char *name, const struct rego_val *args)
{
	const struct rego_builtin *b = rego_builtin_find(name, strlen(name));
	struct rego_call c = { .arena = &arena, .env = &env, .name = name };
	struct rego_val v = b->fn(&c, args);

	assert(!rego_defined(v) || !c.fault);
	assert(!c.fault == !c.message);
	return v;
}

static void try_call(const char *name, const char *s, size_t len)
{
	const struct rego_builtin *b = rego_builtin_find(name, strlen(name));
	struct rego_val args[4], v;
	struct ss_strbuf text = { 0 };

	for (int i = 0; i < b->arity; i++) {
		const char *end = i + 1 < b->arity ? memchr(s, '\n', len) : NULL;
		size_t n = end ? (size_t)(end - s) : len;

		args[i] = argument(s, n);
		if (!rego_defined(args[i]))
			return;
		s += n + (end != NULL);
		len -= n + (end != NULL);
	}
	v = call(name, args);
	assert(rego_equal(v, call(name, args)));
	rego_term_write(&text, v);
	ss_strbuf_fini(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	jmp_buf out;

	if (size < 1 || size > 4096 || data[0] >= '0' + sizeof(names) / sizeof(names[0]) ||
	    data[0] < '0')
		return 0;
	if (!env.cache) {
		rego_arena_init(&arena, 64 << 20);
		env.cache = rego_cache_new(8);
	}
	rego_arena_hurry(&arena, 3000000000);
	if (rego_arena_try(&arena, &out))
		try_call(names[data[0] - '0'], (const char *)data + 1, size - 1);
	rego_arena_reset(&arena);
	return 0;
}
