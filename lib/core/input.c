// SPDX-License-Identifier: BSD-2-Clause
#include "core/input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int ss_input_open(struct ss_input *in)
{
	struct stat st;

	*in = (struct ss_input){ .fd = STDIN_FILENO, .flags = -1 };
	if (fstat(STDIN_FILENO, &st))
		return -errno;
	if (S_ISREG(st.st_mode))
		return 0;
	if (S_ISFIFO(st.st_mode) || isatty(STDIN_FILENO)) {
		int fd = open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

		if (fd >= 0) {
			in->fd = fd;
			return 0;
		}
	}
	in->flags = fcntl(STDIN_FILENO, F_GETFL);
	if (in->flags < 0 || fcntl(STDIN_FILENO, F_SETFL, in->flags | O_NONBLOCK))
		return -errno;
	return 0;
}

void ss_input_close(struct ss_input *in)
{
	if (in->flags >= 0)
		fcntl(STDIN_FILENO, F_SETFL, in->flags);
	if (in->fd > STDIN_FILENO)
		close(in->fd);
}
