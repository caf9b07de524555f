/* SPDX-License-Identifier: BSD-2-Clause */
/* Go's syntax of regular expressions.  RE2's is nearly the same, but its error texts are others,
 * and it neither knows (?<name>x) nor all names of Unicode classes.  So a pattern is read once
 * here, to fail as Go does, and written anew for RE2, in the plainest form. */
#include "rego/builtin/regex_syntax.h"

#include <stdio.h>
#include <string.h>

#include "rego/builtin/regex_class.h"

/* Limits of Go's: copies by counted repetition, nesting, instructions. */
#define MAX_REPEAT 1000
#define MAX_HEIGHT 1000
#define MAX_SIZE   (128 << 20) / 40

enum kind { OTHER, CONCAT, ALTERNATION };

struct part {		 /* of the pattern, which is a tree in Go */
	enum kind kind;	 /* one within another of its kind is no node of its own */
	uint32_t count;	 /* items in it */
	uint32_t copies; /* of the innermost that counted repetition makes */
	uint32_t height;
	uint64_t size; /* in instructions */
};

struct group { /* an open parenthesis, or the whole */
	struct part alternatives, items, last;
	bool capture;
};

struct parse {
	struct rego_arena *arena;
	const char *at, *end;
	const char *whole;
	size_t whole_len;
	struct rego_regex_syntax *s;
	struct group *groups;
	size_t depth, room;
	int captures;
	const char *repeat; /* where the repetition began that was read last */
};

static bool fail(struct parse *p, const char *what, const char *text, const char *end)
{
	p->s->error = rego_printf(p->arena, "error parsing regexp: %s: `%.*s`", what,
				  (int)(end - text), text);
	return false;
}

static bool fail_whole(struct parse *p, const char *what)
{
	return fail(p, what, p->whole, p->whole + p->whole_len);
}

/* --- what is written for RE2 ---------------------------------------------- */
static void put_rune(struct parse *p, uint32_t c)
{
	bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

	if (word)
		rego_putc(&p->s->out, (char)c);
	else if (c > ' ' && c < 0x7f)
		rego_putf(&p->s->out, "\\%c", (int)c);
	else
		rego_putf(&p->s->out, "\\x{%x}", c);
}

static void put_range(struct parse *p, uint32_t low, uint32_t high)
{
	put_rune(p, low);
	if (high != low) {
		rego_putc(&p->s->out, '-');
		put_rune(p, high);
	}
}

/* The inside of brackets. */
static void put_runes(struct parse *p, const struct rego_class *class, bool not )
{
	uint32_t next = 0;

	for (uint32_t i = 0; i < class->count; i++) {
		const struct rego_runes *r = &class->runes[i];

		if (!not )
			put_range(p, r->low, r->high);
		else if (next < r->low)
			put_range(p, next, r->low - 1);
		next = r->high + 1;
	}
	if (not &&next <= 0x10ffff)
		put_range(p, next, 0x10ffff);
}

/* --- the tree, as far as limits ask --------------------------------------- */
static uint32_t more32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* What item is in becomes as high as that and as long as both. */
static void join(struct part *into, const struct part *item, enum kind kind)
{
	into->copies = more32(into->copies, item->copies);
	into->height = more32(into->height, item->height - (item->kind == kind));
	into->size += item->size;
	/* Of one item it is that item, of more it is a node above them. */
	into->kind = into->count ? kind : item->kind;
	into->count++;
}

static struct part whole_of(const struct part *items, enum kind kind)
{
	struct part p = *items;

	if (p.count > 1 || p.kind == kind)
		p.height++;
	if (!p.count)
		p = (struct part){ .copies = 1, .height = 1, .size = 1 };
	if (p.count > 1 && kind == ALTERNATION)
		p.size += p.count - 1;
	p.count = 1;
	return p;
}

static struct group *group(struct parse *p)
{
	return &p->groups[p->depth];
}

/* The last item is complete: no repetition can follow it. */
static void end_item(struct group *g)
{
	if (g->last.count)
		join(&g->items, &g->last, CONCAT);
	g->last = (struct part){ 0 };
}

