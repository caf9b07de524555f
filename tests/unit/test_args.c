// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>

#include "check.h"
#include "core/json_read.h"
#include "core/json_write.h"
#include "proc/proc.h"

#define LEN(s) (sizeof(s) - 1)

static struct ss_json_doc *doc;
static struct ss_strbuf line;

/* The line parsed; its text stays until the next. */
static struct ss_json_val parsed(void)
{
	if (!doc)
		doc = ss_json_doc_new();
	check(!line.err && !ss_json_parse(doc, line.data, line.len, NULL));
	return ss_json_root(doc);
}

/* From a copy of exactly this size, so that a sanitizer sees one byte too far. */
static struct ss_json_val written(const char *args, size_t len, uint64_t args_bytes)
{
	char *copy = malloc(len ? len : 1);
	struct ss_json w;

	memcpy(copy, args, len);
	ss_strbuf_clear(&line);
	ss_json_init(&w, &line);
	ss_json_object(&w, NULL);
	ss_args_write(&w, copy, len, args_bytes);
	ss_json_end_object(&w);
	free(copy);
	return parsed();
}

static void add_hex(struct ss_strbuf *b, const char *hex, size_t len)
{
	unsigned int byte;

	for (size_t i = 0; i + 1 < len; i += 2) {
		sscanf(hex + i, "%2x", &byte);
		ss_strbuf_char(b, (char)byte);
	}
}

/* The bytes of the strings of an array, each with a NUL: the arguments as they were. */
static struct ss_strbuf joined(struct ss_json_val array, bool hex)
{
	struct ss_strbuf b = { 0 };

	check(ss_json_type(array) == SS_JSON_ARRAY);
	ss_for_each_json (arg, array) {
		char *room;
		const char *s;
		size_t len;

		ss_json_text(arg, &s, &len);
		room = malloc(len);
		check(ss_json_get_str(arg, room, &s, &len));
		if (hex)
			add_hex(&b, s, len);
		else
			ss_strbuf_add(&b, s, len);
		ss_strbuf_char(&b, 0);
		free(room);
	}
	return b;
}

/* The array at PATH gives back these bytes; a last argument without a NUL gets one. */
static void gives_back(struct ss_json_val root, const char *path, const char *args, size_t len)
{
	struct ss_strbuf b = joined(ss_json_path(root, path), !strcmp(path, "args_hex"));
	size_t want = len + (len && args[len - 1]);

	if (check(b.len == want) && len)
		check(!memcmp(b.data, args, len) && !b.data[b.len - 1]);
	ss_strbuf_fini(&b);
}

static void round_trip(const char *args, size_t len)
{
	struct ss_json_val root = written(args, len, len);
	uint64_t bytes = 0;

	gives_back(root, "args", args, len);
	check(ss_json_get_u64(ss_json_path(root, "args_bytes"), &bytes) && bytes == len);
	check(!ss_json_exists(ss_json_path(root, "args_truncated")));
	check(!ss_json_exists(ss_json_path(root, "args_hex")));
}

#define ROUND_TRIP(args) round_trip(args "", sizeof(args))

static void plain(void)
{
	ROUND_TRIP("ls\0-l\0/tmp");
	ROUND_TRIP("one");
}

static void empty_ones(void)
{
	round_trip("", 0); /* no arguments */
	round_trip("", 1); /* one, empty */
	ROUND_TRIP("\0\0");
	ROUND_TRIP("a\0\0b\0\0");
}

static void special_characters(void)
{
	ROUND_TRIP("sh\0-c\0echo \"a\" 'b' \\c\nd\te\r\x1b[31m\x7f\x01");
	ROUND_TRIP("\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\xa9\0\xc2\x9b\0\xef\xbf\xbd");
	ROUND_TRIP("{\"v\":1}\0],\"args\":[");
}

static void every_byte(void)
{
	char args[512];

	for (int i = 0; i < 256; i++) {
		args[2 * i] = (char)i; /* the first is an empty argument, and one more NUL */
		args[2 * i + 1] = 0;
	}
	gives_back(written(args, sizeof(args), sizeof(args)), "args_hex", args, sizeof(args));
}

static void not_utf8(void)
{
	static const char args[] = "ls\0\xff\xfe\0\0\xe2\x82\0ok";
	struct ss_json_val root = written(args, sizeof(args), sizeof(args));

	gives_back(root, "args_hex", args, sizeof(args));
	gives_back(root, "args", "ls\0\xef\xbf\xbd\xef\xbf\xbd\0\0\xef\xbf\xbd\0ok",
		   LEN("ls\0\xef\xbf\xbd\xef\xbf\xbd\0\0\xef\xbf\xbd\0ok") + 1);
	check(strstr(line.data, "\"args_hex\":[\"6c73\",\"fffe\",\"\",\"e282\",\"6f6b\"]"));
}

