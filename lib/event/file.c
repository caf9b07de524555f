// SPDX-License-Identifier: BSD-2-Clause
/* Records of what happens to files. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "event/file.h"
#include "event/process.h"

/* One of the up to two files of a record, as it lies there. */
struct named {
	const char *given, *path;
	size_t given_len, path_len;
	bool given_cut, path_cut, lexical;
};

/* The keys of both; they are literals, so that their lengths are known. */
struct keys {
	const char *path, *path_cut, *lexical, *given, *given_cut;
};

static bool sized(const struct ss_wire_file *r, size_t size)
{
	uint64_t want = sizeof(*r);

	if (size < want || r->given_len > SS_WIRE_PATH_MAX || r->given2_len > SS_WIRE_PATH_MAX ||
	    r->path_len > SS_WIRE_FILE_PATH_MAX || r->path2_len > SS_WIRE_FILE_PATH_MAX)
		return false;
	want += (uint64_t)r->given_len + r->path_len + r->given2_len + r->path2_len;
	return r->head.size == want && want <= size;
}

/*
 * The path; nothing where none can be told: the directory that the name is
 * relative to was no open one, or the name could not be read.
 */
static size_t path_of(const struct named *n, const struct ss_wire_file *r, char *out)
{
	bool absolute = n->given_len && n->given[0] == '/';
	size_t len;

	if (n->lexical) {
		if (r->error && (!n->given_len || (r->error == -EBADF && !absolute)))
			return 0;
		return ss_path_lexical(out, n->path, n->path_len, !n->path_cut, n->given,
				       n->given_len);
	}
	len = ss_path_join(out, n->path, n->path_len, !n->path_cut);
	if (!len && !n->path_cut && (r->head.flags & SS_WIRE_INODE))
		out[len++] = '/';
	return len;
}

static void write_named(struct ss_json *w, const struct ss_wire_file *r, const struct named *n,
			const struct keys *k)
{
	char path[SS_LEXICAL_MAX];
	size_t len = path_of(n, r, path);

	if (len) {
		ss_json_bytes(w, k->path, path, len);
		if (n->path_cut && !(n->lexical && path[0] == '/'))
			ss_json_bool(w, k->path_cut, true);
		if (n->lexical && n->given_len)
			ss_json_bool(w, k->lexical, true);
	}
	if (n->given_len)
		ss_json_bytes(w, k->given, n->given, n->given_len);
	if (n->given_cut)
		ss_json_bool(w, k->given_cut, true);
}

static void write_first(struct ss_json *w, const struct ss_wire_file *r)
{
	static const struct keys keys = { "path", "path_truncated", "lexical", "given",
					  "given_truncated" };
	uint32_t flags = r->head.flags;
	struct named n = {
		.given = r->data,
		.given_len = r->given_len,
		.path = r->data + r->given_len,
		.path_len = r->path_len,
		.given_cut = flags & SS_WIRE_GIVEN_CUT,
		.path_cut = flags & SS_WIRE_PATH_CUT,
		.lexical = flags & SS_WIRE_LEXICAL,
	};

	if (flags & SS_WIRE_SYMBOLIC) {
		ss_json_bytes(w, "target", n.given, n.given_len);
		if (n.given_cut)
			ss_json_bool(w, "target_truncated", true);
	} else if (!(flags & SS_WIRE_ANONYMOUS)) {
		write_named(w, r, &n, &keys);
	}
}

static void write_second(struct ss_json *w, const struct ss_wire_file *r)
{
	static const struct keys keys = { "path2", "path2_truncated", "lexical2", "given2",
					  "given2_truncated" };
	uint32_t flags = r->head.flags;
	struct named n = {
		.given = r->data + r->given_len + r->path_len,
		.given_len = r->given2_len,
		.path = r->data + r->given_len + r->path_len + r->given2_len,
		.path_len = r->path2_len,
		.given_cut = flags & SS_WIRE_GIVEN2_CUT,
		.path_cut = flags & SS_WIRE_PATH2_CUT,
		.lexical = flags & SS_WIRE_LEXICAL2,
	};

	if (n.lexical || n.path_len)
		write_named(w, r, &n, &keys);
}

void ss_mode_write(struct ss_json *w, const char *key, uint32_t mode)
{
	char text[4];

	for (int i = 0; i < 4; i++)
		text[i] = '0' + (mode >> (9 - 3 * i) & 7);
	ss_json_put_str(w, key, strlen(key), text, sizeof(text));
}

static const char *type_of(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG: return "regular";
	case S_IFDIR: return "directory";
	case S_IFLNK: return "symlink";
	case S_IFIFO: return "fifo";
	case S_IFSOCK: return "socket";
	case S_IFCHR: return "char";
	case S_IFBLK: return "block";
	}
	return NULL; /* an anonymous inode has none */
}

static char *put_decimal(char *out, uint32_t n)
{
	char digits[10];
	int len = 0;

	do
		digits[len++] = '0' + n % 10;
	while (n /= 10);
	while (len)
		*out++ = digits[--len];
	return out;
}

/* "inode", "dev" as the kernel writes it elsewhere ("8:1"), "type" and "mode". */
static void write_inode(struct ss_json *w, const struct ss_wire_file *r)
{
	char dev[24], *end;
	const char *type = type_of(r->mode);

	if (!(r->head.flags & SS_WIRE_INODE))
		return;
	ss_json_id(w, "inode", r->inode);
	end = put_decimal(dev, r->dev >> 20);
	*end++ = ':';
	end = put_decimal(end, r->dev & 0xfffff);
	ss_json_str(w, "dev", dev, end - dev);
	if (type)
		ss_json_cstr(w, "type", type);
	if (r->head.kind != SS_EVENT_FILE_CHMOD)
		ss_mode_write(w, "mode", r->mode);
	if (r->head.flags & SS_WIRE_DELETED)
		ss_json_bool(w, "deleted", true);
}

int ss_take_file(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_file *r = data;
	struct ss_json w;

	if (!sized(r, size))
		return -EBADMSG;
	if (!out)
		return 0;
	w = ss_event_line(s, out, (enum ss_event_type)r->head.kind, &r->head);
	ss_json_object(&w, "file");
	write_first(&w, r);
	write_second(&w, r);
	write_inode(&w, r);
	ss_file_details(&w, r);
	ss_error_write(&w, r->error);
	ss_json_end_object(&w);
	ss_actor_end(s, &w, &r->actor);
	return 0;
}
