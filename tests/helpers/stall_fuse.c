// SPDX-License-Identifier: BSD-2-Clause
/*
 * stall_fuse buffered|direct DIR: mount a file system on DIR, in a mount namespace of its own,
 * with one file, whose reads it takes and never answers, and a child that reads it.  It prints
 * "ready PID TID" of the child when the read has come, and "gone STATUS" when the child has.
 * SIGTERM to this process gives the file system up, which lets the read fail.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_NODE 2
#define FILE_SIZE 4096
#define BUFFER	  (1 << 20) /* more than a request of the size that INIT says */

static int fd, direct;
static pid_t victim;

static void must(const char *what, long ret)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "stall_fuse: %s: %s\n", what, strerror(errno));
	_exit(1);
}

static void answer(uint64_t unique, int error, const void *data, size_t size)
{
	struct {
		struct fuse_out_header head;
		char data[256];
	} out = { .head = { .unique = unique, .error = error } };

	out.head.len = sizeof(out.head) + (error ? 0 : size);
	memcpy(out.data, data, size);
	/* ENOENT: who asked is gone. */
	if (write(fd, &out, out.head.len) < 0 && errno != ENOENT)
		must("answer", -1);
}

static void init(const struct fuse_in_header *in)
{
	const struct fuse_init_in *asked = (const void *)(in + 1);
	struct fuse_init_out out = { .major = FUSE_KERNEL_VERSION,
				     .minor = asked->minor < FUSE_KERNEL_MINOR_VERSION
						      ? asked->minor
						      : FUSE_KERNEL_MINOR_VERSION,
				     .max_readahead = asked->max_readahead,
				     .flags = FUSE_ASYNC_READ,
				     .max_write = 65536 };

	answer(in->unique, 0, &out, sizeof(out));
}

static struct fuse_attr attributes(uint64_t node)
{
	struct fuse_attr attr = {
		.ino = node, .nlink = 1, .mode = S_IFREG | 0644, .size = FILE_SIZE
	};

	if (node == FUSE_ROOT_ID) {
		attr.mode = S_IFDIR | 0755;
		attr.nlink = 2;
	}
	return attr;
}

static void take(const struct fuse_in_header *in)
{
	struct fuse_attr_out attr = { .attr_valid = 60, .attr = attributes(in->nodeid) };
	struct fuse_entry_out entry = { .nodeid = FILE_NODE,
					.entry_valid = 60,
					.attr_valid = 60,
					.attr = attributes(FILE_NODE) };
	struct fuse_open_out opened = { .open_flags = direct ? FOPEN_DIRECT_IO : 0 };

	switch (in->opcode) {
	case FUSE_INIT: init(in); break;
	case FUSE_LOOKUP: answer(in->unique, 0, &entry, sizeof(entry)); break;
	case FUSE_GETATTR: answer(in->unique, 0, &attr, sizeof(attr)); break;
	case FUSE_OPEN: answer(in->unique, 0, &opened, sizeof(opened)); break;
	case FUSE_READ:
		printf("ready %d %d\n", victim, victim);
		fflush(stdout);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT: break; /* these have no answer */
	case FUSE_RELEASE: answer(in->unique, 0, NULL, 0); break;
	default: answer(in->unique, -ENOSYS, NULL, 0); break;
	}
}

/* The read is looked for first: this process is in no call that could be thought stuck. */
static void serve(void)
{
	static char buffer[BUFFER];
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	int status;

	for (;;) {
		if (poll(&ready, 1, 50) > 0 && read(fd, buffer, sizeof(buffer)) > 0)
			take((const void *)buffer);
		if (victim && waitpid(victim, &status, WNOHANG) == victim) {
			printf("gone %d\n", status);
			return;
		}
	}
}

static void read_file(const char *dir)
{
	char buffer[64], path[256];
	int file;

	close(fd);
	snprintf(path, sizeof(path), "%s/file", dir);
	file = open(path, O_RDONLY);
	must(path, file);
	must("read", read(file, buffer, sizeof(buffer)));
	_exit(0);
}

int main(int argc, char **argv)
{
	char options[96];

	if (argc != 3)
		return 2;
	direct = !strcmp(argv[1], "direct");
	must("unshare", unshare(CLONE_NEWNS));
	must("private", mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	fd = open("/dev/fuse", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	must("/dev/fuse", fd);
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	must("mount", mount("stall", argv[2], "fuse.stall", MS_NOSUID | MS_NODEV, options));
	victim = fork();
	must("fork", victim);
	if (!victim)
		read_file(argv[2]);
	serve();
	return 0;
}
