// SPDX-License-Identifier: BSD-2-Clause
/*
 * The first byte says in which pieces the file comes.  Whatever it is, reading
 * ends, every line lies in memory, and the pieces make no difference.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIPE_SIZE = 60000, BYTES_MAX = 8 << 20 };

struct input {
	const uint8_t *data;
	size_t size, at, step;
	int fds[2];
};

struct sum {
	uint64_t hash, lines, bytes, faults;
	int end;
};

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* The next piece, or the end. */
static int feed(void *arg)
{
	struct input *in = arg;
	size_t n = in->size - in->at < in->step ? in->size - in->at : in->step;

	if (n) {
		must(write(in->fds[1], in->data + in->at, n) == (ssize_t)n);
	} else if (in->fds[1] >= 0) {
		close(in->fds[1]);
		in->fds[1] = -1;
	}
	in->at += n;
	return 0;
}

static void add(struct sum *sum, const char *line, size_t len)
{
	must(!memchr(line, '\n', len));
	for (size_t i = 0; i < len; i++)
		sum->hash = (sum->hash ^ (unsigned char)line[i]) * UINT64_C(0x100000001b3);
	sum->hash = (sum->hash ^ '\n') * UINT64_C(0x100000001b3);
	sum->bytes += len;
	must(++sum->lines < UINT32_MAX);
}

static void read_all(struct input *in, struct ss_record_reader *r, struct sum *sum)
{
	uint64_t before = 0;
	const char *line;
	size_t len;
	int n;

	while ((n = ss_record_next(r, &line, &len)) == 1 || n == -EBADMSG) {
		struct ss_record_fault fault;

		if (n == 1) {
			add(sum, line, len);
			if (sum->bytes + sum->lines > BYTES_MAX)
				break; /* a bomb: enough of it */
			continue;
		}
		ss_record_fault(r, &fault);
		must(fault.why && fault.at <= in->size && fault.frame <= fault.at);
		must(fault.at >= before && ++sum->faults <= in->size + 1);
		before = fault.at;
	}
	must(n == 0 || n == 1 || n == -ENODATA || n == -EMSGSIZE);
	sum->end = n;
}

static struct sum run(const uint8_t *data, size_t size, size_t step)
{
	struct input in = { .data = data, .size = size, .step = step };
	struct ss_record_reader *r;
	struct sum sum = { 0 };

	must(!pipe2(in.fds, O_CLOEXEC));
	r = ss_record_reader_new(in.fds[0], feed, &in);
	must(r);
	read_all(&in, r, &sum);
	ss_record_reader_free(r);
	close(in.fds[0]);
	if (in.fds[1] >= 0)
		close(in.fds[1]);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sum whole, pieces;

	if (size < 1 || size > PIPE_SIZE)
		return 0;
	whole = run(data + 1, size - 1, PIPE_SIZE);
	pieces = run(data + 1, size - 1, data[0] ? data[0] : 1);
	/* After a fault the search begins where the piece did. */
	if (!whole.faults && !pieces.faults)
		must(whole.hash == pieces.hash && whole.lines == pieces.lines &&
		     whole.end == pieces.end);
	return 0;
}
