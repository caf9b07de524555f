/* SPDX-License-Identifier: BSD-2-Clause */
/* Semantic versions. */
#include <string.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/text.h"

struct part {
	const char *at, *end;
};

struct version {
	int64_t numbers[3];
	struct part pre;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What is before sep; *rest is what is after it, or nothing. */
static struct part cut(struct part *rest, char sep)
{
	struct part before = *rest;
	const char *at = memchr(rest->at, sep, (size_t)(rest->end - rest->at));

	if (at)
		before.end = at;
	rest->at = at ? at + 1 : rest->end;
	return before;
}

static bool is_empty(struct part p)
{
	return p.at == p.end;
}

/* Words between points; nothing at all will do as well. */
static bool is_identifier(struct part p)
{
	if (is_empty(p))
		return true;
	if (p.end[-1] == '.')
		return false;
	while (!is_empty(p)) {
		struct part word = cut(&p, '.');

		if (is_empty(word))
			return false;
		for (; word.at < word.end; word.at++)
			if (!is_digit(*word.at) && *word.at != '-' &&
			    !((*word.at | 0x20) >= 'a' && (*word.at | 0x20) <= 'z'))
				return false;
	}
	return true;
}

/* The greatest there is when it is more: so OPA compares. */
static bool read_number(struct part p, int64_t *out)
{
	bool fits = true;

	*out = 0;
	if (is_empty(p))
		return false;
	for (; p.at < p.end; p.at++) {
		if (!is_digit(*p.at))
			return false;
		if (__builtin_mul_overflow(*out, 10, out) ||
		    __builtin_add_overflow(*out, *p.at - '0', out)) {
			*out = INT64_MAX;
			fits = false;
			break;
		}
	}
	for (; p.at < p.end; p.at++)
		if (!is_digit(*p.at))
			return false;
	return fits;
}

static bool parse(const struct rego_string *s, struct version *v)
{
	struct part rest = { s->text, s->text + s->len }, core, metadata;
	int points = 0;

	rest.at += s->len && *rest.at == 'v';
	core = cut(&rest, '+');
	metadata = rest;
	v->pre = core;
	core = cut(&v->pre, '-');
	if (!is_identifier(metadata) || !is_identifier(v->pre))
		return false;
	for (const char *p = core.at; p < core.end; p++)
		points += *p == '.';
	if (points != 2)
		return false;
	for (int i = 0; i < 3; i++)
		if (!read_number(cut(&core, '.'), &v->numbers[i]))
			return false;
	return true;
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_words(struct part a, struct part b)
{
	size_t a_len = (size_t)(a.end - a.at), b_len = (size_t)(b.end - b.at);
	int order = memcmp(a.at, b.at, a_len < b_len ? a_len : b_len);

	return order ? (order > 0) - (order < 0) : compare_numbers((int64_t)a_len, (int64_t)b_len);
}

static bool is_number(struct part p)
{
	if (is_empty(p))
		return false;
	for (; p.at < p.end; p.at++)
		if (!is_digit(*p.at))
			return false;
	return true;
}

static int compare_identifiers(struct part a, struct part b)
{
	bool a_is = is_number(a), b_is = is_number(b);
	int64_t m, n;

	if (a_is != b_is)
		return a_is ? -1 : 1;
	if (!a_is)
		return compare_words(a, b);
	read_number(a, &m);
	read_number(b, &n);
	return compare_numbers(m, n);
}

/* The longer is more when one begins as the other. */
static int compare_pre(struct part a, struct part b)
{
	int order = 0;

	if (is_empty(a) || is_empty(b))
		return is_empty(a) - is_empty(b);
	while (!order && !is_empty(a) && !is_empty(b))
		order = compare_identifiers(cut(&a, '.'), cut(&b, '.'));
	return order ? order : is_empty(b) - is_empty(a);
}

struct rego_val rego_fn_semver_compare(struct rego_call *c, const struct rego_val *args)
{
	struct version v[2];
	int order = 0;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	for (int i = 0; i < 2; i++)
		if (!parse(args[i].string, &v[i]))
			return rego_fail(c, "operand %d: string %s is not a valid SemVer", i + 1,
					 rego_term_text(c->arena, args[i]));
	for (int i = 0; i < 3 && !order; i++)
		order = compare_numbers(v[0].numbers[i], v[1].numbers[i]);
	return rego_int(order ? order : compare_pre(v[0].pre, v[1].pre));
}

struct rego_val rego_fn_semver_is_valid(struct rego_call *c, const struct rego_val *args)
{
	struct version v;

	(void)c;
	return rego_bool(args[0].kind == REGO_STRING && parse(args[0].string, &v));
}
