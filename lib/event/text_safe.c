// SPDX-License-Identifier: BSD-2-Clause
/* Strings that anybody may have made up, for a terminal. */
#include <ctype.h>
#include <string.h>

#include "event/text.h"

/*
 * The characters that turn the direction of text, or end a line for some, as
 * they begin at S: they would show a line in another order than it is in.
 */
static bool reorders(const char *s, size_t len)
{
	static const char *const marks[] = {
		"\u061c", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202b",
		"\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (len >= strlen(marks[i]) && !memcmp(s, marks[i], strlen(marks[i])))
			return true;
	return false;
}

/* Control characters, C1 ones included, would speak to the terminal: show them as \xNN. */
void ss_text_safe(struct ss_strbuf *b, const char *s, size_t len)
{
	size_t raw = 0; /* bytes of a character that is shown in hex */

	for (size_t i = 0; i < len; i++) {
		unsigned char c = s[i];

		if ((c == 0xe2 || c == 0xd8) && reorders(s + i, len - i))
			raw = c == 0xe2 ? 3 : 2;
		if (raw && raw--)
			ss_strbuf_printf(b, "\\x%02x", c);
		else if (c == 0xc2 && i + 1 < len && ((unsigned char)s[i + 1] & 0xe0) == 0x80)
			ss_strbuf_printf(b, "\\x%02x", (unsigned char)s[++i]);
		else if (c < 0x20 || c == 0x7f)
			ss_strbuf_printf(b, "\\x%02x", c);
		else
			ss_strbuf_char(b, c);
	}
}

static bool plain_word(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)s[i]) && !strchr("%+,-./:=@_", s[i]) && !(s[i] & 0x80))
			return false;
	return len > 0;
}

static void put_quoted(struct ss_strbuf *b, const char *s, size_t len)
{
	if (plain_word(s, len)) {
		ss_text_safe(b, s, len);
		return;
	}
	ss_strbuf_char(b, '\'');
	while (len) {
		const char *quote = memchr(s, '\'', len);
		size_t n = quote ? (size_t)(quote - s) : len;

		ss_text_safe(b, s, n);
		if (quote)
			ss_strbuf_str(b, "'\\''");
		s += n + !!quote;
		len -= n + !!quote;
	}
	ss_strbuf_char(b, '\'');
}

void ss_text_string(struct ss_view *v, struct ss_json_val val, bool quote)
{
	const char *s;
	size_t len;

	if (!ss_json_exists(val))
		return;
	ss_json_text(val, &s, &len);
	ss_strbuf_clear(&v->text);
	if (!ss_strbuf_reserve(&v->text, len + 1)) {
		v->shown.err = v->text.err;
		return;
	}
	ss_json_get_str(val, v->text.data, &s, &len); /* else the text as it stands */
	if (quote)
		put_quoted(&v->shown, s, len);
	else
		ss_text_safe(&v->shown, s, len);
}

bool ss_text_is(struct ss_json_val v, const char *word)
{
	const char *s;
	size_t len;

	ss_json_text(v, &s, &len);
	return len == strlen(word) + 2 && !memcmp(s + 1, word, len - 2);
}