static void end_alternative(struct group *g)
{
	struct part all;

	end_item(g);
	all = whole_of(&g->items, CONCAT);
	join(&g->alternatives, &all, ALTERNATION);
	g->items = (struct part){ 0 };
}

static bool check_limits(struct parse *p, const struct part *item)
{
	if (item->size > MAX_SIZE)
		return fail_whole(p, "expression too large");
	return item->height <= MAX_HEIGHT || fail_whole(p, "expression nests too deeply");
}

static bool push(struct parse *p, struct part item)
{
	struct group *g = group(p);

	end_item(g);
	item.count = 1;
	g->last = item;
	return check_limits(p, &item);
}

static bool push_leaf(struct parse *p)
{
	return push(p, (struct part){ .copies = 1, .height = 1, .size = 1 });
}

static void open_group(struct parse *p, bool capture)
{
	end_item(group(p));
	if (++p->depth >= p->room) {
		struct group *more = rego_new_array(p->arena, struct group, p->room * 2);

		memcpy(more, p->groups, p->room * sizeof(*more));
		p->groups = more;
		p->room *= 2;
	}
	*group(p) = (struct group){ .capture = capture };
}

/* --- runes and escapes ---------------------------------------------------- */
static bool next_rune(struct parse *p, uint32_t *c)
{
	size_t n = rego_rune(p->at, (size_t)(p->end - p->at), c);

	if (n == 1 && *c == 0xfffd)
		return fail(p, "invalid UTF-8", p->at, p->end);
	p->at += n;
	return true;
}

static bool check_utf8(struct parse *p, const char *s, const char *end)
{
	uint32_t c;

	for (size_t n; s < end; s += n) {
		n = rego_rune(s, (size_t)(end - s), &c);
		if (n == 1 && c == 0xfffd)
			return fail(p, "invalid UTF-8", s, end);
	}
	return true;
}

static int hex(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return (int)c - '0';
	if (c >= 'a' && c <= 'f')
		return (int)c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? (int)c - 'A' + 10 : -1;
}

enum escape { ESCAPE_OK, ESCAPE_BAD, ESCAPE_FAILED /* with another error */ };

/* After "\x{". */
static enum escape braced_hex(struct parse *p, uint32_t *out)
{
	uint32_t c, r = 0;

	for (int digits = 0;; digits++) {
		if (p->at == p->end)
			return ESCAPE_BAD;
		if (!next_rune(p, &c))
			return ESCAPE_FAILED;
		if (c == '}') {
			*out = r;
			return digits ? ESCAPE_OK : ESCAPE_BAD;
		}
		if (hex(c) < 0)
			return ESCAPE_BAD;
		r = r * 16 + (uint32_t)hex(c);
		if (r > 0x10ffff)
			return ESCAPE_BAD;
	}
}

static enum escape hex_escape(struct parse *p, uint32_t *out)
{
	uint32_t c, d = 0;

	if (p->at == p->end)
		return ESCAPE_BAD;
	if (!next_rune(p, &c))
		return ESCAPE_FAILED;
	if (c == '{')
		return braced_hex(p, out);
	/* Go decodes past the end here: nothing there is U+FFFD of no length, no error. */
	if (p->at < p->end && !next_rune(p, &d))
		return ESCAPE_FAILED;
	if (hex(c) < 0 || hex(d) < 0)
		return ESCAPE_BAD;
	*out = (uint32_t)(hex(c) * 16 + hex(d));
	return ESCAPE_OK;
}

static enum escape octal_escape(struct parse *p, uint32_t c, uint32_t *out)
{
	bool more = p->at < p->end && *p->at >= '0' && *p->at <= '7';

	if (c != '0' && !more)
		return ESCAPE_BAD;
	*out = c - '0';
	for (int i = 1; i < 3 && p->at < p->end && *p->at >= '0' && *p->at <= '7'; i++)
		*out = *out * 8 + (uint32_t)(*p->at++ - '0');
	return ESCAPE_OK;
}

static enum escape any_escape(struct parse *p, uint32_t c, uint32_t *out)
{
	static const char letters[] = "afnrtv", means[] = "\a\f\n\r\t\v";
	const char *letter;

