/* SPDX-License-Identifier: BSD-2-Clause */
/* What YAML 1.1 makes of plain text: numbers in many forms, yes and no. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/numtext.h"
#include "rego/builtin/text.h"
#include "rego/builtin/time_layout.h"
#include "rego/builtin/yaml2.h"

#define TAG "tag:yaml.org,2002:"

static const struct word {
	const char *text;
	enum rego_yaml2_type type;
	double value;
} words[] = {
	{ "y", REGO_YAML2_BOOL, 1 },
	{ "Y", REGO_YAML2_BOOL, 1 },
	{ "yes", REGO_YAML2_BOOL, 1 },
	{ "Yes", REGO_YAML2_BOOL, 1 },
	{ "YES", REGO_YAML2_BOOL, 1 },
	{ "true", REGO_YAML2_BOOL, 1 },
	{ "True", REGO_YAML2_BOOL, 1 },
	{ "TRUE", REGO_YAML2_BOOL, 1 },
	{ "on", REGO_YAML2_BOOL, 1 },
	{ "On", REGO_YAML2_BOOL, 1 },
	{ "ON", REGO_YAML2_BOOL, 1 },
	{ "n", REGO_YAML2_BOOL, 0 },
	{ "N", REGO_YAML2_BOOL, 0 },
	{ "no", REGO_YAML2_BOOL, 0 },
	{ "No", REGO_YAML2_BOOL, 0 },
	{ "NO", REGO_YAML2_BOOL, 0 },
	{ "false", REGO_YAML2_BOOL, 0 },
	{ "False", REGO_YAML2_BOOL, 0 },
	{ "FALSE", REGO_YAML2_BOOL, 0 },
	{ "off", REGO_YAML2_BOOL, 0 },
	{ "Off", REGO_YAML2_BOOL, 0 },
	{ "OFF", REGO_YAML2_BOOL, 0 },
	{ "", REGO_YAML2_NULL, 0 },
	{ "~", REGO_YAML2_NULL, 0 },
	{ "null", REGO_YAML2_NULL, 0 },
	{ "Null", REGO_YAML2_NULL, 0 },
	{ "NULL", REGO_YAML2_NULL, 0 },
	{ ".nan", REGO_YAML2_FLOAT, NAN },
	{ ".NaN", REGO_YAML2_FLOAT, NAN },
	{ ".NAN", REGO_YAML2_FLOAT, NAN },
	{ ".inf", REGO_YAML2_FLOAT, INFINITY },
	{ ".Inf", REGO_YAML2_FLOAT, INFINITY },
	{ ".INF", REGO_YAML2_FLOAT, INFINITY },
	{ "+.inf", REGO_YAML2_FLOAT, INFINITY },
	{ "+.Inf", REGO_YAML2_FLOAT, INFINITY },
	{ "+.INF", REGO_YAML2_FLOAT, INFINITY },
	{ "-.inf", REGO_YAML2_FLOAT, -INFINITY },
	{ "-.Inf", REGO_YAML2_FLOAT, -INFINITY },
	{ "-.INF", REGO_YAML2_FLOAT, -INFINITY },
};

static bool find_word(const char *s, size_t len, struct rego_yaml2_value *out)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i].text) != len || memcmp(words[i].text, s, len))
			continue;
		out->type = words[i].type;
		if (out->type == REGO_YAML2_BOOL)
			out->b = words[i].value != 0;
		else
			out->f = words[i].value;
		return true;
	}
	return false;
}

/* --- integers ------------------------------------------------------------- */
/* As strconv.ParseInt and ParseUint with base 0, but for underscores, which are gone: 0x, 0b, 0o
 * and a leading 0. */
static bool read_int(const char *s, struct rego_yaml2_value *out)
{
	bool minus = *s == '-', sign = minus || *s == '+';
	int base = 10;
	uint64_t u;
	char *end;

	s += sign;
	if (s[0] == '0' && (s[1] | 0x20) == 'x')
		base = 16;
	else if (s[0] == '0' && (s[1] | 0x20) == 'b')
		base = 2;
	else if (s[0] == '0' && (s[1] | 0x20) == 'o')
		base = 8;
	s += base == 10 ? 0 : 2;
	if (base == 10 && s[0] == '0' && s[1])
		base = 8;
	if (*s == '-' || *s == '+' || *s == ' ' || *s == '\t' || !*s)
		return false;
	/* strtoull would take another prefix. */
	if (base == 16 && s[0] == '0' && (s[1] | 0x20) == 'x')
		return false;
	errno = 0;
	u = strtoull(s, &end, base);
	if (*end || errno)
		return false;
	if (u <= (uint64_t)INT64_MAX + minus) {
		out->type = REGO_YAML2_INT;
		out->i = (int64_t)(minus ? -u : u);
		return true;
	}
	out->type = REGO_YAML2_UINT;
	out->u = u;
	return !sign;
}

