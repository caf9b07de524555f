/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON member by member. */
#include "rego/syntax/json_out.h"

#include "core/strbuf.h"
#include "rego/value/number.h"
#include "rego/value/string.h"

static void new_line(struct rego_json_out *o)
{
	if (!o->indent)
		return;
	ss_strbuf_printf(o->out, "\n%*s", o->indent * o->depth, "");
}

void rego_out_begin(struct rego_json_out *o, char bracket)
{
	ss_strbuf_char(o->out, bracket);
	o->depth++;
	o->begun = false;
}

void rego_out_end(struct rego_json_out *o, char bracket)
{
	o->depth--;
	if (o->begun)
		new_line(o);
	ss_strbuf_char(o->out, bracket);
	o->begun = true;
}

void rego_out_item(struct rego_json_out *o)
{
	if (o->begun)
		ss_strbuf_char(o->out, ',');
	o->begun = true;
	new_line(o);
}

void rego_out_key(struct rego_json_out *o, const char *key)
{
	rego_out_item(o);
	ss_strbuf_printf(o->out, o->indent ? "\"%s\": " : "\"%s\":", key);
}

void rego_out_raw(struct rego_json_out *o, const char *json)
{
	ss_strbuf_str(o->out, json);
	o->begun = true;
}

/* What Go escapes besides what JSON asks for: < > & and the line ends of Unicode. */
static size_t put_rune(struct ss_strbuf *out, const char *s, size_t left)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	unsigned char c = (unsigned char)*s;
	const char *at = c ? strchr(from, c) : NULL;
	uint32_t code;
	size_t n;

	if (at) {
		ss_strbuf_printf(out, "\\%c", to[at - from]);
		return 1;
	}
	if (c < 0x20 || c == '<' || c == '>' || c == '&') {
		ss_strbuf_printf(out, "\\u%04x", c);
		return 1;
	}
	n = rego_rune(s, left, &code);
	if (code == 0x2028 || code == 0x2029)
		ss_strbuf_printf(out, "\\u%04x", code);
	else if (code == 0xfffd && n == 1)
		ss_strbuf_str(out, "\\ufffd");
	else
		ss_strbuf_add(out, s, n);
	return n;
}

void rego_out_text(struct rego_json_out *o, const char *s, size_t len)
{
	ss_strbuf_char(o->out, '"');
	for (size_t i = 0; i < len;)
		i += put_rune(o->out, s + i, len - i);
	ss_strbuf_char(o->out, '"');
	o->begun = true;
}

void rego_out_string(struct rego_json_out *o, const char *s)
{
	rego_out_text(o, s, strlen(s));
}

void rego_out_base64(struct rego_json_out *o, const char *s, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *u = (const unsigned char *)s;

	ss_strbuf_char(o->out, '"');
	for (size_t i = 0; i < len; i += 3) {
		uint32_t b = (uint32_t)u[i] << 16;

		b |= i + 1 < len ? (uint32_t)u[i + 1] << 8 : 0;
		b |= i + 2 < len ? u[i + 2] : 0;
		ss_strbuf_char(o->out, digits[b >> 18]);
		ss_strbuf_char(o->out, digits[b >> 12 & 63]);
		ss_strbuf_char(o->out, i + 1 < len ? digits[b >> 6 & 63] : '=');
		ss_strbuf_char(o->out, i + 2 < len ? digits[b & 63] : '=');
	}
	ss_strbuf_char(o->out, '"');
	o->begun = true;
}

static void put_members(struct rego_json_out *o, struct rego_val v)
{
	bool array = v.kind != REGO_OBJECT;
	size_t n = rego_len(v);

	rego_out_begin(o, array ? '[' : '{');
	for (size_t i = 0; i < n; i++) {
		rego_out_item(o);
		if (array) {
			rego_out_value(o, v.kind == REGO_SET ? v.set->items[i] : v.array->items[i]);
			continue;
		}
		rego_out_text(o, rego_text(v.object->pairs[i].key),
			      rego_len(v.object->pairs[i].key));
		ss_strbuf_str(o->out, o->indent ? ": " : ":");
		rego_out_value(o, v.object->pairs[i].value);
	}
	rego_out_end(o, array ? ']' : '}');
}

void rego_out_value(struct rego_json_out *o, struct rego_val v)
{
	switch (v.kind) {
	case REGO_BOOL: rego_out_raw(o, v.b ? "true" : "false"); break;
	case REGO_NUMBER:
		rego_number_write(o->out, v);
		o->begun = true;
		break;
	case REGO_STRING: rego_out_text(o, rego_text(v), rego_len(v)); break;
	case REGO_ARRAY:
	case REGO_SET:
	case REGO_OBJECT: put_members(o, v); break;
	default: rego_out_raw(o, "null");
	}
}

void rego_out_location(struct rego_json_out *o, struct rego_loc loc)
{
	rego_out_begin(o, '{');
	rego_out_key(o, "file");
	rego_out_string(o, loc.source ? loc.source->name : "");
	rego_out_key(o, "row");
	rego_out_value(o, rego_int(loc.row));
	rego_out_key(o, "col");
	rego_out_value(o, rego_int(loc.col));
	rego_out_end(o, '}');
}
