/* SPDX-License-Identifier: BSD-2-Clause */
/* Runes of a pattern: read, escaped, and written for RE2. */
#include "rego/builtin/regex_parse.h"

#include <string.h>

bool rego_rx_fail(struct rego_rx *p, const char *what, const char *text, const char *end)
{
	p->s->error = rego_printf(p->arena, "error parsing regexp: %s: `%.*s`", what,
				  (int)(end - text), text);
	return false;
}

bool rego_rx_fail_whole(struct rego_rx *p, const char *what)
{
	return rego_rx_fail(p, what, p->whole, p->whole + p->whole_len);
}

/* --- what is written for RE2 ---------------------------------------------- */
void rego_rx_put(struct rego_rx *p, uint32_t c)
{
	bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

	if (word)
		rego_putc(&p->s->out, (char)c);
	else if (c > ' ' && c < 0x7f)
		rego_putf(&p->s->out, "\\%c", (int)c);
	else
		rego_putf(&p->s->out, "\\x{%x}", c);
}

void rego_rx_put_range(struct rego_rx *p, uint32_t low, uint32_t high)
{
	rego_rx_put(p, low);
	if (high != low) {
		rego_putc(&p->s->out, '-');
		rego_rx_put(p, high);
	}
}

/* --- runes and escapes ---------------------------------------------------- */
bool rego_rx_next(struct rego_rx *p, uint32_t *c)
{
	size_t n = rego_rune(p->at, (size_t)(p->end - p->at), c);

	if (n == 1 && *c == 0xfffd)
		return rego_rx_fail(p, "invalid UTF-8", p->at, p->end);
	p->at += n;
	return true;
}

bool rego_rx_check_utf8(struct rego_rx *p, const char *s, const char *end)
{
	uint32_t c;

	for (size_t n; s < end; s += n) {
		n = rego_rune(s, (size_t)(end - s), &c);
		if (n == 1 && c == 0xfffd)
			return rego_rx_fail(p, "invalid UTF-8", s, end);
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
static enum escape braced_hex(struct rego_rx *p, uint32_t *out)
{
	uint32_t c, r = 0;

	for (int digits = 0;; digits++) {
		if (p->at == p->end)
			return ESCAPE_BAD;
		if (!rego_rx_next(p, &c))
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

static enum escape hex_escape(struct rego_rx *p, uint32_t *out)
{
	uint32_t c, d = 0;

	if (p->at == p->end)
		return ESCAPE_BAD;
	if (!rego_rx_next(p, &c))
		return ESCAPE_FAILED;
	if (c == '{')
		return braced_hex(p, out);
	/* Go decodes past the end here: nothing there is U+FFFD of no length, no error. */
	if (p->at < p->end && !rego_rx_next(p, &d))
		return ESCAPE_FAILED;
	if (hex(c) < 0 || hex(d) < 0)
		return ESCAPE_BAD;
	*out = (uint32_t)(hex(c) * 16 + hex(d));
	return ESCAPE_OK;
}

static enum escape octal_escape(struct rego_rx *p, uint32_t c, uint32_t *out)
{
	bool more = p->at < p->end && *p->at >= '0' && *p->at <= '7';

	if (c != '0' && !more)
		return ESCAPE_BAD;
	*out = c - '0';
	for (int i = 1; i < 3 && p->at < p->end && *p->at >= '0' && *p->at <= '7'; i++)
		*out = *out * 8 + (uint32_t)(*p->at++ - '0');
	return ESCAPE_OK;
}

static enum escape any_escape(struct rego_rx *p, uint32_t c, uint32_t *out)
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
bool rego_rx_escape(struct rego_rx *p, uint32_t *out)
{
	const char *start = p->at++;
	uint32_t c;

	if (p->at == p->end)
		return rego_rx_fail(p, "trailing backslash at end of expression", "", "");
	if (!rego_rx_next(p, &c))
		return false;
	switch (any_escape(p, c, out)) {
	case ESCAPE_OK: return true;
	case ESCAPE_BAD: return rego_rx_fail(p, "invalid escape sequence", start, p->at);
	default: return false;
	}
}
