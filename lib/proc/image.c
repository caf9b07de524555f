// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/json_write.h"
#include "proc/proc.h"

#define KEPT_ARGS 1024 /* bytes of arguments kept for children's "parent" */
#define KEPT_JSON 2048 /* bytes of JSON that may become; what needs escapes grows sixfold */

int ss_boot_read(struct ss_boot *boot)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, boot->id, sizeof(boot->id) - 1);
	close(fd);
	if (n != sizeof(boot->id) - 1)
		return -EIO;
	boot->id[n] = 0;
	return 0;
}

/* "-" and N in hexadecimal at AT; returns the end.  snprintf() took a third of a line's time. */
static char *put_hex(char *at, uint64_t n)
{
	unsigned int digits = (67 - __builtin_clzll(n | 1)) / 4;

	*at++ = '-';
	for (unsigned int i = digits; i-- > 0; n >>= 4)
		at[i] = "0123456789abcdef"[n & 15];
	return at + digits;
}

void ss_proc_id_text(const struct ss_boot *boot, const struct ss_proc_id *id,
		     char out[static SS_PROC_ID_SIZE])
{
	char *at = stpcpy(out, boot->id);

	at = put_hex(at, id->tgid);
	at = put_hex(at, id->start_ns);
	at = put_hex(at, id->exec);
	*at = 0;
}

/* Lower-case hexadecimal digits from *at on, moved behind them; false: none, or over MAX. */
static bool take_hex(const char **at, const char *end, uint64_t max, uint64_t *n)
{
	const char *from = *at;

	for (*n = 0; *at < end; ++*at) {
		int c = **at, digit = c >= '0' && c <= '9' ? c - '0' : c - 'a' + 10;

		if (digit < 0 || digit > 15 || (c > '9' && c < 'a'))
			break;
		if (*n > max >> 4)
			return false;
		*n = *n << 4 | digit;
	}
	return *at > from && *n <= max;
}

int ss_proc_id_parse(const char *text, size_t len, struct ss_boot *boot, struct ss_proc_id *id)
{
	static const uint64_t max[] = { UINT32_MAX, UINT32_MAX, UINT64_MAX, UINT32_MAX };
	const char *at = text, *end = text + len;
	uint64_t part[4];

	for (int i = 0; i < 4; i++) {
		if (i && (at == end || *at++ != '-'))
			return -EINVAL;
		if (!take_hex(&at, end, max[i], &part[i]))
			return -EINVAL;
		if (!i && at - text != sizeof(boot->id) - 1)
			return -EINVAL;
	}
	if (at != end || !part[1])
		return -EINVAL;
	memcpy(boot->id, text, sizeof(boot->id) - 1);
	boot->id[sizeof(boot->id) - 1] = 0;
	*id = (struct ss_proc_id){ .tgid = part[1], .start_ns = part[2], .exec = part[3] };
	return 0;
}

/* The argument at *at and its length; moves *at behind its NUL. */
static const char *next_arg(const char **at, const char *end, size_t *len)
{
	const char *arg = *at, *nul = memchr(arg, 0, end - arg);

	*len = (nul ? nul : end) - arg;
	*at = nul ? nul + 1 : end;
	return arg;
}

void ss_args_write(struct ss_json *w, const char *args, size_t size, uint64_t args_bytes)
{
	const char *end = args + size, *at = args;
	bool repaired = false;
	size_t len;

	ss_json_array(w, "args");
	while (at < end) {
		const char *arg = next_arg(&at, end, &len);

		repaired |= ss_json_str(w, NULL, arg, len);
	}
	ss_json_end_array(w);
	if (args_bytes != UINT64_MAX)
		ss_json_u64(w, "args_bytes", args_bytes);
	if (args_bytes > size)
		ss_json_bool(w, "args_truncated", true);
	if (!repaired)
		return;
	ss_json_array(w, "args_hex");
	for (at = args; at < end;) {
		const char *arg = next_arg(&at, end, &len);

		ss_json_str_hex(w, NULL, arg, len);
	}
	ss_json_end_array(w);
}

struct ss_image *ss_image_new(const char *exe, size_t exe_len, const char *args, size_t args_len,
			      uint64_t args_bytes)
{
	struct ss_image *image = malloc(sizeof(*image));
	struct ss_strbuf b = { 0 };
	size_t exe_json_len = 0;
	struct ss_json w;

	if (!image)
		return NULL;
	for (size_t kept = KEPT_ARGS; kept == KEPT_ARGS || (b.len > KEPT_JSON && kept); kept /= 4) {
		ss_strbuf_clear(&b);
		ss_json_init(&w, &b);
		if (exe_len)
			ss_json_bytes(&w, "exe", exe, exe_len);
		exe_json_len = b.len;
		ss_args_write(&w, args, args_len < kept ? args_len : kept, args_bytes);
	}
	if (b.err) {
		ss_strbuf_fini(&b);
		free(image);
		return NULL;
	}
	*image = (struct ss_image){
		.refs = 1, .json = b.data, .json_len = b.len, .exe_json_len = exe_json_len
	};
	/* Room that grew for a long line is not kept for the life of a process. */
	image->json = realloc(b.data, b.len + 1);
	if (!image->json)
		image->json = b.data;
	return image;
}
