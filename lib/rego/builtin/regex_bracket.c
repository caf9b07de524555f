/* SPDX-License-Identifier: BSD-2-Clause */
/* Classes of characters in patterns. */
#include "rego/builtin/regex_parse.h"

#include <string.h>

#include "rego/builtin/regex_class.h"

/* The next of the two lists of a class, in the order of runes. */
static const struct rego_runes *next_runes(const struct rego_class *class, size_t at[2])
{
	const struct rego_rune_list *lists[2] = { class->runes, class->more };
	const struct rego_runes *found = NULL;
	size_t from = 0;

	for (size_t i = 0; i < 2 && lists[i]; i++) {
		const struct rego_runes *r = &lists[i]->runes[at[i]];

		if (at[i] == lists[i]->count || (found && found->low < r->low))
			continue;
		found = r;
		from = i;
	}
	at[from]++;
	return found;
}

/* The inside of brackets. */
static void put_runes(struct rego_rx *p, const struct rego_class *class, bool negated)
{
	const struct rego_runes *r;
	size_t at[2] = { 0 };
	uint32_t next = 0;

	while ((r = next_runes(class, at))) {
		if (!negated)
			rego_rx_put_range(p, r->low, r->high);
		else if (next < r->low)
			rego_rx_put_range(p, next, r->low - 1);
		next = r->high + 1;
	}
	if (negated && next <= 0x10ffff)
		rego_rx_put_range(p, next, 0x10ffff);
}

/* --- classes -------------------------------------------------------------- */
/* As Go compares names: a capital, then small letters, without what separates words. */
static bool class_named(struct rego_class *class, const char *name, const char *end)
{
	char canonical[32];
	size_t n = 0;

	for (; name < end; name++) {
		char c = *name;

		if (c == '_' || c == '-' || c == ' ')
			continue;
		if (n == sizeof(canonical) - 1 || !c)
			return false;
		if (!n && c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		else if (n && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		canonical[n++] = c;
	}
	canonical[n] = '\0';
	return rego_class_find(canonical, class);
}

/* \pN, \p{Name}, \P{^Name}: at the backslash. */
bool rego_rx_unicode(struct rego_rx *p, bool inside)
{
	const char *start = p->at, *name, *end;
	bool negated = start[1] == 'P';
	struct rego_class class;
	uint32_t c = 0;

	p->at += 2;
	if (p->at < p->end && !rego_rx_next(p, &c))
		return false;
	name = start + 2;
	end = p->at;
	if (c == '{') {
		name++;
		end = memchr(start, '}', (size_t)(p->end - start));
		if (!end)
			return rego_rx_check_utf8(p, start, p->end) &&
			       rego_rx_fail(p, "invalid character class range", start, p->end);
		if (!rego_rx_check_utf8(p, name, end))
			return false;
		p->at = end + 1;
	}
	if (name < end && *name == '^') {
		negated = !negated;
		name++;
	}
	if (!class_named(&class, name, end))
		return rego_rx_fail(p, "invalid character class range", start, p->at);
	if (class.re2) {
		rego_putf(&p->s->out, "\\%c{%s}", negated ? 'P' : 'p', class.re2);
		return true;
	}
	if (!inside)
		rego_puts(&p->s->out, negated != class.negated ? "[^" : "[");
	put_runes(p, &class, inside && negated != class.negated);
	if (!inside)
		rego_putc(&p->s->out, ']');
	return true;
}

bool rego_rx_is_unicode(const struct rego_rx *p)
{
	return p->end - p->at >= 2 && *p->at == '\\' && (p->at[1] | 0x20) == 'p';
}

/* \d and the like: they mean the same to RE2. */
bool rego_rx_perl(struct rego_rx *p)
{
	if (p->end - p->at < 2 || *p->at != '\\' || !p->at[1] || !strchr("dDsSwW", p->at[1]))
		return false;
	rego_put(&p->s->out, p->at, 2);
	p->at += 2;
	return true;
}

/* [:alpha:] within brackets.  *found is false when there is none and no error. */
static bool named_class(struct rego_rx *p, bool *found)
{
	static const char *const names[] = { "alnum", "alpha", "ascii", "blank", "cntrl",
					     "digit", "graph", "lower", "print", "punct",
					     "space", "upper", "word",	"xdigit" };
	const char *start = p->at, *name = start + 2, *end;

	*found = false;
	if (p->end - start <= 2 || start[0] != '[' || start[1] != ':')
		return true;
	end = memmem(name, (size_t)(p->end - name), ":]", 2);
	if (!end)
		return true;
	*found = true;
	p->at = end + 2;
	if (name < end && *name == '^')
		name++;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i]) != (size_t)(end - name) ||
		    memcmp(names[i], name, (size_t)(end - name)))
			continue;
		rego_put(&p->s->out, start, (size_t)(p->at - start));
		return true;
	}
	return rego_rx_fail(p, "invalid character class range", start, p->at);
}

static bool class_rune(struct rego_rx *p, const char *class, uint32_t *c)
{
	if (p->at == p->end)
		return rego_rx_fail(p, "missing closing ]", class, p->end);
	return *p->at == '\\' ? rego_rx_escape(p, c) : rego_rx_next(p, c);
}

/* A rune or a range of them, within brackets that began at class. */
static bool class_range(struct rego_rx *p, const char *class)
{
	const char *start = p->at;
	uint32_t low, high;

	if (!class_rune(p, class, &low))
		return false;
	high = low;
	if (p->end - p->at >= 2 && p->at[0] == '-' && p->at[1] != ']') {
		p->at++;
		if (!class_rune(p, class, &high))
			return false;
		if (high < low)
			return rego_rx_fail(p, "invalid character class range", start, p->at);
	}
	rego_rx_put_range(p, low, high);
	return true;
}

bool rego_rx_bracket(struct rego_rx *p)
{
	const char *start = p->at++;
	bool found;

	rego_putc(&p->s->out, '[');
	if (p->at < p->end && *p->at == '^')
		rego_putc(&p->s->out, *p->at++);
	for (bool first = true; first || p->at == p->end || *p->at != ']'; first = false) {
		if (!named_class(p, &found))
			return false;
		if (found)
			continue;
		if (rego_rx_is_unicode(p)) {
			if (!rego_rx_unicode(p, true))
				return false;
		} else if (!rego_rx_perl(p) && !class_range(p, start)) {
			return false;
		}
	}
	p->at++;
	rego_putc(&p->s->out, ']');
	return rego_rx_leaf(p);
}
