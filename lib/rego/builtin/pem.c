/* SPDX-License-Identifier: BSD-2-Clause */
/* PEM: the first END line, the last BEGIN before it, headers, base64. */
#include "rego/builtin/pem.h"

static const char begin_mark[] = "-----BEGIN ", end_mark[] = "\n-----END ", line_mark[] = "-----";
#define BEGIN_LEN (sizeof(begin_mark) - 1)
#define END_LEN	  (sizeof(end_mark) - 1)
#define LINE_LEN  (sizeof(line_mark) - 1)

struct span {
	const char *s;
	size_t len;
};

/* Take a line off rest: without its end and the blanks before that. */
static struct span take_line(struct span *rest)
{
	const char *nl = memchr(rest->s, '\n', rest->len);
	size_t end = nl ? (size_t)(nl - rest->s) : rest->len, used = nl ? end + 1 : end;
	struct span line = { rest->s, end };

	if (nl && end && rest->s[end - 1] == '\r')
		line.len--;
	while (line.len && (line.s[line.len - 1] == ' ' || line.s[line.len - 1] == '\t'))
		line.len--;
	rest->s += used;
	rest->len -= used;
	return line;
}

static const char *last_begin(const char *s, size_t len)
{
	for (size_t i = len >= BEGIN_LEN ? len - BEGIN_LEN + 1 : 0; i-- > 0;)
		if (!memcmp(s + i, begin_mark, BEGIN_LEN))
			return s + i;
	return NULL;
}

static struct span trim(struct span s)
{
	while (s.len && strchr(" \t\r\n\v\f", s.s[0]) && s.s[0]) {
		s.s++;
		s.len--;
	}
	while (s.len && strchr(" \t\r\n\v\f", s.s[s.len - 1]) && s.s[s.len - 1])
		s.len--;
	return s;
}

static bool headers(struct rego_arena *a, struct span *rest, struct rego_pem *block)
{
	for (;;) {
		struct span next = *rest, line, key, value;
		const char *colon;

		if (!rest->len)
			return false;
		line = take_line(&next);
		colon = memchr(line.s, ':', line.len);
		if (!colon)
			return true;
		key = trim((struct span){ line.s, (size_t)(colon - line.s) });
		value = trim((struct span){ colon + 1, line.len - (size_t)(colon - line.s) - 1 });
		if (key.len == 9 && !memcmp(key.s, "Proc-Type", 9))
			block->proc_type = rego_strndup(a, value.s, value.len);
		block->headers = true;
		*rest = next;
	}
}

/* The base64 between the lines; blanks in it do not count. */
static bool body(struct rego_arena *a, const char *s, size_t len, struct rego_pem *block)
{
	char *clean = rego_alloc(a, len + 1);
	const char *error;
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (s[i] != ' ' && s[i] != '\t')
			clean[n++] = s[i];
	block->bytes = rego_base64_decode(a, REGO_BASE64_STD, clean, n, &error);
	return block->bytes.data;
}

/* Try the block whose BEGIN is at begin and whose END line starts at end. */
static bool try_block(struct rego_arena *a, const char *begin, const char *end, const char *stop,
		      struct rego_pem *block, struct span *rest)
{
	struct span type, at = { begin + BEGIN_LEN, (size_t)(stop - begin) - BEGIN_LEN }, tail,
			  line;
	const char *trailer = end + END_LEN;

	*block = (struct rego_pem){ 0 };
	type = take_line(&at);
	if (type.len < LINE_LEN || memcmp(type.s + type.len - LINE_LEN, line_mark, LINE_LEN))
		return false;
	type.len -= LINE_LEN;
	if (!headers(a, &at, block) || (block->headers && at.s > end))
		return false;
	tail = (struct span){ trailer, (size_t)(stop - trailer) };
	if (tail.len < type.len + LINE_LEN || memcmp(tail.s, type.s, type.len) ||
	    memcmp(tail.s + type.len, line_mark, LINE_LEN))
		return false;
	tail.s += type.len + LINE_LEN;
	tail.len -= type.len + LINE_LEN;
	line = take_line(&tail);
	if (line.len)
		return false;
	if (end > at.s) {
		if (!body(a, at.s, (size_t)(end - at.s), block))
			return false;
	} else {
		block->bytes = (struct rego_bytes){ rego_alloc(a, 1), 0 };
	}
	block->type = rego_strndup(a, type.s, type.len);
	*rest = tail;
	return true;
}

bool rego_pem_next(struct rego_arena *a, const char *text, size_t len, struct rego_pem *block,
		   const char **rest, size_t *rest_len)
{
	const char *at = text, *stop = text + len;

	*rest = text;
	*rest_len = len;
	for (;;) {
		const char *end = memmem(at, (size_t)(stop - at), end_mark, END_LEN), *begin;
		struct span left;

		if (!end)
			return false;
		begin = last_begin(at, (size_t)(end - at));
		if (begin && (begin == at || begin[-1] == '\n') &&
		    try_block(a, begin, end, stop, block, &left)) {
			*rest = left.s;
			*rest_len = left.len;
			return true;
		}
		at = end + END_LEN;
	}
}
