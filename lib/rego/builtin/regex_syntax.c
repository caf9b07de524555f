/* SPDX-License-Identifier: BSD-2-Clause */
/* Go's syntax of regular expressions.  RE2's is nearly the same, but its error texts are others,
 * and it neither knows (?<name>x) nor all names of Unicode classes.  So a pattern is read once
 * here, to fail as Go does, and written anew for RE2, in the plainest form. */
#include "rego/builtin/regex_syntax.h"

#include <string.h>

#include "rego/builtin/regex_parse.h"

/* --- groups --------------------------------------------------------------- */
static bool is_word(const char *s, const char *end)
{
	const char *start = s;

	for (; s < end; s++)
		if (*s != '_' && !(*s >= '0' && *s <= '9') &&
		    !((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z'))
			return false;
	return s > start;
}

/* (?P<name> or (?<name>: RE2 need not know the name. */
static bool named_group(struct rego_rx *p, size_t skip)
{
	const char *start = p->at, *name = start + skip;
	const char *end = memchr(start, '>', (size_t)(p->end - start));
	struct rego_regex_name *names;

	if (!end)
		return rego_rx_check_utf8(p, start, p->end) &&
		       rego_rx_fail(p, "invalid named capture", start, p->end);
	if (!rego_rx_check_utf8(p, name, end))
		return false;
	if (!is_word(name, end))
		return rego_rx_fail(p, "invalid named capture", start, end + 1);
	p->at = end + 1;
	/* Room doubles at each power of two. */
	if (!(p->s->name_count & (p->s->name_count - 1)) || !p->s->name_count) {
		names = rego_new_array(p->arena, struct rego_regex_name, p->s->name_count * 2 + 1);
		if (p->s->name_count)
			memcpy(names, p->s->names, p->s->name_count * sizeof(*names));
		p->s->names = names;
	}
	p->s->names[p->s->name_count++] =
		(struct rego_regex_name){ name, (size_t)(end - name), ++p->captures };
	rego_putc(&p->s->out, '(');
	rego_rx_open(p, true);
	return true;
}

/* (?i), (?i-s:, at the parenthesis. */
static bool flags(struct rego_rx *p)
{
	const char *start = p->at;
	bool minus = false, saw = false;
	uint32_t c;

	p->at += 2;
	while (p->at < p->end) {
		if (!rego_rx_next(p, &c))
			return false;
		if (c == 'i' || c == 'm' || c == 's' || c == 'U') {
			saw = true;
		} else if (c == '-' && !minus) {
			minus = true;
			saw = false;
		} else if ((c == ':' || c == ')') && (!minus || saw)) {
			rego_put(&p->s->out, start, (size_t)(p->at - start));
			if (c == ':')
				rego_rx_open(p, false);
			return true;
		} else {
			break;
		}
	}
	return rego_rx_fail(p, "invalid or unsupported Perl syntax", start, p->at);
}

static bool left_paren(struct rego_rx *p)
{
	const char *s = p->at;
	size_t left = (size_t)(p->end - s);

	if (left >= 2 && s[1] == '?') {
		if (left > 4 && s[2] == 'P' && s[3] == '<')
			return named_group(p, 4);
		if (left > 3 && s[2] == '<')
			return named_group(p, 3);
		return flags(p);
	}
	p->captures++;
	p->at++;
	rego_putc(&p->s->out, '(');
	rego_rx_open(p, true);
	return true;
}

static bool right_paren(struct rego_rx *p)
{
	struct rego_rx_group *g = rego_rx_group(p);
	struct rego_rx_part all;

	if (!p->depth)
		return rego_rx_fail_whole(p, "unexpected )");
	rego_rx_end_alternative(g);
	all = rego_rx_whole(&g->alternatives, REGO_RX_ALTERNATION);
	if (g->capture) {
		all.kind = REGO_RX_OTHER;
		all.height++;
		all.size += 2;
	}
	p->depth--;
	p->at++;
	rego_putc(&p->s->out, ')');
	return rego_rx_push(p, all);
}

/* --- the whole ------------------------------------------------------------ */
/* \Q...\E: at the backslash. */
static bool quoted(struct rego_rx *p)
{
	const char *end = memmem(p->at + 2, (size_t)(p->end - p->at - 2), "\\E", 2);
	const char *whole_end = p->end;
	uint32_t c;

	p->at += 2;
	p->end = end ? end : whole_end;
	while (p->at < p->end) {
		if (!rego_rx_next(p, &c) || !rego_rx_leaf(p))
			return false;
		rego_rx_put(p, c);
	}
	p->end = whole_end;
	p->at = end ? end + 2 : whole_end;
	return true;
}

static bool backslash(struct rego_rx *p)
{
	uint32_t c;

	if (p->end - p->at >= 2 && p->at[1] && strchr("AbBz", p->at[1])) {
		p->s->not_boundary |= p->at[1] == 'B';
		rego_put(&p->s->out, p->at, 2);
		p->at += 2;
		return rego_rx_leaf(p);
	}
	if (p->end - p->at >= 2 && p->at[1] == 'C')
		return rego_rx_fail(p, "invalid escape sequence", p->at, p->at + 2);
	if (p->end - p->at >= 2 && p->at[1] == 'Q')
		return quoted(p);
	if (rego_rx_is_unicode(p))
		return rego_rx_unicode(p, false) && rego_rx_leaf(p);
	if (rego_rx_perl(p))
		return rego_rx_leaf(p);
	if (!rego_rx_escape(p, &c))
		return false;
	rego_rx_put(p, c);
	return rego_rx_leaf(p);
}

static bool step(struct rego_rx *p, const char **repeated)
{
	uint32_t c;

	switch (*p->at) {
	case '(': return left_paren(p);
	case ')': return right_paren(p);
	case '[': return rego_rx_bracket(p);
	case '\\': return backslash(p);
	case '{': return rego_rx_brace(p, repeated);
	case '*':
	case '+':
	case '?': *repeated = p->at; return rego_rx_repeat(p, -1, -1, p->at + 1, false);
	case '|':
		rego_rx_end_alternative(rego_rx_group(p));
		rego_putc(&p->s->out, *p->at++);
		return true;
	case '^':
	case '$':
	case '.': rego_putc(&p->s->out, *p->at++); return rego_rx_leaf(p);
	default:
		if (!rego_rx_next(p, &c))
			return false;
		rego_rx_put(p, c);
		return rego_rx_leaf(p);
	}
}

bool rego_regex_parse(struct rego_arena *a, const char *pattern, size_t len,
		      struct rego_regex_syntax *s)
{
	struct rego_rx p = { .arena = a,
			     .at = pattern,
			     .end = pattern + len,
			     .whole = pattern,
			     .whole_len = len,
			     .s = s,
			     .room = 8 };

	*s = (struct rego_regex_syntax){ .out.arena = a };
	p.groups = rego_new_array(a, struct rego_rx_group, p.room);
	p.groups[0] = (struct rego_rx_group){ 0 };
	while (p.at < p.end) {
		const char *repeated = NULL;

		if (!step(&p, &repeated))
			return false;
		p.repeat = repeated;
	}
	if (p.depth)
		return rego_rx_fail_whole(&p, "missing closing )");
	return true;
}