	if (c >= '0' && c <= '7')
		return octal_escape(p, c, out);
	if (c == 'x')
		return hex_escape(p, out);
	letter = c < 0x80 ? memchr(letters, (int)c, sizeof(letters) - 1) : NULL;
	if (letter)
		*out = (unsigned char)means[letter - letters];
	else if (c < 0x80 && c != '8' && c != '9' && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
		*out = c;
	else
		return ESCAPE_BAD;
	return ESCAPE_OK;
}

/* At a backslash; what it stands for. */
static bool escape(struct parse *p, uint32_t *out)
{
	const char *start = p->at++;
	uint32_t c;

	if (p->at == p->end)
		return fail(p, "trailing backslash at end of expression", "", "");
	if (!next_rune(p, &c))
		return false;
	switch (any_escape(p, c, out)) {
	case ESCAPE_OK: return true;
	case ESCAPE_BAD: return fail(p, "invalid escape sequence", start, p->at);
	default: return false;
	}
}

/* --- classes -------------------------------------------------------------- */
/* As Go compares names: a capital, then small letters, without what separates words. */
static const struct rego_class *class_named(const char *name, const char *end)
{
	char canonical[32];
	size_t n = 0;

	for (; name < end; name++) {
		char c = *name;

		if (c == '_' || c == '-' || c == ' ')
			continue;
		if (n == sizeof(canonical) - 1 || !c)
			return NULL;
		if (!n && c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		else if (n && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		canonical[n++] = c;
	}
	canonical[n] = '\0';
	return rego_class_find(canonical);
}

/* \pN, \p{Name}, \P{^Name}: at the backslash. */
static bool unicode_class(struct parse *p, bool inside)
{
	const char *start = p->at, *name, *end;
	bool not = start[1] == 'P';
	const struct rego_class *class;
	uint32_t c = 0;

	p->at += 2;
	if (p->at < p->end && !next_rune(p, &c))
		return false;
	name = start + 2;
	end = p->at;
	if (c == '{') {
		name++;
		end = memchr(start, '}', (size_t)(p->end - start));
		if (!end)
			return check_utf8(p, start, p->end) &&
			       fail(p, "invalid character class range", start, p->end);
		if (!check_utf8(p, name, end))
			return false;
		p->at = end + 1;
	}
	if (name < end && *name == '^') {
		not = !not ;
		name++;
	}
	class = class_named(name, end);
	if (!class)
		return fail(p, "invalid character class range", start, p->at);
	if (class->re2) {
		rego_putf(&p->s->out, "\\%c{%s}", not ? 'P' : 'p', class->re2);
		return true;
	}
	if (!inside)
		rego_puts(&p->s->out, not != class->not ? "[^" : "[");
	put_runes(p, class, inside && not != class->not );
	if (!inside)
		rego_putc(&p->s->out, ']');
	return true;
}

static bool is_unicode_class(const struct parse *p)
{
	return p->end - p->at >= 2 && *p->at == '\\' && (p->at[1] | 0x20) == 'p';
}

/* \d and the like: they mean the same to RE2. */
static bool perl_class(struct parse *p)
{
	if (p->end - p->at < 2 || *p->at != '\\' || !p->at[1] || !strchr("dDsSwW", p->at[1]))
		return false;
	rego_put(&p->s->out, p->at, 2);
	p->at += 2;
	return true;
}

/* [:alpha:] within brackets.  *found is false when there is none and no error. */
static bool named_class(struct parse *p, bool *found)
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
	return fail(p, "invalid character class range", start, p->at);
}

static bool class_rune(struct parse *p, const char *class, uint32_t *c)
{
	if (p->at == p->end)
		return fail(p, "missing closing ]", class, p->end);
	return *p->at == '\\' ? escape(p, c) : next_rune(p, c);
}

/* A rune or a range of them, within brackets that began at class. */
static bool class_range(struct parse *p, const char *class)
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
			return fail(p, "invalid character class range", start, p->at);
	}
	put_range(p, low, high);
	return true;
}

