/* SPDX-License-Identifier: BSD-2-Clause */
/* Integers and strings as Go's package fmt writes them. */
#include "rego/builtin/gofmt.h"

#include <stdio.h>
#include <string.h>

#include "rego/value/string.h"

static void fill(struct rego_text *t, char c, int n)
{
	while (n-- > 0)
		rego_putc(t, c);
}

static void pad_with(struct rego_text *t, const struct rego_gofmt *f, const char *s, size_t len,
		     bool zero)
{
	int missing = f->has_width ? f->width - (int)rego_rune_count(s, len) : 0;

	if (!f->minus)
		fill(t, zero ? '0' : ' ', missing);
	rego_put(t, s, len);
	if (f->minus)
		fill(t, ' ', missing);
}

void rego_gofmt_pad(struct rego_text *t, const struct rego_gofmt *f, const char *s, size_t len)
{
	pad_with(t, f, s, len, f->zero && !f->minus);
}

/* --- integers ------------------------------------------------------------- */
static int base_of(char verb)
{
	switch (verb) {
	case 'b': return 2;
	case 'o':
	case 'O': return 8;
	case 'x':
	case 'X': return 16;
	default: return 10;
	}
}

static size_t digits_of(uint64_t u, char verb, char out[65])
{
	const char *all = verb == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	unsigned base = (unsigned)base_of(verb);
	char back[65];
	size_t n = 0;

	do
		back[n++] = all[u % base];
	while (u /= base);
	for (size_t i = 0; i < n; i++)
		out[i] = back[n - 1 - i];
	out[n] = '\0';
	return n;
}

static char sign_of(const struct rego_gofmt *f, bool negative)
{
	return negative ? '-' : f->plus ? '+' : f->space ? ' ' : '\0';
}

/* Zeros that precision, or a width with 0, puts before n digits. */
static int leading_zeros(const struct rego_gofmt *f, int n, bool sign)
{
	int want = 0;

	if (f->has_precision)
		want = f->precision;
	else if (f->zero && !f->minus && f->has_width)
		want = f->width - sign;
	return want > n ? want - n : 0;
}

static void put_int(struct rego_text *t, const struct rego_gofmt *f, int64_t n, char verb)
{
	struct rego_text all = { .arena = t->arena };
	uint64_t u = n < 0 ? -(uint64_t)n : (uint64_t)n;
	char digits[65], sign = sign_of(f, n < 0);
	size_t count = digits_of(u, verb, digits);
	int zeros = leading_zeros(f, (int)count, sign);

	if (f->has_precision && !f->precision && !u) {
		fill(t, ' ', f->has_width ? f->width : 0);
		return;
	}
	if (sign)
		rego_putc(&all, sign);
	if (verb == 'O')
		rego_puts(&all, "0o");
	if (f->sharp && verb == 'b')
		rego_puts(&all, "0b");
	else if (f->sharp && (verb == 'x' || verb == 'X'))
		rego_puts(&all, verb == 'x' ? "0x" : "0X");
	else if (f->sharp && (verb == 'o' || verb == 'O') && !zeros && digits[0] != '0')
		rego_putc(&all, '0');
	fill(&all, '0', zeros);
	rego_put(&all, digits, count);
	pad_with(t, f, all.data, all.len, false);
}

/* A single-quoted character, as strconv.QuoteRune. */
static void put_quoted_rune(struct rego_text *t, const struct rego_gofmt *f, uint32_t code)
{
	struct rego_text out = { .arena = t->arena };

	rego_putc(&out, '\'');
	rego_gofmt_escape(&out, code, '\'', f->plus);
	rego_putc(&out, '\'');
	rego_gofmt_pad(t, f, out.data, out.len);
}

static void put_unicode(struct rego_text *t, const struct rego_gofmt *f, uint64_t u)
{
	int digits = f->has_precision && f->precision > 4 ? f->precision : 4;
	struct rego_text out = { .arena = t->arena };

	rego_putf(&out, "U+%0*llX", digits, (unsigned long long)u);
	if (f->sharp && u <= 0x10ffff && rego_printable((uint32_t)u)) {
		rego_puts(&out, " '");
		rego_put_rune(&out, (uint32_t)u);
		rego_putc(&out, '\'');
	}
	pad_with(t, f, out.data, out.len, false);
}

void rego_gofmt_int(struct rego_text *t, const struct rego_gofmt *f, int64_t n, char verb)
{
	struct rego_text rune = { .arena = t->arena };
	bool valid = n >= 0 && n <= 0x10ffff && !(n >= 0xd800 && n < 0xe000);
	uint32_t code = valid ? (uint32_t)n : 0xfffd;

	switch (verb) {
	case 'c':
		rego_put_rune(&rune, code);
		rego_gofmt_pad(t, f, rune.data, rune.len);
		break;
	case 'q': put_quoted_rune(t, f, code); break;
	case 'U': put_unicode(t, f, (uint64_t)n); break;
	default: put_int(t, f, n, verb); break;
	}
}

