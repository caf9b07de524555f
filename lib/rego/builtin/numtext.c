/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers in text, as Go's strconv.ParseFloat reads them. */
#include "rego/builtin/numtext.h"

#include <stdlib.h>
#include <string.h>

#include "rego/builtin/items.h"
#include "rego/builtin/text.h"
#include "rego/value/number_priv.h"

static bool is_digit(char c, bool hex)
{
	return (c >= '0' && c <= '9') || (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Underscores stand between digits only; a prefix such as 0x counts as one. */
static bool underscores_ok(const char *s, const char *end)
{
	char last = '^';
	bool hex = false;

	s += s < end && (*s == '+' || *s == '-');
	if (end - s >= 2 && *s == '0' && strchr("box", s[1] | 0x20)) {
		hex = (s[1] | 0x20) == 'x';
		last = '0';
		s += 2;
	}
	for (; s < end; s++) {
		if (is_digit(*s, hex)) {
			last = '0';
		} else if (*s == '_') {
			if (last != '0')
				return false;
			last = '_';
		} else {
			if (last == '_')
				return false;
			last = '!';
		}
	}
	return last != '_';
}

/* Digits with underscores and, for a mantissa, a point; where they end. */
static const char *digits(const char *s, const char *end, bool hex, bool point, bool *saw)
{
	*saw = false;
	for (; s < end; s++) {
		if (*s == '.' && point)
			point = false;
		else if (is_digit(*s, hex))
			*saw = true;
		else if (*s != '_')
			break;
	}
	return s;
}

static bool is_float(const char *text, const char *end)
{
	const char *s = text + (text < end && (*text == '+' || *text == '-'));
	bool hex = end - s > 2 && *s == '0' && (s[1] | 0x20) == 'x', saw;

	s = digits(hex ? s + 2 : s, end, hex, true, &saw);
	if (!saw)
		return false;
	if (s < end && (*s | 0x20) == (hex ? 'p' : 'e')) {
		s++;
		s += s < end && (*s == '+' || *s == '-');
		if (s == end || !is_digit(*s, false))
			return false;
		s = digits(s, end, false, false, &saw);
	} else if (hex) {
		return false;
	}
	return s == end && (!memchr(text, '_', (size_t)(end - text)) || underscores_ok(text, end));
}

const char *rego_parse_float(struct rego_arena *a, const char *text, size_t len)
{
	const char *why = "invalid syntax";
	double d;

	if (is_float(text, text + len)) {
		if (rego_finite_double(rego_number_spelled(a, text, len), &d))
			return NULL;
		why = "value out of range";
	}
	return rego_printf(a, "strconv.ParseFloat: parsing %s: %s", rego_go_quote(a, text, len),
			   why);
}

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)? */
static bool is_json(const char *s)
{
	static const char all[] = "0123456789";
	size_t whole;

	s += *s == '-';
	whole = strspn(s, all);
	if (!whole || (*s == '0' && whole > 1))
		return false;
	s += whole;
	if (*s == '.') {
		whole = strspn(++s, all);
		s += whole;
	}
	if (whole && (*s | 0x20) == 'e') {
		s++;
		s += *s == '-' || *s == '+';
		whole = strspn(s, all);
		s += whole;
	}
	return whole && !*s;
}

const char *rego_no_json_number(struct rego_arena *a, struct rego_val v)
{
	const char *found = NULL;
	struct rego_items items = rego_items(v);

	/* What is not spelled yet is what arithmetic made. */
	if (v.kind == REGO_NUMBER && v.big && v.number->len && !is_json(v.number->text))
		return rego_printf(a, "json: invalid number literal %s",
				   rego_go_quote(a, v.number->text, v.number->len));
	for (uint32_t i = 0; !found && i < items.count; i++)
		found = rego_no_json_number(a, items.at[i]);
	for (uint32_t i = 0; !found && v.kind == REGO_OBJECT && i < v.object->count; i++) {
		found = rego_no_json_number(a, v.object->pairs[i].key);
		found = found ? found : rego_no_json_number(a, v.object->pairs[i].value);
	}
	return found;
}

struct rego_val rego_mpz_val(struct rego_arena *a, const mpz_t n)
{
	char *text = rego_alloc(a, mpz_sizeinbase(n, 10) + 2);

	mpz_get_str(text, 10, n);
	return rego_number(a, text, strlen(text));
}

void rego_put_plain(struct rego_text *t, double d)
{
	char text[REGO_DOUBLE_TEXT + 1], digits[REGO_DOUBLE_TEXT];
	long exponent, whole;
	int n = 0;
	char *e;

	text[rego_double_text(d, text)] = '\0';
	e = strchr(text, 'e');
	if (!e) {
		rego_puts(t, text);
		return;
	}
	for (const char *p = text; p < e; p++)
		if (*p >= '0' && *p <= '9')
			digits[n++] = *p;
	exponent = strtol(e + 1, NULL, 10);
	whole = exponent + 1;
	if (*text == '-')
		rego_putc(t, '-');
	if (whole <= 0)
		rego_puts(t, "0.");
	for (long i = whole; i < 0; i++)
		rego_putc(t, '0');
	for (long i = 0; i < n || i < whole; i++) {
		if (whole > 0 && i == whole)
			rego_putc(t, '.');
		rego_putc(t, i < n ? digits[i] : '0');
	}
}