static bool bracket(struct parse *p)
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
		if (is_unicode_class(p)) {
			if (!unicode_class(p, true))
				return false;
		} else if (!perl_class(p) && !class_range(p, start)) {
			return false;
		}
	}
	p->at++;
	rego_putc(&p->s->out, ']');
	return push_leaf(p);
}

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
static bool named_group(struct parse *p, size_t skip)
{
	const char *start = p->at, *name = start + skip;
	const char *end = memchr(start, '>', (size_t)(p->end - start));
	struct rego_regex_name *names;

	if (!end)
		return check_utf8(p, start, p->end) &&
		       fail(p, "invalid named capture", start, p->end);
	if (!check_utf8(p, name, end))
		return false;
	if (!is_word(name, end))
		return fail(p, "invalid named capture", start, end + 1);
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
	open_group(p, true);
	return true;
}

/* (?i), (?i-s:, at the parenthesis. */
static bool flags(struct parse *p)
{
	const char *start = p->at;
	bool minus = false, saw = false;
	uint32_t c;

	p->at += 2;
	while (p->at < p->end) {
		if (!next_rune(p, &c))
			return false;
		if (c == 'i' || c == 'm' || c == 's' || c == 'U') {
			saw = true;
		} else if (c == '-' && !minus) {
			minus = true;
			saw = false;
		} else if ((c == ':' || c == ')') && (!minus || saw)) {
			rego_put(&p->s->out, start, (size_t)(p->at - start));
			if (c == ':')
				open_group(p, false);
			return true;
		} else {
			break;
		}
	}
	return fail(p, "invalid or unsupported Perl syntax", start, p->at);
}

static bool left_paren(struct parse *p)
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
	open_group(p, true);
	return true;
}

static bool right_paren(struct parse *p)
{
	struct group *g = group(p);
	struct part all;

	if (!p->depth)
		return fail_whole(p, "unexpected )");
	end_alternative(g);
	all = whole_of(&g->alternatives, ALTERNATION);
	if (g->capture) {
		all.kind = OTHER;
		all.height++;
		all.size += 2;
	}
	p->depth--;
	p->at++;
	rego_putc(&p->s->out, ')');
	return push(p, all);
}

/* --- repetition ----------------------------------------------------------- */
/* Decimal without leading zeros; -1 when it is too big.  False: no number. */
static bool small_int(const char **at, const char *end, int *out)
{
	const char *s = *at;
	int n = 0;

	if (s == end || *s < '0' || *s > '9')
		return false;
	if (end - s >= 2 && *s == '0' && s[1] >= '0' && s[1] <= '9')
		return false;
	for (; s < end && *s >= '0' && *s <= '9'; s++)
		if (n >= 0)
			n = n >= 100000000 ? -1 : n * 10 + *s - '0';
	*at = s;
	*out = n;
	return true;
}

/* {2}, {2,} or {2,3}; max is -1 when there is none. */
static bool counted(const char *s, const char *end, int *min, int *max, const char **after)
{
	s++;
	if (!small_int(&s, end, min) || s == end)
		return false;
	*max = *min;
	if (*s == ',') {
		s++;
		if (s == end)
			return false;
		if (*s == '}')
			*max = -1;
		else if (!small_int(&s, end, max))
			return false;
		else if (*max < 0)
			*min = -1;
	}
	if (s == end || *s != '}')
		return false;
	*after = s + 1;
	return true;
}

static uint64_t repeated_size(uint64_t size, int min, int max)
{
	if (max < 0)
		return min ? 1 + (uint64_t)min * size : 2 + size;
	return (uint64_t)max * size + (uint64_t)(max - min);
}

