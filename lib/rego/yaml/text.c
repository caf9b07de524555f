// SPDX-License-Identifier: BSD-2-Clause
/* Paths, strings and messages of YAML rules as Rego. */
#include <errno.h>
#include <string.h>

#include "rego/yaml/impl.h"

void yaml_quote(struct ss_strbuf *out, const char *text)
{
	ss_strbuf_char(out, '"');
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			ss_strbuf_char(out, '\\');
		if (c < 0x20 || c == 0x7f)
			ss_strbuf_printf(out, "\\u%04x", c);
		else
			ss_strbuf_char(out, c);
	}
	ss_strbuf_char(out, '"');
}

static bool is_word(const char *s, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

	return len && strchr(letters, *s) &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") >= len;
}

/* Words that a ref cannot have behind a dot in every version of the language. */
static bool is_keyword(const char *s, size_t len)
{
	static const char *const words[] = { "as",    "contains", "default", "else", "every",
					     "false", "if",	  "import",  "in",   "not",
					     "null",  "package",  "some",    "true", "with" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && !memcmp(words[i], s, len))
			return true;
	return false;
}

int yaml_path(struct yaml_rule *r, const struct ss_node *at, const char *path,
	      struct ss_strbuf *out)
{
	ss_strbuf_str(out, "input");
	for (const char *word = path;; word++) {
		size_t len = strcspn(word, ".");

		if (!is_word(word, len))
			return ss_config_error(
				r->file, at,
				"'%s' is no field: words with dots between, as process.exe", path);
		ss_strbuf_printf(out, is_keyword(word, len) ? "[\"%.*s\"]" : ".%.*s", (int)len,
				 word);
		word += len;
		if (!*word)
			return out->err;
	}
}

bool yaml_is_number(const struct ss_node *scalar)
{
	const char *s = scalar->text;
	size_t digits;

	if (scalar->quoted)
		return false;
	s += *s == '-';
	digits = strspn(s, "0123456789");
	if (!digits || (digits > 1 && *s == '0'))
		return false;
	s += digits;
	if (*s == '.') {
		digits = strspn(++s, "0123456789");
		s += digits;
		if (!digits)
			return false;
	}
	return !*s;
}

void yaml_scalar(struct ss_strbuf *out, const struct ss_node *node)
{
	if (yaml_is_number(node) ||
	    (!node->quoted && (!strcmp(node->text, "true") || !strcmp(node->text, "false"))))
		ss_strbuf_str(out, node->text);
	else
		yaml_quote(out, node->text);
}

/* ["process", "exe"], for object.get(). */
static void put_keys(struct ss_strbuf *out, const char *path, size_t len)
{
	ss_strbuf_char(out, '[');
	while (len) {
		size_t word = strcspn(path, ".");

		word = word < len ? word : len;
		ss_strbuf_printf(out, "\"%.*s\"", (int)word, path);
		word += word < len;
		path += word;
		len -= word;
		ss_strbuf_str(out, len ? ", " : "");
	}
	ss_strbuf_char(out, ']');
}

/* The text between the fields; a percent sign stays one. */
static void put_plain(struct ss_strbuf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '%')
			ss_strbuf_char(out, '%');
		ss_strbuf_char(out, s[i]);
	}
}

/* {{ and }} are braces. */
static int split(struct yaml_rule *r, const struct ss_node *at, const char *text,
		 struct ss_strbuf *format, struct ss_strbuf *args)
{
	struct ss_strbuf path = { 0 }, ref = { 0 };
	int err = 0;

	while (*text && !err) {
		size_t len = strcspn(text, "{}");

		put_plain(format, text, len);
		text += len;
		if (!*text)
			break;
		if (text[1] == *text) {
			ss_strbuf_char(format, *text);
			text += 2;
			continue;
		}
		len = *text == '{' ? strcspn(text + 1, "{}") : 0;
		if (!len || text[1 + len] != '}') {
			err = ss_config_error(
				r->file, at,
				"a brace without its other one; {{ and }} are plain ones");
			break;
		}
		ss_strbuf_clear(&path);
		ss_strbuf_add(&path, text + 1, len);
		ss_strbuf_str(format, "%v");
		ss_strbuf_str(args, args->len ? ", object.get(input, " : "object.get(input, ");
		put_keys(args, text + 1, len);
		ss_strbuf_str(args, ", \"-\")");
		text += len + 2;
		err = path.err ? path.err : yaml_path(r, at, path.data, &ref);
	}
	ss_strbuf_fini(&path);
	ss_strbuf_fini(&ref);
	return err;
}

int yaml_message(struct yaml_rule *r, const struct ss_node *at, const char *text)
{
	struct ss_strbuf format = { 0 }, args = { 0 };
	int err = split(r, at, text, &format, &args);

	if (!err && args.len) {
		ss_strbuf_str(r->out, "sprintf(");
		yaml_quote(r->out, format.data);
		ss_strbuf_printf(r->out, ", [%s])", args.data);
	} else if (!err) {
		yaml_quote(r->out, text);
	}
	if (!err)
		err = format.err ? format.err : args.err;
	ss_strbuf_fini(&format);
	ss_strbuf_fini(&args);
	return err;
}
