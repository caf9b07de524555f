// SPDX-License-Identifier: BSD-2-Clause
/* Entry points: what a stream asks of its policy. */
#include <errno.h>
#include <string.h>

#include "core/log.h"
#include "rego/compile/compile.h"
#include "stream_impl.h"

static const char *const usual[] = { "data.ss.deny", "data.ss.warn", "data.ss.actions" };

static struct rego_term *parse(struct rego_arena *a, const char *path)
{
	struct rego_source source = { .name = "", .text = path, .len = strlen(path) };
	struct rego_parse_options o = { .version = REGO_V1 };
	struct rego_errors errors;
	jmp_buf out;

	if (!rego_arena_try(a, &out))
		return NULL;
	rego_errors_init(&errors, a, 0);
	return rego_parse_term(a, &source, &o, &errors);
}

/* data.a.b, and nothing that would be evaluated. */
static bool is_document(const char *path)
{
	struct rego_arena a;
	struct rego_term *t;
	bool is;

	rego_arena_init(&a, 0);
	t = parse(&a, path);
	is = t && t->kind == REGO_TERM_REF && t->list.items[0]->kind == REGO_TERM_VAR &&
	     !strcmp(t->list.items[0]->var->text, "data");
	for (uint32_t i = 1; is && i < t->list.count; i++)
		is = t->list.items[i]->kind == REGO_TERM_VALUE;
	rego_arena_fini(&a);
	return is;
}

int entries_set(struct stream *s)
{
	const struct ss_strlist *own = &s->o->entries;
	size_t count = own->count ? own->count : sizeof(usual) / sizeof(*usual);

	if (count > STREAM_ENTRIES)
		return ss_error(-E2BIG, "more than %d entry points", STREAM_ENTRIES);
	ss_strbuf_char(&s->query, '[');
	for (size_t i = 0; i < count; i++) {
		struct entry *e = &s->entries[i];

		e->path = own->count ? own->items[i] : usual[i];
		if (!is_document(e->path))
			ss_cli_usage("--entrypoint: '%s' is no document, as data.ss.deny", e->path);
		e->verdict = strrchr(e->path, '.') ? strrchr(e->path, '.') + 1 : e->path;
		e->actions = !strcmp(e->verdict, "actions");
		ss_strbuf_printf(&s->query, "%s[x | x := %s]", i ? ", " : "", e->path);
	}
	ss_strbuf_char(&s->query, ']');
	s->entry_count = count;
	return s->query.err;
}

/* --- does anything answer? ------------------------------------------------------------------ */
/* One of the two documents is the other, or is in it. */
static bool touch(const char *a, const char *b)
{
	size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
	const char *longer = strlen(a) < strlen(b) ? b : a;

	return !strncmp(a, b, n) && (!longer[n] || longer[n] == '.' || longer[n] == '[');
}

static bool is_ruled(const struct rego_policy *p, struct rego_arena *a, const char *path)
{
	uint32_t count;
	struct rego_module *const *modules = rego_policy_modules(p, &count);
	jmp_buf out;

	if (!rego_arena_try(a, &out))
		return true;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < modules[i]->rule_count; j++)
			if (touch(rego_text_of_term(a, rego_rule_ref(a, modules[i]->rules[j])),
				  path))
				return true;
	return false;
}

static bool answers(const struct stream *s, const char *path)
{
	struct rego_arena a;
	bool ruled;

	rego_arena_init(&a, 0);
	ruled = is_ruled(s->engine.policy, &a, path);
	rego_arena_fini(&a);
	return ruled;
}

void entries_look(const struct stream *s)
{
	bool any = false;

	for (size_t i = 0; i < s->entry_count; i++) {
		bool ruled = answers(s, s->entries[i].path);

		if (!ruled && s->o->entries.count)
			ss_warn("no rule is called %s: it finds nothing", s->entries[i].path);
		any |= ruled;
	}
	if (!any && !s->o->entries.count)
		ss_warn("no rule is called data.ss.deny, data.ss.warn or data.ss.actions: "
			"nothing will be found (see --entrypoint)");
}
