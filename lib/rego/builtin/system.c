/* SPDX-License-Identifier: BSD-2-Clause */
/* What the engine knows of itself: opa.runtime, trace, templates. */
#include <errno.h>
#include <time.h>

#include "rego/builtin/duration.h"
#include "rego/builtin/functions.h"
#include "rego/builtin/text.h"

/* --- opa.runtime ---------------------------------------------------------- */
static struct rego_val without(struct rego_arena *a, struct rego_val object,
			       const char *const *keys)
{
	struct rego_builder out = { .arena = a };

	if (object.kind != REGO_OBJECT)
		return object;
	for (uint32_t i = 0; i < object.object->count; i++) {
		const struct rego_pair *p = &object.object->pairs[i];
		bool secret = false;

		for (size_t k = 0; keys[k]; k++)
			secret |= p->key.kind == REGO_STRING && !strcmp(rego_text(p->key), keys[k]);
		if (!secret)
			rego_add_pair(&out, p->key, p->value);
	}
	return rego_build_object(&out);
}

/* The same keys taken from each item of an array or an object. */
static struct rego_val purge(struct rego_arena *a, struct rego_val all, const char *const *keys)
{
	struct rego_builder out = { .arena = a };

	if (all.kind == REGO_ARRAY) {
		for (uint32_t i = 0; i < all.array->count; i++)
			rego_add(&out, without(a, all.array->items[i], keys));
		return rego_build_array(&out);
	}
	if (all.kind != REGO_OBJECT)
		return all;
	for (uint32_t i = 0; i < all.object->count; i++)
		rego_add_pair(&out, all.object->pairs[i].key,
			      without(a, all.object->pairs[i].value, keys));
	return rego_build_object(&out);
}

static struct rego_val replaced(struct rego_arena *a, struct rego_val object, const char *key,
				struct rego_val value)
{
	struct rego_pair pair = { rego_cstring(a, key), value };
	struct rego_builder out = { .arena = a };

	for (uint32_t i = 0; i < object.object->count; i++) {
		const struct rego_pair *p = &object.object->pairs[i];

		if (rego_equal(p->key, pair.key))
			rego_add_pair(&out, pair.key, pair.value);
		else
			rego_add_pair(&out, p->key, p->value);
	}
	return rego_build_object(&out);
}

/* Without the secrets of its configuration. */
struct rego_val rego_fn_opa_runtime(struct rego_call *c, const struct rego_val *args)
{
	static const char *const credentials[] = { "credentials", NULL };
	static const char *const private[] = { "key", "private_key", NULL };
	struct rego_val runtime = c->env->runtime, config, part;

	(void)args;
	if (runtime.kind != REGO_OBJECT)
		return rego_object(c->arena, NULL, 0);
	config = rego_get_text(runtime, "config");
	if (config.kind != REGO_OBJECT)
		return runtime;
	part = rego_get_text(config, "services");
	if (rego_defined(part))
		config = replaced(c->arena, config, "services", purge(c->arena, part, credentials));
	part = rego_get_text(config, "keys");
	if (rego_defined(part))
		config = replaced(c->arena, config, "keys", purge(c->arena, part, private));
	return replaced(c->arena, runtime, "config", config);
}

/* --- rego.metadata.* ------------------------------------------------------ */
/* In rules they are constants. */
struct rego_val rego_fn_rego_metadata(struct rego_call *c, const struct rego_val *args)
{
	(void)args;
	return rego_fail(c, "the %s function must only be called within the scope of a rule",
			 c->name);
}

/* --- trace, test.sleep ---------------------------------------------------- */
struct rego_val rego_fn_trace(struct rego_call *c, const struct rego_val *args)
{
	return rego_want(c, args, 1, REGO_STRING) ? rego_bool(true) : rego_undefined();
}

struct rego_val rego_fn_test_sleep(struct rego_call *c, const struct rego_val *args)
{
	struct timespec t;
	const char *error;
	int64_t ns;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	if (!rego_duration(c->arena, args[0].string->text, args[0].string->len, &ns, &error))
		return rego_fail(c, "%s", error);
	t = (struct timespec){ ns / 1000000000, ns % 1000000000 };
	while (ns > 0 && nanosleep(&t, &t) < 0 && errno == EINTR)
		;
	return rego_null();
}

/* --- templates ------------------------------------------------------------ */
static void put_shown(struct rego_text *t, struct rego_val v)
{
	if (v.kind == REGO_STRING)
		rego_put(t, v.string->text, v.string->len);
	else
		rego_puts(t, rego_term_text(t->arena, v));
}

/* Parts of $"...": what is no constant comes in a set, which is empty when it is undefined. */
struct rego_val rego_fn_internal_template_string(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text t = { .arena = c->arena };
	bool many = false;

	if (!rego_want(c, args, 1, REGO_ARRAY))
		return rego_undefined();
	for (uint32_t i = 0; i < args[0].array->count; i++) {
		struct rego_val v = args[0].array->items[i];

		if (v.kind == REGO_ARRAY || v.kind == REGO_OBJECT)
			return rego_fail_as(c, REGO_FAULT_INTERNAL, "illegal argument type: %s",
					    rego_kind_name(v.kind));
		if (v.kind != REGO_SET)
			put_shown(&t, v);
		else if (v.set->count)
			put_shown(&t, v.set->items[0]);
		else
			rego_puts(&t, "<undefined>");
		many |= v.kind == REGO_SET && v.set->count > 1;
	}
	if (many)
		return rego_fail_as(c, REGO_FAULT_CONFLICT,
				    "template-strings must not produce multiple outputs");
	return rego_text_value(&t);
}
