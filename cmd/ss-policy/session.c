// SPDX-License-Identifier: BSD-2-Clause
#include "session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "tell.h"

/* --- what there is ------------------------------------------------------------------------- */
int session_init(struct session *s)
{
	s->package = strdup("repl");
	return s->package ? 0 : -ENOMEM;
}

static void free_text(const struct session_text *t)
{
	free(t->name);
	free(t->package);
	free(t->head);
	free(t->text);
}

static void clear(struct session_texts *t)
{
	while (t->count)
		free_text(&t->items[--t->count]);
}

void session_fini(struct session *s)
{
	clear(&s->imports);
	clear(&s->rules);
	free(s->imports.items);
	free(s->rules.items);
	free(s->package);
}

static void put_head(const struct session *s, struct ss_strbuf *out)
{
	ss_strbuf_printf(out, "package %s\n", s->package);
	for (size_t i = 0; i < s->imports.count; i++)
		ss_strbuf_printf(out, "%simport %s\n", i ? "" : "\n", s->imports.items[i].text);
}

void session_show(const struct session *s, struct ss_strbuf *out)
{
	put_head(s, out);
	for (size_t i = 0; i < s->rules.count; i++)
		if (!strcmp(s->rules.items[i].package, s->package))
			ss_strbuf_printf(out, "\n%s\n", s->rules.items[i].text);
}

static int add_text(struct session *s, struct session_texts *t, const char *name, const char *text)
{
	struct session_text *more = realloc(t->items, (t->count + 1) * sizeof(*more));
	struct ss_strbuf head = { 0 };
	struct session_text one;

	t->items = more ? more : t->items;
	put_head(s, &head);
	one = (struct session_text){ name ? strdup(name) : NULL, strdup(s->package),
				     head.err ? NULL : strdup(head.data), strdup(text) };
	ss_strbuf_fini(&head);
	if (!more || !one.text || !one.package || !one.head || (name && !one.name)) {
		free_text(&one);
		return -ENOMEM;
	}
	t->items[t->count++] = one;
	return 0;
}

/* --- changing what there is ------------------------------------------------------------------ */
static int try_it(const struct session *s)
{
	struct rego_policy *p = session_policy(s);

	rego_policy_free(p);
	return p ? 0 : -EINVAL;
}

/* Is what stands above rules right, be there any or not? */
static int try_head(const struct session *s)
{
	struct rego_policy *p = rego_policy_new(&s->rego);
	struct ss_strbuf head = { 0 };
	int err;

	put_head(s, &head);
	err = p && !head.err ? rego_policy_add(p, "repl", head.data, head.len) : -ENOMEM;
	if (err == -EINVAL)
		tell_errors(rego_policy_errors(p), "");
	else if (err)
		ss_error(err, "cannot change it");
	ss_strbuf_fini(&head);
	rego_policy_free(p);
	return err;
}

int session_define(struct session *s, const char *text)
{
	struct ss_strbuf names = { 0 };
	int err = session_names(s, text, &names);

	if (!err)
		err = add_text(s, &s->rules, names.data, text);
	if (!err) {
		err = try_it(s);
		if (err)
			free_text(&s->rules.items[--s->rules.count]);
	} else {
		ss_error(err, "cannot define it");
	}
	if (!err)
		printf("defined: %s\n", names.data);
	ss_strbuf_fini(&names);
	return err;
}

int session_import(struct session *s, const char *text)
{
	int err = add_text(s, &s->imports, NULL, text);

	if (err)
		return ss_error(err, "cannot import it");
	err = try_head(s);
	if (err)
		free_text(&s->imports.items[--s->imports.count]);
	return err;
}

int session_package(struct session *s, const char *name)
{
	struct session_texts imports = s->imports;
	char *before = s->package, *copy = strdup(name);
	int err;

	if (!copy)
		return ss_error(-ENOMEM, "cannot change the package");
	s->package = copy;
	s->imports = (struct session_texts){ 0 };
	err = try_head(s);
	if (err) {
		s->package = before;
		s->imports = imports;
		free(copy);
		return err;
	}
	clear(&imports);
	free(imports.items);
	free(before);
	return 0;
}

static bool is_meant(const struct session *s, const struct session_text *t, const char *name)
{
	return !strcmp(t->name, name) && !strcmp(t->package, s->package);
}

int session_unset(struct session *s, const char *name)
{
	struct session_texts all = s->rules, left = { 0 };
	int err;

	left.items = calloc(all.count + 1, sizeof(*left.items));
	if (!left.items)
		return ss_error(-ENOMEM, "cannot forget it");
	for (size_t i = 0; i < all.count; i++)
		if (!is_meant(s, &all.items[i], name))
			left.items[left.count++] = all.items[i];
	s->rules = left;
	err = left.count < all.count ? try_it(s)
				     : ss_error(-EINVAL, "no rule '%s' was defined", name);
	if (err) { /* there are none, or somebody needs them */
		s->rules = all;
		free(left.items);
		return err;
	}
	for (size_t i = 0; i < all.count; i++)
		if (is_meant(s, &all.items[i], name))
			free_text(&all.items[i]);
	free(all.items);
	return 0;
}