static void unterminated(void)
{
	gives_back(written("a\0bc", 4, 4), "args", "a\0bc", 4);
	gives_back(written("x", 1, 1), "args", "x", 1);
	gives_back(written("\xff", 1, 1), "args_hex", "\xff", 1);
}

static void truncated(void)
{
	written("ls\0-l", 5, 6);
	check_str(line.data, "{\"args\":[\"ls\",\"-l\"],\"args_bytes\":6,\"args_truncated\":true}");
	written("", 0, 6);
	check_str(line.data, "{\"args\":[],\"args_bytes\":6,\"args_truncated\":true}");
	/* In the middle of a character. */
	gives_back(written("\xe2\x82", 2, 4), "args_hex", "\xe2\x82", 2);
}

static void how_many_is_not_known(void)
{
	written("ls\0", 3, UINT64_MAX);
	check_str(line.data, "{\"args\":[\"ls\"],\"args_truncated\":true}");
	written("", 0, UINT64_MAX);
	check_str(line.data, "{\"args\":[],\"args_truncated\":true}");
	written("", 0, UINT64_MAX - 1); /* wider than a number may be */
	check_str(line.data, "{\"args\":[],\"args_bytes\":\"18446744073709551614\","
			     "\"args_truncated\":true}");
}

static struct ss_json_val image_line(const char *exe, size_t exe_len, const char *args, size_t len,
				     uint64_t args_bytes)
{
	struct ss_image *image = ss_image_new(exe, exe_len, args, len, args_bytes);
	struct ss_proc p = { 0 };

	check(image && image->refs == 1 && strlen(image->json) == image->json_len);
	ss_strbuf_clear(&line);
	ss_strbuf_printf(&line, "{%s}", image->json);
	ss_proc_set_image(&p, image);
	ss_proc_set_image(&p, NULL);
	return parsed();
}

static void images(void)
{
	image_line("/bin/ls", 7, "ls\0", 3, 3);
	check_str(line.data, "{\"exe\":\"/bin/ls\",\"args\":[\"ls\"],\"args_bytes\":3}");
	image_line("", 0, "", 0, 0);
	check_str(line.data, "{\"args\":[],\"args_bytes\":0}");
	image_line("/\xff\"", 3, "", 0, UINT64_MAX);
	check_str(line.data, "{\"exe\":\"/\xef\xbf\xbd\\\"\",\"exe_hex\":\"2fff22\",\"args\":[],"
			     "\"args_truncated\":true}");
}

static void images_keep_the_beginning(void)
{
	static char args[5000];
	struct ss_json_val root;
	uint64_t bytes;
	bool cut;

	for (size_t i = 0; i < sizeof(args); i++)
		args[i] = i % 10 == 9 ? 0 : 'a';
	root = image_line("/x", 2, args, sizeof(args), sizeof(args));
	gives_back(root, "args", args, 1024);
	check(ss_json_get_u64(ss_json_path(root, "args_bytes"), &bytes) && bytes == 5000);
	check(ss_json_get_bool(ss_json_path(root, "args_truncated"), &cut) && cut);
	image_line("/x", 2, args, 1024, 1024);
	check(!strstr(line.data, "args_truncated"));
}

static void very_many(void)
{
	size_t len = 1 << 20;
	char *args = malloc(len);

	for (size_t i = 0; i < len; i++)
		args[i] = i % 3 ? '"' : 0;
	gives_back(written(args, len, len), "args", args, len);
	memset(args, 0, len);
	gives_back(written(args, len, len), "args", args, len);
	free(args);
}

static const struct check_case cases[] = {
	{ "plain arguments", plain },
	{ "empty arguments", empty_ones },
	{ "quotes, newlines, escapes", special_characters },
	{ "every byte", every_byte },
	{ "bytes that are not UTF-8", not_utf8 },
	{ "a last argument without its NUL", unterminated },
	{ "truncated", truncated },
	{ "truncated, the true length not known", how_many_is_not_known },
	{ "images", images },
	{ "an image keeps the first KiB", images_keep_the_beginning },
	{ "a MiB of arguments", very_many },
};

int main(void)
{
	int failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));

	ss_json_doc_free(doc);
	ss_strbuf_fini(&line);
	return failed;
}
