// SPDX-License-Identifier: BSD-2-Clause
/* Values as Rego writes them. */
#include "core/strbuf.h"
#include "rego/value/number.h"
#include "rego/value/string.h"

static void quote_code(struct ss_strbuf *out, const char *s, size_t n, uint32_t code)
{
	static const char from[] = "\a\b\f\n\r\t\v\\\"", to[] = "abfnrtv\\\"";
	const char *found = code && code < 0x80 ? strchr(from, (int)code) : NULL;

	if (found) {
		ss_strbuf_char(out, '\\');
		ss_strbuf_char(out, to[found - from]);
	} else if (code == 0xfffd && n == 1) {
		ss_strbuf_printf(out, "\\x%02x", (unsigned char)*s);
	} else if (rego_printable(code)) {
		ss_strbuf_add(out, s, n);
	} else if (code < 0x20 || code == 0x7f) {
		ss_strbuf_printf(out, "\\x%02x", code);
	} else {
		ss_strbuf_printf(out, code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
	}
}

void rego_quote_write(struct ss_strbuf *out, const char *text, size_t len)
{
	size_t i = 0, from = 0;

	ss_strbuf_char(out, '"');
	while (i < len) {
		unsigned char c = (unsigned char)text[i];
		uint32_t code;
		size_t n;

		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
			i++;
			continue;
		}
		ss_strbuf_add(out, text + from, i - from);
		n = rego_rune(text + i, len - i, &code);
		quote_code(out, text + i, n, code);
		i += n;
		from = i;
	}
	ss_strbuf_add(out, text + from, len - from);
	ss_strbuf_char(out, '"');
}

static void write_items(struct ss_strbuf *out, const struct rego_val *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			ss_strbuf_str(out, ", ");
		rego_term_write(out, v[i]);
	}
}

static void write_pairs(struct ss_strbuf *out, const struct rego_object *o)
{
	for (uint32_t i = 0; i < o->count; i++) {
		if (i)
			ss_strbuf_str(out, ", ");
		rego_term_write(out, o->pairs[i].key);
		ss_strbuf_str(out, ": ");
		rego_term_write(out, o->pairs[i].value);
	}
}

void rego_term_write(struct ss_strbuf *out, struct rego_val v)
{
	switch (v.kind) {
	case REGO_NULL: ss_strbuf_str(out, "null"); break;
	case REGO_BOOL: ss_strbuf_str(out, v.b ? "true" : "false"); break;
	case REGO_NUMBER: rego_number_write(out, v); break;
	case REGO_STRING: rego_quote_write(out, v.string->text, v.string->len); break;
	case REGO_ARRAY:
		ss_strbuf_char(out, '[');
		write_items(out, v.array->items, v.array->count);
		ss_strbuf_char(out, ']');
		break;
	case REGO_SET:
		if (!v.set->count) {
			ss_strbuf_str(out, "set()");
			break;
		}
		ss_strbuf_char(out, '{');
		write_items(out, v.set->items, v.set->count);
		ss_strbuf_char(out, '}');
		break;
	case REGO_OBJECT:
		ss_strbuf_char(out, '{');
		write_pairs(out, v.object);
		ss_strbuf_char(out, '}');
		break;
	default: ss_strbuf_str(out, "undefined"); break;
	}
}