/* min and max are -1 for * + and ?; after is behind the operator. */
static bool repeat(struct parse *p, int min, int max, const char *after, bool is_counted)
{
	const char *before = p->at;
	struct group *g = group(p);
	struct part *item = &g->last;
	int times = max < 0 ? min : max;

	if (after < p->end && *after == '?')
		after++;
	if (p->repeat)
		return fail(p, "invalid nested repetition operator", p->repeat, after);
	if (!item->count)
		return fail(p, "missing argument to repetition operator", before, after);
	rego_put(&p->s->out, before, (size_t)(after - before));
	p->at = after;
	item->height++;
	item->kind = OTHER;
	if (!is_counted) {
		item->size += *before == '*' ? 2 : 1;
		return check_limits(p, item);
	}
	item->size = repeated_size(item->size, min, max);
	if (item->size < 1)
		item->size = 1;
	if (!check_limits(p, item))
		return false;
	if (max == 0)
		item->copies = 1;
	else if (times > 0)
		item->copies *= (uint32_t)times;
	if ((min >= 2 || max >= 2) && item->copies > MAX_REPEAT)
		return fail(p, "invalid repeat count", before, after);
	return true;
}

static bool brace(struct parse *p, const char **repeated)
{
	const char *after, *before = p->at;
	int min, max;

	if (!counted(before, p->end, &min, &max, &after)) {
		put_rune(p, '{');
		p->at++;
		return push_leaf(p);
	}
	if (min < 0 || min > MAX_REPEAT || max > MAX_REPEAT || (max >= 0 && min > max))
		return fail(p, "invalid repeat count", before, after);
	*repeated = before;
	return repeat(p, min, max, after, true);
}

/* --- the whole ------------------------------------------------------------ */
/* \Q...\E: at the backslash. */
static bool quoted(struct parse *p)
{
	const char *end = memmem(p->at + 2, (size_t)(p->end - p->at - 2), "\\E", 2);
	const char *whole_end = p->end;
	uint32_t c;

	p->at += 2;
	p->end = end ? end : whole_end;
	while (p->at < p->end) {
		if (!next_rune(p, &c) || !push_leaf(p))
			return false;
		put_rune(p, c);
	}
	p->end = whole_end;
	p->at = end ? end + 2 : whole_end;
	return true;
}

static bool backslash(struct parse *p)
{
	uint32_t c;

	if (p->end - p->at >= 2 && p->at[1] && strchr("AbBz", p->at[1])) {
		p->s->not_boundary |= p->at[1] == 'B';
		rego_put(&p->s->out, p->at, 2);
		p->at += 2;
		return push_leaf(p);
	}
	if (p->end - p->at >= 2 && p->at[1] == 'C')
		return fail(p, "invalid escape sequence", p->at, p->at + 2);
	if (p->end - p->at >= 2 && p->at[1] == 'Q')
		return quoted(p);
	if (is_unicode_class(p))
		return unicode_class(p, false) && push_leaf(p);
	if (perl_class(p))
		return push_leaf(p);
	if (!escape(p, &c))
		return false;
	put_rune(p, c);
	return push_leaf(p);
}

static bool step(struct parse *p, const char **repeated)
{
	uint32_t c;

	switch (*p->at) {
	case '(': return left_paren(p);
	case ')': return right_paren(p);
	case '[': return bracket(p);
	case '\\': return backslash(p);
	case '{': return brace(p, repeated);
	case '*':
	case '+':
	case '?': *repeated = p->at; return repeat(p, -1, -1, p->at + 1, false);
	case '|':
		end_alternative(group(p));
		rego_putc(&p->s->out, *p->at++);
		return true;
	case '^':
	case '$':
	case '.': rego_putc(&p->s->out, *p->at++); return push_leaf(p);
	default:
		if (!next_rune(p, &c))
			return false;
		put_rune(p, c);
		return push_leaf(p);
	}
}

bool rego_regex_parse(struct rego_arena *a, const char *pattern, size_t len,
		      struct rego_regex_syntax *s)
{
	struct parse p = { .arena = a,
			   .at = pattern,
			   .end = pattern + len,
			   .whole = pattern,
			   .whole_len = len,
			   .s = s,
			   .room = 8 };

	*s = (struct rego_regex_syntax){ .out.arena = a };
	p.groups = rego_new_array(a, struct group, p.room);
	p.groups[0] = (struct group){ 0 };
	while (p.at < p.end) {
		const char *repeated = NULL;

		if (!step(&p, &repeated))
			return false;
		p.repeat = repeated;
	}
	if (p.depth)
		return fail_whole(&p, "missing closing )");
	return true;
}
