/* SPDX-License-Identifier: BSD-2-Clause */
/* Terms as OPA's String() prints them: on one line, operators as calls of their names. */
#include "core/strbuf.h"
#include "rego/builtin/builtin.h"
#include "rego/syntax/ast.h"
#include "rego/syntax/token.h"
#include "rego/value/string.h"

const char *rego_text_of_term(struct rego_arena *a, const struct rego_term *t)
{
	struct ss_strbuf *b = rego_new_buffer(a);
	char *s;

	rego_print_term(b, t);
	s = rego_strndup(a, b->len ? b->data : "", b->len);
	ss_strbuf_fini(b);
	return s;
}

void rego_print_terms(struct ss_strbuf *out, struct rego_term *const *items, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			ss_strbuf_str(out, ", ");
		rego_print_term(out, items[i]);
	}
}

static void print_object(struct ss_strbuf *out, const struct rego_term *t)
{
	ss_strbuf_char(out, '{');
	for (uint32_t i = 0; i < t->list.count; i += 2) {
		if (i)
			ss_strbuf_str(out, ", ");
		rego_print_term(out, t->list.items[i]);
		ss_strbuf_str(out, ": ");
		rego_print_term(out, t->list.items[i + 1]);
	}
	ss_strbuf_char(out, '}');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool rego_is_word(const char *s, size_t len)
{
	if (!len || !is_letter(s[0]))
		return false;
	for (size_t i = 1; i < len; i++) {
		if (!is_letter(s[i]) && (s[i] < '0' || s[i] > '9'))
			return false;
	}
	return true;
}

static bool has_control_or_backslash(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == '\\' || c == 0x7f)
			return true;
		/* U+0080 to U+009F */
		if (c == 0xc2 && i + 1 < len && (unsigned char)s[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static void print_path_string(struct ss_strbuf *out, const char *s, size_t len)
{
	if (rego_is_word(s, len) && rego_keyword(s, len, FUTURE_V1 | FUTURE_NOT) == TOK_IDENT) {
		ss_strbuf_char(out, '.');
		ss_strbuf_add(out, s, len);
		return;
	}
	ss_strbuf_char(out, '[');
	if (has_control_or_backslash(s, len)) {
		rego_quote_write(out, s, len);
	} else {
		ss_strbuf_char(out, '"');
		ss_strbuf_add(out, s, len);
		ss_strbuf_char(out, '"');
	}
	ss_strbuf_char(out, ']');
}

static void print_ref(struct ss_strbuf *out, const struct rego_term *t)
{
	const struct rego_term *head = t->list.items[0];

	if (!t->list.count)
		return;
	if (rego_term_is_string(head))
		ss_strbuf_add(out, rego_text(head->value), rego_len(head->value));
	else
		rego_print_term(out, head);
	for (uint32_t i = 1; i < t->list.count; i++) {
		const struct rego_term *x = t->list.items[i];

		if (rego_term_is_string(x)) {
			print_path_string(out, rego_text(x->value), rego_len(x->value));
			continue;
		}
		ss_strbuf_char(out, '[');
		rego_print_term(out, x);
		ss_strbuf_char(out, ']');
	}
}

/* The operator between two terms in the head of a comprehension, where | would be taken for the
 * bar; "in" keeps its name. */
static const struct rego_builtin *infix_of(const struct rego_term *t)
{
	const struct rego_term *op;
	const struct rego_builtin *b;
	const struct rego_string *name;

	if (t->kind != REGO_TERM_CALL || t->list.count != 3)
		return NULL;
	op = t->list.items[0];
	if (op->kind != REGO_TERM_REF || op->list.count != 1 ||
	    op->list.items[0]->kind != REGO_TERM_VAR)
		return NULL;
	name = op->list.items[0]->var;
	b = rego_builtin_find(name->text, name->len);
	return b && b->infix ? b : NULL;
}

static void print_comp_term(struct ss_strbuf *out, const struct rego_term *t)
{
	const struct rego_builtin *b = infix_of(t);

	if (!b) {
		rego_print_term(out, t);
		return;
	}
	ss_strbuf_char(out, '(');
	print_comp_term(out, t->list.items[1]);
	ss_strbuf_printf(out, " %s ", b->infix);
	print_comp_term(out, t->list.items[2]);
	ss_strbuf_char(out, ')');
}

static void print_comprehension(struct ss_strbuf *out, const struct rego_term *t)
{
	bool array = t->kind == REGO_TERM_ARRAY_COMP;

	ss_strbuf_char(out, array ? '[' : '{');
	if (t->comp.key) {
		print_comp_term(out, t->comp.key);
		ss_strbuf_str(out, ": ");
	}
	print_comp_term(out, t->comp.term);
	ss_strbuf_str(out, " | ");
	rego_print_body(out, t->comp.body);
	ss_strbuf_char(out, array ? ']' : '}');
}

void rego_print_escaped_braces(struct ss_strbuf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '{' && (!i || s[i - 1] != '\\'))
			ss_strbuf_char(out, '\\');
		ss_strbuf_char(out, s[i]);
	}
}

static void print_template_text(struct ss_strbuf *out, struct rego_val s)
{
	struct ss_strbuf quoted = { 0 };

	rego_quote_write(&quoted, rego_text(s), rego_len(s));
	if (quoted.len >= 2)
		rego_print_escaped_braces(out, quoted.data + 1, quoted.len - 2);
	ss_strbuf_fini(&quoted);
}

static void print_template(struct ss_strbuf *out, const struct rego_term *t)
{
	ss_strbuf_str(out, "$\"");
	for (uint32_t i = 0; i < t->list.count; i++) {
		const struct rego_term *part = t->list.items[i];

		if (rego_term_is_string(part)) {
			print_template_text(out, part->value);
		} else if (part->kind == REGO_TERM_EXPR) {
			ss_strbuf_char(out, '{');
			rego_print_expr(out, part->expr);
			ss_strbuf_char(out, '}');
		} else {
			rego_print_term(out, part);
		}
	}
	ss_strbuf_char(out, '"');
}

void rego_print_term(struct ss_strbuf *out, const struct rego_term *t)
{
	switch (t->kind) {
	case REGO_TERM_VALUE: rego_term_write(out, t->value); break;
	case REGO_TERM_VAR: ss_strbuf_str(out, t->var->text[0] == '$' ? "_" : t->var->text); break;
	case REGO_TERM_REF: print_ref(out, t); break;
	case REGO_TERM_ARRAY:
		ss_strbuf_char(out, '[');
		rego_print_terms(out, t->list.items, t->list.count);
		ss_strbuf_char(out, ']');
		break;
	case REGO_TERM_SET:
		if (!t->list.count) {
			ss_strbuf_str(out, "set()");
			break;
		}
		ss_strbuf_char(out, '{');
		rego_print_terms(out, t->list.items, t->list.count);
		ss_strbuf_char(out, '}');
		break;
	case REGO_TERM_OBJECT: print_object(out, t); break;
	case REGO_TERM_CALL:
		rego_print_term(out, t->list.items[0]);
		ss_strbuf_char(out, '(');
		rego_print_terms(out, t->list.items + 1, t->list.count - 1);
		ss_strbuf_char(out, ')');
		break;
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP: print_comprehension(out, t); break;
	case REGO_TERM_TEMPLATE: print_template(out, t); break;
	case REGO_TERM_EXPR: rego_print_expr(out, t->expr); break;
	}
}
