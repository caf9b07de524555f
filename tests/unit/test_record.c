// SPDX-License-Identifier: BSD-2-Clause
#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "check.h"
#include "core/strbuf.h"

enum { MARK = 20, MANY = 20000 };

static int memory(const void *data, size_t size)
{
	int fd = memfd_create("record", 0);

	check(write(fd, data, size) == (ssize_t)size && !lseek(fd, 0, SEEK_SET));
	return fd;
}

static void contents(int fd, struct ss_strbuf *b)
{
	struct stat st;

	check(!fstat(fd, &st) && ss_strbuf_reserve(b, st.st_size));
	check(pread(fd, b->data + b->len, st.st_size, 0) == st.st_size);
	b->len += st.st_size;
}

/* The lines numbered from FIRST to before END as a recording; FRAME lines in each frame. */
static void record(struct ss_strbuf *file, int first, int end, int frame)
{
	int fd = memfd_create("record", 0), copy = dup(fd);
	struct ss_record_writer *w = ss_record_writer_new(fd, -1);
	char line[64];

	for (int i = first; i < end; i++) {
		snprintf(line, sizeof(line), "{\"type\":\"process.exec\",\"seq\":\"%d\"}\n", i);
		ss_record_add(w, line, strlen(line));
		if (frame && (i - first) % frame == frame - 1) {
			usleep(760 * 1000);
			check(!ss_record_tick(w));
		}
	}
	check(!ss_record_writer_close(w));
	contents(copy, file);
	close(copy);
}

/* What a reader made of a file. */
struct result {
	int lines, next; /* whole ones; the number that comes next */
	int err, corrupt;
	struct ss_record_fault fault;
};

static struct result replay(const void *data, size_t size)
{
	int fd = memory(data, size), n;
	struct ss_record_reader *r = ss_record_reader_new(fd, NULL, NULL);
	struct result result = { 0 };
	char want[64];
	const char *line;
	size_t len;

	do {
		n = ss_record_next(r, &line, &len);
		if (n == 1) {
			const char *seq = memmem(line, len, "seq\":\"", 6);

			result.next = (seq ? atoi(seq + 6) : -1) + 1;
			snprintf(want, sizeof(want), "{\"type\":\"process.exec\",\"seq\":\"%d\"}",
				 result.next - 1);
			check(strlen(want) == len && !memcmp(line, want, len));
			result.lines++;
		} else if (n == -EBADMSG) {
			result.corrupt++;
		}
		if (n < 0)
			ss_record_fault(r, &result.fault);
	} while (n == 1 || n == -EBADMSG);
	result.err = n;
	/* Once it is over it stays so. */
	check(n != 0 || !ss_record_next(r, &line, &len));
	ss_record_reader_free(r);
	close(fd);
	return result;
}

static void test_round_trip(void)
{
	struct ss_strbuf file = { 0 };
	struct result r;

	record(&file, 0, MANY, 0); /* several frames: they are full */
	r = replay(file.data, file.len);
	check(r.err == 0 && r.lines == MANY && r.next == MANY && !r.corrupt);
	record(&file, MANY, MANY + 10, 0); /* behind it: concatenated */
	r = replay(file.data, file.len);
	check(r.err == 0 && r.lines == MANY + 10 && r.next == MANY + 10 && !r.corrupt);
	ss_strbuf_fini(&file);
}

static void test_nothing(void)
{
	struct ss_strbuf file = { 0 };
	struct result r;

	record(&file, 0, 0, 0);
	check(file.len == 2 * MARK);
	r = replay(file.data, file.len);
	check(r.err == 0 && r.lines == 0);
	r = replay("", 0);
	check(r.err == 0 && r.lines == 0);
	check(ss_record_writer_close(NULL) == 0);
	ss_record_reader_free(NULL);
	ss_strbuf_fini(&file);
}

/* zstd(1) sees the lines and nothing else. */
static void test_is_zstd(void)
{
	static const char want[] = "{\"type\":\"process.exec\",\"seq\":\"0\"}\n"
				   "{\"type\":\"process.exec\",\"seq\":\"1\"}\n";
	struct ss_strbuf file = { 0 };
	char text[256];
	size_t n;

	record(&file, 0, 2, 0);
	n = ZSTD_decompress(text, sizeof(text), file.data, file.len);
	check(n == strlen(want) && !memcmp(text, want, n));
	ss_strbuf_fini(&file);
}

/* How many frames of FILE with FRAME lines each end at or before SIZE. */
static int whole_frames(const struct ss_strbuf *file, size_t size)
{
	size_t at = MARK;
	int n = 0;

	while (at < file->len - MARK) {
		at += ZSTD_findFrameCompressedSize(file->data + at, file->len - at);
		n += at <= size;
	}
	return n;
}

