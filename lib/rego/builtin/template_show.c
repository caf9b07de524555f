/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: nodes as errors show them, and quoted strings. */
#include <string.h>

#include "rego/builtin/template.h"
#include "rego/value/string.h"

static void show_control(struct rego_text *t, const struct rego_tnode *n, const char *word)
{
	rego_putf(t, "{{%s ", word);
	rego_template_show(t, n->pipe);
	rego_puts(t, "}}");
	rego_template_show(t, n->list);
	if (n->other) {
		rego_puts(t, "{{else}}");
		rego_template_show(t, n->other);
	}
	rego_puts(t, "{{end}}");
}

static void show_pipe(struct rego_text *t, const struct rego_tnode *n)
{
	for (int i = 0; i < n->decls; i++) {
		rego_puts(t, i ? ", " : "");
		rego_template_show(t, n->decl[i]);
	}
	if (n->decls)
		rego_puts(t, n->assigns ? " = " : " := ");
	for (size_t i = 0; i < n->count; i++) {
		rego_puts(t, i ? " | " : "");
		rego_template_show(t, n->kids[i]);
	}
}

static void show_argument(struct rego_text *t, const struct rego_tnode *n)
{
	if (n->type == REGO_TN_PIPE)
		rego_putc(t, '(');
	rego_template_show(t, n);
	if (n->type == REGO_TN_PIPE)
		rego_putc(t, ')');
}

static void show_template(struct rego_text *t, const struct rego_tnode *n)
{
	rego_puts(t, "{{template ");
	rego_put_quoted(t, n->value, n->value_len);
	if (n->pipe) {
		rego_putc(t, ' ');
		rego_template_show(t, n->pipe);
	}
	rego_puts(t, "}}");
}

void rego_template_show(struct rego_text *t, const struct rego_tnode *n)
{
	switch (n->type) {
	case REGO_TN_ACTION:
		rego_puts(t, "{{");
		rego_template_show(t, n->pipe);
		rego_puts(t, "}}");
		break;
	case REGO_TN_IF:
	case REGO_TN_WITH:
	case REGO_TN_RANGE:
		show_control(t, n,
			     n->type == REGO_TN_IF     ? "if"
			     : n->type == REGO_TN_WITH ? "with"
						       : "range");
		break;
	case REGO_TN_TEMPLATE: show_template(t, n); break;
	case REGO_TN_BREAK: rego_puts(t, "{{break}}"); break;
	case REGO_TN_CONTINUE: rego_puts(t, "{{continue}}"); break;
	case REGO_TN_LIST:
		for (size_t i = 0; i < n->count; i++)
			rego_template_show(t, n->kids[i]);
		break;
	case REGO_TN_PIPE: show_pipe(t, n); break;
	case REGO_TN_COMMAND:
		for (size_t i = 0; i < n->count; i++) {
			rego_puts(t, i ? " " : "");
			show_argument(t, n->kids[i]);
		}
		break;
	case REGO_TN_CHAIN:
		show_argument(t, n->other);
		rego_put(t, n->text, n->len);
		break;
	default: rego_put(t, n->text, n->len);
	}
}

/* n digits; false: there are not as many. */
static bool digits(const char **s, const char *end, int n, int base, uint32_t *out)
{
	*out = 0;
	for (; n > 0; n--, (*s)++) {
		int d = *s < end ? rego_hex_digit(**s) : -1;

		if (d < 0 || d >= base)
			return false;
		*out = *out * (uint32_t)base + (uint32_t)d;
	}
	return true;
}

/* After the backslash. */
static bool escape(struct rego_text *t, const char **s, const char *end)
{
	static const char from[] = "abfnrtv\\\"", to[] = "\a\b\f\n\r\t\v\\\"";
	const char *found = *s < end && **s ? strchr(from, **s) : NULL;
	uint32_t code;
	char kind;

	if (found) {
		rego_putc(t, to[found - from]);
		(*s)++;
		return true;
	}
	if (*s >= end)
		return false;
	kind = **s;
	if (kind >= '0' && kind <= '7') {
		if (!digits(s, end, 3, 8, &code) || code > 255)
			return false;
		rego_putc(t, (char)code);
		return true;
	}
	(*s)++;
	if (kind == 'x') {
		if (!digits(s, end, 2, 16, &code))
			return false;
		rego_putc(t, (char)code);
		return true;
	}
	if ((kind != 'u' && kind != 'U') || !digits(s, end, kind == 'u' ? 4 : 8, 16, &code) ||
	    code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return false;
	rego_put_rune(t, code);
	return true;
}

bool rego_template_unquote(struct rego_arena *a, const char *s, size_t len, const char **out,
			   size_t *out_len)
{
	struct rego_text t = { .arena = a };
	const char *end = s + len - 1;

	if (len < 2 || *s != *end)
		return false;
	if (*s == '`') {
		for (s++; s < end; s++)
			if (*s != '\r')
				rego_putc(&t, *s);
	} else {
		for (s++; s < end;) {
			if (*s != '\\') {
				rego_putc(&t, *s++);
				continue;
			}
			s++;
			if (!escape(&t, &s, end))
				return false;
		}
	}
	*out = rego_text_done(&t);
	*out_len = t.len;
	return true;
}
