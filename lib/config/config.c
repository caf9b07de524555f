// SPDX-License-Identifier: BSD-2-Clause
/* The file, and the one document in it. */
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/reader.h"

/* The events around the document, and the one in it. */
static const struct ss_node *document(struct ss_reader *r)
{
	const struct ss_node *root;

	if (!ss_reader_next(r) || !ss_reader_next(r)) /* the start of the stream */
		return NULL;
	if (r->event.type == YAML_STREAM_END_EVENT)
		return ss_reader_node(r, SS_NODE_SCALAR, "", 0);
	if (!ss_reader_next(r))
		return NULL;
	root = ss_reader_value(r, 0);
	if (!root || !ss_reader_next(r) || !ss_reader_next(r)) /* the end of the document */
		return NULL;
	if (r->event.type != YAML_STREAM_END_EVENT)
		return ss_reader_refuse(r, "a second document");
	return root;
}

int ss_config_parse(struct ss_config *c, const char *name, const char *text, size_t len)
{
	struct ss_reader r = { .c = c, .text = text, .len = len };
	struct ss_node top = { .line = 1, .column = 1 };

	if (!c->name && !(c->name = strdup(name)))
		return -ENOMEM;
	if (len > SS_CONFIG_MAX_SIZE)
		return ss_config_error(c, &top, "the file is larger than %u bytes",
				       SS_CONFIG_MAX_SIZE);
	if (!yaml_parser_initialize(&r.parser))
		return -ENOMEM;
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, len);
	c->root = document(&r);
	yaml_event_delete(&r.event);
	yaml_parser_delete(&r.parser);
	ss_reader_forget(&r);
	if (r.err && r.err != -EINVAL)
		ss_strbuf_str(&c->why, name);
	return r.err;
}

/* All of the file, or so much that it is known to be too large. */
static int slurp(int fd, struct ss_strbuf *b)
{
	while (b->len <= SS_CONFIG_MAX_SIZE) {
		ssize_t n;

		if (!ss_strbuf_reserve(b, 16384))
			return -ENOMEM;
		n = read(fd, b->data + b->len, 16384);
		if (!n)
			return 0;
		if (n < 0 && errno != EINTR)
			return -errno;
		b->len += n > 0 ? n : 0;
	}
	return 0;
}

int ss_config_read(struct ss_config *c, const char *path)
{
	struct ss_strbuf text = { 0 };
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
	int err = fd < 0 ? -errno : slurp(fd, &text);

	if (fd >= 0)
		close(fd);
	if (err)
		ss_strbuf_str(&c->why, path);
	else
		err = ss_config_parse(c, path, text.data ? text.data : "", text.len);
	ss_strbuf_fini(&text);
	return err;
}

void ss_config_fini(struct ss_config *c)
{
	while (c->items) {
		struct ss_config_item *next = c->items->next;

		free(c->items);
		c->items = next;
	}
	ss_strbuf_fini(&c->why);
	free(c->name);
	*c = (struct ss_config){ 0 };
}