static void test_cut(void)
{
	struct ss_strbuf file = { 0 };
	struct result r;

	record(&file, 0, 9, 3);
	check(whole_frames(&file, file.len) == 3);
	for (size_t size = 1; size < file.len; size++) {
		r = replay(file.data, size);
		if (!check(r.err == -ENODATA && r.lines == 3 * whole_frames(&file, size) &&
			   r.next == r.lines && !r.corrupt && r.fault.at == size &&
			   r.fault.frame <= size && r.fault.why))
			printf("# cut at %zu: %d, %d lines, at %d\n", size, r.err, r.lines,
			       (int)r.fault.at);
	}
	r = replay(file.data, file.len);
	check(r.err == 0 && r.lines == 9);
	ss_strbuf_fini(&file);
}

/* One byte changed: the frame it is in is missed, the others are there, and it is said. */
static void test_corrupt(void)
{
	struct ss_strbuf file = { 0 };
	size_t first, second;
	struct result r;

	record(&file, 0, 9, 3);
	first = MARK + ZSTD_findFrameCompressedSize(file.data + MARK, file.len - MARK);
	second = first + ZSTD_findFrameCompressedSize(file.data + first, file.len - first);
	for (size_t at = first; at < second; at++) {
		file.data[at] ^= 0x08;
		r = replay(file.data, file.len);
		file.data[at] ^= 0x08;
		/* A head that asks for more takes what is behind it along. */
		if (!check(r.corrupt + (r.err < 0) >= 1 && r.lines <= 6 && r.lines >= 3))
			printf("# at %zu: %d, %d lines\n", at - first, r.err, r.lines);
		if (at > first + 12)
			check(r.err == 0 && r.corrupt == 1 && r.lines == 6 && r.next == 9 &&
			      r.fault.frame == first);
	}
	ss_strbuf_fini(&file);
}

static void test_unclosed(void)
{
	struct ss_strbuf file = { 0 };
	struct result r;

	record(&file, 0, 3, 0);
	file.len -= MARK; /* killed between two frames */
	r = replay(file.data, file.len);
	check(r.err == -ENODATA && r.lines == 3 && r.fault.at == file.len);
	record(&file, 3, 6, 0);
	r = replay(file.data, file.len);
	check(r.err == 0 && r.corrupt == 1 && r.lines == 6);
	ss_strbuf_fini(&file);
}

static void lines(struct ss_strbuf *b, int end)
{
	for (int i = 0; i < end; i++)
		ss_strbuf_printf(b, "{\"type\":\"process.exec\",\"seq\":\"%d\"}\n", i);
}

static void test_plain(void)
{
	struct ss_strbuf text = { 0 };
	struct result r;

	lines(&text, MANY);
	r = replay(text.data, text.len);
	check(r.err == 0 && r.lines == MANY);
	r = replay(text.data, text.len - 1); /* the last newline */
	check(r.err == 0 && r.lines == MANY);
	ss_strbuf_fini(&text);
}

/* One frame of zstd(1), more than is kept back; and its beginning. */
static void test_foreign(void)
{
	struct ss_strbuf text = { 0 }, file = { 0 };
	struct result r;

	lines(&text, MANY * 10);
	check(text.len > 6 << 20 && ss_strbuf_reserve(&file, ZSTD_compressBound(text.len)));
	file.len = ZSTD_compress(file.data, file.cap, text.data, text.len, 3);
	r = replay(file.data, file.len);
	check(r.err == 0 && r.lines == MANY * 10 && !r.corrupt);
	r = replay(file.data, file.len - 1);
	check(r.err == -ENODATA && r.lines > MANY && r.next == r.lines);
	/* A line that goes on in the next frame. */
	file.len = ZSTD_compress(file.data, file.cap, text.data, 50, 3);
	file.len += ZSTD_compress(file.data + file.len, file.cap - file.len, text.data + 50, 18, 3);
	r = replay(file.data, file.len);
	check(r.err == 0 && r.lines == 2);
	ss_strbuf_fini(&text);
	ss_strbuf_fini(&file);
}