/* Behind 0b a sign may stand, too. */
static bool read_binary(const char *s, struct rego_yaml2_value *out)
{
	char *end;

	if (strncmp(s, "0b", 2) || (s[2] != '+' && s[2] != '-') || (s[3] != '0' && s[3] != '1'))
		return false;
	errno = 0;
	out->i = strtoll(s + 2, &end, 2);
	if (*end || errno)
		return false;
	out->type = REGO_YAML2_INT;
	return true;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool is_float(const char *s)
{
	size_t whole, part = 0;

	s += *s == '-' || *s == '+';
	whole = strspn(s, "0123456789");
	s += whole;
	if (*s == '.') {
		part = strspn(++s, "0123456789");
		s += part;
		if (!whole && !part)
			return false;
	}
	if (!whole && !part)
		return false;
	if ((*s | 0x20) == 'e') {
		s++;
		s += *s == '-' || *s == '+';
		if (!strspn(s, "0123456789"))
			return false;
		s += strspn(s, "0123456789");
	}
	return !*s;
}

static bool read_float(struct rego_arena *a, const char *s, struct rego_yaml2_value *out)
{
	if (rego_parse_float(a, s, strlen(s)))
		return false;
	out->type = REGO_YAML2_FLOAT;
	/* A hexadecimal one without its underscores: there are none here. */
	out->f = strtod(s, NULL);
	return true;
}

/* --- timestamps: they are text, but a tag may ask for other things --------- */
static bool is_timestamp(struct rego_call *c, const char *s, size_t len)
{
	static const char *const layouts[] = { "2006-1-2T15:4:5.999999999Z07:00",
					       "2006-1-2t15:4:5.999999999Z07:00",
					       "2006-1-2 15:4:5.999999999", "2006-1-2" };
	const char *error;
	int64_t sec, nsec;

	if (strspn(s, "0123456789") != 4 || s[4] != '-')
		return false;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (rego_time_parse(c, layouts[i], strlen(layouts[i]), s, len, &sec, &nsec, &error))
			return true;
	return false;
}

/* --- all ------------------------------------------------------------------ */
static const char *without_underscores(struct rego_arena *a, const char *s, size_t len)
{
	struct rego_text t = { .arena = a };

	for (size_t i = 0; i < len; i++)
		if (s[i] != '_')
			rego_putc(&t, s[i]);
	return rego_text_done(&t);
}

/* What plain text is.  *stamp: a timestamp, which is text. */
static void read_plain(struct rego_call *c, const char *s, size_t len, bool stamps,
		       struct rego_yaml2_value *out, bool *stamp)
{
	const char *plain;

	*stamp = false;
	*out = (struct rego_yaml2_value){ .type = REGO_YAML2_STRING, .text = s, .len = len };
	if (strlen(s) != len || (len && !strchr("+-0123456789yYnNtTfFoO~.", *s)))
		return;
	if (find_word(s, len, out))
		return;
	if (*s == '.') {
		read_float(c->arena, s, out);
		return;
	}
	if (!strchr("+-0123456789", *s))
		return;
	if (stamps && is_timestamp(c, s, len)) {
		*stamp = true;
		return;
	}
	plain = without_underscores(c->arena, s, len);
	if (read_int(plain, out) || read_binary(plain, out))
		return;
	out->type = REGO_YAML2_STRING;
	if (is_float(plain))
		read_float(c->arena, plain, out);
}

bool rego_yaml2_is_string(struct rego_call *c, const char *s, size_t len)
{
	struct rego_yaml2_value v;
	bool stamp;

	read_plain(c, s, len, true, &v, &stamp);
	return v.type == REGO_YAML2_STRING && !stamp;
}

static const char *type_tag(const struct rego_yaml2_value *v, bool stamp)
{
	switch (v->type) {
	case REGO_YAML2_NULL: return "null";
	case REGO_YAML2_BOOL: return "bool";
	case REGO_YAML2_INT:
	case REGO_YAML2_UINT: return "int";
	case REGO_YAML2_FLOAT: return "float";
	default: return stamp ? "timestamp" : "str";
	}
}

bool rego_yaml2_resolve(struct rego_call *c, const struct rego_yaml2 *n,
			struct rego_yaml2_value *out, const char **error)
{
	static const char *const known[] = { "str", "bool", "int", "float", "null", "timestamp" };
	const char *tag = strncmp(n->tag, TAG, strlen(TAG)) ? NULL : n->tag + strlen(TAG);
	bool is_known = false, stamp;

	*out = (struct rego_yaml2_value){ .type = REGO_YAML2_STRING,
					  .text = n->text,
					  .len = n->len };
	if (!*n->tag && !n->plain)
		return true;
	for (size_t i = 0; tag && i < sizeof(known) / sizeof(known[0]); i++)
		is_known |= !strcmp(tag, known[i]);
	if ((*n->tag && !is_known) || (tag && !strcmp(tag, "str")))
		return true;
	read_plain(c, n->text, n->len, !*n->tag || !strcmp(tag, "timestamp"), out, &stamp);
	if (!*n->tag || !strcmp(tag, type_tag(out, stamp)))
		return true;
	if (!strcmp(tag, "float") && out->type == REGO_YAML2_INT) {
		out->type = REGO_YAML2_FLOAT;
		out->f = (double)out->i;
		return true;
	}
	*error = rego_printf(c->arena, "yaml: cannot decode !!%s `%s` as a !!%s",
			     type_tag(out, stamp), n->text, tag);
	return false;
}
