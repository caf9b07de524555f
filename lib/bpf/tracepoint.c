// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/tracepoint.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/mountfs.h"

/* The events of tracefs, where they have been found; a mount of our own is gone with it. */
static int events = -1;

static int open_events(void)
{
	static const char *const mounts[] = { "/sys/kernel/tracing/events",
					      "/sys/kernel/debug/tracing/events" };
	int fd = -1;

	for (int i = 0; i < 2 && fd < 0; i++)
		fd = open(mounts[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? ss_open_in_fs("tracefs", "events", O_RDONLY | O_DIRECTORY) : fd;
}

int ss_tracepoint_id(const char *name)
{
	char path[128], text[16];
	ssize_t len;
	int fd;

	if (events < 0)
		events = open_events();
	if (events < 0)
		return events;
	snprintf(path, sizeof(path), "%s/id", name);
	fd = openat(events, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES ? -EPERM : -errno;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (len <= 0)
		return -EIO;
	text[len] = '\0';
	return atoi(text);
}

void ss_tracepoint_forget(void)
{
	if (events >= 0)
		close(events);
	events = -1;
}

struct bpf_link *ss_tracepoint_attach(struct bpf_program *program, const char *name, int *event)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_TRACEPOINT,
		.sample_period = 1,
	};
	int id = ss_tracepoint_id(name), fd;
	struct bpf_link *link;

	if (id < 0) {
		errno = -id;
		return NULL;
	}
	attr.config = id;
	/* One event on one CPU: the program runs on all of them. */
	fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return NULL;
	link = bpf_program__attach_perf_event(program, fd);
	if (!link) {
		int err = errno;

		close(fd);
		errno = err;
	} else if (event) {
		*event = fd;
	}
	return link;
}

/* Before Linux 5.15 the link is the event, and the program stays on it until that is closed. */
void ss_tracepoint_detach(struct bpf_link *link, int event)
{
	int fd = bpf_link__fd(link);

	ioctl(event, PERF_EVENT_IOC_DISABLE, 0);
	bpf_link__disconnect(link);
	bpf_link__destroy(link);
	if (fd != event)
		close(fd);
}
