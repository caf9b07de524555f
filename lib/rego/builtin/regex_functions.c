/* SPDX-License-Identifier: BSD-2-Clause */
/* The built-ins regex.*; regex.globs_match is in globs_match.c. */
#include "rego/builtin/functions.h"
#include "rego/builtin/regex.h"
#include "rego/builtin/regex_syntax.h"
#include "rego/builtin/text.h"
#include "rego/builtin/unicode.h"
#include "rego/value/string.h"

struct rego_val rego_fn_regex_is_valid(struct rego_call *c, const struct rego_val *args)
{
	struct rego_regex_syntax s;

	return rego_bool(args[0].kind == REGO_STRING &&
			 rego_regex_parse(c->arena, args[0].string->text, args[0].string->len, &s));
}

static const struct rego_regex *pattern(struct rego_call *c, struct rego_val text)
{
	const char *error;
	const struct rego_regex *re =
		rego_regex_get(c, text.string->text, text.string->len, &error);

	if (!re)
		rego_fail(c, "%s", error);
	return re;
}

static struct rego_val matches(struct rego_call *c, const struct rego_regex *re, struct rego_val v)
{
	v = rego_regex_subject(c->arena, v);
	return rego_bool(rego_regex_search(re, v.string->text, v.string->len, 0, NULL, 0));
}

struct rego_val rego_fn_regex_match(struct rego_call *c, const struct rego_val *args)
{
	const struct rego_regex *re;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	re = pattern(c, args[0]);
	if (!re)
		return rego_undefined();
	return matches(c, re, args[1]);
}

struct rego_val rego_fn_re_match(struct rego_call *c, const struct rego_val *args)
{
	return rego_fn_regex_match(c, args);
}

static struct rego_val part(struct rego_call *c, struct rego_val text, int start, int end)
{
	if (start < 0)
		return rego_string(c->arena, "", 0);
	return rego_string(c->arena, text.string->text + start, (size_t)(end - start));
}

struct rego_val rego_fn_regex_split(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	struct rego_regex_walk walk = { 0 };
	const struct rego_regex *re;
	struct rego_span m;
	int start = 0, end = 0;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	re = pattern(c, args[0]);
	if (!re)
		return rego_undefined();
	if (args[0].string->len && !args[1].string->len) {
		rego_add(&out, args[1]);
		return rego_build_array(&out);
	}
	while (rego_regex_next(re, args[1].string->text, args[1].string->len, &walk, &m, 1)) {
		end = m.start;
		if (m.end)
			rego_add(&out, part(c, args[1], start, end));
		start = m.end;
	}
	if (end != (int)args[1].string->len)
		rego_add(&out, part(c, args[1], start, (int)args[1].string->len));
	return rego_build_array(&out);
}

/* The third operand: how many matches, or all when negative. */
static bool how_many(struct rego_call *c, const struct rego_val *args, int64_t *n)
{
	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return false;
	return rego_want_int(c, args, 3, n);
}

struct rego_val rego_fn_regex_find_n(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	struct rego_regex_walk walk = { 0 };
	const struct rego_regex *re;
	struct rego_span m;
	int64_t n;

	if (!how_many(c, args, &n))
		return rego_undefined();
	re = pattern(c, args[0]);
	if (!re)
		return rego_undefined();
	for (int64_t i = 0; n < 0 || i < n; i++) {
		if (!rego_regex_next(re, args[1].string->text, args[1].string->len, &walk, &m, 1))
			break;
		rego_add(&out, part(c, args[1], m.start, m.end));
	}
	return rego_build_array(&out);
}

struct rego_val rego_fn_regex_find_all_string_submatch_n(struct rego_call *c,
							 const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	struct rego_regex_walk walk = { 0 };
	const struct rego_regex *re;
	struct rego_span *m;
	int64_t n;
	int groups;

	if (!how_many(c, args, &n))
		return rego_undefined();
	re = pattern(c, args[0]);
	if (!re)
		return rego_undefined();
	groups = rego_regex_groups(re) + 1;
	m = rego_new_array(c->arena, struct rego_span, (size_t)groups);
	for (int64_t i = 0; n < 0 || i < n; i++) {
		struct rego_builder one = { .arena = c->arena };

		if (!rego_regex_next(re, args[1].string->text, args[1].string->len, &walk, m,
				     groups))
			break;
		for (int g = 0; g < groups; g++)
			rego_add(&one, part(c, args[1], m[g].start, m[g].end));
		rego_add(&out, rego_build_array(&one));
	}
	return rego_build_array(&out);
}

/* --- regex.replace -------------------------------------------------------- */
struct expansion {
	const struct rego_regex *re;
	const char *text; /* that was searched */
	const struct rego_span *m;
	int groups; /* and the whole */
	struct rego_text *out;
};

/* "name" or "{name}" after a dollar: how many bytes it is, or 0. */
static size_t read_name(const char *s, size_t len, const char **name, size_t *name_len)
{
	bool brace = len && *s == '{';
	size_t i = brace;
	uint32_t rune;

	while (i < len) {
		size_t n = rego_rune(s + i, len - i, &rune);

		if (!rego_is_letter(rune) && !rego_is_digit(rune) && rune != '_')
			break;
		i += n;
	}
	*name = s + brace;
	*name_len = i - brace;
	if (!*name_len || (brace && (i == len || s[i] != '}')))
		return 0;
	return i + brace;
}

/* The number that a name is, or -1. */
static int name_number(const char *name, size_t len)
{
	int n = 0;

	if (len > 1 && *name == '0')
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (name[i] < '0' || name[i] > '9' || n >= 100000000)
			return -1;
		n = n * 10 + name[i] - '0';
	}
	return n;
}