void rego_gofmt_big(struct rego_text *t, const struct rego_gofmt *f, bool negative,
		    const char *digits, char verb)
{
	const char *prefix = verb == 'O' ? "0o" : "";
	int count = (int)strlen(digits), zeros = 0, left = 0, right = 0, missing;
	char sign = sign_of(f, negative);

	if (f->sharp)
		prefix = verb == 'b'   ? "0b"
			 : verb == 'o' ? "0"
			 : verb == 'x' ? "0x"
			 : verb == 'X' ? "0X"
				       : prefix;
	if (f->has_precision && count < f->precision)
		zeros = f->precision - count;
	missing = f->width - (sign != 0) - (int)strlen(prefix) - zeros - count;
	if (f->has_width && missing > 0)
		*(f->minus ? &right : f->zero && !f->has_precision ? &zeros : &left) = missing;
	fill(t, ' ', left);
	if (sign)
		rego_putc(t, sign);
	rego_puts(t, prefix);
	fill(t, '0', zeros);
	rego_puts(t, digits);
	fill(t, ' ', right);
}

/* --- strings -------------------------------------------------------------- */
void rego_gofmt_escape(struct rego_text *t, uint32_t code, char quote, bool ascii)
{
	static const char letters[] = "abfnrtv", means[] = "\a\b\f\n\r\t\v";
	const char *at = code < 0x80 && code ? strchr(means, (int)code) : NULL;

	if (code == (unsigned char)quote || code == '\\')
		rego_putf(t, "\\%c", (int)code);
	else if (at)
		rego_putf(t, "\\%c", letters[at - means]);
	else if (rego_printable(code) && (code < 0x80 || !ascii))
		rego_put_rune(t, code);
	else if (code < ' ' || code == 0x7f)
		rego_putf(t, "\\x%02x", code);
	else if (code < 0x10000)
		rego_putf(t, "\\u%04x", code);
	else
		rego_putf(t, "\\U%08x", code);
}

static void quote(struct rego_text *t, const char *s, size_t len, bool ascii)
{
	uint32_t code;

	rego_putc(t, '"');
	for (size_t i = 0, n; i < len; i += n) {
		n = rego_rune(s + i, len - i, &code);
		if (n == 1 && code == 0xfffd)
			rego_putf(t, "\\x%02x", (unsigned char)s[i]);
		else
			rego_gofmt_escape(t, code, '"', ascii);
	}
	rego_putc(t, '"');
}

static bool can_backquote(const char *s, size_t len)
{
	uint32_t code;

	for (size_t i = 0, n; i < len; i += n) {
		n = rego_rune(s + i, len - i, &code);
		if (code == 0xfeff || (n == 1 && code == 0xfffd) ||
		    (n == 1 && ((code < ' ' && code != '\t') || code == '`' || code == 0x7f)))
			return false;
	}
	return true;
}

static void put_quoted(struct rego_text *t, const struct rego_gofmt *f, const char *s, size_t len)
{
	struct rego_text out = { .arena = t->arena };

	if (f->sharp && can_backquote(s, len)) {
		rego_putc(&out, '`');
		rego_put(&out, s, len);
		rego_putc(&out, '`');
	} else {
		quote(&out, s, len, f->plus);
	}
	rego_gofmt_pad(t, f, out.data, out.len);
}

static void put_hex(struct rego_text *t, const struct rego_gofmt *f, const char *s, size_t len,
		    char verb)
{
	struct rego_text out = { .arena = t->arena };
	const char *prefix = verb == 'x' ? "0x" : "0X";

	if (f->has_precision && (size_t)f->precision < len)
		len = (size_t)f->precision;
	for (size_t i = 0; i < len; i++) {
		if (i && f->space)
			rego_putc(&out, ' ');
		if (f->sharp && (!i || f->space))
			rego_puts(&out, prefix);
		rego_putf(&out, verb == 'x' ? "%02x" : "%02X", (unsigned char)s[i]);
	}
	rego_gofmt_pad(t, f, out.data ? out.data : "", out.len);
}

/* How many bytes as many code points are as precision allows. */
static size_t truncated(const struct rego_gofmt *f, const char *s, size_t len)
{
	size_t i = 0;
	uint32_t code;

	if (!f->has_precision)
		return len;
	for (int n = 0; n < f->precision && i < len; n++)
		i += rego_rune(s + i, len - i, &code);
	return i;
}

void rego_gofmt_string(struct rego_text *t, const struct rego_gofmt *f, const char *s, size_t len,
		       char verb)
{
	if (verb == 'x' || verb == 'X')
		put_hex(t, f, s, len, verb);
	else if (verb == 'q' || (verb == 'v' && f->sharp_v))
		put_quoted(t, f, s, truncated(f, s, len));
	else
		rego_gofmt_pad(t, f, s, truncated(f, s, len));
}