static size_t gzip(char *to, size_t room, const struct ss_strbuf *text)
{
	z_stream z = { .next_in = (void *)text->data,
		       .avail_in = text->len,
		       .next_out = (void *)to,
		       .avail_out = room };

	check(deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	check(deflate(&z, Z_FINISH) == Z_STREAM_END);
	deflateEnd(&z);
	return room - z.avail_out;
}

static void test_gzip(void)
{
	static char file[1 << 20];
	struct ss_strbuf text = { 0 };
	struct result r;
	size_t size;

	lines(&text, MANY);
	size = gzip(file, sizeof(file), &text);
	r = replay(file, size);
	check(r.err == 0 && r.lines == MANY);
	r = replay(file, size - 1);
	check(r.err == -ENODATA && r.lines == 0 && r.fault.at == size - 1);
	file[size - 6] ^= 1; /* the checksum */
	r = replay(file, size);
	check(r.err == 0 && r.corrupt == 1 && r.lines == 0);
	file[size - 6] ^= 1;
	size += gzip(file + size, sizeof(file) - size, &text);
	r = replay(file, size);
	check(r.err == 0 && r.lines == 2 * MANY);
	ss_strbuf_fini(&text);
}

static void test_long_line(void)
{
	static char big[SS_RECORD_MAX_LINE + 2];
	struct ss_record_reader *r;
	const char *line;
	size_t len;
	int fd;

	memset(big, 'x', sizeof(big));
	big[SS_RECORD_MAX_LINE] = '\n';
	fd = memory(big, sizeof(big));
	r = ss_record_reader_new(fd, NULL, NULL);
	check(ss_record_next(r, &line, &len) == 1 && len == SS_RECORD_MAX_LINE);
	check(ss_record_next(r, &line, &len) == 1 && len == 1);
	ss_record_reader_free(r);
	close(fd);
	big[SS_RECORD_MAX_LINE] = 'x';
	fd = memory(big, sizeof(big));
	r = ss_record_reader_new(fd, NULL, NULL);
	check(ss_record_next(r, &line, &len) == -EMSGSIZE);
	ss_record_reader_free(r);
	close(fd);
}

static int refuse(void *arg)
{
	return --*(int *)arg ? 0 : -ECANCELED;
}

static void test_wait(void)
{
	int fd = memory("{}\n", 3), reads = 2;
	struct ss_record_reader *r = ss_record_reader_new(fd, refuse, &reads);
	const char *line;
	size_t len;

	check(ss_record_next(r, &line, &len) == -ECANCELED);
	reads = 100;
	check(ss_record_next(r, &line, &len) == 1 && len == 2);
	check(ss_record_next(r, &line, &len) == 0);
	ss_record_reader_free(r);
	close(fd);
}

/* No room after the first frame: it stays, whole, and the error is told by every call. */
static void test_full(void)
{
	char path[] = "/tmp/test_record.XXXXXX", line[] = "{\"n\":1234567}\n";
	struct rlimit old, limit = { 100, RLIM_INFINITY };
	int fd = mkstemp(path), copy = dup(fd);
	struct ss_record_writer *w = ss_record_writer_new(fd, -1);
	struct ss_strbuf file = { 0 };
	size_t good;

	check(fd >= 0 && !unlink(path));
	ss_record_add(w, line, strlen(line));
	usleep(760 * 1000);
	check(!ss_record_tick(w));
	good = lseek(copy, 0, SEEK_END);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	setrlimit(RLIMIT_FSIZE, &limit);
	for (int i = 0; i < MANY && !ss_record_error(w); i++) {
		snprintf(line, sizeof(line), "{\"n\":%07d}\n", i * 7919 % 1000003);
		ss_record_add(w, line, strlen(line));
	}
	check(ss_record_error(w) == -EFBIG && ss_record_tick(w) == -EFBIG);
	check(ss_record_writer_close(w) == -EFBIG);
	limit.rlim_cur = old.rlim_cur;
	setrlimit(RLIMIT_FSIZE, &limit);
	contents(copy, &file);
	check(file.len == good && good > MARK);
	check(ZSTD_findFrameCompressedSize(file.data + MARK, good - MARK) == good - MARK);
	close(copy);
	ss_strbuf_fini(&file);
}

static void test_no_room_at_all(void)
{
	int fd = open("/dev/full", O_WRONLY);
	struct ss_record_writer *w = ss_record_writer_new(fd, -1);

	check(w && ss_record_error(w) == -ENOSPC);
	ss_record_add(w, "{}\n", 3);
	check(ss_record_writer_close(w) == -ENOSPC);
}

static const struct check_case cases[] = {
	{ "what is written is read again, also concatenated", test_round_trip },
	{ "no line at all", test_nothing },
	{ "a recording is a zstd file", test_is_zstd },
	{ "cut at every byte: the whole frames, then where it ends", test_cut },
	{ "each byte of a frame changed: the others are read", test_corrupt },
	{ "without its end, alone and with another behind it", test_unclosed },
	{ "plain lines", test_plain },
	{ "frames of any size, cut across lines", test_foreign },
	{ "gzip: whole, cut, corrupt, two members", test_gzip },
	{ "the longest line, and one byte more", test_long_line },
	{ "the caller may stop before a read, and go on", test_wait },
	{ "a full disk leaves whole frames", test_full },
	{ "no room for the first byte", test_no_room_at_all },
};

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	return check_main(cases, sizeof(cases) / sizeof(cases[0]));
}