static void expand(const struct expansion *e, const char *s, size_t len)
{
	const char *end = s + len, *dollar, *name;

	while (s < end && (dollar = memchr(s, '$', (size_t)(end - s)))) {
		size_t used, name_len;
		int group;

		rego_put(e->out, s, (size_t)(dollar - s));
		s = dollar + 1;
		if (s < end && *s == '$') {
			rego_putc(e->out, *s++);
			continue;
		}
		used = read_name(s, (size_t)(end - s), &name, &name_len);
		if (!used) {
			rego_putc(e->out, '$');
			continue;
		}
		s += used;
		group = name_number(name, name_len);
		if (group < 0)
			group = rego_regex_group(e->re, name, name_len, e->m);
		if (group >= 0 && group < e->groups && e->m[group].start >= 0)
			rego_put(e->out, e->text + e->m[group].start,
				 (size_t)(e->m[group].end - e->m[group].start));
	}
	rego_put(e->out, s, (size_t)(end - s));
}

struct rego_val rego_fn_regex_replace(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text out = { .arena = c->arena };
	struct rego_regex_walk walk = { 0 };
	const struct rego_regex *re;
	const struct rego_string *text;
	struct expansion e = { .out = &out };
	struct rego_span *m;
	int last = 0;

	for (int i = 1; i <= 3; i++)
		if (!rego_want(c, args, i, REGO_STRING))
			return rego_undefined();
	re = pattern(c, args[1]);
	if (!re)
		return rego_undefined();
	text = args[0].string;
	e.re = re;
	e.text = text->text;
	e.groups = rego_regex_groups(re) + 1;
	e.m = m = rego_new_array(c->arena, struct rego_span, (size_t)e.groups);
	while (rego_regex_next(re, text->text, text->len, &walk, m, e.groups)) {
		rego_put(&out, text->text + last, (size_t)(m->start - last));
		expand(&e, args[2].string->text, args[2].string->len);
		last = m->end;
	}
	if (!last && !out.len && !walk.last_end)
		return args[0];
	rego_put(&out, text->text + last, text->len - (size_t)last);
	return rego_text_value(&out);
}

/* --- regex.template_match ------------------------------------------------- */
static void quote_meta(struct rego_text *t, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] && strchr("\\.+*?()|[]{}^$", s[i]))
			rego_putc(t, '\\');
		rego_putc(t, s[i]);
	}
}

/* Each part within delimiters must be a pattern by itself. */
static bool add_pattern(struct rego_call *c, struct rego_text *whole, const char *s, size_t len)
{
	struct rego_text alone = { .arena = c->arena };
	struct rego_regex_syntax syntax;

	rego_putc(&alone, '^');
	rego_put(&alone, s, len);
	rego_putc(&alone, '$');
	if (!rego_regex_parse(c->arena, alone.data, alone.len, &syntax)) {
		rego_fail(c, "%s", syntax.error);
		return false;
	}
	rego_putc(whole, '(');
	rego_put(whole, s, len);
	rego_putc(whole, ')');
	return true;
}

static bool unbalanced(struct rego_call *c, struct rego_val template)
{
	struct rego_text t = { .arena = c->arena };

	rego_put_quoted(&t, template.string->text, template.string->len);
	rego_fail(c, "unbalanced braces in %s", rego_text_done(&t));
	return false;
}

/* Whether delimiters nest; where each part of the first level begins and ends. */
static bool balanced(struct rego_call *c, struct rego_val template, char start, char end)
{
	int64_t level = 0;

	for (size_t i = 0; i < template.string->len; i++) {
		if (template.string->text[i] == start)
			level++;
		else if (template.string->text[i] == end && --level < 0)
			return unbalanced(c, template);
	}
	return !level || unbalanced(c, template);
}

static bool read_template(struct rego_call *c, struct rego_val template, char start, char end,
			  struct rego_text *out)
{
	const char *s = template.string->text;
	size_t level = 0, begin = 0, done = 0, len = template.string->len;

	if (!balanced(c, template, start, end))
		return false;
	rego_putc(out, '^');
	for (size_t i = 0; i < len; i++) {
		if (s[i] == start) {
			if (++level == 1)
				begin = i;
		} else if (s[i] == end && --level == 0) {
			quote_meta(out, s + done, begin - done);
			if (!add_pattern(c, out, s + begin + 1, i - begin - 1))
				return false;
			done = i + 1;
		}
	}
	quote_meta(out, s + done, len - done);
	rego_putc(out, '$');
	return true;
}

struct rego_val rego_fn_regex_template_match(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text t = { .arena = c->arena };
	const struct rego_regex *re;
	const char *error;

	for (int i = 1; i <= 4; i++)
		if (!rego_want(c, args, i, REGO_STRING))
			return rego_undefined();
	/* OPA tells the length of the start delimiter in both. */
	if (args[2].string->len != 1)
		return rego_fail(
			c, "start delimiter has to be exactly one character long but is %u long",
			args[2].string->len);
	if (args[3].string->len != 1)
		return rego_fail(
			c, "end delimiter has to be exactly one character long but is %u long",
			args[2].string->len);
	if (!read_template(c, args[0], args[2].string->text[0], args[3].string->text[0], &t))
		return rego_undefined();
	re = rego_regex_get(c, t.data, t.len, &error);
	if (!re)
		return rego_fail(c, "%s", error);
	return matches(c, re, args[1]);
}
